#include "tests/support/faulty_relay.h"

#include <QHostAddress>
#include <QLoggingCategory>

#include <algorithm>

namespace testsupport {

using namespace glovebox;

Q_LOGGING_CATEGORY(lcRelay, "glovebox.relay")

namespace {

constexpr int kPieces = 5;

/// Where the first whole message ends, by its content-length; nothing while it is not all there.
std::optional<qsizetype> endOfMessage(const QByteArray &bytes)
{
    const auto headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return std::nullopt;
    const auto head = bytes.left(headEnd).toLower();
    const auto at = head.indexOf("\r\ncontent-length:");
    const auto size =
        at < 0 ? 0
               : head.mid(at + 17, head.indexOf("\r\n", at + 17) < 0 ? -1 : head.indexOf("\r\n", at + 17) - at - 17)
                     .trimmed()
                     .toLongLong();
    const auto end = headEnd + 4 + size;
    return bytes.size() >= end ? std::optional<qsizetype>(end) : std::nullopt;
}

bool isStream(const QByteArray &bytes)
{
    const auto headEnd = bytes.indexOf("\r\n\r\n");
    return headEnd >= 0 && bytes.left(headEnd).toLower().contains("transfer-encoding: chunked");
}

QByteArray errorType(int status)
{
    switch (status) {
    case 409:
        return "conflict_error";
    case 429:
        return "rate_limit_error";
    case 529:
        return "overloaded_error";
    default:
        return "api_error";
    }
}

} // namespace

FaultyRelay::FaultyRelay(FaultyControlPlane &owner, ports::Clock &clock, QTcpSocket *client)
    : QObject(&owner), m_owner(owner), m_clock(clock), m_client(client)
{
    m_client->setParent(this);
    m_client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_client, &QTcpSocket::readyRead, this, [this] { clientSent(); });
    connect(m_client, &QTcpSocket::disconnected, this, [this] {
        if (m_upstream) {
            m_upstream->disconnect(this);
            m_upstream->abort();
        }
        m_pause.cancel();
        deleteLater();
    });
    clientSent(); // it may have come before we listened
}

void FaultyRelay::clientSent()
{
    m_received += m_client->readAll();
    while (!m_request) {
        const auto end = endOfMessage(m_received);
        if (!end)
            return;
        const auto bytes = m_received.left(*end);
        m_received.remove(0, *end);
        begin(bytes);
    }
}

void FaultyRelay::begin(const QByteArray &bytes)
{
    m_request = m_owner.described(bytes);
    m_fault = m_owner.faultFor(*m_request);
    qCDebug(lcRelay, "%s %s: %s", std::string(word(m_request->route)).c_str(), m_request->session.c_str(),
            std::string(word(m_fault.kind)).c_str());
    switch (m_fault.kind) {
    case Fault::Kind::Refuse:
        return refuse(m_fault);
    case Fault::Kind::Reset:
        return hangUp(true);
    case Fault::Kind::Swallow:
        return;
    default:
        return forward();
    }
}

void FaultyRelay::forward()
{
    m_owner.forwarding(*m_request);
    if (!m_upstream) {
        m_upstream = new QTcpSocket(this);
        connect(m_upstream, &QTcpSocket::readyRead, this, [this] { upstreamSent(); });
        connect(m_upstream, &QTcpSocket::disconnected, this, [this] { hangUp(false); });
        m_upstream->connectToHost(QHostAddress(QHostAddress::LocalHost), m_owner.upstreamPort());
        m_upstream->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }
    m_upstream->write(m_request->bytes);
}

void FaultyRelay::upstreamSent()
{
    m_answer += m_upstream->readAll();
    if (!m_request)
        return;
    if (!m_streaming && isStream(m_answer)) {
        m_streaming = true;
        m_cut = m_owner.cutFor(*m_request);
    }
    if (m_streaming)
        return relayStream();
    if (endOfMessage(m_answer))
        deliver();
}

/// As much of the stream as the plan allows.
void FaultyRelay::relayStream()
{
    const auto room = m_cut ? m_cut->afterBytes - m_streamed : static_cast<std::size_t>(m_answer.size());
    const auto share = std::min(room, static_cast<std::size_t>(m_answer.size()));
    m_client->write(m_answer.left(static_cast<qsizetype>(share)));
    m_streamed += share;
    const bool cut = m_cut && m_streamed >= m_cut->afterBytes && share <= static_cast<std::size_t>(m_answer.size());
    m_answer.remove(0, static_cast<qsizetype>(share));
    if (!cut)
        return;
    m_owner.note("streams cut");
    m_owner.note("faults");
    hangUp(m_cut->byReset);
}

/// A whole answer is here.
void FaultyRelay::deliver()
{
    const int status = m_answer.mid(9, 3).toInt();
    qCDebug(lcRelay, "%s %s: answered %d", std::string(word(m_request->route)).c_str(), m_request->session.c_str(),
            status);
    m_owner.answered(*m_request, status, m_fault.kind != Fault::Kind::LoseAnswer);
    if (m_fault.kind == Fault::Kind::LoseAnswer) {
        m_client->write(m_answer.left(static_cast<qsizetype>(m_fault.at * static_cast<double>(m_answer.size()))));
        return hangUp(m_fault.at < 0.5);
    }
    if (m_fault.kind == Fault::Kind::Slow)
        return sendPieces(kPieces);
    m_client->write(std::exchange(m_answer, {}));
    requestOver();
}

void FaultyRelay::sendPieces(int left)
{
    const auto size = left > 1 ? m_answer.size() / left : m_answer.size();
    m_client->write(m_answer.left(size));
    m_answer.remove(0, size);
    if (left <= 1)
        return requestOver();
    m_pause = m_clock.after(m_fault.during / kPieces, [this, left] { sendPieces(left - 1); });
}

void FaultyRelay::refuse(const Fault &fault)
{
    const auto body = "{\"type\":\"error\",\"error\":{\"type\":\"" + errorType(fault.status) +
                      "\",\"message\":\"as planned\"},\"request_id\":\"req_fault\"}";
    auto bytes = "HTTP/1.1 " + QByteArray::number(fault.status) + " Fault\r\ncontent-type: application/json\r\n";
    if (fault.retryAfter)
        bytes += "retry-after-ms: " + QByteArray::number(static_cast<qlonglong>(fault.retryAfter->count())) + "\r\n";
    m_client->write(bytes + "content-length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    requestOver();
}

void FaultyRelay::requestOver()
{
    m_request.reset();
    m_fault = {};
    // From the loop: we may be inside clientSent().
    m_pause = m_clock.after(std::chrono::milliseconds(0), [this] { clientSent(); });
}

void FaultyRelay::hangUp(bool byReset)
{
    if (m_upstream)
        m_upstream->disconnect(this);
    if (m_client->state() == QAbstractSocket::UnconnectedState)
        return;
    m_client->flush();
    if (byReset)
        m_client->abort();
    else
        m_client->disconnectFromHost();
}

} // namespace testsupport
