// Role: a local API on a unix socket and on both loopback addresses, with keys that a real book keeps, and clients that
// say just what a test writes. Thread: the test's.
#pragma once

#include "core/engine/key_book.h"
#include "core/rest/local_api.h"
#include "tests/support/manual_clock.h"
#include "tests/support/told_engine.h"

#include <QCoreApplication>
#include <QLocalSocket>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <string>

namespace resttest {

using namespace glovebox;
using namespace std::chrono_literals;
using nlohmann::json;

struct Answer {
    int status = 0;
    QByteArray head; // lower case
    QByteArray bytes;

    json object() const { return json::parse(bytes.toStdString(), nullptr, false); }
    std::string problem() const { return object()["error"]["message"].get<std::string>(); }
};

/// Everything behind the last interim answer.
inline Answer answerIn(QByteArray text)
{
    while (text.startsWith("HTTP/1.1 1") && !text.startsWith("HTTP/1.1 101"))
        text = text.mid(text.indexOf("\r\n\r\n") + 4);
    const auto at = text.indexOf("\r\n\r\n");
    Answer answer{text.mid(9, 3).toInt(), text.left(at).toLower(), text.mid(at + 4)};
    if (!answer.head.contains("transfer-encoding: chunked"))
        return answer;
    QByteArray whole;
    for (auto rest = answer.bytes; !rest.isEmpty();) {
        const auto line = rest.indexOf("\r\n");
        const auto size = rest.left(line).toInt(nullptr, 16);
        if (line < 0 || size == 0)
            break;
        whole += rest.mid(line + 2, size);
        rest = rest.mid(line + 2 + size + 2);
    }
    answer.bytes = whole;
    return answer;
}

/// An engine whose keys are in a book.
class KeyedEngine : public testsupport::NotingDoor {
public:
    explicit KeyedEngine(ports::Clock &clock, api::Observer observer)
        : book(
              clock, [](const engine::KeyBook::All &) { return Result<>(); }, engine::KeyBook::All(),
              std::move(observer))
    {
    }
    std::optional<api::KeyHolder> whoHas(const SecretString &secret) override { return book.whoHas(secret); }

    Verdict ask(const api::HistoryQuery &query) override
    {
        if (onQuestion)
            onQuestion(query);
        return onQuestion ? Verdict::accepted() : next;
    }

    engine::KeyBook book;
    std::function<void(const api::HistoryQuery &)> onQuestion; // of the past, whoever's door it came by
};

class ApiRig {
public:
    ApiRig()
        : engine(clock, [this](const api::Change &change) { saw(change); }),
          api(std::make_unique<rest::LocalApi>(clock, [this](const rest::LocalApi::Job &job) {
              if (isHere)
                  job(engine);
              else
                  waiting.push_back(job);
          }))
    {
        if (!api->listen(rest::LocalApi::Places{.socket = socket(), .port = 0}))
            qFatal("the API does not listen");
        port =
            static_cast<quint16>(std::stoi(api->addresses().front().substr(std::string("http://127.0.0.1:").size())));
    }

    std::string socket() const { return folder.filePath(QStringLiteral("api.sock")).toStdString(); }
    void saw(const api::Change &change)
    {
        if (api)
            api->saw(change);
    }

    /// A new key's secret.
    QByteArray key(domain::KeyScope scope, std::optional<WallTime> expires = {}, domain::ApiKeyId *id = nullptr)
    {
        const auto verdict = engine.book.act(api::CreateKey{"test " + std::string(word(scope)), scope, expires});
        if (id)
            *id = verdict.key->id;
        return QByteArray::fromStdString(verdict.secret.reveal());
    }

    struct Asked {
        QByteArray key{};
        QByteArray body{};
        QByteArray headers{}; // each with its line's end
        QByteArray host{};    // empty: the right one
        const char *address = "127.0.0.1";
    };
    QByteArray text(const QByteArray &method, const QByteArray &path, const Asked &what) const
    {
        QByteArray host = what.host;
        if (host.isEmpty())
            host = (QByteArray(what.address).contains(':') ? "[::1]:" : "127.0.0.1:") + QByteArray::number(port);
        QByteArray out = method + ' ' + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + what.headers;
        if (!what.key.isEmpty())
            out += "Authorization: Bearer " + what.key + "\r\n";
        if (!what.headers.toLower().contains("connection:"))
            out += "Connection: close\r\n";
        if (!what.headers.toLower().contains("content-length:") && method != "GET")
            out += "Content-Length: " + QByteArray::number(what.body.size()) + "\r\n";
        return out + "\r\n" + what.body;
    }
    Answer ask(const QByteArray &method, const QByteArray &path, const Asked &what)
    {
        return say(text(method, path, what), what.address);
    }
    Answer ask(const QByteArray &method, const QByteArray &path) { return ask(method, path, Asked{}); }
    /// Sends this and waits until the server has hung up.
    Answer say(const QByteArray &bytes, const char *address = "127.0.0.1")
    {
        QTcpSocket client;
        client.connectToHost(QString::fromLatin1(address), port);
        client.write(bytes);
        QByteArray all;
        waitFor([&] {
            all += client.readAll();
            return client.state() == QAbstractSocket::UnconnectedState;
        });
        return answerIn(all + client.readAll());
    }
    Answer askSocket(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                     const QByteArray &headers = {})
    {
        QLocalSocket client;
        client.connectToServer(QString::fromStdString(socket()));
        client.write(text(method, path, {.body = body, .headers = headers, .host = "localhost"}));
        QByteArray all;
        waitFor([&] {
            all += client.readAll();
            return client.state() == QLocalSocket::UnconnectedState;
        });
        return answerIn(all + client.readAll());
    }
    /// One of both ends: all that is there to be done is done after a few.
    void turn()
    {
        clock.runDue();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    }
    bool waitFor(const std::function<bool()> &so)
    {
        return QTest::qWaitFor(
            [&] {
                clock.runDue();
                return so();
            },
            20'000);
    }

    QTemporaryDir folder;
    testsupport::ManualClock clock;
    bool isHere = true; // the engine
    bool stuck = false; // a question came that is not answered
    std::vector<rest::LocalApi::Job> waiting;
    KeyedEngine engine;
    std::unique_ptr<rest::LocalApi> api;
    quint16 port = 0;
};

} // namespace resttest
