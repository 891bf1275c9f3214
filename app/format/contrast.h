// Role: whether letters can be read on their ground, and the colour nearest to a wanted one that can. Colours are
// 0xRRGGBB. Pure. Source of the measure: WCAG 2, contrast ratio.
#pragma once

namespace glovebox::format {

/// What text needs (level AA).
inline constexpr double kContrastMin = 4.5;

/// 1 to 21.
double contrast(int color, int ground);
/// `color` if it can be read on `ground`, else moved towards white or black until it can.
int readable(int color, int ground);

} // namespace glovebox::format
