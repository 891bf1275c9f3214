#include "tests/bench/api_load.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace bench {

using namespace glovebox;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kAnswerMax = 64u << 20;

int connected(const ApiTarget &target)
{
    sockaddr_un local{};
    sockaddr_in inet{};
    const bool isLocal = !target.socket.empty();
    local.sun_family = AF_UNIX;
    target.socket.copy(local.sun_path, sizeof local.sun_path - 1);
    inet.sin_family = AF_INET;
    inet.sin_addr.s_addr = htonl(target.host);
    inet.sin_port = htons(target.port);
    const int socket = ::socket(isLocal ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int done = isLocal ? ::connect(socket, reinterpret_cast<const sockaddr *>(&local), sizeof local)
                             : ::connect(socket, reinterpret_cast<const sockaddr *>(&inet), sizeof inet);
    if (socket < 0 || done != 0) {
        ::close(socket);
        return -1;
    }
    const int on = 1;
    if (!isLocal)
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

std::string requestFor(const ApiTarget &target, const std::string &path)
{
    const auto place = target.socket.empty() ? "localhost:" + std::to_string(target.port) : std::string("localhost");
    return "GET " + path + " HTTP/1.1\r\nHost: " + place + "\r\n" +
           (target.key.empty() ? "" : "Authorization: Bearer " + target.key + "\r\n") + "\r\n";
}

/// The first whole answer of what came: its status and where it ends. Each of ours states its length.
struct Answer {
    int status = 0;
    std::size_t bodyAt = 0;
    std::size_t end = 0;
};
std::optional<Answer> answerIn(const std::string &bytes)
{
    const auto head = bytes.find("\r\n\r\n");
    if (head == std::string::npos || !bytes.starts_with("HTTP/1.1 ") || bytes.size() < 12)
        return std::nullopt;
    Answer answer{.bodyAt = head + 4};
    std::from_chars(bytes.data() + 9, bytes.data() + 12, answer.status);
    std::size_t length = 0;
    for (std::size_t at = bytes.find("\r\n"); at < head; at = bytes.find("\r\n", at + 2)) {
        constexpr std::string_view name = "content-length: ";
        const auto line = std::string_view(bytes).substr(at + 2, name.size());
        const bool is = std::ranges::equal(line, name, [](char a, char b) { return std::tolower(a) == b; });
        if (is)
            std::from_chars(bytes.data() + at + 2 + name.size(), bytes.data() + head, length);
    }
    answer.end = answer.bodyAt + length;
    return answer.end <= bytes.size() && answer.end <= kAnswerMax ? std::optional(answer) : std::nullopt;
}

[[noreturn]] void nobodyThere(const ApiTarget &target)
{
    std::fprintf(stderr, "glovebox_api_bench: nobody answers at %s: %s\n",
                 target.socket.empty() ? std::to_string(target.port).c_str() : target.socket.c_str(),
                 std::strerror(errno));
    std::exit(1);
}

/// The whole of a run.
class Load {
public:
    Load(const ApiTarget &target, const ApiLoad &load)
        : m_target(target), m_load(load), m_poll(::epoll_create1(EPOLL_CLOEXEC))
    {
        for (const auto &path : load.paths)
            m_requests.push_back(requestFor(target, path));
        for (int i = 0; i < load.connections; ++i) {
            m_lines.push_back(std::make_unique<Line>());
            if (!open(*m_lines.back()))
                nobodyThere(target);
        }
    }
    ~Load()
    {
        for (const auto &line : m_lines)
            ::close(line->socket);
        ::close(m_poll);
    }

    ApiLoadReport run()
    {
        const int all = m_load.perSecond * m_load.seconds;
        const auto apart = std::chrono::nanoseconds(1'000'000'000 / m_load.perSecond);
        m_began = Clock::now();
        auto last = m_began;
        for (int begun = 0; begun < all || isBusy();) {
            for (; begun < all && Clock::now() >= m_began + begun * apart; ++begun)
                m_due.push_back(m_began + begun * apart);
            sendDue();
            take(begun < all ? 1 : 50);
            giveUpLate();
            last = Clock::now();
        }
        m_report.asked = all;
        m_report.seconds = std::chrono::duration<double>(last - m_began).count();
        std::ranges::sort(m_report.milliseconds);
        return std::move(m_report);
    }

private:
    struct Line {
        int socket = -1;
        std::optional<Clock::time_point> due; // of the request that is under way
        std::string received;
    };

    bool open(Line &line)
    {
        line = {.socket = connected(m_target)};
        epoll_event event{.events = EPOLLIN, .data = {.ptr = &line}};
        return line.socket >= 0 && ::epoll_ctl(m_poll, EPOLL_CTL_ADD, line.socket, &event) == 0;
    }
    bool isBusy() const
    {
        return !m_due.empty() || std::ranges::any_of(m_lines, [](const auto &line) { return line->due.has_value(); });
    }
    void sendDue()
    {
        for (const auto &line : m_lines) {
            if (m_due.empty())
                return;
            if (line->due || (line->socket < 0 && !open(*line)))
                continue;
            line->due = m_due.front();
            m_due.pop_front();
            const auto &request = m_requests[m_next++ % m_requests.size()];
            if (::send(line->socket, request.data(), request.size(), MSG_NOSIGNAL) !=
                static_cast<ssize_t>(request.size()))
                lost(*line, "connection lost");
        }
    }
    void take(int milliseconds)
    {
        epoll_event events[64];
        const int ready = ::epoll_wait(m_poll, events, 64, milliseconds);
        for (int i = 0; i < ready; ++i)
            read(*static_cast<Line *>(events[i].data.ptr));
    }
    void read(Line &line)
    {
        char bytes[65536];
        const auto got = ::recv(line.socket, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0)
            return lost(line, "connection lost");
        line.received.append(bytes, static_cast<std::size_t>(got));
        m_report.bytes += static_cast<std::uint64_t>(got);
        const auto answer = answerIn(line.received);
        if (!answer)
            return;
        line.received.erase(0, answer->end);
        const auto due = std::exchange(line.due, std::nullopt);
        if (answer->status != 200) {
            ++m_report.errors["status " + std::to_string(answer->status)];
        } else if (due) {
            ++m_report.answered;
            m_report.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - *due).count());
        }
    }
    void lost(Line &line, const char *why)
    {
        if (line.due)
            ++m_report.errors[why];
        ::close(line.socket);
        line = {};
    }
    void giveUpLate()
    {
        const auto late = Clock::now() - std::chrono::seconds(kAnswerWithinSeconds);
        for (const auto &line : m_lines)
            if (line->due && *line->due < late)
                lost(*line, "no answer");
        for (; !m_due.empty() && m_due.front() < late; m_due.pop_front())
            ++m_report.errors["no answer"];
    }

    const ApiTarget &m_target;
    const ApiLoad &m_load;
    int m_poll;
    std::vector<std::string> m_requests;
    std::size_t m_next = 0;
    std::vector<std::unique_ptr<Line>> m_lines;
    std::deque<Clock::time_point> m_due;
    Clock::time_point m_began;
    ApiLoadReport m_report;
};

} // namespace

Result<ApiTarget> apiTarget(const std::string &url, std::string key)
{
    ApiTarget target{.key = std::move(key)};
    if (url.starts_with("unix:/") && url.size() < sizeof(sockaddr_un::sun_path)) {
        target.socket = url.substr(5);
        return target;
    }
    constexpr std::string_view http = "http://";
    const auto colon = url.rfind(':');
    in_addr address{};
    const bool isUrl = url.starts_with(http) && colon > http.size();
    const auto host = isUrl ? url.substr(http.size(), colon - http.size()) : std::string();
    const auto *end = url.data() + url.size();
    if (!isUrl || ::inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &address) != 1 ||
        (ntohl(address.s_addr) >> 24) != 127 || std::from_chars(url.data() + colon + 1, end, target.port).ptr != end ||
        target.port == 0)
        return fail(ErrorCode::InvalidArgument,
                    "not an address of this host: " + url + "; it takes unix:/path and http://127.0.0.1:PORT");
    target.host = ntohl(address.s_addr);
    return target;
}

double ApiLoadReport::percentile(double part) const
{
    if (milliseconds.empty())
        return 0;
    const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(milliseconds.size())));
    return milliseconds[std::clamp<std::size_t>(rank, 1, milliseconds.size()) - 1];
}

ApiLoadReport loadApi(const ApiTarget &target, const ApiLoad &load)
{
    return Load(target, load).run();
}

std::string askApi(const ApiTarget &target, const std::string &path)
{
    const int socket = connected(target);
    const auto request = requestFor(target, path);
    if (socket < 0 || ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0)
        nobodyThere(target);
    std::string received;
    std::optional<Answer> answer;
    char bytes[65536];
    while (!(answer = answerIn(received))) {
        const auto got = ::recv(socket, bytes, sizeof bytes, 0);
        if (got <= 0)
            break;
        received.append(bytes, static_cast<std::size_t>(got));
    }
    ::close(socket);
    return answer && answer->status == 200 ? received.substr(answer->bodyAt, answer->end - answer->bodyAt) : "";
}

} // namespace bench
