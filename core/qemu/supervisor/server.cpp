#include "core/qemu/supervisor/server.h"

#include "core/qemu/supervisor/process_stat.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/signalfd.h>

namespace glovebox::qemu::supervisor {

namespace {

/// An engine has one connection; the rest is for those who look.
constexpr std::size_t kPeersMax = 16;
/// Messages of one connection in one turn of the loop, and reads of one child's stream.
constexpr int kTurn = 16;
/// Between killing all children and ending, when told to end.
constexpr std::chrono::milliseconds kStopTime{5000};
/// After somebody could not be accepted, for want of descriptors or memory.
constexpr std::chrono::milliseconds kAcceptAgain{200};
constexpr std::string_view kProgram = "Glovebox " GLOVEBOX_VERSION;

template <class... Each>
struct Cases : Each... {
    using Each::operator()...;
};

template <class... Each>
bool isOneOf(const Body &body)
{
    return (std::holds_alternative<Each>(body) || ...);
}

/// It changes what becomes of children and of what is kept, whether or not anybody reads the answer.
bool isOrder(const Body &body)
{
    return isOneOf<SetAlone, Kill, Forget, Keep, Drop, Leave>(body);
}

Body doneOr(const Result<> &result)
{
    if (result)
        return Done{};
    return failed(result.error());
}

} // namespace

Server::Server(ServerOptions options, FolderLock lock, UniqueFd listening, UniqueFd signals)
    : m_options(options), m_lock(std::move(lock)), m_listening(std::move(listening)), m_signals(std::move(signals)),
      m_now(std::chrono::steady_clock::now()), m_idleSince(m_now), m_household(options.fileLimit)
{
    const auto stat = readProcessStat(::getpid());
    m_welcome = {.program = std::string(kProgram), .pid = ::getpid(), .startTime = stat ? stat->startTime : 0};
}

void Server::run()
{
    while (!over()) {
        waitForSomething();
        m_now = std::chrono::steady_clock::now();
        readChildren(); // before the signals: what a child said last comes before its end
        readSignals();
        readChildren();
        answerSpawns();
        readPeers();
        acceptPeers();
        dropLatePeers();
        removeGonePeers();
        m_household.tick(alone(), m_now);
        tellEnds();
        for (auto &peer : m_peers)
            peer.pump(m_household);
        removeGonePeers();
    }
}

bool Server::over()
{
    if (m_household.livingCount() > 0 || (!alone() && !m_stopBy))
        m_idleSince = m_now;
    if (m_stopBy)
        return m_household.livingCount() == 0 || m_now >= *m_stopBy;
    if (m_leave && alone() && m_household.livingCount() == 0)
        return true;
    return m_now - m_idleSince >= m_options.idle;
}

int Server::pollTime() const
{
    auto next = m_stopBy.value_or(MonoTime::max());
    if (m_household.livingCount() == 0 && alone())
        next = std::min(next, m_idleSince + m_options.idle);
    if (const auto deadline = m_household.nextDeadline(alone()))
        next = std::min(next, *deadline);
    for (const auto &peer : m_peers)
        if (!peer.greeted())
            next = std::min(next, peer.greetBy());
    if (m_now < m_acceptFrom)
        next = std::min(next, m_acceptFrom);
    if (next == MonoTime::max())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - m_now).count();
    return static_cast<int>(std::clamp<long>(left, 0, 60'000));
}

void Server::waitForSomething()
{
    m_poll.clear();
    const auto add = [this](int fd, short events) {
        if (fd >= 0)
            m_poll.push_back({fd, events, 0});
    };
    if (m_now >= m_acceptFrom)
        add(m_listening.get(), POLLIN);
    add(m_signals.get(), POLLIN);
    for (const auto &[id, child] : m_household.children()) {
        add(child.outputFd(), POLLIN);
        add(child.errorsFd(), POLLIN);
        add(child.outcomeFd(), POLLIN);
    }
    for (const auto &peer : m_peers)
        add(peer.socket(), static_cast<short>((peer.mayAsk() ? POLLIN : 0) | (peer.blocked() ? POLLOUT : 0)));
    ::poll(m_poll.data(), m_poll.size(), pollTime());
}

void Server::readSignals()
{
    ::signalfd_siginfo info{};
    bool ended = false;
    while (::read(m_signals.get(), &info, sizeof info) == static_cast<::ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGCHLD) {
            ended = true;
        } else if (!m_stopBy) {
            m_stopBy = m_now + kStopTime;
            m_household.killAll();
        }
    }
    if (ended)
        m_household.reap(m_now);
}

void Server::readChildren()
{
    for (auto &[id, child] : m_household.children())
        for (const auto which : {Stream::Output, Stream::Errors})
            for (int i = 0; i < kTurn && child.readStream(which); ++i) {
            }
}

void Server::answerSpawns()
{
    for (auto each = m_spawning.begin(); each != m_spawning.end();) {
        const auto [id, asker] = *each;
        const auto child = m_household.children().find(id);
        auto outcome = child == m_household.children().end() ? std::nullopt : child->second.readOutcome();
        if (!outcome) {
            ++each;
            continue;
        }
        each = m_spawning.erase(each);
        if (!*outcome)
            m_household.remove(id);
        if (asker.peer != nullptr)
            asker.peer->push(asker.number, *outcome ? Body(**outcome) : Body(failed(outcome->error())));
    }
}

void Server::acceptPeers()
{
    if (m_now < m_acceptFrom)
        return;
    errno = 0;
    while (auto socket = acceptFrom(m_listening.get())) {
        // Some may have gone since they were looked at in this turn.
        if (m_peers.size() >= kPeersMax) {
            readPeers();
            removeGonePeers();
        }
        auto &peer = m_peers.emplace_back(std::move(socket), m_now + m_options.greetTime);
        if (const auto ours = checkPeer(peer.socket()); !ours)
            refuse(peer, ours.error().detail);
        else if (m_peers.size() > kPeersMax)
            refuse(peer, "the supervisor has " + std::to_string(kPeersMax) + " connections, which is its limit");
        else if (m_stopBy)
            peer.lose();
        errno = 0;
    }
    // It still waits to be accepted, and would wake us at once.
    if (errno != 0 && errno != EAGAIN)
        m_acceptFrom = m_now + kAcceptAgain;
}

void Server::readPeers()
{
    for (auto &peer : m_peers)
        for (int i = 0; i < kTurn && !peer.gone() && peer.mayAsk(); ++i) {
            auto received = receivePacket(peer.socket());
            if (received.what == Received::What::Nothing)
                break;
            if (received.what == Received::What::Packet)
                take(peer, std::move(received.packet));
            else if (received.what == Received::What::Garbage)
                refuse(peer, "a message that is longer than any, or has more descriptors than any");
            else
                peer.lose();
        }
}

void Server::take(Peer &peer, Packet packet)
{
    auto message = decode(packet.bytes);
    if (!peer.greeted()) {
        const bool hello = message && std::holds_alternative<Hello>(message->body);
        const auto version = versionOf(packet.bytes);
        if (!hello || version == 0)
            return refuse(peer, "this is Glovebox's supervisor; it waits for a greeting");
        return greet(peer, *message, version);
    }
    if (!message)
        return refuse(peer, message.error().detail);
    const Asker asker{&peer, message->number};
    auto reply = answer(asker, message->body, std::move(packet.descriptors));
    if (!reply)
        return refuse(peer, "a message that only the supervisor itself sends");
    if (!reply->given)
        peer.push(asker.number, std::move(reply->body), std::move(reply->descriptor));
}

void Server::greet(Peer &peer, const Message &message, std::uint16_t version)
{
    if (version == kProtocolVersion) {
        peer.greet();
        m_wasAlone = false;
        m_leave = false;
        return peer.push(message.number, m_welcome);
    }
    const auto living = m_household.livingCount();
    const auto self = std::string(kProgram) + ", process " + std::to_string(::getpid());
    if (living == 0 && alone()) {
        refuse(peer, "the supervisor of another version (" + self + ") makes room", true);
        m_stopBy = m_now;
        return;
    }
    refuse(peer, "the supervisor of another version (" + self + ", protocol " + std::to_string(kProtocolVersion) +
                     ") looks after " + std::to_string(living) + (living == 1 ? " process" : " processes") +
                     " and speaks no protocol " + std::to_string(version) +
                     ": end them with the version that started them, or end the supervisor, and all of them with it, "
                     "by `kill " +
                     std::to_string(::getpid()) + "`");
}

void Server::refuse(Peer &peer, std::string why, bool retiring)
{
    why.resize(std::min(why.size(), bounds::kText));
    peer.push(0, Refused{std::move(why), retiring});
    peer.close(m_household);
}

std::optional<Server::Reply> Server::answer(const Asker &asker, Body &body, Descriptors descriptors)
{
    const auto now = m_now;
    auto &house = m_household;
    const Cases cases{
        [&](Spawn &spawn) -> std::optional<Reply> {
            if (m_stopBy)
                return Reply{failed({ErrorCode::InvalidState, "the supervisor is ending"}), {}};
            auto id = house.spawn(std::move(spawn), descriptors, now);
            if (!id)
                return Reply{failed(id.error()), {}};
            m_spawning.emplace(*id, asker);
            return Reply{Done{}, {}, true}; // answered when the program runs
        },
        [&](Kill &kill) -> std::optional<Reply> {
            return Reply{doneOr(house.kill(kill.id, kill.grace, now)), {}};
        },
        [&](SetAlone &set) -> std::optional<Reply> {
            return Reply{doneOr(house.setAlone(set.id, set.alone, now)), {}};
        },
        [&](NextChild &question) -> std::optional<Reply> {
            const auto *child = house.next(question.after);
            return Reply{child != nullptr ? Body(child->info(now)) : Body(NoMore{}), {}};
        },
        [&](Read &read) -> std::optional<Reply> {
            const auto *child = house.find(read.id);
            if (child == nullptr)
                return Reply{failed({ErrorCode::NotFound, "no such child"}), {}};
            const auto &tail = child->stream(read.stream);
            const auto piece = tail.from(read.from, bounds::kPiece);
            return Reply{Output{read.id, read.stream, piece.offset, tail.total(), std::string(piece.bytes)}, {}};
        },
        [&](Follow &follow) -> std::optional<Reply> {
            const auto *child = house.find(follow.id);
            if (child == nullptr)
                return Reply{failed({ErrorCode::NotFound, "no such child"}), {}};
            asker.peer->push(asker.number, Done{});
            asker.peer->follow(follow.id);
            if (!child->living())
                asker.peer->pushEnd(*child);
            return Reply{Done{}, {}, true};
        },
        [&](Forget &forget) -> std::optional<Reply> {
            return Reply{doneOr(house.forget(forget.id)), {}};
        },
        [&](Keep &keep) -> std::optional<Reply> {
            if (descriptors.size() != 1)
                return Reply{failed({ErrorCode::InvalidArgument, "to keep a descriptor takes one"}), {}};
            return Reply{doneOr(house.keep(keep.name, std::move(descriptors.front()))), {}};
        },
        [&](Take &take) -> std::optional<Reply> {
            auto kept = house.take(take.name);
            if (!kept)
                return Reply{failed(kept.error()), {}};
            return Reply{Taken{}, std::move(*kept)};
        },
        [&](Drop &drop) -> std::optional<Reply> {
            return Reply{doneOr(house.drop(drop.name)), {}};
        },
        [&](Leave &) -> std::optional<Reply> {
            m_leave = true;
            return Reply{Done{}, {}};
        },
        [&](NextKept &question) -> std::optional<Reply> {
            auto kept = house.nextKept(question.after);
            return Reply{kept ? Body(std::move(*kept)) : Body(NoMore{}), {}};
        },
        [](auto &) -> std::optional<Reply> {
            return std::nullopt;
        }};
    return std::visit(cases, body);
}

std::size_t Server::greetedCount() const
{
    return static_cast<std::size_t>(
        std::count_if(m_peers.begin(), m_peers.end(), [](const Peer &peer) { return peer.greeted(); }));
}

void Server::dropLatePeers()
{
    for (auto &peer : m_peers)
        if (!peer.greeted() && !peer.gone() && peer.greetBy() <= m_now)
            refuse(peer, "no greeting came in time");
}

void Server::tellEnds()
{
    for (const auto id : m_household.settle(m_now)) {
        const auto *child = m_household.find(id);
        for (auto &peer : m_peers)
            if (peer.follows(id))
                peer.pushEnd(*child);
    }
}

/// One that has gone without reading all is lost at once. Its questions concern nobody any more, but what it has
/// ordered for its children holds: that one is to stay, above all.
void Server::hearLastWords(const Peer &peer)
{
    bool resetTold = false; // once, before what was said
    for (int i = 0; i < kTurn * kTurn; ++i) {
        auto received = receivePacket(peer.socket());
        if (received.what == Received::What::Gone && !std::exchange(resetTold, true))
            continue;
        if (received.what != Received::What::Packet)
            return;
        auto message = decode(received.packet.bytes);
        if (message && isOrder(message->body))
            answer({nullptr, message->number}, message->body, std::move(received.packet.descriptors));
    }
}

void Server::removeGonePeers()
{
    for (const auto &peer : m_peers)
        if (peer.gone() && peer.greeted())
            hearLastWords(peer);
    for (auto &[id, asker] : m_spawning)
        if (asker.peer != nullptr && asker.peer->gone())
            asker.peer = nullptr;
    m_peers.remove_if([](const Peer &peer) { return peer.gone(); });
    if (!m_wasAlone && alone()) {
        m_wasAlone = true;
        m_household.everybodyLeft();
    }
}

} // namespace glovebox::qemu::supervisor
