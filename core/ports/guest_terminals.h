// Role: terminals in one guest, kept by its agent. The host opens them, looks on, types, and may go and come again.
// Thread: the engine's. A guest is hostile: what it tells is bounded and checked on the host.
//
// Errors: NotFound (no such terminal, program, user or folder), Conflict (limits::kTerminalsMax are open),
// InvalidState (it has ended), Unsupported (the guest's agent is of before and has none: a new sandbox has),
// GuestUnresponsive, GuestExited, GuestProtocol.
#pragma once

#include "core/base/byte_flow.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/terminal.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::ports {

struct TerminalHandlers {
    /// First what the agent keeps of before (the newest 256 KiB), then all that comes, in order.
    std::function<void(std::string_view)> output;
    /// Once: its program has ended, after all of its output; or an error.
    Callback<domain::ProgramEnd> ended;
    /// No more comes while a window of it has not been used up; the terminal's program waits then. May be empty.
    std::shared_ptr<ReadPace> pace{};
};

class GuestTerminals {
public:
    virtual ~GuestTerminals() = default;

    virtual Call open(domain::TerminalWish wish, Callback<domain::TerminalNumber> done) = 0;
    /// Oldest first; those that have ended are listed until they are closed or 16 newer ones have ended.
    virtual Call list(Callback<std::vector<domain::GuestTerminal>> done) = 0;
    /// Letting go of the handle looks away; the terminal goes on. Several may look at one.
    virtual Call attach(domain::TerminalNumber terminal, TerminalHandlers handlers) = 0;
    /// What somebody types. Done when the terminal took it; a program that does not read holds it up. Letting go takes
    /// back what was not taken yet.
    virtual Call write(domain::TerminalNumber terminal, std::string bytes, Callback<> done) = 0;
    virtual Call resize(domain::TerminalNumber terminal, domain::TerminalSize size, Callback<> done) = 0;
    /// Hangs up: its programs get SIGHUP, and SIGKILL a moment later. It is listed no more.
    virtual Call close(domain::TerminalNumber terminal, Callback<> done) = 0;
};

} // namespace glovebox::ports
