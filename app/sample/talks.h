// Role: the sample's sessions: turns, tool calls in sandboxes, approvals, idleness, new sessions for those that end;
// and the work queue that they come through. Thread: the sample engine's. Invariants: a session runs one call at a
// time, in its sandbox, and only while that runs.
#pragma once

#include "app/sample/machines.h"
#include "app/sample/scripts.h"

#include <map>

namespace glovebox::sample {

class Talks {
public:
    Talks(Stage &stage, Machines &machines) : m_stage(stage), m_machines(machines) {}

    /// Sessions that run as the story begins go on, and new ones come.
    void begin();
    /// Its sandbox runs now, or is no more.
    void sandboxReady(const domain::SandboxId &sandbox);
    void sandboxLost(const domain::SandboxId &sandbox);
    /// No new work is taken while it is off.
    void setTaking(bool on) { m_taking = on; }
    bool isTaking() const { return m_taking; }
    /// Sessions that are under way are given back.
    void endAll();

    api::Verdict answer(const domain::SessionId &session, const domain::EventId &call,
                        const api::ApprovalAnswer &answer);
    api::Verdict cancel(const domain::SessionId &session, const domain::EventId &call);
    api::Verdict interrupt(const domain::SessionId &session);
    api::Verdict start(const api::StartSession &wanted);
    api::Verdict listAgents(const api::ListAgents &wanted);
    api::Verdict repair(const domain::WorkId &work);
    /// A session with so many events, for who looks at long histories.
    void addLong(int events);
    /// Lines of a history that come all at once (Fault::EventLoss).
    void flood(int lines);

private:
    using SessionId = domain::SessionId;

    std::optional<api::SessionView> find(const SessionId &id) const;
    std::optional<api::ToolCallView> openCall(const SessionId &id) const;
    void move(api::SessionView view, api::SessionState state, const std::string &reason = {});
    std::uint64_t write(const SessionId &id, std::variant<api::NoteView, api::ToolCallView> what);
    void say(const SessionId &id, api::NoteView::Kind kind, const std::string &text);
    void rewrite(const domain::EventId &call, const std::function<void(api::ToolCallView &)> &how);
    void goOn(const SessionId &id, std::chrono::milliseconds wait);
    void nextStep(const SessionId &id);
    void request(const SessionId &id, const ScriptedCall &call, bool asks);
    void run(const SessionId &id, const domain::EventId &call);
    void printOn(const SessionId &id, const domain::EventId &call);
    void finish(const SessionId &id, const domain::EventId &call, domain::ToolCallState end);
    void endTurn(const SessionId &id, const std::string &reason);
    void keepUse(const api::SessionView &session);
    void afterTurn(const SessionId &id);
    void fade(const SessionId &id);
    void endSession(const SessionId &id);
    void newWork();
    void claim(const domain::WorkId &work);
    SessionId newSession(const std::string &title, const std::string &agent, const std::string &wish);
    void writeLong(const SessionId &id, int from, int events);
    void tellQueue();
    int waiting() const;
    domain::EnvironmentId environment() const;

    struct Talk {
        int turn = 1;
        int stepsLeft = 6;
        bool isGoingOn = false; // its next step is on the agenda
        const ScriptedCall *call = nullptr;
        WallTime callBegan;
    };

    Stage &m_stage;
    Machines &m_machines;
    std::map<SessionId, Talk> m_talks;
    std::size_t m_script = 0;
    bool m_taking = true;
};

} // namespace glovebox::sample
