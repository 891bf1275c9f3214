#include "tests/qml/contrast_check.h"

#include "app/format/contrast.h"

#include <QHash>
#include <QImage>

#include <vector>

namespace {

int rgbOf(const QColor &color)
{
    return static_cast<int>(color.rgb() & 0xFFFFFFU);
}

/// What is behind an item: the colour of most pixels of its place.
QColor groundOf(const QImage &picture, const QRect &place)
{
    QHash<QRgb, int> counts;
    QRgb most = picture.pixel(place.topLeft());
    for (int y = place.top(); y <= place.bottom(); ++y)
        for (int x = place.left(); x <= place.right(); ++x)
            if (const QRgb pixel = picture.pixel(x, y); ++counts[pixel] > counts[most])
                most = pixel;
    return QColor(most);
}

struct Seen {
    QQuickItem *item;
    QRectF place;
    double opacity;
};

void walk(QQuickItem *item, const QRectF &seen, double opacity, QQuickItem *root, std::vector<Seen> &all)
{
    opacity *= item->opacity();
    if (!item->isVisible() || opacity < 0.02)
        return;
    const QRectF own = item->mapRectToItem(root, QRectF(0, 0, item->width(), item->height()));
    const bool isText = item->inherits("QQuickText") && !item->property("text").toString().trimmed().isEmpty();
    const bool isSymbol = item->inherits("QQuickIconImage");
    // With a margin: letters of one column fill their own place.
    if (const QRectF place = own.adjusted(-2, -2, 2, 2).intersected(seen);
        (isText || isSymbol) && place.width() > 6 && place.height() > 6)
        all.push_back({item, place, opacity});
    const QRectF inside = item->clip() ? seen.intersected(own) : seen;
    for (QQuickItem *child : item->childItems())
        walk(child, inside, opacity, root, all);
}

void buttons(QQuickItem *item, std::vector<QQuickItem *> &all)
{
    if (!item->isVisible() || item->opacity() == 0)
        return;
    if (item->inherits("QQuickAbstractButton"))
        all.push_back(item);
    for (QQuickItem *child : item->childItems())
        buttons(child, all);
}

QString named(const QQuickItem *item)
{
    const QString text = item->property("text").toString();
    return text.isEmpty() ? item->property("symbol").toString() + item->objectName() : text.left(40);
}

} // namespace

double ContrastCheck::ratio(const QColor &color, const QColor &ground) const
{
    return glovebox::format::contrast(rgbOf(color), rgbOf(ground));
}

QStringList ContrastCheck::faults(QQuickWindow *window, double texts, double symbols)
{
    const QImage picture = window->grabWindow().convertToFormat(QImage::Format_RGB32);
    std::vector<Seen> all;
    QQuickItem *root = window->contentItem();
    walk(root, QRectF(0, 0, root->width(), root->height()), 1, root, all);
    QStringList faults;
    m_looked = static_cast<int>(all.size());
    for (const Seen &one : all) {
        const QRect place = one.place.toAlignedRect().intersected(picture.rect());
        if (place.isEmpty())
            continue;
        const QColor ground = groundOf(picture, place);
        const QColor ink = one.item->property("color").value<QColor>();
        const double through = one.opacity * ink.alphaF();
        const auto mixed = [through](int over, int under) {
            return qRound(over * through + under * (1 - through));
        };
        const QColor shown(mixed(ink.red(), ground.red()), mixed(ink.green(), ground.green()),
                           mixed(ink.blue(), ground.blue()));
        const double need = one.item->inherits("QQuickText") ? texts : symbols;
        if (const double has = ratio(shown, ground); has < need)
            faults += QStringLiteral("\"%1\" has %2 (%3 on %4)")
                          .arg(named(one.item))
                          .arg(has, 0, 'f', 2)
                          .arg(shown.name(), ground.name());
    }
    faults.removeDuplicates();
    return faults;
}

QStringList ContrastCheck::small(QQuickItem *root, double width, double height) const
{
    std::vector<QQuickItem *> all;
    buttons(root, all);
    QStringList found;
    for (const QQuickItem *button : all)
        if (button->width() < width || button->height() < height)
            found += QStringLiteral("%1: %2 x %3").arg(named(button)).arg(button->width()).arg(button->height());
    return found;
}
