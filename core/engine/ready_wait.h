// Role: asks a guest again and again whether it is ready, until it is or its time is over. Thread: the engine's.
// Invariants: destruction ends it; `done` comes once, not from inside a call, and may destroy the wait.
#pragma once

#include "core/engine/live_command.h"
#include "core/ports/clock.h"

#include <functional>

namespace glovebox::engine {

class ReadyWait {
public:
    struct Parts {
        ports::Clock &clock;
        ports::GuestLink &link;
        LiveCommand &command;
        /// How a command runs there.
        std::function<ports::ExecRequest(const domain::CommandLine &, std::chrono::milliseconds timeout)> requestOf;
    };

    ReadyWait(Parts parts, domain::ReadyCheck check, Callback<> done);

    void begin();

private:
    void ask();
    void answered(const ports::ExecEnd &end);
    void over(Result<> result);

    Parts m_parts;
    domain::ReadyCheck m_check;
    Callback<> m_done;
    MonoTime m_before;
    std::chrono::milliseconds m_given{0}; // for this asking
    std::string m_why;                    // it does not succeed, so far
    Call m_call;
    Call m_pause;
};

} // namespace glovebox::engine
