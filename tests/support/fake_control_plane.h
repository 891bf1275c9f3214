// Role: one environment's control plane in memory, for engine tests: a queue, sessions with logs, live streams. Obeys
// the ControlPlane port (answers at the next turn of the loop, at most once, never after the handle went), keeps a
// journal of what was asked, and can be told to fail.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/control_plane.h"

#include <deque>
#include <map>
#include <memory>
#include <set>

namespace testsupport {

class FakeControlPlane final : public glovebox::ports::ControlPlane {
public:
    explicit FakeControlPlane(glovebox::ports::Clock &clock, std::string environment = "env_1");

    // ---- what the other side does ----
    /// A session with status running and a queued work item for it. Returns the item's id.
    glovebox::domain::WorkId addSession(const std::string &session, const std::string &title = "A session");
    /// Another item for a session that is there.
    glovebox::domain::WorkId enqueue(const std::string &session);
    void enqueueHealthcheck(const std::string &work);
    glovebox::domain::Session &session(const std::string &id);
    /// Appends to the session's log and sends it to every open stream.
    void emitEvent(const std::string &session, const std::string &type, glovebox::domain::EventPayload payload,
                   const std::string &id = {});
    /// Into the log only, as if nobody had been connected.
    void logOnly(const std::string &session, const std::string &type, glovebox::domain::EventPayload payload,
                 const std::string &id = {});
    /// agent.tool_use with an own id; returns it.
    std::string callTool(const std::string &session, const std::string &tool, nlohmann::json input,
                         glovebox::domain::Permission permission = glovebox::domain::Permission::Allow);
    void endTurn(const std::string &session, const std::string &reason = "end_turn");
    bool withoutSecrets = false; // of items that come from now on
    void cutStreams(glovebox::Error why = {glovebox::ErrorCode::NetworkError, "cut"});

    // ---- faults: the next `times` calls of an operation ("poll", "ack", "heartbeat", "stop", "session", "events",
    // "send", "stream") answer with this ----
    void failNext(const std::string &operation, glovebox::Error error, int times = 1);
    void clearFaults() { m_faults.clear(); }
    /// The send is taken, but its answer is lost.
    void loseNextSendAnswer(glovebox::Error error) { m_lostAnswer = error; }
    /// These operations ("stop", "ack", "events") are taken, but never answered.
    void hold(const std::string &operation) { m_held.insert(operation); }
    void letGo(const std::string &operation) { m_held.erase(operation); }
    void holdHeartbeats(bool hold) { m_holdHeartbeats = hold; }
    void answerHeartbeatsWith(glovebox::domain::Heartbeat heartbeat) { m_heartbeat = std::move(heartbeat); }

    // ---- what was asked ----
    /// "poll", "ack work_1", "heartbeat work_1 NO_HEARTBEAT", "stop work_1", "send sevt_3", …
    const std::vector<std::string> &journal() const { return m_journal; }
    int count(const std::string &prefix) const;
    std::vector<glovebox::ports::ToolAnswer> answers() const { return m_answers; }
    /// Whatever per-item calls were made with.
    const std::set<std::string> &credentials() const { return m_credentials; }
    int openStreams() const { return static_cast<int>(m_streams.size()); }

    // ---- the port ----
    glovebox::Call poll(glovebox::ports::PollRequest,
                        glovebox::Callback<std::optional<glovebox::domain::WorkItem>>) override;
    glovebox::Call acknowledge(glovebox::domain::WorkId, glovebox::Callback<>) override;
    glovebox::Call heartbeat(glovebox::ports::HeartbeatRequest,
                             glovebox::Callback<glovebox::domain::Heartbeat>) override;
    glovebox::Call stop(glovebox::domain::WorkId, glovebox::SecretString, glovebox::Callback<>) override;
    glovebox::Call retrieveSession(glovebox::domain::SessionId, glovebox::SecretString,
                                   glovebox::Callback<glovebox::domain::Session>) override;
    glovebox::Call listEvents(glovebox::domain::SessionId, std::string, glovebox::SecretString,
                              glovebox::Callback<glovebox::ports::EventPage>) override;
    glovebox::Call sendToolResult(glovebox::domain::SessionId, glovebox::ports::ToolAnswer, glovebox::SecretString,
                                  glovebox::Callback<>) override;
    glovebox::Call openEventStream(glovebox::domain::SessionId, glovebox::SecretString,
                                   glovebox::ports::StreamHandlers) override;

private:
    struct SessionState {
        glovebox::domain::Session session;
        std::vector<glovebox::domain::SessionEvent> log;
    };
    struct Stream {
        std::string session;
        glovebox::ports::StreamHandlers handlers;
    };

    template <class T>
    glovebox::Call answer(const std::string &operation, glovebox::Callback<T> done,
                          std::function<glovebox::Result<T>()> make);
    glovebox::domain::SessionEvent append(const std::string &session, const std::string &type,
                                          glovebox::domain::EventPayload payload, const std::string &id);
    void publish(const std::string &session, const glovebox::domain::SessionEvent &event);

    glovebox::ports::Clock &m_clock;
    std::string m_environment;
    std::deque<glovebox::domain::WorkItem> m_queue;
    std::map<std::string, SessionState> m_sessions;
    std::map<int, Stream> m_streams;
    std::map<std::string, std::deque<glovebox::Error>> m_faults;
    std::optional<glovebox::Error> m_lostAnswer;
    std::set<std::string> m_held;
    std::set<std::string> m_credentials;
    bool m_holdHeartbeats = false;
    std::optional<glovebox::domain::Heartbeat> m_heartbeat;
    std::vector<std::string> m_journal;
    std::vector<glovebox::ports::ToolAnswer> m_answers;
    std::vector<glovebox::Call> m_pendingPublish;
    int m_nextWork = 1;
    int m_nextEvent = 1;
    int m_nextStream = 1;
    int m_beats = 0;
};

} // namespace testsupport
