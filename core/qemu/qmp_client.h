// Role: one conversation with one QEMU's monitor over its unix socket: waits for the socket to appear, negotiates, then
// sends commands and hands events on. Thread: the engine's.
// Invariants: `ready` comes once at most, `closed` once at most and last; a command is answered once or, when the
// conversation ends, failed; every wait has a deadline. Handlers and callbacks may destroy the client.
#pragma once

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/qemu/qmp_line.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <string>

class QLocalSocket;

namespace glovebox::qemu {

struct QmpHandlers {
    std::function<void(std::string version)> ready;
    std::function<void(const QmpEvent &)> event; // also those that came before `ready`
    std::function<void(Error)> closed;           // EOF (GuestExited), no QMP (ProtocolError, TooLarge), late (TimedOut)
};

class QmpClient : public QObject {
public:
    /// Begins to connect; retries until `greetingDeadline`, since QEMU needs a moment to listen.
    QmpClient(std::string socketPath, std::chrono::milliseconds greetingDeadline, QmpHandlers handlers);
    ~QmpClient() override;

    /// ProtocolError with QEMU's own words when it refuses; TimedOut when it says nothing. Before `ready`:
    /// InvalidState.
    void execute(const std::string &command, nlohmann::json arguments, Callback<nlohmann::json> done,
                 std::chrono::milliseconds deadline);
    void execute(const std::string &command, Callback<nlohmann::json> done);
    void execute(const std::string &command, nlohmann::json arguments, Callback<nlohmann::json> done);
    /// The command travels with a descriptor for QEMU (getfd, add-fd). It is copied: the caller may close it at once.
    void executeWith(int descriptor, const std::string &command, nlohmann::json arguments,
                     Callback<nlohmann::json> done);

    /// How long commands without a deadline of their own wait for their answer: limits::kMonitorCommandTimeout.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

    /// The process at the other end as this process sees it, also out of another pid namespace; 0 when not connected.
    long peerProcess() const;
    /// The end of what was said, a line each, the long ones cut: limits::kEvidenceMax of it.
    std::string tail() const;

private:
    struct Pending {
        std::string command;
        Callback<nlohmann::json> done;
        MonoTime deadline;
    };
    enum class State { Connecting, Greeting, Negotiating, Ready, Closed };

    void tryConnect();
    void readLines();
    void take(QmpMessage message);
    void takeReply(long id, Result<nlohmann::json> result);
    void send(const std::string &command, nlohmann::json arguments, Callback<nlohmann::json> done, MonoTime deadline);
    bool takesCommands() const;
    void refuse(const std::string &command, Callback<nlohmann::json> done);
    bool sendWith(int descriptor, const QByteArray &line);
    void checkDeadlines();
    void close(Error error);
    void note(char direction, std::string_view line);

    std::string m_path;
    QmpHandlers m_handlers;
    QLocalSocket *m_socket; // deleted later: it may be the one that is calling us
    QTimer m_retry;
    QTimer m_deadlines;
    QmpLines m_lines;
    State m_state = State::Connecting;
    std::chrono::milliseconds m_patience = limits::kMonitorCommandTimeout;
    MonoTime m_greetingDeadline;
    std::string m_version;
    std::map<long, Pending> m_pending;
    long m_nextId = 1;
    std::string m_said;
};

} // namespace glovebox::qemu
