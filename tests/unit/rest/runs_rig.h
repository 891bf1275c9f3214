// Role: the isorun-compatible routes behind the real router on a real socket, before an engine that is told what to
// say: sandboxes appear and change as the test wants. Thread: the test's.
#pragma once

#include "core/http/server.h"
#include "core/rest/gatekeeper.h"
#include "core/rest/runs_api.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/rest/runs_door.h"

#include <QCoreApplication>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace runstest {

using namespace std::chrono_literals;
using nlohmann::json;

struct Answer {
    int status = 0;
    int interim = 0; // how many 102 came before it
    QByteArray head;
    QByteArray body;
    /// The body, of its chunks.
    QByteArray whole() const
    {
        if (!head.contains("transfer-encoding: chunked"))
            return body;
        QByteArray out;
        for (auto rest = body; !rest.isEmpty();) {
            const auto line = rest.indexOf("\r\n");
            const auto size = rest.left(line).toLongLong(nullptr, 16);
            out += rest.mid(line + 2, size);
            if (line < 0 || size == 0)
                break;
            rest = rest.mid(line + 2 + size + 2);
        }
        return out;
    }
    json object() const { return json::parse(body.toStdString(), nullptr, false); }
};

/// A client's request, and what has come of its answer.
class Asking {
public:
    Asking(std::uint16_t port, const QByteArray &bytes)
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        m_socket.write(bytes);
    }
    void say(const QByteArray &bytes) { m_socket.write(bytes); }
    void leave() { m_socket.abort(); }
    /// Behind what was said.
    void hangUp() { m_socket.disconnectFromHost(); }
    const QByteArray &heard()
    {
        m_heard += m_socket.readAll();
        return m_heard;
    }
    bool isEnded() { return heard(), m_socket.state() == QAbstractSocket::UnconnectedState; }
    Answer answer()
    {
        Answer out;
        auto rest = heard();
        while (rest.startsWith("HTTP/1.1 102")) {
            ++out.interim;
            rest = rest.mid(rest.indexOf("\r\n\r\n") + 4);
        }
        const auto end = rest.indexOf("\r\n\r\n");
        if (end < 0)
            return out;
        out.status = rest.mid(9, 3).toInt();
        out.head = rest.left(end).toLower();
        out.body = rest.mid(end + 4);
        return out;
    }

private:
    QTcpSocket m_socket;
    QByteArray m_heard;
};

struct Rig {
    testsupport::ManualClock clock;
    FakeEngine engine;
    FakeDoor door{engine};
    rest::KnownState state;
    rest::HistoryDesk desk{clock, 1};
    rest::RunsApi api{clock, state, desk};
    rest::Gatekeeper gatekeeper{clock, [this](const rest::Gatekeeper::Job &job) {
                                    job(door);
                                }};
    rest::Router router{gatekeeper};
    std::unique_ptr<http::Server> server;

    Rig()
    {
        api.addTo(router);
        http::Server::Options options;
        options.allowedHosts = {"127.0.0.1"};
        options.limits.body = ByteCount::mib(1);
        options.streamsBody = [this](const http::Request &head) {
            return router.streamsBody(head);
        };
        server = *http::Server::listen(clock, std::move(options),
                                       [this](const http::Request &request, const http::Responder &responder) {
                                           router.answer(request, responder);
                                       });
        api::HostView host{.phase = api::EnginePhase::Running};
        host.size = {2, ByteCount::mib(512), ByteCount::gib(4)};
        show(host);
        api::ImageView image{.image = {.id = domain::ImageId("img-1"), .names = {"docker.io/library/node:22-slim"}}};
        image.image.digest = "sha256:" + std::string(64, 'a');
        show(image);
        api::EgressProfilesView egress{.usual = "none"};
        egress.profiles = {{.profile = {"none", "Nothing.", {}}},
                           {.profile = {"open", "", {{.host = "*", .ports = {{1, 65'535}}}}}},
                           {.profile = {"packages", "Packages.", {{.host = "packages.example.org"}}}}};
        show(egress);
        engine.onDestroy = [this](const std::string &id) {
            if (const auto found = state.sandboxes.find(domain::SandboxId(id)); found != state.sandboxes.end()) {
                auto view = found->second;
                view.state = domain::SandboxState::Destroying;
                show(view);
            }
        };
    }

    void show(const api::Change &change)
    {
        state.saw(change);
        if (const auto *report = std::get_if<api::HistoryReport>(&change))
            desk.saw(*report);
        api.saw(change);
    }
    api::SandboxView run(const std::string &id, domain::SandboxState now = domain::SandboxState::Running)
    {
        api::SandboxView view{.id = domain::SandboxId(id), .kept = true, .state = now};
        view.image = "docker.io/library/node:22-slim";
        view.size = {2, ByteCount::mib(512), ByteCount::gib(4)};
        view.ladder = rest::runLadder(300s);
        return view;
    }

    std::unique_ptr<Asking> begin(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                                  const QByteArray &more = {}, const QByteArray &key = "operate")
    {
        const auto host = "127.0.0.1:" + QByteArray::number(server->port());
        const auto type = body.isEmpty() ? QByteArray() : QByteArray("content-type: application/json\r\n");
        return std::make_unique<Asking>(
            server->port(), method + " " + path + " HTTP/1.1\r\nhost: " + host + "\r\nauthorization: Bearer " + key +
                                "\r\n" + type + "connection: close\r\n" + more +
                                "content-length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    /// Time passes, in which both ends do their part: a client that takes nothing for long is cut off.
    void pass(std::chrono::milliseconds time)
    {
        for (; time > 0ms; time -= 15s) {
            clock.advance(std::min<std::chrono::milliseconds>(time, 15s));
            for (int turn = 0; turn < 5; ++turn)
                QCoreApplication::processEvents();
        }
    }
    bool until(const std::function<bool()> &isSo)
    {
        return QTest::qWaitFor(
            [&] {
                clock.runDue();
                return isSo();
            },
            10'000);
    }
    Answer end(Asking &asking)
    {
        return until([&] { return asking.isEnded(); }) ? asking.answer() : Answer{};
    }
    Answer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
               const QByteArray &key = "operate")
    {
        return end(*begin(method, path, body, {}, key));
    }
};

} // namespace runstest
