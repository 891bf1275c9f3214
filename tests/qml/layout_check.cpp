#include "tests/qml/layout_check.h"

#include <QQuickWindow>
#include <QtQuickTest>

#include <algorithm>

namespace {

/// Line boxes have air above and below their letters; a pixel of rounding hides nothing.
constexpr qreal kAcross = 1.0;
constexpr qreal kDown = 4.0;
/// What a button's text keeps from its edges.
constexpr qreal kButtonAir = 4.0;

bool says(const QQuickItem *item, const char *what)
{
    return item->property(what).toBool();
}

bool isText(const QQuickItem *item)
{
    return item->inherits("QQuickText");
}

/// A symbol, or something to press or type in: together with texts, what people look at.
bool isThing(const QQuickItem *item)
{
    return item->inherits("QQuickImage") || item->inherits("QQuickTextField");
}

QString named(const QQuickItem *item)
{
    const QString text = item->property("text").toString();
    QString name =
        item->objectName().isEmpty() ? QString::fromLatin1(item->metaObject()->className()) : item->objectName();
    name = name.section(QLatin1Char('_'), 0, 0);
    return text.isEmpty() ? QStringLiteral("%1 %2").arg(name, item->property("symbol").toString())
                          : QStringLiteral("%1 \"%2\"").arg(name, text.left(60));
}

/// Where the letters are, in the text's own coordinates.
QRectF painted(const QQuickItem *text)
{
    const qreal width = text->property("contentWidth").toReal();
    const qreal height = text->property("contentHeight").toReal();
    const auto across = static_cast<Qt::Alignment>(text->property("effectiveHorizontalAlignment").toInt());
    const auto down = static_cast<Qt::Alignment>(text->property("verticalAlignment").toInt());
    const qreal x = across & Qt::AlignRight     ? text->width() - width
                    : across & Qt::AlignHCenter ? (text->width() - width) / 2
                                                : 0;
    const qreal y = down & Qt::AlignBottom    ? text->height() - height
                    : down & Qt::AlignVCenter ? (text->height() - height) / 2
                                              : 0;
    return {x, y, width, height};
}

/// The nearest one that both lie in.
QQuickItem *commonAncestor(QQuickItem *one, QQuickItem *other)
{
    for (QQuickItem *up = one->parentItem(); up; up = up->parentItem())
        if (up->isAncestorOf(other))
            return up;
    return nullptr;
}

bool isInTable(const QQuickItem *item)
{
    for (; item; item = item->parentItem()) {
        const QByteArray type = item->metaObject()->className();
        if (type.startsWith("TableRow_") || type.startsWith("TableHeader_"))
            return true;
    }
    return false;
}

bool floatsBelow(const QQuickItem *item, const QQuickItem *ancestor)
{
    for (; item && item != ancestor; item = item->parentItem())
        if (says(item, "floats"))
            return true;
    return false;
}

QString at(const QRectF &rect)
{
    return QStringLiteral("(%1,%2 %3x%4)")
        .arg(qRound(rect.x()))
        .arg(qRound(rect.y()))
        .arg(qRound(rect.width()))
        .arg(qRound(rect.height()));
}

} // namespace

bool LayoutCheck::settled(const QQuickItem *item) const
{
    return item && item->window() && !QQuickTest::qIsPolishScheduled(item->window());
}

QStringList LayoutCheck::faults(QQuickItem *root)
{
    m_root = root;
    m_leaves.clear();
    m_faults.clear();
    walk(root, QRectF(0, 0, root->width(), root->height()));
    compare();
    return m_faults;
}

void LayoutCheck::walk(QQuickItem *item, const QRectF &seen)
{
    if (!item->isVisible() || item->opacity() == 0)
        return;
    const QRectF own = item->mapRectToItem(m_root, QRectF(0, 0, item->width(), item->height()));
    if (isText(item)) {
        checkText(item, seen);
    } else if (isThing(item) && own.isValid()) {
        if (const QRectF rect = own.intersected(seen); !rect.isEmpty())
            m_leaves.push_back({item, rect, false});
        const bool isScrolled = seen.width() < m_root->width();
        if (!isScrolled && (own.left() < -kAcross || own.right() > m_root->width() + kAcross))
            m_faults += QStringLiteral("%1 goes over the window's edge at %2").arg(named(item), at(own));
    }
    const QRectF inside = item->clip() ? seen.intersected(own) : seen;
    if (inside.isEmpty())
        return;
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children)
        walk(child, inside);
}

void LayoutCheck::checkText(QQuickItem *text, const QRectF &seen)
{
    if (text->property("text").toString().trimmed().isEmpty())
        return;
    const QRectF letters = text->mapRectToItem(m_root, painted(text));
    const QRectF visible = letters.intersected(seen);
    if (visible.isEmpty() || visible.height() < letters.height() / 2) // scrolled away
        return;
    m_leaves.push_back({text, visible, true});
    const bool mayElide =
        says(text, "mayElide") || (m_tablesMayElide && (isInTable(text) || text->inherits("QQuickPlaceholderText")));
    if (says(text, "truncated") && !mayElide)
        m_faults += QStringLiteral("%1 is cut short at %2").arg(named(text), at(letters));
    else if (letters.width() > text->width() + kAcross && text->width() > 0)
        m_faults += QStringLiteral("%1 is wider than its place, %2 px").arg(named(text)).arg(text->width());
    if (letters.left() < seen.left() - kAcross || letters.right() > seen.right() + kAcross)
        m_faults += QStringLiteral("%1 goes over the edge at %2").arg(named(text), at(letters));
    if (text->width() <= 0)
        m_faults += QStringLiteral("%1 has no room at all").arg(named(text));
    for (const QQuickItem *up = text->parentItem(); up && up != m_root; up = up->parentItem()) {
        if (!up->inherits("QQuickAbstractButton"))
            continue;
        const QRectF button = up->mapRectToItem(m_root, QRectF(0, 0, up->width(), up->height()));
        const bool hasGround = up->property("background").value<QQuickItem *>() && says(up, "hasEdge");
        const qreal air = hasGround ? kButtonAir : 0;
        if (letters.left() < button.left() + air - kAcross || letters.right() > button.right() - air + kAcross)
            m_faults += QStringLiteral("%1 touches the edge of its button").arg(named(text));
        break;
    }
}

void LayoutCheck::compare()
{
    for (std::size_t i = 0; i < m_leaves.size(); ++i) {
        for (std::size_t j = i + 1; j < m_leaves.size(); ++j) {
            const Leaf &one = m_leaves[i];
            const Leaf &other = m_leaves[j];
            const QRectF both = one.rect.intersected(other.rect);
            if (both.width() <= kAcross || both.height() <= (one.isText && other.isText ? kDown : kAcross))
                continue;
            if (one.item->isAncestorOf(other.item) || other.item->isAncestorOf(one.item))
                continue;
            const QQuickItem *ancestor = commonAncestor(one.item, other.item);
            if (floatsBelow(one.item, ancestor) || floatsBelow(other.item, ancestor))
                continue;
            m_faults +=
                QStringLiteral("%1 and %2 lie over each other at %3").arg(named(one.item), named(other.item), at(both));
        }
    }
}
