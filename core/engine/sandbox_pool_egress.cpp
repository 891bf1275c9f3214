// Role: the part of SandboxPool that lets guests reach what they may, and changes what that is.
#include "core/engine/pooled_sandbox.h"

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
    view.secrets.clear();
    for (const auto &each : egress.secrets)
        view.secrets.push_back(each.name);
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

/// Of a new one. What is made of a snapshot keeps what that could use, of a template with the same placeholders, since
/// they may be on its disk.
Result<EgressGrant> SandboxPool::grantOf(std::string profile, const std::vector<std::string> &secrets,
                                         const std::optional<SnapshotId> &from) const
{
    const auto origin = from ? originOf(*from) : std::nullopt;
    const auto known = origin ? origin->egress.secrets : std::vector<GrantedSecret>();
    auto kept = origin && origin->kind != SnapshotKind::Template ? known : std::vector<GrantedSecret>();
    if (!m_parts.egress)
        return EgressGrant{std::move(profile), {}, std::move(kept)};
    GB_TRY(granted, m_parts.egress->secrets(std::move(kept), secrets, known));
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

api::Verdict SandboxPool::changeEgress(const api::ChangeEgress &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox || sandbox->state == SandboxState::Destroyed)
        return api::Verdict::denied("There is no such sandbox.");
    if (!m_parts.egress)
        return api::Verdict::denied("Nothing leaves any sandbox of this program.");
    if (sandbox->guestRunner)
        return api::Verdict::denied("It serves itself, or may have, with a credential of its session: it reaches its "
                                    "control plane and nothing else.");
    if (!takesGrants(sandbox->state))
        return api::Verdict::denied("It is " + std::string(word(sandbox->state)) +
                                    ". What one that runs, or is about to, may reach can be changed.");
    auto grant = m_parts.egress->changed(sandbox->egress, wanted);
    if (!grant)
        return api::Verdict::denied("It is as it was: " + grant.error().detail + ".");
    if (*grant == sandbox->egress)
        return api::Verdict::alreadySo();
    const bool isOther = grant->secrets != sandbox->egress.secrets;
    sandbox->egress = *std::move(grant);
    if (isOther && sandbox->state == SandboxState::Running && sandbox->link && !sandbox->moving) {
        auto identity = identityOf(*sandbox);
        if (!identity.gate)
            identity.gate.emplace(); // none any more, which is not the same as nothing new
        sandbox->link->goOn(std::move(identity));
    }
    publish(*sandbox);
    return api::Verdict::accepted("sandbox/" + wanted.sandbox.value());
}

void SandboxPool::obeyEgressAnew()
{
    for (const auto &sandbox : m_sandboxes)
        publish(*sandbox);
}

} // namespace glovebox::engine
