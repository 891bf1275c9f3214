// Role: delivers one tool result (reference 3.8): retried with back-off within the lease's window, given up on a
// refusal. The result stays with the owner until delivered() says so. Thread: the engine's.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/control_plane.h"

namespace glovebox::engine {

class ResultPoster {
public:
    enum class Outcome {
        Accepted,
        Refused, // asking again will not help; it may have been accepted by an attempt whose answer was lost
        Expired, // the window closed
    };
    using Done = std::function<void(Outcome, std::string detail)>;

    ResultPoster(ports::ControlPlane &controlPlane, ports::Clock &clock, domain::SessionId session,
                 SecretString credential);

    /// `window`: read anew before every retry, so that a longer lease counts at once.
    void post(ports::ToolAnswer answer, std::function<std::chrono::milliseconds()> window, Done done);
    bool busy() const { return static_cast<bool>(m_done); }
    /// The server has it, as the session's events tell: `done` is not called any more. The request is left to its
    /// answer, which is about to come: aborting it would close its connection, with nearly every call.
    void settled();
    void cancel();

private:
    void attempt();
    void answered(int serial, Result<> result);
    void finish(Outcome outcome, std::string detail);

    ports::ControlPlane &m_controlPlane;
    ports::Clock &m_clock;
    domain::SessionId m_session;
    SecretString m_credential;
    std::optional<ports::ToolAnswer> m_answer;
    std::function<std::chrono::milliseconds()> m_window;
    Done m_done;
    MonoTime m_since;
    int m_failures = 0;
    int m_serial = 0; // of the post under way; answers to an earlier one mean nothing
    Call m_call;
    Call m_left; // of a post that was settled
    Call m_timer;
};

} // namespace glovebox::engine
