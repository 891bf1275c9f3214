// Role: the isorun-compatible routes behind the real router on a real socket, before an engine that is told what to
// say: sandboxes appear and change as the test wants. Thread: the test's.
#pragma once

#include "core/http/server.h"
#include "core/rest/gatekeeper.h"
#include "core/rest/runs_api.h"
#include "tests/support/manual_clock.h"

#include <QTcpSocket>
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace runstest {

using namespace glovebox;
using namespace std::chrono_literals;
using nlohmann::json;

/// What was asked of the way into sandboxes last; the test answers.
struct FakeAccess final : api::SandboxAccess {
    std::vector<domain::GuestProgram> programs;
    std::vector<api::ProgramHandlers> running;
    std::string readPath;
    api::FileHandlers reading;
    api::FileTarget written;
    ContentSource content;
    Callback<> wrote;
    std::string listedPath;
    bool listedRecursively = false;
    Callback<std::vector<domain::GuestEntry>> listed;
    int letGo = 0;
    Call pulling;

    Call handle()
    {
        return Call([this] { ++letGo; });
    }
    Call run(const domain::SandboxId &, domain::GuestProgram program, ContentSource,
             api::ProgramHandlers handlers) override
    {
        programs.push_back(std::move(program));
        running.push_back(std::move(handlers));
        return handle();
    }
    Call readFile(const domain::SandboxId &, std::string path, ByteCount, api::FileHandlers handlers) override
    {
        readPath = std::move(path);
        reading = std::move(handlers);
        return handle();
    }
    Call writeFile(const domain::SandboxId &, api::FileTarget target, ContentSource source, Callback<> done) override
    {
        written = std::move(target);
        content = std::move(source);
        wrote = std::move(done);
        return handle();
    }
    Call listFolder(const domain::SandboxId &, std::string path, bool recursive,
                    Callback<std::vector<domain::GuestEntry>> done) override
    {
        listedPath = std::move(path);
        listedRecursively = recursive;
        listed = std::move(done);
        return handle();
    }
    Call makeFolder(const domain::SandboxId &, std::string, unsigned, Callback<>) override { return {}; }
    Call remove(const domain::SandboxId &, std::string, Callback<>) override { return {}; }
    Call openTerminal(const domain::SandboxId &, domain::TerminalWish, Callback<domain::TerminalNumber>) override
    {
        return {};
    }
    Call listTerminals(const domain::SandboxId &, Callback<std::vector<domain::GuestTerminal>>) override { return {}; }
    Call watchTerminal(const domain::SandboxId &, domain::TerminalNumber, api::TerminalWatch) override { return {}; }
    Call typeInto(const domain::SandboxId &, domain::TerminalNumber, std::string, Callback<>) override { return {}; }
    void resizeTerminal(const domain::SandboxId &, domain::TerminalNumber, domain::TerminalSize) override {}
    Call closeTerminal(const domain::SandboxId &, domain::TerminalNumber, Callback<>) override { return {}; }
};

/// Everything that was asked of any door, and what each says next.
struct FakeEngine {
    std::vector<api::NewSandbox> created;
    std::vector<api::SandboxAction> acts;
    std::vector<std::string> destroyed;
    std::vector<std::string> resumed;
    std::vector<api::HistoryQuery> asked;
    api::Verdict next = api::Verdict::accepted(); // of what makes or changes
    std::function<void(const std::string &id)> onDestroy;
    std::function<void(const api::SandboxAction &)> onAct;
    FakeAccess access;

    template <class Action>
    std::vector<Action> all() const
    {
        std::vector<Action> found;
        for (const auto &act : acts)
            if (const auto *one = std::get_if<Action>(&act))
                found.push_back(*one);
        return found;
    }
};

struct FakeDoor final : api::EngineDoor {
    explicit FakeDoor(FakeEngine &told) : engine(told) {}
    FakeEngine &engine;
    using Verdict = api::Verdict;

    std::unique_ptr<api::EngineDoor> onBehalfOf(std::string) override { return std::make_unique<FakeDoor>(engine); }
    api::SandboxAccess &access() override { return engine.access; }
    std::optional<api::KeyHolder> whoHas(const SecretString &secret) override
    {
        if (secret.reveal() == "operate")
            return api::KeyHolder{domain::ApiKeyId("key-1"), "one", domain::KeyScope::Operate};
        if (secret.reveal() == "read")
            return api::KeyHolder{domain::ApiKeyId("key-2"), "two", domain::KeyScope::Read};
        return std::nullopt;
    }
    api::KeyVerdict act(const api::KeyAction &) override { return {}; }
    Verdict act(const api::EnvironmentAction &) override { return {}; }
    Verdict act(const api::SandboxAction &action) override
    {
        engine.acts.push_back(action);
        if (engine.next.kind == Verdict::Kind::Accepted && engine.onAct)
            engine.onAct(action);
        return engine.next;
    }
    Verdict createSandbox(const api::NewSandbox &wanted) override
    {
        engine.created.push_back(wanted);
        return engine.next;
    }
    Verdict destroySandbox(const domain::SandboxId &id) override
    {
        engine.destroyed.push_back(id.value());
        if (engine.onDestroy)
            engine.onDestroy(id.value());
        return Verdict::accepted();
    }
    Verdict resumeSandbox(const domain::SandboxId &id) override
    {
        engine.resumed.push_back(id.value());
        return engine.next;
    }
    Verdict ask(const api::HistoryQuery &query) override
    {
        engine.asked.push_back(query);
        return Verdict::accepted();
    }
    Verdict start() override { return {}; }
    Verdict drain() override { return {}; }
    Verdict stopNow() override { return {}; }
    Verdict pausePolling(const domain::EnvironmentId &) override { return {}; }
    Verdict resumePolling(const domain::EnvironmentId &) override { return {}; }
    Verdict pauseSandbox(const domain::SandboxId &) override { return {}; }
    Verdict answerApproval(const domain::SessionId &, const domain::EventId &, const api::ApprovalAnswer &) override
    {
        return {};
    }
    Verdict cancelCall(const domain::SessionId &, const domain::EventId &) override { return {}; }
    Verdict interruptSession(const domain::SessionId &) override { return {}; }
    Verdict repairWork(const domain::EnvironmentId &, const domain::WorkId &) override { return {}; }
    Verdict refreshQueue(const domain::EnvironmentId &) override { return {}; }
    Verdict drainQueue(const domain::EnvironmentId &) override { return {}; }
    Verdict listenForWebhooks(bool) override { return {}; }
    Verdict act(const api::ImageAction &) override { return {}; }
    Verdict act(const api::TemplateAction &) override { return {}; }
    Verdict act(const api::SecretAction &) override { return {}; }
    Verdict act(const api::SessionAction &) override { return {}; }
    Verdict maintain(const api::UpkeepAction &) override { return {}; }
};

struct Answer {
    int status = 0;
    int interim = 0; // how many 102 came before it
    QByteArray head;
    QByteArray body;
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
