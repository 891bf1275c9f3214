// Role: the part of SandboxPool that lends sandboxes to whoever does something in them from outside: wakes them, keeps
// them from falling asleep meanwhile, and says what is the matter with them.
#include "core/engine/pooled_sandbox.h"

#include <algorithm>
#include <set>

namespace glovebox::engine {

using namespace domain;

namespace {

/// It stands in paths of sockets and files.
bool isChosenId(const std::string &id)
{
    constexpr std::size_t least = 3;
    constexpr std::size_t most = 41;
    const auto isSign = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return id.size() >= least && id.size() <= most && id.front() >= 'a' && id.front() <= 'z' &&
           std::ranges::all_of(id, isSign);
}

} // namespace

/// One that was is not used again: history and snapshots would mix the two up.
std::string SandboxPool::whyNotId(const SandboxId &id) const
{
    if (!isChosenId(id.value()))
        return "A sandbox's id has 3 to 41 lower-case letters, digits and dashes, a letter first.";
    const auto all = m_parts.hypervisor.store().snapshots();
    const bool isKnown = find(id) || m_promised.has(id) || m_ended.knows(id) ||
                         std::ranges::any_of(all, [&id](const auto &facts) { return facts.origin.sandbox == id; });
    return isKnown ? "There is or was a sandbox " + id.value() + " already." : std::string();
}

std::string SandboxPool::whyNotIds(const std::vector<SandboxId> &ids, int count) const
{
    if (ids.empty())
        return {};
    if (std::ssize(ids) != count || std::set(ids.begin(), ids.end()).size() != ids.size())
        return "There is to be one id for each sandbox, and none twice.";
    for (const auto &id : ids)
        if (auto why = whyNotId(id); !why.empty())
            return why;
    return {};
}

api::Verdict SandboxPool::setLabels(const api::SetLabels &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox || sandbox->state == SandboxState::Destroyed)
        return api::Verdict::notFound("There is no such sandbox.");
    if (auto why = whyNotLabels(wanted.labels); !why.empty())
        return api::Verdict::invalid(std::move(why));
    if (sandbox->labels == wanted.labels)
        return api::Verdict::alreadySo();
    sandbox->labels = wanted.labels;
    publish(*sandbox);
    return api::Verdict::accepted();
}

std::optional<Error> SandboxPool::Doors::whyNot(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    if (!sandbox || sandbox->state == SandboxState::Destroyed)
        return Error{ErrorCode::NotFound, "this host has no sandbox " + id.value()};
    switch (sandbox->state) {
    case SandboxState::Destroying:
        return Error{ErrorCode::NotFound, id.value() + " is being destroyed"};
    case SandboxState::Failed:
        return Error{ErrorCode::InvalidState,
                     id.value() + " failed" + (sandbox->problem ? ": " + sandbox->problem->detail : "")};
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
        // Why it stopped is no reason against booting it.
        if (sandbox->problem && (sandbox->state == SandboxState::Hibernated || sandbox->didNotBoot))
            return Error{ErrorCode::InvalidState, id.value() + " does not wake up: " + sandbox->problem->detail};
        return std::nullopt;
    default:
        break;
    }
    if (sandbox->formerLink)
        return Error{ErrorCode::InvalidState, id.value() + " is being put back to a snapshot"};
    return std::nullopt;
}

/// Whose terminals are gone for good.
std::optional<Error> SandboxPool::Doors::whyNoGuest(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    if (sandbox && sandbox->state == SandboxState::Stopped)
        return Error{ErrorCode::GuestExited, "its machine ended, and what ran in it"};
    const bool isOver = !sandbox || sandbox->state == SandboxState::Destroyed ||
                        sandbox->state == SandboxState::Destroying || sandbox->state == SandboxState::Failed;
    return isOver ? whyNot(id) : std::nullopt;
}

Result<> SandboxPool::Doors::wake(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    if (!sandbox || (sandbox->state != SandboxState::Hibernated && sandbox->state != SandboxState::Stopped))
        return {}; // it is on its way, up, or over
    const auto verdict = pool.resume(id);
    if (verdict.kind == api::Verdict::Kind::Denied)
        return fail(ErrorCode::InvalidState, verdict.reason.substr(0, verdict.reason.find_last_not_of('.') + 1));
    return {};
}

ports::GuestLink *SandboxPool::Doors::linkOf(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    const bool isThere = sandbox && hasGuest(sandbox->state) && !sandbox->broken && !sandbox->adopted;
    return isThere ? sandbox->link.get() : nullptr;
}

ports::GuestTerminals *SandboxPool::Doors::terminalsOf(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    const bool runs = sandbox && sandbox->state == SandboxState::Running && !sandbox->moving && !sandbox->broken;
    return runs && sandbox->link ? sandbox->link->terminalsToLookAt() : nullptr;
}

Call SandboxPool::Doors::hold(const SandboxId &id) const
{
    auto *sandbox = pool.find(id);
    if (!sandbox)
        return {};
    if (++sandbox->heldByDoors == 1) {
        pool.used(*sandbox);
        pool.publish(*sandbox);
    }
    return Call([pool = &pool, id] { Doors{*pool}.letGo(id); });
}

void SandboxPool::Doors::letGo(const SandboxId &id) const
{
    auto *sandbox = pool.find(id);
    if (!sandbox || sandbox->heldByDoors == 0)
        return;
    --sandbox->heldByDoors;
    pool.used(*sandbox); // in full from now
    if (sandbox->heldByDoors > 0)
        return;
    pool.publish(*sandbox);
    // Somebody may wait for its slot; what was done in it is only just being answered.
    sandbox->roomCall = pool.m_parts.clock.after(std::chrono::milliseconds(0), [pool = &pool] { pool->fillSlots(); });
}

void SandboxPool::Doors::watch(Sandbox &sandbox) const
{
    if (sandbox.stored || ((sandbox.restoreFrom || sandbox.source) && !sandbox.isOfTemplate()))
        sandbox.isOld = true;
    if (pool.m_parts.access)
        sandbox.link->onStandStill([access = pool.m_parts.access, id = sandbox.id] { access->lookAway(id); });
}

void SandboxPool::lendHandsTo(AccessBook &access)
{
    access.setHands({.whyNot = [this](const SandboxId &id) { return Doors{*this}.whyNot(id); },
                     .wake = [this](const SandboxId &id) { return Doors{*this}.wake(id); },
                     .linkOf = [this](const SandboxId &id) { return Doors{*this}.linkOf(id); },
                     .hold = [this](const SandboxId &id) { return Doors{*this}.hold(id); },
                     .terminalsOf = [this](const SandboxId &id) { return Doors{*this}.terminalsOf(id); },
                     .whyNoGuest =
                         [this](const SandboxId &id) {
                             return Doors{*this}.whyNoGuest(id);
                         }});
}

} // namespace glovebox::engine
