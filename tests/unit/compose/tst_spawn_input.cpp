// What a poller hands over for one session: read in every form, and what is missing is named in the reference's order.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/spawn_input.h"

#include <QByteArray>

using namespace glovebox;
using namespace glovebox::compose;

namespace {

std::string secretOf(const char *token)
{
    return QByteArray(QByteArray("{\"sessions_token\":\"") + token + "\"}").toBase64().toStdString();
}

/// With apostrophes for quotes.
SecretString json(std::string text)
{
    std::ranges::replace(text, '\'', '"');
    return SecretString(std::move(text));
}

SecretString wholeItem(const char *kind = "session")
{
    return json(std::string("{'id':'work_1','type':'work','environment_id':'env_1','data':{'type':'") + kind +
                "','id':'sesn_1'},'state':'starting','secret':'" + secretOf("sk-ant-req-item") +
                "','metadata':{'glovebox.vcpus':'2'}}\n");
}

SpawnTexts variables()
{
    return {
        .workId = "work_1", .environmentId = "env_1", .sessionId = "sesn_1", .key = SecretString("sk-ant-oat01-key")};
}

QByteArray complaint(const SpawnTexts &texts)
{
    const auto job = readSpawnInput(texts);
    return job ? "taken" : QByteArray::fromStdString(job.error().detail);
}

} // namespace

class SpawnInputTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anItemOnStandardInputSaysEverything()
    {
        const auto job = readSpawnInput({.item = wholeItem()});
        QVERIFY2(job, job ? "" : job.error().detail.c_str());
        QCOMPARE(job->item.id.value(), std::string("work_1"));
        QCOMPARE(job->item.environment.value(), std::string("env_1"));
        QCOMPARE(job->item.subject, std::string("sesn_1"));
        QVERIFY(job->item.kind == domain::WorkKind::Session);
        QCOMPARE(job->item.sessionsToken.reveal(), std::string("sk-ant-req-item"));
        QCOMPARE(job->item.metadata.at("glovebox.vcpus"), std::string("2"));
        QCOMPARE(job->key.reveal(), std::string("sk-ant-req-item")); // without an environment key the token does it all
    }

    void theVariablesAloneDoAsWell()
    {
        const auto job = readSpawnInput(variables());
        QVERIFY(job);
        QCOMPARE(job->item.id.value(), std::string("work_1"));
        QCOMPARE(job->item.subject, std::string("sesn_1"));
        QVERIFY(job->item.sessionsToken.empty());
        QCOMPARE(job->key.reveal(), std::string("sk-ant-oat01-key"));
    }

    void bothTogetherAreWhatThePollerHandsOver()
    {
        auto texts = variables();
        texts.item = wholeItem();
        const auto job = readSpawnInput(texts);
        QVERIFY(job);
        QCOMPARE(job->key.reveal(), std::string("sk-ant-oat01-key"));
        QCOMPARE(job->item.sessionsToken.reveal(), std::string("sk-ant-req-item"));
    }

    void aSecretOfItsOwnGoesBeforeTheItems()
    {
        const auto job = readSpawnInput({.secret = SecretString(secretOf("sk-ant-req-own")), .item = wholeItem()});
        QVERIFY(job);
        QCOMPARE(job->item.sessionsToken.reveal(), std::string("sk-ant-req-own"));
        // One that cannot be read is not silently replaced, but the key still speaks.
        auto texts = variables();
        texts.secret = SecretString("!!!");
        const auto broken = readSpawnInput(texts);
        QVERIFY(broken && broken->item.secretWasUndecodable && broken->item.sessionsToken.empty());
        QCOMPARE(broken->key.reveal(), std::string("sk-ant-oat01-key"));
    }

    void whatIsMissingIsNamedInOrder()
    {
        SpawnTexts texts;
        QVERIFY2(complaint(texts).startsWith("no work id: set ANTHROPIC_WORK_ID"), complaint(texts));
        texts.workId = "work_1";
        QVERIFY2(complaint(texts).startsWith("no environment id: set ANTHROPIC_ENVIRONMENT_ID"), complaint(texts));
        texts.environmentId = "env_1";
        QVERIFY2(complaint(texts).startsWith("no session id: set ANTHROPIC_SESSION_ID"), complaint(texts));
        texts.sessionId = "sesn_1";
        QVERIFY2(complaint(texts).startsWith("no key: set ANTHROPIC_ENVIRONMENT_KEY"), complaint(texts));
        texts.secret = SecretString("recognisable");
        QVERIFY2(complaint(texts).startsWith("no key: the item's secret cannot be decoded"), complaint(texts));
        QVERIFY(!complaint(texts).contains("recognisable"));
        texts.secret = SecretString(secretOf("sk-ant-req-own"));
        QCOMPARE(complaint(texts), QByteArray("taken"));
    }

    void whatContradictsItselfIsRefused()
    {
        const auto with = [](auto change) {
            auto texts = variables();
            texts.item = wholeItem();
            change(texts);
            return complaint(texts);
        };
        QVERIFY(with([](auto &texts) { texts.workId = "work_2"; }).startsWith("ANTHROPIC_WORK_ID is 'work_2', but"));
        QVERIFY(with([](auto &texts) { texts.environmentId = "env_2"; }).contains("'env_1'"));
        QVERIFY(with([](auto &texts) { texts.sessionId = "sesn_2"; }).startsWith("ANTHROPIC_SESSION_ID is 'sesn_2'"));
        QVERIFY(with([](auto &texts) { texts.item = wholeItem("healthcheck"); }).contains("is not of a session"));
    }

    void whatIsNoItemIsRefused()
    {
        for (const char *text : {"[]", "null", "work_1", "{", "{}", "{'id':7}"})
            QVERIFY2(complaint({.item = json(text)}).contains("is not a work item"), complaint({.item = json(text)}));
        // Ids go into folder names and URLs.
        for (const char *id : {"../x", "a b", "a/b", "work_\xc3\xa4", "a\nb"}) {
            auto texts = variables();
            texts.workId = id;
            QVERIFY2(complaint(texts).startsWith("work id '") && complaint(texts).contains("is not possible"),
                     complaint(texts));
            QVERIFY(!complaint(texts).contains('\n'));
        }
        QCOMPARE(complaint({.item = SecretString(std::string(500, '['))}).left(4), QByteArray("what"));
    }
};

QTEST_GUILESS_MAIN(SpawnInputTest)
#include "tst_spawn_input.moc"
