#include "core/http/responder.h"

#include "core/http/exchange.h"

namespace glovebox::http {

// What ends a request may let go of the very handle it was called on, so each call holds a share of its own.

void Stream::write(std::string_view data) const
{
    const auto exchange = m_exchange;
    exchange->write(data);
}
void Stream::close() const
{
    const auto exchange = m_exchange;
    exchange->close();
}
void Stream::abort() const
{
    const auto exchange = m_exchange;
    exchange->abort();
}
bool Stream::isOpen() const
{
    return m_exchange->isOpen();
}
bool Stream::wantsMore() const
{
    return m_exchange->wantsMore();
}
void Stream::onDrained(std::function<void()> drained) const
{
    m_exchange->onDrained(std::move(drained));
}

void Tunnel::read(Handlers handlers) const
{
    const auto exchange = m_exchange;
    exchange->readTunnel(std::move(handlers));
}
void Tunnel::used(std::size_t bytes) const
{
    m_exchange->used(bytes);
}
void Tunnel::write(std::string_view data) const
{
    const auto exchange = m_exchange;
    exchange->write(data);
}
void Tunnel::close() const
{
    const auto exchange = m_exchange;
    exchange->close();
}
void Tunnel::abort() const
{
    const auto exchange = m_exchange;
    exchange->abort();
}
bool Tunnel::isOpen() const
{
    return m_exchange->isOpen();
}
bool Tunnel::wantsMore() const
{
    return m_exchange->wantsMore();
}
std::size_t Tunnel::backlog() const
{
    return m_exchange->backlog();
}

bool Leash::isUnderWay() const
{
    const auto exchange = m_exchange.lock();
    return exchange && exchange->isUnderWay();
}
void Leash::cut() const
{
    if (const auto exchange = m_exchange.lock())
        exchange->cut();
}

void Responder::send(Response response) const
{
    const auto exchange = m_exchange;
    exchange->send(response);
}
Stream Responder::stream(Response head, std::optional<ByteCount> length) const
{
    const auto exchange = m_exchange;
    exchange->beginStream(head, length);
    return Stream(exchange);
}
Tunnel Responder::tunnel(std::optional<Response> head) const
{
    const auto exchange = m_exchange;
    exchange->beginTunnel(head);
    return Tunnel(exchange);
}
void Responder::readBody(BodyHandlers handlers) const
{
    const auto exchange = m_exchange;
    exchange->readBody(std::move(handlers));
}
void Responder::used(std::size_t bytes) const
{
    m_exchange->used(bytes);
}
void Responder::keepInformed(std::chrono::milliseconds every) const
{
    m_exchange->keepInformed(every);
}
void Responder::onAnswer(std::function<void(int)> begun) const
{
    m_exchange->onAnswer(std::move(begun));
}

void Responder::onGone(std::function<void()> gone) const
{
    m_exchange->onGone(std::move(gone));
}
void Responder::onCut(std::function<void()> cut) const
{
    m_exchange->onCut(std::move(cut));
}
bool Responder::isWaiting() const
{
    return m_exchange->isWaiting();
}

} // namespace glovebox::http
