#include "app/sample/sample_engine.h"

#include "app/sample/fleet.h"
#include "app/sample/past.h"

#include <utility>

namespace glovebox::sample {

/// What can be asked about sandboxes, snapshots and templates, each by the part whose business it is.
class SampleEngine::Doing {
public:
    explicit Doing(SampleEngine &engine) : m_engine(engine) {}

    api::Verdict operator()(const api::HibernateSandbox &wanted) const
    {
        return unlessChanged(wanted.sandbox, [&] { return m_engine.m_machines.hibernate(wanted.sandbox); });
    }
    api::Verdict operator()(const api::TakeSnapshot &wanted) const
    {
        return unlessChanged(wanted.sandbox, [&] { return m_engine.m_snapshots.take(wanted); });
    }
    api::Verdict operator()(const api::ForkSandbox &wanted) const
    {
        return unlessChanged(wanted.sandbox, [&] { return m_engine.m_machines.fork(wanted); });
    }
    api::Verdict operator()(const api::RestoreAsNew &wanted) const { return m_engine.m_machines.restoreAsNew(wanted); }
    api::Verdict operator()(const api::RestoreInPlace &wanted) const
    {
        return unlessChanged(wanted.sandbox, [&] {
            auto &machines = m_engine.m_machines;
            if (auto no = machines.whyNoRestore(wanted))
                return *std::move(no);
            if (!wanted.safety)
                return machines.restoreInPlace(wanted);
            return m_engine.m_snapshots.take({wanted.sandbox, "before a restore"},
                                             [&machines, wanted] { machines.restoreInPlace(wanted); });
        });
    }
    api::Verdict operator()(const api::SeedSandbox &wanted) const { return m_engine.m_seeding.act(wanted); }
    api::Verdict operator()(const api::CancelSeed &wanted) const { return m_engine.m_seeding.act(wanted); }
    template <class Wanted>
    api::Verdict operator()(const Wanted &wanted) const
    {
        if constexpr (requires { m_engine.m_machines.change(wanted); })
            return m_engine.m_machines.change(wanted);
        else if constexpr (requires { m_engine.m_gateway.act(wanted); })
            return m_engine.m_gateway.act(wanted);
        else
            return m_engine.m_snapshots.act(wanted);
    }

private:
    template <class Then>
    api::Verdict unlessChanged(const domain::SandboxId &sandbox, Then then) const
    {
        if (auto changed = m_engine.m_machines.conflict(sandbox))
            return *std::move(changed);
        return then();
    }

    SampleEngine &m_engine;
};

/// Everybody's name is the same here: whoever asks is the operator.
class SampleEngine::Behalf final : public api::EngineDoor {
public:
    explicit Behalf(SampleEngine &engine) : m_engine(engine) {}

    api::Verdict start() override { return m_engine.start(); }
    api::Verdict drain() override { return m_engine.drain(); }
    api::Verdict stopNow() override { return m_engine.stopNow(); }
    api::Verdict pausePolling(const domain::EnvironmentId &id) override { return m_engine.pausePolling(id); }
    api::Verdict resumePolling(const domain::EnvironmentId &id) override { return m_engine.resumePolling(id); }
    api::Verdict pauseSandbox(const domain::SandboxId &id) override { return m_engine.pauseSandbox(id); }
    api::Verdict resumeSandbox(const domain::SandboxId &id) override { return m_engine.resumeSandbox(id); }
    api::Verdict destroySandbox(const domain::SandboxId &id) override { return m_engine.destroySandbox(id); }
    api::Verdict answerApproval(const domain::SessionId &session, const domain::EventId &call,
                                const api::ApprovalAnswer &answer) override
    {
        return m_engine.answerApproval(session, call, answer);
    }
    api::Verdict cancelCall(const domain::SessionId &session, const domain::EventId &call) override
    {
        return m_engine.cancelCall(session, call);
    }
    api::Verdict interruptSession(const domain::SessionId &session) override
    {
        return m_engine.interruptSession(session);
    }
    api::Verdict repairWork(const domain::EnvironmentId &id, const domain::WorkId &work) override
    {
        return m_engine.repairWork(id, work);
    }
    api::Verdict refreshQueue(const domain::EnvironmentId &id) override { return m_engine.refreshQueue(id); }
    api::Verdict drainQueue(const domain::EnvironmentId &id) override { return m_engine.drainQueue(id); }
    api::Verdict listenForWebhooks(bool on) override { return m_engine.listenForWebhooks(on); }
    api::Verdict createSandbox(const api::NewSandbox &wanted) override { return m_engine.createSandbox(wanted); }
    api::Verdict act(const api::SandboxAction &action) override { return m_engine.act(action); }
    api::Verdict act(const api::ImageAction &action) override { return m_engine.act(action); }
    api::Verdict act(const api::TemplateAction &action) override { return m_engine.act(action); }
    api::Verdict act(const api::SecretAction &action) override { return m_engine.act(action); }
    api::Verdict act(const api::SessionAction &action) override { return m_engine.act(action); }
    api::KeyVerdict act(const api::KeyAction &action) override { return m_engine.act(action); }
    api::Verdict act(const api::EnvironmentAction &action) override { return m_engine.act(action); }
    api::Verdict maintain(const api::UpkeepAction &action) override { return m_engine.maintain(action); }
    api::Verdict ask(const api::HistoryQuery &query) override { return m_engine.ask(query); }
    std::unique_ptr<api::EngineDoor> onBehalfOf(std::string who) override
    {
        return m_engine.onBehalfOf(std::move(who));
    }
    api::SandboxAccess &access() override { return m_engine.access(); }
    api::LogReading *logs() override { return m_engine.logs(); }
    std::optional<api::KeyHolder> whoHas(const SecretString &secret) override { return m_engine.whoHas(secret); }

private:
    SampleEngine &m_engine;
};

SampleEngine::SampleEngine(const SampleOptions &options, WallTime now, SampleOutlets outlets, ports::Ledger &ledger)
    : m_stage(options, now, std::move(outlets), ledger)
{
    m_machines.onReady = [this](const domain::SandboxId &sandbox) {
        m_seeding.sandboxReady(sandbox);
        m_talks.sandboxReady(sandbox);
    };
    m_machines.onLost = [this](const domain::SandboxId &sandbox) {
        m_talks.sandboxLost(sandbox);
    };
    tellPast(ledger, Chance(options.seed), now);
    for (auto &change : sampleBeginning(options, now)) {
        if (const auto *attempt = std::get_if<api::EgressAttemptView>(&change))
            ledger.note(attempt->decision);
        m_stage.begin(std::move(change));
    }
    m_machines.begin();
    m_snapshots.begin();
    m_library.begin();
    m_seeding.begin();
    m_talks.begin();
    m_gateway.begin();
    m_access.begin();
    m_house.begin();
    if (options.events > 0)
        m_talks.addLong(options.events);
}

template <class Command>
api::Verdict SampleEngine::command(Command what)
{
    if (auto closed = m_house.closed())
        return *std::move(closed);
    const Stage::Asking asking(m_stage);
    return what();
}

api::Verdict SampleEngine::start()
{
    const Stage::Asking asking(m_stage);
    return m_house.start();
}

api::Verdict SampleEngine::drain()
{
    const Stage::Asking asking(m_stage);
    return m_house.drain();
}

api::Verdict SampleEngine::stopNow()
{
    const Stage::Asking asking(m_stage);
    return m_house.stopNow();
}

api::Verdict SampleEngine::pausePolling(const domain::EnvironmentId &environment)
{
    return command([&] { return m_house.pausePolling(environment); });
}

api::Verdict SampleEngine::resumePolling(const domain::EnvironmentId &environment)
{
    return command([&] { return m_house.resumePolling(environment); });
}

api::Verdict SampleEngine::pauseSandbox(const domain::SandboxId &sandbox)
{
    return command([&] {
        auto changed = m_machines.conflict(sandbox);
        return changed ? *std::move(changed) : m_machines.pause(sandbox);
    });
}

api::Verdict SampleEngine::resumeSandbox(const domain::SandboxId &sandbox)
{
    return command([&] {
        auto changed = m_machines.conflict(sandbox);
        return changed ? *std::move(changed) : m_machines.resume(sandbox);
    });
}

api::Verdict SampleEngine::destroySandbox(const domain::SandboxId &sandbox)
{
    return command([&] {
        auto changed = m_machines.conflict(sandbox);
        return changed ? *std::move(changed) : m_machines.destroy(sandbox);
    });
}

api::Verdict SampleEngine::answerApproval(const domain::SessionId &session, const domain::EventId &call,
                                          const api::ApprovalAnswer &answer)
{
    return command([&] { return m_talks.answer(session, call, answer); });
}

api::Verdict SampleEngine::cancelCall(const domain::SessionId &session, const domain::EventId &call)
{
    return command([&] { return m_talks.cancel(session, call); });
}

api::Verdict SampleEngine::interruptSession(const domain::SessionId &session)
{
    return command([&] { return m_talks.interrupt(session); });
}

api::Verdict SampleEngine::repairWork(const domain::EnvironmentId &, const domain::WorkId &work)
{
    return command([&] { return m_talks.repair(work); });
}

api::Verdict SampleEngine::refreshQueue(const domain::EnvironmentId &environment)
{
    return command([&] { return m_house.refreshQueue(environment); });
}

api::Verdict SampleEngine::drainQueue(const domain::EnvironmentId &environment)
{
    return refreshQueue(environment);
}

api::Verdict SampleEngine::listenForWebhooks(bool on)
{
    return command([&] { return m_house.listenForWebhooks(on); });
}

api::Verdict SampleEngine::createSandbox(const api::NewSandbox &wanted)
{
    return command([&] {
        if (m_stage.world.host.phase == api::EnginePhase::Draining)
            return api::Verdict::denied("The engine is draining. Start it again when it has stopped.");
        auto verdict = m_machines.create(wanted);
        if (verdict.kind == api::Verdict::Kind::Accepted && !wanted.seed.empty())
            m_seeding.expect(domain::SandboxId(verdict.object.substr(verdict.object.find('/') + 1)), wanted.seed);
        return verdict;
    });
}

api::Verdict SampleEngine::act(const api::SandboxAction &action)
{
    return command([&] { return std::visit(Doing(*this), action); });
}

api::Verdict SampleEngine::act(const api::ImageAction &action)
{
    return command([&] { return std::visit([this](const auto &wanted) { return m_library.act(wanted); }, action); });
}

api::Verdict SampleEngine::act(const api::TemplateAction &action)
{
    return command([&] { return std::visit([this](const auto &wanted) { return m_library.act(wanted); }, action); });
}

api::Verdict SampleEngine::act(const api::SecretAction &action)
{
    return command([&] { return std::visit([this](const auto &wanted) { return m_gateway.act(wanted); }, action); });
}

api::Verdict SampleEngine::act(const api::SessionAction &action)
{
    return command([&] {
        if (const auto *start = std::get_if<api::StartSession>(&action))
            return m_talks.start(*start);
        return m_talks.listAgents(std::get<api::ListAgents>(action));
    });
}

api::KeyVerdict SampleEngine::act(const api::KeyAction &action)
{
    const Stage::Asking asking(m_stage);
    return std::visit([this](const auto &wanted) { return m_gateway.act(wanted); }, action);
}

api::Verdict SampleEngine::act(const api::EnvironmentAction &action)
{
    return command([&] { return std::visit([this](const auto &wanted) { return m_house.act(wanted); }, action); });
}

/// Also while the engine does not run: exports go on.
api::Verdict SampleEngine::maintain(const api::UpkeepAction &action)
{
    const Stage::Asking asking(m_stage);
    if (const auto *cancel = std::get_if<api::CancelOperation>(&action))
        return m_operations.cancel(cancel->operation);
    if (const auto *report = std::get_if<api::ReportOperation>(&action))
        return m_operations.report(*report);
    if (const auto *remove = std::get_if<api::RemoveOrphan>(&action))
        return m_house.act(*remove);
    if (const auto *budgets = std::get_if<api::SetBudgets>(&action))
        return m_house.act(*budgets);
    return m_house.act(std::get<api::LookForOrphans>(action));
}

api::Verdict SampleEngine::ask(const api::HistoryQuery &query)
{
    m_stage.ledger.ask(query.question, [this, query](Result<domain::HistoryAnswer> answer) {
        api::HistoryReport report{.ticket = query.ticket, .question = query.question, .at = m_stage.now()};
        if (answer)
            report.answer = *std::move(answer);
        else
            report.problem = answer.error();
        m_stage.answer(std::move(report));
    });
    return api::Verdict::accepted();
}

std::unique_ptr<api::EngineDoor> SampleEngine::onBehalfOf(std::string)
{
    return std::make_unique<Behalf>(*this);
}

} // namespace glovebox::sample
