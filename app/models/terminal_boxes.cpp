#include "app/models/terminal_boxes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace glovebox::models {

namespace {

constexpr char32_t kLinesFirst = 0x2500;
constexpr char32_t kBlocksFirst = 0x2580;
constexpr char32_t kBlocksLast = 0x259f;

enum Arm { Up, Right, Down, Left };
enum Weight { None, Light, Heavy, Double };

/// Two bits an arm, from up, clockwise. 0: a dashed or slanted one, which the font draws. Round corners are square.
constexpr std::array<unsigned char, 128> kArms{
    // clang-format off
    0x44, 0x88, 0x11, 0x22, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14, 0x18, 0x24, 0x28,
    0x50, 0x90, 0x60, 0xa0, 0x05, 0x09, 0x06, 0x0a, 0x41, 0x81, 0x42, 0x82, 0x15, 0x19, 0x16, 0x25,
    0x26, 0x1a, 0x29, 0x2a, 0x51, 0x91, 0x52, 0x61, 0x62, 0x92, 0xa1, 0xa2, 0x54, 0x94, 0x58, 0x98,
    0x64, 0xa4, 0x68, 0xa8, 0x45, 0x85, 0x49, 0x89, 0x46, 0x86, 0x4a, 0x8a, 0x55, 0x95, 0x59, 0x99,
    0x56, 0x65, 0x66, 0x96, 0x5a, 0xa5, 0x69, 0x9a, 0xa9, 0xa6, 0x6a, 0xaa, 0x00, 0x00, 0x00, 0x00,
    0xcc, 0x33, 0x1c, 0x34, 0x3c, 0xd0, 0x70, 0xf0, 0x0d, 0x07, 0x0f, 0xc1, 0x43, 0xc3, 0x1d, 0x37,
    0x3f, 0xd1, 0x73, 0xf3, 0xdc, 0x74, 0xfc, 0xcd, 0x47, 0xcf, 0xdd, 0x77, 0xff, 0x14, 0x50, 0x41,
    0x05, 0x00, 0x00, 0x00, 0x40, 0x01, 0x04, 0x10, 0x80, 0x02, 0x08, 0x20, 0x48, 0x21, 0x84, 0x12,
    // clang-format on
};

Weight weightOf(unsigned arms, int arm)
{
    return static_cast<Weight>(arms >> (2 * (arm & 3)) & 3U);
}

/// Draws one arm after the other, each turned to point up from the middle.
class Lines {
public:
    Lines(QSizeF cell, qreal thin, qreal pixel, QList<QRectF> &out)
        : m_cell(cell), m_thin(thin), m_out(out),
          m_middle(std::floor(cell.width() / 2 / pixel) * pixel, std::floor(cell.height() / 2 / pixel) * pixel)
    {
    }

    void draw(unsigned arms)
    {
        for (int arm = Up; arm <= Left; ++arm)
            if (weightOf(arms, arm) != None)
                drawArm(arms, arm);
    }

private:
    void drawArm(unsigned arms, int arm)
    {
        const auto weight = weightOf(arms, arm);
        const auto left = weightOf(arms, arm + 3);
        const auto right = weightOf(arms, arm + 1);
        const bool goesOn = weightOf(arms, arm + 2) != None;
        if (weight != Double) {
            const qreal half = weight == Heavy ? 1.5 * m_thin : 0.5 * m_thin;
            // From the near one of two lines that it ends at, else through the middle.
            const bool endsAtTwo = !goesOn && left == Double && right == Double;
            put(arm, -half, half, endsAtTwo ? 0.5 * m_thin : -reach(left, right));
            return;
        }
        put(arm, -1.5 * m_thin, -0.5 * m_thin, inner(left, right, goesOn));
        put(arm, 0.5 * m_thin, 1.5 * m_thin, inner(right, left, goesOn));
    }

    /// How far beyond the middle, so that corners are whole.
    qreal reach(Weight left, Weight right) const
    {
        const auto most = std::max(left, right);
        return most == Heavy || most == Double ? 1.5 * m_thin : 0.5 * m_thin;
    }

    /// Where one of two lines ends, with something on its own side or none.
    qreal inner(Weight near, Weight far, bool goesOn) const
    {
        if (near == Double)
            return 0.5 * m_thin; // at the corner of the near lines
        if (near != None || goesOn)
            return -0.5 * m_thin;
        return far == Double ? -1.5 * m_thin : -0.5 * m_thin;
    }

    /// From `left` to `right` of the middle, and from `below` it to the edge.
    void put(int arm, qreal left, qreal right, qreal below)
    {
        const qreal x = m_middle.x() + m_thin / 2;
        const qreal y = m_middle.y() + m_thin / 2;
        switch (arm) {
        case Up:
            m_out += QRectF(QPointF(x + left, 0), QPointF(x + right, y - below));
            break;
        case Right:
            m_out += QRectF(QPointF(x + below, y + left), QPointF(m_cell.width(), y + right));
            break;
        case Down:
            m_out += QRectF(QPointF(x - right, y + below), QPointF(x - left, m_cell.height()));
            break;
        default:
            m_out += QRectF(QPointF(0, y - right), QPointF(x - below, y - left));
        }
    }

    QSizeF m_cell;
    qreal m_thin;
    QList<QRectF> &m_out;
    QPointF m_middle;
};

/// Upper left, upper right, lower left, lower right.
constexpr std::array<unsigned char, 10> kQuarters{4, 8, 1, 13, 9, 7, 11, 2, 6, 14};

BoxParts blockParts(char32_t letter, QSizeF cell, qreal pixel)
{
    const auto whole = [pixel](qreal length) {
        return std::round(length / pixel) * pixel;
    };
    const qreal width = cell.width();
    const qreal height = cell.height();
    const int at = static_cast<int>(letter - kBlocksFirst);
    if (at == 0x00)
        return {{QRectF(0, 0, width, whole(height / 2))}};
    if (at <= 0x08) {
        const qreal tall = whole(height * at / 8);
        return {{QRectF(0, height - tall, width, tall)}};
    }
    if (at <= 0x0f)
        return {{QRectF(0, 0, whole(width * (0x10 - at) / 8), height)}};
    if (at == 0x10)
        return {{QRectF(whole(width / 2), 0, width - whole(width / 2), height)}};
    if (at <= 0x13)
        return {{QRectF(0, 0, width, height)}, (at - 0x10) * 0.25};
    if (at == 0x14)
        return {{QRectF(0, 0, width, whole(height / 8))}};
    if (at == 0x15)
        return {{QRectF(width - whole(width / 8), 0, whole(width / 8), height)}};
    BoxParts parts;
    const unsigned quarters = kQuarters[static_cast<std::size_t>(at - 0x16)];
    const qreal x = whole(width / 2);
    const qreal y = whole(height / 2);
    for (unsigned quarter = 0; quarter < 4; ++quarter)
        if ((quarters >> quarter & 1U) != 0)
            parts.rectangles += QRectF((quarter & 1U) != 0 ? x : 0, (quarter & 2U) != 0 ? y : 0,
                                       (quarter & 1U) != 0 ? width - x : x, (quarter & 2U) != 0 ? height - y : y);
    return parts;
}

} // namespace

std::optional<BoxParts> boxParts(char32_t letter, QSizeF cell, qreal thin, qreal pixel)
{
    if (letter < kLinesFirst || letter > kBlocksLast)
        return std::nullopt;
    if (letter >= kBlocksFirst)
        return blockParts(letter, cell, pixel);
    const unsigned arms = kArms[letter - kLinesFirst];
    if (arms == 0)
        return std::nullopt;
    BoxParts parts;
    Lines(cell, thin, pixel, parts.rectangles).draw(arms);
    return parts;
}

} // namespace glovebox::models
