// Role: the keys of the page that is shown, and of everywhere, as the registry has them; and how one of them is
// changed. Thread: GUI. Invariant: a key that means something else on the same page is refused, with what that is.
#pragma once

#include <QKeySequence>
#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class ActionRegistry;

class KeySheet : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the registry")
    Q_PROPERTY(QString pageName READ pageName NOTIFY changed)
    // {id, title, keys: ["Ctrl+K"], fixed, changed} each
    Q_PROPERTY(QVariantList everywhere READ everywhere NOTIFY changed)
    Q_PROPERTY(QVariantList here READ here NOTIFY changed)
    Q_PROPERTY(QVariantList all READ all NOTIFY changed)      // of all pages: "Sandboxes: Pause"
    Q_PROPERTY(QString changing READ changing NOTIFY changed) // the id of the action that gets another key
    Q_PROPERTY(QString pressed READ pressed NOTIFY changed)   // the first of two
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(bool anyChanged READ anyChanged NOTIFY changed)

public:
    explicit KeySheet(ActionRegistry &registry);

    QString pageName() const;
    QVariantList everywhere() const;
    QVariantList here() const;
    QVariantList all() const;
    QString changing() const { return m_changing; }
    QString pressed() const { return m_first.isEmpty() ? QString() : m_first.toString(QKeySequence::PortableText); }
    QString problem() const { return m_problem; }
    bool anyChanged() const;

    /// The sheet opens on the page that is shown.
    Q_INVOKABLE void begin();
    Q_INVOKABLE void change(const QString &id);
    Q_INVOKABLE void endChange();
    /// While one is changed: the key that it gets. Escape leaves it as it was.
    Q_INVOKABLE void press(int key, int modifiers);
    Q_INVOKABLE void reset(const QString &id);
    Q_INVOKABLE void resetAll();

Q_SIGNALS:
    void changed();

private:
    QVariantList rows(bool anywhere) const;

    ActionRegistry &m_registry;
    QString m_changing;
    QKeySequence m_first;
    QString m_problem;
};

} // namespace glovebox::models
