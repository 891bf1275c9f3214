// The bridge with a real second thread. Under the thread sanitizer this is the proof that nothing but the mailbox
// crosses.
#include "app/bridge/engine_client.h"
#include "tests/support/told_engine.h"

#include <QSignalSpy>
#include <QTest>

#include <condition_variable>
#include <deque>
#include <thread>

using namespace glovebox;
using namespace std::chrono_literals;
using bridge::Batch;
using bridge::EngineClient;

namespace {

/// An engine that answers and publishes from a thread of its own.
class ThreadedEngine final : public testsupport::ToldEngine {
public:
    ~ThreadedEngine() override { stop(); }

    EngineClient::Post post()
    {
        return [this](EngineClient::Job job) {
            const std::lock_guard lock(m_mutex);
            m_jobs.push_back(std::move(job));
            m_wake.notify_one();
        };
    }

    void run(api::Observer observer)
    {
        m_observer = std::move(observer);
        m_thread = std::thread([this] { loop(); });
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

    api::Verdict start() override
    {
        for (std::uint64_t generation = 1; generation <= 20'000; ++generation) {
            api::SessionView view{.id = domain::SessionId("sesn_" + std::to_string(generation % 50)),
                                  .environment = domain::EnvironmentId("env_1")};
            view.generation = generation;
            view.title = "A title long enough to live on the heap " + std::to_string(generation);
            m_observer(std::move(view));
        }
        return api::Verdict::accepted();
    }
    api::Verdict drain() override { return api::Verdict::alreadySo(); }
    api::Verdict stopNow() override { return api::Verdict::accepted(); }
    api::Verdict pausePolling(const domain::EnvironmentId &id) override
    {
        return api::Verdict::denied("No environment " + id.value());
    }
    api::Verdict resumePolling(const domain::EnvironmentId &) override { return api::Verdict::accepted(); }
    api::Verdict pauseSandbox(const domain::SandboxId &id) override
    {
        return api::Verdict::denied("A tool runs in " + id.value());
    }
    api::Verdict resumeSandbox(const domain::SandboxId &) override { return api::Verdict::alreadySo(); }
    api::Verdict destroySandbox(const domain::SandboxId &) override { return api::Verdict::accepted(); }

private:
    void loop()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_wake.wait(lock, [this] { return m_stop || !m_jobs.empty(); });
            if (m_stop)
                return;
            EngineClient::Job job = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            job(*this);
            job = nullptr;
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<EngineClient::Job> m_jobs;
    bool m_stop = false;
    api::Observer m_observer;
    std::thread m_thread;
};

} // namespace

class EngineClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFloodArrivesAsFewBatchesEndingWithTheNewest();
    void verdictsComeBackOnTheCallersThread();
    void anEngineThatDoesNotAnswerIsToldApart();
    void theEngineMayOutliveTheClient();
    void aQuietEngineGivesSignsOfLife();
};

void EngineClientTest::aFloodArrivesAsFewBatchesEndingWithTheNewest()
{
    ThreadedEngine engine;
    EngineClient client(engine.post());
    std::map<std::string, std::uint64_t> newest;
    int batches = 0;
    connect(&client, &EngineClient::arrived, this, [&](const Batch &batch) {
        ++batches;
        for (const api::SessionView &view : batch.sessions) {
            QVERIFY(view.generation > newest[view.id.value()]);
            newest[view.id.value()] = view.generation;
        }
    });
    bool answered = false;
    engine.run(client.observer());
    client.start([&](const api::Verdict &) { answered = true; });

    QTRY_VERIFY_WITH_TIMEOUT(answered, 30'000);
    QCOMPARE(newest.size(), 50u);
    QCOMPARE(newest["sesn_0"], 20'000u);
    QVERIFY2(batches < 1000, "20,000 changes must not be 20,000 deliveries");
}

void EngineClientTest::verdictsComeBackOnTheCallersThread()
{
    ThreadedEngine engine;
    EngineClient client(engine.post());
    engine.run(client.observer());
    QThread *where = nullptr;
    api::Verdict verdict;
    client.pausePolling(domain::EnvironmentId("env_9"), [&](const api::Verdict &answer) {
        where = QThread::currentThread();
        verdict = answer;
    });
    QVERIFY(!where); // not from inside the call

    QTRY_COMPARE(where, thread());
    QCOMPARE(verdict.kind, api::Verdict::Kind::Denied);
    QCOMPARE(verdict.reason, std::string("No environment env_9"));
    client.pauseSandbox(domain::SandboxId("sbx-1"), [&](const api::Verdict &answer) { verdict = answer; });
    QTRY_COMPARE(verdict.reason, std::string("A tool runs in sbx-1"));
    client.resumeSandbox(domain::SandboxId("sbx-1"), [&](const api::Verdict &answer) { verdict = answer; });
    QTRY_COMPARE(verdict.kind, api::Verdict::Kind::AlreadySo);
}

void EngineClientTest::anEngineThatDoesNotAnswerIsToldApart()
{
    EngineClient client([](const EngineClient::Job &) {});
    std::size_t answers = 0;
    for (std::size_t i = 0; i < EngineClient::kOpenCommandsMax; ++i)
        client.drain([&](const api::Verdict &) { ++answers; });
    api::Verdict refused;
    client.drain([&](const api::Verdict &answer) { refused = answer; });

    QTRY_COMPARE(refused.kind, api::Verdict::Kind::Denied);
    QVERIFY(!refused.reason.empty());
    QCOMPARE(answers, 0u);
}

void EngineClientTest::theEngineMayOutliveTheClient()
{
    ThreadedEngine engine;
    auto client = std::make_unique<EngineClient>(engine.post());
    const api::Observer observer = client->observer();
    engine.run(observer);
    client->start();
    client.reset();
    observer(api::HostView{});
    engine.stop();
}

void EngineClientTest::aQuietEngineGivesSignsOfLife()
{
    ThreadedEngine engine;
    EngineClient client(engine.post());
    engine.run(client.observer());
    QSignalSpy heard(&client, &EngineClient::heard);

    QVERIFY(heard.wait(10'000));
}

QTEST_GUILESS_MAIN(EngineClientTest)
#include "engine_client_test.moc"
