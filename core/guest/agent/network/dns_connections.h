// Role: questions about names over TCP, each with its length before it (RFC 1035, 4.2.2). Few programs ask so.
// Invariants: a bounded number of connections, each of a bounded size and with an end of its patience.
#pragma once

#include "core/guest/agent/network/streams.h"

#include <map>

namespace glovebox::agent {

class DnsConnections {
public:
    using Key = std::uint64_t;
    using Ask = std::function<void(Key from, std::string_view message)>;

    explicit DnsConnections(Ask ask) : m_ask(std::move(ask)) {}

    /// 0: there are too many.
    Key add(std::unique_ptr<Connection> connection, Instant now);
    /// It may have something, or room.
    void moved(Key key, Instant now);
    void answer(Key key, const std::string &message, Instant now);

    std::optional<Instant> deadline() const;
    void step(Instant now);

private:
    struct Each {
        std::unique_ptr<Connection> connection;
        std::string in;
        std::string out;
        Instant until;
    };
    /// False: it has ended.
    bool read(Key key, Each &each);
    static bool write(Each &each);

    Ask m_ask;
    Key m_lastKey = 0;
    std::map<Key, Each> m_all;
};

} // namespace glovebox::agent
