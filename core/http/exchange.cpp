#include "core/http/exchange.h"

#include "core/http/connection.h"

namespace glovebox::http {

Exchange::Exchange(Connection *connection) : m_connection(connection) {}

Exchange::~Exchange()
{
    if (isWaiting())
        begins(500);
    m_hooks = {};
    if (!m_connection)
        return;
    switch (m_phase) {
    case Phase::Waiting:
        m_connection->respond(m_connection->refusal(500, "The request was dropped.\n"));
        break;
    case Phase::Stream:
        m_connection->endStream();
        break;
    case Phase::Tunnel:
        m_connection->endTunnel();
        break;
    }
}

// What ends the request takes connection and handlers out first: a handler may hold the last share of this.

void Exchange::send(const Response &response)
{
    m_cut = nullptr;
    if (!isWaiting())
        return;
    const bool fits = m_connection->hasRoomFor(response);
    begins(fits ? response.status : 503);
    const auto hooks = std::exchange(m_hooks, {});
    const QPointer connection = std::exchange(m_connection, nullptr);
    connection->respond(fits ? response
                             : connection->refusal(503, "Too much that was answered waits for who asked.\n"));
}

void Exchange::beginStream(const Response &head, std::optional<ByteCount> length)
{
    if (!isWaiting())
        return;
    begins(head.status);
    m_phase = Phase::Stream;
    if (m_connection->beginStream(head, length))
        return;
    const auto hooks = std::exchange(m_hooks, {});
    m_connection = nullptr;
}

void Exchange::beginTunnel(const std::optional<Response> &head)
{
    if (!isWaiting())
        return;
    begins(head ? head->status : 101);
    m_phase = Phase::Tunnel;
    m_hooks.body.reset();
    m_connection->beginTunnel(head);
}

void Exchange::write(std::string_view data)
{
    if (!isOpen())
        return;
    if (m_phase == Phase::Stream)
        m_connection->writeStream(data);
    else
        m_connection->writeTunnel(data);
}

void Exchange::close()
{
    m_cut = nullptr;
    if (!isOpen())
        return;
    const auto hooks = std::exchange(m_hooks, {});
    const QPointer connection = std::exchange(m_connection, nullptr);
    if (m_phase == Phase::Stream)
        connection->endStream();
    else
        connection->endTunnel();
}

void Exchange::abort()
{
    m_cut = nullptr;
    if (!isOpen())
        return;
    const auto hooks = std::exchange(m_hooks, {});
    const QPointer connection = std::exchange(m_connection, nullptr);
    connection->breakOff();
}

void Exchange::cut()
{
    const auto told = std::exchange(m_cut, nullptr);
    if (m_connection)
        m_connection->breakOff();
    if (told)
        told();
}

bool Exchange::wantsMore() const
{
    return isOpen() && m_connection->wantsMore();
}

std::size_t Exchange::backlog() const
{
    return isOpen() ? m_connection->backlog() : 0;
}

void Exchange::onGone(std::function<void()> gone)
{
    if (m_connection)
        m_hooks.gone = std::move(gone);
}

void Exchange::onCut(std::function<void()> cut)
{
    if (m_connection)
        m_cut = std::move(cut);
}

void Exchange::onAnswer(std::function<void(int)> begun)
{
    if (isWaiting())
        m_hooks.answer = std::move(begun);
}

void Exchange::begins(int status)
{
    if (const auto begun = std::exchange(m_hooks.answer, nullptr))
        begun(status);
}

void Exchange::onDrained(std::function<void()> drained)
{
    if (m_connection)
        m_hooks.drained = std::make_shared<std::function<void()>>(std::move(drained));
}

void Exchange::readBody(Responder::BodyHandlers handlers)
{
    if (!m_connection || m_phase == Phase::Tunnel || std::exchange(m_hasReader, true))
        return;
    m_hooks.body = std::make_shared<Responder::BodyHandlers>(std::move(handlers));
    m_connection->beginReading();
}

void Exchange::readTunnel(Tunnel::Handlers handlers)
{
    if (!m_connection || m_phase != Phase::Tunnel)
        return;
    m_hooks.tunnel = std::make_shared<Tunnel::Handlers>(std::move(handlers));
    m_connection->beginReading();
}

void Exchange::used(std::size_t bytes)
{
    if (m_connection)
        m_connection->used(bytes);
}

void Exchange::keepInformed(std::chrono::milliseconds every)
{
    if (isWaiting())
        m_connection->keepInformed(every);
}

void Exchange::abandon()
{
    m_connection = nullptr;
    const auto hooks = std::exchange(m_hooks, {});
    if (hooks.gone)
        hooks.gone();
    if (hooks.tunnel && hooks.tunnel->closed)
        hooks.tunnel->closed();
}

void Exchange::forget()
{
    m_connection = nullptr;
    m_cut = nullptr;
    const auto hooks = std::exchange(m_hooks, {});
}

void Exchange::drained()
{
    const auto tunnel = m_hooks.tunnel;
    const auto drained = m_hooks.drained;
    if (tunnel && tunnel->drained)
        tunnel->drained();
    else if (drained && *drained)
        (*drained)();
}

void Exchange::piece(std::string_view bytes)
{
    if (const auto body = m_hooks.body; body && body->piece)
        body->piece(bytes);
}

void Exchange::bodyEnded()
{
    if (const auto body = std::exchange(m_hooks.body, nullptr); body && body->end)
        body->end(); // what it holds goes with it, and not with the answer
}

void Exchange::tunnelBytes(std::string_view bytes)
{
    if (const auto tunnel = m_hooks.tunnel; tunnel && tunnel->bytes)
        tunnel->bytes(bytes);
}

} // namespace glovebox::http
