#include "core/engine/usage_book.h"

#include <algorithm>
#include <array>
#include <utility>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// What is lost of a sandbox that ended with its host is less than that. One that runs costs most.
constexpr std::chrono::milliseconds toldWithin(SandboxState state)
{
    return state == SandboxState::Running ? 10s : 60s;
}

UsageDay dayOf(WallTime at)
{
    return std::chrono::floor<std::chrono::days>(at);
}

std::chrono::milliseconds timeIn(const SandboxMeter &meter)
{
    return meter.running + meter.paused + meter.hibernated;
}

SandboxMeter sum(const SandboxMeter &one, const SandboxMeter &other)
{
    return {one.running + other.running,
            one.paused + other.paused,
            one.hibernated + other.hibernated,
            one.cpuTime + other.cpuTime,
            std::max(one.memoryPeak, other.memoryPeak),
            std::max(one.diskPeak, other.diskPeak)};
}

/// What `meter` has more than `booked`. A peak that did not grow is not this slice's; the disk keeps what is on it.
SandboxMeter growth(const SandboxMeter &meter, const SandboxMeter &booked)
{
    return {std::max(0ms, meter.running - booked.running),
            std::max(0ms, meter.paused - booked.paused),
            std::max(0ms, meter.hibernated - booked.hibernated),
            std::max(0ms, meter.cpuTime - booked.cpuTime),
            meter.memoryPeak > booked.memoryPeak ? meter.memoryPeak : ByteCount{},
            std::max(meter.diskPeak, booked.diskPeak)};
}

/// Takes so much time out of it, and its share of the processor time.
SandboxMeter takeOut(SandboxMeter &from, std::chrono::milliseconds time)
{
    SandboxMeter taken{.diskPeak = from.diskPeak};
    const auto all = timeIn(from);
    if (all <= 0ms || time <= 0ms)
        return taken;
    if (time >= all)
        return std::exchange(from, SandboxMeter{.diskPeak = from.diskPeak});
    taken.cpuTime = std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(from.cpuTime.count()) *
                                  (static_cast<double>(time.count()) / static_cast<double>(all.count()))));
    from.cpuTime -= taken.cpuTime;
    for (const auto bucket : std::array{&SandboxMeter::running, &SandboxMeter::paused, &SandboxMeter::hibernated}) {
        const auto part = std::min(time, from.*bucket);
        taken.*bucket += part;
        from.*bucket -= part;
        time -= part;
    }
    return taken;
}

} // namespace

UsageBook::UsageBook(ports::Clock &clock, PriceTable prices, Note note)
    : m_clock(clock), m_prices(std::move(prices)), m_note(std::move(note))
{
}

SandboxMeter UsageBook::Account::booked() const
{
    auto all = before;
    for (const auto &slice : today)
        all = sum(all, slice.used);
    return all;
}

std::int64_t UsageBook::Account::cost() const
{
    auto all = costBefore;
    for (const auto &slice : today)
        all += slice.cost;
    return all;
}

void UsageBook::resume(std::vector<UsageSlice> slices)
{
    std::map<SandboxId, std::vector<UsageSlice>> found;
    for (auto &slice : slices)
        if (!m_accounts.contains(slice.sandbox))
            found[slice.sandbox].push_back(std::move(slice));
    for (auto &[sandbox, its] : found) {
        std::ranges::stable_sort(its, {}, &UsageSlice::day);
        const auto newest = its.back().day;
        Account account{.toldAt = m_clock.now()};
        for (auto &slice : its) {
            if (slice.day == newest && slice.pricesAsOf == m_prices.asOf) {
                account.today.push_back(std::move(slice));
                continue;
            }
            account.before = sum(account.before, slice.used);
            account.costBefore += slice.cost;
        }
        if (account.today.empty()) { // what comes now is at other prices
            auto &slice = account.today.emplace_back(its.back());
            slice.used = {};
            slice.cost = 0;
            slice.pricesAsOf = m_prices.asOf;
        }
        m_accounts.emplace(sandbox, std::move(account));
    }
}

SandboxMeter UsageBook::atLeastBooked(const SandboxId &sandbox, SandboxMeter meter) const
{
    const auto had = booked(sandbox);
    if (!had)
        return meter;
    return {std::max(meter.running, had->running),       std::max(meter.paused, had->paused),
            std::max(meter.hibernated, had->hibernated), std::max(meter.cpuTime, had->cpuTime),
            std::max(meter.memoryPeak, had->memoryPeak), std::max(meter.diskPeak, had->diskPeak)};
}

std::optional<SandboxMeter> UsageBook::booked(const SandboxId &sandbox) const
{
    const auto it = m_accounts.find(sandbox);
    return it == m_accounts.end() ? std::nullopt : std::optional(it->second.booked());
}

std::int64_t UsageBook::cost(const SandboxId &sandbox) const
{
    const auto it = m_accounts.find(sandbox);
    return it == m_accounts.end() ? 0 : it->second.cost();
}

UsageBook::Account &UsageBook::account(const SandboxId &sandbox, const MachineSize &size)
{
    auto it = m_accounts.find(sandbox);
    if (it == m_accounts.end())
        it = m_accounts
                 .emplace(sandbox, Account{.today = {{.day = dayOf(m_clock.wallNow()),
                                                      .sandbox = sandbox,
                                                      .size = size,
                                                      .pricesAsOf = m_prices.asOf}},
                                           .toldAt = m_clock.now()})
                 .first;
    it->second.slice().size = size;
    return it->second;
}

std::int64_t UsageBook::costSoFar(const SandboxId &sandbox, const SandboxMeter &meter, const MachineSize &size,
                                  const std::optional<SessionId> &session)
{
    auto &its = account(sandbox, size);
    if (!its.toldState)
        handOver(its, session);
    book(its, meter);
    return its.cost();
}

void UsageBook::book(Account &account, const SandboxMeter &meter)
{
    const auto booked = account.booked();
    auto used = growth(meter, booked);
    const bool isMore =
        timeIn(used) > 0ms || used.cpuTime > 0ms || used.memoryPeak.value > 0 || used.diskPeak > booked.diskPeak;
    if (!isMore)
        return;
    const auto now = m_clock.wallNow();
    const auto today = dayOf(now);
    if (today <= account.slice().day) // the same, or a clock that went backwards
        return add(account, used);
    // The newest part is today's; each day between has 24 hours; the rest is of the day that was booked last.
    const auto earlier = timeIn(used) - (now - WallTime(today));
    std::vector<std::pair<UsageDay, SandboxMeter>> days;
    auto past = takeOut(used, earlier);
    for (auto day = today - std::chrono::days(1); day > account.slice().day && timeIn(past) > 0ms;
         day -= std::chrono::days(1)) {
        auto older = takeOut(past, timeIn(past) - 24h);
        days.emplace_back(day, past);
        past = std::move(older);
    }
    if (timeIn(past) > 0ms)
        add(account, past);
    for (auto day = days.rbegin(); day != days.rend(); ++day) {
        turn(account, day->first);
        add(account, day->second);
    }
    turn(account, today);
    add(account, used);
}

void UsageBook::add(Account &account, const SandboxMeter &used)
{
    auto &slice = account.slice();
    slice.used = sum(slice.used, used);
    slice.cost = costOf(slice.used, slice.size, m_prices);
    account.owed = true;
}

/// The slices of that day are whole. Nothing was used in one that was just begun: it is not told.
void UsageBook::turn(Account &account, UsageDay day)
{
    if (account.owed)
        tell(account);
    account.before = account.booked();
    account.costBefore = account.cost();
    auto next = account.slice();
    next.day = day;
    next.used = {};
    next.cost = 0;
    account.today = {std::move(next)};
    account.current = 0;
}

/// What comes now is this one's, and goes on with what it used before on that day.
void UsageBook::handOver(Account &account, const std::optional<SessionId> &session)
{
    if (account.slice().session == session)
        return;
    if (account.owed)
        tell(account);
    if (account.slice().used == SandboxMeter{} && account.today.size() == 1) { // nobody's yet
        account.slice().session = session;
        return;
    }
    const auto its = std::ranges::find(account.today, session, &UsageSlice::session);
    account.current = static_cast<std::size_t>(its - account.today.begin());
    if (its != account.today.end())
        return;
    auto next = account.today.front();
    next.session = session;
    next.environment.reset();
    next.used = {};
    next.cost = 0;
    account.today.push_back(std::move(next));
}

void UsageBook::tell(Account &account)
{
    account.owed = false;
    account.toldAt = m_clock.now();
    m_note(account.slice());
}

void UsageBook::saw(const api::SandboxView &view, const std::optional<EnvironmentId> &environment)
{
    auto &its = account(view.id, view.size);
    if (!its.toldState) // whose it was while nobody looked is whose it is
        handOver(its, view.session);
    book(its, view.meter);
    handOver(its, view.session);
    auto &slice = its.slice();
    const auto base = view.base ? view.base->value() : std::string();
    const bool isAnothers = slice.environment != environment || slice.base != base;
    slice.environment = environment;
    slice.base = base;
    if (view.memory && slice.used != SandboxMeter{} && *view.memory > slice.used.memoryPeak)
        slice.used.memoryPeak = std::min(*view.memory, view.meter.memoryPeak);
    if (isAnothers && slice.used != SandboxMeter{})
        its.owed = true;
    const bool isDue = its.toldState != view.state || m_clock.now() - its.toldAt >= toldWithin(view.state);
    its.toldState = view.state;
    if (its.owed && isDue)
        tell(its);
}

void UsageBook::tellAll()
{
    for (auto &[sandbox, account] : m_accounts)
        if (account.owed)
            tell(account);
}

} // namespace glovebox::engine
