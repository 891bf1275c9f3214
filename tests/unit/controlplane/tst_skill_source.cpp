// Role: a skill on its way: which version, then the archive, then what is in it; and every way that goes wrong.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/controlplane/client_fixture.h"

using namespace glovebox;
using namespace testsupport;
using ports::Skill;

namespace {

const domain::SkillRef kLatest{.id = "skill_01", .version = "latest"};
const QByteArray kVersion =
    R"({"type":"skill_version","id":"skillver_777","skill_id":"skill_01","name":"pdf-forms","description":"x"})";

} // namespace

class SkillSourceTest : public QObject {
    Q_OBJECT

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

private:
    std::unique_ptr<ClientFixture> m;
    controlplane::EnvironmentClients m_clients;
};

QTEST_GUILESS_MAIN(SkillSourceTest)
#include "tst_skill_source.moc"
