#include "core/demo/demo_server.h"

#include "core/demo/http_api.h"
#include "core/demo/webhook_sender.h"
#include "core/domain/egress_policy.h"
#include "core/http/origin_check.h"

#include <algorithm>

namespace glovebox::demo {

namespace {

using namespace std::chrono_literals;

std::map<std::string, std::shared_ptr<const Scenario>> shared(std::map<std::string, Scenario> scenarios)
{
    std::map<std::string, std::shared_ptr<const Scenario>> all;
    for (auto &[name, scenario] : scenarios)
        all.emplace(name, std::make_shared<const Scenario>(std::move(scenario)));
    return all;
}

ControlPlaneModel::Options modelOptions(const DemoServer::Options &options,
                                        std::map<std::string, std::shared_ptr<const Scenario>> scenarios)
{
    return {options.leaseTtl,
            {options.pace, options.reviewAfter, options.acceptDuplicateResults},
            options.idSeed,
            std::move(scenarios)};
}

Json resourcesOf(const Scenario &scenario)
{
    Json resources = Json::array();
    for (const auto &store : scenario.memoryStores)
        resources.push_back({{"type", "memory_store"},
                             {"memory_store_id", MemoryShelf::idFor(store.name)},
                             {"access", store.readOnly ? "read_only" : "read_write"}});
    return resources;
}

} // namespace

bool DemoSummary::allEnded() const
{
    return std::ranges::none_of(sessions, [](const auto &report) {
        return report.sessionId.empty() || report.outcome.kind == Outcome::Kind::Running;
    });
}

bool DemoSummary::allEndedWell() const
{
    return std::ranges::all_of(sessions,
                               [](const auto &report) { return report.outcome.kind == Outcome::Kind::EndedWell; });
}

struct DemoServer::Impl {
    Impl(ports::Clock &clockIn, Options optionsIn, std::map<std::string, std::shared_ptr<const Scenario>> scenariosIn)
        : clock(clockIn), options(std::move(optionsIn)), scenarios(std::move(scenariosIn)),
          model(clock, modelOptions(options, scenarios)), streams(clock),
          api(model, streams, clock, {options.strictBeta})
    {
        model.onEvent = [this](const std::string &session, const Json &event) {
            streams.publish(session, event);
            if (webhooks)
                webhooks->note(session, event.at("type").get_ref<const std::string &>());
        };
        model.onWorkQueued = [this](const std::string &) {
            api.workArrived();
        };
        model.onOutcome = [this](const DemoSession &session) {
            sessionEnded(session);
        };
    }

    void plantSeeds();
    void plant(std::size_t index);
    void sessionEnded(const DemoSession &session);
    void tellWhenEnded();

    ports::Clock &clock;
    Options options;
    std::map<std::string, std::shared_ptr<const Scenario>> scenarios;
    ControlPlaneModel model;
    EventStreams streams;
    HttpApi api;
    std::unique_ptr<WebhookSender> webhooks;
    DemoSummary summary;
    std::vector<Call> planting;
    Call telling;
    std::function<void(const DemoSummary &)> ended;
    std::unique_ptr<http::Server> server; // goes first: its connections refer to all of the above
};

void DemoServer::Impl::plantSeeds()
{
    for (std::size_t index = 0; index < options.seedSessions.size(); ++index) {
        const auto &seed = options.seedSessions[index];
        summary.sessions.push_back({seed.scenario, scenarios.at(seed.scenario)->title, {}, {}, 0});
        planting.push_back(clock.after(seed.after, [this, index] { plant(index); }));
    }
}

void DemoServer::Impl::plant(std::size_t index)
{
    auto &report = summary.sessions[index];
    const auto &scenario = *scenarios.at(report.scenario);
    const Json content = Json::array({{{"type", "text"}, {"text", scenario.prompt}}});
    const auto created = model.createSession({{"agent", ControlPlaneModel::agentIdFor(scenario.name)},
                                              {"environment_id", model.environmentId()},
                                              {"title", scenario.title},
                                              {"metadata", scenario.metadata},
                                              {"resources", resourcesOf(scenario)},
                                              {"initial_events", {{{"type", "user.message"}, {"content", content}}}}});
    if (created) {
        report.sessionId = created->at("id").get<std::string>();
        return;
    }
    report.sessionId = "not created";
    report.outcome = {Outcome::Kind::EndedBadly, created.error().message};
    tellWhenEnded();
}

void DemoServer::Impl::sessionEnded(const DemoSession &session)
{
    const auto report = std::ranges::find(summary.sessions, session.id(), &SessionReport::sessionId);
    if (report == summary.sessions.end())
        return;
    report->outcome = session.outcome();
    report->toolCalls = session.toolCallCount();
    tellWhenEnded();
}

void DemoServer::Impl::tellWhenEnded()
{
    if (!summary.allEnded() || summary.sessions.empty() || !ended)
        return;
    telling = clock.after(0ms, [this] {
        if (const auto tell = std::exchange(ended, nullptr))
            tell(summary);
    });
}

DemoServer::DemoServer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
DemoServer::~DemoServer() = default;

std::vector<Seed> DemoServer::standardSeeds()
{
    return {{"repair-tests", 0ms}, {"analyse-data", 2500ms},    {"clean-up", 5000ms},
            {"live-log", 8000ms},  {"release-notes", 10'000ms}, {"two-agents", 12'000ms}};
}

Result<std::unique_ptr<DemoServer>> DemoServer::start(ports::Clock &clock, Options options)
{
    GB_TRY(bundled, bundledScenarios());
    auto scenarios = shared(std::move(bundled));
    for (const auto &seed : options.seedSessions)
        if (!scenarios.contains(seed.scenario))
            return fail(ErrorCode::InvalidArgument, "there is no demo scenario \"" + seed.scenario + "\"");
    auto impl = std::make_unique<Impl>(clock, std::move(options), std::move(scenarios));
    if (!impl->options.webhookUrl.empty()) {
        if (impl->options.webhookKey.empty())
            impl->options.webhookKey = newWebhookKey();
        GB_TRY(webhooks,
               WebhookSender::create({impl->options.webhookUrl, impl->options.webhookKey}, clock, impl->model.ids()));
        impl->webhooks = std::move(webhooks);
    }
    http::Server::Options serverOptions;
    serverOptions.port = impl->options.port;
    serverOptions.allowedHosts = http::loopbackHosts();
    serverOptions.allowedHosts.emplace_back(domain::kControlPlaneName); // what a sandbox calls it
    GB_TRY(server, http::Server::listen(clock, std::move(serverOptions),
                                        [api = &impl->api](const http::Request &request, http::Responder responder) {
                                            api->handle(request, responder);
                                        }));
    impl->server = std::move(server);
    impl->plantSeeds();
    return std::unique_ptr<DemoServer>(new DemoServer(std::move(impl)));
}

std::string DemoServer::url() const
{
    return m_impl->server->url();
}
std::uint16_t DemoServer::port() const
{
    return m_impl->server->port();
}
const std::string &DemoServer::environmentId() const
{
    return m_impl->model.environmentId();
}
const SecretString &DemoServer::environmentKey() const
{
    return m_impl->model.environmentKey();
}
const SecretString &DemoServer::apiKey() const
{
    return m_impl->model.apiKey();
}
const SecretString &DemoServer::operatorKey() const
{
    return m_impl->model.operatorKey();
}
const SecretString &DemoServer::webhookKey() const
{
    return m_impl->options.webhookKey;
}
DemoSummary DemoServer::summary() const
{
    return m_impl->summary;
}
ControlPlaneModel &DemoServer::model()
{
    return m_impl->model;
}

void DemoServer::onSeedsEnded(std::function<void(const DemoSummary &)> ended)
{
    m_impl->ended = std::move(ended);
    m_impl->tellWhenEnded();
}

} // namespace glovebox::demo
