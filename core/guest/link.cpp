#include "core/guest/link.h"

#include "core/base/limits.h"
#include "core/guest/identity_checks.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <algorithm>
#include <utility>

namespace glovebox::guest {

namespace {

/// A handler gets the input whole, as text that nobody parses on the way; the six tools what they can use of it.
ToolStart toStart(const ports::ToolRequest &request, std::chrono::milliseconds timeout, std::size_t credit)
{
    ToolStart start{.tool = request.name, .timeout = timeout, .credit = credit};
    if (!request.handler.empty()) {
        start.handler = request.handler;
        start.standardInput = request.input.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
        return start;
    }
    start.input = plainInput(request.input);
    for (const auto &folder : request.folders) {
        start.folders.push_back(folder.path);
        if (folder.readOnly)
            start.readOnlyFolders.push_back(folder.path);
    }
    return start;
}

} // namespace

LinkCore::LinkCore(ports::Clock &clock, std::unique_ptr<Channel> channel, std::uint32_t level)
    : m_clock(clock), m_channel(std::move(channel)), m_files(clock, carrier<FileOperations::Carrier>()),
      m_execs(clock, carrier<ExecOperations::Carrier>(), level),
      m_terminals(clock, carrier<TerminalOperations::Carrier>(), level)
{
    m_channel->setListener(this);
    scheduleHeartbeat();
}

LinkCore::~LinkCore() = default;

Call LinkCore::runTool(ports::ToolRequest request, ports::ToolHandlers handlers)
{
    if (m_lost)
        return answerLater(std::move(handlers), tl::unexpected(*m_lost));
    const auto timeout = std::clamp(request.timeout, std::chrono::milliseconds(1), kToolTimeoutMax);
    const auto credit = handlers.output ? kOutputWindow : 0;
    auto payload = toPayload(toStart(request, timeout, credit));
    if (payload.size() > kRequestPayloadMax)
        return answerLater(std::move(handlers),
                           domain::ToolResult{request.name + ": the input is " + std::to_string(payload.size()) +
                                                  " bytes, exceeds " + std::to_string(kRequestPayloadMax) +
                                                  "-byte limit",
                                              true, false});

    const auto stream = m_nextStream++;
    auto running =
        std::make_shared<Running>(Running{request.call, request.name, std::move(handlers), false, credit, 0, {}});
    m_running.emplace(stream, running);
    m_channel->send(FrameType::ToolStart, stream, std::move(payload));

    const auto now = m_clock.now();
    m_busyUntil = std::max(now, m_running.size() == 1 ? now : m_busyUntil) + timeout;
    armDeadline(stream, std::chrono::duration_cast<std::chrono::milliseconds>(m_busyUntil - now) + limits::kToolGrace);
    return Call([core = QPointer<LinkCore>(this), stream] {
        if (core)
            core->cancelTool(stream);
    });
}

/// For answers that are known before anything was sent.
Call LinkCore::answerLater(ports::ToolHandlers handlers, Result<domain::ToolResult> answer)
{
    return m_clock.after(std::chrono::milliseconds(0), [core = QPointer<LinkCore>(this),
                                                        done = std::move(handlers.done), answer = std::move(answer)] {
        if (core && !core->m_abandoned && done)
            done(answer);
    });
}

void LinkCore::armDeadline(std::uint32_t stream, std::chrono::milliseconds delay)
{
    const auto &running = m_running.at(stream);
    running->deadline = m_clock.after(delay, [this, tool = running->tool] {
        lose({ErrorCode::GuestUnresponsive, "the guest did not report the end of a " + tool + " call"});
    });
}

void LinkCore::abortTool(const domain::EventId &call)
{
    for (const auto &[stream, running] : m_running) {
        if (running->call != call || running->cancelled)
            continue;
        m_channel->send(FrameType::ToolCancel, stream, emptyPayload());
        armDeadline(stream, limits::kToolGrace);
    }
}

void LinkCore::cancelTool(std::uint32_t stream)
{
    const auto found = m_running.find(stream);
    if (found == m_running.end() || found->second->cancelled)
        return;
    found->second->cancelled = true; // its handlers stay: this may run inside one of them
    m_channel->send(FrameType::ToolCancel, stream, emptyPayload());
    armDeadline(stream, limits::kToolGrace);
}

void LinkCore::onLost(std::function<void(Error)> handler)
{
    m_onLost = std::move(handler);
    if (m_lost && m_onLost)
        m_lostNews = m_clock.after(std::chrono::milliseconds(0), [this] {
            if (auto news = std::exchange(m_onLost, nullptr))
                news(*m_lost);
        });
}

void LinkCore::abandon()
{
    if (std::exchange(m_abandoned, true))
        return;
    m_channel->close();
    m_heartbeat.cancel();
    m_creditTick.cancel();
    m_lostNews.cancel();
    m_files.abandon();
    m_execs.abandon();
    m_terminals.abandon();
    for (auto &[stream, running] : m_running)
        running->deadline.cancel();
    deleteLater();
}

void LinkCore::frameArrived(const Frame &frame)
{
    m_silentIntervals = 0;
    switch (frame.type) {
    case FrameType::ToolOutput:
        return takeOutput(frame);
    case FrameType::ToolResult:
        return takeResult(frame);
    case FrameType::Pong:
        return takePong(frame);
    case FrameType::FileData:
    case FrameType::FileEntries:
    case FrameType::FileCredit:
    case FrameType::FileDone:
        return m_files.frameArrived(frame);
    case FrameType::ExecOutput:
    case FrameType::ExecErrors:
    case FrameType::ExecEnd:
    case FrameType::ExecCredit:
        return m_execs.frameArrived(frame);
    case FrameType::TerminalData:
    case FrameType::TerminalCredit:
    case FrameType::TerminalEntry:
    case FrameType::TerminalDone:
        return m_terminals.frameArrived(frame);
    case FrameType::IdentityOk:
        if (!m_identities.empty())
            return takeChecks(frame);
        break;
    case FrameType::FileStart:
    case FrameType::FileCancel:
    case FrameType::FileEnd:
    case FrameType::ExecStart:
    case FrameType::ExecInput:
    case FrameType::ExecInputEnd:
    case FrameType::ExecCancel:
    case FrameType::TerminalStart:
    case FrameType::TerminalCancel:
    case FrameType::Hello:
    case FrameType::HelloOk:
    case FrameType::Identity:
    case FrameType::ToolStart:
    case FrameType::ToolCredit:
    case FrameType::ToolCancel:
    case FrameType::Ping:
    case FrameType::Shutdown:
    case FrameType::NetOpen:
    case FrameType::NetOpened:
    case FrameType::NetRefused:
    case FrameType::NetData:
    case FrameType::NetCredit:
    case FrameType::NetEnd:
    case FrameType::NetReset:
    case FrameType::NetAsk:
    case FrameType::NetAnswer:
    case FrameType::NetRules:
    case FrameType::NetOpenIn:
        break;
    }
    lose({ErrorCode::GuestProtocol,
          "a frame of type " + std::to_string(static_cast<int>(frame.type)) + " that was not asked for"});
}

void LinkCore::takeOutput(const Frame &frame)
{
    const auto found = m_running.find(frame.stream);
    const auto output = parseToolOutput(frame.payload);
    if (found == m_running.end() || !output)
        return lose(
            {ErrorCode::GuestProtocol, found == m_running.end() ? "output of an unknown call" : "malformed output"});
    const auto running = found->second; // the handler may end the call
    if (output->text.size() > running->credit)
        return lose({ErrorCode::GuestProtocol, "more live output than was asked for"});
    running->credit -= output->text.size();
    running->consumed += output->text.size();
    scheduleCredit();
    if (running->cancelled)
        return;
    if (output->skipped > 0)
        running->handlers.output("\n[" + std::to_string(output->skipped) + " bytes not shown]\n");
    if (!m_abandoned && !running->cancelled)
        running->handlers.output(output->text);
}

void LinkCore::takeResult(const Frame &frame)
{
    const auto found = m_running.find(frame.stream);
    auto reply = parseToolReply(frame.payload);
    if (found == m_running.end() || !reply)
        return lose(
            {ErrorCode::GuestProtocol, found == m_running.end() ? "a result of an unknown call" : "malformed result"});
    const auto running = found->second;
    m_running.erase(found);
    running->deadline.cancel();
    if (!running->cancelled && running->handlers.done)
        running->handlers.done(domain::ToolResult{std::move(reply->text), reply->isError, reply->timedOut});
}

void LinkCore::takePong(const Frame &frame)
{
    const auto pong = parseHeartbeat(frame.payload);
    if (!pong || pong->number != m_pongsSeen + 1 || pong->number > m_pingsSent)
        return lose({ErrorCode::GuestProtocol, "a heartbeat that answers none of ours"});
    m_pongsSeen = pong->number;
}

void LinkCore::takeChecks(const Frame &frame)
{
    auto checks = checksOf(frame.payload, m_identities.front());
    m_identities.pop_front();
    if (!checks)
        return lose({ErrorCode::GuestProtocol, "a malformed word on its identity"});
    if (const auto tell = m_onChecked; tell && !m_abandoned) // it may let go of us
        tell(*std::move(checks));
}

void LinkCore::scheduleCredit()
{
    if (!m_creditTick)
        m_creditTick = m_clock.after(kCreditInterval, [this] { returnCredit(); });
}

void LinkCore::returnCredit()
{
    m_creditTick.cancel();
    for (auto &[stream, running] : m_running) {
        const auto back = std::exchange(running->consumed, 0);
        if (back == 0 || running->cancelled)
            continue;
        running->credit += back;
        m_channel->send(FrameType::ToolCredit, stream, toPayload(ToolCredit{back}));
    }
}

void LinkCore::scheduleHeartbeat()
{
    m_heartbeat = m_clock.after(kPingInterval, [this] { heartbeat(); });
}

void LinkCore::standStill()
{
    m_heartbeat.cancel();
}

void LinkCore::goOn(const ports::GuestIdentity &identity)
{
    if (m_lost || m_abandoned)
        return;
    const auto wire = toIdentity(identity);
    if (!wire)
        return lose(wire.error());
    m_identities.push_back(wire->gate.has_value());
    m_channel->send(FrameType::Identity, 0, toPayload(*wire));
    m_silentIntervals = 0;
    scheduleHeartbeat();
}

/// Counts intervals instead of reading the clock, so that a host which was itself asleep does not blame the guest.
void LinkCore::heartbeat()
{
    if (m_pingsSent > m_pongsSeen && ++m_silentIntervals >= kSilentIntervalsMax)
        return lose({ErrorCode::GuestUnresponsive, "the guest's agent has stopped answering"});
    if (m_pingsSent == m_pongsSeen)
        m_channel->send(FrameType::Ping, 0, toPayload(Heartbeat{++m_pingsSent}));
    scheduleHeartbeat();
}

void LinkCore::lose(Error error)
{
    if (m_lost || m_abandoned)
        return;
    m_lost = error;
    m_channel->close();
    m_heartbeat.cancel();
    m_creditTick.cancel();
    const auto running = std::exchange(m_running, {});
    for (const auto &[stream, call] : running) {
        call->deadline.cancel();
        if (!m_abandoned && !call->cancelled && call->handlers.done)
            call->handlers.done(tl::unexpected(error));
    }
    if (!m_abandoned)
        m_files.lost(error);
    if (!m_abandoned)
        m_execs.lost(error);
    if (!m_abandoned)
        m_terminals.lost(error);
    if (m_abandoned)
        return;
    if (auto news = std::exchange(m_onLost, nullptr))
        news(error);
}

SocketLink::~SocketLink()
{
    m_core->abandon();
}

Call SocketLink::runTool(ports::ToolRequest request, ports::ToolHandlers handlers)
{
    return m_core->runTool(std::move(request), std::move(handlers));
}

Call SocketLink::exec(ports::ExecRequest request, ports::ExecHandlers handlers)
{
    return m_core->exec(std::move(request), std::move(handlers));
}

void SocketLink::onLost(std::function<void(Error)> handler)
{
    m_core->onLost(std::move(handler));
}

} // namespace glovebox::guest
