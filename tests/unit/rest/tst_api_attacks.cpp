// The local API against those who may not: every route without a good key, pages of other sites, names that are paths,
// requests that are too long or never end, clients that say nothing more.
#include "core/rest/metrics_book.h"
#include "tests/unit/rest/api_rig.h"

#include <algorithm>
#include <map>

using namespace resttest;
using domain::KeyScope;

namespace {

/// One that the pattern matches.
QByteArray pathOf(const rest::Route &route)
{
    QByteArray path;
    for (const auto &part : QByteArray::fromStdString(route.pattern).split('/'))
        if (!part.isEmpty())
            path += '/' + (part.startsWith('{') ? QByteArray("a1") : part);
    return path;
}

QByteArray methodOf(const rest::Route &route)
{
    return route.method == "*" ? QByteArray("GET") : QByteArray::fromStdString(route.method);
}

} // namespace

class ApiAttacksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ApiRig> m_rig;

    void nothingWasDone() const
    {
        QCOMPARE(m_rig->engine.said, std::vector<std::string>());
        QCOMPARE(m_rig->engine.ways.said, std::vector<std::string>());
    }

private Q_SLOTS:
    void init() { m_rig = std::make_unique<ApiRig>(); }
    void cleanup() { m_rig.reset(); }

    void noRouteIsAnsweredWithoutAGoodKey()
    {
        const auto wall = m_rig->clock.wallNow();
        const auto expired = m_rig->key(KeyScope::Admin, wall + 1h);
        domain::ApiKeyId id("none");
        const auto revoked = m_rig->key(KeyScope::Admin, {}, &id);
        QVERIFY(m_rig->engine.book.act(api::RevokeKey{id}).reason.empty());
        m_rig->clock.setWall(wall + 2h);
        const std::vector<QByteArray> bad{{}, "wrong", expired, revoked};
        QVERIFY(m_rig->api->router().routes().size() > 90);
        for (const auto &route : m_rig->api->router().routes()) {
            for (const auto &key : bad) {
                m_rig->clock.advance(61s); // each is told by itself that it is wrong
                const auto answer = m_rig->ask(methodOf(route), pathOf(route), {.key = key});
                if (!route.scope) {
                    QVERIFY2(answer.status != 401, route.pattern.c_str());
                    continue;
                }
                QVERIFY2(answer.status == 401, (route.method + route.pattern).c_str());
                QVERIFY(answer.head.contains("www-authenticate: bearer"));
                auto error = answer.object()["error"];
                QVERIFY(error.is_string() /* the runs' shape */ || error["code"] == "Unauthorized");
            }
        }
        nothingWasDone();
    }

    void aKeyOfTooSmallAScopeIsTurnedAwayFromEveryRouteThatNeedsMore()
    {
        const auto read = m_rig->key(KeyScope::Read);
        const auto operate = m_rig->key(KeyScope::Operate);
        int refused = 0;
        for (const auto &route : m_rig->api->router().routes())
            for (const auto &[key, scope] : {std::pair{read, KeyScope::Read}, std::pair{operate, KeyScope::Operate}}) {
                if (!route.scope || domain::covers(scope, *route.scope))
                    continue;
                const auto answer = m_rig->ask(methodOf(route), pathOf(route), {.key = key});
                QVERIFY2(answer.status == 403, (route.method + route.pattern).c_str());
                QVERIFY(answer.bytes.contains(std::string(domain::word(*route.scope)).c_str()));
                ++refused;
            }
        QVERIFY(refused > 80);
        nothingWasDone();
    }

    void everyRouteIsCountedUnderItsName()
    {
        for (const auto &route : m_rig->api->router().routes())
            QVERIFY2(rest::routeLabel(http::pathSegments(route.pattern)) != "other", route.pattern.c_str());
    }

    /// Whoever writes follow=yes is not to be answered as if he had said no.
    void whatIsTrueOrFalseIsNothingElse()
    {
        int flags = 0;
        for (const auto &route : m_rig->api->router().routes())
            for (const auto flag : route.flags) {
                ++flags;
                QVERIFY2(std::ranges::find(*route.query, flag) != route.query->end(), route.pattern.c_str());
                const auto name = QByteArray(flag.data(), static_cast<qsizetype>(flag.size()));
                for (const auto *value : {"=x", "=1", "=yes", "=True", "=", "", "=true&", "=false "}) {
                    const bool isTwice = QByteArray(value) == "=true&";
                    const auto answer =
                        m_rig->askSocket(methodOf(route), pathOf(route) + '?' + name +
                                                              (isTwice ? QByteArray(value) + name + "=no"
                                                                       : QByteArray(value).replace(' ', "%20")));
                    QVERIFY2(answer.status == 400, (route.pattern + value).c_str());
                    QCOMPARE(answer.problem(), isTwice ? "the parameter '" + std::string(flag) +
                                                             "' stands there more than once, and has one value"
                                                       : "'" + std::string(flag) + "' is true or false");
                }
            }
        QCOMPARE(flags, 4);
        nothingWasDone();
    }

    void aKeyOpensWhatItsScopeSays()
    {
        const auto read = m_rig->key(KeyScope::Read);
        const auto admin = m_rig->key(KeyScope::Admin);
        for (const auto *address : {"127.0.0.1", "::1"})
            QCOMPARE(m_rig->ask("GET", "/v1/sandboxes", {.key = read, .address = address}).status, 200);
        QCOMPARE(m_rig->ask("GET", "/v1/keys", {.key = admin}).status, 200);
        QCOMPARE(m_rig->ask("DELETE", "/v1/sandboxes/sbx-1", {.key = admin}).status, 202);
        QCOMPARE(m_rig->engine.said, std::vector<std::string>{"destroy sbx-1"});
        QVERIFY(m_rig->engine.whose.front().starts_with("key test admin (key-"));
        QCOMPARE(m_rig->askSocket("DELETE", "/v1/sandboxes/sbx-1").status, 202);
        QCOMPARE(m_rig->engine.whose.back(), std::string("socket"));
    }

    void whoGuessesIsSlowedDownAndNobodyElse()
    {
        const auto good = m_rig->key(KeyScope::Read);
        for (int i = 0; i < rest::Gatekeeper::kFailuresMax; ++i)
            QCOMPARE(m_rig->ask("GET", "/v1/host", {.key = "guess"}).status, 401);
        const auto told = m_rig->ask("GET", "/v1/host", {.key = "guess"});
        QCOMPARE(told.status, 429);
        QVERIFY(told.head.contains("retry-after: 60"));
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes", {.key = good}).status, 200);
        m_rig->clock.advance(61s);
        QCOMPARE(m_rig->ask("GET", "/v1/host", {.key = "guess"}).status, 401);
    }

    void whatAWebPageCouldSendIsNobodys()
    {
        const auto key = m_rig->key(KeyScope::Admin);
        const auto port = QByteArray::number(m_rig->port);
        for (const auto &host :
             {QByteArray("evil.example"), "evil.example:" + port, QByteArray("127.0.0.1:1"), QByteArray("127.0.0.1"),
              "127.0.0.1.evil.example:" + port, "[::2]:" + port, "localhost.:" + port, "user@127.0.0.1:" + port}) {
            const auto answer = m_rig->ask("DELETE", "/v1/sandboxes/sbx-1", {.key = key, .host = host});
            QVERIFY2(answer.status == 403 || answer.status == 400, host.constData());
        }
        for (const auto *header :
             {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: http://localhost:3000\r\n",
              "Origin: https://127.0.0.1\r\n", "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n"}) {
            QCOMPARE(m_rig->ask("DELETE", "/v1/sandboxes/sbx-1", {.key = key, .headers = header}).status, 403);
            QCOMPARE(m_rig->askSocket("DELETE", "/v1/sandboxes/sbx-1", {}, header).status, 403);
        }
        const auto preflight = m_rig->ask("OPTIONS", "/v1/sandboxes", {.key = key});
        QCOMPARE(preflight.status, 405);
        QVERIFY(preflight.head.contains("allow: get, post") && !preflight.head.contains("access-control"));
        const auto form = m_rig->ask(
            "POST", "/v1/sandboxes",
            {.key = key, .body = R"({"name":"x"})", .headers = "Content-Type: application/x-www-form-urlencoded\r\n"});
        QCOMPARE(form.status, 415);
        nothingWasDone();
    }

    void aNameThatIsAPathLeadsNowhere()
    {
        const auto key = m_rig->key(KeyScope::Admin);
        for (const auto &name : {QByteArray("%2e%2e"), QByteArray(".."), QByteArray("%2E"), QByteArray("a%2Fb"),
                                 QByteArray("%2F"), QByteArray(""), QByteArray("a%0d%0ab"), QByteArray("%7f"),
                                 QByteArray(300, 'a'), QByteArray("a/../../host")}) {
            const auto answer = m_rig->ask("DELETE", "/v1/sandboxes/" + name, {.key = key});
            QVERIFY2(answer.status == 404 || answer.status == 405 || answer.status == 400, name.constData());
        }
        nothingWasDone();
        // What is no escape is a name like any other, and nobody's.
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes/%00", {.key = key}).status, 404);
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes/%zz", {.key = key}).status, 404);
    }

    void whatIsTooLongIsRefused()
    {
        const auto key = m_rig->key(KeyScope::Admin);
        const auto line = m_rig->ask("GET", "/v1/sandboxes?state=" + QByteArray(64 << 10, 'a'), {.key = key}).status;
        QVERIFY(line == 414 || line == 431);
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes", {.key = QByteArray(64 << 10, 'k')}).status, 431);
        const auto large =
            m_rig->ask("POST", "/v1/templates", {.key = key, .body = "{", .headers = "Content-Length: 2000000\r\n"});
        QCOMPARE(large.status, 413);
        // A route that takes more says so before the key is known, and not to those without one.
        const auto program = m_rig->ask("POST", "/v1/sandboxes/sbx-1/exec",
                                        {.key = key, .body = "{", .headers = "Content-Length: 90000000\r\n"});
        QCOMPARE(program.status, 413);
        const auto nobody = m_rig->ask("PUT", "/v1/sandboxes/sbx-1/files?path=/x",
                                       {.headers = "Content-Length: 90000000\r\nExpect: 100-continue\r\n"});
        QCOMPARE(nobody.status, 401);
        nothingWasDone();
    }

    void aLongBodyIsReadOnceItsSenderIsKnown()
    {
        const auto key = m_rig->key(KeyScope::Admin);
        const auto body = "{\"definition\":\"" + QByteArray(200 << 10, 'x') + "\"}";
        QCOMPARE(m_rig->ask("POST", "/v1/templates", {.body = body}).status, 401);
        nothingWasDone();
        QCOMPARE(m_rig->ask("POST", "/v1/templates", {.key = key, .body = body}).status, 202);
        QCOMPARE(m_rig->engine.said.size(), std::size_t{1});
        QCOMPARE(m_rig->engine.said.front().size(), std::string("save template: ").size() + (200 << 10));
        const QByteArray chunks = "11\r\n{\"definition\":\"\"}\r\n0\r\n\r\n";
        auto text = m_rig->text("POST", "/v1/templates", {.key = key, .headers = "Transfer-Encoding: chunked\r\n"});
        text.replace("Content-Length: 0\r\n", "");
        QCOMPARE(m_rig->say(text + chunks).status, 202);
        QCOMPARE(m_rig->engine.said.back(), std::string("save template: "));
    }

    void longBodiesThatComeAtOnceHaveARoomTheyShare()
    {
        const auto key = m_rig->key(KeyScope::Admin);
        const auto begin = QByteArray("{\"definition\":\"x\"");
        const auto body = begin + QByteArray((1 << 20) - begin.size() - 1, ' ') + "}";
        const auto text = m_rig->text("POST", "/v1/templates", {.key = key, .body = body});
        const auto fit = rest::Router::kCollectedMax.value >> 20;
        std::vector<std::unique_ptr<QTcpSocket>> clients;
        for (std::size_t i = 0; i <= fit; ++i) {
            clients.push_back(std::make_unique<QTcpSocket>());
            clients.back()->connectToHost(QStringLiteral("127.0.0.1"), m_rig->port);
            clients.back()->write(text.chopped(1)); // all but one fit
        }
        const auto isRefused = [](const auto &client) {
            return client->bytesAvailable() > 0;
        };
        QVERIFY(m_rig->waitFor([&] { return std::ranges::any_of(clients, isRefused); }));
        const auto refused = answerIn((*std::ranges::find_if(clients, isRefused))->readAll());
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.head.contains("retry-after: 5"));
        QVERIFY(refused.problem().find("at once") != std::string::npos);
        // What is small needs no room, and the socket has its own.
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes", {.key = key}).status, 200);
        QCOMPARE(m_rig->askSocket("POST", "/v1/templates", body).status, 202);
        int taken = 0;
        for (const auto &client : clients)
            client->write("}");
        QVERIFY(m_rig->waitFor([&] {
            for (const auto &client : clients)
                taken += answerIn(client->readAll()).status == 202 ? 1 : 0;
            return taken == static_cast<int>(fit);
        }));
        QCOMPARE(m_rig->say(text).status, 202); // and there is room again
    }

    void aClientThatStallsIsLeftAndHoldsNobodyUp()
    {
        const auto key = m_rig->key(KeyScope::Read);
        std::vector<std::unique_ptr<QTcpSocket>> stalled;
        for (const auto *begun :
             {"GET /v1/hos", "POST /v1/sandboxes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{"}) {
            auto client = std::make_unique<QTcpSocket>();
            client->connectToHost(QStringLiteral("127.0.0.1"), m_rig->port);
            client->write(begun);
            QVERIFY(m_rig->waitFor([&] { return client->bytesToWrite() == 0; }));
            stalled.push_back(std::move(client));
        }
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes", {.key = key}).status, 200);
        QCOMPARE(m_rig->askSocket("GET", "/v1/sandboxes").status, 200);
        m_rig->clock.advance(70s);
        for (const auto &client : stalled)
            QVERIFY(m_rig->waitFor([&] {
                m_rig->clock.advance(5s);
                return client->state() == QAbstractSocket::UnconnectedState;
            }));
    }

    void whileThereIsNoEngineNobodyIsLetInAndNothingIsLost()
    {
        const auto key = m_rig->key(KeyScope::Admin);
        m_rig->isHere = false;
        QTcpSocket client;
        client.connectToHost(QStringLiteral("127.0.0.1"), m_rig->port);
        client.write(m_rig->text("DELETE", "/v1/sandboxes/sbx-1", {.key = key}));
        QVERIFY(m_rig->waitFor([&] { return !m_rig->waiting.empty(); }));
        nothingWasDone();
        m_rig->isHere = true;
        for (const auto &job : std::exchange(m_rig->waiting, {}))
            job(m_rig->engine);
        QVERIFY(m_rig->waitFor([&] { return client.bytesAvailable() > 0; }));
        QCOMPARE(answerIn(client.readAll()).status, 202);
        QCOMPARE(m_rig->engine.said, std::vector<std::string>{"destroy sbx-1"});
    }

    void onlySoManyWaitForTheEngine()
    {
        m_rig->isHere = false;
        int refused = 0;
        for (std::size_t i = 0; i <= rest::Gatekeeper::kWaitingMax; ++i) {
            QTcpSocket client; // it leaves, and has waited all the same
            client.connectToHost(QStringLiteral("127.0.0.1"), m_rig->port);
            client.write(m_rig->text("GET", "/v1/sandboxes", {.key = "guess"}));
            QVERIFY(m_rig->waitFor([&] { return m_rig->waiting.size() > i || client.bytesAvailable() > 0; }));
            refused += client.bytesAvailable() > 0 ? 1 : 0;
        }
        QCOMPARE(refused, 1);
        QCOMPARE(m_rig->waiting.size(), rest::Gatekeeper::kWaitingMax);
        m_rig->isHere = true;
        for (const auto &job : std::exchange(m_rig->waiting, {}))
            job(m_rig->engine);
        const auto key = m_rig->key(KeyScope::Read);
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes", {.key = key}).status, 200);
    }

    void aBodyThatIsUnderWayEndsWithItsKey()
    {
        domain::ApiKeyId id("none");
        const auto key = m_rig->key(KeyScope::Admin, {}, &id);
        const auto text = m_rig->text("POST", "/v1/templates",
                                      {.key = key, .body = "{\"definition\":\"" + QByteArray(200 << 10, 'x') + "\"}"});
        QTcpSocket client;
        client.connectToHost(QStringLiteral("127.0.0.1"), m_rig->port);
        client.write(text.left(text.size() / 2));
        QVERIFY(m_rig->waitFor([&] { return client.state() == QAbstractSocket::ConnectedState; }));
        for (int turns = 0; turns < 50; ++turns)
            m_rig->turn();
        QVERIFY(m_rig->engine.book.act(api::RevokeKey{id}).reason.empty());
        client.write(text.mid(text.size() / 2));
        QVERIFY(m_rig->waitFor([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
        nothingWasDone();
    }

    void whatWasBegunWithAKeyEndsWithIt()
    {
        auto &book = m_rig->engine.book;
        const auto wall = m_rig->clock.wallNow();
        domain::ApiKeyId revoked("none");
        domain::ApiKeyId rotated("none");
        domain::ApiKeyId graced("none");
        domain::ApiKeyId twice("none");
        std::map<std::string, std::unique_ptr<QTcpSocket>> streams;
        const auto follow = [&](const std::string &name, const QByteArray &key) {
            auto &client = *(streams[name] = std::make_unique<QTcpSocket>());
            client.connectToHost(QStringLiteral("127.0.0.1"), m_rig->port);
            client.write(m_rig->text("GET", "/v1/events?follow=true", {.key = key}));
            return m_rig->waitFor([&] { return client.bytesAvailable() > 0; });
        };
        QVERIFY(follow("good", m_rig->key(KeyScope::Read)));
        QVERIFY(follow("revoked", m_rig->key(KeyScope::Read, {}, &revoked)));
        QVERIFY(follow("rotated", m_rig->key(KeyScope::Read, {}, &rotated)));
        QVERIFY(follow("rotated twice", m_rig->key(KeyScope::Read, {}, &twice)));
        const auto former = m_rig->key(KeyScope::Read, {}, &graced);
        QVERIFY(follow("graced", former));
        QVERIFY(follow("expires", m_rig->key(KeyScope::Read, wall + 1h)));
        m_rig->clock.setWall(wall + 1min);
        QVERIFY(book.act(api::RotateKey{graced, 10min}).reason.empty());
        QVERIFY(follow("graced, late", former));
        QVERIFY(book.act(api::RevokeKey{revoked}).reason.empty());
        QVERIFY(book.act(api::RotateKey{rotated}).reason.empty());
        const auto second = book.act(api::RotateKey{twice, 10min});
        QVERIFY(follow("rotated after", QByteArray::fromStdString(second.secret.reveal())));
        m_rig->clock.setWall(wall + 2min);
        QVERIFY(book.act(api::RotateKey{twice, 10min}).reason.empty());
        const auto left = [&] {
            for (int turns = 0; turns < 20; ++turns)
                m_rig->turn();
            std::string names;
            for (const auto &[name, client] : streams)
                if (client->state() == QAbstractSocket::ConnectedState)
                    names += (names.empty() ? "" : "; ") + name;
            return names;
        };
        QCOMPARE(left(), std::string("expires; good; graced; graced, late; rotated after"));
        m_rig->clock.setWall(wall + 30min);
        m_rig->clock.advance(rest::KeyRequests::kLookEvery);
        QCOMPARE(left(), std::string("expires; good"));
        m_rig->clock.setWall(wall + 2h);
        m_rig->clock.advance(rest::KeyRequests::kLookEvery);
        QCOMPARE(left(), std::string("good"));
    }

    void filesOfThisHostAreReadForTheSocketAlone()
    {
        const auto key = m_rig->key(KeyScope::Admin);
        const QByteArray seed = R"({"steps":[{"put":"/etc/passwd","to":"/x"}]})";
        const std::vector<std::pair<QByteArray, QByteArray>> tries{
            {"/v1/sandboxes/sbx-1/seed", seed},
            {"/v1/sandboxes", "{\"seed\":" + seed + "}"},
            {"/v1/images", R"({"source":"oci:/srv/image"})"},
            {"/v1/images", R"({"source":"/srv/image.tar"})"},
            {"/v1/images", R"({"source":"python:3.12","auth_file":"/home/me/auth.json"})"},
            {"/v1/templates", R"({"definition":"name = 'x'","folder":"/srv"})"},
            {"/v1/templates", R"({"definition":"[[step]]\ncopy = '/etc/passwd'\nto = '/x'"})"},
            {"/v1/templates", "{\"definition\":\"[[step]]\\n\\\"c\\\\u006fpy\\\" = '/etc/passwd'\"}"},
        };
        for (const auto &[path, body] : tries) {
            QCOMPARE(m_rig->ask("POST", path, {.key = key, .body = body}).status, 403);
            nothingWasDone();
        }
        for (const auto &[path, body] : tries)
            QCOMPARE(m_rig->askSocket("POST", path, body).status, 202);
        QCOMPARE(m_rig->engine.said.size(), tries.size());
    }
};

QTEST_GUILESS_MAIN(ApiAttacksTest)
#include "tst_api_attacks.moc"
