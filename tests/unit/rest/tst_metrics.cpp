// The metrics: a text that every scraper takes, the figures that a person would look for, and a bounded number of them.
#include "core/rest/metrics.h"
#include "tests/support/engine_rig.h"
#include "tests/support/prometheus_reader.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using nlohmann::json;
using testsupport::EngineRig;
using testsupport::ManualClock;
using testsupport::PrometheusReader;

namespace {

/// What an engine shows, and what is made of it.
struct Watched {
    explicit Watched(ports::Clock &clockIn) : clock(clockIn), book(clockIn) {}

    void saw(const api::Change &change)
    {
        state.saw(change);
        book.saw(change);
    }
    PrometheusReader read() const { return PrometheusReader(rest::metricsText(state, book, clock.wallNow())); }

    ports::Clock &clock;
    rest::KnownState state;
    rest::MetricsBook book;
};

/// A whole engine over fakes that is watched.
struct Rig : EngineRig {
    explicit Rig(api::EngineSettings settings = defaultSettings()) : EngineRig(std::move(settings))
    {
        heard = [this](const api::Change &change) {
            watched.saw(change);
        };
    }
    ~Rig() { heard = nullptr; } // the engine tells to its end
    Watched watched{clock};
};

QByteArray fileIn(const char *variable)
{
    QFile file(qEnvironmentVariable(variable));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// One of each, so that every family has samples.
void showEverything(Watched &watched)
{
    api::HostView host{.phase = api::EnginePhase::Running};
    host.acceleration = domain::Acceleration::Kvm;
    host.diskImages.emplace();
    watched.saw(host);
    api::EnvironmentView environment{.id = domain::EnvironmentId("env_1"), .state = api::PollState::Polling};
    environment.queue = domain::QueueStats{
        .depth = 3, .pending = 1, .oldestQueuedAt = watched.clock.wallNow() - 90s, .workersPolling = 2};
    environment.queueSeenAt = watched.clock.wallNow() - 5s;
    watched.saw(environment);
    api::WorkView work{.id = domain::WorkId("work_1"), .environment = environment.id};
    work.ours = true;
    work.acknowledgedAt = watched.clock.wallNow() - 600s;
    work.latestHeartbeatAt = watched.clock.wallNow() - 20s;
    work.stuck = api::Stuck::NeedsApproval;
    watched.saw(work);
    watched.book.answered("/v1/sandboxes", 200, 3ms);
    api::TranscriptEntry entry{.session = domain::SessionId("sesn_1"), .sequence = 1};
    api::ToolCallView call{.id = domain::EventId("sevt_1"), .name = "bash"};
    for (const auto state : {domain::ToolCallState::Requested, domain::ToolCallState::Running,
                             domain::ToolCallState::Posting, domain::ToolCallState::Done}) {
        call.state = state;
        entry.what = call;
        watched.saw(entry);
    }
    api::SessionView session{.id = domain::SessionId("sesn_1"), .environment = environment.id};
    session.usage.emplace();
    watched.saw(session);
    session.state = api::SessionState::Failed;
    session.problem = Error{ErrorCode::LeaseLost, "x"};
    session.usage->inputTokens = 1200;
    session.usage->listCostCents = 5;
    watched.saw(session);
}

domain::EgressDecision attempt(const char *id, domain::EgressVerdict verdict)
{
    domain::EgressDecision decision{.id = domain::EgressId(id), .sandbox = domain::SandboxId("sbx-1")};
    decision.verdict = verdict;
    return decision;
}

} // namespace

class MetricsTest : public QObject {
    Q_OBJECT

    ManualClock m_clock;

private Q_SLOTS:
    void aHostThatHasNotBegunIsDown()
    {
        const Watched watched(m_clock);
        const auto metrics = watched.read();
        QCOMPARE(metrics.problem(), std::string());
        QCOMPARE(metrics.value("glovebox_up"), 0.0);
        QVERIFY(!metrics.families().contains("glovebox_slots")); // not known is not 0
        QCOMPARE(metrics.value("glovebox_sandboxes", {{"state", "running"}}), 0.0);
    }

    void whatPeopleAndServersCallThingsBreaksNoLine()
    {
        Watched watched(m_clock);
        const std::string name = "a \"quoted\\name\"\nof two lines {x=\"y\"} \xc3\xbc";
        api::EnvironmentView view{.id = domain::EnvironmentId("env_1"), .name = name};
        watched.saw(view);
        const auto metrics = watched.read();
        QCOMPARE(metrics.problem(), std::string());
        QCOMPARE(metrics.value("glovebox_environment_info",
                               {{"environment", "env_1"}, {"name", name}, {"arrival", "polling"}}),
                 1.0);
    }

    void theReaderIsStrict()
    {
        for (const char *wrong : {"", "a 1", "# TYPE a gauge\na 1\n", "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
                                  "# HELP a x\n# TYPE a gauge\na{b=\"\\x\"} 1\n", "# HELP a x\n# TYPE a gauge\na one\n",
                                  "# HELP a x\n# TYPE a counter\na 1\n", "# HELP a x\n# TYPE a wrong\na 1\n",
                                  "# HELP a x\n# TYPE a gauge\na{b=\"1\",b=\"2\"} 1\n",
                                  "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
                                  "# HELP a x\n# TYPE a gauge\n# HELP b x\n# TYPE b gauge\na 1\nb 1\na{c=\"\"} 1\n"})
            QVERIFY2(!PrometheusReader(wrong).problem().empty(), wrong);
        QCOMPARE(PrometheusReader("# HELP a x\n# TYPE a gauge\na{b=\"\\\\\\n\"} +Inf\n").problem(), std::string());
    }

    void queuesAndLeasesAreAsOldAsTheyAre()
    {
        Watched watched(m_clock);
        showEverything(watched);
        m_clock.advance(10s);
        const auto metrics = watched.read();
        const std::map<std::string, std::string> environment{{"environment", "env_1"}};
        QCOMPARE(metrics.value("glovebox_queue_depth", environment), 3.0);
        QCOMPARE(metrics.value("glovebox_queue_oldest_age_seconds", environment), 100.0);
        QCOMPARE(metrics.value("glovebox_queue_look_age_seconds", environment), 15.0);
        QCOMPARE(metrics.value("glovebox_lease_age_seconds", environment), 610.0);
        QCOMPARE(metrics.value("glovebox_lease_heartbeat_age_seconds", environment), 30.0);
        QCOMPARE(metrics.value("glovebox_work_stuck",
                               {{"environment", "env_1"}, {"reason", std::string(word(api::Stuck::NeedsApproval))}}),
                 1.0);
        QCOMPARE(metrics.value("glovebox_environment_state", {{"environment", "env_1"}, {"state", "polling"}}), 1.0);
        QCOMPARE(metrics.value("glovebox_list_cost_usd_total", environment), 0.05);
        QCOMPARE(metrics.value("glovebox_errors_total", {{"area", "session"}, {"code", "LeaseLost"}}), 1.0);
        QCOMPARE(metrics.value("glovebox_api_requests_total", {{"route", "/v1/sandboxes"}, {"status", "200"}}), 1.0);
        QCOMPARE(metrics.value("glovebox_api_request_seconds_bucket", {{"route", "/v1/sandboxes"}, {"le", "0.005"}}),
                 1.0);
        QCOMPARE(metrics.value("glovebox_api_request_seconds_bucket", {{"route", "/v1/sandboxes"}, {"le", "0.0025"}}),
                 0.0);
    }

    /// With a whole engine: a session comes, gets a sandbox, runs two tools, one of which fails.
    void aSessionsWayIsCounted()
    {
        Rig rig;
        rig.guests.toolTime = 700ms;
        rig.start();
        rig.controlPlane->addSession("sesn_1");
        rig.pass(30s);
        rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(5s);
        const auto metrics = rig.watched.read();
        QCOMPARE(metrics.problem(), std::string());
        QCOMPARE(metrics.value("glovebox_up"), 1.0);
        QCOMPARE(metrics.value("glovebox_sandboxes", {{"state", "running"}}),
                 static_cast<double>(std::ranges::count_if(rig.sandboxes, [](const auto &each) {
                     return each.second.state == domain::SandboxState::Running;
                 })));
        QCOMPARE(metrics.value("glovebox_slots_used"), static_cast<double>(rig.host.slotsUsed));
        QCOMPARE(metrics.value("glovebox_tool_calls_total", {{"tool", "bash"}, {"outcome", "done"}}), 1.0);
        QCOMPARE(metrics.value("glovebox_tool_duration_seconds_count", {{"tool", "bash"}}), 1.0);
        QCOMPARE(metrics.value("glovebox_tool_duration_seconds_sum", {{"tool", "bash"}}), 0.7);
        QCOMPARE(metrics.value("glovebox_tool_duration_seconds_bucket", {{"tool", "bash"}, {"le", "1"}}), 1.0);
        QCOMPARE(metrics.value("glovebox_tool_duration_seconds_bucket", {{"tool", "bash"}, {"le", "0.5"}}), 0.0);
        QCOMPARE(metrics.value("glovebox_first_tool_seconds_count"), 1.0);
        QVERIFY(metrics.value("glovebox_sandbox_phase_seconds_count", {{"phase", "start"}}) >= 1.0);
        QCOMPARE(metrics.value("glovebox_tool_calls_running"), 0.0);
        QCOMPARE(metrics.value("glovebox_sessions", {{"state", "running"}}), 1.0);
        QVERIFY(metrics.value("glovebox_host_cost_usd_total") >= 0.0);
    }

    void sleepingAndWakingAreMeasured()
    {
        Watched watched(m_clock);
        api::SandboxView view{.id = domain::SandboxId("sbx-1")};
        const auto becomes = [&](domain::SandboxState state, std::chrono::milliseconds after) {
            m_clock.advance(after);
            view.state = state;
            watched.saw(view);
        };
        becomes(domain::SandboxState::Queued, 0ms);
        becomes(domain::SandboxState::Creating, 2s);
        view.bootTime = 3500ms;
        becomes(domain::SandboxState::Running, 4s);
        becomes(domain::SandboxState::Hibernating, 60s);
        becomes(domain::SandboxState::Hibernated, 800ms);
        becomes(domain::SandboxState::Queued, 60s);
        becomes(domain::SandboxState::Resuming, 0ms);
        becomes(domain::SandboxState::Running, 300ms);
        becomes(domain::SandboxState::Restoring, 1s);
        becomes(domain::SandboxState::Running, 200ms);
        const auto metrics = watched.read();
        const auto sum = [&](const char *phase) {
            return metrics.value("glovebox_sandbox_phase_seconds_sum", {{"phase", phase}});
        };
        QCOMPARE(sum("queue"), 2.0);
        QCOMPARE(sum("start"), 4.0);
        QCOMPARE(sum("boot"), 3.5);
        QCOMPARE(sum("clone"), 0.0);
        QCOMPARE(sum("hibernate"), 0.8);
        QCOMPARE(sum("wake"), 0.3);
        QCOMPARE(sum("restore"), 0.2);
    }

    void whatIsFoundAtAStartIsNoJump()
    {
        Watched watched(m_clock);
        api::SandboxView view{.id = domain::SandboxId("sbx-1"), .state = domain::SandboxState::Failed};
        view.problem = Error{ErrorCode::GuestExited, "long ago"};
        view.cost = 9'000'000;
        view.meter.cpuTime = 1h;
        watched.saw(view);
        api::OperationView operation{.operation = {.id = domain::OperationId("op-1")}};
        operation.operation.state = domain::OperationState::Failed;
        operation.operation.endedAt = m_clock.wallNow() - 1h;
        watched.saw(operation);
        api::TranscriptEntry entry{.session = domain::SessionId("sesn_1"), .sequence = 1};
        entry.what =
            api::ToolCallView{.id = domain::EventId("sevt_1"), .name = "bash", .state = domain::ToolCallState::Done};
        watched.saw(entry);
        auto metrics = watched.read();
        QCOMPARE(metrics.value("glovebox_host_cost_usd_total"), 0.0);
        QCOMPARE(metrics.value("glovebox_sandboxes_cpu_seconds_total"), 0.0);
        QVERIFY(metrics.families().at("glovebox_errors_total").samples.empty());
        QVERIFY(metrics.families().at("glovebox_tool_calls_total").samples.empty());
        view.cost += 250'000;
        view.meter.cpuTime += 2s;
        watched.saw(view);
        metrics = watched.read();
        QCOMPARE(metrics.value("glovebox_host_cost_usd_total"), 0.25);
        QCOMPARE(metrics.value("glovebox_sandboxes_cpu_seconds_total"), 2.0);
    }

    void anAttemptIsCountedOnceHoweverOftenItIsTold()
    {
        Watched watched(m_clock);
        auto open = attempt("egr-1", domain::EgressVerdict::Allowed);
        watched.saw(api::EgressAttemptView{open});
        open.secrets = {"KEY"};
        watched.saw(api::EgressAttemptView{open});
        open.lasted = 5s;
        open.sent = ByteCount{1000};
        open.received = ByteCount{70};
        watched.saw(api::EgressAttemptView{open});
        auto refused = attempt("egr-2", domain::EgressVerdict::Denied);
        refused.lasted = 0ms;
        watched.saw(api::EgressAttemptView{refused});
        const auto metrics = watched.read();
        QCOMPARE(metrics.value("glovebox_egress_attempts_total", {{"kind", "connection"}, {"verdict", "allowed"}}),
                 1.0);
        QCOMPARE(metrics.value("glovebox_egress_attempts_total", {{"kind", "connection"}, {"verdict", "denied"}}), 1.0);
        QCOMPARE(metrics.value("glovebox_egress_sent_bytes_total"), 1000.0);
        QCOMPARE(metrics.value("glovebox_egress_received_bytes_total"), 70.0);
    }

    /// Each series is memory in somebody's Prometheus; agents and clients choose names.
    void nobodyOutsideMakesSeries()
    {
        Watched watched(m_clock);
        for (int i = 0; i < 300; ++i) {
            const auto id = std::to_string(i);
            watched.saw(api::SandboxView{.id = domain::SandboxId("sbx-" + id), .state = domain::SandboxState::Running});
            api::SessionView session{.id = domain::SessionId("sesn_" + id),
                                     .environment = domain::EnvironmentId("env_1")};
            session.usage.emplace();
            watched.saw(session);
            api::TranscriptEntry entry{.session = session.id, .sequence = 1};
            api::ToolCallView call{.id = domain::EventId("sevt_" + id), .name = "tool_" + id};
            entry.what = call;
            watched.saw(entry);
            call.state = domain::ToolCallState::Running;
            entry.what = call;
            watched.saw(entry);
            call.state = domain::ToolCallState::Done;
            entry.what = call;
            watched.saw(entry);
            watched.book.answered(rest::routeLabel({"v1", "word-" + id}), 404, 1ms);
            watched.book.answered(rest::routeLabel({"v1", "sandboxes", "sbx-" + id, "exec"}), 200, 1ms);
        }
        const auto metrics = watched.read();
        std::size_t series = 0;
        for (const auto &[name, family] : metrics.families())
            series += family.samples.size();
        QVERIFY2(series < 400, std::to_string(series).c_str());
        QCOMPARE(metrics.value("glovebox_tool_calls_total", {{"tool", "other"}, {"outcome", "done"}}), 300.0);
        QCOMPARE(metrics.value("glovebox_api_requests_total", {{"route", "other"}, {"status", "404"}}), 300.0);
        QCOMPARE(metrics.value("glovebox_api_requests_total", {{"route", "/v1/sandboxes"}, {"status", "200"}}), 300.0);
    }

    void everyMetricHasItsRowInTheManual()
    {
        Watched watched(m_clock);
        showEverything(watched);
        const auto metrics = watched.read();
        QCOMPARE(metrics.problem(), std::string());
        std::set<std::string> described;
        const auto page = QString::fromUtf8(fileIn("MONITORING_PAGE"));
        auto rows =
            QRegularExpression(QStringLiteral("^\\| `(glovebox_[a-z0-9_]+)"), QRegularExpression::MultilineOption)
                .globalMatch(page);
        while (rows.hasNext())
            described.insert(rows.next().captured(1).toStdString());
        std::set<std::string> told;
        for (const auto &[name, family] : metrics.families()) {
            told.insert(name);
            QVERIFY2(!family.samples.empty(), name.c_str());
        }
        QCOMPARE(described, told);
    }

    void theDashboardAsksForWhatThereIs()
    {
        Watched watched(m_clock);
        showEverything(watched);
        const auto metrics = watched.read();
        const auto dashboard = json::parse(fileIn("GRAFANA_FILE").toStdString(), nullptr, false);
        QVERIFY(dashboard.is_object() && dashboard.at("schemaVersion") >= 38 && dashboard.at("uid") == "glovebox");
        QVERIFY(dashboard.at("templating").at("list").at(0).at("type") == "datasource");
        std::set<int> ids;
        std::size_t queries = 0;
        static const QRegularExpression name(QStringLiteral("glovebox_[a-z0-9_]+"));
        for (const auto &panel : dashboard.at("panels")) {
            QVERIFY(ids.insert(panel.at("id").get<int>()).second);
            QVERIFY(panel.contains("gridPos") && panel.contains("title"));
            if (panel.at("type") == "row")
                continue;
            QVERIFY(panel.at("datasource").at("uid") == "${datasource}");
            for (const auto &target : panel.at("targets")) {
                ++queries;
                const auto query = QString::fromStdString(target.at("expr").get<std::string>());
                auto names = name.globalMatch(query);
                QVERIFY2(names.hasNext(), qPrintable(query));
                while (names.hasNext()) {
                    auto asked = names.next().captured().toStdString();
                    for (const std::string suffix : {"_bucket", "_sum", "_count"})
                        if (const auto base = asked.substr(0, asked.size() - std::min(asked.size(), suffix.size()));
                            asked.ends_with(suffix) && metrics.families().contains(base))
                            asked = base;
                    QVERIFY2(metrics.families().contains(asked), asked.c_str());
                }
            }
        }
        QVERIFY(queries > 20);
    }
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "tst_metrics.moc"
