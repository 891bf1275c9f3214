// Role: a skill on its way: which version, then the archive, then what is in it; and every way that goes wrong.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/controlplane/skill_client.h"
#include "tests/unit/controlplane/client_fixture.h"

#include <QThread>

#include <atomic>
#include <future>

using namespace glovebox;
using namespace testsupport;
using ports::Skill;

namespace {

const domain::SkillRef kLatest{.id = "skill_01", .version = "latest"};
const QByteArray kVersion =
    R"({"type":"skill_version","id":"skillver_777","skill_id":"skill_01","name":"pdf-forms","description":"x"})";

/// Unpacks when it is told to, and notes where and how often.
struct SlowUnpacking {
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    std::atomic<int> begun = 0;
    std::atomic<int> ended = 0;
    std::atomic<bool> wasStopped = false;
    std::atomic<QThread *> where = nullptr;

    controlplane::SkillClient::Unpack function()
    {
        return [this](std::string_view, const StopFlag &stop) -> Result<std::vector<ports::SkillFile>> {
            where = QThread::currentThread();
            ++begun;
            released.wait();
            wasStopped = stop.raised();
            ++ended;
            return std::vector<ports::SkillFile>{{"SKILL.md", "content", false}};
        };
    }
};

} // namespace

class SkillSourceTest : public QObject {
    Q_OBJECT

    std::unique_ptr<controlplane::SkillClient> clientThat(controlplane::SkillClient::Unpack unpacks)
    {
        auto connection = controlplane::Connection::open({.baseUrl = m->server.url().toStdString(),
                                                          .environment = domain::EnvironmentId("env_01"),
                                                          .environmentKey = SecretString(kKey),
                                                          .userAgent = "Glovebox/test"},
                                                         m->clock);
        return std::make_unique<controlplane::SkillClient>(connection.value(), std::move(unpacks));
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<ClientFixture>();
        m_clients = m->environment();
    }
    void cleanup()
    {
        m_clients = {};
        m.reset();
    }

    void theVersionIsResolvedThenItsArchiveFetched()
    {
        m->server.script({Answer::json(kVersion), Answer::of(200, fixture("skill.zip"), "application/zip")});
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
        QCOMPARE(outcome.calls, 0);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        const auto &skill = **outcome.result;
        QCOMPARE(skill.id, std::string("skill_01"));
        QCOMPARE(skill.version, std::string("skillver_777"));
        QCOMPARE(skill.folder, std::string("pdf-forms"));
        QCOMPARE(skill.files.size(), std::size_t{1});
        QCOMPARE(skill.files[0].path, std::string("SKILL.md"));
        QVERIFY(skill.files[0].content.find("# Fill forms") != std::string::npos);
        const auto &seen = m->server.seen();
        QCOMPARE(seen.size(), std::size_t{2});
        QCOMPARE(seen[0].path, QByteArray("/v1/skills/skill_01/versions/latest"));
        QCOMPARE(seen[1].path, QByteArray("/v1/skills/skill_01/versions/skillver_777/content"));
        QCOMPARE(seen[1].headers.value("accept"), QByteArray("application/binary"));
        for (const auto &request : seen) {
            QVERIFY(!request.headers.contains("anthropic-beta")); // skills are no beta
            QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer ") + kToken);
        }
    }

    void withoutATokenTheEnvironmentKeyServes()
    {
        m->server.script({Answer::json(kVersion), Answer::of(200, fixture("skill.zip"), "application/zip")});
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        for (const auto &request : m->server.seen())
            QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer ") + kKey);
    }

    void aVersionThatMakesNoSenseIsNotFetched_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no id") << QByteArray(R"({"name":"pdf-forms"})");
        QTest::newRow("odd id") << QByteArray(R"({"id":7,"name":"pdf-forms"})");
        QTest::newRow("climbing id") << QByteArray(R"({"id":"..","name":"pdf-forms"})");
        QTest::newRow("a page") << QByteArray("<html>");
    }

    void aVersionThatMakesNoSenseIsNotFetched()
    {
        QFETCH(QByteArray, body);
        m->server.otherwise(Answer::json(body));
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY(outcome.code() == ErrorCode::ProtocolError || outcome.code() == ErrorCode::InvalidArgument);
        QCOMPARE(m->server.seenCount(), 1);
    }

    void anArchiveThatIsNoneIsRefused()
    {
        m->server.script({Answer::json(kVersion), Answer::of(200, "<html>log in first</html>", "text/html")});
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ProtocolError));
        QVERIFY2(outcome.detail().find("text/html") != std::string::npos, outcome.detail().c_str());
    }

    void aSkillThatIsGoneIsNotFound()
    {
        m->server.script({Answer::json(kVersion), Answer::of(404, R"({"error":{"type":"not_found_error"}})")});
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::NotFound));
        QCOMPARE(m->server.seenCount(), 2);
    }

    void aDownloadThatIsCutOffIsTriedAgain()
    {
        const auto whole = Answer::of(200, fixture("skill.zip"), "application/zip");
        m->server.script({Answer::json(kVersion), whole.cutAfter(whole.bytes.size() - 10), whole});
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QCOMPARE(m->server.seenCount(), 3);
    }

    void anArchiveWithoutAnEndIsNotKept()
    {
        const auto half = QByteArray(static_cast<qsizetype>(limits::kSkillBytesMax.value) / 2 + 1, 'P');
        m->server.script({Answer::json(kVersion), Answer::stream(half + half, "application/zip")});
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::TooLarge));
        QTRY_VERIFY(m->server.openConnections() <= 1); // the first request's may stay open
    }

    void anArchiveThatSaysItIsTooLargeIsNotEvenRead()
    {
        const auto length =
            "content-length: " + QByteArray::number(static_cast<qulonglong>(limits::kSkillBytesMax.value + 1));
        m->server.script({Answer::json(kVersion), {.bytes = "HTTP/1.1 200 OK\r\n" + length + "\r\n\r\nPK"}});
        Outcome<Skill> outcome;
        const auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::TooLarge));
    }

    void lettingGoCancelsEitherHalf()
    {
        for (const bool second : {false, true}) {
            m->server.script({second ? Answer::json(kVersion) : Answer::never(), Answer::never()});
            const auto before = m->server.seenCount();
            Outcome<Skill> outcome;
            auto call = m_clients.skills->fetch(kLatest, SecretString(kToken), outcome.callback());
            QVERIFY(m->runUntil([&] { return m->server.seenCount() == before + (second ? 2 : 1); }));
            call.cancel();
            m->clock.advance(std::chrono::hours(1));
            QCOMPARE(outcome.calls, 0);
            QCOMPARE(m->clock.waiting(), std::size_t{0});
        }
    }

    void theEnginesLoopGoesOnWhileASkillIsUnpacked()
    {
        SlowUnpacking slow;
        const auto client = clientThat(slow.function());
        m->server.script({Answer::json(kVersion), Answer::of(200, "an archive", "application/zip")});
        Outcome<Skill> outcome;
        const auto call = client->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return slow.begun == 1; }));
        QVERIFY(slow.where != QThread::currentThread());
        int turns = 0; // of this loop, with the unpacking at hand
        QVERIFY(m->turnUntil([&] { return ++turns > 10; }));
        QCOMPARE(slow.ended, 0);
        QCOMPARE(outcome.calls, 0);
        slow.release.set_value();
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QCOMPARE((*outcome.result)->files.size(), std::size_t{1});
        QCOMPARE((*outcome.result)->folder, std::string("pdf-forms"));
    }

    void aSkillThatNobodyWantsAnyMoreNeverArrives()
    {
        SlowUnpacking slow;
        const auto client = clientThat(slow.function());
        m->server.script({Answer::json(kVersion), Answer::of(200, "an archive", "application/zip"),
                          Answer::json(kVersion), Answer::of(200, "an archive", "application/zip")});
        Outcome<Skill> dropped;
        Outcome<Skill> other;
        auto call = client->fetch(kLatest, SecretString(kToken), dropped.callback());
        QVERIFY(m->runUntil([&] { return slow.begun == 1; }));
        call.cancel();
        slow.release.set_value();
        // Unpacking is in order: when the next one has arrived, the answer to this one has had its chance.
        const auto next = client->fetch(kLatest, SecretString(kToken), other.callback());
        QVERIFY(m->runUntil([&] { return other.calls > 0; }));
        QVERIFY(other.result->has_value());
        QCOMPARE(slow.ended, 2);
        QCOMPARE(dropped.calls, 0);
    }

    void unpackingIsStoppedWithTheSession()
    {
        SlowUnpacking slow;
        auto client = clientThat(slow.function());
        m->server.script({Answer::json(kVersion), Answer::of(200, "an archive", "application/zip")});
        Outcome<Skill> outcome;
        auto call = client->fetch(kLatest, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return slow.begun == 1; }));
        call.cancel();
        slow.release.set_value();
        client.reset(); // waits for the work at hand
        QVERIFY(slow.wasStopped);
        QCoreApplication::processEvents();
        QCOMPARE(outcome.calls, 0);
    }

    void whoIsAnsweredMayLetGoOfEverything()
    {
        auto client = clientThat(nullptr);
        m->server.script({Answer::json(kVersion), Answer::of(200, fixture("skill.zip"), "application/zip")});
        int answers = 0;
        auto call = std::make_unique<Call>();
        *call = client->fetch(kLatest, SecretString(kToken), [&](const Result<Skill> &skill) {
            answers += skill.has_value();
            call.reset();
            client.reset();
        });
        QVERIFY(m->runUntil([&] { return client == nullptr; }));
        QCOMPARE(answers, 1);
    }

    void aFewAreFetchedAtOnceAndTheOthersInTheirOrder()
    {
        SlowUnpacking slow;
        const auto client = clientThat(slow.function());
        m->server.otherwise(Answer::json(kVersion)); // an archive, too, for who asks for one
        std::vector<int> order;
        std::vector<Call> calls;
        for (int i = 0; i < 20; ++i)
            calls.push_back(client->fetch(kLatest, SecretString(kToken), [&order, i](const Result<Skill> &skill) {
                if (skill)
                    order.push_back(i);
            }));
        QVERIFY(m->runUntil([&] { return slow.begun == 1 && m->server.seenCount() == 6; }));
        int turns = 0;
        QVERIFY(m->turnUntil([&] { return ++turns > 20; }));
        // Three versions, three archives, and no more before one is done with: memory stores find a connection.
        QCOMPARE(m->server.seenCount(), 6);
        calls[19].cancel(); // waits
        calls[0].cancel();  // is being unpacked
        slow.release.set_value();
        QVERIFY(m->runUntil([&] { return order.size() == 18; }));
        QCOMPARE(slow.ended, 19);
        std::ranges::sort(order);
        for (int i = 0; i < 18; ++i)
            QCOMPARE(order[static_cast<std::size_t>(i)], i + 1);
    }

private:
    std::unique_ptr<ClientFixture> m;
    controlplane::EnvironmentClients m_clients;
};

QTEST_GUILESS_MAIN(SkillSourceTest)
#include "tst_skill_source.moc"
