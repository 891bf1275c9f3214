#include "core/engine/list_book.h"

#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// As a session's other figures (session_driver.cpp).
constexpr std::chrono::milliseconds kBookEvery = 5s;

template <class Count>
Count more(Count now, Count before)
{
    return now > before ? now - before : Count{};
}

ModelUsage sum(const ModelUsage &one, const ModelUsage &other)
{
    auto both = one;
    both.inputTokens += other.inputTokens;
    both.outputTokens += other.outputTokens;
    both.cacheReadTokens += other.cacheReadTokens;
    both.cacheWriteTokens += other.cacheWriteTokens;
    both.webSearches += other.webSearches;
    both.webFetches += other.webFetches;
    both.active += other.active;
    if (other.listCostCents)
        both.listCostCents = one.listCostCents.value_or(0) + *other.listCostCents;
    return both;
}

ModelUsage growth(const ModelUsage &now, const ModelUsage &before)
{
    ModelUsage grown{more(now.inputTokens, before.inputTokens),
                     more(now.outputTokens, before.outputTokens),
                     more(now.cacheReadTokens, before.cacheReadTokens),
                     more(now.cacheWriteTokens, before.cacheWriteTokens),
                     more(now.webSearches, before.webSearches),
                     more(now.webFetches, before.webFetches),
                     more(now.active, before.active),
                     std::nullopt};
    if (now.listCostCents)
        grown.listCostCents = more(*now.listCostCents, before.listCostCents.value_or(0));
    return grown;
}

} // namespace

void ListBook::saw(const api::SessionView &view)
{
    if (!view.usage)
        return;
    auto &account = m_accounts[view.id];
    account.isOver = false;
    if (account.seen && account.seen->usage == *view.usage && account.seen->agentName == view.agentName &&
        account.seen->environment == view.environment && (account.isKnown || account.isAsked))
        return;
    account.seen = Figures{view.environment, view.agentName, *view.usage};
    account.isOwed = true;
    if (account.isKnown)
        return bookSoon(view.id, account);
    if (std::exchange(account.isAsked, true))
        return;
    m_ledger.ask(ListSlicesOf{view.id},
                 [this, session = view.id, alive = std::weak_ptr(m_alive)](Result<HistoryAnswer> answer) {
                     if (!alive.expired())
                         answered(session, std::move(answer));
                 });
}

void ListBook::forget(const SessionId &session)
{
    const auto it = m_accounts.find(session);
    if (it == m_accounts.end())
        return;
    auto &account = it->second;
    if (account.isOwed && account.isAsked) {
        account.isOver = true;
        return;
    }
    if (account.isOwed && account.isKnown)
        book(session, account);
    m_accounts.erase(it);
}

void ListBook::tellAll()
{
    for (auto &[session, account] : m_accounts)
        if (account.isOwed && account.isKnown)
            book(session, account);
}

/// Without an answer nothing is booked: counted twice would be worse. The next figures ask again.
void ListBook::answered(const SessionId &session, Result<HistoryAnswer> answer)
{
    const auto it = m_accounts.find(session);
    if (it == m_accounts.end())
        return;
    auto &account = it->second;
    account.isAsked = false;
    const auto *slices = answer ? std::get_if<std::vector<ListSlice>>(&*answer) : nullptr;
    if (!slices) {
        if (!answer)
            qCWarning(lcEngine, "the list usage of %s was not booked: %s", session.value().c_str(),
                      describe(answer.error()).c_str());
        if (account.isOver)
            m_accounts.erase(it);
        return;
    }
    account.isKnown = true;
    for (const auto &slice : *slices) {
        if (account.slice && slice.day <= account.slice->day) {
            account.before = sum(account.before, slice.usage);
            continue;
        }
        if (account.slice)
            account.before = sum(account.before, account.slice->usage);
        account.slice = slice;
    }
    if (account.isOver)
        return forget(session);
    bookSoon(session, account);
}

/// Each of a session's calls brings figures, and one row a call would be written for nothing but the next one.
void ListBook::bookSoon(const SessionId &session, Account &account)
{
    if (account.pause)
        return;
    book(session, account);
    account.pause = m_clock.after(kBookEvery, [this, session] {
        auto &paused = m_accounts.at(session); // its handle goes with it
        paused.pause = {};
        if (paused.isOwed)
            bookSoon(session, paused);
    });
}

void ListBook::book(const SessionId &session, Account &account)
{
    account.isOwed = false;
    const auto &seen = *account.seen;
    const auto today = std::chrono::floor<std::chrono::days>(m_clock.wallNow());
    if (account.slice && account.slice->day < today) {
        const auto all = sum(account.before, account.slice->usage);
        auto grown = growth(seen.usage, all);
        grown.listCostCents = grown.listCostCents.value_or(0);
        if (grown == ModelUsage{.listCostCents = 0}) // nothing new on the new day
            return;
        account.before = all;
        account.slice.reset();
    }
    ListSlice slice{.day = account.slice ? account.slice->day : today,
                    .session = session,
                    .environment = seen.environment,
                    .agentName = seen.agentName,
                    .usage = growth(seen.usage, account.before)};
    if (account.slice == slice)
        return;
    account.slice = slice;
    m_ledger.note(std::move(slice));
}

} // namespace glovebox::engine
