// Role: our clients against our demo server, over real sockets: what one side sends the other takes, and what it
// refuses reads as the port says.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/controlplane/environment_clients.h"
#include "core/demo/control_plane_model.h"
#include "core/demo/demo_server.h"
#include "tests/support/manual_clock.h"

#include <QDeadlineTimer>
#include <QTimer>

#include <algorithm>

using namespace glovebox;
using namespace std::chrono_literals;
using domain::EventId;
using domain::MemoryStoreId;
using domain::SessionId;

class ClientsAndDemoTest : public QObject {
    Q_OBJECT

    testsupport::ManualClock m_clock;
    std::unique_ptr<demo::DemoServer> m_server;
    controlplane::EnvironmentClients m_clients;
    // Of the item claimed last.
    SecretString m_token;
    domain::WorkId m_work{"none"};

    /// Waits for the one answer of a call.
    template <class T, class Begin>
    Result<T> answerOf(Begin begin)
    {
        std::optional<Result<T>> answer;
        const Call call = begin([&answer](Result<T> result) { answer.emplace(std::move(result)); });
        QTimer tick;
        tick.start(1);
        const QDeadlineTimer giveUp(20'000);
        while (!answer && !giveUp.hasExpired()) {
            m_clock.advance(1ms);
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        if (!answer)
            return fail(ErrorCode::TimedOut, "no answer in the test's time");
        return *std::move(answer);
    }

    /// A session with this scenario, claimed and acknowledged.
    SessionId serve(const char *scenario, demo::Json resources = demo::Json::array())
    {
        const demo::Json content = demo::Json::array({{{"type", "text"}, {"text", "go"}}});
        const auto created = m_server->model().createSession(
            {{"agent", demo::ControlPlaneModel::agentIdFor(scenario)},
             {"environment_id", m_server->environmentId()},
             {"resources", std::move(resources)},
             {"initial_events", demo::Json::array({{{"type", "user.message"}, {"content", content}}})}});
        if (!created)
            qFatal("%s", created.error().message.c_str());
        const auto item = answerOf<std::optional<domain::WorkItem>>(
            [&](auto done) { return m_clients.controlPlane->poll({.workerId = "w"}, std::move(done)); });
        if (!item || !*item)
            qFatal("nothing to serve");
        m_token = (*item)->sessionsToken;
        m_work = (*item)->id;
        if (!answerOf<void>([&](auto done) { return m_clients.controlPlane->acknowledge(m_work, std::move(done)); }))
            qFatal("not acknowledged");
        return SessionId(created->at("id").get<std::string>());
    }

    std::vector<domain::SessionEvent> events(const SessionId &session)
    {
        const auto page = answerOf<ports::EventPage>(
            [&](auto done) { return m_clients.controlPlane->listEvents(session, "", m_token, std::move(done)); });
        return page ? page->events : std::vector<domain::SessionEvent>();
    }

    template <class Payload>
    static std::vector<domain::SessionEvent> with(const std::vector<domain::SessionEvent> &events)
    {
        std::vector<domain::SessionEvent> found;
        std::ranges::copy_if(events, std::back_inserter(found), [](const domain::SessionEvent &event) {
            return std::holds_alternative<Payload>(event.payload);
        });
        return found;
    }

private Q_SLOTS:
    void init()
    {
        demo::DemoServer::Options options;
        options.pace = 0;
        options.reviewAfter.reset();
        options.strictBeta = true;
        auto server = demo::DemoServer::start(m_clock, std::move(options));
        QVERIFY(server);
        m_server = *std::move(server);
        auto clients =
            controlplane::connectEnvironment({.baseUrl = m_server->url(),
                                              .environment = domain::EnvironmentId(m_server->environmentId()),
                                              .environmentKey = m_server->environmentKey(),
                                              .userAgent = "Glovebox/test",
                                              .operatorKey = m_server->operatorKey()},
                                             m_clock);
        QVERIFY(clients);
        m_clients = *std::move(clients);
    }
    void cleanup()
    {
        m_clients = {};
        m_server.reset();
    }

    void aSkillArrivesWithItsFiles()
    {
        const auto session = serve("release-notes");
        const auto shown = answerOf<domain::Session>(
            [&](auto done) { return m_clients.controlPlane->retrieveSession(session, m_token, std::move(done)); });
        QVERIFY(shown);
        QVERIFY((shown->skills == std::vector<domain::SkillRef>{{.id = "skill_release-notes", .version = "latest"}}));
        const auto skill = answerOf<ports::Skill>(
            [&](auto done) { return m_clients.skills->fetch(shown->skills[0], m_token, std::move(done)); });
        QVERIFY2(skill, skill ? "" : skill.error().detail.c_str());
        QCOMPARE(skill->folder, std::string("release-notes"));
        QCOMPARE(skill->files.size(), std::size_t{2});
        const auto check = std::ranges::find(skill->files, "check.sh", &ports::SkillFile::path);
        QVERIFY(check != skill->files.end() && check->executable && check->content.starts_with("#!/bin/bash\n"));
    }

    void memoriesAreSharedUnderTheirConditions()
    {
        const auto session = serve("interactive-shell", demo::Json::array({{{"type", "memory_store"},
                                                                            {"memory_store_id", "memstore_team-notes"},
                                                                            {"access", "read_write"}}}));
        const auto shown = answerOf<domain::Session>(
            [&](auto done) { return m_clients.controlPlane->retrieveSession(session, m_token, std::move(done)); });
        QCOMPARE(shown->memoryStores.at(0).mountPath, std::string("/mnt/memory/team-notes"));
        const auto store = shown->memoryStores[0].store;
        auto &memories = *m_clients.memories;
        const auto listed = answerOf<ports::MemoryPage>(
            [&](auto done) { return memories.list(store, true, "", m_token, std::move(done)); });
        QVERIFY2(listed, listed ? "" : listed.error().detail.c_str());
        QCOMPARE(listed->memories.size(), std::size_t{2});
        QVERIFY(listed->memories[0].content);
        const auto made = answerOf<ports::Memory>(
            [&](auto done) { return memories.create(store, "/n/new.md", "one", m_token, std::move(done)); });
        QVERIFY(made);
        const auto again = answerOf<ports::Memory>(
            [&](auto done) { return memories.create(store, "/n", "x", m_token, std::move(done)); });
        QVERIFY(!again && again.error().code == ErrorCode::Conflict);
        const auto update = [&](const std::string &expected, const char *content) {
            return answerOf<ports::Memory>([&](auto done) {
                return memories.update(store, made->id, content, expected, m_token, std::move(done));
            });
        };
        const auto second = update(made->sha256, "two");
        QVERIFY(second);
        const auto late = update(made->sha256, "three");
        QVERIFY(!late && late.error().code == ErrorCode::Conflict);
        const auto read = answerOf<ports::Memory>(
            [&](auto done) { return memories.retrieve(store, made->id, m_token, std::move(done)); });
        QCOMPARE(read->content, std::optional(std::string("two")));
        QVERIFY(answerOf<void>(
            [&](auto done) { return memories.remove(store, made->id, second->sha256, m_token, std::move(done)); }));
        const auto gone = answerOf<ports::Memory>(
            [&](auto done) { return memories.retrieve(store, made->id, m_token, std::move(done)); });
        QVERIFY(!gone && gone.error().code == ErrorCode::NotFound);
        // The environment key does not do.
        const auto keyed = answerOf<ports::MemoryPage>(
            [&](auto done) { return memories.list(store, false, "", m_server->environmentKey(), std::move(done)); });
        QVERIFY(!keyed && keyed.error().code == ErrorCode::Forbidden);
    }

    void theOperatorStartsASessionThatAWorkerIsThenGiven()
    {
        auto &hand = *m_clients.operatorActions;
        const auto agents = answerOf<ports::AgentList>([&](auto done) { return hand.listAgents(std::move(done)); });
        QVERIFY2(agents, agents ? "" : agents.error().detail.c_str());
        const auto shell = demo::ControlPlaneModel::agentIdFor("interactive-shell");
        const auto found = std::ranges::find(agents->agents, shell, &ports::Agent::id);
        QVERIFY(found != agents->agents.end() && !found->name.empty() && found->model == "scripted-demo");
        QVERIFY(!agents->more);
        const domain::EnvironmentId environment(m_server->environmentId());
        const auto made = answerOf<SessionId>([&](auto done) {
            return hand.createSession({environment, shell, "By hand", {{"glovebox.sandbox_id", "sbx-1"}}},
                                      std::move(done));
        });
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QVERIFY(answerOf<void>([&](auto done) { return hand.sendMessage(*made, "ls", std::move(done)); }));
        const auto item = answerOf<std::optional<domain::WorkItem>>(
            [&](auto done) { return m_clients.controlPlane->poll({.workerId = "w"}, std::move(done)); });
        QVERIFY(item && *item && (*item)->subject == made->value());
        m_token = (*item)->sessionsToken;
        const auto shown = answerOf<domain::Session>(
            [&](auto done) { return m_clients.controlPlane->retrieveSession(*made, m_token, std::move(done)); });
        QVERIFY(shown && shown->title == "By hand" && shown->metadata.at("glovebox.sandbox_id") == "sbx-1");
        const auto said = with<domain::Message>(events(*made));
        QVERIFY(!said.empty() && std::get<domain::Message>(said[0].payload).text == "ls");
        const auto odd = answerOf<SessionId>([&](auto done) {
            return hand.createSession({environment, "agent_of-nobody", {}, {}}, std::move(done));
        });
        QVERIFY(!odd && odd.error().detail.find("no such agent") != std::string::npos);
    }

    void theOperatorAllowsACallThatAsks()
    {
        const auto session = serve("ask-first");
        const auto asked = with<domain::ToolUse>(events(session)).at(0);
        QVERIFY(std::get<domain::ToolUse>(asked.payload).permission == domain::Permission::Ask);
        const auto confirm = [&] {
            return answerOf<void>([&](auto done) {
                return m_clients.operatorActions->confirmTool(session, asked.id, domain::Verdict::Allow, {},
                                                              std::move(done));
            });
        };
        QVERIFY(confirm());
        const auto confirmed = with<domain::ToolConfirmation>(events(session)).at(0);
        QVERIFY(std::get<domain::ToolConfirmation>(confirmed.payload).verdict == domain::Verdict::Allow);
        const auto twice = confirm();
        QVERIFY(!twice && twice.error().code == ErrorCode::InvalidArgument);
    }

    void aStuckItemIsTakenOutAndItsSessionBroughtBack()
    {
        const auto session = serve("ask-first"); // acknowledged, never beaten
        auto &queue = *m_clients.queue;
        const auto list = [&] {
            return answerOf<ports::WorkPage>([&](auto done) { return queue.list("", std::move(done)); });
        };
        const auto stuck = list()->items.at(0);
        QVERIFY(stuck.id == m_work && stuck.subject == session.value());
        QVERIFY(stuck.state == domain::WorkState::Starting && stuck.acknowledgedAt && !stuck.latestHeartbeatAt);
        QCOMPARE(answerOf<domain::QueueStats>([&](auto done) { return queue.stats(std::move(done)); })->depth, 0);
        for (int i = 0; i < 2; ++i) // the second time it is stopped already
            QVERIFY(answerOf<void>([&](auto done) { return queue.forceStop(m_work, std::move(done)); }));
        QCOMPARE(list()->items.size(), std::size_t{1});
        QVERIFY(list()->items[0].state == domain::WorkState::Stopped);
        QVERIFY(answerOf<void>(
            [&](auto done) { return m_clients.operatorActions->interrupt(session, {}, std::move(done)); }));
        const auto after = list()->items;
        QCOMPARE(after.size(), std::size_t{2});
        QVERIFY(after[1].state == domain::WorkState::Queued && after[1].createdAt);
        QVERIFY(with<domain::UserInterrupt>(events(session)).size() == 1);
    }

    void threadsUsageAndCustomToolsAreUnderstood()
    {
        const auto session = serve("two-agents");
        const auto seen = events(session);
        const auto created = with<domain::ThreadCreated>(seen).at(0);
        const auto thread = std::get<domain::ThreadCreated>(created.payload);
        QCOMPARE(thread.agentName, std::string("Checker"));
        const auto uses = with<domain::ToolUse>(seen);
        QCOMPARE(uses.size(), std::size_t{2});
        QVERIFY(std::get<domain::ToolUse>(uses[1].payload).thread == thread.thread);
        const auto reported = std::get<domain::UsageReported>(with<domain::UsageReported>(seen).back().payload).usage;
        QVERIFY(reported.outputTokens > 0 && reported.listCostCents > 0);
    }
};

QTEST_GUILESS_MAIN(ClientsAndDemoTest)
#include "tst_clients_and_demo.moc"
