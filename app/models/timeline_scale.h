// Role: which stretch of time is in view, and where each moment of it stands. Pure.
// Invariants: a moment under the pointer stays there while one zooms; the view is never shorter than kShortest nor
// longer than all there is; at the live edge it goes along with the time.
#pragma once

#include "core/base/units.h"

#include <chrono>
#include <vector>

namespace glovebox::models {

class TimelineScale {
public:
    static constexpr std::chrono::milliseconds kShortest{2000};

    /// All there is. `live`: its end moves.
    void setExtent(WallTime from, WallTime to, bool live);
    void setWidth(double width) { m_width = width > 1 ? width : 1; }
    /// Everything, now and as it grows.
    void fit();
    /// The last stretch of it, along with the time; everything when it is not longer.
    void showLast(std::chrono::milliseconds length);
    /// By a factor, below 1: nearer. What is at `x` stays there.
    void zoom(double factor, double x);
    void pan(double pixels);
    void show(WallTime from, WallTime to);
    /// So that it is in view, with room on both sides.
    void reveal(WallTime at);
    void goLive();

    double xOf(WallTime at) const;
    WallTime timeAt(double x) const;
    double width() const { return m_width; }
    WallTime from() const { return timeAt(0); }
    WallTime to() const { return timeAt(m_width); }
    WallTime firstTime() const { return m_first; }
    WallTime lastTime() const { return m_last; }
    std::chrono::milliseconds length() const { return std::chrono::milliseconds(static_cast<std::int64_t>(m_length)); }
    bool isFit() const { return m_fit; }
    bool isLive() const { return m_isLive && m_sticks; }
    bool canZoomIn() const { return m_length > static_cast<double>(kShortest.count()); }
    bool canZoomOut() const { return !m_fit; }

    struct Tick {
        double x;
        WallTime at;
    };
    /// At round times of a zone that is so far from UTC, not closer than `apart` pixels.
    std::vector<Tick> ticks(double apart, std::chrono::seconds zone) const;
    std::chrono::milliseconds tickStep(double apart) const;

private:
    double whole() const;
    void settle();

    WallTime m_first;
    WallTime m_last;
    double m_width = 1;
    double m_begin = 0;     // of the view, ms after m_first
    double m_length = 1000; // ms
    bool m_isLive = false;
    bool m_fit = true;
    bool m_sticks = true; // to the end
};

} // namespace glovebox::models
