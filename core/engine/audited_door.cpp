#include "core/engine/audited_door.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {

std::string textOf(const std::optional<std::chrono::milliseconds> &after)
{
    return after ? std::to_string(after->count() / 1000) + " s" : "never";
}

std::string textOf(const IdleLadder &ladder)
{
    return "pause " + textOf(ladder.pauseAfter) + ", hibernate " + textOf(ladder.hibernateAfter) + ", destroy " +
           textOf(ladder.destroyAfter) + (ladder.endsKept ? ", also when it is kept" : "");
}

std::string textOf(const std::optional<IdleLadder> &ladder)
{
    return ladder ? textOf(*ladder) : "as usual";
}

std::string textOf(const std::vector<Budget> &budgets)
{
    std::string text;
    for (const auto &budget : budgets)
        text += (text.empty() ? "" : ", ") + engine::textOf(budget);
    return text.empty() ? "none" : text;
}

/// A line of it: what a seed may hold is more than a trail's entry should.
std::string textOf(const Seed &seed)
{
    constexpr std::size_t stepsTold = 10;
    std::string text;
    for (std::size_t i = 0; i < std::min(seed.steps.size(), stepsTold); ++i)
        text += (text.empty() ? "" : ", ") + domain::textOf(seed.steps[i]);
    if (seed.steps.size() > stepsTold)
        text += ", and " + std::to_string(seed.steps.size() - stepsTold) + " more";
    return text;
}

std::string textOf(const Labels &labels)
{
    std::string text;
    for (const auto &[name, value] : labels)
        text += (text.empty() ? "" : ", ") + name + "=" + value;
    return text.empty() ? "none" : text;
}

std::string textOf(const MachineSize &size)
{
    return std::to_string(size.vcpus) + " vCPU, " + std::to_string(size.memory.value >> 20) + " MiB";
}

template <class Views, class Id>
const auto *lookUp(const Views &views, const Id &id)
{
    const auto it = views.find(id);
    return it == views.end() ? nullptr : &it->second;
}

/// What an action is called in the trail, and what was before.
struct Describe {
    const DoorTrail &books;

    AuditEntry operator()(const api::HibernateSandbox &a) const
    {
        auto entry = of("sandbox.hibernated", a.sandbox);
        entry.after = "hibernated";
        return entry;
    }
    AuditEntry operator()(const api::TakeSnapshot &a) const
    {
        auto entry = of("snapshot.taken", a.sandbox);
        entry.before.clear();
        entry.after = a.name;
        return entry;
    }
    AuditEntry operator()(const api::ForkSandbox &a) const
    {
        auto entry = of("sandbox.forked", a.sandbox);
        entry.before.clear();
        entry.after = std::to_string(a.count) + (a.count == 1 ? " copy" : " copies");
        return entry;
    }
    AuditEntry operator()(const api::RestoreAsNew &a) const
    {
        auto entry = of("snapshot.restored", a.snapshot);
        entry.after = std::to_string(a.count) + (a.count == 1 ? " new sandbox" : " new sandboxes");
        return entry;
    }
    AuditEntry operator()(const api::RestoreInPlace &a) const
    {
        auto entry = of("sandbox.restored", a.sandbox);
        entry.before = a.safety ? "kept in a snapshot" : "given up";
        entry.after = "snapshot/" + a.snapshot.value();
        return entry;
    }
    AuditEntry operator()(const api::DeleteSnapshots &a) const
    {
        std::string names;
        for (const auto &snapshot : a.snapshots)
            names += (names.empty() ? "" : " ") + snapshot.value();
        auto entry = books.commanded("snapshot.deleted", "snapshot/" + names);
        if (a.snapshots.size() == 1)
            if (const auto *view = lookUp(books.known().snapshots, a.snapshots.front()))
                entry.before = view->name;
        return entry;
    }
    AuditEntry operator()(const api::SetIdleLadder &a) const
    {
        auto entry = of("sandbox.ladder-changed", a.sandbox);
        const auto *view = lookUp(books.known().sandboxes, a.sandbox);
        entry.before = view ? textOf(view->ladder) : std::string();
        entry.after = textOf(a.ladder);
        return entry;
    }
    AuditEntry operator()(const api::KeepAlive &a) const
    {
        auto entry = of("sandbox.kept-alive", a.sandbox);
        entry.before.clear();
        entry.after = "for " + std::to_string(a.time.count() / 1000) + " s";
        return entry;
    }
    AuditEntry operator()(const api::SetTemplateLadder &a) const
    {
        auto entry = of("template.ladder-changed", a.base);
        const auto *view = lookUp(books.known().templates, a.base);
        entry.before = view ? textOf(view->ladder) : std::string();
        entry.after = textOf(a.ladder);
        return entry;
    }
    AuditEntry operator()(const api::RenameSnapshot &a) const
    {
        auto entry = of("snapshot.renamed", a.snapshot);
        const auto *view = lookUp(books.known().snapshots, a.snapshot);
        entry.before = view ? view->name : std::string();
        entry.after = a.name;
        return entry;
    }
    AuditEntry operator()(const api::PinSnapshot &a) const
    {
        auto entry = of(a.pinned ? "snapshot.pinned" : "snapshot.unpinned", a.snapshot);
        const auto *view = lookUp(books.known().snapshots, a.snapshot);
        entry.before = view && view->pinned ? "pinned" : "not pinned";
        entry.after = a.pinned ? "pinned" : "not pinned";
        return entry;
    }
    AuditEntry operator()(const api::VerifySnapshot &a) const { return of("snapshot.verified", a.snapshot); }
    AuditEntry operator()(const api::CancelVerify &a) const { return of("snapshot.check-ended", a.snapshot); }
    AuditEntry operator()(const api::RebuildTemplate &a) const { return of("template.rebuilt", a.base); }
    AuditEntry operator()(const api::DeleteTemplate &a) const { return of("template.deleted", a.base); }
    AuditEntry operator()(const api::ReserveSandbox &a) const
    {
        auto entry = of("sandbox.reserved", a.sandbox);
        const auto *view = lookUp(books.known().sandboxes, a.sandbox);
        entry.before = view ? view->reservedFor : std::string();
        entry.after = inWords(a.reservation);
        return entry;
    }
    AuditEntry operator()(const api::CancelReservation &a) const { return of("sandbox.unreserved", a.sandbox); }
    AuditEntry operator()(const api::ChangeEgress &a) const
    {
        auto entry = of("sandbox.egress-changed", a.sandbox);
        const auto *view = lookUp(books.known().sandboxes, a.sandbox);
        entry.before = view ? view->egress : std::string();
        entry.after = a.profile.value_or("");
        addRules(entry.after, a);
        for (const auto &name : a.addSecrets)
            entry.after += (entry.after.empty() ? "may use secret/" : ", may use secret/") + name;
        for (const auto &name : a.removeSecrets)
            entry.after += (entry.after.empty() ? "may not use secret/" : ", may not use secret/") + name;
        return entry;
    }
    AuditEntry operator()(const api::ChangeEgressProfile &a) const
    {
        auto entry = books.commanded("egress.profile-changed", "egress/" + a.profile);
        addRules(entry.after, a);
        return entry;
    }
    /// Of a sandbox alone, or of a profile.
    template <class Changed>
    static void addRules(std::string &text, const Changed &changed)
    {
        for (const auto &rule : changed.add)
            text += (text.empty() ? "also " : ", also ") + domain::textOf(rule);
        for (const auto &rule : changed.remove)
            text += (text.empty() ? "no more " : ", no more ") + domain::textOf(rule);
    }
    AuditEntry operator()(const api::OpenPort &a) const
    {
        auto entry = of("port.opened", a.sandbox);
        entry.after = std::to_string(a.port) + ", " + std::string(domain::word(a.kind));
        return entry;
    }
    AuditEntry operator()(const api::ClosePort &a) const
    {
        return books.commanded("port.closed", "port/" + a.id.value());
    }
    AuditEntry operator()(const api::SeedSandbox &a) const
    {
        auto entry = of("sandbox.seeded", a.sandbox);
        entry.after = textOf(a.seed);
        return entry;
    }
    AuditEntry operator()(const api::CancelSeed &a) const { return of("sandbox.seed-cancelled", a.sandbox); }
    AuditEntry operator()(const api::SetLabels &a) const
    {
        auto entry = of("sandbox.labelled", a.sandbox);
        const auto *view = lookUp(books.known().sandboxes, a.sandbox);
        entry.before = view ? textOf(view->labels) : std::string();
        entry.after = textOf(a.labels);
        return entry;
    }

    AuditEntry operator()(const api::CancelOperation &a) const
    {
        auto entry = books.commanded("operation.cancelled", "operation/" + a.operation.value());
        return entry;
    }
    AuditEntry operator()(const api::ReportOperation &a) const
    {
        auto entry = books.commanded(std::string(word(a.kind)) + ".ended", a.object);
        entry.after = a.result;
        if (a.state == OperationState::Failed) {
            entry.outcome = AuditOutcome::Failed;
            entry.reason = a.problem ? describe(*a.problem) : a.result;
        }
        return entry;
    }
    AuditEntry operator()(const api::LookForOrphans &) const { return books.commanded("orphan.looked-for", "engine"); }
    AuditEntry operator()(const api::RemoveOrphan &a) const
    {
        return books.commanded("orphan.removed", "orphan/" + a.id);
    }
    AuditEntry operator()(const api::SetBudgets &a) const
    {
        auto entry = books.commanded("budget.changed", "engine");
        entry.after = textOf(a.budgets);
        return entry;
    }

private:
    AuditEntry of(const char *action, const SandboxId &sandbox) const { return books.changesSandbox(action, sandbox); }
    AuditEntry of(const char *action, const SnapshotId &snapshot) const
    {
        return books.commanded(action, "snapshot/" + snapshot.value());
    }
    AuditEntry of(const char *action, const TemplateId &base) const
    {
        return books.commanded(action, "template/" + base.value());
    }
};

std::string pollStateOf(const DoorTrail &books, const EnvironmentId &environment)
{
    const auto *view = lookUp(books.known().environments, environment);
    return view ? std::string(word(view->state)) : std::string();
}

} // namespace

api::Verdict AuditedDoor::note(AuditEntry entry, api::Verdict verdict)
{
    m_books.answered(std::move(entry), verdict);
    return verdict;
}

AuditEntry AuditedDoor::aboutEngine(const char *action) const
{
    return m_books.commanded(action, "engine");
}

api::Verdict AuditedDoor::start()
{
    auto entry = aboutEngine("engine.started");
    return note(std::move(entry), m_engine.start());
}

api::Verdict AuditedDoor::drain()
{
    auto entry = aboutEngine("engine.drained");
    return note(std::move(entry), m_engine.drain());
}

api::Verdict AuditedDoor::stopNow()
{
    auto entry = aboutEngine("engine.stopped");
    return note(std::move(entry), m_engine.stopNow());
}

api::Verdict AuditedDoor::pausePolling(const EnvironmentId &environment)
{
    auto entry = m_books.commanded("polling.paused", "environment/" + environment.value());
    entry.before = pollStateOf(m_books, environment);
    entry.after = std::string(word(api::PollState::PausedByOperator));
    return note(std::move(entry), m_engine.pausePolling(environment));
}

api::Verdict AuditedDoor::resumePolling(const EnvironmentId &environment)
{
    auto entry = m_books.commanded("polling.resumed", "environment/" + environment.value());
    entry.before = pollStateOf(m_books, environment);
    entry.after = std::string(word(api::PollState::Polling));
    m_books.books().budgets().resumedByHand(environment);
    return note(std::move(entry), m_engine.resumePolling(environment));
}

api::Verdict AuditedDoor::act(const api::SandboxAction &action)
{
    auto entry = std::visit(Describe{m_books}, action); // before: what was before
    return note(std::move(entry), m_engine.act(action));
}

api::Verdict AuditedDoor::destroySandbox(const SandboxId &sandbox)
{
    auto entry = m_books.changesSandbox("sandbox.destroyed", sandbox);
    entry.after = std::string(word(SandboxState::Destroyed));
    return note(std::move(entry), m_engine.destroySandbox(sandbox));
}

api::Verdict AuditedDoor::pauseSandbox(const SandboxId &sandbox)
{
    auto entry = m_books.changesSandbox("sandbox.paused", sandbox);
    entry.after = std::string(word(SandboxState::Paused));
    return note(std::move(entry), m_engine.pauseSandbox(sandbox));
}

api::Verdict AuditedDoor::resumeSandbox(const SandboxId &sandbox)
{
    auto entry = m_books.changesSandbox("sandbox.resumed", sandbox);
    entry.after = std::string(word(SandboxState::Running));
    m_books.books().budgets().resumedByHand(sandbox);
    return note(std::move(entry), m_engine.resumeSandbox(sandbox));
}

/// Neither the call's input nor what the agent is told: the transcript has those.
api::Verdict AuditedDoor::answerApproval(const SessionId &session, const EventId &call,
                                         const api::ApprovalAnswer &answer)
{
    auto entry = m_books.commanded("approval.answered", "call/" + session.value() + '/' + call.value());
    entry.before = "waiting";
    entry.after = answer.allow ? "allowed" : "denied";
    entry.session = session.value();
    return note(std::move(entry), m_engine.answerApproval(session, call, answer));
}

api::Verdict AuditedDoor::cancelCall(const SessionId &session, const EventId &call)
{
    auto entry = m_books.commanded("call.cancelled", "call/" + session.value() + '/' + call.value());
    entry.session = session.value();
    return note(std::move(entry), m_engine.cancelCall(session, call));
}

api::Verdict AuditedDoor::interruptSession(const SessionId &session)
{
    auto entry = m_books.commanded("session.interrupted", "session/" + session.value());
    entry.session = session.value();
    return note(std::move(entry), m_engine.interruptSession(session));
}

api::Verdict AuditedDoor::repairWork(const EnvironmentId &environment, const WorkId &work)
{
    auto entry = m_books.commanded("work.repaired", "work/" + work.value());
    entry.after = "environment/" + environment.value();
    return note(std::move(entry), m_engine.repairWork(environment, work));
}

api::Verdict AuditedDoor::refreshQueue(const EnvironmentId &environment)
{
    return m_engine.refreshQueue(environment); // it only reads
}

api::Verdict AuditedDoor::drainQueue(const EnvironmentId &environment)
{
    auto entry = m_books.commanded("queue.drained", "environment/" + environment.value());
    return note(std::move(entry), m_engine.drainQueue(environment));
}

api::Verdict AuditedDoor::listenForWebhooks(bool on)
{
    auto entry = aboutEngine(on ? "webhooks.switched-on" : "webhooks.switched-off");
    return note(std::move(entry), m_engine.listenForWebhooks(on));
}

api::Verdict AuditedDoor::createSandbox(const api::NewSandbox &wanted)
{
    auto entry = aboutEngine("sandbox.created");
    entry.after = wanted.name;
    const auto add = [&entry](const std::string &text) {
        entry.after += (entry.after.empty() ? "" : ", ") + text;
    };
    if (wanted.size)
        add(textOf(*wanted.size));
    if (wanted.snapshot)
        add("of " + wanted.snapshot->value());
    for (const auto &name : wanted.secrets)
        add("may use secret/" + name);
    if (!wanted.seed.steps.empty())
        add(textOf(wanted.seed));
    if (wanted.reservation)
        add("reserved for " + inWords(*wanted.reservation));
    if (wanted.id)
        add("as sandbox/" + wanted.id->value());
    if (!wanted.labels.empty())
        add("labels " + textOf(wanted.labels));
    return note(std::move(entry), m_engine.createSandbox(wanted));
}

api::Verdict AuditedDoor::maintain(const api::UpkeepAction &action)
{
    if (std::holds_alternative<api::LookForOrphans>(action))
        return m_engine.maintain(action); // it only reads
    // What is done with several sandboxes is in the trail one by one.
    if (const auto *told = std::get_if<api::ReportOperation>(&action))
        if (told->kind != OperationKind::Export || !isOver(told->state))
            return m_engine.maintain(action);
    auto entry = std::visit(Describe{m_books}, action);
    if (std::holds_alternative<api::SetBudgets>(action))
        entry.before = textOf(m_books.books().budgets().budgets());
    if (const auto *cancel = std::get_if<api::CancelOperation>(&action))
        if (const auto *operation = m_books.books().operations().find(cancel->operation))
            entry.before = std::string(word(operation->kind)) + " of " + operation->object;
    return note(std::move(entry), m_engine.maintain(action));
}

api::Verdict AuditedDoor::ask(const api::HistoryQuery &query)
{
    return m_engine.ask(query);
}

} // namespace glovebox::engine
