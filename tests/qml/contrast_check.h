// Role: measures in the window as it is painted: whether each text and symbol can be told from what is really behind
// it. Thread: GUI. What is behind is the colour that most pixels of its place have in a picture of the window; what is
// shown half through counts as it is seen.
#pragma once

#include <QColor>
#include <QObject>
#include <QQuickItem>
#include <QQuickWindow>
#include <QStringList>

class ContrastCheck : public QObject {
    Q_OBJECT
    Q_PROPERTY(int looked READ looked)

public:
    using QObject::QObject;

    /// Of two colours, 1 to 21.
    Q_INVOKABLE double ratio(const QColor &color, const QColor &ground) const;
    /// Of all texts that are visible in the window (`texts` is what they need), and all symbols (`symbols`).
    Q_INVOKABLE QStringList faults(QQuickWindow *window, double texts, double symbols);
    /// How many texts and symbols were looked at: none proves nothing.
    int looked() const { return m_looked; }
    /// Buttons that are smaller than that.
    Q_INVOKABLE QStringList small(QQuickItem *root, double width, double height) const;

private:
    int m_looked = 0;
};
