#include "core/system/real_clock.h"

#include <QBasicTimer>
#include <QObject>
#include <QPointer>
#include <QRandomGenerator>

#include <algorithm>
#include <limits>

namespace glovebox::system {

namespace {

/// One wait. Owns itself: gone when it has fired, was cancelled, or its clock went.
class Wait final : public QObject {
public:
    Wait(MonoTime deadline, std::function<void()> then, std::weak_ptr<const bool> clock)
        : m_deadline(deadline), m_then(std::move(then)), m_clock(std::move(clock))
    {
        arm();
    }

    /// While it fires, it may not be deleted; it then goes by itself.
    bool firing() const { return m_firing; }

protected:
    void timerEvent(QTimerEvent *) override
    {
        if (!m_clock.expired() && std::chrono::steady_clock::now() < m_deadline)
            return arm();
        m_timer.stop();
        m_firing = true;
        if (auto then = std::exchange(m_then, nullptr); then && !m_clock.expired())
            then();
        // Not deleted within its own event, and deleteLater() would wake the loop once more for each wait: the next
        // one to fire takes it along.
        thread_local std::unique_ptr<Wait> spent;
        spent.reset(this);
    }

private:
    /// A timer takes an int of milliseconds, under 25 days; longer waits are made of several.
    void arm()
    {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_deadline - std::chrono::steady_clock::now());
        m_timer.start(static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max())),
                      Qt::PreciseTimer, this);
    }

    MonoTime m_deadline;
    std::function<void()> m_then;
    std::weak_ptr<const bool> m_clock;
    QBasicTimer m_timer;
    bool m_firing = false;
};

} // namespace

RealClock::RealClock() : m_alive(std::make_shared<const bool>(true)) {}

RealClock::~RealClock() = default;

MonoTime RealClock::now() const
{
    return std::chrono::steady_clock::now();
}

WallTime RealClock::wallNow() const
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Call RealClock::after(std::chrono::milliseconds delay, std::function<void()> then)
{
    // Far enough for every wait of ours, and far from overflowing a time point.
    constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365);
    const auto deadline = now() + std::clamp(delay, std::chrono::milliseconds::zero(), kLongest);
    QPointer<Wait> wait(new Wait(deadline, std::move(then), m_alive)); // deletes itself, or the Call does
    return Call([wait] {
        if (wait && !wait->firing())
            delete wait.data();
    });
}

double RealClock::random()
{
    return QRandomGenerator::global()->generateDouble();
}

} // namespace glovebox::system
