#include "core/egress/line.h"

#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;
using guest::FrameType;
using Why = guest::NetRefused::Why;

Q_LOGGING_CATEGORY(lcEgress, "glovebox.egress")

constexpr auto kRetryFirst = 100ms;
constexpr auto kRetryMost = 10s;
/// Whose greeting has held for so long is called as for the first time; who only greets is not.
constexpr auto kGoodAfter = 60s;
constexpr auto kWarnEvery = 60s;
/// An agent that does not answer may not have opened its port yet, or have no network at all.
constexpr auto kGreetWithin = 30s;
/// Of all windows of one guest together: what its programs may make us hold when servers do not read.
constexpr std::size_t kWindowsMax = 8 << 20;
constexpr std::size_t kWindowMin = 16 << 10;
/// Of all beginnings that are not complete: 64 KiB each at most.
constexpr std::size_t kHeldMax = 4 << 20;
/// On its way to the guest, all connections together: more would only stand in front of others.
constexpr std::size_t kInFlightMax = 128 << 10;
/// Attempts: a burst, and what may go on for ever. A build opens hundreds at once; a loop would fill the ledger.
constexpr double kBurst = 2000;
constexpr double kPerSecond = 100;
/// With both ends of TLS in them, each costs some 100 KiB.
constexpr std::ptrdiff_t kOpenedMax = 256;
constexpr auto kIdleMost = 2h;
constexpr auto kIdleLook = 60s;

/// This host has opened it.
bool isInward(std::uint32_t stream)
{
    return (stream & guest::kNetInward) != 0;
}

std::string randomId()
{
    char text[24];
    std::snprintf(text, sizeof text, "egr-%016llx",
                  static_cast<unsigned long long>(QRandomGenerator::system()->generate64()));
    return text;
}

} // namespace

Line::Line(const DialParts &parts, ports::EgressOrder order, std::shared_ptr<TlsOpening> opening)
    : m_parts(parts), m_order(std::move(order)), m_opening(std::move(opening)), m_retryAfter(kRetryFirst),
      m_tokens(kBurst), m_tokensAt(parts.clock.now()),
      m_inward(
          {m_parts.clock,
           [this](FrameType type, std::uint32_t stream, const std::string &payload) { send(type, stream, payload); },
           [this](std::uint32_t stream) { wantsToSend(stream); },
           [this](std::size_t window, std::size_t credit) {
               return roomFor(window, credit);
           }})
{
    connectSoon(0ms);
    watchIdle();
}

Line::~Line()
{
    dropAll("The sandbox ended, or its guest was replaced.");
    tellNow();
    *m_alive = false;
    if (m_channel) {
        m_channel->close();
        m_channel.release()->deleteLater(); // it may be the one that is calling us
    }
}

// ---- The connection to the guest

void Line::connectSoon(std::chrono::milliseconds delay)
{
    m_retry = m_parts.clock.after(delay, [this] { connectNow(); });
}

void Line::connectNow()
{
    m_greeted = false;
    m_lastStream = 0;
    m_channel =
        std::make_unique<NetChannel>(QString::fromStdString(m_order.socket), QRandomGenerator::system()->generate(),
                                     static_cast<NetChannelListener *>(this));
}

void Line::channelConnected()
{
    send(FrameType::Hello, 0, toPayload(guest::Hello{guest::kProtocolVersion, GLOVEBOX_VERSION}));
    m_greeting = m_parts.clock.after(kGreetWithin, [this] {
        m_channel->breakWith({ErrorCode::GuestUnresponsive, "network port: nobody greets"});
    });
}

void Line::greeted(const guest::Frame &frame)
{
    const auto ready = guest::parseNetReady(frame.payload);
    if (m_greeted || frame.stream != 0 || !ready)
        return nonsense("a greeting that is none");
    m_greeted = true;
    m_greeting.cancel();
    m_greetedAt = m_parts.clock.now();
    if (ready->problem.empty())
        qCDebug(lcEgress) << m_order.sandbox.value().c_str() << "has a network by" << ready->method.c_str();
    else
        warn("has no network: " + ready->problem);
    m_inward.guestGreeted(ready->inward);
}

/// The socket is there for as long as its machine is; whoever attached the line ends it then.
void Line::channelBroken(Error error)
{
    m_greeting.cancel();
    m_channel.release()->deleteLater();
    if (m_greeted || error.code == ErrorCode::GuestProtocol)
        warn(describe(error));
    if (m_greeted && m_parts.clock.now() - m_greetedAt >= kGoodAfter)
        m_retryAfter = kRetryFirst;
    m_greeted = false;
    dropAll("The guest's network was started anew.");
    connectSoon(m_retryAfter);
    m_retryAfter = std::min<std::chrono::milliseconds>(m_retryAfter * 2, kRetryMost);
}

/// The first at once, those of the minute after it by their number: a guest can make as many as it likes.
void Line::warn(std::string text)
{
    if (m_warning) {
        ++m_unsaid;
        m_lastUnsaid = std::move(text);
        return;
    }
    qCWarning(lcEgress) << m_order.sandbox.value().c_str() << text.c_str();
    m_warning = m_parts.clock.after(kWarnEvery, [this] { tellOfWarnings(); });
}

void Line::tellOfWarnings()
{
    m_warning = {};
    const auto times = std::exchange(m_unsaid, 0);
    if (times == 0)
        return;
    qCWarning(lcEgress) << m_order.sandbox.value().c_str() << times
                        << "more times in a minute, at last:" << std::exchange(m_lastUnsaid, {}).c_str();
    m_warning = m_parts.clock.after(kWarnEvery, [this] { tellOfWarnings(); });
}

void Line::nonsense(std::string what)
{
    m_channel->breakWith({ErrorCode::GuestProtocol, "network port: " + std::move(what)});
}

void Line::send(FrameType type, std::uint32_t stream, const std::string &payload)
{
    if (type == FrameType::NetData)
        m_share.moved(stream, m_parts.clock.now());
    if (m_channel)
        m_channel->send(type, stream, payload);
}

void Line::frameArrived(const guest::Frame &frame)
{
    switch (frame.type) {
    case FrameType::HelloOk:
        return greeted(frame);
    case FrameType::NetAsk:
        return m_greeted ? asked(frame) : nonsense("a question before the greeting");
    case FrameType::NetOpen:
        return m_greeted ? opened(frame) : nonsense("a connection before the greeting");
    case FrameType::NetData:
        m_share.moved(frame.stream, m_parts.clock.now());
        return streamFrame(frame);
    case FrameType::NetCredit:
    case FrameType::NetEnd:
    case FrameType::NetReset:
        return streamFrame(frame);
    case FrameType::NetOpened:
    case FrameType::NetRefused:
        return isInward(frame.stream) ? streamFrame(frame) : nonsense("an answer to what was never asked");
    default:
        return nonsense("a frame of type " + std::to_string(static_cast<int>(frame.type)));
    }
}

// ---- What the guest asks for

bool Line::isNew(std::uint32_t stream)
{
    if (stream <= m_lastStream || isInward(stream))
        return false;
    m_lastStream = stream;
    return true;
}

bool Line::takeToken()
{
    const auto now = m_parts.clock.now();
    const auto passed = std::chrono::duration<double>(now - std::exchange(m_tokensAt, now)).count();
    m_tokens = std::min(kBurst, m_tokens + passed * kPerSecond);
    if (m_tokens < 1)
        return false;
    m_tokens -= 1;
    return true;
}

domain::EgressDecision Line::newDecision(domain::EgressKind kind) const
{
    return {.id = domain::EgressId(randomId()),
            .at = m_parts.clock.wallNow(),
            .sandbox = m_order.sandbox,
            .session = m_order.session ? m_order.session() : std::nullopt,
            .kind = kind};
}

/// A question that is refused is told once for each name: a program asks again and again. What it is answered the guest
/// remembers until the rules change, so one too many is not: the guest tells its program to ask again.
void Line::asked(const guest::Frame &frame)
{
    const auto ask = guest::parseNetAsk(frame.payload);
    if (!ask || !isNew(frame.stream))
        return nonsense("a question that is none");
    const bool known = m_refusedNames.contains(ask->name);
    if (!known && !takeToken())
        return;
    const bool exists = !known && domain::couldAllow(policy(), ask->name);
    send(FrameType::NetAnswer, frame.stream, toPayload(guest::NetAnswer{exists}));
    if (exists || known || m_refusedNames.size() >= guest::kNetNamesMax)
        return;
    m_refusedNames.insert(ask->name);
    auto decision = newDecision(domain::EgressKind::Name);
    decision.host = ask->name;
    decision.lasted = 0ms;
    decision.rule = domain::decide(policy(), {ask->name, {}, 443}).rule;
    decision.reason = "The sandbox policy " + policy().profile.name + " does not let the name resolve: no rule " +
                      (decision.rule.empty() ? "names it." : "that allows it is left.");
    tell(std::move(decision));
}

void Line::opened(const guest::Frame &frame)
{
    const auto open = guest::parseNetOpen(frame.payload);
    if (!open || !isNew(frame.stream))
        return nonsense("a connection that is none");
    auto decision = newDecision(domain::EgressKind::Connection);
    decision.host = open->name;
    decision.address = open->address;
    decision.port = open->port;
    if (!takeToken() || m_streams.size() >= guest::kNetStreamsMax || *m_parts.connections >= m_parts.connectionsMax ||
        heldNow() > kHeldMax) {
        decision.reason = "The sandbox policy allows no more connections at once: this sandbox has too many, or opens "
                          "them too fast.";
        return refuseOpen(frame.stream, std::move(decision), Why::Limit);
    }
    m_toldOfFlood = false;
    const auto ruling = domain::decide(policy(), {open->name, open->address, open->port});
    decision.rule = ruling.rule;
    decision.reason = ruling.reason;
    if (!ruling.allowed)
        return refuseOpen(frame.stream, std::move(decision), Why::Policy);
    StreamStart start{.id = frame.stream,
                      .open = *open,
                      .ruling = ruling,
                      .decision = decision,
                      .window = nextWindow(),
                      .secrets = m_order.secrets,
                      .opening = m_opening};
    if (isToBeOpened(start) && !maySpareTls()) {
        decision.reason = "The sandbox policy allows no more connections to hosts of its secrets at once.";
        return refuseOpen(frame.stream, std::move(decision), Why::Limit);
    }
    decision.verdict = domain::EgressVerdict::Allowed;
    tell(decision);
    m_windows += start.window;
    start.decision.verdict = decision.verdict;
    auto stream = std::make_unique<Stream>(static_cast<StreamOwner &>(*this), std::move(start));
    m_streams.emplace(frame.stream, std::move(stream));
}

/// Of a flood the first is told: the others would be the flood's way into the ledger.
void Line::refuseOpen(std::uint32_t stream, domain::EgressDecision decision, Why why)
{
    send(FrameType::NetRefused, stream, toPayload(guest::NetRefused{why, decision.reason}));
    if (why == Why::Limit && std::exchange(m_toldOfFlood, true))
        return;
    decision.lasted = 0ms;
    tell(std::move(decision));
}

std::size_t Line::nextWindow() const
{
    const auto left = m_windows < kWindowsMax ? kWindowsMax - m_windows : 0;
    return std::clamp(left / 4, kWindowMin, guest::kNetWindow);
}

bool Line::maySpareTls() const
{
    return std::ranges::count_if(m_streams, [](const auto &each) { return each.second->isOpened(); }) < kOpenedMax;
}

std::size_t Line::heldNow() const
{
    std::size_t held = 0;
    for (const auto &[id, stream] : m_streams)
        held += stream->held();
    return held;
}

/// Of one that is over, its last frames may still be on their way.
void Line::streamFrame(const guest::Frame &frame)
{
    if (isInward(frame.stream)) {
        if (!m_inward.take(frame))
            nonsense("what is no part of a connection into it");
        return;
    }
    const auto found = m_streams.find(frame.stream);
    if (found == m_streams.end()) {
        if (frame.stream == 0 || frame.stream > m_lastStream)
            nonsense("a frame of a connection that there never was");
        return;
    }
    auto &stream = *found->second;
    bool good = true;
    if (frame.type == FrameType::NetData) {
        const auto bytes = guest::parseContentPayload(frame.payload);
        good = bytes && stream.takeData(*bytes);
    } else if (frame.type == FrameType::NetCredit) {
        const auto credit = guest::parseNetCredit(frame.payload);
        good = credit && stream.takeCredit(credit->bytes);
    } else if (!guest::isEmptyPayload(frame.payload)) {
        good = false;
    } else if (frame.type == FrameType::NetEnd) {
        good = stream.takeEnd();
    } else {
        stream.takeReset();
    }
    if (!good)
        nonsense("more than was granted, or what is no part of a connection");
}

// ---- Its streams

void Line::wantsToSend(std::uint32_t stream)
{
    if (m_isReady.insert(stream).second)
        m_ready.push_back(stream);
    pump();
}

/// One frame each in turn, for as long as there is room: whoever is left over is taken up when that was sent.
void Line::pump()
{
    if (m_stands || !m_channel || std::exchange(m_pumping, true))
        return;
    while (!m_ready.empty() && m_channel && m_channel->unsent() < kInFlightMax) {
        const auto next = m_ready.front();
        m_ready.pop_front();
        const auto found = m_streams.find(next);
        if (found != m_streams.end() ? found->second->pump() : m_inward.pump(next))
            m_ready.push_back(next);
        else
            m_isReady.erase(next);
    }
    m_pumping = false;
}

void Line::ended(std::uint32_t stream, const domain::EgressDecision &decision)
{
    tell(decision);
    m_over.push_back(stream);
    sweepSoon();
}

void Line::sweepSoon()
{
    if (m_over.size() > 1)
        return;
    m_sweep = m_parts.clock.after(0ms, [this] {
        for (const auto stream : std::exchange(m_over, {}))
            if (const auto found = m_streams.find(stream); found != m_streams.end()) {
                m_windows -= found->second->window();
                m_streams.erase(found);
            }
    });
}

void Line::dropAll(const std::string &why)
{
    for (const auto &[id, stream] : m_streams)
        stream->cut(why);
    m_over.clear();
    m_streams.clear();
    m_windows = 0;
    m_ready.clear();
    m_isReady.clear();
    m_inward.guestGone();
}

std::size_t Line::obey(domain::EgressPolicy policy)
{
    if (policy == m_order.policy)
        return 0;
    m_order.policy = std::move(policy);
    m_refusedNames.clear();
    const auto own = m_streams.empty() ? std::vector<domain::IpAddress>() : ownOf(m_parts);
    std::size_t closed = 0;
    for (const auto &[id, stream] : m_streams)
        if (!stream->isOver() && !stream->isStillAllowed(own)) {
            stream->cut("The sandbox policy changed: " + m_order.policy.profile.name + " does not allow it.");
            ++closed;
        }
    if (m_greeted)
        send(FrameType::NetRules, 0, guest::emptyPayload());
    return closed;
}

void Line::stand(bool stands)
{
    if (std::exchange(m_stands, stands) == stands)
        return;
    for (const auto &[id, stream] : m_streams)
        stream->standStillChanged();
    pump();
}

void Line::watchIdle()
{
    m_idle = m_parts.clock.after(kIdleLook, [this] {
        const auto now = m_parts.clock.now();
        for (const auto &[id, stream] : m_streams)
            if (!m_stands && !stream->isOver() && now - stream->lastActive() > kIdleMost)
                stream->cut("Nothing went over the connection for two hours.");
        watchIdle();
    });
}

// ---- What is told

void Line::tell(domain::EgressDecision decision)
{
    m_untold.push_back(std::move(decision));
    tellSoon();
}

void Line::tellSoon()
{
    if (m_untold.size() == 1)
        m_telling = m_parts.clock.after(0ms, [this] { tellNow(); });
}

/// Whoever is told may end the line.
void Line::tellNow()
{
    const auto alive = m_alive;
    const auto decided = m_order.decided;
    for (const auto &decision : std::exchange(m_untold, {})) {
        if (decided)
            decided(decision);
        if (!*alive)
            return;
    }
}

} // namespace glovebox::egress
