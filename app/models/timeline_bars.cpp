#include "app/models/timeline_bars.h"

#include <algorithm>
#include <cmath>

namespace glovebox::models {

namespace {

constexpr double kNear = 3; // around a bar, for the pointer
constexpr double kFarOff = 50'000;

bool isTrouble(SpanKind kind)
{
    return kind == SpanKind::ToolError || kind == SpanKind::Denied || kind == SpanKind::Error;
}

bool isState(SpanKind kind) // of a band without gaps: neighbours stay what they are
{
    return kind >= SpanKind::Running && kind <= SpanKind::Unknown;
}

bool isOne(const TimelineBar &last, const TimelineBar &next)
{
    if (next.left - last.right >= kBarGap)
        return false;
    const bool narrow = next.right - next.left < kBarWide && last.right - last.left < kBarWide;
    if (isState(next.kind) || isState(last.kind))
        return narrow && next.right - next.left <= kBarMin && last.right - last.left <= kBarMin;
    return last.kind == next.kind || narrow;
}

} // namespace

std::vector<TimelineBar> timelineBars(const std::vector<TimelineSpan> &spans, const TimelineScale &scale)
{
    std::vector<TimelineBar> usual;
    std::vector<TimelineBar> trouble;
    const WallTime end = scale.to();
    for (std::size_t i = 0; i < spans.size() && spans[i].from <= end; ++i) {
        const TimelineSpan &span = spans[i];
        TimelineBar bar{.left = std::max(scale.xOf(span.from), -kFarOff), .kind = span.kind, .open = span.open};
        bar.right = std::min(std::max(scale.xOf(span.to), bar.left + kBarMin), kFarOff);
        if (bar.right < 0)
            continue;
        bar.first = bar.last = i;
        auto &list = isTrouble(span.kind) ? trouble : usual;
        if (list.empty() || !isOne(list.back(), bar)) {
            list.push_back(bar);
            continue;
        }
        TimelineBar &last = list.back();
        if (bar.right - bar.left > last.right - last.left)
            last.kind = bar.kind;
        last.right = std::max(last.right, bar.right);
        last.open = last.open || bar.open;
        last.last = i;
        ++last.count;
    }
    std::size_t under = 0;
    for (TimelineBar &bar : trouble) {
        while (under < usual.size() && usual[under].right < bar.left)
            ++under;
        bar.over = under < usual.size() && usual[under].left < bar.right;
    }
    usual.insert(usual.end(), trouble.begin(), trouble.end());
    return usual;
}

std::optional<std::size_t> barAt(const std::vector<TimelineBar> &bars, double x)
{
    std::optional<std::size_t> best;
    double distance = kNear;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double away = x < bars[i].left ? bars[i].left - x : x > bars[i].right ? x - bars[i].right : 0;
        if (away < distance || (away == 0 && distance == 0)) { // what lies over others comes last
            best = i;
            distance = away;
        }
    }
    return best;
}

RangeSums sumsOf(const std::vector<TimelineSpan> &spans, WallTime from, WallTime to)
{
    RangeSums sums;
    for (const TimelineSpan &span : spans) {
        if (span.from < from || span.from > to || span.kind == SpanKind::Unknown)
            continue;
        const auto length = span.to - span.from;
        sums.least = sums.count == 0 ? length : std::min(sums.least, length);
        sums.most = std::max(sums.most, length);
        sums.total += length;
        ++sums.count;
    }
    return sums;
}

WallTime snapped(const std::vector<TimelineSpan> &spans, WallTime at, std::chrono::milliseconds within)
{
    WallTime best = at;
    auto distance = within;
    for (const TimelineSpan &span : spans)
        for (const WallTime edge : {span.from, span.to})
            if (const auto away = edge > at ? edge - at : at - edge; away <= distance) {
                best = edge;
                distance = away;
            }
    return best;
}

} // namespace glovebox::models
