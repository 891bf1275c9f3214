#include "core/guest/agent/network/line.h"

#include "core/guest/agent/network/sockets.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace glovebox::agent {

namespace {

using guest::FrameType;

/// Of the host's frames: content, and little else.
constexpr std::size_t kPayloadMax = 64 << 10;
/// Unsent bytes beside which no more content is read from programs: what is urgent never stands behind more.
constexpr std::size_t kUnsentMax = 64 << 10;
/// Of whatever it is: a host that reads nothing more is asked nothing more.
constexpr std::size_t kUnreadMax = 256 << 10;
/// More than any frame of ours has: half of one may stand before.
constexpr std::size_t kUnaskedBytes = 64 << 10;
constexpr const char *kNobodysAddress = "No name that was asked for has this address.";
constexpr const char *kOwnAddress = "That address is this sandbox itself, which its programs reach without a proxy.";
constexpr const char *kNoPublicName =
    "Other names are known inside this sandbox only; reach them without the proxy (no_proxy).";
constexpr std::string_view kMapped{"\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12};

std::uint32_t numberOf(std::string_view four)
{
    std::uint32_t number = 0;
    for (const char byte : four)
        number = (number << 8) | static_cast<unsigned char>(byte);
    return number;
}

/// 4 or 16 bytes; nothing when it is none.
std::string addressBytes(const std::string &address)
{
    std::string bytes(16, '\0');
    if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
        return bytes.substr(0, 4);
    return ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1 ? bytes : std::string();
}

bool isProxy(std::string_view address, std::uint16_t port)
{
    return port == kProxyPort && (address == addressBytes(kNameServer) || address == addressBytes(kProxyIpv6));
}

std::string textOf(std::string_view address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), text.data(), text.size());
    return text.data();
}

std::optional<Instant> earlier(std::optional<Instant> one, std::optional<Instant> other)
{
    return one && other ? std::min(*one, *other) : one ? one : other;
}

} // namespace

Line::Line(guest::NetReady ready, Limits limits, std::uint32_t *next, Answer answer, Dial dial)
    : m_ready{std::move(ready.method), std::move(ready.problem), dial != nullptr},
      m_decoder(kPayloadMax, guest::FrameDecoder::Greeting::AnyTime), m_names(limits.names, next),
      m_resolver(m_names, {[this](const std::string &name) {
                               const auto stream = isFull() ? 0 : ++m_lastStream;
                               if (stream != 0)
                                   send(FrameType::NetAsk, stream, guest::toPayload(guest::NetAsk{name}));
                               return stream;
                           },
                           std::move(answer)}),
      m_streams(limits.held, {[this] { return ++m_lastStream; },
                              [this](FrameType type, std::uint32_t stream, std::string payload) {
                                  send(type, stream, std::move(payload));
                              },
                              std::move(dial),
                              [this](const std::string &host, std::uint16_t port) {
                                  return targetNamed(host, port);
                              }})
{
}

void Line::received(std::string_view bytes, Instant now)
{
    m_decoder.feed(bytes);
    guest::Frame frame;
    while (m_decoder.next(frame) == guest::FrameDecoder::Status::Complete)
        handle(frame, now);
}

void Line::handle(const guest::Frame &frame, Instant now)
{
    if (frame.type == FrameType::Hello)
        return greet(frame, now);
    if (!m_greeted || frame.epoch != m_epoch)
        return;
    if (frame.type == FrameType::NetAnswer) {
        if (const auto answer = guest::parseNetAnswer(frame.payload))
            m_resolver.answered(frame.stream, answer->exists);
    } else if (frame.type == FrameType::NetRules) {
        m_resolver.rulesChanged();
    } else if (frame.type == FrameType::NetOpenIn) {
        openInward(frame, now);
    } else {
        m_streams.received(frame, now);
    }
}

void Line::openInward(const guest::Frame &frame, Instant now)
{
    const auto open = guest::parseNetOpenIn(frame.payload);
    if (!open || (frame.stream & guest::kNetInward) == 0 || frame.stream <= m_lastInward)
        return; // no host of ours says this
    m_lastInward = frame.stream;
    m_streams.openInward(frame.stream, *open, now);
}

/// By what is neither frame nor content, and no greeting either, should some of it be left for the next connection.
void Line::askForGreeting()
{
    m_out.assign(kUnaskedBytes, '\xFF');
}

void Line::greet(const guest::Frame &frame, Instant now)
{
    hostGone(now);
    m_out.clear();
    m_sent = 0;
    m_greeted = true;
    m_epoch = frame.epoch;
    m_lastStream = 0;
    m_lastInward = 0;
    m_out.append(guest::kGreetingMark);
    send(FrameType::HelloOk, 0, guest::toPayload(m_ready));
    m_resolver.hostCame(now);
    m_streams.hostCame(now);
}

void Line::hostGone(Instant now)
{
    if (!std::exchange(m_greeted, false))
        return;
    m_streams.hostGone();
    m_resolver.hostGone(now);
    m_out.clear();
    m_sent = 0;
}

void Line::send(FrameType type, std::uint32_t stream, std::string payload)
{
    if (m_sent > kUnsentMax) { // do not let what is sent already pile up in front
        m_out.erase(0, m_sent);
        m_sent = 0;
    }
    m_out.append(guest::encode({type, m_epoch, stream, std::move(payload)}));
}

std::string_view Line::unsent(Instant now)
{
    while (m_out.size() - m_sent < kUnsentMax && m_streams.sendNext(now)) {
    }
    return std::string_view(m_out).substr(m_sent);
}

void Line::sent(std::size_t bytes)
{
    m_sent += bytes;
    if (m_sent < m_out.size())
        return;
    m_out.clear();
    m_sent = 0;
}

bool Line::isFull() const
{
    return m_out.size() - m_sent > kUnreadMax;
}

Streams::Key Line::connected(std::unique_ptr<Connection> connection, Target target, Instant now)
{
    if (!isFull())
        return m_streams.add(std::move(connection), std::move(target), now);
    connection->reset();
    return 0;
}

void Line::question(Resolver::ReturnAddress from, std::string_view message, Instant now)
{
    m_resolver.question(std::move(from), message, now);
}

Target Line::targetOf(std::string_view address, std::uint16_t port) const
{
    if (address.starts_with(kMapped) && address.size() == 16)
        address.remove_prefix(kMapped.size());
    if (isProxy(address, port))
        return {.isProxy = true};
    const auto madeUp = address.size() == 4 ? std::optional(numberOf(address)) : numberOfMadeUpIpv6(address);
    if (!madeUp || (address.size() == 4 && !isMadeUp(*madeUp)))
        return {{}, textOf(address), port, {}};
    const auto *name = m_names.nameOf(*madeUp);
    if (name == nullptr)
        return {{}, textOf(address), port, kNobodysAddress};
    return {*name, {}, port, {}};
}

Target Line::targetNamed(const std::string &host, std::uint16_t port) const
{
    const auto bytes = addressBytes(host);
    if (bytes.empty())
        return guest::isPublicName(host) ? Target{host, {}, port, {}} : Target{{}, {}, port, kNoPublicName};
    if (isOwnAddress(bytes.size() == 4 ? std::string(kMapped) + bytes : bytes))
        return {{}, host, port, kOwnAddress};
    auto target = targetOf(bytes, port);
    if (target.isProxy)
        return {{}, host, port, kOwnAddress};
    return target;
}

std::optional<Instant> Line::deadline() const
{
    return earlier(m_resolver.deadline(), m_streams.deadline());
}

void Line::step(Instant now)
{
    m_resolver.step(now);
    m_streams.step(now);
}

} // namespace glovebox::agent
