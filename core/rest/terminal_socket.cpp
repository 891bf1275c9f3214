#include "core/rest/terminal_socket.h"

#include "core/rest/view_json.h"

namespace glovebox::rest {

TerminalSocket::TerminalSocket(http::WebSocket socket, std::shared_ptr<api::EngineDoor> door, domain::SandboxId sandbox,
                               domain::TerminalNumber number)
    : m_socket(std::move(socket)), m_door(std::move(door)), m_sandbox(std::move(sandbox)), m_number(number),
      m_pace(m_socket)
{
}

void TerminalSocket::begin()
{
    const auto self = shared_from_this(); // the socket's, until it ends
    m_socket.read({.text = [self](std::string_view message) { self->text(message); },
                   .binary = [self](std::string_view message) { self->type(message); },
                   .drained = [self] { self->m_pace.drained(); },
                   .closed =
                       [self](const http::WebSocket::Closed &) {
                           self->letGo();
                       }});
    const auto weak = weak_from_this();
    api::TerminalWatch watch;
    watch.output = [weak](std::string_view bytes) {
        if (const auto held = weak.lock()) {
            held->m_socket.sendBinary(bytes);
            held->m_pace.sent(bytes.size());
        }
    };
    watch.ended = [weak](Result<domain::ProgramEnd> end) {
        if (const auto held = weak.lock())
            held->ended(end);
    };
    watch.pace = m_pace.pace();
    watch.present = [weak](bool there) {
        if (const auto held = weak.lock())
            held->m_socket.sendText(dump({{"present", there}}));
    };
    m_watch = m_door->access().watchTerminal(m_sandbox, m_number, std::move(watch));
}

void TerminalSocket::text(std::string_view message)
{
    auto body = RequestBody::parse(message, {"resize"});
    if (!body)
        return endWith(m_socket, body.error());
    auto wanted = body->object("resize", {"columns", "rows"});
    if (!wanted)
        return endWith(m_socket, body->problem().value_or(Error{ErrorCode::InvalidArgument, "there is no 'resize'"}));
    const auto size = terminalSizeFrom(*wanted);
    if (wanted->problem())
        return endWith(m_socket, *wanted->problem());
    m_door->access().resizeTerminal(m_sandbox, m_number, size);
}

void TerminalSocket::type(std::string_view bytes)
{
    if (bytes.empty())
        return;
    const auto number = ++m_typings;
    const auto size = bytes.size();
    m_held += size;
    m_typing[number] = m_door->access().typeInto(
        m_sandbox, m_number, std::string(bytes),
        [self = shared_from_this(), number, size](Result<> outcome) { self->typed(number, size, outcome); });
    if (m_held >= kTypedHeld)
        m_socket.pause();
}

void TerminalSocket::typed(std::uint64_t number, std::size_t bytes, const Result<> &outcome)
{
    const auto done = m_typing.extract(number);
    m_held -= bytes;
    if (!outcome) {
        letGo();
        return endWith(m_socket, outcome.error());
    }
    if (m_held < kTypedHeld)
        m_socket.resume();
}

void TerminalSocket::ended(const Result<domain::ProgramEnd> &end)
{
    if (!end)
        return endWith(m_socket, end.error());
    m_socket.sendText(dump({{"ended", toJson(*end)}}));
    m_socket.close();
}

/// What was typed goes on its way, which holds this: who typed and left has not taken it back.
void TerminalSocket::letGo()
{
    m_watch.cancel();
}

} // namespace glovebox::rest
