#include "core/engine/attempt_log.h"

#include <algorithm>
#include <utility>

namespace glovebox::engine {

using namespace domain;

namespace {

/// Attempts that go on: more than a gate lets be open. The end of one beyond them may be counted.
constexpr std::size_t kOpenAttemptsMax = 100'000;

} // namespace

AttemptLog::AttemptLog(ports::Clock &clock, std::function<void(const EgressDecision &)> write)
    : m_clock(clock), m_write(std::move(write))
{
}

void AttemptLog::decided(const EgressDecision &decision)
{
    if (!mayBeCounted(decision))
        return m_write(decision);
    auto &account = m_accounts.try_emplace(decision.sandbox, Account{.filledAt = m_clock.now()}).first->second;
    fill(account);
    if (account.room > 0) {
        --account.room;
        m_write(decision);
    } else {
        if (account.counted++ == 0)
            account.due = m_clock.now() + kEvery;
        account.newest = decision;
    }
    watch();
}

/// A refusal that is over with and that nobody has been told of.
bool AttemptLog::mayBeCounted(const EgressDecision &decision)
{
    if (!decision.lasted) {
        if (m_open.size() < kOpenAttemptsMax)
            m_open.insert(decision.id);
        return false;
    }
    const bool wasWritten = m_open.erase(decision.id) > 0;
    return !wasWritten && decision.verdict == EgressVerdict::Denied && decision.secrets.empty() &&
           decision.misused.empty();
}

void AttemptLog::fill(Account &account) const
{
    const auto passed = (m_clock.now() - account.filledAt) / kEach;
    account.filledAt += passed * kEach;
    account.room = static_cast<int>(std::min<std::int64_t>(kAtOnce, account.room + passed));
}

void AttemptLog::writeCounted(Account &account)
{
    auto newest = *std::exchange(account.newest, std::nullopt);
    if (const auto counted = std::exchange(account.counted, 0); counted > 1)
        newest.reason += " " + std::to_string(counted - 1) + " more were refused within a minute.";
    m_write(newest);
}

void AttemptLog::writeAll()
{
    for (auto &[sandbox, account] : m_accounts)
        if (account.counted > 0)
            writeCounted(account);
    m_accounts.clear();
    m_looking.cancel();
}

void AttemptLog::watch()
{
    if (!m_looking && !m_accounts.empty())
        m_looking = m_clock.after(kEvery, [this] { look(); });
}

/// What was counted long enough is written; whose room is whole again is forgotten.
void AttemptLog::look()
{
    m_looking = {};
    for (auto it = m_accounts.begin(); it != m_accounts.end();) {
        auto &account = it->second;
        fill(account);
        if (account.counted > 0 && account.due <= m_clock.now())
            writeCounted(account);
        it = account.counted == 0 && account.room == kAtOnce ? m_accounts.erase(it) : std::next(it);
    }
    watch();
}

} // namespace glovebox::engine
