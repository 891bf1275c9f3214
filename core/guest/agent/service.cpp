#include "core/guest/agent/service.h"

#include "core/base/text.h"
#include "core/guest/protocol/limits.h"

#include <algorithm>

namespace glovebox::agent {

namespace {

/// Live output waiting to be written; a host that does not read is shown less, never held in memory.
constexpr std::size_t kUnsentOutputMax = 256 << 10;

/// Files wait in the kernel when the host does not read: a heartbeat never stands behind more than this.
constexpr std::size_t kUnsentFilesMax = 256 << 10;

/// The longest beginning of `text` within `max` bytes that ends between characters.
std::size_t wholeCharacters(std::string_view text, std::size_t max)
{
    if (text.size() <= max)
        return text.size();
    auto end = max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return end;
}

} // namespace

Service::Service(ToolContext context, guest::HelloOk facts, Machine machine)
    : m_settings(std::move(context), machine.accounts), m_trust(machine.root, machine.memory),
      m_facts(std::move(facts)), m_machine(std::move(machine)), m_started(std::chrono::steady_clock::now()),
      m_decoder(guest::kRequestPayloadMax, guest::FrameDecoder::Greeting::AnyTime),
      m_runner(m_settings.tools(), {[this](std::uint32_t stream, std::string_view bytes) { toolOutput(stream, bytes); },
                                    [this](std::uint32_t stream, const ToolOutcome &outcome) {
                                        toolResult(stream, outcome);
                                    }}),
      m_files(m_settings.tools(), {[this](guest::FrameType type, std::uint32_t stream, std::string payload) {
                                       send(type, stream, std::move(payload));
                                   },
                                   [this] {
                                       return unsent().size() < kUnsentFilesMax;
                                   }}),
      m_execs(m_settings, {[this](guest::FrameType type, std::uint32_t stream, std::string payload) {
                               send(type, stream, std::move(payload));
                           },
                           [this] {
                               return unsent().size() < kUnsentFilesMax;
                           }}),
      m_terminals(m_settings, {[this](guest::FrameType type, std::uint32_t stream, std::string payload) {
                                   send(type, stream, std::move(payload));
                               },
                               [this] {
                                   return unsent().size() < kUnsentFilesMax;
                               }})
{
    m_facts.level = guest::kAgentLevel;
}

void Service::haveProxy(bool there)
{
    m_settings.haveProxy(there);
    m_runner.becomeAnother({}, m_settings.tools());
}

void Service::received(std::string_view bytes)
{
    m_decoder.feed(bytes);
    guest::Frame frame;
    while (m_decoder.next(frame) == guest::FrameDecoder::Status::Complete)
        handle(frame);
}

void Service::hostGone()
{
    m_greeted = false;
    m_identified = false;
    m_runner.dropAll();
    m_files.dropAll();
    m_execs.dropAll();
    m_terminals.dropAll();
    m_streams.clear();
    m_out.clear();
    m_sent = 0;
}

void Service::sent(std::size_t bytes)
{
    m_sent += bytes;
    if (m_sent < m_out.size())
        return;
    m_out.clear();
    m_sent = 0;
}

void Service::handle(const guest::Frame &frame)
{
    if (frame.type == guest::FrameType::Hello) {
        greet(frame);
        return;
    }
    if (!m_greeted || frame.epoch != m_epoch)
        return;
    switch (frame.type) {
    case guest::FrameType::Identity:
        takeIdentity(frame);
        break;
    case guest::FrameType::ToolStart:
        startTool(frame);
        break;
    case guest::FrameType::ToolCredit:
        if (const auto credit = guest::parseToolCredit(frame.payload))
            if (const auto stream = m_streams.find(frame.stream); stream != m_streams.end())
                stream->second.credit = std::min(stream->second.credit + credit->bytes, guest::kRequestPayloadMax);
        break;
    case guest::FrameType::ToolCancel:
        m_runner.cancel(frame.stream);
        break;
    case guest::FrameType::Ping:
        if (const auto ping = guest::parseHeartbeat(frame.payload))
            send(guest::FrameType::Pong, 0, guest::toPayload(*ping));
        break;
    case guest::FrameType::Shutdown:
        m_machine.shutDown();
        break;
    case guest::FrameType::FileStart:
    case guest::FrameType::FileData:
    case guest::FrameType::FileCredit:
    case guest::FrameType::FileCancel:
    case guest::FrameType::FileEnd:
        handleFile(frame);
        break;
    case guest::FrameType::ExecStart:
    case guest::FrameType::ExecInput:
    case guest::FrameType::ExecInputEnd:
    case guest::FrameType::ExecCredit:
    case guest::FrameType::ExecCancel:
        handleExec(frame);
        break;
    case guest::FrameType::TerminalStart:
    case guest::FrameType::TerminalData:
    case guest::FrameType::TerminalCredit:
    case guest::FrameType::TerminalCancel:
        handleTerminal(frame);
        break;
    default:
        break; // ours to send, or the network port's
    }
}

void Service::takeIdentity(const guest::Frame &frame)
{
    const auto identity = guest::parseIdentity(frame.payload);
    if (!identity)
        return;
    auto report = m_machine.applyIdentity(*identity);
    if (std::exchange(m_hostname, identity->hostname) != identity->hostname) {
        m_settings.becomeAnother(identity->hostname);
        m_runner.becomeAnother(identity->hostname, m_settings.tools());
    }
    bool isOther = false;
    if (identity->setup) {
        isOther = m_settings.apply(*identity->setup);
        report.setup = m_settings.report();
    }
    if (identity->gate) {
        if (m_trust.apply(*identity->gate) && m_settings.add(m_trust.secrets(), m_trust.places()))
            isOther = true;
        report.gate = m_trust.report();
    }
    if (isOther)
        m_runner.beginAs(m_settings.tools());
    m_identified = true;
    send(guest::FrameType::IdentityOk, 0, guest::toPayload(report));
}

bool Service::isTaken(std::uint32_t stream) const
{
    return m_streams.contains(stream) || m_files.has(stream) || m_execs.has(stream) || m_terminals.has(stream);
}

void Service::handleExec(const guest::Frame &frame)
{
    if (!m_identified)
        return;
    if (frame.type == guest::FrameType::ExecInput)
        m_execs.input(frame.stream, frame.payload);
    else if (frame.type == guest::FrameType::ExecInputEnd)
        m_execs.endInput(frame.stream);
    else if (frame.type == guest::FrameType::ExecCredit)
        m_execs.credit(frame.stream, frame.payload);
    else if (frame.type == guest::FrameType::ExecCancel)
        m_execs.cancel(frame.stream);
    else if (!isTaken(frame.stream))
        m_execs.start(frame.stream, frame.payload);
}

void Service::handleTerminal(const guest::Frame &frame)
{
    if (!m_identified)
        return;
    if (frame.type == guest::FrameType::TerminalData)
        m_terminals.data(frame.stream, frame.payload);
    else if (frame.type == guest::FrameType::TerminalCredit)
        m_terminals.credit(frame.stream, frame.payload);
    else if (frame.type == guest::FrameType::TerminalCancel)
        m_terminals.cancel(frame.stream);
    else if (!isTaken(frame.stream))
        m_terminals.start(frame.stream, frame.payload);
}

void Service::handleFile(const guest::Frame &frame)
{
    if (!m_identified || m_streams.contains(frame.stream) || m_execs.has(frame.stream) || m_terminals.has(frame.stream))
        return;
    if (frame.type == guest::FrameType::FileData)
        m_files.data(frame.stream, frame.payload);
    else if (frame.type == guest::FrameType::FileEnd)
        m_files.end(frame.stream);
    else if (frame.type == guest::FrameType::FileCredit)
        m_files.credit(frame.stream, frame.payload);
    else if (frame.type == guest::FrameType::FileCancel)
        m_files.cancel(frame.stream);
    else if (!m_files.has(frame.stream))
        m_files.start(frame.stream, frame.payload);
}

void Service::addPollFds(std::vector<pollfd> &fds) const
{
    m_runner.addPollFds(fds);
    m_files.addPollFds(fds);
    m_execs.addPollFds(fds);
    m_terminals.addPollFds(fds);
}

std::optional<Instant> Service::deadline() const
{
    std::optional<Instant> first;
    for (const auto &each : {m_runner.deadline(), m_files.deadline(), m_execs.deadline(), m_terminals.deadline()})
        if (each && (!first || *each < *first))
            first = each;
    return first;
}

void Service::step(Instant now)
{
    m_runner.step(now);
    m_files.step(now);
    m_execs.step(now);
    m_terminals.step(now);
}

void Service::greet(const guest::Frame &frame)
{
    hostGone();
    m_greeted = true;
    m_epoch = frame.epoch;
    // The versions are compared on the host, which can tell its operator.
    m_facts.uptime +=
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_started);
    m_started = std::chrono::steady_clock::now();
    m_out.append(guest::kGreetingMark);
    send(guest::FrameType::HelloOk, 0, guest::toPayload(m_facts));
}

void Service::startTool(const guest::Frame &frame)
{
    auto start = guest::parseToolStart(frame.payload);
    if (!start || !m_identified || isTaken(frame.stream)) {
        toolResult(frame.stream, failure("the guest's agent cannot take this call"));
        return;
    }
    m_streams[frame.stream] = {start->credit, 0};
    m_runner.submit({frame.stream, std::move(start->tool), std::move(start->input), start->timeout,
                     std::move(start->handler), std::move(start->standardInput), std::move(start->folders),
                     std::move(start->readOnlyFolders)});
}

void Service::toolOutput(std::uint32_t id, std::string_view bytes)
{
    const auto found = m_streams.find(id);
    if (found == m_streams.end())
        return;
    auto &stream = found->second;
    if (stream.credit == 0) {
        stream.skipped += bytes.size();
        return;
    }
    const auto text = toValidUtf8(bytes);
    std::string_view rest(text);
    while (!rest.empty() && unsent().size() < kUnsentOutputMax) {
        const auto size = wholeCharacters(rest, std::min(stream.credit, guest::kOutputChunkMax));
        if (size == 0)
            break;
        stream.credit -= size;
        send(guest::FrameType::ToolOutput, id,
             guest::toPayload(guest::ToolOutput{std::string(rest.substr(0, size)), stream.skipped}));
        stream.skipped = 0;
        rest.remove_prefix(size);
    }
    stream.skipped += rest.size();
}

void Service::toolResult(std::uint32_t id, const ToolOutcome &outcome)
{
    m_streams.erase(id);
    send(guest::FrameType::ToolResult, id,
         guest::toPayload(guest::ToolReply{outcome.text, outcome.isError, outcome.timedOut}));
}

void Service::send(guest::FrameType type, std::uint32_t stream, std::string payload)
{
    if (m_sent > guest::kReplyPayloadMax) { // do not let what is sent already pile up in front
        m_out.erase(0, m_sent);
        m_sent = 0;
    }
    m_out.append(guest::encode({type, m_epoch, stream, std::move(payload)}));
}

} // namespace glovebox::agent
