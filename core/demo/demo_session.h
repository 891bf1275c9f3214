// Role: one session of the demo control plane: its event log, the tool calls its agent has asked for, and the turns of
// its scripted agent (reference 2.5 to 2.9, checklist 16 to 24).
//
//   idle ──user message──▶ running ──calls──▶ waiting (idle, requires_action) ──all resolved──▶ running
//     ▲                       │ end of turn, interrupt                            │ interrupt
//     └───────────────────────┴──────────────────────────────────────────────────┘        archive ──▶ terminated
//
// Further agents of a session work in threads; their calls come along in the session's own log, marked as theirs.
//
// Invariants: an event is in the log before anybody hears of it; a call is resolved once, by one result or one denial;
// nothing a client sends moves the session unless all of its request is valid. Thread: the server's.
#pragma once

#include "core/demo/event_log.h"
#include "core/demo/scenario_run.h"
#include "core/demo/work_queue.h"
#include "core/ports/clock.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace glovebox::demo {

/// How the scripted side behaves; one for the whole server.
struct AgentManners {
    double pace = 1.0; // factor on thinking; 0 for tests
    std::optional<std::chrono::milliseconds> reviewAfter{
        std::chrono::seconds(6)};        // nullopt: nobody reviews but clients
    bool acceptDuplicateResults = false; // otherwise 400
};

class DemoSession {
public:
    struct Description {
        std::string id;
        std::string environment;
        Json agent; // resolved, as the API shows it
        std::string title;
        std::map<std::string, std::string> metadata;
        std::shared_ptr<const Scenario> scenario;
        Json resources = Json::array(); // memory stores, as the API shows them
    };
    struct Surroundings {
        ports::Clock &clock;
        IdSource &ids;
        const AgentManners &manners;
        std::function<void(const Json &event)> published;
        std::function<void()> needsWork; // a turn begins or is asked for; the queue decides whether that takes an item
        std::function<void()> outcomeChanged;
    };

    DemoSession(Description description, Surroundings surroundings);

    const std::string &id() const { return m_description.id; }
    const std::string &environment() const { return m_description.environment; }
    const std::string &scenarioName() const { return m_description.scenario->name; }
    const Json &agent() const { return m_description.agent; }
    /// "read_write", "read_only", or nothing when the store is not attached.
    std::string accessTo(const std::string &memoryStore) const;
    Json threads() const;
    const EventLog &events() const { return m_log; }
    std::string status() const;
    bool isTurnOpen() const { return m_turn != Turn::None; }
    bool isArchived() const { return m_archivedAt.has_value(); }
    WallTime createdAt() const { return m_createdAt; }
    const Outcome &outcome() const { return m_run.outcome(); }
    bool hasStarted() const { return m_started; }
    std::size_t toolCallCount() const { return m_uses.size(); }
    std::size_t duplicateResults() const { return m_duplicates; }
    /// True at most once per turn: it began by a later message, and no worker has answered in it. A worker that was
    /// about to leave may have missed it.
    bool takeUnseenTurn();
    Json toJson() const;

    /// The events that a session is created with.
    Answer<> start(const Json &initialEvents);
    /// {"data": [the events, as stored]}. Validates the whole request before anything happens.
    Answer<Json> send(const Json &body);
    Answer<> update(const Json &patch);
    Answer<> archive();
    /// Says goodbye on the stream; the model then forgets the session.
    Answer<> remove();

private:
    static constexpr const char *kLogFull = "The session's event log is full.";

    enum class Turn { None, Running, Waiting };
    enum class UseState { AwaitingVerdict, AwaitingResult, Resolved, Denied, Interrupted };
    struct Use {
        CallStep call;
        std::string permission;
        UseState state = UseState::AwaitingResult;
        ToolOutcome outcome;
        bool isCustom = false;
        std::string thread; // its id; empty: the session's own
    };
    struct Thread {
        std::string id;
        std::string label;
        std::string agent;
        WallTime createdAt;
        bool isOver = false;
    };
    /// Figures of the text that really went by, at four characters a token.
    struct Tokens {
        std::size_t input = 0;
        std::size_t output = 0;
        std::size_t cacheRead = 0;
        std::size_t cacheWrite = 0;
    };

    // demo_session_input.cpp: what clients send
    Answer<> validate(const Json &event, std::set<std::string> &resolvedHere) const;
    Answer<> validateResult(const Json &event, std::set<std::string> &resolvedHere) const;
    Answer<> validateConfirmation(const Json &event, std::set<std::string> &resolvedHere) const;
    Answer<> validateInterrupt(const Json &event) const;
    Json accept(const Json &event);
    Json acceptMessage(Json event);
    Json acceptResult(Json event);
    Json acceptConfirmation(Json event);
    Json acceptInterrupt(Json event);

    // demo_session_turn.cpp: what the agent does
    void beginTurn(const std::string &eventId, const std::string &text);
    void pump();
    void perform(const CallAction &action);
    std::string emitUse(const CallStep &call);
    void perform(const ThreadStep &step);
    Json threadEvent(const char *type, const Thread &thread) const;
    bool isThreadOver(const std::string &id) const;
    void interruptThread(const std::string &id);
    void waitForPeople(const std::string &useId);
    void settle();
    void resume();
    void endTurn();
    void interruptTurn();
    void emitWaiting();
    void openSpan();
    void closeSpan();
    void terminate(const std::string &why);

    Json make(std::string type) const;
    const Json &record(Json event);
    void emit(Json event);
    std::vector<std::string> openUses() const;
    std::pair<std::string, Json> permissionFor(const CallStep &call) const;
    bool isCustomTool(const std::string &tool) const;
    Json usage() const;
    double activeSeconds() const;
    void touch() { m_updatedAt = m_surroundings.clock.wallNow(); }

    Description m_description;
    Surroundings m_surroundings;
    ScenarioRun m_run;
    EventLog m_log;
    std::map<std::string, Use> m_uses;                                 // by event id; bounded by the log
    std::vector<std::string> m_turnUses;                               // the calls that the agent waits for
    std::deque<std::pair<std::string, std::string>> m_waitingMessages; // event id, text
    std::map<std::string, Call> m_people;                              // who thinks about which use
    Call m_pause;
    Turn m_turn = Turn::None;
    bool m_terminated = false;
    bool m_started = false;
    bool m_turnMayBeUnseen = false;
    std::size_t m_duplicates = 0;
    std::vector<Thread> m_threads;      // bounded by the log
    std::string m_openSpan;             // event id
    std::size_t m_newCharacters = 0;    // that the agent has not read yet
    std::size_t m_outputCharacters = 0; // of the span
    std::size_t m_lastOutput = 0;       // of the span before, which is kept for this one
    std::size_t m_context = 0;          // all that the agent has read and written before, in tokens
    Tokens m_tokens;
    MonoTime m_bornAt;
    MonoTime m_turnBegan;
    std::chrono::milliseconds m_activeBefore{0};
    WallTime m_createdAt;
    WallTime m_updatedAt;
    std::optional<WallTime> m_archivedAt;
};

} // namespace glovebox::demo
