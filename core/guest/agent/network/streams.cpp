#include "core/guest/agent/network/streams.h"

#include "core/guest/agent/network/resolver.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <algorithm>

namespace glovebox::agent {

namespace {

using namespace std::chrono_literals;
using guest::FrameType;
using Why = guest::NetRefused::Why;

/// Of a host that is there; it gives up earlier by itself.
constexpr auto kOpenWait = 120'000ms;
/// Of a program on this machine: it takes the connection, or the kernel refuses it; a full backlog does neither.
constexpr auto kDialWait = 10'000ms;
/// For the head of what is asked of the proxy.
constexpr auto kAskWait = 10'000ms;
/// For the beginning of what a refused program says, and for it to have read the answer.
constexpr auto kHeadWait = 5'000ms;
constexpr auto kLinger = 2'000ms;
constexpr std::size_t kDroppedMax = 1 << 20;
/// A stream's window when much is promised already.
constexpr std::size_t kWindowMin = 16 << 10;
/// Content in a frame while others wait, too.
constexpr std::size_t kSharedChunk = 16 << 10;
/// Who has sent less than this of late goes before those who have sent more.
constexpr std::size_t kLittle = 4 << 10;
constexpr auto kOfLate = 100ms;
/// More than any host grants; only keeps the sum from growing for ever.
constexpr std::size_t kCreditMax = 64 << 20;

constexpr const char *kNoHost = "This sandbox has no way out at the moment.";
constexpr const char *kNothingAsked = "The request did not come within 10 s.";
constexpr const char *kSilentHost = "This sandbox's way out does not answer.";
constexpr const char *kNothingListens = "Nothing listens on this port.";
constexpr const char *kTakesNothing = "What listens on this port does not take the connection.";
constexpr const char *kTooMany = "Too many connections at once.";

} // namespace

Streams::Stream *Streams::find(Key key)
{
    const auto found = m_all.find(key);
    return found == m_all.end() ? nullptr : &found->second;
}

std::size_t Streams::windowNow() const
{
    const auto left = m_held > m_promised ? m_held - m_promised : 0;
    return std::clamp(left / 4, kWindowMin, guest::kNetWindow);
}

Streams::Key Streams::add(std::unique_ptr<Connection> connection, Target target, Instant now)
{
    if (m_all.size() >= guest::kNetStreamsMax) {
        connection->reset();
        return 0;
    }
    const auto key = ++m_lastKey;
    auto &stream = m_all[key];
    stream.key = key;
    stream.connection = std::move(connection);
    stream.target = std::move(target);
    if (stream.target.isProxy && m_ways.target) {
        stream.phase = Phase::Asking;
        stream.proxy = std::make_unique<ProxyRequest>();
        wait(stream, now + kAskWait);
    } else {
        begin(stream, now);
    }
    return m_all.contains(key) ? key : 0;
}

void Streams::begin(Stream &stream, Instant now)
{
    stream.phase = Phase::Waiting;
    if (!stream.target.refusal.empty())
        refuse(stream, {Why::UnknownName, stream.target.refusal}, now);
    else if (m_hasHost)
        open(stream, now);
    else
        wait(stream, now + kHostWait);
}

void Streams::open(Stream &stream, Instant now)
{
    stream.phase = Phase::Asked;
    stream.id = m_ways.newStream();
    stream.window = windowNow();
    stream.granted = stream.window;
    m_promised += stream.window;
    m_known[stream.id] = stream.key;
    wait(stream, now + kOpenWait);
    m_ways.send(
        FrameType::NetOpen, stream.id,
        guest::toPayload(guest::NetOpen{stream.target.name, stream.target.address, stream.target.port, stream.window}));
}

void Streams::openInward(std::uint32_t id, const guest::NetOpenIn &open, Instant now)
{
    if (!m_ways.dial || m_inward >= guest::kNetInwardMax || m_all.size() >= guest::kNetStreamsMax)
        return m_ways.send(FrameType::NetRefused, id, guest::toPayload(guest::NetRefused{Why::Limit, kTooMany}));
    const auto key = ++m_lastKey;
    auto &stream = m_all[key];
    stream.key = key;
    stream.id = id;
    stream.target.port = open.port;
    stream.phase = Phase::Dialling;
    stream.isInward = true;
    stream.credit = open.credit;
    stream.window = windowNow();
    stream.granted = stream.window;
    m_promised += stream.window;
    ++m_inward;
    m_known[id] = key;
    wait(stream, now + kDialWait);
    stream.connection = m_ways.dial(key, open.port, false);
    if (!stream.connection)
        notDialled(stream);
}

void Streams::dialled(Stream &stream)
{
    stream.phase = Phase::Open;
    m_ways.send(FrameType::NetOpened, stream.id, guest::toPayload(guest::NetOpened{stream.window}));
    queue(stream, stream.since); // it may have spoken first
}

/// Some programs listen on one of the two alone.
void Streams::notDialled(Stream &stream)
{
    if (!std::exchange(stream.triedV6, true)) {
        stream.connection.reset(); // before another has its key
        stream.connection = m_ways.dial(stream.key, stream.target.port, true);
        if (stream.connection)
            return;
    }
    refuseInward(stream, Why::Unreachable, kNothingListens);
}

void Streams::refuseInward(Stream &stream, Why why, const char *text)
{
    m_ways.send(FrameType::NetRefused, stream.id, guest::toPayload(guest::NetRefused{why, text}));
    forgetAtHost(stream);
    drop(stream, How::Reset);
}

void Streams::wait(Stream &stream, Instant until)
{
    stream.until = until;
    m_waiting.emplace(until, stream.key);
}

void Streams::readable(Key key, Instant now)
{
    auto *stream = find(key);
    if (stream == nullptr)
        return;
    m_latest = now;
    stream->isReadable = true;
    if (stream->phase == Phase::Asking)
        readAsked(*stream, now);
    else if (stream->phase == Phase::Open)
        queue(*stream, now);
    else if (stream->phase == Phase::Refusing)
        readHead(*stream, now);
    else if (stream->phase == Phase::Lingering)
        readRest(*stream);
}

void Streams::writable(Key key)
{
    auto *stream = find(key);
    if (stream == nullptr)
        return;
    if (stream->phase == Phase::Dialling)
        dialled(*stream);
    else if (stream->phase == Phase::Open || stream->phase == Phase::Draining)
        flush(*stream);
}

void Streams::broken(Key key)
{
    auto *stream = find(key);
    if (stream == nullptr)
        return;
    stream->phase == Phase::Dialling ? notDialled(*stream) : drop(*stream, How::Reset);
}

void Streams::hostCame(Instant now)
{
    hostGone();
    m_hasHost = true;
    std::vector<Key> waiting;
    for (const auto &[key, stream] : m_all)
        if (stream.phase == Phase::Waiting)
            waiting.push_back(key);
    std::ranges::sort(waiting);
    for (const auto key : waiting)
        open(m_all.at(key), now);
}

void Streams::hostGone()
{
    m_hasHost = false;
    const auto known = std::exchange(m_known, {}); // so that nobody is told
    for (const auto &[id, key] : known)
        drop(m_all.at(key), How::Reset);
}

void Streams::received(const guest::Frame &frame, Instant now)
{
    m_latest = now;
    const auto known = m_known.find(frame.stream);
    if (known == m_known.end())
        return; // it ended here before the host knew
    auto &stream = m_all.at(known->second);
    if (stream.phase == Phase::Dialling && frame.type != FrameType::NetReset)
        return drop(stream, How::Reset); // nothing was granted yet
    switch (frame.type) {
    case FrameType::NetOpened:
        return opened(stream, frame.payload, now);
    case FrameType::NetRefused:
        if (auto why = guest::parseNetRefused(frame.payload); why && stream.phase == Phase::Asked) {
            forgetAtHost(stream);
            return refuse(stream, *std::move(why), now);
        }
        return drop(stream, How::Reset);
    case FrameType::NetData:
        return takeContent(stream, frame.payload);
    case FrameType::NetCredit:
        return takeCredit(stream, frame.payload, now);
    case FrameType::NetEnd:
        stream.hostEnded = true;
        return flush(stream);
    case FrameType::NetReset:
        forgetAtHost(stream);
        return drop(stream, How::Reset);
    default:
        return;
    }
}

void Streams::opened(Stream &stream, std::string_view payload, Instant now)
{
    const auto opened = guest::parseNetOpened(payload);
    if (!opened || stream.phase != Phase::Asked)
        return drop(stream, How::Reset);
    stream.phase = Phase::Open;
    stream.credit = opened->credit;
    if (!confirmTunnel(stream))
        return drop(stream, How::Reset);
    queue(stream, now);
}

void Streams::takeContent(Stream &stream, std::string_view payload)
{
    const auto content = guest::parseContentPayload(payload);
    if (!content || stream.phase != Phase::Open || stream.hostEnded || content->size() > stream.granted)
        return drop(stream, How::Reset);
    stream.granted -= content->size();
    stream.toProgram.append(*content);
    flush(stream);
}

void Streams::takeCredit(Stream &stream, std::string_view payload, Instant now)
{
    const auto credit = guest::parseNetCredit(payload);
    if (!credit || stream.phase != Phase::Open)
        return drop(stream, How::Reset);
    stream.credit = std::min(stream.credit + credit->bytes, kCreditMax);
    queue(stream, now);
}

void Streams::flush(Stream &stream)
{
    while (stream.written < stream.toProgram.size()) {
        const auto moved = stream.connection->write(std::string_view(stream.toProgram).substr(stream.written));
        if (moved.state == Connection::State::Blocked)
            break;
        if (moved.state != Connection::State::Moved)
            return drop(stream, How::Reset);
        stream.written += moved.bytes;
        stream.taken += moved.bytes;
    }
    if (stream.written == stream.toProgram.size()) {
        stream.written = 0;
        std::string().swap(stream.toProgram); // an idle stream holds nothing
        if (stream.hostEnded && !std::exchange(stream.wroteEnd, true))
            stream.connection->endWriting();
    } else if (stream.written >= kSharedChunk) {
        stream.toProgram.erase(0, stream.written);
        stream.written = 0;
    }
    giveBack(stream);
    endIfBothDid(stream);
}

void Streams::giveBack(Stream &stream)
{
    if (stream.hostEnded || stream.taken < stream.window / 4 || stream.taken == 0)
        return;
    const auto bytes = std::exchange(stream.taken, 0);
    stream.granted += bytes;
    m_ways.send(FrameType::NetCredit, stream.id, guest::toPayload(guest::NetCredit{bytes}));
}

void Streams::endIfBothDid(Stream &stream)
{
    if (!stream.programEnded || !stream.hostEnded)
        return;
    forgetAtHost(stream);
    stream.phase = Phase::Draining;
    if (!stream.wroteEnd)
        return;
    if (!stream.proxy || !stream.proxy->hasMore())
        return drop(stream, How::Orderly);
    stream.phase = Phase::Lingering; // a close with something unread would take the end of the answer away
    wait(stream, m_latest + kLinger);
    readRest(stream);
}

void Streams::queue(Stream &stream, Instant now)
{
    const bool hasSome = stream.isReadable || (stream.proxy && stream.proxy->hasAhead());
    if (stream.isQueued || !hasSome || stream.credit == 0 || stream.programEnded)
        return;
    if (now - stream.since > kOfLate) {
        stream.since = now;
        stream.recent = 0;
    }
    stream.isQueued = true;
    (stream.recent < kLittle ? m_little : m_much).push_back(stream.key);
}

bool Streams::sendNext(Instant now)
{
    m_latest = now;
    while (canSend()) {
        auto &line = m_little.empty() ? m_much : m_little;
        auto *stream = find(line.front());
        line.pop_front();
        if (stream == nullptr)
            continue;
        stream->isQueued = false;
        if (stream->phase == Phase::Open && sendOf(*stream, now))
            return true;
    }
    return false;
}

bool Streams::sendOf(Stream &stream, Instant now)
{
    const auto max = std::min(stream.credit, canSend() ? kSharedChunk : guest::kNetChunkMax);
    m_buffer.resize(guest::kNetChunkMax);
    const auto moved = readFor(stream, max);
    switch (moved.state) {
    case Connection::State::Blocked:
        stream.isReadable = false;
        return false;
    case Connection::State::Broken:
        drop(stream, How::Reset);
        return true;
    case Connection::State::Ended:
        stream.programEnded = true;
        m_ways.send(FrameType::NetEnd, stream.id, guest::emptyPayload());
        endIfBothDid(stream);
        return true;
    case Connection::State::Moved:
        break;
    }
    stream.credit -= moved.bytes;
    stream.recent += moved.bytes;
    m_ways.send(FrameType::NetData, stream.id,
                guest::toContentPayload(std::string_view(m_buffer).substr(0, moved.bytes)));
    queue(stream, now);
    return true;
}

void Streams::refuse(Stream &stream, guest::NetRefused why, Instant now)
{
    if (stream.proxy)
        return answer(stream, proxyAnswer(why, stream.proxy->isTunnel()), now);
    stream.phase = Phase::Refusing;
    stream.refusal.emplace(std::move(why), stream.target.port);
    if (stream.refusal->answer({})) // whatever it says
        return drop(stream, How::Reset);
    wait(stream, now + kHeadWait);
    readHead(stream, now);
}

void Streams::readHead(Stream &stream, Instant now)
{
    m_buffer.resize(guest::kNetChunkMax);
    for (;;) {
        const auto moved = stream.connection->read(m_buffer.data(), m_buffer.size());
        if (moved.state == Connection::State::Blocked)
            return;
        if (moved.state != Connection::State::Moved)
            return drop(stream, How::Reset);
        if (const auto said = stream.refusal->answer(std::string_view(m_buffer).substr(0, moved.bytes)))
            return answer(stream, *said, now);
    }
}

/// Empty: a reset is the answer.
void Streams::answer(Stream &stream, const std::string &text, Instant now)
{
    // Its buffer is empty, so all of a few hundred bytes fits or none.
    if (text.empty() || stream.connection->write(text).bytes != text.size())
        return drop(stream, How::Reset);
    stream.connection->endWriting();
    stream.proxy.reset(); // what it asked is of no use any more, and counts while it is held
    stream.phase = Phase::Lingering;
    wait(stream, now + kLinger);
    readRest(stream);
}

void Streams::readRest(Stream &stream)
{
    m_buffer.resize(guest::kNetChunkMax);
    for (;;) {
        const auto moved = stream.connection->read(m_buffer.data(), m_buffer.size());
        if (moved.state == Connection::State::Blocked)
            return;
        stream.dropped += moved.bytes;
        if (moved.state == Connection::State::Ended)
            return drop(stream, How::Orderly);
        if (moved.state == Connection::State::Broken || stream.dropped > kDroppedMax)
            return drop(stream, How::Reset);
    }
}

void Streams::forgetAtHost(Stream &stream)
{
    m_known.erase(std::exchange(stream.id, 0));
}

void Streams::drop(Stream &stream, How how)
{
    if (m_known.erase(stream.id) > 0)
        m_ways.send(FrameType::NetReset, stream.id, guest::emptyPayload());
    if (how == How::Reset && stream.connection)
        stream.connection->reset();
    m_inward -= stream.isInward ? 1 : 0;
    m_promised -= stream.window;
    m_all.erase(stream.key);
}

std::optional<Instant> Streams::deadline() const
{
    return m_waiting.empty() ? std::nullopt : std::optional(m_waiting.begin()->first);
}

void Streams::step(Instant now)
{
    m_latest = now;
    while (!m_waiting.empty() && m_waiting.begin()->first <= now) {
        const auto [until, key] = *m_waiting.begin();
        m_waiting.erase(m_waiting.begin());
        auto *stream = find(key);
        if (stream == nullptr || stream->until != until)
            continue;
        if (stream->phase == Phase::Asking) {
            refuseAsked(*stream, 408, kNothingAsked, now);
        } else if (stream->phase == Phase::Waiting) {
            refuse(*stream, {Why::Unreachable, kNoHost}, now);
        } else if (stream->phase == Phase::Asked) {
            m_ways.send(FrameType::NetReset, stream->id, guest::emptyPayload());
            forgetAtHost(*stream);
            refuse(*stream, {Why::TimedOut, kSilentHost}, now);
        } else if (stream->phase == Phase::Dialling) {
            refuseInward(*stream, Why::TimedOut, kTakesNothing);
        } else if (stream->phase == Phase::Refusing || stream->phase == Phase::Lingering) {
            drop(*stream, How::Reset);
        }
    }
}

} // namespace glovebox::agent
