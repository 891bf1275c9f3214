// Role: a terminal in a sandbox over a WebSocket. Binary messages are bytes, both ways: what is typed, what is shown.
// Texts of the client: {"resize": {"columns", "rows"}}. Texts of ours: {"present": true} in front of what the terminal
// keeps, which is then given once more, and {"present": false} when the sandbox sleeps or cannot be reached;
// {"ended": {"exit_code", "signal"}} or {"error": {…}}, and goodbye.
// Thread: the engine's. Invariants: letting go leaves the terminal as it is; what is typed arrives once, in order; of
// what either end does not take, a bounded amount is held and the other end waits.
#pragma once

#include "core/rest/program_socket.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

namespace glovebox::rest {

class TerminalSocket : public std::enable_shared_from_this<TerminalSocket> {
public:
    static constexpr std::size_t kTypedHeld = std::size_t{256} << 10;

    TerminalSocket(http::WebSocket socket, std::shared_ptr<api::EngineDoor> door, domain::SandboxId sandbox,
                   domain::TerminalNumber number);

    void begin();

private:
    void text(std::string_view message);
    void type(std::string_view bytes);
    void typed(std::uint64_t number, std::size_t bytes, const Result<> &outcome);
    void ended(const Result<domain::ProgramEnd> &end);
    void letGo();

    http::WebSocket m_socket;
    std::shared_ptr<api::EngineDoor> m_door;
    domain::SandboxId m_sandbox;
    domain::TerminalNumber m_number;
    SocketPace m_pace;
    std::map<std::uint64_t, Call> m_typing;
    std::uint64_t m_typings = 0;
    std::size_t m_held = 0; // typed and not there yet
    Call m_watch;
};

} // namespace glovebox::rest
