// Role: the network access managers, one per kind of traffic. Qt opens at most six connections per host and manager and
// lets every further request wait without a word (qt-notes 7.1); a held poll, a burst of history pages, a few dozen
// event streams or a large download must never keep a heartbeat from leaving.
// Thread: the one that first asks for a manager, and only that.
#pragma once

#include <QNetworkAccessManager>

#include <memory>
#include <vector>

namespace glovebox::controlplane {

class Traffic {
public:
    std::shared_ptr<QNetworkAccessManager> polls() { return made(m_polls); }
    std::shared_ptr<QNetworkAccessManager> heartbeats() { return made(m_heartbeats); }
    std::shared_ptr<QNetworkAccessManager> commands() { return made(m_commands); }
    /// Skills and memories: may be large, and may wait.
    std::shared_ptr<QNetworkAccessManager> transfers() { return made(m_transfers); }
    /// A person's look at the queue, and a person's orders: not behind what the sessions have to say.
    std::shared_ptr<QNetworkAccessManager> oversight() { return made(m_oversight); }
    /// One with a connection to spare. Whoever holds the pointer holds the connection.
    std::shared_ptr<QNetworkAccessManager> stream();

    /// This one takes no new requests; it goes with the last of those it has. Qt 6.4 loses one of a manager's six
    /// connections for good when a request is let go of before it was sent, or when the server hangs up and its body
    /// cannot be sent again. After six of them nothing leaves any more (docs/decisions/0020).
    static void retire(QNetworkAccessManager &manager);

private:
    static std::shared_ptr<QNetworkAccessManager> made(std::shared_ptr<QNetworkAccessManager> &manager);

    std::shared_ptr<QNetworkAccessManager> m_polls;
    std::shared_ptr<QNetworkAccessManager> m_heartbeats;
    std::shared_ptr<QNetworkAccessManager> m_commands;
    std::shared_ptr<QNetworkAccessManager> m_transfers;
    std::shared_ptr<QNetworkAccessManager> m_oversight;
    std::vector<std::shared_ptr<QNetworkAccessManager>> m_streams; // at most a sixth of the most streams ever open
};

} // namespace glovebox::controlplane
