#include "core/rest/program_socket.h"

#include "core/rest/view_json.h"

#include <utility>

namespace glovebox::rest {

namespace {

constexpr std::uint16_t kBroken = 1008; // policy: the client said what nobody asked for
constexpr ByteCount kMessageMax = ByteCount::mib(1);

} // namespace

void endWith(const http::WebSocket &socket, const Error &error)
{
    socket.sendText(dump({{"error", toJson(error)}}));
    socket.close(error.code == ErrorCode::InvalidArgument ? kBroken : 1000, name(error.code));
}

std::optional<http::WebSocket> webSocketFor(OwnParts &own, const Asked &asked)
{
    auto socket = http::WebSocket::accept(own.clock, *asked.request, asked.responder, {.messageMax = kMessageMax});
    if (socket)
        return *std::move(socket);
    const bool isOtherVersion = socket.error().code == ErrorCode::Unsupported;
    auto answer = problemAnswer(isOtherVersion ? 426 : 400, socket.error());
    if (isOtherVersion)
        answer.headers.add("sec-websocket-version", "13");
    asked.answer(std::move(answer));
    return std::nullopt;
}

void SocketPace::sent(std::size_t bytes)
{
    m_open += bytes;
    drained();
}

void SocketPace::drained()
{
    if (m_open > 0 && m_socket.wantsMore())
        m_pace->used(std::exchange(m_open, 0));
}

ProgramSocket::ProgramSocket(ports::Clock &clock, http::WebSocket socket, std::shared_ptr<api::EngineDoor> door,
                             domain::SandboxId sandbox)
    : m_socket(std::move(socket)), m_door(std::move(door)), m_sandbox(std::move(sandbox)), m_pace(m_socket),
      m_input(std::make_shared<PushedContent>(clock))
{
}

void ProgramSocket::begin()
{
    const auto self = shared_from_this(); // the socket's, until it ends
    m_socket.read({.text = [self](std::string_view message) { self->text(message); },
                   .binary = [self](std::string_view message) { self->binary(message); },
                   .drained = [self] { self->m_pace.drained(); },
                   .closed =
                       [self](const http::WebSocket::Closed &) {
                           self->m_call.cancel();
                       }});
}

void ProgramSocket::text(std::string_view message)
{
    auto fields = programFields();
    fields.push_back("stream_input");
    auto body = RequestBody::parse(message, m_begun ? std::vector<std::string_view>{"eof"} : fields);
    if (!body)
        return endWith(m_socket, body.error());
    if (!std::exchange(m_begun, true))
        return run(*std::move(body));
    if (body->flag("eof") && std::exchange(m_inputOpen, false))
        m_input->end();
    if (body->problem())
        endWith(m_socket, *body->problem());
}

void ProgramSocket::run(RequestBody body)
{
    auto program = programFrom(body);
    m_inputOpen = body.flag("stream_input");
    if (m_inputOpen && (program.background || !program.standardInput.empty()))
        body.wrong("with 'stream_input' there is no 'input' and no 'background'");
    if (body.problem())
        return endWith(m_socket, *body.problem());
    m_input->onTaken([weak = weak_from_this()](std::size_t) { // who took it may have ended this
        if (const auto self = weak.lock(); self && self->m_input->held() < kInputHeld)
            self->m_socket.resume();
    });
    api::ProgramHandlers handlers;
    handlers.output = [weak = weak_from_this()](domain::ProgramStream stream, std::string_view bytes) {
        if (const auto self = weak.lock())
            self->output(stream, bytes);
    };
    handlers.done = [weak = weak_from_this()](Result<domain::ProgramEnd> end) {
        if (const auto self = weak.lock())
            self->done(end);
    };
    handlers.pace = m_pace.pace();
    m_call = m_door->access().run(m_sandbox, std::move(program), m_inputOpen ? m_input->source() : ContentSource(),
                                  std::move(handlers));
}

void ProgramSocket::binary(std::string_view message)
{
    if (!m_begun || message.empty() || message.front() != 0)
        return endWith(m_socket, {ErrorCode::InvalidArgument, "only stream 0, its input, is taken, once it runs"});
    if (!m_inputOpen)
        return; // the program may have ended it by what it was begun with; what is on its way is nobody's
    m_input->push(message.substr(1));
    if (m_input->held() >= kInputHeld)
        m_socket.pause();
}

void ProgramSocket::output(domain::ProgramStream stream, std::string_view bytes)
{
    std::string message(1, stream == domain::ProgramStream::Output ? '\1' : '\2');
    message += bytes;
    m_socket.sendBinary(message);
    m_pace.sent(bytes.size());
}

void ProgramSocket::done(const Result<domain::ProgramEnd> &end)
{
    if (!end)
        return endWith(m_socket, end.error());
    m_socket.sendText(dump(toJson(*end)));
    m_socket.close();
}

} // namespace glovebox::rest
