// What the local API tells of sessions, keys, budgets, the queue and the past, and what it has done about them.
#include "tests/unit/rest/api_rig.h"

using namespace resttest;

namespace {

const WallTime kNow{1h * 490'000};

api::SessionView session(const char *id, api::SessionState state)
{
    api::SessionView view{
        .generation = 1, .id = domain::SessionId(id), .environment = domain::EnvironmentId("env_1"), .state = state};
    view.title = "Tidy";
    view.sandbox = domain::SandboxId("sbx-1");
    view.sandboxState = domain::SandboxState::Running;
    return view;
}

api::TranscriptEntry call(const char *session, std::uint64_t sequence, const char *id, domain::ToolCallState state)
{
    api::ToolCallView view{.id = domain::EventId(id), .name = "bash", .state = state};
    view.input = std::string(10'000, 'i');
    return {.session = domain::SessionId(session), .sequence = sequence, .what = view};
}

} // namespace

class ApiStateTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ApiRig> m_rig;

    Answer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {})
    {
        return m_rig->askSocket(method, path, body);
    }
    std::vector<std::string> &said() { return m_rig->engine.said; }

    /// A question of the past, and what the ledger answers.
    Answer past(const QByteArray &path, const std::function<void(const api::HistoryQuery &)> &look,
                const domain::HistoryAnswer &answer)
    {
        m_rig->engine.onQuestion = [&](const api::HistoryQuery &query) {
            look(query);
            m_rig->saw(api::HistoryReport{.ticket = query.ticket, .question = query.question, .answer = answer});
        };
        return ask("GET", path);
    }

private Q_SLOTS:
    void init() { m_rig = std::make_unique<ApiRig>(); }
    void cleanup() { m_rig.reset(); }

    void sandboxesAreFoundByStateSessionAndLabels()
    {
        for (const auto *id : {"sbx-1", "sbx-2"}) {
            api::SandboxView view{.generation = 1, .id = domain::SandboxId(id)};
            view.state = id == std::string("sbx-1") ? domain::SandboxState::Running : domain::SandboxState::Paused;
            view.labels = {{"team", id == std::string("sbx-1") ? "billing" : "web"}, {"kind", "ci"}};
            if (id == std::string("sbx-1"))
                view.session = domain::SessionId("sesn_1");
            view.ladder.pauseAfter = 60s;
            m_rig->saw(view);
        }
        const auto ids = [&](const QByteArray &query) {
            std::string all;
            const auto answer = ask("GET", "/v1/sandboxes" + query).object();
            for (const auto &each : answer["sandboxes"])
                all += each["id"].get<std::string>() + ' ';
            return all;
        };
        QCOMPARE(ids(""), std::string("sbx-1 sbx-2 "));
        QCOMPARE(ids("?state=paused"), std::string("sbx-2 "));
        QCOMPARE(ids("?session=sesn_1"), std::string("sbx-1 "));
        QCOMPARE(ids("?label=team%3Dbilling"), std::string("sbx-1 "));
        QCOMPARE(ids("?label=kind"), std::string("sbx-1 sbx-2 "));
        QCOMPARE(ids("?label=kind=ci&label=team=web"), std::string("sbx-2 "));
        QCOMPARE(ids("?label=team=x"), std::string());
        QCOMPARE(ask("GET", "/v1/sandboxes?sate=paused").status, 400);
        for (const auto *doubtful :
             {"?label=x%zz", "?label=%00", "?state=paused&state=running", "?session=a&session=a"})
            QVERIFY2(ask("GET", QByteArray("/v1/sandboxes") + doubtful).object()["error"]["code"] == "InvalidArgument",
                     doubtful);
        QByteArray many = "?label=a";
        for (int i = 0; i < 256; ++i)
            many += "&label=a";
        QCOMPARE(ask("GET", "/v1/sandboxes" + many + "&state=paused").status, 400);
        QCOMPARE(ask("DELETE", "/v1/sandboxes/sbx-1/files?path=/a&path=/b").status, 400);
        const auto shown = ask("GET", "/v1/sandboxes/sbx-1").object();
        QVERIFY(shown["labels"]["team"] == "billing" && shown["ladder"] == json({{"pause_ms", 60'000}}));
    }

    void aSandboxIsLabelledAndItsLadderChangedInPart()
    {
        api::SandboxView view{.generation = 1, .id = domain::SandboxId("sbx-1")};
        view.ladder = {.pauseAfter = 60s, .hibernateAfter = 15min, .destroyAfter = std::nullopt};
        m_rig->saw(view);
        QCOMPARE(ask("PATCH", "/v1/sandboxes/sbx-1",
                     R"({"labels":{"team":"a"},"ladder":{"pause_ms":0,"destroy_ms":1000},"keep_alive_ms":5000})")
                     .status,
                 202);
        QCOMPARE(said(), (std::vector<std::string>{"label sbx-1: team=a",
                                                   "ladder sbx-1: pause never, hibernate 900000, destroy 1000",
                                                   "keep alive sbx-1 5000"}));
        for (const auto *wrong : {"{}", R"({"labels":["a"]})", R"({"ladder":{"pause":1}})", R"({"keep_alive_ms":-1})"})
            QCOMPARE(ask("PATCH", "/v1/sandboxes/sbx-1", wrong).status, 400);
        QCOMPARE(ask("PATCH", "/v1/sandboxes/sbx-9", R"({"ladder":{"pause_ms":1}})").status, 404);
        QCOMPARE(said().size(), std::size_t{3});
        m_rig->engine.next = api::Verdict::denied("Its name is too long.");
        QCOMPARE(ask("PATCH", "/v1/sandboxes/sbx-1", R"({"labels":{},"keep_alive_ms":1})").status, 409);
        QCOMPARE(said().size(), std::size_t{4}); // what was denied ends it
    }

    void sandboxesAreForkedAndPutBack()
    {
        ask("POST", "/v1/sandboxes/sbx-1/fork");
        ask("POST", "/v1/sandboxes/sbx-1/fork", R"({"count":3})");
        ask("POST", "/v1/sandboxes/sbx-1/restore", R"({"snapshot":"snap-1"})");
        ask("POST", "/v1/sandboxes/sbx-1/restore", R"({"snapshot":"snap-1","safety":false})");
        ask("POST", "/v1/snapshots/snap-1/restore", R"({"count":2})");
        ask("PATCH", "/v1/snapshots/snap-1", R"({"name":"kept","pinned":true})");
        ask("POST", "/v1/snapshots/snap-1/verify");
        ask("POST", "/v1/snapshots/snap-1/verify/cancel");
        QCOMPARE(said(), (std::vector<std::string>{"fork sbx-1 x1", "fork sbx-1 x3", "restore snap-1 in sbx-1",
                                                   "restore snap-1 in sbx-1 unsafely", "restore snap-1 x2",
                                                   "rename snap-1: kept", "pin snap-1", "verify snap-1",
                                                   "cancel verify snap-1"}));
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/fork", R"({"count":0})").status, 400);
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/fork", R"({"count":101})").status, 400);
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/restore").status, 400);
        QCOMPARE(ask("PATCH", "/v1/snapshots/snap-1", "{}").status, 400);
        QCOMPARE(said().size(), std::size_t{9});
    }

    void sessionsAreShownWithTheirCalls()
    {
        m_rig->saw(session("sesn_1", api::SessionState::NeedsApproval));
        m_rig->saw(session("sesn_2", api::SessionState::Idle));
        m_rig->saw(call("sesn_1", 5, "sevt_1", domain::ToolCallState::Done));
        m_rig->saw(call("sesn_1", 9, "sevt_2", domain::ToolCallState::NeedsApproval));
        m_rig->saw(call("sesn_2", 1, "sevt_3", domain::ToolCallState::Done));
        const auto state = QByteArray::fromStdString(std::string(word(api::SessionState::NeedsApproval)));
        const auto found = ask("GET", "/v1/sessions?state=" + state.toPercentEncoding()).object()["sessions"];
        QVERIFY(found.size() == 1 && found[0]["id"] == "sesn_1" && found[0]["title"] == "Tidy");
        QCOMPARE(ask("GET", "/v1/sessions?environment=env_2").object()["sessions"].size(), std::size_t{0});
        QCOMPARE(ask("GET", "/v1/sessions?state=bogus").status, 400);
        const auto shown = ask("GET", "/v1/sessions/sesn_1").object();
        QCOMPARE(shown["calls"].size(), std::size_t{2});
        QVERIFY(shown["calls"][1]["id"] == "sevt_2" && shown["calls"][1]["state"] == "needs approval");
        QCOMPARE(shown["calls"][1]["input"].get_ref<const std::string &>().size(), rest::KnownState::kCallTextMax);
        m_rig->saw(api::SessionGone{domain::SessionId("sesn_1")});
        QCOMPARE(ask("GET", "/v1/sessions/sesn_1").status, 404);
    }

    void ofCallsTheNewestAreKept()
    {
        m_rig->saw(session("sesn_1", api::SessionState::Running));
        for (std::uint64_t n = 0; n < rest::KnownState::kCallsKept + 10; ++n)
            m_rig->saw(call("sesn_1", n, ("sevt_" + std::to_string(n)).c_str(), domain::ToolCallState::Done));
        const auto calls = ask("GET", "/v1/sessions/sesn_1").object()["calls"];
        QCOMPARE(calls.size(), rest::KnownState::kCallsKept);
        QVERIFY(calls[0]["id"] == "sevt_10");
    }

    void callsAreAnsweredAndEnded()
    {
        ask("POST", "/v1/sessions/sesn_1/calls/sevt_1/answer", R"({"allow":true})");
        ask("POST", "/v1/sessions/sesn_1/calls/sevt_1/answer", R"({"allow":false,"reason":"not here"})");
        ask("POST", "/v1/sessions/sesn_1/calls/sevt_1/cancel");
        ask("POST", "/v1/sessions/sesn_1/interrupt");
        QCOMPARE(said(), (std::vector<std::string>{"allow sevt_1", "deny sevt_1: not here", "cancel sevt_1",
                                                   "interrupt sesn_1"}));
        QCOMPARE(ask("POST", "/v1/sessions/sesn_1/calls/sevt_1/answer", "{}").status, 400);
        QCOMPARE(ask("POST", "/v1/sessions/sesn_1/calls/sevt_1/answer", R"({"allow":"yes"})").status, 400);
    }

    void keysAreMadeRotatedAndRevokedAndASecretIsShownOnce()
    {
        api::KeysView view{.generation = 1};
        view.keys = {{.id = domain::ApiKeyId("key-1"), .name = "nightly", .hint = "x7Qc", .since = kNow}};
        view.addresses = {"http://127.0.0.1:8467"};
        m_rig->saw(view);
        const auto made = ask("POST", "/v1/keys", R"({"name":"ci","scope":"operate","expires_in_days":90})");
        QCOMPARE(made.status, 201);
        QVERIFY(made.object()["secret"] == "shown-once");
        const auto listed = ask("GET", "/v1/keys");
        QVERIFY(listed.object()["keys"][0]["hint"] == "x7Qc" && !listed.bytes.contains("shown-once"));
        QVERIFY(listed.object()["addresses"][0] == "http://127.0.0.1:8467");
        QVERIFY(ask("POST", "/v1/keys/key-1/rotate", R"({"grace_seconds":60})").object()["secret"] == "shown-once");
        QCOMPARE(ask("DELETE", "/v1/keys/key-1").status, 200);
        QCOMPARE(said(), (std::vector<std::string>{"create key ci to operate for a while",
                                                   "rotate key-1, old one good for 60000", "revoke key-1"}));
        QCOMPARE(ask("DELETE", "/v1/keys/key-9").status, 404);
        QCOMPARE(ask("POST", "/v1/keys/key-9/rotate").status, 404);
        for (const auto *wrong : {R"({"name":"x"})", R"({"scope":"read"})", R"({"name":"x","scope":"root"})",
                                  R"({"name":"x","scope":"read","expires_in_days":0})"})
            QCOMPARE(ask("POST", "/v1/keys", wrong).status, 400);
        m_rig->engine.next = api::Verdict::denied("There are 256 keys.");
        QCOMPARE(ask("POST", "/v1/keys", R"({"name":"x","scope":"read"})").status, 409);
    }

    void environmentsComeAndGo()
    {
        ask("POST", "/v1/environments", R"({"id":"env_1","key":"sk-x","operator_key":"sk-y","name":"p"})");
        for (const auto *what : {"pause", "resume", "refresh"})
            ask("POST", QByteArray("/v1/environments/env_1/") + what);
        ask("POST", "/v1/environments/env_1/work/work_1/repair");
        ask("DELETE", "/v1/environments/env_1");
        QCOMPARE(said(), (std::vector<std::string>{"add env_1 with an operator key", "pause env_1", "resume env_1",
                                                   "refresh env_1", "repair work_1", "remove env_1"}));
        for (const auto *wrong : {R"({"id":"env_1"})", R"({"key":"x"})", R"({"id":"a/b","key":"x"})"})
            QCOMPARE(ask("POST", "/v1/environments", wrong).status, 400);
        api::WorkView work{
            .generation = 1, .id = domain::WorkId("work_1"), .environment = domain::EnvironmentId("env_1")};
        m_rig->saw(work);
        QCOMPARE(ask("GET", "/v1/work").object()["work"].size(), std::size_t{1});
        QCOMPARE(ask("GET", "/v1/work?environment=env_2").object()["work"].size(), std::size_t{0});
        m_rig->saw(api::WorkGone{work.environment, work.id});
        QCOMPARE(ask("GET", "/v1/work").object()["work"].size(), std::size_t{0});
    }

    void budgetsAreReplacedAsAWhole()
    {
        api::HostView host{.generation = 1};
        host.budgets = {{.limit = 5'000'000}};
        m_rig->saw(host);
        QVERIFY(ask("GET", "/v1/budgets").object()["budgets"][0]["limit_cents"] == 500.0);
        QCOMPARE(ask("PUT", "/v1/budgets",
                     R"({"budgets":[{"scope":"host","period":"day","limit_cents":100,"action":"warn"}]})")
                     .status,
                 202);
        QCOMPARE(said(), std::vector<std::string>{"budgets x1"});
        for (const auto *wrong : {"{}", R"({"budgets":[{"scope":"host"}]})",
                                  R"({"budgets":[{"scope":"host","period":"day","limit_cents":0,"action":"warn"}]})"})
            QCOMPARE(ask("PUT", "/v1/budgets", wrong).status, 400);
        QCOMPARE(said().size(), std::size_t{1});
    }

    void thePastIsAskedForPageByPage()
    {
        domain::AuditRows rows;
        rows.entries = {{.sequence = 7, .at = kNow, .origin = "key ci (key-1)", .action = "sandbox.destroyed"}};
        rows.more = true;
        const auto audit = past(
            "/v1/audit?text=x&action=sandbox.&before=9&limit=5",
            [](const api::HistoryQuery &query) {
                const auto &page = std::get<domain::AuditPage>(query.question);
                QVERIFY(page.text == "x" && page.action == "sandbox." && page.before == 9 && page.most == 5);
                QVERIFY(query.each);
            },
            rows);
        QCOMPARE(audit.status, 200);
        QVERIFY(audit.object()["entries"][0]["sequence"] == 7 && audit.object()["more"] == true);
        QVERIFY(audit.object()["entries"][0]["origin"] == "key ci (key-1)");
        const auto usage = past(
            "/v1/usage/sums?since=2026-11-01&until=2026-11-30&by=session",
            [](const api::HistoryQuery &query) {
                const auto &sums = std::get<domain::UsageSums>(query.question);
                QVERIFY(sums.by == domain::UsageBy::Session && sums.to - sums.from == std::chrono::days(29));
            },
            domain::UsageTable{.rows = {{.key = "sesn_1", .cost = 12'345}}});
        QVERIFY(usage.object()["rows"][0]["key"] == "sesn_1" && usage.object()["rows"][0]["cost_cents"] == 1.2345);
        const auto totals = past(
            "/v1/usage/totals?since=2026-11-01&until=2026-11-30",
            [](const api::HistoryQuery &query) {
                const auto &in = std::get<domain::UseIn>(query.question);
                QVERIFY(in.until - in.from == std::chrono::days(30)); // both days included
            },
            domain::UseTotals{.active = 1, .ended = 2, .endedCost = 12'345});
        QVERIFY(totals.object()["history_sandboxes"] == 2 && totals.object()["history_cost_cents"] == 1.2345);
        const auto runs = past(
            "/v1/history/runs?before=9&limit=5",
            [](const api::HistoryQuery &query) {
                const auto &in = std::get<domain::EndedIn>(query.question);
                QVERIFY(in.before == 9 && in.most == 5);
            },
            domain::EndedRuns{
                .runs = {{.id = domain::SandboxId("sbx-1"), .name = "dev", .image = "key", .cause = "idle"}},
                .next = 4,
                .more = true});
        QVERIFY(runs.object()["runs"][0]["id"] == "sbx-1" && runs.object()["runs"][0]["cause"] == "idle");
        QVERIFY(runs.object()["runs"][0]["name"] == "dev" && runs.object()["next"] == 4);
        const auto sessions = past(
            "/v1/history?before=2026-11-27T10:00:00.000Z",
            [](const api::HistoryQuery &query) {
                QVERIFY(std::get<domain::PastSessions>(query.question).before.has_value());
            },
            domain::PastSessionRows{});
        QVERIFY(sessions.object() == json({{"sessions", json::array()}, {"more", false}}));
        const auto egress = past(
            "/v1/history/egress?sandbox=sbx-1",
            [](const api::HistoryQuery &query) {
                QVERIFY(std::get<domain::EgressPage>(query.question).sandbox == domain::SandboxId("sbx-1"));
            },
            domain::EgressRows{.next = 3, .more = true});
        QVERIFY(egress.object()["next"] == 3);
    }

    void aQuestionOfThePastThatMakesNoSenseIsRefused()
    {
        for (const auto *path :
             {"/v1/audit?limit=x", "/v1/audit?limit=1001", "/v1/audit?before=-1", "/v1/audit?who=me",
              "/v1/usage/sums?by=hour", "/v1/usage/sums?since=2026-13-01", "/v1/usage/sums?since=2026-11-31",
              "/v1/usage/sums?since=yesterday", "/v1/usage/sums?since=2026-11-02&until=2026-11-01",
              "/v1/usage/totals?by=day", "/v1/usage/totals?since=x", "/v1/history/runs?limit=x",
              "/v1/history/runs?since=2026-11-02&until=2026-11-01", "/v1/history?before=now",
              "/v1/history?before=2026-11-27T25:00:00Z"})
            QVERIFY2(ask("GET", path).status == 400, path);
        QVERIFY(said().empty());
    }

    void aLedgerThatDoesNotAnswerIsNotWaitedForForEver()
    {
        m_rig->engine.onQuestion = [&](const api::HistoryQuery &) {
            m_rig->stuck = true;
        };
        QLocalSocket client;
        client.connectToServer(QString::fromStdString(m_rig->socket()));
        client.write(m_rig->text("GET", "/v1/audit", {.host = "localhost"}));
        QVERIFY(m_rig->waitFor([&] { return m_rig->stuck; }));
        m_rig->clock.advance(rest::HistoryDesk::kAnswerWithin);
        QByteArray all;
        QVERIFY(m_rig->waitFor([&] {
            all += client.readAll();
            return client.state() == QLocalSocket::UnconnectedState;
        }));
        QCOMPARE(answerIn(all).status, 504);
        m_rig->engine.onQuestion = {};
        m_rig->engine.next = api::Verdict::denied("There is no ledger.");
        QCOMPARE(ask("GET", "/v1/audit").status, 409);
    }

    void itDescribesItself()
    {
        const auto answer = m_rig->ask("GET", "/v1/openapi/own.yaml"); // without a key
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.bytes.contains("openapi: 3.1.0") && answer.bytes.contains("/v1/sandboxes/{id}/exec:"));
        QCOMPARE(m_rig->ask("GET", "/v1/openapi/none.yaml").status, 404);
        QCOMPARE(m_rig->ask("GET", "/v1/openapi/..%2f..%2fetc").status, 401);
    }
};

QTEST_GUILESS_MAIN(ApiStateTest)
#include "tst_api_state.moc"
