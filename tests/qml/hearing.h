// Role: hears what the window tells assistive programs by itself: the name of whatever raises an alert. Thread: GUI.
#pragma once

#include <QAccessible>
#include <QObject>
#include <QStringList>

class Hearing : public QObject {
    Q_OBJECT
    Q_PROPERTY(QStringList heard READ heard NOTIFY heardChanged)

public:
    ~Hearing() override { end(); }

    QStringList heard() const { return m_heard; }
    Q_INVOKABLE void begin()
    {
        m_heard.clear();
        QAccessible::setActive(true);
        s_now = this;
        m_before = QAccessible::installUpdateHandler(&Hearing::update);
    }
    Q_INVOKABLE void end()
    {
        if (s_now != this)
            return;
        QAccessible::installUpdateHandler(m_before);
        s_now = nullptr;
    }

Q_SIGNALS:
    void heardChanged();

private:
    static void update(QAccessibleEvent *event)
    {
        if (event->type() != QAccessible::Alert)
            return;
        if (QAccessibleInterface *heard = event->accessibleInterface()) {
            s_now->m_heard += heard->text(QAccessible::Name);
            Q_EMIT s_now->heardChanged();
        }
    }

    static inline Hearing *s_now = nullptr;
    QAccessible::UpdateHandler m_before = nullptr;
    QStringList m_heard;
};
