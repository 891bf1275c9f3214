// Which deliveries are believed: the reference's vector, and what is left when somebody tampers with it.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/rest/webhook_event.h"
#include "core/rest/webhook_signature.h"

#include <QByteArray>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::rest;
using namespace std::chrono_literals;

namespace {

// Reference 6.3.
constexpr const char *kKey = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
constexpr const char *kId = "whe_vector1";
constexpr std::int64_t kTime = 1767225600;
const std::string kBody =
    "{\"type\":\"event\",\"id\":\"whe_vector1\",\"created_at\":\"2026-01-01T00:00:00Z\",\"data\":{"
    "\"type\":\"session.status_run_started\",\"id\":\"sesn_01\",\"organization_id\":\"org_01\","
    "\"workspace_id\":\"wrkspc_01\"}}";
constexpr const char *kSignature = "v1,pDEjqfjh4Wsjuxea0ICX025xMjZWGP0VaX9d0yxirlk=";

WallTime at(std::int64_t seconds)
{
    return WallTime(std::chrono::seconds(seconds));
}

SigningKey keyOf(const char *text = kKey)
{
    return SigningKey::parse(SecretString(text)).value();
}

/// With the quotes that are easier to read here.
std::string json(std::string text)
{
    std::ranges::replace(text, '\'', '"');
    return text;
}

struct Tampered {
    std::string key = kKey;
    std::string id = kId;
    std::string timestamp = std::to_string(kTime);
    std::string signatures = kSignature;
    std::string body = kBody;
    std::int64_t now = kTime;

    Result<WallTime> outcome() const
    {
        return verify(SigningKey::parse(SecretString(key)).value(), {id, timestamp, signatures, body}, at(now));
    }
    bool isBelieved() const { return outcome().has_value(); }
};

} // namespace

class WebhookSignatureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theReferencesVectorIsBelieved()
    {
        const auto outcome = Tampered{}.outcome();
        QVERIFY(outcome);
        QVERIFY(*outcome == at(kTime));
        QCOMPARE("v1," + keyOf().sign(kId, kTime, kBody), std::string(kSignature));
    }

    void aKeyIsReadInEveryFormThatItIsHandedOutIn()
    {
        for (const char *form :
             {"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
              "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"})
            QVERIFY2(Tampered{.key = form}.isBelieved(), form);
        // Bytes whose base64 differs between the alphabets.
        const QByteArray bytes("\xfb\xff\xfe\xfb\xff\xfe\xfb\xff\xfe", 9);
        const auto standard = bytes.toBase64();
        const auto urlSafe = bytes.toBase64(QByteArray::Base64UrlEncoding);
        QVERIFY(standard != urlSafe);
        QCOMPARE(keyOf(standard.constData()).sign("a", 1, "b"), keyOf(urlSafe.constData()).sign("a", 1, "b"));
    }

    void whatIsNoKeyIsRefusedWithoutShowingIt()
    {
        for (const char *text : {"", "whsec_", "whsec_====", "whsec_secret part", "whsec_s3cr3t!", "\xff\xfe"}) {
            const auto key = SigningKey::parse(SecretString(text));
            QVERIFY2(!key, text);
            QVERIFY(key.error().code == ErrorCode::InvalidArgument);
            QVERIFY(key.error().detail.find("s3cr3t") == std::string::npos);
        }
        QVERIFY(!SigningKey::parse(SecretString(std::string(5000, 'A'))));
    }

    void whatWasTamperedWithIsNotBelieved()
    {
        const std::string good = kSignature;
        const std::pair<const char *, Tampered> cases[] = {
            {"another key", {.key = "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="}},
            {"another id", {.id = "whe_vector2"}},
            {"no id", {.id = ""}},
            {"a long id", {.id = std::string(300, 'w')}},
            {"another time", {.timestamp = std::to_string(kTime + 1)}},
            {"no time", {.timestamp = ""}},
            {"a time in words", {.timestamp = "today"}},
            {"a negative time", {.timestamp = "-1767225600"}},
            {"a time with a blank", {.timestamp = "1767225600 "}},
            {"a time of many digits", {.timestamp = "0000001767225600"}},
            {"a body with more", {.body = kBody + "x"}},
            {"a body with a blank before", {.body = " " + kBody}},
            {"no body", {.body = ""}},
            {"no signature", {.signatures = ""}},
            {"blanks for signatures", {.signatures = "   "}},
            {"another version", {.signatures = "v2" + good.substr(2)}},
            {"no version", {.signatures = good.substr(3)}},
            {"half a signature", {.signatures = good.substr(0, 20)}},
            {"a signature with more", {.signatures = good + "="}},
            {"a signature without padding", {.signatures = good.substr(0, good.size() - 1)}},
            {"commas", {.signatures = ",,,,v1,,v1"}},
        };
        for (const auto &[what, tampered] : cases) {
            const auto outcome = tampered.outcome();
            QVERIFY2(!outcome, what);
            QVERIFY2(outcome.error().code == ErrorCode::Unauthorized && !outcome.error().detail.empty(), what);
        }
    }

    void anyOneOfSeveralSignaturesSuffices()
    {
        const std::string good = kSignature;
        const std::string other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        for (const auto &list : {other + ' ' + good, good + ' ' + other, "v1a,xyz " + good, "  " + good + "  "})
            QVERIFY2(Tampered{.signatures = list}.isBelieved(), list.c_str());
        QVERIFY(!Tampered{.signatures = other + ' ' + other}.isBelieved());
    }

    void aDeliveryIsGoodForFiveMinutesBothWays()
    {
        QVERIFY(Tampered{.now = kTime + 300}.isBelieved());
        QVERIFY(Tampered{.now = kTime - 300}.isBelieved());
        const auto old = Tampered{.now = kTime + 301}.outcome();
        QVERIFY(!old && old.error().detail.find("301 s ago") != std::string::npos);
        const auto early = Tampered{.now = kTime - 301}.outcome();
        QVERIFY(!early && early.error().detail.find("301 s in the future") != std::string::npos);
        // Parts of a second count down, as the sender's do.
        QVERIFY(verify(keyOf(), {kId, "1767225600", kSignature, kBody}, at(kTime + 300) + 999ms));
    }

    void theSameIdIsTakenOnce()
    {
        ReplayMemory memory;
        QVERIFY(memory.take("a", at(kTime), at(kTime)));
        QVERIFY(memory.take("b", at(kTime), at(kTime)));
        QVERIFY(!memory.take("a", at(kTime), at(kTime + 1)));
        // As long as a copy of it would be believed, also one that was signed anew or ahead of our time.
        QVERIFY(!memory.take("a", at(kTime), at(kTime + 300)));
        QVERIFY(memory.take("ahead", at(kTime + 300), at(kTime)));
        QVERIFY(!memory.take("ahead", at(kTime + 300), at(kTime + 600)));
        QVERIFY(!memory.take("a", at(kTime + 590), at(kTime + 600)));
    }

    void idsAreForgottenWhenTheirTimeIsOver()
    {
        ReplayMemory memory;
        for (int i = 0; i < 100; ++i)
            QVERIFY(memory.take(std::to_string(i), at(kTime + i), at(kTime + i)));
        QCOMPARE(memory.size(), std::size_t(100));
        QVERIFY(memory.take("later", at(kTime + 350), at(kTime + 350)));
        QCOMPARE(memory.size(), std::size_t(52)); // 49 to 99 could still come, and the new one
        QVERIFY(memory.take("much later", at(kTime + 10'000), at(kTime + 10'000)));
        QCOMPARE(memory.size(), std::size_t(1));
    }

    void theMemoryIsBounded()
    {
        ReplayMemory memory(10);
        for (int i = 0; i < 1000; ++i)
            QVERIFY(memory.take(std::to_string(i), at(kTime + i / 100), at(kTime)));
        QCOMPARE(memory.size(), std::size_t(10));
        QVERIFY(!memory.take("999", at(kTime + 9), at(kTime)));
        QCOMPARE(memory.size(), std::size_t(10));
    }

    void anEventIsReadForItsTypeAlone()
    {
        auto event = decodeWebhookEvent(kBody);
        QVERIFY(event && event->meansWork() && !event->environment);
        event = decodeWebhookEvent(json("{'data':{'type':'session.updated','environment_id':'env_1','new':[1,{}]}}"));
        QVERIFY(event && !event->meansWork());
        QCOMPARE(event->environment->value(), std::string("env_1"));
        event = decodeWebhookEvent(json("{'data':{'type':'session.status_run_started','environment_id':'../x'}}"));
        QVERIFY(event && event->meansWork() && !event->environment);
        event = decodeWebhookEvent(json("{'data':{'type':'a\\nb\\u001b[31m'}}"));
        QVERIFY(event && event->type.find_first_of("\n\x1b") == std::string::npos);
        event = decodeWebhookEvent(json("{'data':{'type':'" + std::string(5000, 'x') + "'}}"));
        QVERIFY(event && event->type.size() < 200);
        for (const std::string &body :
             {std::string(), json("null"), json("[]"), json("{}"), json("{'data':[]}"), json("{'data':{'type':7}}"),
              json("{'data':{'type':'x'}"), std::string(60'000, '[')})
            QVERIFY2(!decodeWebhookEvent(body), body.c_str());
    }
};

QTEST_GUILESS_MAIN(WebhookSignatureTest)
#include "tst_webhook_signature.moc"
