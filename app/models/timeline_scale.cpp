#include "app/models/timeline_scale.h"

#include <algorithm>
#include <cmath>

namespace glovebox::models {

using namespace std::chrono_literals;

namespace {

/// Behind the newest moment, so that what goes on is seen to have an end.
constexpr double kAir = 0.02;

constexpr std::chrono::milliseconds kSteps[]{1s,    2s,    5s,    10s, 15s, 30s, 60s, 2min, 5min, 10min,
                                             15min, 30min, 60min, 2h,  3h,  6h,  12h, 24h,  48h,  168h};

std::chrono::milliseconds wholeMs(double length)
{
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::llround(length)));
}

} // namespace

double TimelineScale::whole() const
{
    const auto length = static_cast<double>((m_last - m_first).count());
    return std::max(length * (1 + kAir), static_cast<double>(kShortest.count()));
}

void TimelineScale::setExtent(WallTime from, WallTime to, bool live)
{
    m_begin += static_cast<double>((m_first - from).count()); // the view stays where it is
    m_first = from;
    m_last = std::max(from, to);
    m_isLive = live;
    settle();
}

void TimelineScale::settle()
{
    const double all = whole();
    m_length = std::clamp(m_length, static_cast<double>(kShortest.count()), all);
    if (m_fit) {
        m_begin = 0;
        m_length = all;
    } else if (m_sticks) {
        m_begin = all - m_length;
    }
    m_begin = std::clamp(m_begin, 0.0, all - m_length);
}

void TimelineScale::fit()
{
    m_fit = true;
    m_sticks = true;
    settle();
}

void TimelineScale::showLast(std::chrono::milliseconds length)
{
    m_fit = static_cast<double>(length.count()) >= whole();
    m_sticks = true;
    m_length = static_cast<double>(length.count());
    settle();
}

void TimelineScale::zoom(double factor, double x)
{
    const double share = std::clamp(x / m_width, 0.0, 1.0);
    const double at = m_begin + share * m_length;
    const double all = whole();
    m_length = std::clamp(m_length * factor, static_cast<double>(kShortest.count()), all);
    m_fit = m_length >= all * (1 - 1e-6); // there and back again is where one was
    m_begin = at - share * m_length;
    m_sticks = m_fit || m_begin + m_length >= all * (1 - 1e-9);
    settle();
}

void TimelineScale::pan(double pixels)
{
    if (m_fit)
        return;
    m_begin += pixels * m_length / m_width;
    m_sticks = m_begin + m_length >= whole() - m_length / m_width;
    settle();
}

void TimelineScale::show(WallTime from, WallTime to)
{
    const double all = whole();
    m_length = std::clamp(static_cast<double>((to - from).count()), static_cast<double>(kShortest.count()), all);
    const auto middle = static_cast<double>((from - m_first).count() + (to - m_first).count()) / 2;
    m_begin = middle - m_length / 2;
    m_fit = m_length >= all;
    m_sticks = m_fit || m_begin + m_length >= all;
    settle();
}

void TimelineScale::reveal(WallTime at)
{
    const double x = xOf(at);
    if (m_fit || (x >= 0 && x <= m_width))
        return;
    m_begin = static_cast<double>((at - m_first).count()) - m_length / 2;
    m_sticks = false;
    settle();
}

void TimelineScale::goLive()
{
    m_sticks = true;
    settle();
}

double TimelineScale::xOf(WallTime at) const
{
    return (static_cast<double>((at - m_first).count()) - m_begin) * m_width / m_length;
}

WallTime TimelineScale::timeAt(double x) const
{
    return m_first + wholeMs(m_begin + x * m_length / m_width);
}

std::chrono::milliseconds TimelineScale::tickStep(double apart) const
{
    const double least = apart * m_length / m_width;
    const auto step = std::ranges::find_if(kSteps, [&](auto one) { return static_cast<double>(one.count()) >= least; });
    if (step != std::end(kSteps))
        return *step;
    const auto last = std::end(kSteps)[-1];
    return last * static_cast<std::int64_t>(std::ceil(least / static_cast<double>(last.count())));
}

std::vector<TimelineScale::Tick> TimelineScale::ticks(double apart, std::chrono::seconds zone) const
{
    std::vector<Tick> all;
    const auto step = tickStep(apart);
    const auto begin = from().time_since_epoch() + zone;
    for (auto at = begin - begin % step; at <= to().time_since_epoch() + zone; at += step)
        if (const double x = xOf(WallTime(at - zone)); x >= 0)
            all.push_back({x, WallTime(at - zone)});
    return all;
}

} // namespace glovebox::models
