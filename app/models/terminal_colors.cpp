#include "app/models/terminal_colors.h"

#include "app/format/contrast.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr qsizetype kKnownMax = 4096;
constexpr QRgb kOpaque = 0xff000000;

/// What is behind the first sixteen: a cube of colours, then greys.
QRgb ofTable(int index)
{
    if (index >= 232) {
        const int grey = 8 + 10 * (index - 232);
        return qRgb(grey, grey, grey);
    }
    const auto level = [](int step) {
        return step == 0 ? 0 : 55 + 40 * step;
    };
    index -= 16;
    return qRgb(level(index / 36), level(index / 6 % 6), level(index % 6));
}

/// Four tenths of the way to the ground.
QRgb faint(QRgb ink, QRgb ground)
{
    const auto mix = [](int one, int other) {
        return (one * 6 + other * 4) / 10;
    };
    return qRgb(mix(qRed(ink), qRed(ground)), mix(qGreen(ink), qGreen(ground)), mix(qBlue(ink), qBlue(ground)));
}

} // namespace

void TerminalColors::setTheme(const TerminalTheme &theme)
{
    m_theme = theme;
    m_readable.clear();
}

QRgb TerminalColors::plain(std::int32_t color, QRgb usual) const
{
    if (color == TerminalStyle::kUsual)
        return usual;
    if (color >= TerminalStyle::kTrueColor)
        return kOpaque | static_cast<QRgb>(color - TerminalStyle::kTrueColor);
    return color < 16 ? m_theme.table[static_cast<std::size_t>(std::max(color, 0))] : ofTable(std::min(color, 255));
}

QRgb TerminalColors::readable(QRgb ink, QRgb ground)
{
    const quint64 key = static_cast<quint64>(ink) << 32 | ground;
    if (const auto known = m_readable.constFind(key); known != m_readable.constEnd())
        return *known;
    if (m_readable.size() >= kKnownMax)
        m_readable.clear();
    const auto out = kOpaque | static_cast<QRgb>(format::readable(static_cast<int>(ink & RGB_MASK),
                                                                  static_cast<int>(ground & RGB_MASK)));
    m_readable.insert(key, out);
    return out;
}

TerminalColors::Pair TerminalColors::of(const TerminalStyle &style, bool reversed, bool selected)
{
    QRgb ink = plain(style.ink, m_theme.ink);
    QRgb ground = plain(style.ground, m_theme.ground);
    const bool turned = static_cast<bool>(style.reverse) != reversed;
    if (turned)
        std::swap(ink, ground);
    if (selected)
        ground = m_theme.selected;
    if (style.faint)
        ink = faint(ink, ground);
    return {readable(ink, ground), ground, selected || turned || style.ground != TerminalStyle::kUsual};
}

} // namespace glovebox::models
