#include "core/engine/reservation_book.h"

#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

/// A timer of years is looked at again now and then: the wall clock may be put right meanwhile.
constexpr std::chrono::milliseconds kLookAgainAfter = 1h;
/// Each is a record in one small file.
constexpr std::size_t kReservationsMax = 4096;

} // namespace

ReservationBook::ReservationBook(ports::Clock &clock, Keep keep, All all)
    : m_clock(clock), m_keep(std::move(keep)), m_all(std::move(all))
{
    watch();
}

std::string ReservationBook::whyNot(const std::optional<SandboxId> &sandbox, const Reservation &reservation) const
{
    for (const auto &[other, has] : m_all)
        if (reservation.session && other != sandbox && has.session == reservation.session &&
            !isOver(has, m_clock.wallNow()))
            return "The session " + reservation.session->value() + " has " + other.value() +
                   " reserved already; a session gets one sandbox. Take that reservation back first.";
    return {};
}

Verdict ReservationBook::reserve(const SandboxId &sandbox, Reservation reservation)
{
    const auto now = m_clock.wallNow();
    if (const auto good = check(reservation, now); !good)
        return Verdict::denied("It cannot be reserved so: " + good.error().detail + ".");
    if (auto why = whyNot(sandbox, reservation); !why.empty())
        return Verdict::denied(std::move(why));
    const auto before = m_all;
    const auto found = m_all.find(sandbox);
    reservation.since = found == m_all.end() ? now : found->second.since;
    if (found != m_all.end() && found->second == reservation)
        return Verdict::alreadySo();
    if (found == m_all.end() && m_all.size() >= kReservationsMax)
        return Verdict::denied("There are too many reservations: " + std::to_string(kReservationsMax) + " at most.");
    m_all.insert_or_assign(sandbox, std::move(reservation));
    if (const auto kept = keep(); !kept) {
        m_all = before;
        return Verdict::denied("The reservation could not be written down: " + describe(kept.error()));
    }
    changed(sandbox);
    return Verdict::accepted("sandbox/" + sandbox.value());
}

Verdict ReservationBook::cancel(const SandboxId &sandbox)
{
    const auto before = m_all;
    if (m_all.erase(sandbox) == 0)
        return Verdict::alreadySo();
    if (const auto kept = keep(); !kept) {
        m_all = before;
        return Verdict::denied("The reservation could not be taken back: " + describe(kept.error()));
    }
    changed(sandbox);
    return Verdict::accepted("sandbox/" + sandbox.value());
}

void ReservationBook::forget(const SandboxId &sandbox)
{
    if (m_all.erase(sandbox) > 0)
        if (const auto kept = keep(); !kept) // of one that is no more: the next start drops it
            qCWarning(lcEngine, "a reservation was not written down: %s", describe(kept.error()).c_str());
}

void ReservationBook::taken(const SandboxId &sandbox, const SessionId &session)
{
    const auto found = m_all.find(sandbox);
    if (found == m_all.end() || found->second.session == session)
        return;
    found->second.session = session;
    found->second.match.clear();
    if (const auto kept = keep(); !kept)
        qCWarning(lcEngine, "that %s is %s's was not written down: %s", sandbox.value().c_str(),
                  session.value().c_str(), describe(kept.error()).c_str());
    changed(sandbox);
}

const Reservation *ReservationBook::of(const SandboxId &sandbox) const
{
    const auto found = m_all.find(sandbox);
    return found == m_all.end() || isOver(found->second, m_clock.wallNow()) ? nullptr : &found->second;
}

std::vector<SandboxId> ReservationBook::fitting(const SessionId &session, const Metadata &metadata,
                                                const Metadata &item) const
{
    std::vector<std::pair<WallTime, SandboxId>> found;
    for (const auto &[sandbox, reservation] : m_all)
        if (fits(reservation, session, metadata, item, m_clock.wallNow()))
            found.emplace_back(reservation.since, sandbox);
    std::ranges::stable_sort(found, {}, [](const auto &each) { return each.first; });
    std::vector<SandboxId> ids;
    for (auto &[since, sandbox] : found)
        ids.push_back(std::move(sandbox));
    return ids;
}

std::vector<SandboxId> ReservationBook::sandboxes() const
{
    std::vector<SandboxId> ids;
    for (const auto &[sandbox, reservation] : m_all)
        ids.push_back(sandbox);
    return ids;
}

Result<> ReservationBook::keep()
{
    return m_keep ? m_keep(m_all) : Result<>();
}

void ReservationBook::changed(const SandboxId &sandbox)
{
    watch();
    if (m_onChanged)
        m_onChanged(sandbox);
}

/// What is over is dropped, and that is told: a page says "reserved" until it is not.
void ReservationBook::watch()
{
    const auto now = m_clock.wallNow();
    auto wait = kLookAgainAfter;
    for (const auto &[sandbox, reservation] : m_all)
        if (reservation.until)
            wait =
                std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(*reservation.until - now), 1ms, wait);
    m_nextEnd = m_clock.after(wait, [this] {
        std::vector<SandboxId> over;
        for (const auto &[sandbox, reservation] : m_all)
            if (isOver(reservation, m_clock.wallNow()))
                over.push_back(sandbox);
        for (const auto &sandbox : over) {
            forget(sandbox);
            if (m_onChanged)
                m_onChanged(sandbox);
        }
        watch();
    });
}

} // namespace glovebox::engine
