#include "core/rest/state_waits.h"

#include <vector>

namespace glovebox::rest {

using namespace std::chrono_literals;

std::uint64_t StateWaits::await(std::function<bool()> look, std::chrono::milliseconds within,
                                std::function<void()> late)
{
    const auto number = m_next++;
    auto deadline = m_clock.after(within, [this, number, late = std::move(late)] {
        const auto last = late; // goes with what is erased
        m_waiting.erase(number);
        last();
    });
    m_waiting.emplace(number, Waiting{std::move(look), std::move(deadline)});
    stir();
    return number;
}

void StateWaits::stir()
{
    if (m_waiting.empty() || m_isStirred)
        return;
    m_isStirred = true;
    m_round = m_clock.after(0ms, [this] { lookRound(); });
}

void StateWaits::lookRound()
{
    m_isStirred = false;
    std::vector<std::uint64_t> all;
    for (const auto &[number, waiting] : m_waiting)
        all.push_back(number);
    for (const auto number : all) {
        const auto found = m_waiting.find(number);
        if (found == m_waiting.end()) // dropped by one before it
            continue;
        const auto look = found->second.look; // may drop itself
        if (look())
            m_waiting.erase(number);
    }
}

} // namespace glovebox::rest
