#include "app/format/contrast.h"

#include <algorithm>
#include <cmath>

namespace glovebox::format {

namespace {

/// Above it black is read better than white.
constexpr double kMiddleLuminance = 0.18;
constexpr int kStepsMax = 64;

double luminance(int color)
{
    const auto part = [](int value) {
        const double share = value / 255.0;
        return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part((color >> 16) & 0xff) + 0.7152 * part((color >> 8) & 0xff) + 0.0722 * part(color & 0xff);
}

double ratio(double one, double other)
{
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

} // namespace

double contrast(int color, int ground)
{
    return ratio(luminance(color), luminance(ground));
}

int readable(int color, int ground)
{
    const double below = luminance(ground);
    const int goal = below < kMiddleLuminance ? 255 : 0;
    const auto nearer = [goal](int value) {
        return std::clamp(value + (goal - value) / 8 + (goal > value ? 1 : goal < value ? -1 : 0), 0, 255);
    };
    for (int step = 0; step < kStepsMax && ratio(luminance(color), below) < kContrastMin; ++step)
        color = nearer((color >> 16) & 0xff) << 16 | nearer((color >> 8) & 0xff) << 8 | nearer(color & 0xff);
    return color;
}

} // namespace glovebox::format
