#include "core/guest/agent/network/dns_connections.h"

#include <algorithm>
#include <array>

namespace glovebox::agent {

namespace {

constexpr std::size_t kConnectionsMax = 32;
constexpr std::chrono::milliseconds kPatience{10'000};
constexpr std::size_t kQuestionMax = 4096;
constexpr std::size_t kUnreadAnswersMax = 16 << 10;

} // namespace

DnsConnections::Key DnsConnections::add(std::unique_ptr<Connection> connection, Instant now)
{
    if (m_all.size() >= kConnectionsMax)
        return 0;
    m_all[++m_lastKey] = {std::move(connection), {}, {}, now + kPatience};
    return m_lastKey;
}

void DnsConnections::moved(Key key, Instant now)
{
    const auto found = m_all.find(key);
    if (found == m_all.end())
        return;
    auto &each = found->second;
    each.until = now + kPatience;
    if (!write(each) || !read(key, each))
        m_all.erase(key);
}

bool DnsConnections::read(Key key, Each &each)
{
    std::array<char, 4096> buffer;
    for (;;) {
        const auto moved = each.connection->read(buffer.data(), buffer.size());
        if (moved.state == Connection::State::Blocked)
            return true;
        if (moved.state != Connection::State::Moved)
            return false; // what is still to be answered goes with it
        each.in.append(buffer.data(), moved.bytes);
        while (each.in.size() >= 2) {
            const auto size = static_cast<std::size_t>(static_cast<unsigned char>(each.in[0])) << 8 |
                              static_cast<unsigned char>(each.in[1]);
            if (size > kQuestionMax || each.out.size() > kUnreadAnswersMax)
                return false;
            if (each.in.size() < 2 + size)
                break;
            const auto message = each.in.substr(2, size);
            each.in.erase(0, 2 + size);
            m_ask(key, message); // its answer may come inside, and only adds to `out`
        }
    }
}

void DnsConnections::answer(Key key, const std::string &message, Instant now)
{
    const auto found = m_all.find(key);
    if (found == m_all.end())
        return;
    auto &each = found->second;
    each.until = now + kPatience;
    each.out.push_back(static_cast<char>((message.size() >> 8) & 0xFF));
    each.out.push_back(static_cast<char>(message.size() & 0xFF));
    each.out.append(message);
    write(each); // a broken one is found when it is read
}

bool DnsConnections::write(Each &each)
{
    while (!each.out.empty()) {
        const auto moved = each.connection->write(each.out);
        if (moved.state == Connection::State::Blocked)
            return true;
        if (moved.state != Connection::State::Moved)
            return false;
        each.out.erase(0, moved.bytes);
    }
    return true;
}

std::optional<Instant> DnsConnections::deadline() const
{
    std::optional<Instant> first;
    for (const auto &[key, each] : m_all)
        if (!first || each.until < *first)
            first = each.until;
    return first;
}

void DnsConnections::step(Instant now)
{
    std::erase_if(m_all, [now](const auto &each) { return each.second.until <= now; });
}

} // namespace glovebox::agent
