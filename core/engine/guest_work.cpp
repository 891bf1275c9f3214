#include "core/engine/guest_work.h"

#include "core/base/limits.h"
#include "core/engine/guest_gone.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

const Error kNotRunning{ErrorCode::InvalidState, "the engine is not running"};
const Error kMachineEnded{ErrorCode::GuestExited, "its machine ended, or was put back to a snapshot"};

} // namespace

Call GuestWork::add(Shared work)
{
    auto &works = m_works[work->sandbox];
    const auto waiting = std::ranges::count_if(works, [](const Shared &each) { return !each->link && !each->problem; });
    if (!m_isOpen)
        work->problem = kNotRunning;
    else if (static_cast<std::size_t>(waiting) >= kWaitingMax)
        work->problem =
            Error{ErrorCode::Conflict, std::to_string(kWaitingMax) + " things wait to be done in it already"};
    works.push_back(work);
    if (!work->problem)
        setOut(work);
    if (work->problem)
        lookSoon(work->sandbox);
    return Call([self = std::weak_ptr(m_self), weak = std::weak_ptr(work)] {
        const auto mine = weak.lock();
        const auto book = self.lock();
        if (!mine || !book || mine->isOver)
            return;
        mine->call.cancel();
        (*book)->end(mine);
    });
}

/// Woken first: what kept it from waking up the last time may be no more.
void GuestWork::setOut(const Shared &work)
{
    if (!m_hands.linkOf(work->sandbox))
        if (const auto woken = m_hands.wake(work->sandbox); !woken)
            work->problem = woken.error();
    if (!work->problem)
        work->problem = m_hands.whyNot(work->sandbox);
    if (work->problem)
        return;
    work->hold = m_hands.hold(work->sandbox);
    beginWaiting(work->sandbox);
}

/// It is nobody's any more; whoever waits for its place has it at the next turn.
void GuestWork::end(const Shared &work)
{
    work->isOver = true;
    const auto works = m_works.find(work->sandbox);
    if (works != m_works.end()) {
        works->second.remove(work);
        if (works->second.empty())
            m_works.erase(works);
        else
            lookSoon(work->sandbox);
    }
    sweep(work);
    work->hold.cancel();
}

void GuestWork::sweep(Shared work)
{
    m_ended.push_back(std::move(work));
    m_sweep = m_clock.after(0ms, [this] { m_ended.clear(); });
}

/// Others than ours run in a guest as well. It is asked again when one of ours has ended.
bool GuestWork::waitsForRoom(const Work &work, const Error &why) const
{
    if (work.kind != Kind::Program || why.code != ErrorCode::Conflict || !work.link)
        return false;
    const auto works = m_works.find(work.sandbox);
    return works != m_works.end() && std::ranges::any_of(works->second, [&work](const Shared &each) {
               return each.get() != &work && each->kind == Kind::Program && each->link;
           });
}

/// A connection says that its machine ended, also when that went with its sandbox.
Error GuestWork::whyAtAll(const Work &work, const Error &why) const
{
    const auto reason = isGuestGone(why.code) ? m_hands.whyNot(work.sandbox) : std::nullopt;
    return reason && reason->code == ErrorCode::NotFound ? *reason : why;
}

std::vector<GuestWork::Shared> GuestWork::worksOf(const SandboxId &sandbox) const
{
    const auto works = m_works.find(sandbox);
    return works == m_works.end() ? std::vector<Shared>()
                                  : std::vector<Shared>(works->second.begin(), works->second.end());
}

void GuestWork::beginWaiting(const SandboxId &sandbox)
{
    auto *link = m_hands.linkOf(sandbox);
    if (!link)
        return;
    const auto works = worksOf(sandbox);
    auto programs = static_cast<std::size_t>(
        std::ranges::count_if(works, [](const Shared &each) { return each->kind == Kind::Program && each->link; }));
    for (const auto &work : works) {
        if (work->isOver || work->link || work->problem)
            continue;
        if (work->kind == Kind::Program && programs++ >= limits::kExecsMax)
            continue;
        work->link = link;
        work->call = work->begin(*link);
    }
}

void GuestWork::follow(const SandboxId &sandbox)
{
    const auto works = m_works.find(sandbox);
    if (works == m_works.end())
        return;
    const auto *link = m_hands.linkOf(sandbox);
    for (const auto &work : works->second) // now: another link may be at the same place in memory later
        if (work->link && work->link != link && !work->problem)
            work->problem = kMachineEnded;
    lookSoon(sandbox);
}

void GuestWork::lookSoon(const SandboxId &sandbox)
{
    m_looks[sandbox] = m_clock.after(0ms, [this, sandbox] {
        const auto of = sandbox; // this goes with the next look
        look(of);
        if (!m_works.contains(of))
            m_looks.erase(of);
    });
}

void GuestWork::look(const SandboxId &sandbox)
{
    const auto why = m_hands.whyNot(sandbox);
    for (const auto &work : worksOf(sandbox)) {
        if (work->isOver || (!work->problem && !why))
            continue;
        const auto problem = work->problem && work->problem != kMachineEnded ? *work->problem
                             : why                                           ? *why
                                                                             : *work->problem;
        work->call.cancel(); // a link that is gone does not answer
        work->link = nullptr;
        work->refuse(problem);
    }
    beginWaiting(sandbox);
    if (m_hands.linkOf(sandbox))
        return;
    // It fell asleep again: nobody else wanted it any more.
    for (const auto &work : worksOf(sandbox))
        if (const auto woken = m_hands.wake(sandbox); !woken && !work->isOver)
            work->refuse(woken.error());
}

void GuestWork::close()
{
    m_isOpen = false;
    for (const auto &[sandbox, works] : m_works) {
        for (const auto &work : works) {
            if (!work->problem)
                work->problem = Error{ErrorCode::Cancelled, "the engine stops"};
            work->call.cancel(); // now: what is used is not written down
            work->hold.cancel();
        }
        lookSoon(sandbox);
    }
}

void GuestWork::drop()
{
    m_isOpen = false;
    for (auto &[sandbox, works] : std::exchange(m_works, {}))
        for (const auto &work : works) {
            work->isOver = true;
            work->call.cancel();
            work->hold.cancel();
        }
    m_looks.clear();
    m_ended.clear();
}

} // namespace glovebox::engine
