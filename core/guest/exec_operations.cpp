#include "core/guest/exec_operations.h"

#include "core/base/limits.h"
#include "core/guest/program_request.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <algorithm>
#include <utility>

namespace glovebox::guest {

using namespace std::chrono_literals;

namespace {

/// Returned in steps, so that a window takes a handful of frames.
constexpr std::size_t kExecGiveBackStep = kExecWindow / 8;

ErrorCode codeOf(ExecEnd::Outcome outcome)
{
    switch (outcome) {
    case ExecEnd::Outcome::NotFound:
        return ErrorCode::NotFound;
    case ExecEnd::Outcome::PermissionDenied:
        return ErrorCode::PermissionDenied;
    case ExecEnd::Outcome::InvalidArgument:
        return ErrorCode::InvalidArgument;
    case ExecEnd::Outcome::Ended:
    case ExecEnd::Outcome::InvalidState:
        break;
    }
    return ErrorCode::InvalidState;
}

/// What the guest is told, or what no guest can be told.
Result<ExecStart> toStart(const ports::ExecRequest &request)
{
    GB_TRY(packed, packedProgram(request.arguments, request.environment, request.user, request.workdir));
    if (request.arguments.empty())
        return fail(ErrorCode::InvalidArgument, "no program");
    if (request.standardInput.size() > limits::kExecInputMax.value)
        return fail(ErrorCode::TooLarge,
                    "the program's input is more than " + std::to_string(limits::kExecInputMax.value) + " bytes");
    const auto timeout =
        request.timeout.count() == 0 ? 0ms : std::clamp(request.timeout, std::chrono::milliseconds(1), kToolTimeoutMax);
    return ExecStart{packed.arguments, packed.environment, request.user, request.workdir, request.standardInput.size(),
                     timeout,          request.background};
}

} // namespace

struct ExecOperations::Operation {
    ports::ExecHandlers handlers;
    std::string program;
    std::size_t credit = kExecWindow;
    std::size_t consumed = 0; // not yet given back
    std::size_t unused = 0;   // of what was handed out, where somebody sets the pace
    std::size_t inputCredit = kExecInputWindow;
    bool asking = false; // the source of its input has not answered yet
    bool inputEnded = false;
    Call question;         // that one
    bool alive = false;    // since the last look
    bool answered = false; // or its handle has gone
    bool ending = false;   // the guest was told; ExecEnd is still to come
    Call timer;
};

ExecOperations::ExecOperations(ports::Clock &clock, Carrier carrier, std::uint32_t level)
    : m_clock(clock), m_carrier(std::move(carrier)), m_level(level), m_self(std::make_shared<ExecOperations *>(this))
{
}

ExecOperations::~ExecOperations()
{
    abandon();
}

Call ExecOperations::start(const ports::ExecRequest &request, ports::ExecHandlers handlers)
{
    auto operation = std::make_shared<Operation>();
    operation->handlers = std::move(handlers);
    if (m_lost)
        return refuse(operation, *m_lost);
    auto start = toStart(request);
    if (!start)
        return refuse(operation, start.error());
    const bool streams = static_cast<bool>(operation->handlers.input);
    if (streams && m_level < kLevelOfStreamedInput)
        return refuse(operation, {ErrorCode::Unsupported, "this sandbox's agent is of before and takes no input that "
                                                          "streams: a new sandbox does"});
    start->untilEnd = streams;
    start->input = streams ? 0 : start->input;
    if (m_active.size() >= limits::kExecsMax)
        return refuse(operation,
                      {ErrorCode::Conflict, std::to_string(limits::kExecsMax) + " programs run in this guest already"});
    operation->program = request.arguments.front();
    const auto stream = m_carrier.newStream();
    m_active.emplace(stream, operation);
    m_carrier.send(FrameType::ExecStart, stream, toPayload(*start));
    keepPace(stream, operation);
    if (streams)
        operation->question = m_clock.after(0ms, [this, stream, weak = std::weak_ptr(operation)] {
            if (const auto still = weak.lock())
                askSource(stream, still);
        });
    for (std::string_view rest = request.standardInput; !streams && !rest.empty();) {
        const auto piece = rest.substr(0, kFileChunkMax);
        m_carrier.send(FrameType::ExecInput, stream, toContentPayload(piece));
        rest.remove_prefix(piece.size());
    }
    if (start->timeout.count() > 0)
        watch(stream, operation, start->timeout + limits::kToolGrace);
    return Call([self = std::weak_ptr(m_self), weak = std::weak_ptr(operation), stream] {
        const auto here = self.lock();
        const auto still = weak.lock();
        if (here && still)
            (*here)->cancel(stream, still);
    });
}

Call ExecOperations::refuse(const Shared &operation, Error why)
{
    return m_clock.after(0ms, [operation, why = std::move(why), self = std::weak_ptr(m_self)] {
        if (!self.expired())
            finish(*operation, tl::unexpected(why));
    });
}

void ExecOperations::frameArrived(const Frame &frame)
{
    const auto found = m_active.find(frame.stream);
    if (found == m_active.end())
        return protocolError("a frame of an unknown program");
    const auto operation = found->second; // its handlers may end it
    operation->alive = true;
    if (frame.type == FrameType::ExecEnd)
        return takeEnd(frame, operation);
    if (frame.type == FrameType::ExecCredit)
        return takeInputCredit(frame, operation);
    takeOutput(frame, operation);
}

void ExecOperations::takeOutput(const Frame &frame, const Shared &operation)
{
    const auto content = parseContentPayload(frame.payload);
    if (!content || content->size() > operation->credit)
        return protocolError("more of a program's output than was asked for");
    operation->credit -= content->size();
    if (operation->answered)
        return;
    const bool isPaced = operation->handlers.pace != nullptr;
    operation->unused += isPaced ? content->size() : 0;
    const auto self = std::weak_ptr(m_self);
    if (const auto output = operation->handlers.output) // kept: it may let go of itself
        output(frame.type == FrameType::ExecErrors ? ports::ExecStream::Error : ports::ExecStream::Output, *content);
    if (!isPaced && !self.expired() && !m_lost && !operation->answered)
        giveCredit(*operation, frame.stream, content->size());
}

/// The guest may send as much as whoever takes it has used up.
void ExecOperations::keepPace(std::uint32_t stream, const Shared &operation)
{
    if (!operation->handlers.pace)
        return;
    operation->handlers.pace->onUsed(
        [self = std::weak_ptr(m_self), weak = std::weak_ptr(operation), stream](std::size_t bytes) {
            const auto here = self.lock();
            const auto still = weak.lock();
            if (!here || !still || still->answered || (*here)->m_lost)
                return;
            bytes = std::min(bytes, still->unused);
            still->unused -= bytes;
            (*here)->giveCredit(*still, stream, bytes);
        });
}

void ExecOperations::giveCredit(Operation &operation, std::uint32_t stream, std::size_t bytes)
{
    operation.consumed += bytes;
    if (operation.consumed < kExecGiveBackStep)
        return;
    const auto back = std::exchange(operation.consumed, 0);
    operation.credit += back;
    m_carrier.send(FrameType::ExecCredit, stream, toPayload(ExecCredit{back}));
}

/// As long as the program takes something. The source may let go of the program, or of the link.
void ExecOperations::askSource(std::uint32_t stream, const Shared &operation)
{
    if (operation->asking || operation->inputCredit == 0 || operation->inputEnded || operation->answered ||
        !m_active.contains(stream))
        return;
    operation->asking = true;
    operation->question.cancel(); // the last one, before a source hears of the next
    const auto max = std::min(operation->inputCredit, kFileChunkMax);
    const auto source = operation->handlers.input; // kept: it may end what it is asked for
    auto question = source(max, [this, self = std::weak_ptr(m_self), weak = std::weak_ptr(operation), stream,
                                 max](Result<std::string> piece) {
        const auto still = weak.lock();
        if (!self.expired() && still)
            sourceGave(stream, still, max, std::move(piece));
    });
    operation->question = std::move(question);
}

void ExecOperations::sourceGave(std::uint32_t stream, const Shared &operation, std::size_t max,
                                Result<std::string> piece)
{
    operation->asking = false;
    if (m_lost || operation->answered || !m_active.contains(stream))
        return;
    if (piece && piece->size() > max)
        piece = fail(ErrorCode::InvalidArgument, "a source gave more than it was asked for");
    if (!piece) {
        giveUp(stream, operation);
        return finish(*operation, tl::unexpected(piece.error()));
    }
    if (piece->empty()) {
        operation->inputEnded = true;
        return m_carrier.send(FrameType::ExecInputEnd, stream, emptyPayload());
    }
    operation->inputCredit -= piece->size();
    m_carrier.send(FrameType::ExecInput, stream, toContentPayload(*piece));
    askSource(stream, operation);
}

void ExecOperations::takeInputCredit(const Frame &frame, const Shared &operation)
{
    const auto credit = parseExecCredit(frame.payload);
    if (!credit || !operation->handlers.input || credit->bytes > kExecInputWindow - operation->inputCredit)
        return protocolError("more room for a program's input than was used");
    operation->inputCredit += credit->bytes;
    askSource(frame.stream, operation);
}

void ExecOperations::takeEnd(const Frame &frame, const Shared &operation)
{
    const auto how = parseExecEnd(frame.payload);
    if (!how)
        return protocolError("the malformed end of a program");
    m_active.erase(frame.stream);
    operation->timer.cancel();
    operation->question.cancel();
    if (how->outcome != ExecEnd::Outcome::Ended)
        return finish(*operation, fail(codeOf(how->outcome), how->detail));
    ports::ExecEnd end;
    end.signal = static_cast<int>(how->signal);
    if (how->signal == 0)
        end.status = static_cast<int>(how->status);
    end.timedOut = how->timedOut;
    finish(*operation, end);
}

/// The handle has gone.
void ExecOperations::cancel(std::uint32_t stream, const Shared &operation)
{
    operation->answered = true; // its handlers stay: this may run inside one of them
    operation->question.cancel();
    giveUp(stream, operation);
}

void ExecOperations::giveUp(std::uint32_t stream, const Shared &operation)
{
    if (m_lost || !m_active.contains(stream) || std::exchange(operation->ending, true))
        return;
    m_carrier.send(FrameType::ExecCancel, stream, emptyPayload());
    operation->alive = false;
    watch(stream, operation, limits::kToolGrace);
}

/// It was to be over by then. While its output still comes it is waited for.
void ExecOperations::watch(std::uint32_t stream, const Shared &operation, std::chrono::milliseconds delay)
{
    operation->timer = m_clock.after(delay, [this, stream, weak = std::weak_ptr(operation)] {
        const auto still = weak.lock();
        if (!still)
            return;
        if (std::exchange(still->alive, false) && !still->ending)
            return watch(stream, still, limits::kToolGrace);
        m_carrier.lose({ErrorCode::GuestUnresponsive, "the guest did not report the end of " + still->program});
    });
}

void ExecOperations::lost(const Error &error)
{
    if (m_lost)
        return;
    m_lost = error;
    const auto all = std::exchange(m_active, {});
    const auto self = std::weak_ptr(m_self);
    for (const auto &[stream, operation] : all) {
        operation->timer.cancel();
        operation->question.cancel();
        if (!self.expired())
            finish(*operation, tl::unexpected(error));
    }
}

void ExecOperations::abandon()
{
    m_self.reset();
    for (auto &[stream, operation] : m_active) {
        operation->timer.cancel();
        operation->question.cancel();
        operation->answered = true;
    }
    m_active.clear();
    m_lost = Error{ErrorCode::Cancelled, "the link to the guest was let go"};
}

void ExecOperations::protocolError(const std::string &what)
{
    m_carrier.lose({ErrorCode::GuestProtocol, what});
}

void ExecOperations::finish(Operation &operation, Result<ports::ExecEnd> result)
{
    if (std::exchange(operation.answered, true))
        return;
    if (const auto done = std::exchange(operation.handlers.done, nullptr))
        done(std::move(result));
}

} // namespace glovebox::guest
