// Role: finds what a careful eye would: texts cut short or wider than their place, and things that lie over each other,
// in the items as they stand. Thread: GUI. An item may be cut short when it says `mayElide` (foreign texts, with a
// hint), and lie over others when it says `floats` (sheets, pills, marks). Lists scroll: what a Flickable cuts off
// above or below is no fault.
#pragma once

#include <QObject>
#include <QQuickItem>
#include <QRectF>
#include <QStringList>

#include <vector>

class LayoutCheck : public QObject {
    Q_OBJECT
    /// In longer words: columns keep their width, so what stands in a table may be cut short; it has a hint. So may
    /// what an empty field asks for, which is its name, too.
    Q_PROPERTY(bool tablesMayElide MEMBER m_tablesMayElide)

public:
    using QObject::QObject;

    /// Of all visible items below `root`, one sentence each; empty: nothing is wrong.
    Q_INVOKABLE QStringList faults(QQuickItem *root);

    /// Everything stands where it belongs: layouts of Qt 6.4 place their items with the next frame, so that a click
    /// right after a change lands where its aim was.
    Q_INVOKABLE bool settled(const QQuickItem *item) const;

private:
    struct Leaf {
        QQuickItem *item = nullptr;
        QRectF rect; // what is painted, in the root's coordinates, as far as it can be seen
        bool isText = false;
    };

    void walk(QQuickItem *item, const QRectF &seen);
    void checkText(QQuickItem *text, const QRectF &seen);
    void compare();

    bool m_tablesMayElide = false;
    QQuickItem *m_root = nullptr;
    std::vector<Leaf> m_leaves;
    QStringList m_faults;
};
