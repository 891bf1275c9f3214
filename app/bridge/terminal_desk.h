// Role: terminals in sandboxes as the window uses them: the terminals' part of api::SandboxAccess, which says what each
// means, on the window's thread. Thread: GUI; answers come later, from the event loop.
// Invariants: of a terminal's output no more is under way than its pace was told to be used up, and a bound beside.
#pragma once

#include "core/api/sandbox_access.h"
#include "core/base/call.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace glovebox::bridge {

class TerminalDesk {
public:
    TerminalDesk() = default;
    virtual ~TerminalDesk() = default;
    TerminalDesk(const TerminalDesk &) = delete;
    TerminalDesk &operator=(const TerminalDesk &) = delete;

    virtual Call open(const domain::SandboxId &sandbox, domain::TerminalWish wish,
                      Callback<domain::TerminalNumber> done) = 0;
    virtual Call list(const domain::SandboxId &sandbox, Callback<std::vector<domain::GuestTerminal>> done) = 0;
    virtual Call watch(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, api::TerminalWatch watch) = 0;
    virtual Call type(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, std::string bytes,
                      Callback<> done) = 0;
    virtual void resize(const domain::SandboxId &sandbox, domain::TerminalNumber terminal,
                        domain::TerminalSize size) = 0;
    virtual Call close(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, Callback<> done) = 0;
};

} // namespace glovebox::bridge
