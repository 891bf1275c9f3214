// Role: the supervisor's loop: connections, children, deadlines, signals, in one poll. Without Qt. Thread: its only
// one. Invariants: nothing here waits but poll; what a connection sends is believed only after it has greeted with our
// version, and garbage costs that connection alone; it ends when it has had nobody and nothing for the idle time.
#pragma once

#include "core/qemu/supervisor/codec.h"
#include "core/qemu/supervisor/folder_lock.h"
#include "core/qemu/supervisor/household.h"
#include "core/qemu/supervisor/peer.h"

#include <list>
#include <map>
#include <poll.h>

namespace glovebox::qemu::supervisor {

struct ServerOptions {
    std::chrono::milliseconds idle;      // without children and connections, until it ends
    std::chrono::milliseconds greetTime; // for a connection to say who it is
    ::rlimit fileLimit{};                // of children
};

class Server {
public:
    /// `signals`: a signalfd of SIGCHLD and of what ends the supervisor.
    Server(ServerOptions options, FolderLock lock, UniqueFd listening, UniqueFd signals);

    /// Returns when the supervisor is over; no child lives then.
    void run();

private:
    struct Reply {
        Body body;
        UniqueFd descriptor;
        bool given = false; // already, or it comes later
    };
    using Descriptors = std::vector<UniqueFd>;
    struct Asker {
        Peer *peer = nullptr;
        std::uint64_t number = 0;
    };

    void waitForSomething();
    int pollTime() const;
    void readSignals();
    void readChildren();
    void answerSpawns();
    void acceptPeers();
    void readPeers();
    void dropLatePeers();
    void tellEnds();
    void hearLastWords(const Peer &peer);
    void removeGonePeers();
    bool over();

    void take(Peer &peer, Packet packet);
    void greet(Peer &peer, const Message &message, std::uint16_t version);
    void refuse(Peer &peer, std::string why, bool retiring = false);
    /// Empty: no question at all.
    std::optional<Reply> answer(const Asker &asker, Body &body, Descriptors descriptors);
    std::size_t greetedCount() const;
    bool alone() const { return greetedCount() == 0; }

    ServerOptions m_options;
    FolderLock m_lock;
    UniqueFd m_listening;
    UniqueFd m_signals;
    MonoTime m_now;
    MonoTime m_acceptFrom; // there were no descriptors to spare
    MonoTime m_idleSince;
    std::optional<MonoTime> m_stopBy; // it was told to end
    bool m_wasAlone = true;
    bool m_leave = false; // nobody is waited for once the last child has ended
    Welcome m_welcome;
    Household m_household;
    std::list<Peer> m_peers;
    std::map<std::uint64_t, Asker> m_spawning; // by child
    std::vector<::pollfd> m_poll;
};

} // namespace glovebox::qemu::supervisor
