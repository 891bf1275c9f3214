#include "tests/support/fast_clock.h"

namespace testsupport {

using namespace glovebox;
using std::chrono::milliseconds;

FastClock::FastClock(int timesFaster, std::uint64_t seed)
    : m_timesFaster(timesFaster), m_began(m_real.now()), m_wallBegan(m_real.wallNow()), m_chance(seed)
{
}

MonoTime FastClock::now() const
{
    return m_began + (m_real.now() - m_began) * m_timesFaster;
}

WallTime FastClock::wallNow() const
{
    return m_wallBegan + m_wallOffset + std::chrono::duration_cast<milliseconds>(now() - m_began);
}

Call FastClock::after(milliseconds delay, std::function<void()> then)
{
    const milliseconds shorter((delay.count() + m_timesFaster - 1) / m_timesFaster);
    return m_real.after(shorter, std::move(then));
}

double FastClock::random()
{
    return static_cast<double>(m_chance() >> 11) / static_cast<double>(1ULL << 53);
}

} // namespace testsupport
