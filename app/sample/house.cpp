#include "app/sample/house.h"

#include "app/sample/sample_views.h"
#include "app/sample/time_shift.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using api::EnginePhase;
using api::PollState;

namespace {

const Error kNotReached{ErrorCode::NetworkError, "poll: connection refused"};
const Error kKeyRefused{ErrorCode::Unauthorized, "poll: 401 authentication_error: invalid key"};
constexpr int kFloodLines = 10'000; // more than a window takes between two looks
constexpr int kFloodAttempts = 3'000;

api::Verdict noEnvironment()
{
    return api::Verdict::denied("There is no such environment.");
}

} // namespace

void House::begin()
{
    beat();
    if (m_stage.has(Fault::KeyRejected))
        m_talks.setTaking(false);
    if (m_stage.has(Fault::ControlPlaneDown)) {
        m_talks.setTaking(false);
        reachAgain();
    }
    if (m_stage.has(Fault::EngineStopped))
        m_stage.agenda.after(10s, [this] {
            if (std::exchange(m_wasStopped, true))
                return;
            m_talks.endAll(); // machines outlive an engine
            polling(PollState::Stopped);
            phase(EnginePhase::Failed, {}, Error{ErrorCode::HostToolFailed, "the supervisor ended with signal 9"});
            m_stage.log(LogLevel::Error, "engine", "the engine failed: the supervisor ended with signal 9");
        });
    if (m_stage.has(Fault::EventLoss))
        lose();
}

/// Somebody hears of the host however quiet it is; leases are held.
void House::beat()
{
    for (const auto &[id, view] : std::map(m_stage.world.environments))
        if (view.state == PollState::Polling) {
            auto told = view;
            told.queueSeenAt = m_stage.now();
            m_stage.tell(std::move(told));
        }
    for (const auto &[id, view] : std::map(m_stage.world.work))
        if (view.ours && view.state == domain::WorkState::Active) {
            auto told = view;
            told.latestHeartbeatAt = m_stage.now();
            m_stage.tell(std::move(told));
        }
    m_stage.agenda.after(5s, [this] { beat(); });
}

/// Every few tries one succeeds, for half a minute.
void House::reachAgain()
{
    polling(PollState::Disconnected, kNotReached);
    m_stage.agenda.after(40s, [this] {
        if (m_stage.world.host.phase != EnginePhase::Running)
            return reachAgain();
        polling(PollState::Polling);
        m_stage.log(LogLevel::Info, "controlplane", "the control plane is reached again");
        m_stage.agenda.after(30s, [this] {
            m_stage.log(LogLevel::Warning, "controlplane", "poll: connection refused");
            reachAgain();
        });
    });
}

void House::lose()
{
    m_stage.agenda.after(10s, [this] {
        m_talks.flood(kFloodLines);
        m_gateway.flood(kFloodAttempts);
        lose();
    });
}

// ---- The engine ----

std::optional<api::Verdict> House::closed() const
{
    const auto &host = m_stage.world.host;
    if (host.phase == EnginePhase::Failed)
        return api::Verdict::denied("The engine cannot run on this host yet: " + host.problem.value_or(Error{}).detail);
    if (host.phase == EnginePhase::Stopped || host.phase == EnginePhase::Preparing)
        return api::Verdict::denied("The engine is not running.");
    return std::nullopt;
}

void House::phase(EnginePhase phase, const std::string &activity, std::optional<Error> problem)
{
    api::HostView host = m_stage.world.host;
    host.phase = phase;
    host.activity = activity;
    host.problem = std::move(problem);
    m_stage.tell(std::move(host));
}

void House::polling(PollState state, std::optional<Error> problem)
{
    for (const auto &[id, view] : std::map(m_stage.world.environments))
        polling(id, state, problem);
}

/// The story's work comes through one of them.
void House::polling(const domain::EnvironmentId &id, PollState state, const std::optional<Error> &problem)
{
    const auto found = m_stage.world.environments.find(id);
    if (found == m_stage.world.environments.end())
        return;
    auto told = found->second;
    if (told.state != state)
        told.since = m_stage.now();
    told.state = state;
    told.problem = problem;
    told.retryIn = state == PollState::Disconnected ? 8s : 0s;
    if (id.value() == kSampleEnvironment)
        m_talks.setTaking(state == PollState::Polling);
    m_stage.tell(std::move(told));
}

api::Verdict House::start()
{
    using enum EnginePhase;
    const auto now = m_stage.world.host.phase;
    if (now == Running || now == Preparing)
        return api::Verdict::alreadySo();
    if (now == Draining)
        return api::Verdict::denied("The engine is draining. Wait until it has stopped.");
    m_stage.audit("engine.started", "engine");
    phase(Preparing, "Unpacking the guest's kernel (1 of 3)");
    m_stage.agenda.after(900ms, [this] { phase(Preparing, "Packing the guest's root file system (2 of 3)"); });
    m_stage.agenda.after(1900ms, [this] { phase(Preparing, "Trying acceleration (3 of 3)"); });
    m_stage.agenda.after(2800ms, [this] {
        if (m_stage.world.host.phase != Preparing)
            return;
        phase(Running);
        m_stage.audit("engine.running", "engine");
        const bool refused = m_stage.has(Fault::KeyRejected);
        polling(refused ? PollState::KeyRejected : PollState::Polling,
                refused ? std::optional(kKeyRefused) : std::nullopt);
    });
    return api::Verdict::accepted();
}

api::Verdict House::drain()
{
    if (const auto now = m_stage.world.host.phase; now == EnginePhase::Draining)
        return api::Verdict::alreadySo();
    else if (now != EnginePhase::Running)
        return api::Verdict::alreadySo();
    m_stage.audit("engine.draining", "engine");
    phase(EnginePhase::Draining);
    polling(PollState::Draining);
    stopAfter(5s);
    return api::Verdict::accepted();
}

api::Verdict House::stopNow()
{
    if (const auto now = m_stage.world.host.phase; now == EnginePhase::Stopped || now == EnginePhase::Failed)
        return api::Verdict::alreadySo();
    m_stage.audit("engine.stopped", "engine");
    phase(EnginePhase::Draining);
    polling(PollState::Draining);
    stopAfter(300ms);
    return api::Verdict::accepted();
}

void House::stopAfter(std::chrono::milliseconds wait)
{
    m_stage.agenda.after(wait, [this] {
        if (m_stage.world.host.phase != EnginePhase::Draining)
            return;
        m_talks.endAll();
        m_machines.endAll();
        stopWhenAllEnded();
    });
}

void House::stopWhenAllEnded()
{
    m_stage.agenda.after(250ms, [this] {
        if (m_stage.world.host.slotsUsed > 0) {
            m_machines.tellHost();
            return stopWhenAllEnded();
        }
        polling(PollState::Stopped);
        phase(EnginePhase::Stopped);
    });
}

// ---- Environments ----

api::Verdict House::pausePolling(const domain::EnvironmentId &id)
{
    const auto found = m_stage.world.environments.find(id);
    if (found == m_stage.world.environments.end())
        return noEnvironment();
    if (found->second.state == PollState::PausedByOperator)
        return api::Verdict::alreadySo();
    if (found->second.state == PollState::KeyRejected)
        return api::Verdict::denied("The environment key was rejected: there is no polling to pause.");
    m_stage.audit("polling.paused", "environment/" + id.value());
    m_stage.agenda.after(m_stage.chance.around(300ms), [this, id] { polling(id, PollState::PausedByOperator); });
    return api::Verdict::accepted();
}

api::Verdict House::resumePolling(const domain::EnvironmentId &id)
{
    const auto found = m_stage.world.environments.find(id);
    if (found == m_stage.world.environments.end())
        return noEnvironment();
    if (found->second.state == PollState::Polling)
        return api::Verdict::alreadySo();
    m_stage.audit("polling.resumed", "environment/" + id.value());
    m_stage.agenda.after(m_stage.chance.around(300ms), [this, id] { polling(id, PollState::Polling); });
    return api::Verdict::accepted();
}

api::Verdict House::refreshQueue(const domain::EnvironmentId &id)
{
    const auto found = m_stage.world.environments.find(id);
    if (found == m_stage.world.environments.end())
        return noEnvironment();
    auto view = found->second;
    view.queueProblem.reset();
    if (m_stage.has(Fault::ControlPlaneDown))
        view.queueProblem = kNotReached;
    else
        view.queueSeenAt = m_stage.now();
    m_stage.agenda.after(m_stage.chance.around(300ms), [this, view] { m_stage.tell(view); });
    return api::Verdict::accepted();
}

api::Verdict House::listenForWebhooks(bool on)
{
    api::HostView host = m_stage.world.host;
    if (host.webhook.listening == on)
        return api::Verdict::alreadySo();
    host.webhook.listening = on;
    host.webhook.address = on ? "http://[::]:8466/webhooks" : "";
    m_stage.tell(std::move(host));
    return api::Verdict::accepted();
}

/// Nothing of the key is kept: there is nobody to show it to.
api::Verdict House::act(const api::AddEnvironment &wanted)
{
    if (m_stage.world.environments.contains(wanted.id))
        return api::Verdict::denied(wanted.id.value() + " is served already. To give it another key, remove it first.");
    api::EnvironmentView view{.id = wanted.id};
    view.name = wanted.name;
    view.baseUrl = wanted.baseUrl.empty() ? "https://api.anthropic.com" : wanted.baseUrl;
    view.keyHint = "sk-ant-oat01-••••smpl";
    view.state = PollState::Polling;
    view.since = m_stage.now();
    view.hasOperatorKey = wanted.operatorKey.has_value();
    m_stage.audit("environment.added", "environment/" + wanted.id.value());
    m_stage.tell(std::move(view));
    return api::Verdict::accepted("environment/" + wanted.id.value());
}

api::Verdict House::act(const api::RemoveEnvironment &wanted)
{
    if (!m_stage.world.environments.contains(wanted.id))
        return noEnvironment();
    if (wanted.id.value() == kSampleEnvironment)
        return api::Verdict::denied("The sample's story is played in this environment: it stays.");
    m_stage.audit("environment.removed", "environment/" + wanted.id.value());
    m_stage.tell(api::EnvironmentGone{wanted.id});
    return api::Verdict::accepted();
}

// ---- Upkeep ----

api::Verdict House::act(const api::LookForOrphans &)
{
    api::OrphansView view = m_stage.world.orphans;
    if (view.looking)
        return api::Verdict::alreadySo();
    view.looking = true;
    m_stage.tell(view);
    m_stage.agenda.after(m_stage.chance.around(1500ms), [this] {
        api::OrphansView found = m_stage.world.orphans;
        if (!found.lookedAt) // the first look finds what the story has
            found.found =
                std::get<api::OrphansView>(shifted(sampleOrphans().front(), m_stage.now() - kSampleNow)).found;
        found.looking = false;
        found.lookedAt = m_stage.now();
        m_stage.tell(std::move(found));
    });
    return api::Verdict::accepted();
}

api::Verdict House::act(const api::RemoveOrphan &wanted)
{
    api::OrphansView view = m_stage.world.orphans;
    const auto isIt = [&](const domain::Orphan &orphan) {
        return orphan.id == wanted.id;
    };
    if (std::ranges::none_of(view.found, isIt))
        return api::Verdict::denied("There is no such thing in the list. Look again.");
    view.removing.push_back(wanted.id);
    m_stage.tell(view);
    m_stage.audit("orphan.removed", "orphan/" + wanted.id);
    m_stage.agenda.after(m_stage.chance.around(800ms), [this, id = wanted.id] {
        api::OrphansView now = m_stage.world.orphans;
        std::erase_if(now.found, [&](const domain::Orphan &orphan) { return orphan.id == id; });
        std::erase(now.removing, id);
        m_stage.tell(std::move(now));
    });
    return api::Verdict::accepted();
}

api::Verdict House::act(const api::SetBudgets &wanted)
{
    api::HostView host = m_stage.world.host;
    host.budgets = wanted.budgets;
    m_stage.audit("budget.changed", "host");
    m_stage.tell(std::move(host));
    for (const auto &shown : std::vector(m_stage.world.budgets)) { // of budgets that are not set any more
        if (std::ranges::find(wanted.budgets, shown.budget) != wanted.budgets.end())
            continue;
        auto within = shown;
        within.state = domain::BudgetState::Within;
        m_stage.tell(std::move(within));
    }
    return api::Verdict::accepted();
}

} // namespace glovebox::sample
