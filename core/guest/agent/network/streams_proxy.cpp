// Connections that say in HTTP where they want to: what is asked is read here, and what goes on of it.
#include "core/guest/agent/network/streams.h"

#include "core/guest/protocol/limits.h"

#include <numeric>

namespace glovebox::agent {

namespace {

/// Of all beginnings that are not with the host yet: a head of 64 KiB each at most, and what was read with its end.
constexpr std::size_t kHeadsMax = 4 << 20;
constexpr std::string_view kTunnelOpened = "HTTP/1.1 200 Connection established\r\n\r\n";
constexpr const char *kTooManyHeads = "The sandbox's proxy is asked too much at once.";

} // namespace

std::size_t Streams::headsHeld() const
{
    return std::accumulate(m_all.begin(), m_all.end(), std::size_t{0}, [](std::size_t sum, const auto &each) {
        return sum + (each.second.proxy ? each.second.proxy->waiting() : 0);
    });
}

void Streams::readAsked(Stream &stream, Instant now)
{
    m_buffer.resize(guest::kNetChunkMax);
    for (;;) {
        const auto moved = stream.connection->read(m_buffer.data(), m_buffer.size());
        if (moved.state == Connection::State::Blocked)
            return;
        if (moved.state != Connection::State::Moved)
            return drop(stream, How::Orderly); // it asks for nothing
        auto &proxy = *stream.proxy;
        const auto state = proxy.take(std::string_view(m_buffer).substr(0, moved.bytes));
        if (state == ProxyRequest::State::Refused)
            return refuseAsked(stream, proxy.status(), proxy.sentence(), now);
        if (!isAskedWithinBounds(stream, now))
            return;
        if (state == ProxyRequest::State::Reading)
            continue;
        stream.target = m_ways.target(proxy.host(), proxy.port());
        return begin(stream, now);
    }
}

/// Makes room at the cost of the longest that is not whole yet, so that a flood keeps out nothing that is short. False:
/// it is the one that had to go, since there is room for it no other way.
bool Streams::isAskedWithinBounds(Stream &latest, Instant now)
{
    const auto weight = [](const Stream &stream) {
        const bool isReading = stream.phase == Phase::Asking && stream.proxy->state() == ProxyRequest::State::Reading;
        return isReading ? stream.proxy->waiting() : 0;
    };
    while (headsHeld() > kHeadsMax) {
        auto *longest = &latest;
        for (auto &[key, stream] : m_all)
            longest = weight(stream) > weight(*longest) ? &stream : longest;
        refuseAsked(*longest, 503, kTooManyHeads, now);
        if (longest == &latest)
            return false;
    }
    return true;
}

void Streams::refuseAsked(Stream &stream, int status, std::string_view sentence, Instant now)
{
    answer(stream, proxyAnswer(status, sentence, stream.proxy->isTunnel()), now);
}

/// Before anything that the host says. False: it could not be told.
bool Streams::confirmTunnel(Stream &stream)
{
    return !stream.proxy || !stream.proxy->isTunnel() ||
           stream.connection->write(kTunnelOpened).bytes == kTunnelOpened.size();
}

/// Into the buffer: what the host is to get next.
Connection::Moved Streams::readFor(Stream &stream, std::size_t max)
{
    if (!stream.proxy)
        return stream.connection->read(m_buffer.data(), max);
    auto &proxy = *stream.proxy;
    if (const auto ahead = proxy.takeAhead(m_buffer.data(), max); ahead > 0)
        return {Connection::State::Moved, ahead};
    if (proxy.hasMore()) // for the host it has ended; what it still says is dropped when that has, too
        return {Connection::State::Ended, 0};
    auto moved = stream.connection->read(m_buffer.data(), max);
    if (moved.state != Connection::State::Moved)
        return moved;
    const auto passes = proxy.passing(std::string_view(m_buffer).substr(0, moved.bytes));
    if (!passes)
        return {Connection::State::Broken, 0};
    moved.bytes = *passes;
    return {moved.bytes > 0 ? Connection::State::Moved : Connection::State::Ended, moved.bytes};
}

} // namespace glovebox::agent
