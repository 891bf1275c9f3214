// The window's way through the engine's door, with a real second thread. Under the thread sanitizer this is the proof
// that nothing but its jobs crosses.
#include "app/bridge/door_client.h"

#include <QTest>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

using namespace glovebox;
using bridge::DoorClient;

namespace {

/// Terminals that a test drives; on the engine's thread alone.
class Terminals final : public api::SandboxAccess {
public:
    std::map<domain::TerminalNumber, std::shared_ptr<api::TerminalWatch>> watches;
    std::string typed;
    std::size_t used = 0;
    int letGo = 0;
    Callback<domain::TerminalNumber> opening;
    std::string ran;
    api::ProgramHandlers running;

    Call run(const domain::SandboxId &, domain::GuestProgram program, ContentSource,
             api::ProgramHandlers handlers) override
    {
        ran = program.arguments.back();
        running = std::move(handlers);
        return Call([this] { ++letGo; });
    }
    Call readFile(const domain::SandboxId &, std::string, ByteCount, api::FileHandlers) override { return {}; }
    Call writeFile(const domain::SandboxId &, api::FileTarget, ContentSource, Callback<>) override { return {}; }
    Call listFolder(const domain::SandboxId &, std::string, bool, Callback<std::vector<domain::GuestEntry>>) override
    {
        return {};
    }
    Call makeFolder(const domain::SandboxId &, std::string, unsigned, Callback<>) override { return {}; }
    Call remove(const domain::SandboxId &, std::string, Callback<>) override { return {}; }
    Call openTerminal(const domain::SandboxId &, domain::TerminalWish, Callback<domain::TerminalNumber> done) override
    {
        opening = std::move(done);
        return Call([this] { ++letGo; });
    }
    Call listTerminals(const domain::SandboxId &, Callback<std::vector<domain::GuestTerminal>>) override { return {}; }
    Call watchTerminal(const domain::SandboxId &, domain::TerminalNumber terminal, api::TerminalWatch watch) override
    {
        watches[terminal] = std::make_shared<api::TerminalWatch>(std::move(watch));
        watches[terminal]->pace->onUsed([this](std::size_t bytes) { used += bytes; });
        return Call([this, terminal] {
            ++letGo;
            watches.erase(terminal);
        });
    }
    Call typeInto(const domain::SandboxId &, domain::TerminalNumber, std::string bytes, Callback<>) override
    {
        typed += bytes;
        return {};
    }
    void resizeTerminal(const domain::SandboxId &, domain::TerminalNumber, domain::TerminalSize) override {}
    Call closeTerminal(const domain::SandboxId &, domain::TerminalNumber, Callback<>) override { return {}; }
};

class Door final : public api::EngineDoor {
public:
    using Verdict = api::Verdict;

    Terminals terminals;

    std::unique_ptr<EngineDoor> onBehalfOf(std::string) override { return nullptr; }
    api::SandboxAccess &access() override { return terminals; }
    api::LogReading *logs() override { return nullptr; }
    std::optional<api::KeyHolder> whoHas(const SecretString &) override { return {}; }
    api::KeyVerdict act(const api::KeyAction &) override { return {.secret = SecretString("of-the-engine")}; }
    Verdict act(const api::EnvironmentAction &action) override
    {
        return Verdict::accepted("environment/" + std::get<api::AddEnvironment>(action).id.value());
    }
    Verdict start() override { return {}; }
    Verdict drain() override { return {}; }
    Verdict stopNow() override { return {}; }
    Verdict pausePolling(const domain::EnvironmentId &) override { return {}; }
    Verdict resumePolling(const domain::EnvironmentId &) override { return {}; }
    Verdict pauseSandbox(const domain::SandboxId &) override { return {}; }
    Verdict resumeSandbox(const domain::SandboxId &) override { return {}; }
    Verdict act(const api::SandboxAction &) override { return {}; }
    Verdict destroySandbox(const domain::SandboxId &) override { return {}; }
    Verdict answerApproval(const domain::SessionId &, const domain::EventId &, const api::ApprovalAnswer &) override
    {
        return {};
    }
    Verdict cancelCall(const domain::SessionId &, const domain::EventId &) override { return {}; }
    Verdict interruptSession(const domain::SessionId &) override { return {}; }
    Verdict repairWork(const domain::EnvironmentId &, const domain::WorkId &) override { return {}; }
    Verdict refreshQueue(const domain::EnvironmentId &) override { return {}; }
    Verdict drainQueue(const domain::EnvironmentId &) override { return {}; }
    Verdict listenForWebhooks(bool) override { return {}; }
    Verdict createSandbox(const api::NewSandbox &) override { return {}; }
    Verdict act(const api::ImageAction &) override { return {}; }
    Verdict act(const api::TemplateAction &) override { return {}; }
    Verdict act(const api::SecretAction &) override { return {}; }
    Verdict act(const api::SessionAction &) override { return {}; }
    Verdict maintain(const api::UpkeepAction &) override { return {}; }
    Verdict ask(const api::HistoryQuery &) override { return {}; }
};

class EngineThread {
public:
    EngineThread() : m_thread([this] { loop(); }) {}
    ~EngineThread() { stop(); }

    void post(DoorClient::Job job)
    {
        const std::lock_guard lock(m_mutex);
        if (m_stop)
            return;
        m_jobs.push_back(std::move(job));
        m_wake.notify_one();
    }
    /// Runs it there, and waits until that is done.
    void run(const std::function<void(Terminals &)> &what)
    {
        std::mutex mutex;
        std::condition_variable done;
        bool isDone = false;
        post([&](api::EngineDoor &door) {
            what(static_cast<Door &>(door).terminals);
            const std::lock_guard lock(mutex);
            isDone = true;
            done.notify_one();
        });
        std::unique_lock lock(mutex);
        done.wait(lock, [&] { return isDone; });
    }
    void stop()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
            m_wake.notify_one();
        }
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    void loop()
    {
        Door door;
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stop || !m_jobs.empty(); });
            if (m_jobs.empty())
                return;
            const auto job = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            job(door);
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<DoorClient::Job> m_jobs;
    bool m_stop = false;
    std::thread m_thread;
};

const domain::SandboxId kSandbox("sbx-1");

} // namespace

class DoorClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAnswerArrivesOnceOnTheWindowsThread()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        std::vector<domain::TerminalNumber> numbers;
        std::thread::id where;
        const auto call = client.open(kSandbox, {}, [&](Result<domain::TerminalNumber> opened) {
            numbers.push_back(opened.value_or(0));
            where = std::this_thread::get_id();
        });
        engine.run([](Terminals &terminals) { terminals.opening(7); });
        QVERIFY(numbers.empty()); // from the event loop
        QTRY_COMPARE(numbers.size(), std::size_t(1));
        QCOMPARE(numbers.front(), 7U);
        QCOMPARE(where, std::this_thread::get_id());
    }

    void whatIsLetGoOfIsNotAnswered()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        bool answered = false;
        {
            const auto call = client.open(kSandbox, {}, [&](const auto &) { answered = true; });
        }
        engine.run([](Terminals &terminals) {
            QCOMPARE(terminals.letGo, 1);
            terminals.opening(7);
        });
        QCoreApplication::processEvents();
        QVERIFY(!answered);
    }

    void outputKeepsItsOrderAndIsUsedUpAsTheWindowSays()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        std::string seen;
        std::optional<domain::ProgramEnd> end;
        const auto pace = std::make_shared<ReadPace>();
        const auto call = client.watch(kSandbox, 3,
                                       {.output = [&](std::string_view bytes) { seen += bytes; },
                                        .ended = [&](Result<domain::ProgramEnd> how) { end = *how; },
                                        .pace = pace,
                                        .present =
                                            [&](bool there) {
                                                seen += there ? "<there>" : "<asleep>";
                                            }});
        std::string expected;
        engine.run([&](Terminals &terminals) {
            const auto watch = terminals.watches.at(3);
            for (int i = 0; i < 5000; ++i) {
                watch->output(std::to_string(i) + "\n");
                expected += std::to_string(i) + "\n";
            }
            watch->present(false);
            watch->present(true);
            watch->output("again");
            expected += "<asleep><there>again";
        });
        QTRY_COMPARE(seen.size(), expected.size());
        QCOMPARE(seen, expected);
        engine.run([](Terminals &terminals) { QCOMPARE(terminals.used, std::size_t(0)); });
        pace->used(1234);
        engine.run([](Terminals &terminals) { QCOMPARE(terminals.used, std::size_t(1234)); });
        engine.run([](Terminals &terminals) {
            const auto watch = terminals.watches.at(3);
            watch->output("!");
            watch->ended(domain::ProgramEnd{.status = 4});
            QCOMPARE(terminals.letGo, 1); // nothing is held of what is over
        });
        QTRY_VERIFY(end);
        QCOMPARE(*end->status, 4);
        QVERIFY(seen.ends_with("!")); // before the end
    }

    void aDoorWithoutPaceDoesNotFillTheWindow()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        std::size_t most = 0;
        const auto call = client.watch(
            kSandbox, 3, {.output = [&](std::string_view bytes) { most = std::max(most, bytes.size()); }, .ended = {}});
        engine.run([](Terminals &terminals) {
            const std::string piece(64 * 1024, 'x');
            for (int i = 0; i < 1000; ++i)
                terminals.watches.at(3)->output(piece);
        });
        QTRY_VERIFY(most > 0);
        QVERIFY(most <= DoorClient::kPieceMax);
    }

    void nothingIsHeldAfterLeaving()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        bool answered = false;
        const auto opening = client.open(kSandbox, {}, [&](const auto &) { answered = true; });
        const auto watching =
            client.watch(kSandbox, 3, {.output = [&](std::string_view) { answered = true; }, .ended = {}});
        client.leave();
        engine.run([](Terminals &terminals) {
            QCOMPARE(terminals.letGo, 2);
            QVERIFY(terminals.watches.empty());
        });
        engine.stop();
        client.leave(); // an engine that is gone holds nobody up
        QVERIFY(!answered);
    }

    void keysAreAskedFor()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        std::string secret;
        client.act(api::CreateKey{.name = "n"},
                   [&](const api::KeyVerdict &verdict) { secret = verdict.secret.reveal(); });
        QTRY_COMPARE(secret, std::string("of-the-engine"));
    }

    void anEnvironmentIsAddedThroughIt()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        std::string object;
        client.act(api::AddEnvironment{.id = domain::EnvironmentId("env_1"), .key = SecretString("k")},
                   [&](const api::Verdict &verdict) { object = verdict.object; });
        QTRY_COMPARE(object, std::string("environment/env_1"));
    }

    void aProgramsOutputIsCutAtItsBound()
    {
        EngineThread engine;
        DoorClient client([&](DoorClient::Job job) { engine.post(std::move(job)); });
        std::optional<Result<bridge::ProgramOutcome>> outcome;
        const auto call = client.run(kSandbox, {.arguments = {"/bin/sh", "-c", "yes"}},
                                     [&](const Result<bridge::ProgramOutcome> &answer) { outcome = answer; });
        engine.post([](api::EngineDoor &door) {
            auto &inside = static_cast<Door &>(door).terminals;
            const auto handlers = inside.running;
            for (int i = 0; i < 3; ++i)
                handlers.output(domain::ProgramStream::Output, std::string(bridge::SetupDesk::kOutputMax / 2, 'y'));
            handlers.done(domain::ProgramEnd{.status = inside.ran == "yes" ? 0 : 1});
        });
        QTRY_VERIFY(outcome.has_value());
        QVERIFY(outcome->has_value());
        QCOMPARE((*outcome)->output.size(), bridge::SetupDesk::kOutputMax);
        QVERIFY((*outcome)->end.status == 0);
    }
};

QTEST_GUILESS_MAIN(DoorClientTest)
#include "door_client_test.moc"
