#include "core/engine/bookkeeper.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

#include <algorithm>
#include <utility>

namespace glovebox::engine {

using namespace domain;

Bookkeeper::Bookkeeper(Parts parts, const api::EngineSettings &settings, api::Observer observer)
    : m_parts(std::move(parts)), m_observer(std::move(observer)), m_usage(m_parts.clock, settings.prices,
                                                                          [this](HistoryFact fact) {
                                                                              m_parts.ledger.note(std::move(fact));
                                                                              m_budgets.booked();
                                                                          }),
      m_lists(m_parts.clock, m_parts.ledger),
      m_operations({m_parts.clock, [this](HistoryFact fact) { m_parts.ledger.note(std::move(fact)); }, m_observer}),
      m_budgets({m_parts.clock, m_parts.ledger, m_known, m_observer,
                 [this](AuditEntry entry) {
                     audit(std::move(entry));
                 }},
                settings.budgets),
      m_recovery(m_parts.clock, m_observer),
      m_secretTrail(m_parts.clock, [this](AuditEntry entry) { audit(std::move(entry)); }),
      m_attemptLog(m_parts.clock,
                   [this](const EgressDecision &decision) { m_parts.ledger.note(HistoryFact(decision)); }),
      m_pricesAsOf(settings.prices.asOf)
{
}

// ---- Changes ----------------------------------------------------------------------------------------------------

void Bookkeeper::saw(api::Change change)
{
    if (const auto *host = std::get_if<api::HostView>(&change)) {
        sawHost(*host);
    } else if (const auto *environment = std::get_if<api::EnvironmentView>(&change)) {
        sawEnvironment(*environment);
    } else if (const auto *session = std::get_if<api::SessionView>(&change)) {
        sawSession(*session);
    } else if (const auto *sandbox = std::get_if<api::SandboxView>(&change)) {
        sawSandbox(*sandbox);
    } else if (const auto *snapshot = std::get_if<api::SnapshotView>(&change)) {
        sawSnapshot(*snapshot);
    } else if (const auto *base = std::get_if<api::TemplateView>(&change)) {
        sawTemplate(*base);
    } else if (const auto *outputs = std::get_if<api::OutputsView>(&change)) {
        m_operations.saw(*outputs);
        for (const auto &file : outputs->files)
            if (m_keptOutputs.insert(outputs->session.value() + '/' + file.path).second)
                m_parts.ledger.note(OutputFacts{outputs->session, file.path, file.size, file.collectedAt});
    } else if (const auto *left = std::get_if<api::SandboxGone>(&change)) {
        m_known.sandboxes.erase(left->id);
        m_known.environmentOf.erase(left->id);
        m_facts.erase(left->id);
        m_usage.forget(left->id);
        m_operations.gone(left->id);
    } else if (const auto *deleted = std::get_if<api::SnapshotGone>(&change)) {
        m_operations.gone(deleted->id);
        if (const auto it = m_known.snapshots.find(deleted->id); it != m_known.snapshots.end()) {
            noteFrozen(it->second, m_parts.clock.wallNow());
            m_known.snapshots.erase(it);
        }
    } else if (const auto *given = std::get_if<api::TemplateGone>(&change)) {
        m_operations.gone(given->id);
        if (const auto it = m_known.templates.find(given->id); it != m_known.templates.end()) {
            noteFrozen(it->second, m_parts.clock.wallNow());
            m_known.templates.erase(it);
        }
    } else if (const auto *over = std::get_if<api::SessionGone>(&change)) {
        m_known.sessions.erase(over->id);
        m_lists.forget(over->id);
        std::erase_if(m_keptOutputs,
                      [prefix = over->id.value() + '/'](const std::string &each) { return each.starts_with(prefix); });
    }
    m_observer(std::move(change));
}

void Bookkeeper::sawHost(const api::HostView &view)
{
    if (m_phase == view.phase)
        return;
    auditHost(view);
    m_phase = view.phase;
    if (view.phase == api::EnginePhase::Stopped || view.phase == api::EnginePhase::Draining)
        m_budgets.stop();
    if (view.phase == api::EnginePhase::Stopped) {
        m_usage.tellAll();
        m_lists.tellAll();
        m_secretTrail.writeAll();
        m_attemptLog.writeAll();
    }
}

void Bookkeeper::sawEnvironment(const api::EnvironmentView &view)
{
    const auto it = m_known.environments.find(view.id);
    const bool isNew = it == m_known.environments.end();
    const auto before = isNew ? std::nullopt : std::optional(it->second.state);
    m_known.environments.insert_or_assign(view.id, view);
    if (isNew)
        m_parts.ledger.note(EnvironmentFacts{view.id, view.name, view.baseUrl, m_parts.clock.wallNow()});
    if (view.state == api::PollState::KeyRejected && before != view.state)
        failed("environment.rejected", "environment/" + view.id.value(), view.problem ? describe(*view.problem) : "");
}

void Bookkeeper::sawSession(const api::SessionView &view)
{
    m_lists.saw(view);
    const auto it = m_known.sessions.find(view.id);
    const auto before = it == m_known.sessions.end() ? std::nullopt : it->second.sandbox;
    m_known.sessions.insert_or_assign(view.id, KnownSession{view.environment, view.title, view.sandbox});
    if (!view.sandbox)
        return;
    m_known.environmentOf.insert_or_assign(*view.sandbox, view.environment);
    if (before != view.sandbox)
        audit({.actor = AuditActor::ControlPlane,
               .origin = "control plane",
               .action = "sandbox.bound",
               .object = "sandbox/" + view.sandbox->value(),
               .after = "session/" + view.id.value(),
               .session = view.id.value()});
}

void Bookkeeper::sawSandbox(const api::SandboxView &view)
{
    const auto it = m_known.sandboxes.find(view.id);
    const bool isNew = it == m_known.sandboxes.end();
    if (view.session && !m_known.environmentOf.contains(view.id))
        if (const auto session = m_known.sessions.find(*view.session); session != m_known.sessions.end())
            m_known.environmentOf.insert_or_assign(view.id, session->second.environment);
    auditSandbox(isNew ? nullptr : &it->second, view);
    m_known.sandboxes.insert_or_assign(view.id, view);
    m_operations.saw(view, isNew && m_isFinding);
    // While nobody works in it, what a kept one uses is no environment's.
    m_usage.saw(view, view.session || !view.kept ? m_known.environmentOfSandbox(view.id) : std::nullopt);
    noteSandbox(view);
}

/// What has not begun holds nothing that could be lost; what ended is closed by its end. What it has used since is in
/// its slices.
void Bookkeeper::noteSandbox(const api::SandboxView &view)
{
    const auto known = m_facts.find(view.id);
    const bool isToBegin = view.state == SandboxState::Queued && known == m_facts.end();
    if (isToBegin || view.state == SandboxState::Failed || view.state == SandboxState::Destroyed)
        return;
    SandboxFacts facts{.record = {.id = view.id,
                                  .name = view.name,
                                  .kept = view.kept,
                                  .session = view.session,
                                  .title = view.sessionTitle,
                                  .createdAt = view.createdAt,
                                  .shares = view.shares,
                                  .ladder = view.ladder,
                                  .keptAliveUntil = view.keptAliveUntil,
                                  .forkOf = view.forkOf,
                                  .line = view.from,
                                  .kernelRelease = view.kernelRelease,
                                  .meter = view.meter},
                       .size = view.size,
                       .state = std::string(word(view.state)),
                       .base = view.base ? view.base->value() : std::string(),
                       .environment = m_known.environmentOfSandbox(view.id),
                       .since = view.since};
    if (known != m_facts.end()) {
        const auto meter = std::exchange(facts.record.meter, known->second.record.meter);
        if (facts == known->second)
            return;
        facts.record.meter = meter;
    }
    m_facts.insert_or_assign(view.id, facts);
    m_parts.ledger.note(std::move(facts));
}

void Bookkeeper::sawSnapshot(const api::SnapshotView &view)
{
    m_operations.saw(view);
    const auto it = m_known.snapshots.find(view.id);
    const bool isReady = view.state == SnapshotState::Ready;
    const bool isNews = it == m_known.snapshots.end() || it->second.state != view.state || it->second.name != view.name;
    if (isReady && isNews)
        noteFrozen(view, std::nullopt);
    m_known.snapshots.insert_or_assign(view.id, view);
}

void Bookkeeper::sawTemplate(const api::TemplateView &view)
{
    m_operations.saw(view);
    const auto it = m_known.templates.find(view.id);
    const auto before = it == m_known.templates.end() ? std::nullopt : std::optional(it->second.state);
    m_known.templates.insert_or_assign(view.id, view);
    if (before == view.state)
        return;
    if (view.state == TemplateState::Ready)
        noteFrozen(view, std::nullopt);
    if (before == TemplateState::Building && view.state == TemplateState::Ready)
        engineDid("template.built", "template/" + view.id.value(), {});
    if (view.state == TemplateState::Failed)
        failed("template.built", "template/" + view.id.value(), view.problem ? describe(*view.problem) : std::string());
}

void Bookkeeper::noteFrozen(const api::SnapshotView &view, std::optional<WallTime> goneAt)
{
    m_parts.ledger.note(FrozenFacts{.kind = FrozenFacts::Kind::Snapshot,
                                    .id = view.id.value(),
                                    .name = view.name,
                                    .from = view.sandbox.value(),
                                    .at = view.at,
                                    .stored = {view.memory.value + view.disk.value},
                                    .goneAt = goneAt});
}

void Bookkeeper::noteFrozen(const api::TemplateView &view, std::optional<WallTime> goneAt)
{
    if (!view.onDisk && goneAt)
        return; // it was never made
    m_parts.ledger.note(FrozenFacts{.kind = FrozenFacts::Kind::Template,
                                    .id = view.id.value(),
                                    .from = view.imageKey,
                                    .at = view.since,
                                    .stored = {view.memory.value + view.disk.value},
                                    .goneAt = goneAt});
}

// ---- Questions --------------------------------------------------------------------------------------------------

void Bookkeeper::decided(const EgressDecision &decision)
{
    m_attemptLog.decided(decision);
    m_secretTrail.decided(decision);
}

api::Verdict Bookkeeper::ask(const api::HistoryQuery &query)
{
    if (query.each && m_eachAsked >= limits::kHistoryAskedMax)
        return api::Verdict::denied("So much is being looked up that this has to wait. Ask again in a moment.");
    const auto number = ++m_questions;
    if (query.each)
        ++m_eachAsked;
    else
        m_asked[query.question.index()] = number;
    m_parts.ledger.ask(query.question, [this, query, number,
                                        alive = std::weak_ptr(m_alive)](Result<HistoryAnswer> answer) {
        if (alive.expired() || (!query.each && m_asked[query.question.index()] != number))
            return;
        if (query.each)
            --m_eachAsked;
        api::HistoryReport report{.ticket = query.ticket, .question = query.question, .at = m_parts.clock.wallNow()};
        if (answer)
            report.answer = *std::move(answer);
        else
            report.problem = answer.error();
        m_observer(std::move(report));
    });
    return api::Verdict::accepted();
}

// ---- Orphans ----------------------------------------------------------------------------------------------------

api::Verdict Bookkeeper::lookForOrphans()
{
    if (!m_parts.orphans)
        return api::Verdict::denied("This host's folders cannot be searched.");
    if (m_orphans.looking)
        return api::Verdict::alreadySo();
    m_orphans.looking = true;
    publishOrphans();
    m_orphanSearch = m_parts.orphans->find([this](Result<std::vector<Orphan>> found) {
        m_orphans.looking = false;
        m_orphans.lookedAt = m_parts.clock.wallNow();
        m_orphans.problem.reset();
        if (found)
            m_orphans.found = *std::move(found);
        else
            m_orphans.problem = inContext("look for what nothing explains", found.error());
        publishOrphans();
    });
    return api::Verdict::accepted();
}

api::Verdict Bookkeeper::removeOrphan(const std::string &id)
{
    const auto found = std::ranges::find(m_orphans.found, id, &Orphan::id);
    if (!m_parts.orphans || found == m_orphans.found.end())
        return api::Verdict::notFound("There is no such thing in the list. Look again.");
    if (std::ranges::find(m_orphans.removing, id) != m_orphans.removing.end())
        return api::Verdict::alreadySo();
    m_orphans.removing.push_back(id);
    publishOrphans();
    m_orphanRemovals[id] = m_parts.orphans->remove(id, [this, id, where = found->where](Result<> removed) {
        std::erase(m_orphans.removing, id);
        m_orphans.problem.reset();
        if (removed || removed.error().code == ErrorCode::NotFound)
            std::erase_if(m_orphans.found, [&](const Orphan &orphan) { return orphan.id == id; });
        if (removed) {
            engineDid("orphan.removed", "orphan/" + id, where);
        } else {
            m_orphans.problem = inContext("remove " + where, removed.error());
            failed("orphan.removed", "orphan/" + id, describe(removed.error()));
        }
        publishOrphans();
    });
    return api::Verdict::accepted();
}

void Bookkeeper::publishOrphans()
{
    ++m_orphans.generation;
    m_observer(m_orphans);
}

} // namespace glovebox::engine
