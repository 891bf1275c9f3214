// Role: what of a lane is drawn at a scale: bars. As many as fit side by side, however many spans there are. Pure.
// Invariants: a bar is at least kBarMin wide; neighbours closer than kBarGap are one bar, unless both are wide enough
// to be told apart; what failed is never hidden in what did not: it lies over it.
#pragma once

#include "app/models/timeline_scale.h"
#include "app/models/timeline_spans.h"

#include <optional>

namespace glovebox::models {

inline constexpr double kBarMin = 3;
inline constexpr double kBarGap = 3;
inline constexpr double kBarWide = 8;

struct TimelineBar {
    double left = 0; // may begin before the view, and end behind it
    double right = 0;
    SpanKind kind = SpanKind::Tool;
    bool open = false;
    bool over = false;     // it lies over bars of others
    std::size_t first = 0; // of the lane's spans
    std::size_t last = 0;  // equal: one alone
    int count = 1;

    friend bool operator==(const TimelineBar &, const TimelineBar &) = default;
};

/// Those of what did not fail first, each sort from left to right.
std::vector<TimelineBar> timelineBars(const std::vector<TimelineSpan> &spans, const TimelineScale &scale);
/// The one that is seen there, or nearly; none: nothing.
std::optional<std::size_t> barAt(const std::vector<TimelineBar> &bars, double x);

/// Of the spans that begin in a stretch of time, as far as they have a length.
struct RangeSums {
    int count = 0;
    std::chrono::milliseconds total{0};
    std::chrono::milliseconds least{0};
    std::chrono::milliseconds most{0};

    std::chrono::milliseconds average() const { return count == 0 ? total : total / count; }
};
RangeSums sumsOf(const std::vector<TimelineSpan> &spans, WallTime from, WallTime to);

/// The beginning or end of a span that is nearest to a moment, when it is within `within`.
WallTime snapped(const std::vector<TimelineSpan> &spans, WallTime at, std::chrono::milliseconds within);

} // namespace glovebox::models
