// Role: a program in a sandbox over a WebSocket. The client's first text says what is to run (the fields of a whole
// run, and "stream_input"); binary messages are a byte that names a stream (0 its input, 1 its output, 2 its errors)
// and what came; a text {"eof": true} ends the input. At the end comes {"exit_code": …} or {"error": {…}}, and goodbye.
// Thread: the engine's. Invariants: it is its WebSocket's, over with that; of what either end does not take, a bounded
// amount is held and the other end waits.
#pragma once

#include "core/api/engine_door.h"
#include "core/http/websocket.h"
#include "core/rest/own_routes.h"
#include "core/rest/program_body.h"
#include "core/rest/pushed_content.h"

#include <memory>
#include <optional>
#include <string>

namespace glovebox::rest {

/// What is said over a WebSocket before it ends with an error: {"error": {"code", "message"}}.
void endWith(const http::WebSocket &socket, const Error &error);
/// The request's WebSocket; none: it was answered that it is none.
std::optional<http::WebSocket> webSocketFor(OwnParts &own, const Asked &asked);

/// Says that bytes were used once the client of a WebSocket has taken as many.
class SocketPace {
public:
    explicit SocketPace(http::WebSocket socket) : m_socket(std::move(socket)) {}
    const std::shared_ptr<ReadPace> &pace() const { return m_pace; }
    void sent(std::size_t bytes);
    void drained();

private:
    http::WebSocket m_socket;
    std::shared_ptr<ReadPace> m_pace = std::make_shared<ReadPace>();
    std::size_t m_open = 0; // handed to the socket and not said to be used
};

class ProgramSocket : public std::enable_shared_from_this<ProgramSocket> {
public:
    static constexpr std::size_t kInputHeld = std::size_t{256} << 10;

    ProgramSocket(ports::Clock &clock, http::WebSocket socket, std::shared_ptr<api::EngineDoor> door,
                  domain::SandboxId sandbox);

    void begin();

private:
    void text(std::string_view message);
    void binary(std::string_view message);
    void run(RequestBody body);
    void output(domain::ProgramStream stream, std::string_view bytes);
    void done(const Result<domain::ProgramEnd> &end);

    http::WebSocket m_socket;
    std::shared_ptr<api::EngineDoor> m_door;
    domain::SandboxId m_sandbox;
    SocketPace m_pace;
    std::shared_ptr<PushedContent> m_input;
    bool m_begun = false;
    bool m_inputOpen = false;
    Call m_call;
};

} // namespace glovebox::rest
