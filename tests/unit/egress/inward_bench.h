// Role: a local address that leads to a guest in the test's hand, and clients of it. Thread: the test's.
#pragma once

#include "tests/unit/egress/gate_bench.h"

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>

namespace egresstest {

/// A program of this host: its socket does not block, so one thread can play all ends.
class RawClient {
public:
    explicit RawClient(std::uint16_t port, const char *host = "127.0.0.1")
    {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        const bool isV4 = ::inet_pton(AF_INET, host, &four.sin_addr) == 1;
        if (!isV4 && ::inet_pton(AF_INET6, host, &six.sin6_addr) != 1)
            qFatal("%s is no address", host);
        m_fd = ::socket(isV4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
        connected = (isV4 ? ::connect(m_fd, reinterpret_cast<sockaddr *>(&four), sizeof four)
                          : ::connect(m_fd, reinterpret_cast<sockaddr *>(&six), sizeof six)) == 0;
        ::fcntl(m_fd, F_SETFL, ::fcntl(m_fd, F_GETFL) | O_NONBLOCK);
    }
    ~RawClient() { ::close(m_fd); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    /// How much of it went.
    std::size_t say(const std::string &bytes)
    {
        const auto put = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return put > 0 ? static_cast<std::size_t>(put) : 0;
    }
    void end() { ::shutdown(m_fd, SHUT_WR); }
    /// All so far.
    const std::string &hear()
    {
        char buffer[65'536];
        for (;;) {
            const auto got = ::recv(m_fd, buffer, sizeof buffer, 0);
            if (got > 0) {
                heard.append(buffer, static_cast<std::size_t>(got));
                continue;
            }
            ended = ended || got == 0;
            wasReset = wasReset || (got < 0 && errno == ECONNRESET);
            return heard;
        }
    }
    bool isOver()
    {
        hear();
        return ended || wasReset;
    }

    bool connected = false;
    std::string heard;
    bool ended = false;
    bool wasReset = false;

private:
    int m_fd = -1;
};

struct InwardBench : GateBench {
    std::unique_ptr<glovebox::ports::InwardAddress> address;
    std::optional<glovebox::Error> noWaking;
    bool sleeps = false; // it is not there until wake()
    glovebox::Callback<glovebox::ports::EgressLine *> waiting;
    int wakings = 0;
    int used = 0;
    int changed = 0;

    explicit InwardBench(glovebox::domain::PortKind kind) : GateBench(policyOf({}))
    {
        guest.listens = {8000};
        guest.silent = {9000};
        open(kind, 8000);
    }
    glovebox::ports::InwardOrder orderFor(glovebox::domain::PortKind kind, std::uint16_t port, const char *host)
    {
        using namespace glovebox;
        return {.sandbox = domain::SandboxId("sbx-1"),
                .port = port,
                .kind = kind,
                .host = host,
                .awake =
                    [this](Callback<ports::EgressLine *> done) {
                        ++wakings;
                        if (sleeps) {
                            waiting = std::move(done);
                            return Call([this] { waiting = nullptr; });
                        }
                        return clock.after(0ms, [this, done = std::move(done)] {
                            noWaking ? done(tl::unexpected(*noWaking)) : done(line.get());
                        });
                    },
                .used = [this] { ++used; },
                .changed =
                    [this] {
                        ++changed;
                    }};
    }
    void open(glovebox::domain::PortKind kind, std::uint16_t port, const char *host = "127.0.0.1")
    {
        auto made = gate->listen(orderFor(kind, port, host));
        if (!made)
            qFatal("%s", describe(made.error()).c_str());
        address = *std::move(made);
    }

    std::uint16_t local() const
    {
        return static_cast<std::uint16_t>(std::stoi(address->address().substr(address->address().rfind(':') + 1)));
    }
    std::string token() const
    {
        const auto url = address->newUrl("/");
        return url.substr(url.find("glovebox-token=") + 15);
    }
    /// A whole request without a body.
    std::string request(const std::string &lines, const std::string &target = "/", const std::string &method = "GET")
    {
        return method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(local()) + "\r\n" + lines +
               "\r\n";
    }
    std::string bearer() { return "Authorization: Bearer " + token() + "\r\n"; }
    /// The newest that the host has opened.
    GuestStream &stream() { return guest.streams[guest.lastIn]; }
    bool waitFor(RawClient &client, const std::string &text)
    {
        return wait([&] { return client.hear().find(text) != std::string::npos; });
    }
    /// What the program inside hears, until it has this.
    bool waitInside(const std::string &text)
    {
        return wait([&] { return guest.lastIn != 0 && stream().data.find(text) != std::string::npos; });
    }
    void answerInside(const std::string &bytes) { guest.say(guest.lastIn, bytes); }
};

} // namespace egresstest
