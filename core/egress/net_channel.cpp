#include "core/egress/net_channel.h"

#include "core/guest/protocol/limits.h"

#include <utility>

namespace glovebox::egress {

namespace {

/// Read in one turn of the event loop; the rest waits in the kernel, so a flooding guest cannot starve the others.
constexpr qint64 kReadBuffer = 256 << 10;
/// Of a guest that sends and does not read. Answers alone are waiting then: content stops far below.
constexpr std::size_t kUnsentMax = 1 << 20;
/// The largest frame here is content: its zeros are one in fifteen bytes.
constexpr std::size_t kPayloadMax = guest::kNetChunkMax * 16 / 15 + 16;

} // namespace

NetChannel::NetChannel(const QString &path, std::uint32_t epoch, NetChannelListener *listener)
    : m_decoder(kPayloadMax, guest::FrameDecoder::Greeting::Once), m_epoch(epoch), m_listener(listener)
{
    m_socket.setReadBufferSize(kReadBuffer);
    // Queued: connecting to a local socket may succeed or fail inside connectToServer().
    connect(
        &m_socket, &QLocalSocket::connected, this,
        [this] {
            if (!m_listener)
                return;
            m_socket.write(guest::kGreetingMark.data(), static_cast<qint64>(guest::kGreetingMark.size()));
            m_listener->channelConnected();
        },
        Qt::QueuedConnection);
    connect(&m_socket, &QLocalSocket::readyRead, this, &NetChannel::readFrames, Qt::QueuedConnection);
    connect(
        &m_socket, &QLocalSocket::bytesWritten, this,
        [this] {
            if (m_listener)
                m_listener->channelDrained();
            readFrames(); // it may have stopped for want of room
        },
        Qt::QueuedConnection);
    connect(
        &m_socket, &QLocalSocket::errorOccurred, this,
        [this](QLocalSocket::LocalSocketError) {
            breakWith({ErrorCode::GuestExited, "network port: " + m_socket.errorString().toStdString()});
        },
        Qt::QueuedConnection);
    m_socket.connectToServer(path);
}

NetChannel::~NetChannel()
{
    m_socket.disconnect(this);
}

void NetChannel::send(guest::FrameType type, std::uint32_t stream, const std::string &payload)
{
    if (!m_listener || !m_socket.isOpen())
        return;
    const auto bytes = guest::encode({type, m_epoch, stream, payload});
    m_socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
}

void NetChannel::close()
{
    m_listener = nullptr;
    m_socket.disconnect(this);
    m_socket.abort();
}

void NetChannel::readFrames()
{
    if (!m_listener || !m_socket.isOpen() || unsent() > kUnsentMax)
        return;
    const auto bytes = m_socket.readAll();
    m_decoder.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    while (m_listener && unsent() <= kUnsentMax) {
        guest::Frame frame;
        const auto status = m_decoder.next(frame);
        if (status == guest::FrameDecoder::Status::NeedMore)
            return;
        if (status == guest::FrameDecoder::Status::Broken)
            return breakWith({ErrorCode::GuestProtocol, "network port: " + m_decoder.problem()});
        if (frame.epoch != m_epoch)
            return breakWith({ErrorCode::GuestProtocol, "network port: a frame of another connection"});
        m_listener->frameArrived(frame);
    }
}

void NetChannel::breakWith(Error error)
{
    auto *listener = m_listener;
    close();
    if (listener)
        listener->channelBroken(std::move(error));
}

} // namespace glovebox::egress
