// What sessions have beside plain calls: custom tools and their owners, threads of further agents, interrupts that
// bring a worker back, figures of use, and what an agent and a session are given.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/demo/control_plane_model.h"
#include "tests/support/manual_clock.h"

using namespace glovebox::demo;
using namespace std::chrono_literals;

namespace {

constexpr const char *kScenario =
    R"~({"name":"interactive-shell","title":"T","description":"d","prompt":"p","start":"a",
"metadata":{"glovebox.vcpus":"1"},
"skills":[{"name":"forms","description":"d","files":{"SKILL.md":"x"}}],
"memory_stores":[{"name":"Notes","access":"read_only","memories":{"/a.md":"x"}}],
"custom_tools":[{"name":"look_up","description":"d"}],
"states":{
"a":[{"branch":[{"if":{"text":"${message}","matches":"custom"},"goto":"custom"},
     {"if":{"text":"${message}","matches":"threads"},"goto":"threads"}],"else":"plain"}],
"plain":[{"say":"0123456789012345678901234567890123456789"},{"call":{"tool":"bash"}},{"end":"well"}],
"custom":[{"call":{"tool":"look_up","input":{"q":"${message}"},"owner":{"text":"found ${message}"}}},
          {"say":"${look_up.text}"},{"end":"well"}],
"threads":[{"start_thread":"t","agent":"Helper"},
           {"calls":[{"label":"own","tool":"bash"},{"label":"its","tool":"bash","thread":"t"}]},
           {"branch":[{"if":{"result":"its","is_error":true},"goto":"broken"}],"else":"fine"}],
"broken":[{"say":"broken off"},{"end":"well"}],
"fine":[{"end_thread":"t"},{"call":{"label":"late","tool":"bash","thread":"t"}},{"say":"done"},{"end":"well"}]}})~";

Json message(const char *text)
{
    return {{"type", "user.message"}, {"content", Json::array({{{"type", "text"}, {"text", text}}})}};
}

Json result(const std::string &id, const char *text, bool custom = false)
{
    return {{"type", custom ? "user.custom_tool_result" : "user.tool_result"},
            {custom ? "custom_tool_use_id" : "tool_use_id", id},
            {"content", Json::array({{{"type", "text"}, {"text", text}}})}};
}

} // namespace

class DemoSessionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<testsupport::ManualClock> m_clock;
    std::unique_ptr<ControlPlaneModel> m_model;

    DemoSession &start(const char *text)
    {
        const auto created = m_model->createSession({{"agent", "agent_interactive-shell"},
                                                     {"environment_id", m_model->environmentId()},
                                                     {"initial_events", Json::array({message(text)})}});
        if (!created)
            qFatal("%s", created.error().message.c_str());
        m_clock->advance(10ms);
        return **m_model->session(created->at("id").get<std::string>());
    }
    int send(DemoSession &session, Json event)
    {
        const auto sent = session.send({{"events", Json::array({std::move(event)})}});
        m_clock->advance(10ms);
        return sent ? 200 : sent.error().status;
    }
    static std::vector<Json> ofType(const DemoSession &session, const std::string &type)
    {
        std::vector<Json> found;
        for (const auto &event : session.events().all())
            if (event.at("type") == type)
                found.push_back(event);
        return found;
    }
    static std::string idOf(const Json &event) { return event.at("id").get<std::string>(); }
    static std::string lastSaid(const DemoSession &session)
    {
        return ofType(session, "agent.message").back().at("content").at(0).at("text").get<std::string>();
    }
    const WorkRecord *liveItem(const DemoSession &session)
    {
        return (*m_model->queue(m_model->environmentId()))->liveItemOf(session.id(), m_model->now());
    }

private Q_SLOTS:
    void init()
    {
        ControlPlaneModel::Options options;
        options.idSeed = 11;
        auto scenario = parseScenario(kScenario);
        if (!scenario)
            qFatal("%s", scenario.error().detail.c_str());
        options.scenarios["interactive-shell"] = std::make_shared<const Scenario>(std::move(*scenario));
        m_clock = std::make_unique<testsupport::ManualClock>();
        m_model = std::make_unique<ControlPlaneModel>(*m_clock, std::move(options));
    }

    void aCustomToolIsAnsweredByItsOwner()
    {
        auto &session = start("custom 7");
        const auto use = ofType(session, "agent.custom_tool_use").at(0);
        QVERIFY(!use.contains("evaluated_permission"));
        QVERIFY(use.at("input") == (Json{{"q", "custom 7"}}));
        QCOMPARE(send(session, result(idOf(use), "x")), 400); // the wrong kind
        QVERIFY(session.isTurnOpen());
        m_clock->advance(6s);
        QCOMPARE(lastSaid(session), std::string("found custom 7"));
        QCOMPARE(send(session, result(idOf(use), "late", true)), 400);
    }

    void aWorkerMayBeFasterThanTheOwner()
    {
        auto &session = start("custom");
        const auto use = ofType(session, "agent.custom_tool_use").at(0);
        QCOMPARE(send(session, result(idOf(use), "from the worker", true)), 200);
        QCOMPARE(lastSaid(session), std::string("from the worker"));
        m_clock->advance(1min);
        QCOMPARE(ofType(session, "user.custom_tool_result").size(), std::size_t(1));
    }

    void aThreadsCallsComeAlongMarked()
    {
        auto &session = start("threads");
        const auto created = ofType(session, "session.thread_created").at(0);
        QVERIFY(created.at("agent_name") == "Helper");
        const auto thread = created.at("session_thread_id").get<std::string>();
        QVERIFY(thread.starts_with("sthr_"));
        const auto uses = ofType(session, "agent.tool_use");
        QVERIFY(uses.at(0).at("session_thread_id").is_null());
        QVERIFY(uses.at(1).at("session_thread_id") == thread);
        QVERIFY(session.threads().at(0).at("status") == "running");
        QCOMPARE(send(session, result(idOf(uses[1]), "b")), 200);
        QCOMPARE(send(session, result(idOf(uses[0]), "a")), 200);
        QVERIFY(ofType(session, "session.thread_status_terminated").at(0).at("session_thread_id") == thread);
        QVERIFY(session.threads().at(0).at("status") == "terminated");
        // Its label means nobody any more.
        QVERIFY(ofType(session, "agent.tool_use").at(2).at("session_thread_id").is_null());
    }

    void aThreadCanBeInterruptedAlone()
    {
        auto &session = start("threads");
        const auto thread = ofType(session, "session.thread_created").at(0).at("session_thread_id").get<std::string>();
        const auto uses = ofType(session, "agent.tool_use");
        QCOMPARE(send(session, {{"type", "user.interrupt"}, {"session_thread_id", "sthr_none"}}), 400);
        QCOMPARE(send(session, {{"type", "user.interrupt"}, {"session_thread_id", thread}}), 200);
        QVERIFY(session.isTurnOpen());
        QVERIFY(session.events().all().back().at("stop_reason").at("event_ids") == Json::array({idOf(uses[0])}));
        QCOMPARE(send(session, result(idOf(uses[1]), "late")), 200); // harmless
        QCOMPARE(send(session, result(idOf(uses[0]), "a")), 200);
        QCOMPARE(lastSaid(session), std::string("broken off"));
    }

    void anInterruptBringsAWorkerBackToASessionThatWaitsForOne()
    {
        auto &session = start("plain");
        QVERIFY(m_model->stopWork(m_model->environmentId(), liveItem(session)->id, true)); // the worker failed
        while (liveItem(session))                                                          // and once more
            QVERIFY(m_model->stopWork(m_model->environmentId(), liveItem(session)->id, true));
        QVERIFY(session.isTurnOpen());
        QCOMPARE(send(session, {{"type", "user.interrupt"}}), 200);
        QVERIFY(!session.isTurnOpen());
        QVERIFY(liveItem(session));
    }

    void anInterruptDoesNotDoubleTheWork()
    {
        auto &session = start("plain");
        const auto before = liveItem(session)->id;
        QCOMPARE(send(session, {{"type", "user.interrupt"}}), 200);
        QCOMPARE(liveItem(session)->id, before);
        QCOMPARE((*m_model->queue(m_model->environmentId()))->items(m_model->now()).size(), std::size_t(1));
    }

    void usageGrowsAndIsTellingBeforeEachIdle()
    {
        auto &session = start("plain");
        QCOMPARE(send(session, result(idOf(ofType(session, "agent.tool_use").at(0)), "01234567")), 200);
        const auto reports = ofType(session, "session.usage");
        QCOMPARE(reports.size(), std::size_t(2));
        const auto &first = reports[0].at("usage");
        const auto &last = reports[1].at("usage");
        QVERIFY(first.at("output_tokens").get<int>() >= 10); // forty characters said
        QVERIFY(last.at("input_tokens") > first.at("input_tokens"));
        QVERIFY(last.at("cache_read_input_tokens") >= first.at("input_tokens"));
        QVERIFY(last.at("list_cost") ==
                (Json{{"amount", "1"}, {"currency", "USD"}})); // a fraction of a cent, rounded up
        QVERIFY(session.toJson().at("usage") == last);
        const auto &events = session.events().all();
        QVERIFY(events[events.size() - 2].at("type") == "session.usage");
        int spans = 0;
        for (const auto &span : ofType(session, "span.model_request_end"))
            spans += span.at("model_usage").at("input_tokens").get<int>();
        QVERIFY(last.at("input_tokens") == spans);
    }

    void anAgentBringsItsSkillsAndASessionItsStores()
    {
        QVERIFY(m_model->agent("agent_interactive-shell")->at("skills") ==
                Json::array({{{"type", "custom"}, {"skill_id", "skill_forms"}, {"version", "latest"}}}));
        const auto create = [&](Json resources) {
            return m_model->createSession({{"agent", "agent_interactive-shell"},
                                           {"environment_id", m_model->environmentId()},
                                           {"metadata", {{"glovebox.vcpus", "2"}}},
                                           {"resources", std::move(resources)}});
        };
        const Json store{{"type", "memory_store"}, {"memory_store_id", "memstore_notes"}};
        const auto session = create(Json::array({store}));
        QVERIFY(session);
        QVERIFY(session->at("resources").at(0).at("mount_path") == "/mnt/memory/notes");
        QVERIFY(session->at("resources").at(0).at("access") == "read_write");
        QVERIFY(session->at("metadata").at("glovebox.vcpus") == "2");
        QCOMPARE(create(Json::array({store, store})).error().status, 400);
        QCOMPARE(create(Json::array({{{"type", "memory_store"}, {"memory_store_id", "memstore_x"}}})).error().status,
                 400);
        QCOMPARE(create(Json::array({7})).error().status, 400);
        QCOMPARE(create(Json(Json::array_t(9, store))).error().status, 400);
        const auto agent = [&](const char *skill) {
            return m_model->createAgent({{"name", "mine"}, {"skills", {{{"skill_id", skill}}}}});
        };
        QVERIFY(agent("skill_forms"));
        QCOMPARE(agent("skill_none").error().status, 400);
    }
};

QTEST_GUILESS_MAIN(DemoSessionTest)
#include "tst_demo_session.moc"
