// Role: the part of SandboxPool that lets guests reach what they may, changes what that is, and wakes and holds those
// that somebody reaches through a port that leads in.
#include "core/engine/pooled_sandbox.h"
#include "core/engine/words.h"

namespace glovebox::engine {

using namespace domain;

namespace {

/// What sleeps or stands still on disk keeps what it was written down with.
bool takesGrants(SandboxState state)
{
    return isUp(state) || state == SandboxState::Queued || state == SandboxState::Creating ||
           state == SandboxState::Restoring || state == SandboxState::Resuming;
}

} // namespace

void SandboxPool::Sandbox::followEgress(EgressBook *book, api::SandboxView &view)
{
    view.egress = book ? book->nameOf(egress.profile) : std::string(kNoEgress);
    view.egressOwn = egress.own;
    view.secrets = book ? book->secretsThere(egress) : std::vector<std::string>();
    if (!book)
        return;
    egressTie.follow(*book, id,
                     {.machine = hasGuest(state) ? machine.get() : nullptr,
                      .grant = egress,
                      .stands = state != SandboxState::Running || moving},
                     [this] { return session; });
}

void SandboxPool::Sandbox::bringRunner(const SandboxWish &wish)
{
    if (!wish.guestRunner)
        return;
    guestRunner = true;
    egress = {wish.egress.value_or(kControlPlaneEgress), {}};
}

Result<EgressGrant> SandboxPool::Granted::with(std::string profile, const std::vector<std::string> &secrets,
                                               const std::optional<SnapshotId> &from) const
{
    const auto origin = from ? pool.originOf(*from) : std::nullopt;
    const auto known = origin ? origin->egress.secrets : std::vector<GrantedSecret>();
    auto kept = origin && origin->kind != SnapshotKind::Template ? known : std::vector<GrantedSecret>();
    if (!pool.m_parts.egress)
        return EgressGrant{std::move(profile), {}, std::move(kept)};
    GB_TRY(granted, pool.m_parts.egress->secrets(std::move(kept), secrets, known));
    return EgressGrant{std::move(profile), {}, std::move(granted)};
}

/// The credential that its memory may hold comes with the limits that it had. A mark that it has already stays: its own
/// session's runner may be started in it again.
void SandboxPool::Sandbox::takeCredentialOf(const SnapshotOrigin &origin)
{
    if (!origin.guestRunner)
        return;
    guestRunner = true;
    egress = origin.egress;
}

std::optional<ports::GateTrust> SandboxPool::Granted::trust(const Sandbox &sandbox) const
{
    const auto *book = pool.m_parts.egress;
    auto trusted = book ? book->trust(sandbox.egress) : std::nullopt;
    const bool knows = sandbox.toldGate || (sandbox.source && !sandbox.source->facts().origin.egress.secrets.empty());
    if (!trusted && knows)
        trusted.emplace();
    return trusted;
}

void SandboxPool::Granted::tell(Sandbox &sandbox) const
{
    const bool hears = sandbox.state == SandboxState::Running && sandbox.link && !sandbox.moving;
    if (hears && trust(sandbox) != sandbox.toldGate)
        sandbox.link->goOn(pool.identityOf(sandbox));
}

api::Verdict SandboxPool::changeEgress(const api::ChangeEgress &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox || sandbox->state == SandboxState::Destroyed)
        return api::Verdict::notFound("There is no such sandbox.");
    if (!m_parts.egress)
        return api::Verdict::denied("Nothing leaves any sandbox of this program.");
    if (sandbox->guestRunner)
        return api::Verdict::denied("It serves itself, or may have, with a credential of its session: it reaches its "
                                    "control plane and nothing else.");
    if (!takesGrants(sandbox->state))
        return api::Verdict::denied("It is " + std::string(word(sandbox->state)) +
                                    ". What it may reach can be changed while it runs: wake it first.");
    auto grant = m_parts.egress->changed(sandbox->egress, wanted);
    if (!grant)
        return api::Verdict::denied(asSentence(grant.error().detail), grant.error().code);
    if (*grant == sandbox->egress)
        return api::Verdict::alreadySo();
    sandbox->egress = *std::move(grant);
    Granted{*this}.tell(*sandbox);
    publish(*sandbox);
    return api::Verdict::accepted("sandbox/" + wanted.sandbox.value());
}

// ---- Inward

api::Verdict SandboxPool::Inward::whyNot(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    if (!sandbox || sandbox->state == SandboxState::Destroyed || sandbox->state == SandboxState::Destroying)
        return api::Verdict::notFound("There is no such sandbox.");
    if (sandbox->state == SandboxState::Failed)
        return api::Verdict::denied("It has failed: nothing runs in it.");
    if (hasGuest(sandbox->state) && !sandbox->egressTie.line())
        return api::Verdict::denied("Its machine has no network port: it, or what it was restored from, was made "
                                    "before there were such ports.");
    return api::Verdict::accepted();
}

ports::EgressLine *SandboxPool::Inward::lineOf(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    const bool runs = sandbox && sandbox->state == SandboxState::Running && !sandbox->moving;
    return runs ? sandbox->egressTie.line() : nullptr;
}

Result<> SandboxPool::Inward::wake(const SandboxId &id) const
{
    const auto *sandbox = pool.find(id);
    if (!sandbox)
        return fail(ErrorCode::NotFound, "it is gone");
    switch (sandbox->state) {
    case SandboxState::Queued:
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Resuming:
        return {}; // on its way
    case SandboxState::Running:
        if (!sandbox->egressTie.line() && !sandbox->moving)
            return fail(ErrorCode::InvalidState, "its machine has no network port");
        used(id);
        return {};
    case SandboxState::Paused:
    case SandboxState::Hibernating:
    case SandboxState::Hibernated:
    case SandboxState::Stopped: {
        const auto verdict = pool.resume(id);
        if (verdict.kind == api::Verdict::Kind::Denied)
            return fail(ErrorCode::InvalidState, verdict.reason.substr(0, verdict.reason.find_last_not_of('.') + 1));
        return {};
    }
    case SandboxState::Failed:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        break;
    }
    return fail(ErrorCode::NotFound, "it is " + std::string(word(sandbox->state)));
}

void SandboxPool::Inward::used(const SandboxId &id) const
{
    auto *sandbox = pool.find(id);
    if (!sandbox || !pool.m_setup || !isUp(sandbox->state))
        return;
    if (sandbox->state == SandboxState::Paused && !sandbox->moving)
        return pool.wake(*sandbox);
    pool.used(*sandbox);
    sandbox->wantedByPort = sandbox->moving && sandbox->state == SandboxState::Running; // it is being paused
}

void SandboxPool::lendHandsTo(PortBook &ports)
{
    ports.setHands({.whyNot = [this](const SandboxId &id) { return Inward{*this}.whyNot(id); },
                    .lineOf = [this](const SandboxId &id) { return Inward{*this}.lineOf(id); },
                    .wake = [this](const SandboxId &id) { return Inward{*this}.wake(id); },
                    .used =
                        [this](const SandboxId &id) {
                            Inward{*this}.used(id);
                        }});
}

void SandboxPool::obeyEgressAnew()
{
    for (const auto &sandbox : m_sandboxes)
        publish(*sandbox);
}

} // namespace glovebox::engine
