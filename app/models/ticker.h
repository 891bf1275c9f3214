// Role: the window's clock: one tick a second for all ages and running times, and the wall clock that they are counted
// from. Injected, so that tests decide what time it is.
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

    Ticker(Now now, QTimeZone zone, QObject *parent = nullptr)
        : QObject(parent), m_now(std::move(now)), m_zone(std::move(zone))
    {
    }

    WallTime now() const { return m_now(); }
    const QTimeZone &zone() const { return m_zone; }
    /// Called once a second by whoever owns the real timer.
    void tick() { Q_EMIT ticked(); }
    /// Called twice a second: figures that change all the time are shown no faster than this.
    void settle() { Q_EMIT settled(); }

Q_SIGNALS:
    void ticked();
    void settled();

private:
    Now m_now;
    QTimeZone m_zone;
};

} // namespace glovebox::models
