#include "tests/scenario/fault_storm.h"

#include "core/controlplane/environment_clients.h"

#include <QTest>

#include <algorithm>
#include <array>

namespace scenario {

using namespace glovebox;
using namespace std::chrono_literals;
using namespace testsupport;

namespace {

/// Ten calls: alone, in bundles, one that asks a person first. What a sandbox answers is different for every call, and
/// the agent looks whether it got the answer to what it asked. Characters of several bytes are on every stream.
constexpr const char *kScenario = R"({
  "name": "storm", "title": "Storm", "description": "Ten calls.", "system": "You call tools.", "prompt": "Go.",
  "permissions": {"default": "always_allow", "bash": "auto"},
  "start": "work",
  "states": {"work": [
    {"say": "Größe, naïve, 東京, 🧪: I begin."},
    {"call": {"label": "a", "tool": "bash", "input": {"command": "a ${message}"}}},
    {"expect": {"result": "a", "matches": "^ran a ${message}$"}, "or": "a"},
    {"think": 1200},
    {"calls": [
      {"label": "b", "tool": "bash", "input": {"command": "b ${message}"}},
      {"label": "c", "tool": "bash", "input": {"command": "c ${message}"}},
      {"label": "d", "tool": "bash", "input": {"command": "d ${message}"}}]},
    {"expect": {"result": "b", "matches": "^ran b ${message}$"}, "or": "b"},
    {"expect": {"result": "c", "matches": "^ran c ${message}$"}, "or": "c"},
    {"expect": {"result": "d", "matches": "^ran d ${message}$"}, "or": "d"},
    {"say": "Ünïcödé — 漢字かな交じり文 🚀🚀🚀"},
    {"call": {"label": "e", "tool": "bash", "input": {"command": "e ${message}"}, "permission": "ask",
      "review": {"answer": "allow"}}},
    {"expect": {"result": "e", "matches": "^ran e ${message}$"}, "or": "e"},
    {"think": 800},
    {"calls": [
      {"label": "f", "tool": "bash", "input": {"command": "f ${message}"}},
      {"label": "g", "tool": "bash", "input": {"command": "g ${message}"}}]},
    {"expect": {"result": "f", "matches": "^ran f ${message}$"}, "or": "f"},
    {"expect": {"result": "g", "matches": "^ran g ${message}$"}, "or": "g"},
    {"call": {"label": "h", "tool": "bash", "input": {"command": "h ${message}"}}},
    {"expect": {"result": "h", "matches": "^ran h ${message}$"}, "or": "h"},
    {"think": 500},
    {"call": {"label": "i", "tool": "bash", "input": {"command": "i ${message}"}}},
    {"expect": {"result": "i", "matches": "^ran i ${message}$"}, "or": "i"},
    {"call": {"label": "j", "tool": "bash", "input": {"command": "j ${message}"}}},
    {"expect": {"result": "j", "matches": "^ran j ${message}$"}, "or": "j"},
    {"end": "well"}]}
})";

constexpr std::size_t kWrongMax = 20;

template <class... Parts>
void wrong(Reckoning &reckoning, const Parts &...parts)
{
    if (reckoning.wrong.size() < kWrongMax)
        reckoning.wrong.push_back((std::string() + ... + parts));
}

} // namespace

FaultStorm::FaultStorm(Storm storm)
    : m_storm(storm), m_serverClock(storm.timesFaster, storm.plan.seed), m_clock(storm.timesFaster, storm.plan.seed + 1)
{
    m_guests.hypervisor = &m_hypervisor;
    m_guests.bootTime = 200ms;
    m_guests.toolTime = 100ms;
    m_guests.tool = [this](const ports::ToolRequest &request) -> Result<domain::ToolResult> {
        ++m_computed[request.call.value()];
        return domain::ToolResult{"ran " + request.input.value("command", std::string("?"))};
    };
    m_hypervisor.machineGone = [this](const std::string &sandbox) {
        m_guests.lose(sandbox, {ErrorCode::GuestExited, "the channel was closed"});
    };
    m_controlPlane = std::make_unique<FaultyControlPlane>(
        m_serverClock, FaultyControlPlane::Options{.plan = m_storm.plan, .scenario = kScenario});
    for (int i = 0; i < m_storm.sessions; ++i)
        m_controlPlane->addSession("Session " + std::to_string(i), "number-" + std::to_string(i));

    const domain::EnvironmentId environment(m_controlPlane->model().environmentId());
    auto client = controlplane::connectEnvironment({.baseUrl = m_controlPlane->url(),
                                                    .environment = environment,
                                                    .environmentKey = m_controlPlane->model().environmentKey(),
                                                    .userAgent = "Glovebox/test"},
                                                   m_clock);
    if (!client)
        qFatal("%s", client.error().detail.c_str());
    openLedger();
    api::EngineSettings settings;
    settings.workerId = "storm";
    settings.capacity = m_storm.capacity;
    settings.queue = 4;
    settings.sessionIdle = 8s;
    settings.accelerate = api::EngineSettings::Accelerate::Emulated;
    std::vector<engine::Environment> environments;
    environments.push_back(
        {.id = environment,
         .baseUrl = m_controlPlane->url(),
         .controlPlane = std::make_unique<WatchedControlPlane>(std::move(client->controlPlane), m_watched),
         .queue = std::move(client->queue)});
    m_engine = std::make_unique<engine::Engine>(
        engine::Engine::Parts{m_clock, m_hypervisor, m_guests, m_images, m_facts, *m_ledger, m_outputs}, settings,
        std::move(environments), [](const api::Change &) {});
}

void FaultStorm::openLedger()
{
    const auto call = ledger::openLedger({.path = m_folder.filePath(QStringLiteral("ledger.db")).toStdString()},
                                         [this](Result<std::unique_ptr<ports::Ledger>> opened) {
                                             if (!opened)
                                                 qFatal("%s", opened.error().detail.c_str());
                                             m_ledger = *std::move(opened);
                                         });
    if (!QTest::qWaitFor([this] { return m_ledger != nullptr; }))
        qFatal("the ledger does not open");
}

std::size_t FaultStorm::leftOpen()
{
    std::optional<std::size_t> open;
    m_ledger->leftOpen([&](Result<ports::LeftOpen> found) {
        open = found ? found->work.size() + found->calls.size() : std::size_t(-1);
    });
    if (!QTest::qWaitFor([&] { return open.has_value(); }))
        qFatal("the ledger does not answer");
    return *open;
}

void FaultStorm::start()
{
    m_engine->start();
    if (m_storm.clockJumps)
        jumpClock();
}

/// Somebody sets the host's clock: hours back, days ahead.
void FaultStorm::jumpClock()
{
    static constexpr std::array jumps{-3h, 26h, -1h, 720h, -700h, 2h};
    m_jump = m_clock.after(7s, [this] {
        m_clock.jumpWall(jumps.at(static_cast<std::size_t>(m_jumps++) % jumps.size()));
        jumpClock();
    });
}

bool FaultStorm::isOver()
{
    return std::ranges::none_of(m_controlPlane->model().sessions(),
                                [](const auto &session) { return session->isTurnOpen(); }) &&
           m_controlPlane->isQuiet();
}

std::string FaultStorm::whatIsLeft()
{
    std::string text;
    auto &model = m_controlPlane->model();
    const auto &items = (*model.queue(model.environmentId()))->items(model.now());
    for (const auto &session : model.sessions()) {
        const auto item = std::ranges::find_if(items, [&](const auto &one) {
            return one.subject == session->id() && one.state != domain::WorkState::Stopped;
        });
        if (!session->isTurnOpen() && item == items.end())
            continue;
        text += session->id() + " (" + session->status() + ", turn " + (session->isTurnOpen() ? "open" : "over") +
                "): item " + (item == items.end() ? "none" : item->id + ' ' + std::string(word(item->state))) + '\n';
        if (text.size() > 4000)
            return text + "…\n";
    }
    return text;
}

void FaultStorm::drain()
{
    m_engine->drain();
}

Reckoning FaultStorm::reckon()
{
    Reckoning reckoning;
    for (const auto &session : m_controlPlane->model().sessions()) {
        std::map<std::string, int> results;
        for (const auto &event : session->events().all()) {
            if (event.at("type") == "agent.tool_use")
                results.emplace(event.at("id").get<std::string>(), 0);
            else if (event.at("type") == "user.tool_result")
                ++results[event.at("tool_use_id").get<std::string>()];
        }
        for (const auto &[call, count] : results) {
            ++reckoning.calls;
            ++(count == 1 ? reckoning.answered : count == 0 ? reckoning.unanswered : reckoning.answeredTwice);
            if (count != 1)
                wrong(reckoning, call, " of ", session->id(), " has ", std::to_string(count), " results");
        }
        if (session->outcome().kind == demo::Outcome::Kind::EndedWell)
            ++reckoning.endedWell;
        else if (session->outcome().why.find("was let go of while this call ran") != std::string::npos)
            ++reckoning.told; // a lease lost in mid-call: answered, not run again (docs/decisions/0019)
        else
            wrong(reckoning, session->id(), " did not end well: ", session->outcome().why);
    }
    for (const auto &[call, times] : m_computed) {
        reckoning.computed += times;
        if (times > 1) {
            ++reckoning.computedTwice;
            wrong(reckoning, call, " was computed ", std::to_string(times), " times");
        }
    }
    reckoning.startedAgain = static_cast<int>(m_guests.ran.size()) - reckoning.computed;
    return reckoning;
}

} // namespace scenario
