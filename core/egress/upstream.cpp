#include "core/egress/upstream.h"

#include <QTimer>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace glovebox::egress {

namespace {

socklen_t fill(sockaddr_storage &out, const domain::IpEndpoint &where)
{
    out = {};
    if (where.address.isV4) {
        auto &v4 = reinterpret_cast<sockaddr_in &>(out);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(where.port);
        std::memcpy(&v4.sin_addr, where.address.bytes.data(), sizeof v4.sin_addr);
        return sizeof v4;
    }
    auto &v6 = reinterpret_cast<sockaddr_in6 &>(out);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(where.port);
    std::memcpy(&v6.sin6_addr, where.address.bytes.data(), sizeof v6.sin6_addr);
    return sizeof v6;
}

} // namespace

Upstream::Upstream(const domain::IpEndpoint &where, Handlers handlers) : m_handlers(std::move(handlers))
{
    sockaddr_storage address;
    const auto length = fill(address, where);
    m_fd = ::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_fd < 0 || (::connect(m_fd, reinterpret_cast<sockaddr *>(&address), length) != 0 && errno != EINPROGRESS)) {
        QTimer::singleShot(0, this, [this, why = errno] { fail(why); });
        return;
    }
    watch();
}

Upstream::Upstream(int connected) : m_fd(connected), m_connected(true)
{
    watch();
    m_writes->setEnabled(false);
}

void Upstream::watch()
{
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_reads = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
    m_reads->setEnabled(false);
    m_writes = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Write);
    connect(m_reads.get(), &QSocketNotifier::activated, this, [this] {
        m_reads->setEnabled(false);
        if (const auto tell = m_handlers.readable)
            tell();
    });
    connect(m_writes.get(), &QSocketNotifier::activated, this, [this] {
        if (m_connected)
            flush();
        else
            connectReady();
    });
}

Upstream::~Upstream()
{
    close(true);
}

void Upstream::connectReady()
{
    m_writes->setEnabled(false);
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(m_fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0)
        return fail(error);
    m_connected = true;
    if (const auto tell = m_handlers.connected)
        tell();
}

void Upstream::wantToRead()
{
    if (m_reads)
        m_reads->setEnabled(true);
}

Upstream::Read Upstream::read(std::size_t max)
{
    Read out;
    if (m_fd < 0 || max == 0)
        return out;
    out.bytes.resize(max);
    const auto got = ::recv(m_fd, out.bytes.data(), max, 0);
    out.error = got < 0 ? errno : 0;
    out.bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    const bool later = out.error == EAGAIN || out.error == EWOULDBLOCK || out.error == EINTR;
    out.kind = got > 0    ? Read::Kind::Bytes
               : got == 0 ? Read::Kind::End
               : later    ? Read::Kind::Nothing
                          : Read::Kind::Failed;
    return out;
}

void Upstream::write(std::string bytes)
{
    if (m_fd < 0 || bytes.empty())
        return;
    if (unsent() == 0) {
        m_unsent = std::move(bytes);
        m_sent = 0;
    } else {
        m_unsent.erase(0, std::exchange(m_sent, 0));
        m_unsent += bytes;
    }
    if (m_connected)
        m_writes->setEnabled(true); // at the next turn: whoever writes is told of it then
}

void Upstream::endWriting()
{
    m_ending = true;
    if (m_fd >= 0 && m_connected && unsent() == 0)
        ::shutdown(m_fd, SHUT_WR);
}

void Upstream::flush()
{
    const auto before = unsent();
    while (unsent() > 0) {
        const auto put = ::send(m_fd, m_unsent.data() + m_sent, unsent(), MSG_NOSIGNAL);
        if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            break;
        if (put < 0)
            return fail(errno);
        m_sent += static_cast<std::size_t>(put);
    }
    if (unsent() == 0) {
        m_writes->setEnabled(false);
        m_unsent.clear();
        m_sent = 0;
        if (m_ending)
            ::shutdown(m_fd, SHUT_WR);
    }
    if (const auto tell = m_handlers.written; tell && unsent() < before)
        tell();
}

void Upstream::fail(int error)
{
    const auto tell = m_handlers.failed;
    close(false);
    if (tell)
        tell(error);
}

void Upstream::close(bool abruptly)
{
    m_handlers = {};
    for (auto *notifier : {&m_reads, &m_writes})
        if (*notifier) {
            (*notifier)->setEnabled(false);
            notifier->release()->deleteLater(); // it may be the one that is calling
        }
    if (m_fd < 0)
        return;
    if (abruptly) {
        const linger now{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    ::close(std::exchange(m_fd, -1));
}

} // namespace glovebox::egress
