// Role: the part of Engine that makes sandboxes ahead of time: of snapshots, seeded, reserved.
#include "core/engine/engine.h"

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

void Engine::makeSeeds()
{
    m_seeds = std::make_unique<SeedKeeper>(SeedKeeper::Parts{.clock = m_parts.clock,
                                                             .hypervisor = m_parts.hypervisor,
                                                             .connector = m_parts.connector,
                                                             .files = m_parts.hostFiles,
                                                             .pool = *m_pool,
                                                             .operations = m_books.operations(),
                                                             .observer = m_observer});
}

/// It brings its image, its size and what it stands on along.
Verdict Engine::createFromSnapshot(const api::NewSandbox &wanted)
{
    if (!wanted.image.empty() || !wanted.base.empty())
        return Verdict::denied("A snapshot has its own image and template: name one of the three.");
    if (wanted.startImageCommand)
        return Verdict::denied("What ran in the snapshot goes on; leave the image's own command out.");
    const auto size = m_pool->sizeOf(*wanted.snapshot);
    if (!size)
        return Verdict::denied(size.error().detail, size.error().code);
    if (wanted.size && *wanted.size != *size)
        return Verdict::denied("A snapshot has its own size: " + std::to_string(size->vcpus) + " vCPUs and " +
                               std::to_string(size->memory.value >> 20) + " MiB of memory. Leave the size out.");
    const auto origin = m_pool->originOf(*wanted.snapshot);
    if ((!wanted.egress.empty() || !wanted.secrets.empty()) && origin && origin->guestRunner)
        return Verdict::denied(
            "A session's own runner was in it, with a credential: what comes of it reaches what that "
            "could. Leave the egress profile and secrets out.");
    if (const auto known =
            m_egress.secrets(origin ? origin->egress.secrets : std::vector<GrantedSecret>(), wanted.secrets);
        !known)
        return Verdict::denied("It cannot be made: ", known.error());
    return prepared(m_pool->create(wanted.name, *size, wanted), wanted);
}

/// It is there now. One that cannot be had as it was wanted is not kept: whoever made it would take it for what it is
/// not.
Verdict Engine::prepared(const SandboxId &sandbox, const api::NewSandbox &wanted)
{
    auto verdict = Verdict::accepted("sandbox/" + sandbox.value());
    if (!wanted.seed.empty())
        verdict = m_seeds->begin(sandbox, wanted.seed, wanted.reservation);
    else if (wanted.reservation)
        verdict = m_pool->reserve({sandbox, *wanted.reservation});
    if (verdict.kind == Verdict::Kind::Denied)
        m_pool->destroy(sandbox, {ErrorCode::Cancelled, "it was not made as it was wanted"});
    return verdict;
}

} // namespace glovebox::engine
