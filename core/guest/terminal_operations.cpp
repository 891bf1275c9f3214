#include "core/guest/terminal_operations.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/guest/program_request.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <algorithm>
#include <utility>

namespace glovebox::guest {

using namespace std::chrono_literals;
using domain::TerminalNumber;

namespace {

/// Returned in steps, so that a window takes a handful of frames.
constexpr std::size_t kLookGiveBackStep = kTerminalWindow / 8;
/// What waits to be typed into one terminal. A paste is far below, and a program that reads nothing takes nothing.
constexpr std::size_t kTypedWaitingMax = 8 << 20;
/// To open, list, resize or close one: an emulated guest on a busy host was seen to stall for over ten seconds.
constexpr auto kTerminalAnswer = 45'000ms;

ErrorCode codeOf(TerminalDone::Outcome outcome)
{
    switch (outcome) {
    case TerminalDone::Outcome::NotFound:
        return ErrorCode::NotFound;
    case TerminalDone::Outcome::PermissionDenied:
        return ErrorCode::PermissionDenied;
    case TerminalDone::Outcome::InvalidArgument:
        return ErrorCode::InvalidArgument;
    case TerminalDone::Outcome::Conflict:
        return ErrorCode::Conflict;
    case TerminalDone::Outcome::Done:
    case TerminalDone::Outcome::InvalidState:
        break;
    }
    return ErrorCode::InvalidState;
}

std::uint32_t cellsOf(int count)
{
    return static_cast<std::uint32_t>(std::clamp(count, 1, static_cast<int>(kTerminalCellsMax)));
}

domain::ProgramEnd endOf(unsigned status, unsigned signal)
{
    domain::ProgramEnd end;
    end.signal = static_cast<int>(signal);
    if (signal == 0)
        end.status = static_cast<int>(status);
    return end;
}

domain::GuestTerminal toPort(const TerminalEntry &entry)
{
    domain::GuestTerminal terminal{.number = entry.number,
                                   .program = entry.program,
                                   .size = {static_cast<int>(entry.columns), static_cast<int>(entry.rows)},
                                   .age = std::chrono::duration_cast<std::chrono::seconds>(entry.age),
                                   .end = {}};
    if (entry.state == TerminalEntry::State::Exited)
        terminal.end = endOf(entry.how, 0);
    else if (entry.state == TerminalEntry::State::Killed)
        terminal.end = endOf(0, entry.how);
    return terminal;
}

} // namespace

struct TerminalOperations::Operation {
    TerminalStart start;
    std::uint32_t stream = 0; // 0: not begun
    std::function<void(Result<TerminalDone>)> done;
    ports::TerminalHandlers handlers;          // of a look
    std::vector<domain::GuestTerminal> listed; // of a list
    std::string bytes;                         // to be typed
    std::size_t sent = 0;                      // of them
    std::size_t credit = kTerminalWindow;      // a look: what the guest may send; typing: what we may
    std::size_t consumed = 0;                  // by a look, not yet given back
    std::size_t unused = 0;                    // of what was handed out, where somebody sets the pace
    bool answered = false;                     // or its handle has gone
    bool ending = false;                       // the guest was told; TerminalDone is still to come
    Call timer;

    void answer(Result<TerminalDone> result)
    {
        timer.cancel();
        if (std::exchange(answered, true))
            return;
        if (const auto tell = std::exchange(done, nullptr))
            tell(std::move(result));
    }
};

TerminalOperations::TerminalOperations(ports::Clock &clock, Carrier carrier, std::uint32_t level)
    : m_clock(clock), m_carrier(std::move(carrier)), m_level(level),
      m_self(std::make_shared<TerminalOperations *>(this))
{
}

TerminalOperations::~TerminalOperations()
{
    abandon();
}

Call TerminalOperations::open(domain::TerminalWish wish, Callback<TerminalNumber> done)
{
    auto operation = make(TerminalWork::Open, 0);
    operation->done = [done = std::move(done)](Result<TerminalDone> how) {
        done(how.map([](const TerminalDone &told) { return told.number; }));
    };
    const auto packed = packedProgram(wish.arguments, wish.environment, wish.user, wish.workdir);
    if (!packed)
        return refuse(operation, packed.error());
    if (wish.term.size() > kTerminalKindMax || toOneLine(wish.term) != wish.term)
        return refuse(operation, {ErrorCode::InvalidArgument, "the terminal's kind is no short text"});
    operation->start.columns = cellsOf(wish.size.columns);
    operation->start.rows = cellsOf(wish.size.rows);
    operation->start.arguments = packed->arguments;
    operation->start.environment = packed->environment;
    operation->start.user = std::move(wish.user);
    operation->start.workdir = std::move(wish.workdir);
    operation->start.kind = std::move(wish.term);
    return begin(operation);
}

Call TerminalOperations::list(Callback<std::vector<domain::GuestTerminal>> done)
{
    auto operation = make(TerminalWork::List, 0);
    operation->done = [done = std::move(done), weak = std::weak_ptr(operation)](const Result<TerminalDone> &how) {
        const auto still = weak.lock();
        if (how && still)
            done(std::move(still->listed));
        else if (!how)
            done(tl::unexpected(how.error()));
    };
    return begin(operation);
}

Call TerminalOperations::attach(TerminalNumber terminal, ports::TerminalHandlers handlers)
{
    auto operation = make(TerminalWork::Look, terminal);
    operation->done = [ended = handlers.ended](const Result<TerminalDone> &how) {
        if (ended)
            ended(how.map([](const TerminalDone &told) { return endOf(told.status, told.signal); }));
    };
    operation->handlers = std::move(handlers);
    auto call = begin(operation);
    keepPace(operation);
    return call;
}

Call TerminalOperations::write(TerminalNumber terminal, std::string bytes, Callback<> done)
{
    auto operation = make(TerminalWork::Type, terminal);
    operation->done = [done = std::move(done)](const Result<TerminalDone> &how) {
        done(how.map([](const TerminalDone &) {}));
    };
    std::size_t waiting = bytes.size();
    if (const auto typing = m_typing.find(terminal); typing != m_typing.end())
        for (const auto &each : typing->second)
            waiting += each->bytes.size() - each->sent;
    if (waiting > kTypedWaitingMax)
        return refuse(operation, {ErrorCode::TooLarge, "the terminal's program does not read what is typed"});
    operation->start.size = bytes.size();
    operation->bytes = std::move(bytes);
    return begin(operation);
}

Call TerminalOperations::resize(TerminalNumber terminal, domain::TerminalSize size, Callback<> done)
{
    auto operation = make(TerminalWork::Resize, terminal);
    operation->start.columns = cellsOf(size.columns);
    operation->start.rows = cellsOf(size.rows);
    operation->done = [done = std::move(done)](const Result<TerminalDone> &how) {
        done(how.map([](const TerminalDone &) {}));
    };
    return begin(operation);
}

Call TerminalOperations::close(TerminalNumber terminal, Callback<> done)
{
    auto operation = make(TerminalWork::Close, terminal);
    operation->done = [done = std::move(done)](const Result<TerminalDone> &how) {
        done(how.map([](const TerminalDone &) {}));
    };
    return begin(operation);
}

TerminalOperations::Shared TerminalOperations::make(TerminalWork work, TerminalNumber terminal)
{
    auto operation = std::make_shared<Operation>();
    operation->start.work = work;
    operation->start.number = terminal;
    return operation;
}

Call TerminalOperations::begin(const Shared &operation)
{
    if (m_lost)
        return refuse(operation, *m_lost);
    if (m_level < kLevelOfTerminals)
        return refuse(operation, {ErrorCode::Unsupported,
                                  "this sandbox's agent is of before and has no terminals: a new sandbox has"});
    if (m_active.size() >= kTerminalStreamsMax)
        return refuse(operation, {ErrorCode::Conflict, "too much is under way with this guest's terminals"});
    if (operation->start.work == TerminalWork::Type) {
        m_typing[operation->start.number].push_back(operation);
        typeNext(operation->start.number);
    } else {
        send(operation);
        if (operation->start.work != TerminalWork::Look)
            expectAnswer(operation);
    }
    return handleOf(operation);
}

void TerminalOperations::send(const Shared &operation)
{
    operation->stream = m_carrier.newStream();
    m_active.emplace(operation->stream, operation);
    m_carrier.send(FrameType::TerminalStart, operation->stream, toPayload(operation->start));
}

Call TerminalOperations::handleOf(const Shared &operation)
{
    return Call([self = std::weak_ptr(m_self), weak = std::weak_ptr(operation)] {
        const auto here = self.lock();
        const auto still = weak.lock();
        if (here && still)
            (*here)->cancel(still);
    });
}

Call TerminalOperations::refuse(const Shared &operation, Error why)
{
    return m_clock.after(0ms, [operation, why = std::move(why), self = std::weak_ptr(m_self)] {
        if (!self.expired())
            operation->answer(tl::unexpected(why));
    });
}

/// Its answer depends on nobody but the guest's agent.
void TerminalOperations::expectAnswer(const Shared &operation)
{
    operation->timer = m_clock.after(kTerminalAnswer, [this] {
        m_carrier.lose({ErrorCode::GuestUnresponsive, "the guest did not answer about its terminals"});
    });
}

void TerminalOperations::typeNext(TerminalNumber terminal)
{
    const auto typing = m_typing.find(terminal);
    if (typing == m_typing.end())
        return;
    if (typing->second.empty()) {
        m_typing.erase(typing);
        return;
    }
    const auto operation = typing->second.front();
    if (operation->stream != 0)
        return;
    send(operation);
    sendTyped(*operation);
}

void TerminalOperations::sendTyped(Operation &operation)
{
    while (operation.sent < operation.bytes.size() && operation.credit > 0 && !operation.ending) {
        const auto size = std::min({operation.bytes.size() - operation.sent, operation.credit, kFileChunkMax});
        m_carrier.send(FrameType::TerminalData, operation.stream,
                       toContentPayload(std::string_view(operation.bytes).substr(operation.sent, size)));
        operation.sent += size;
        operation.credit -= size;
    }
}

/// The guest may send as much as whoever looks has used up.
void TerminalOperations::keepPace(const Shared &operation)
{
    if (!operation->handlers.pace)
        return;
    operation->handlers.pace->onUsed(
        [self = std::weak_ptr(m_self), weak = std::weak_ptr(operation)](std::size_t bytes) {
            const auto here = self.lock();
            const auto still = weak.lock();
            if (!here || !still || still->answered || (*here)->m_lost)
                return;
            bytes = std::min(bytes, still->unused);
            still->unused -= bytes;
            (*here)->giveCredit(*still, bytes);
        });
}

void TerminalOperations::giveCredit(Operation &operation, std::size_t bytes)
{
    operation.consumed += bytes;
    if (operation.consumed < kLookGiveBackStep)
        return;
    const auto back = std::exchange(operation.consumed, 0);
    operation.credit += back;
    m_carrier.send(FrameType::TerminalCredit, operation.stream, toPayload(TerminalCredit{back}));
}

void TerminalOperations::frameArrived(const Frame &frame)
{
    const auto found = m_active.find(frame.stream);
    if (found == m_active.end())
        return protocolError("a frame of an unknown question about terminals");
    const auto operation = found->second; // its handlers may end it
    switch (frame.type) {
    case FrameType::TerminalData:
        return takeOutput(frame, operation);
    case FrameType::TerminalEntry:
        return takeEntry(frame, *operation);
    case FrameType::TerminalCredit:
        return takeCredit(frame, *operation);
    case FrameType::TerminalDone:
        return takeDone(frame, operation);
    default:
        return protocolError("a terminal's frame that is ours to send");
    }
}

void TerminalOperations::takeOutput(const Frame &frame, const Shared &operation)
{
    const auto content = parseContentPayload(frame.payload);
    if (!content || operation->start.work != TerminalWork::Look || content->size() > operation->credit)
        return protocolError("more of a terminal's output than was asked for");
    operation->credit -= content->size();
    if (operation->answered)
        return;
    const bool isPaced = operation->handlers.pace != nullptr;
    operation->unused += isPaced ? content->size() : 0;
    const auto self = std::weak_ptr(m_self);
    if (const auto output = operation->handlers.output) // kept: it may let go of itself
        output(*content);
    if (!isPaced && !self.expired() && !m_lost && !operation->answered)
        giveCredit(*operation, content->size());
}

void TerminalOperations::takeEntry(const Frame &frame, Operation &operation)
{
    const auto entry = parseTerminalEntry(frame.payload);
    if (!entry || operation.start.work != TerminalWork::List || operation.listed.size() >= 2 * limits::kTerminalsMax)
        return protocolError("a list of terminals that is none");
    operation.listed.push_back(toPort(*entry));
}

void TerminalOperations::takeCredit(const Frame &frame, Operation &operation)
{
    const auto credit = parseTerminalCredit(frame.payload);
    if (!credit || operation.start.work != TerminalWork::Type || credit->bytes > kTerminalWindow - operation.credit)
        return protocolError("more room for typing than was used");
    operation.credit += credit->bytes;
    sendTyped(operation);
}

void TerminalOperations::takeDone(const Frame &frame, const Shared &operation)
{
    auto how = parseTerminalDone(frame.payload);
    const bool isNew = operation->start.work == TerminalWork::Open;
    const bool isDone = how && how->outcome == TerminalDone::Outcome::Done;
    if (!how || (isNew && isDone && how->number == 0))
        return protocolError("a malformed word on a terminal");
    m_active.erase(frame.stream);
    operation->timer.cancel();
    const auto terminal = operation->start.number;
    if (operation->start.work == TerminalWork::Type) {
        auto &typing = m_typing[terminal];
        std::erase(typing, operation);
        typeNext(terminal);
    }
    if (isNew && isDone && operation->answered) { // nobody knows of it
        const auto unwanted = make(TerminalWork::Close, how->number);
        unwanted->answered = true;
        send(unwanted);
    }
    if (isDone)
        return operation->answer(*std::move(how));
    const bool isFull = isNew && how->outcome == TerminalDone::Outcome::Conflict; // the guest says what, not what to do
    operation->answer(fail(codeOf(how->outcome), how->detail + (isFull ? "; close one of them first" : "")));
}

/// The handle has gone.
void TerminalOperations::cancel(const Shared &operation)
{
    operation->timer.cancel();
    operation->answered = true; // its handlers stay: this may run inside one of them
    if (m_lost || std::exchange(operation->ending, true))
        return;
    const auto terminal = operation->start.number;
    if (operation->stream == 0) {
        if (const auto typing = m_typing.find(terminal); typing != m_typing.end())
            std::erase(typing->second, operation);
        return;
    }
    const bool goesOn = operation->start.work == TerminalWork::Look || operation->start.work == TerminalWork::Type;
    if (goesOn && m_active.contains(operation->stream))
        m_carrier.send(FrameType::TerminalCancel, operation->stream, emptyPayload());
}

void TerminalOperations::lost(const Error &error)
{
    if (m_lost)
        return;
    m_lost = error;
    auto all = std::exchange(m_active, {});
    auto typing = std::exchange(m_typing, {});
    const auto self = std::weak_ptr(m_self);
    for (const auto &[stream, operation] : all)
        if (!self.expired())
            operation->answer(tl::unexpected(error));
    for (const auto &[terminal, waiting] : typing)
        for (const auto &operation : waiting)
            if (!self.expired())
                operation->answer(tl::unexpected(error));
}

void TerminalOperations::abandon()
{
    m_self.reset();
    m_lost = Error{ErrorCode::Cancelled, "the link to the guest was let go"};
    const auto silence = [](Operation &operation) {
        operation.timer.cancel();
        operation.answered = true;
    };
    for (auto &[stream, operation] : std::exchange(m_active, {}))
        silence(*operation);
    for (auto &[terminal, waiting] : std::exchange(m_typing, {}))
        for (const auto &operation : waiting)
            silence(*operation);
}

void TerminalOperations::protocolError(const std::string &what)
{
    m_carrier.lose({ErrorCode::GuestProtocol, what});
}

} // namespace glovebox::guest
