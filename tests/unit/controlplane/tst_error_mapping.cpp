// Role: what a refusal becomes, and how it reads (reference 0.5).
#include "core/controlplane/error_mapping.h"

#include <QFile>
#include <QTest>

using namespace glovebox;
using namespace glovebox::controlplane;

namespace {

std::string fixture(const char *name)
{
    QFile file(qEnvironmentVariable("FIXTURES") + QLatin1Char('/') + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

ErrorCode codeOf(int status, std::string body = {})
{
    return errorFrom({.status = status, .body = std::move(body)}).code;
}

} // namespace

class ErrorMappingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statusDecides()
    {
        QCOMPARE(codeOf(400), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf(401), ErrorCode::Unauthorized);
        QCOMPARE(codeOf(402), ErrorCode::Forbidden);
        QCOMPARE(codeOf(403), ErrorCode::Forbidden);
        QCOMPARE(codeOf(404), ErrorCode::NotFound);
        QCOMPARE(codeOf(408), ErrorCode::TimedOut);
        QCOMPARE(codeOf(409), ErrorCode::Conflict);
        QCOMPARE(codeOf(412), ErrorCode::LeaseLost); // also when its body was cut off
        QCOMPARE(codeOf(413), ErrorCode::TooLarge);
        QCOMPARE(codeOf(422), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf(429), ErrorCode::RateLimited);
        QCOMPARE(codeOf(500), ErrorCode::ServerError);
        QCOMPARE(codeOf(529), ErrorCode::ServerError);
        QCOMPARE(codeOf(302), ErrorCode::ProtocolError);
        QCOMPARE(codeOf(418, R"({"error":{"type":"not_found_error"}})"), ErrorCode::NotFound);
        QCOMPARE(codeOf(418, R"({"error":{"type":"brand_new_error"}})"), ErrorCode::InvalidArgument);
    }

    void aLostLeaseSaysWhoHoldsIt()
    {
        const auto error = errorFrom({.status = 412, .requestId = "req_lost", .body = fixture("heartbeat_lost.json")});
        QCOMPARE(error.code, ErrorCode::LeaseLost);
        const auto detail = QByteArray::fromStdString(error.detail);
        QVERIFY2(detail.contains(
                     "HTTP 412 invalid_request_error (heartbeat_precondition_failed): Heartbeat precondition failed"),
                 detail);
        QVERIFY2(detail.contains(R"("state":"queued")") && detail.contains("current_state"), detail);
        QVERIFY2(detail.endsWith("(request-id req_lost)"), detail);
    }

    void requestIdIsTakenFromTheBodyToo()
    {
        const auto error = errorFrom(
            {.status = 404,
             .body =
                 R"({"type":"error","error":{"type":"not_found_error","message":"no such session"},"request_id":"req_7"})"});
        QCOMPARE(error.detail, std::string("HTTP 404 not_found_error: no such session (request-id req_7)"));
    }

    void aProxysPageStaysReadable()
    {
        const auto error = errorFrom({.status = 502,
                                      .contentType = "text/html",
                                      .body = "<html>\r\n\x1b[31mBad\tgateway \xFF" + std::string(5000, 'x')});
        QCOMPARE(error.code, ErrorCode::ServerError);
        const auto detail = QString::fromStdString(error.detail);
        QVERIFY2(detail.startsWith(QStringLiteral("HTTP 502 with text/html: <html>")), qPrintable(detail));
        QVERIFY(detail.size() < 700);
        for (const auto c : detail)
            QVERIFY(c.unicode() >= 0x20);
    }

    void aRedirectNamesItsTargetWithoutItsSecrets()
    {
        const auto error = errorFrom({.status = 307, .location = "https://u:p@evil.example/path?token=t#f"});
        const auto detail = QByteArray::fromStdString(error.detail);
        QVERIFY2(detail.contains("redirects to https://evil.example/path;"), detail);
        QVERIFY2(!detail.contains("token") && !detail.contains("u:p"), detail);
    }

    void nonsenseBodiesAreTolerated()
    {
        for (const char *body : {"", "null", "[]", "{\"error\":7}",
                                 "{\"error\":{\"type\":7,\"message\":[],\"details\":\"x\"}}", "{", "\"x\""})
            QCOMPARE(codeOf(500, body), ErrorCode::ServerError);
        QCOMPARE(codeOf(412, R"({"error":{"details":{"error_code":["heartbeat_precondition_failed"]}}})"),
                 ErrorCode::LeaseLost);
    }

    void credentialsAreTakenOut()
    {
        const SecretString key("sk-ant-oat01-abc");
        QCOMPARE(withoutCredential("x sk-ant-oat01-abc y sk-ant-oat01-abc", key),
                 std::string("x [credential] y [credential]"));
        QCOMPARE(withoutCredential("nothing", SecretString()), std::string("nothing"));
    }

    void credentialsOfOthersAndWhatABoundLeavesOfThemAreTakenOut()
    {
        const SecretString key("sk-ant-oat01-abc");
        QCOMPARE(withoutCredential("Bearer sk-ant-api03-x_Y-9, sk-ant-oat01-ab\xE2\x80\xA6 whsec_aB+/=", key),
                 std::string("Bearer [credential], [credential]\xE2\x80\xA6 [credential]"));
        QCOMPARE(withoutCredential("secret=eyJzZXNzaW9uc190b2tlbiI6InNrIn0 end", key),
                 std::string("secret=[credential] end"));
        QCOMPARE(withoutCredential("eyJ sk-ant- whsec_", key), std::string("eyJ sk-ant- whsec_"));
    }
};

QTEST_GUILESS_MAIN(ErrorMappingTest)
#include "tst_error_mapping.moc"
