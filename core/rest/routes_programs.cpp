// Role: the local API's routes that run programs in sandboxes: whole, with what they said as the answer, or as a stream
// both ways. Whoever goes takes their program along, but for one in the background.
#include "core/rest/own_routes.h"
#include "core/rest/program_socket.h"
#include "core/rest/view_json.h"

#include <algorithm>

namespace glovebox::rest {

namespace {

using nlohmann::json;

/// JSON writes a byte of input with six signs at worst.
constexpr ByteCount kProgramBodyMax = ByteCount::mib(8);

/// A program whose output is kept until it ends. It is the request's: over with that.
class WholeRun : public std::enable_shared_from_this<WholeRun> {
public:
    static constexpr ByteCount kKept = ByteCount::mib(10); // of each stream
    /// Of all programs at once; beyond it less is kept of each.
    static constexpr ByteCount kKeptInAll = ByteCount::mib(256);

    WholeRun(OwnParts &own, http::Responder responder) : m_own(own), m_responder(std::move(responder)) {}
    ~WholeRun() { m_own.outputHeld -= m_output.size() + m_error.size(); }
    WholeRun(const WholeRun &) = delete;
    WholeRun &operator=(const WholeRun &) = delete;

    void begin(api::SandboxAccess &access, const domain::SandboxId &sandbox, domain::GuestProgram program)
    {
        m_responder.keepInformed();
        m_responder.onGone([self = shared_from_this()] { self->m_call.cancel(); });
        api::ProgramHandlers handlers;
        handlers.output = [weak = weak_from_this()](domain::ProgramStream stream, std::string_view bytes) {
            if (const auto self = weak.lock())
                self->keep(stream == domain::ProgramStream::Output ? self->m_output : self->m_error, bytes);
        };
        handlers.done = [weak = weak_from_this()](Result<domain::ProgramEnd> end) {
            if (const auto self = weak.lock())
                self->done(end);
        };
        m_call = access.run(sandbox, std::move(program), {}, std::move(handlers));
    }

private:
    void keep(std::string &kept, std::string_view bytes)
    {
        const auto room = std::min<std::size_t>(kKept.value - kept.size(),
                                                kKeptInAll.value - std::min(m_own.outputHeld, kKeptInAll.value));
        m_truncated = m_truncated || bytes.size() > room;
        bytes = bytes.substr(0, room);
        kept += bytes;
        m_own.outputHeld += bytes.size();
    }

    void done(const Result<domain::ProgramEnd> &end)
    {
        if (!end)
            return m_responder.send(problemAnswer(statusOf(end.error().code), end.error()));
        auto object = toJson(*end);
        putBytes(object, "stdout", m_output);
        putBytes(object, "stderr", m_error);
        object["truncated"] = m_truncated;
        m_responder.send(okAnswer(object));
    }

    OwnParts &m_own;
    http::Responder m_responder;
    std::string m_output;
    std::string m_error;
    bool m_truncated = false;
    Call m_call;
};

void runProgram(OwnParts &own, Asked &asked)
{
    auto program = programFrom(asked.body);
    if (isWrong(asked))
        return;
    std::make_shared<WholeRun>(own, asked.responder)
        ->begin(asked.door->access(), named<domain::SandboxId>(asked), std::move(program));
}

void streamProgram(OwnParts &own, Asked &asked)
{
    if (auto socket = webSocketFor(own, asked))
        std::make_shared<ProgramSocket>(own.clock, *std::move(socket), asked.door, named<domain::SandboxId>(asked))
            ->begin();
}

} // namespace

std::vector<Route> programRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"POST", "/v1/sandboxes/{id}/exec", kOperate, to(runProgram), programFields(), Words{}, kProgramBodyMax},
        {"GET", "/v1/sandboxes/{id}/exec/stream", kOperate, to(streamProgram)},
    };
}

} // namespace glovebox::rest
