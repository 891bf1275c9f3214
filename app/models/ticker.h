// Role: the window's clock: one tick a second for all ages and running times, the wall clock that they are counted
// from, and how times are shown: the one place for the whole program. Injected, so that tests decide what time it is.
// Thread: GUI.
#pragma once

#include "core/base/units.h"

#include <QObject>
#include <QTimeZone>

#include <functional>

namespace glovebox::models {

class Ticker : public QObject {
    Q_OBJECT

public:
    using Now = std::function<WallTime()>;
    /// Relative: as an age where there is room for one value, local where it has to be exact.
    enum class Times { Local, Utc, Relative };

    Ticker(Now now, QTimeZone zone, QObject *parent = nullptr)
        : QObject(parent), m_now(std::move(now)), m_zone(std::move(zone))
    {
    }

    WallTime now() const { return m_now(); }
    const QTimeZone &zone() const { return m_times == Times::Utc ? m_utc : m_zone; }
    Times times() const { return m_times; }
    void setTimes(Times times)
    {
        if (times == m_times)
            return;
        m_times = times;
        Q_EMIT timesChanged();
        Q_EMIT ticked(); // what shows an age shows its time too
    }
    /// Called once a second by whoever owns the real timer.
    void tick() { Q_EMIT ticked(); }
    /// Called twice a second: figures that change all the time are shown no faster than this.
    void settle() { Q_EMIT settled(); }

Q_SIGNALS:
    void ticked();
    void settled();
    void timesChanged();

private:
    Now m_now;
    QTimeZone m_zone;
    QTimeZone m_utc = QTimeZone::utc();
    Times m_times = Times::Local;
};

} // namespace glovebox::models
