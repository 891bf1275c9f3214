// Sessions as a worker and a client see them: the order of events, permissions, results, interrupts, and when work is
// queued. Time is in the test's hand.
#include "core/demo/control_plane_model.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace glovebox::demo;
using namespace std::chrono_literals;

namespace {

constexpr const char *kScenario = R"({"name":"interactive-shell","title":"T","description":"d","prompt":"p","start":"a",
"permissions":{"bash":"auto"},
"states":{
"a":[{"branch":[{"if":{"text":"${message}","matches":"two"},"goto":"two"},{"if":{"text":"${message}","matches":"ask"},"goto":"ask"},
     {"if":{"text":"${message}","matches":"deny"},"goto":"deny"}],"else":"one"}],
"one":[{"think":1000},{"say":"running"},{"call":{"tool":"bash","input":{"command":"x"}}},
       {"expect":{"matches":"^good$"},"or":"Not good."},{"end":"well"}],
"two":[{"calls":[{"label":"l","tool":"bash"},{"label":"r","tool":"read"}]},{"say":"${l.text} ${r.text}"},{"end":"well"}],
"ask":[{"call":{"tool":"bash","permission":"ask","review":{"answer":"deny","message":"rather not"}}},
       {"branch":[{"if":{"denied":true},"goto":"no"},{"if":{"matches":"done"},"goto":"yes"}]}],
"no":[{"say":"denied: ${bash.text}"},{"end":"well"}],
"yes":[{"say":"allowed"},{"end":"well"}],
"deny":[{"call":{"tool":"bash","permission":"deny"}},{"expect":{"denied":true},"or":"It ran."},{"end":"well"}]}})";

Json message(const char *text)
{
    return {{"type", "user.message"}, {"content", Json::array({{{"type", "text"}, {"text", text}}})}};
}

Json events(Json event)
{
    return {{"events", Json::array({std::move(event)})}};
}

Json result(const std::string &id, const char *text, bool isError = false)
{
    return {{"type", "user.tool_result"},
            {"tool_use_id", id},
            {"is_error", isError},
            {"content", Json::array({{{"type", "text"}, {"text", text}}})}};
}

} // namespace

class ControlPlaneModelTest : public QObject {
    Q_OBJECT

    std::unique_ptr<testsupport::ManualClock> m_clock;
    std::unique_ptr<ControlPlaneModel> m_model;
    std::vector<std::string> m_published;
    AgentManners m_manners;

    void build()
    {
        ControlPlaneModel::Options options;
        options.manners = m_manners;
        options.idSeed = 11;
        auto scenario = parseScenario(kScenario);
        if (!scenario)
            qFatal("%s", scenario.error().detail.c_str());
        options.scenarios["interactive-shell"] = std::make_shared<const Scenario>(std::move(*scenario));
        m_clock = std::make_unique<testsupport::ManualClock>();
        m_model = std::make_unique<ControlPlaneModel>(*m_clock, std::move(options));
        m_published.clear();
        m_model->onEvent = [this](const std::string &session, const Json &event) {
            m_published.push_back(event.at("type").get<std::string>());
            // Persisted before published.
            const auto found = m_model->session(session);
            if (found)
                QVERIFY((*found)->events().find(event.at("id").get<std::string>()));
        };
    }

    DemoSession &start(const char *text = nullptr)
    {
        Json body{{"agent", "agent_interactive-shell"}, {"environment_id", m_model->environmentId()}};
        if (text)
            body["initial_events"] = Json::array({message(text)});
        const auto created = m_model->createSession(body);
        if (!created)
            qFatal("%s", created.error().message.c_str());
        auto &session = **m_model->session(created->at("id").get<std::string>());
        m_clock->advance(2s);
        return session;
    }

    std::vector<std::string> usesOf(const DemoSession &session)
    {
        std::vector<std::string> ids;
        for (const auto &event : session.events().all())
            if (event.at("type") == "agent.tool_use")
                ids.push_back(event.at("id").get<std::string>());
        return ids;
    }
    std::string lastMessage(const DemoSession &session)
    {
        std::string text;
        for (const auto &event : session.events().all())
            if (event.at("type") == "agent.message")
                text = event.at("content").at(0).at("text").get<std::string>();
        return text;
    }
    const WorkRecord *liveItem(const DemoSession &session)
    {
        return (*m_model->queue(m_model->environmentId()))->liveItemOf(session.id(), m_model->now());
    }
    std::size_t items() { return (*m_model->queue(m_model->environmentId()))->items(m_model->now()).size(); }
    int sendStatus(DemoSession &session, Json event)
    {
        const auto sent = session.send(events(std::move(event)));
        m_clock->advance(2s);
        return sent ? 200 : sent.error().status;
    }

private Q_SLOTS:
    void init()
    {
        m_manners = {};
        build();
    }
    void tellsATurnInTheProtocolsOrder();
    void anUnexpectedResultEndsTheSessionBadly();
    void takesParallelResultsInAnyOrder();
    void holdsAnAskedCallUntilSomebodyDecides();
    void theReviewerStaysSilentWhenAClientWasFaster();
    void theReviewerDeniesAfterThinking();
    void aDeniedByPolicyCallNeverWaits();
    void refusesResultsThatFitNoCall();
    void countsDuplicatesWhenTheyAreAccepted();
    void anInterruptEndsTheTurnAndALateResultIsHarmless();
    void queuesWorkWhenThereIsNobodyToServe();
    void aMessageThatAWorkerMissedOnItsWayOutIsNotStranded();
    void messagesWaitTheirTurn();
    void refusesWholeRequestsOnly();
    void thinkingFollowsThePace();
    void aSessionShowsAllItsFields();
    void keysOpenWhatTheySay();
};

void ControlPlaneModelTest::tellsATurnInTheProtocolsOrder()
{
    auto &session = start("go");
    QCOMPARE(session.status(), std::string("idle"));
    QVERIFY(session.isTurnOpen());
    const auto waiting = session.events().all().back();
    QCOMPARE(waiting.at("stop_reason"), (Json{{"type", "requires_action"}, {"event_ids", usesOf(session)}}));
    QCOMPARE(sendStatus(session, result(usesOf(session)[0], "good")), 200);
    QCOMPARE(m_published, (std::vector<std::string>{
                              "user.message", "session.status_running", "span.model_request_start", "agent.message",
                              "agent.tool_use", "span.model_request_end", "session.usage", "session.status_idle",
                              "user.tool_result", "session.status_running", "span.model_request_start",
                              "span.model_request_end", "session.usage", "session.status_idle"}));
    QCOMPARE(session.events().all().back().at("stop_reason"), (Json{{"type", "end_turn"}}));
    QVERIFY(session.outcome().kind == Outcome::Kind::EndedWell);
    QVERIFY(!session.events().all().front().at("processed_at").is_null());
}

void ControlPlaneModelTest::anUnexpectedResultEndsTheSessionBadly()
{
    auto &session = start("go");
    QCOMPARE(sendStatus(session, result(usesOf(session)[0], "bad")), 200);
    QVERIFY(session.outcome().kind == Outcome::Kind::EndedBadly);
    QVERIFY(lastMessage(session).find("Not good.") != std::string::npos);
    QVERIFY(!session.isTurnOpen());
}

void ControlPlaneModelTest::takesParallelResultsInAnyOrder()
{
    auto &session = start("two");
    const auto uses = usesOf(session);
    QCOMPARE(uses.size(), std::size_t(2));
    QCOMPARE(sendStatus(session, result(uses[1], "right")), 200);
    QCOMPARE(session.events().all().back().at("stop_reason").at("event_ids"), Json::array({uses[0]}));
    QCOMPARE(sendStatus(session, result(uses[0], "left")), 200);
    QCOMPARE(lastMessage(session), std::string("left right"));
}

void ControlPlaneModelTest::holdsAnAskedCallUntilSomebodyDecides()
{
    m_manners.reviewAfter.reset();
    build();
    auto &session = start("ask");
    const auto id = usesOf(session)[0];
    QCOMPARE(session.events().find(id)->at("evaluated_permission"), Json("ask"));
    m_clock->advance(1h);
    QVERIFY(session.isTurnOpen());
    QCOMPARE(sendStatus(session, result(id, "done")), 400);
    QCOMPARE(sendStatus(session, {{"type", "user.tool_confirmation"}, {"tool_use_id", id}, {"result", "maybe"}}), 400);
    QCOMPARE(sendStatus(
                 session,
                 {{"type", "user.tool_confirmation"}, {"tool_use_id", id}, {"result", "allow"}, {"deny_message", "x"}}),
             400);
    QCOMPARE(sendStatus(session, {{"type", "user.tool_confirmation"}, {"tool_use_id", id}, {"result", "allow"}}), 200);
    QCOMPARE(sendStatus(session, {{"type", "user.tool_confirmation"}, {"tool_use_id", id}, {"result", "deny"}}), 400);
    QCOMPARE(sendStatus(session, result(id, "done")), 200);
    QCOMPARE(lastMessage(session), std::string("allowed"));
}

void ControlPlaneModelTest::theReviewerStaysSilentWhenAClientWasFaster()
{
    auto &session = start("ask");
    const auto id = usesOf(session)[0];
    QCOMPARE(sendStatus(session, {{"type", "user.tool_confirmation"}, {"tool_use_id", id}, {"result", "allow"}}), 200);
    m_clock->advance(1min);
    QCOMPARE(std::count(m_published.begin(), m_published.end(), "user.tool_confirmation"), 1);
    QVERIFY(session.isTurnOpen());
}

void ControlPlaneModelTest::theReviewerDeniesAfterThinking()
{
    auto &session = start("ask"); // two seconds have passed
    m_clock->advance(3s);
    QVERIFY(session.isTurnOpen());
    m_clock->advance(2s);
    QCOMPARE(lastMessage(session), std::string("denied: rather not"));
    QVERIFY(session.outcome().kind == Outcome::Kind::EndedWell);
    QCOMPARE(sendStatus(session, result(usesOf(session)[0], "done")), 400);
}

void ControlPlaneModelTest::aDeniedByPolicyCallNeverWaits()
{
    auto &session = start("deny");
    QVERIFY(session.outcome().kind == Outcome::Kind::EndedWell);
    QCOMPARE(session.events().find(usesOf(session)[0])->at("evaluated_permission"), Json("deny"));
}

void ControlPlaneModelTest::refusesResultsThatFitNoCall()
{
    auto &session = start("go");
    const auto id = usesOf(session)[0];
    QCOMPARE(sendStatus(session, result("sevt_none", "x")), 400);
    QCOMPARE(sendStatus(session,
                        {{"type", "user.custom_tool_result"}, {"custom_tool_use_id", id}, {"content", Json::array()}}),
             400);
    QCOMPARE(sendStatus(session, {{"type", "user.tool_confirmation"}, {"tool_use_id", id}, {"result", "allow"}}), 400);
    QCOMPARE(sendStatus(session, {{"type", "user.tool_result"}, {"tool_use_id", id}, {"content", "text"}}), 400);
    QCOMPARE(sendStatus(session, result(id, "good")), 200);
    QCOMPARE(sendStatus(session, result(id, "good")), 400);
    QVERIFY(session.archive());
    QCOMPARE(sendStatus(session, result(id, "good")), 400);
}

void ControlPlaneModelTest::countsDuplicatesWhenTheyAreAccepted()
{
    m_manners.acceptDuplicateResults = true;
    build();
    auto &session = start("go");
    const auto id = usesOf(session)[0];
    QCOMPARE(sendStatus(session, result(id, "good")), 200);
    const auto before = session.events().all().size();
    QCOMPARE(sendStatus(session, result(id, "other")), 200);
    QCOMPARE(session.duplicateResults(), std::size_t(1));
    QCOMPARE(session.events().all().size(), before);
}

void ControlPlaneModelTest::anInterruptEndsTheTurnAndALateResultIsHarmless()
{
    auto &session = start("go");
    const auto id = usesOf(session)[0];
    QVERIFY(!session.archive());
    QCOMPARE(sendStatus(session, {{"type", "user.interrupt"}}), 200);
    QCOMPARE(session.events().all().back().at("stop_reason"), (Json{{"type", "end_turn"}}));
    QVERIFY(session.outcome().kind == Outcome::Kind::EndedBadly);
    QCOMPARE(sendStatus(session, result(id, "good")), 200);
    QVERIFY(!session.isTurnOpen());
    QCOMPARE(sendStatus(session, message("go")), 200);
    QVERIFY(session.isTurnOpen());
    QVERIFY(session.outcome().kind == Outcome::Kind::Running);
}

void ControlPlaneModelTest::queuesWorkWhenThereIsNobodyToServe()
{
    auto &session = start();
    const auto *item = liveItem(session);
    QVERIFY(item);
    QCOMPARE(sendStatus(session, message("two")), 200);
    QCOMPARE(items(), std::size_t(1));
    const auto uses = usesOf(session);
    QCOMPARE(sendStatus(session, result(uses[0], "a")), 200);
    QCOMPARE(sendStatus(session, result(uses[1], "b")), 200);
    QVERIFY(m_model->stopWork(m_model->environmentId(), item->id, true));
    QVERIFY(!liveItem(session));
    QCOMPARE(sendStatus(session, {{"type", "user.interrupt"}}), 200);
    QVERIFY(liveItem(session));
    QVERIFY(m_model->stopWork(m_model->environmentId(), liveItem(session)->id, true));
    QCOMPARE(sendStatus(session, message("two")), 200);
    QVERIFY(liveItem(session));
    QCOMPARE(items(), std::size_t(3));
}

void ControlPlaneModelTest::aMessageThatAWorkerMissedOnItsWayOutIsNotStranded()
{
    auto &session = start();
    const auto first = liveItem(session)->id;
    QCOMPARE(sendStatus(session, message("go")), 200);
    // The worker decided to leave just before the message came.
    QVERIFY(m_model->stopWork(m_model->environmentId(), first, true));
    QVERIFY(liveItem(session));
    // But a worker that gives up on the same turn again is not brought back for ever.
    QVERIFY(m_model->stopWork(m_model->environmentId(), liveItem(session)->id, true));
    QVERIFY(!liveItem(session));
}

void ControlPlaneModelTest::messagesWaitTheirTurn()
{
    auto &session = start("go");
    const auto sent = session.send(events(message("two")));
    QVERIFY(sent->at("data").at(0).at("processed_at").is_null());
    const auto id = sent->at("data").at(0).at("id").get<std::string>();
    QCOMPARE(sendStatus(session, result(usesOf(session)[0], "good")), 200);
    QCOMPARE(usesOf(session).size(), std::size_t(3));
    QVERIFY(!session.events().find(id)->at("processed_at").is_null());
}

void ControlPlaneModelTest::refusesWholeRequestsOnly()
{
    auto &session = start("go");
    const auto id = usesOf(session)[0];
    const auto before = session.events().all().size();
    QVERIFY(!session.send({{"events", Json::array({result(id, "good"), result(id, "good")})}}));
    QVERIFY(!session.send({{"events", Json::array({message("x"), {{"type", "agent.message"}}})}}));
    QVERIFY(!session.send({{"events", Json::array()}}));
    QVERIFY(!session.send({{"events", 7}}));
    QCOMPARE(session.events().all().size(), before);
}

void ControlPlaneModelTest::thinkingFollowsThePace()
{
    m_manners.pace = 0;
    build();
    const auto created = m_model->createSession({{"agent", "agent_interactive-shell"},
                                                 {"environment_id", m_model->environmentId()},
                                                 {"initial_events", Json::array({message("go")})}});
    QVERIFY(created);
    m_clock->advance(0ms);
    QCOMPARE(usesOf(**m_model->session(created->at("id").get<std::string>())).size(), std::size_t(1));
}

void ControlPlaneModelTest::aSessionShowsAllItsFields()
{
    auto &session = start();
    const auto json = session.toJson();
    for (const char *list : {"vault_ids", "outcome_evaluations", "resources"})
        QVERIFY2(json.at(list).is_array(), list);
    for (const char *list : {"skills", "tools", "mcp_servers"})
        QVERIFY2(json.at("agent").at(list).is_array(), list);
    QCOMPARE(json.at("type"), Json("session"));
    QCOMPARE(
        m_model->createSession({{"agent", "agent_none"}, {"environment_id", m_model->environmentId()}}).error().status,
        400);
    const Json file{{"type", "file"}, {"file_id", "file_1"}};
    const auto refused = m_model->createSession({{"agent", "agent_interactive-shell"},
                                                 {"environment_id", m_model->environmentId()},
                                                 {"resources", Json::array({file})}});
    QVERIFY(refused.error().message.find("self-hosted") != std::string::npos);
}

void ControlPlaneModelTest::keysOpenWhatTheySay()
{
    QVERIFY(m_model->apiKey().reveal().starts_with("sk-ant-api03-"));
    QVERIFY(m_model->environmentKey().reveal().starts_with("sk-ant-oat01-"));
    QVERIFY(m_model->identify(m_model->apiKey().reveal())->kind == CallerKind::ApiKey);
    QCOMPARE(m_model->identify(m_model->environmentKey().reveal())->environment, m_model->environmentId());
    QVERIFY(!m_model->identify("sk-ant-api03-guess"));
    QVERIFY(!m_model->identify(""));
}

QTEST_GUILESS_MAIN(ControlPlaneModelTest)
#include "tst_control_plane_model.moc"
