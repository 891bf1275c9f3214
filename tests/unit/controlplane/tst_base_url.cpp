// Role: what an operator may type as base URL, and what they read when it is wrong.
#include "core/controlplane/base_url.h"

#include <QTest>

using glovebox::ErrorCode;
using glovebox::controlplane::BaseUrl;

class BaseUrlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsAndJoins_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("poll");
        QTest::newRow("plain") << QByteArray("https://api.anthropic.com")
                               << QByteArray("https://api.anthropic.com/v1/x?a=b");
        QTest::newRow("slash") << QByteArray("https://api.anthropic.com/")
                               << QByteArray("https://api.anthropic.com/v1/x?a=b");
        QTest::newRow("port") << QByteArray("http://127.0.0.1:8080") << QByteArray("http://127.0.0.1:8080/v1/x?a=b");
        QTest::newRow("prefix") << QByteArray("http://host/a%20b/c//") << QByteArray("http://host/a%20b/c/v1/x?a=b");
        QTest::newRow("v6") << QByteArray("http://[::1]:9/") << QByteArray("http://[::1]:9/v1/x?a=b");
        QTest::newRow("blanks around") << QByteArray(" https://h ") << QByteArray("https://h/v1/x?a=b");
    }
    void acceptsAndJoins()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, poll);
        const auto url = BaseUrl::parse(typed.toStdString());
        QVERIFY2(url, url ? "" : url.error().detail.c_str());
        QCOMPARE(QByteArray::fromStdString(url->resolve("/v1/x", "a=b")), poll);
    }

    void percentEncodingSurvivesByteForByte()
    {
        const auto url = BaseUrl::parse("http://h");
        const std::string path = "/v1/e%2Ff%3F%25/x";
        const std::string query = "t=2026-11-20T19%3A58%3A32.059%2B00%3A00%26%3D%23%25%E2%82%AC";
        QCOMPARE(url->resolve(path, query), "http://h" + path + "?" + query);
    }

    void refusesWithAReason_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("empty") << QByteArray() << QByteArray("is empty");
        QTest::newRow("no scheme") << QByteArray("api.anthropic.com")
                                   << QByteArray("must begin with https:// or http://");
        QTest::newRow("other scheme") << QByteArray("ftp://h/") << QByteArray("must begin with https:// or http://");
        QTest::newRow("no host") << QByteArray("https:///v1") << QByteArray("names no host");
        QTest::newRow("bad port") << QByteArray("http://h:99999") << QByteArray("is not a URL");
        QTest::newRow("port 0") << QByteArray("http://h:0") << QByteArray("names port 0");
        QTest::newRow("query") << QByteArray("http://h/?a=1") << QByteArray("must not carry a query");
        QTest::newRow("fragment") << QByteArray("http://h/#x") << QByteArray("must not carry a query or a fragment");
        QTest::newRow("password") << QByteArray("http://me:hunter2@h/") << QByteArray("must not carry a user name");
        QTest::newRow("password, bad url") << QByteArray("http://me:hunter2@h:x/") << QByteArray("is not a URL");
        QTest::newRow("long") << ("http://h/" + QByteArray(5000, 'a')) << QByteArray("longer than");
        QTest::newRow("invalid utf-8") << QByteArray("http://\xff\xfe/") << QByteArray("is not a URL");
    }
    void refusesWithAReason()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, reason);
        const auto url = BaseUrl::parse(typed.toStdString());
        QVERIFY(!url);
        QCOMPARE(url.error().code, ErrorCode::InvalidArgument);
        const auto detail = QByteArray::fromStdString(url.error().detail);
        QVERIFY2(detail.contains(reason), detail.constData());
        QVERIFY2(!detail.contains("hunter2"), detail.constData());
    }

    void knowsThisMachine()
    {
        QVERIFY(BaseUrl::parse("http://127.0.0.1:1")->isLoopback());
        QVERIFY(BaseUrl::parse("http://127.3.2.1")->isLoopback());
        QVERIFY(BaseUrl::parse("http://[::1]/")->isLoopback());
        QVERIFY(BaseUrl::parse("http://LOCALHOST/")->isLoopback());
        QVERIFY(!BaseUrl::parse("http://localhost.example.com/")->isLoopback());
        QVERIFY(!BaseUrl::parse("http://10.0.0.1/")->isLoopback());
    }
};

QTEST_GUILESS_MAIN(BaseUrlTest)
#include "tst_base_url.moc"
