// Role: a guest at the other end of a real local socket: either the agent's own service, or one that answers by rules a
// test gives it, byte by byte if need be.
#pragma once

#include "core/guest/agent/service.h"
#include "core/guest/protocol/frame.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class FakeGuest : public QObject {
    Q_OBJECT

public:
    enum class Greets {
        Properly,
        WithOtherVersion,
        WithGarbage,
        NotAtAll,
        TwiceAtOnce,
        WithIdentityFirst,
        AfterStaleBytes
    };

    explicit FakeGuest(Greets greets = Greets::Properly);

    std::string path() const;
    void listen();
    void hangUp();
    /// Hangs up once all that was sent is on its way.
    void finish() { m_socket->disconnectFromServer(); }
    void sendRaw(const std::string &bytes);
    void send(glovebox::guest::FrameType type, std::uint32_t stream, const std::string &payload);
    void sendWithEpoch(std::uint32_t epoch, glovebox::guest::FrameType type, std::uint32_t stream,
                       const std::string &payload);

    /// Frames from the host after the greeting, oldest first. Pings are answered unless told not to, and not listed.
    std::vector<glovebox::guest::Frame> frames;
    bool answersPings = true;
    int pings = 0;
    int expectedPings = 1; // for tests that wait for the next
    int connections = 0;
    std::uint32_t level = 0; // as an agent of before; see kAgentLevel
    glovebox::guest::Identity identity;
    std::string identityAnswer = glovebox::guest::emptyPayload(); // as agents before the checks

private:
    void accept();
    void read();
    void handle(const glovebox::guest::Frame &frame);
    void greet(const glovebox::guest::Frame &frame);

    QTemporaryDir m_folder;
    QLocalServer m_server;
    QLocalSocket *m_socket = nullptr;
    Greets m_greets;
    std::uint32_t m_epoch = 0;
    glovebox::guest::FrameDecoder m_decoder;
};

/// The agent's service behind a socket, driven by the event loop.
class HonestGuest : public QObject {
    Q_OBJECT

public:
    /// Whom tools and files are worked for; the test's own user unless told.
    explicit HonestGuest(std::optional<glovebox::agent::Credentials> credentials = std::nullopt);
    std::string path() const { return m_folder.path().toStdString() + "/ctl"; }
    std::string session() const { return m_folder.path().toStdString() + "/session"; }
    /// With its passwd and group, once a test has written them.
    std::string etc() const { return m_folder.path().toStdString() + "/etc"; }
    /// What it takes for the folder of all folders, where authorities are looked for.
    std::string root() const { return m_folder.path().toStdString() + "/root"; }
    int shutDowns = 0;
    glovebox::guest::Identity identity;
    glovebox::guest::IdentityReport report; // what it says became of that
    /// It works on what it is sent and says nothing, so that content longer than a window stays under way.
    bool isMute = false;

private:
    void turn();

    QTemporaryDir m_folder;
    QLocalServer m_server;
    QLocalSocket *m_socket = nullptr;
    QTimer m_turns;
    std::unique_ptr<glovebox::agent::Service> m_service;
};
