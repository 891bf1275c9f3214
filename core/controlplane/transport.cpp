#include "core/controlplane/transport.h"

#include <QLoggingCategory>
#include <QSocketNotifier>

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <utility>

namespace glovebox::controlplane {

Q_LOGGING_CATEGORY(lcTransport, "glovebox.controlplane")

namespace {

/// How many requests of a kind may be on their way at once; what is beyond waits. A poll is held for each environment,
/// a stream for each session, and a heartbeat must always leave, so these have room for all there can be.
constexpr std::array<int, kLanes> kAtMost{1'000, 1'000, 16, 16, 100'000, 6, 6};

/// Data that nobody confirms for so long: the other end or the way to it is gone. A lease would be over before TCP's
/// own patience is, and a heartbeat on a dead connection has to be sent again in time.
constexpr unsigned kUnconfirmedMaxMs = 10'000;
constexpr int kKeepAliveIdleSeconds = 20; // in which a poll or a stream has nothing to say
constexpr int kKeepAliveIntervalSeconds = 5;

/// Handles kept for the next requests.
constexpr std::size_t kSpareMax = 16;

/// epoll's events taken at a time; the rest is there the next time.
constexpr int kEventsAtOnce = 64;

void setUpLibrary()
{
    [[maybe_unused]] static const auto once = ::curl_global_init(CURL_GLOBAL_DEFAULT);
}

} // namespace

std::shared_ptr<Transport> Transport::create(std::string caFile)
{
    setUpLibrary();
    return std::shared_ptr<Transport>(new Transport(std::move(caFile)));
}

Transport::Transport(std::string caFile)
    : m_caFile(std::move(caFile)), m_multi(::curl_multi_init()), m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))
{
    if (!m_multi || m_epoll < 0 || m_timer < 0)
        qFatal("no memory or no descriptors for the network");
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        m_lanes[i].atMost = kAtMost[i];
    epoll_event timer{.events = EPOLLIN, .data = {.fd = m_timer}};
    if (::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_timer, &timer) != 0)
        qFatal("cannot watch a timer");
    ::curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &Transport::onSocket);
    ::curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    ::curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &Transport::onTimer);
    ::curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    ::curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { onReadable(); });
}

Transport::~Transport()
{
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater(); // its signal may be what we are called from
    for (auto *easy : m_spare)
        ::curl_easy_cleanup(easy);
    ::curl_multi_cleanup(m_multi); // closes the kept connections, through onSocket()
    ::close(m_timer);
    ::close(m_epoll);
}

/// libcurl says which socket it waits for, and what for. `known` is set for the sockets that epoll has already.
int Transport::onSocket(void *, int socket, int what, void *self, void *known)
{
    auto *transport = static_cast<Transport *>(self);
    if (what == CURL_POLL_REMOVE) {
        ::epoll_ctl(transport->m_epoll, EPOLL_CTL_DEL, socket, nullptr); // closeSocket() may have done it
        ::curl_multi_assign(transport->m_multi, socket, nullptr);
        return 0;
    }
    epoll_event wanted{.events = 0, .data = {.fd = socket}};
    if (what & CURL_POLL_IN)
        wanted.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        wanted.events |= EPOLLOUT;
    // What libcurl knows and what the kernel has may differ: a number can come again before its removal was told.
    if (::epoll_ctl(transport->m_epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &wanted) != 0 &&
        ::epoll_ctl(transport->m_epoll, known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &wanted) != 0)
        qCWarning(lcTransport) << "a connection cannot be watched:" << std::strerror(errno); // its time limit ends it
    ::curl_multi_assign(transport->m_multi, socket, transport);
    return 0;
}

int Transport::openSocket(void *, int, void *wanted)
{
    const auto &address = *static_cast<curl_sockaddr *>(wanted);
    const int fd = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
    const auto set = [fd](int level, int option, auto value) {
        ::setsockopt(fd, level, option, &value, sizeof value); // better with, works without
    };
    if (fd >= 0 && address.socktype == SOCK_STREAM) {
        set(SOL_SOCKET, SO_KEEPALIVE, 1);
        set(IPPROTO_TCP, TCP_KEEPIDLE, kKeepAliveIdleSeconds);
        set(IPPROTO_TCP, TCP_KEEPINTVL, kKeepAliveIntervalSeconds);
        set(IPPROTO_TCP, TCP_USER_TIMEOUT, kUnconfirmedMaxMs);
    }
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/// libcurl may close a socket before it says that it waits for it no longer. A closed one that a child still has would
/// wake us for ever.
int Transport::closeSocket(void *self, int socket)
{
    ::epoll_ctl(static_cast<Transport *>(self)->m_epoll, EPOLL_CTL_DEL, socket, nullptr);
    return ::close(socket);
}

/// libcurl's own waits (a second address to try, a name being looked up) are part of the wire and go by its clock.
int Transport::onTimer(void *, long milliseconds, void *self)
{
    auto *transport = static_cast<Transport *>(self);
    if (milliseconds >= 0 && !(milliseconds == 0 && transport->m_starting))
        transport->arm(milliseconds);
    return 0;
}

/// An earlier one is left as it is, and nobody stops it: to wake once for nothing is cheaper than to set it with each
/// request anew.
void Transport::arm(long milliseconds)
{
    if (m_armed && milliseconds >= *m_armed)
        return;
    m_armed = milliseconds;
    itimerspec when{};
    when.it_value.tv_sec = milliseconds / 1000;
    when.it_value.tv_nsec = std::max(1L, milliseconds % 1000 * 1'000'000); // all zero would stop it
    ::timerfd_settime(m_timer, 0, &when, nullptr);
}

void Transport::onReadable()
{
    const auto self = shared_from_this();
    std::array<epoll_event, kEventsAtOnce> events{};
    const int count = ::epoll_wait(m_epoll, events.data(), kEventsAtOnce, 0);
    for (int i = 0; i < count; ++i) {
        const auto &event = events.at(static_cast<std::size_t>(i));
        if (event.data.fd == m_timer) {
            std::uint64_t expirations = 0;
            if (::read(m_timer, &expirations, sizeof expirations) > 0)
                onTimeout();
            continue;
        }
        advance(event.data.fd, (event.events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                                   (event.events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                                   (event.events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0));
    }
    m_telling = true; // here, with no frame of anybody else below
    settle();
    tellNews();
}

void Transport::onTimeout()
{
    m_armed.reset();
    advance(CURL_SOCKET_TIMEOUT, 0);
    long next = -1;
    ::curl_multi_timeout(m_multi, &next); // it says only once what it waits for
    if (next >= 0)
        arm(next);
}

void Transport::advance(int socket, int events)
{
    int underway = 0;
    if (const auto code = ::curl_multi_socket_action(m_multi, socket, events, &underway); code != CURLM_OK)
        qCWarning(lcTransport) << "the network library:" << ::curl_multi_strerror(code);
}

/// After libcurl has run: what is over, what may begin, and who has something to look at.
void Transport::settle()
{
    do
        collect();
    while (startWaiting());
    if (!m_withNews.empty() && !std::exchange(m_telling, true))
        QMetaObject::invokeMethod(
            m_notifier.get(),
            [weak = weak_from_this()] {
                if (const auto self = weak.lock())
                    self->tellNews();
            },
            Qt::QueuedConnection);
}

/// What is told may add to the list, and take from it.
void Transport::tellNews()
{
    while (!m_withNews.empty()) {
        auto *transfer = m_withNews.front();
        m_withNews.pop_front();
        transfer->m_hasNews = false;
        const auto news = transfer->m_news; // the transfer may go while it is told
        news();
    }
    m_telling = false;
}

void Transport::collect()
{
    int left = 0;
    while (const auto *message = ::curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        void *owner = nullptr;
        const int code = message->data.result; // gone with the message
        ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        auto &transfer = *static_cast<Transfer *>(owner);
        withdraw(transfer);
        transfer.finish(code);
        note(transfer);
    }
}

bool Transport::startWaiting()
{
    m_starting = true;
    bool any = false;
    for (auto &lane : m_lanes)
        for (; !lane.waiting.empty() && lane.underway < lane.atMost; any = true) {
            auto *next = lane.waiting.front();
            lane.waiting.pop_front();
            start(*next);
        }
    m_starting = false;
    if (any)
        advance(CURL_SOCKET_TIMEOUT, 0);
    return any;
}

std::unique_ptr<Transfer> Transport::send(const WireRequest &request, Lane lane, std::function<void()> news)
{
    std::unique_ptr<Transfer> transfer(new Transfer(shared_from_this(), request, lane, std::move(news)));
    m_lanes[static_cast<std::size_t>(lane)].waiting.push_back(transfer.get());
    m_sending = transfer.get();
    settle();
    m_sending = nullptr;
    return transfer;
}

void Transport::start(Transfer &transfer)
{
    transfer.m_started = true;
    if (&transfer != m_sending)
        note(transfer); // it has waited
    if (!transfer.prepare())
        return note(transfer);
    if (const auto code = ::curl_multi_add_handle(m_multi, transfer.m_easy); code != CURLM_OK) {
        transfer.fail({TransportFailure::Kind::Other, ::curl_multi_strerror(code)});
        return note(transfer);
    }
    transfer.m_under = true;
    ++lane(transfer).underway;
}

/// Somebody does not want the answer any more.
void Transport::letGo(Transfer &transfer)
{
    std::erase(lane(transfer).waiting, &transfer);
    std::erase(m_withNews, &transfer);
    if (!transfer.m_under)
        return;
    withdraw(transfer);
    settle();
}

void Transport::withdraw(Transfer &transfer)
{
    ::curl_multi_remove_handle(m_multi, transfer.m_easy);
    transfer.m_under = false;
    --lane(transfer).underway;
}

/// Null: there is no memory.
void *Transport::takeHandle()
{
    if (m_spare.empty())
        return ::curl_easy_init();
    auto *easy = m_spare.back();
    m_spare.pop_back();
    return easy;
}

/// Without what its request was made of: options, credentials, answer.
void Transport::giveBack(void *easy)
{
    if (!easy)
        return;
    ::curl_easy_reset(easy);
    if (m_spare.size() < kSpareMax)
        m_spare.push_back(easy);
    else
        ::curl_easy_cleanup(easy);
}

void Transport::note(Transfer &transfer)
{
    if (!std::exchange(transfer.m_hasNews, true))
        m_withNews.push_back(&transfer);
}

} // namespace glovebox::controlplane
