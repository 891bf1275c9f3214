// Role: requests on the wire, over libcurl, driven by the event loop: connections are kept and used again, and each
// kind of traffic has a bound of its own, so that a held poll, a burst of history pages or a large download never keeps
// a heartbeat from leaving. Knows nothing of retries, time limits or what an answer means. Thread: the one that made
// it; needs its event loop.
//
// Invariants: whoever is told news may let go of everything, this too: it then goes when its own frame is left. No
// redirect is followed, no cookie, password file or compression is used; only http and https; one request a connection
// at a time (HTTP/1.1), so that what is tested in clear text holds under TLS. What has come of an answer and was not
// taken is at most kBodyHeld and what libcurl holds of one read; its head and trailers are bounded together. A request
// goes out once, and once more at once when a kept connection ended before a byte of an answer (kSendsMax); the retry
// rule, which would do so after a pause (reference 7.1), then wants a fresh connection. No child of ours inherits a
// connection.
#pragma once

#include "core/base/result.h"
#include "core/controlplane/requests.h"

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

QT_BEGIN_NAMESPACE
class QSocketNotifier;
QT_END_NAMESPACE

namespace glovebox::controlplane {

/// The kinds of traffic.
enum class Lane {
    Polls,
    Heartbeats,
    Commands, // acknowledgements, results, stops
    Reads,    // sessions and their history: pages are large, and nobody loses a lease over them
    Streams,
    Transfers, // skills and memories: may be large, and may wait
    Oversight, // a person's look at the queue, and a person's orders: not behind what the sessions have to say
};
inline constexpr int kLanes = 7;

/// Why no answer, or no whole answer, came.
struct TransportFailure {
    enum class Kind { Unreachable, ProxyRefused, Tls, Closed, Protocol, Other } kind = Kind::Other;
    std::string text; // for an operator; empty when there is nothing to add
};

class Transport;

/// One request on its way. Destroying it lets go of it, and of its connection unless the answer was whole.
class Transfer {
public:
    ~Transfer();
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    /// False while it waits for its turn in its lane.
    bool hasStarted() const { return m_started; }
    /// Of the answer's head; 0 while that is not complete.
    int status() const { return m_status; }
    /// `name` in lower case. Empty when absent.
    std::string_view header(std::string_view name) const;
    std::optional<std::uint64_t> contentLength() const;
    /// What has come of the body since the last time.
    std::string takeBody();
    /// Nothing more will come.
    bool isOver() const { return m_over; }
    /// Of one that is over; nothing: the answer was whole.
    const std::optional<TransportFailure> &failure() const { return m_failure; }
    /// Bytes of the request's body that have left so far.
    std::uint64_t sent() const;

private:
    friend class Transport;
    Transfer(std::shared_ptr<Transport> transport, const WireRequest &request, Lane lane, std::function<void()> news);

    bool prepare();
    static std::size_t onHeader(char *line, std::size_t one, std::size_t size, void *self);
    static std::size_t onBody(char *bytes, std::size_t one, std::size_t size, void *self);
    static int onConnected(void *self, char *, char *, int, int);
    bool takeHeader(std::string_view line);
    void finish(int code);
    void fail(TransportFailure failure);

    std::shared_ptr<Transport> m_transport;
    const WireRequest &m_request;
    Lane m_lane;
    std::function<void()> m_news;
    void *m_easy = nullptr;    // CURL
    void *m_headers = nullptr; // curl_slist
    std::array<char, 256> m_errorText{};
    int m_status = 0;
    std::vector<std::pair<std::string, std::string>> m_head;
    std::size_t m_headSize = 0;    // with interim heads and trailers
    bool m_statusLineIsDue = true; // of the answer, or of the one behind an interim head
    int m_sends = 0;
    std::string m_body;
    bool m_paused = false;
    bool m_started = false;
    bool m_under = false; // libcurl has it
    bool m_over = false;
    bool m_hasNews = false; // m_news will be called
    std::optional<TransportFailure> m_failure;
};

class Transport : public std::enable_shared_from_this<Transport> {
public:
    /// `caFile`: certificates to trust instead of the system's (PEM); empty: the system's.
    static std::shared_ptr<Transport> create(std::string caFile = {});
    ~Transport();
    Transport(const Transport &) = delete;
    Transport &operator=(const Transport &) = delete;

    /// `request` must outlive the transfer. `news` is called by the event loop whenever there is something new to look
    /// at, never from within send() or another call of this class; it may let go of anything. That a transfer has
    /// started is news when it had to wait; otherwise hasStarted() says so behind send().
    std::unique_ptr<Transfer> send(const WireRequest &request, Lane lane, std::function<void()> news);

private:
    friend class Transfer;
    explicit Transport(std::string caFile);

    struct LaneState {
        int atMost = 0;
        int underway = 0;
        std::deque<Transfer *> waiting;
    };

    static int onSocket(void *easy, int socket, int what, void *self, void *known);
    static int openSocket(void *self, int purpose, void *address);
    static int closeSocket(void *self, int socket);
    static int onTimer(void *multi, long milliseconds, void *self);
    void onReadable();
    void onTimeout();
    void advance(int socket, int events);
    void settle();
    void tellNews();
    void collect();
    bool startWaiting();
    void arm(long milliseconds);
    void start(Transfer &transfer);
    void letGo(Transfer &transfer);
    void withdraw(Transfer &transfer);
    void note(Transfer &transfer);
    void *takeHandle();
    void giveBack(void *easy);
    LaneState &lane(const Transfer &transfer) { return m_lanes[static_cast<std::size_t>(transfer.m_lane)]; }

    std::string m_caFile;
    void *m_multi = nullptr; // CURLM
    int m_epoll = -1;        // libcurl's sockets and m_timer
    int m_timer = -1;
    std::optional<long> m_armed; // milliseconds that m_timer was last set to, while it has not fired
    bool m_starting = false;     // libcurl is about to be advanced anyway
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::array<LaneState, kLanes> m_lanes;
    std::vector<void *> m_spare; // CURLs without a request: each begins with twenty allocations
    std::deque<Transfer *> m_withNews;
    bool m_telling = false;        // or about to
    Transfer *m_sending = nullptr; // whoever sends it sees itself whether it has started
};

} // namespace glovebox::controlplane
