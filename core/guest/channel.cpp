#include "core/guest/channel.h"

#include "core/guest/protocol/limits.h"

#include <utility>

namespace glovebox::guest {

namespace {

/// Read in one turn of the event loop; the rest waits in the kernel, so a flooding guest cannot starve the others.
constexpr qint64 kReadBuffer = 256 << 10;

} // namespace

Channel::Channel(const QString &path, std::uint32_t epoch, ChannelListener *listener)
    : m_decoder(kReplyPayloadMax, FrameDecoder::Greeting::Once), m_epoch(epoch), m_listener(listener)
{
    m_socket.setReadBufferSize(kReadBuffer);
    // Queued: connecting to a local socket may succeed or fail inside connectToServer().
    connect(
        &m_socket, &QLocalSocket::connected, this,
        [this] {
            if (!m_listener)
                return;
            m_socket.write(kGreetingMark.data(), static_cast<qint64>(kGreetingMark.size()));
            Q_EMIT connected();
        },
        Qt::QueuedConnection);
    connect(&m_socket, &QLocalSocket::readyRead, this, &Channel::readFrames, Qt::QueuedConnection);
    connect(
        &m_socket, &QLocalSocket::errorOccurred, this,
        [this](QLocalSocket::LocalSocketError) {
            readFrames(); // what came before the end counts
            breakWith({ErrorCode::GuestExited, "control channel: " + m_socket.errorString().toStdString()});
        },
        Qt::QueuedConnection);
    m_socket.connectToServer(path);
}

Channel::~Channel()
{
    m_socket.disconnect(this);
}

void Channel::send(FrameType type, std::uint32_t stream, std::string payload)
{
    if (!m_listener || !m_socket.isOpen())
        return;
    const auto bytes = encode({type, m_epoch, stream, std::move(payload)});
    m_socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
}

void Channel::close()
{
    m_listener = nullptr;
    m_socket.disconnect(this);
    m_socket.abort();
}

void Channel::readFrames()
{
    if (!m_listener || !m_socket.isOpen())
        return;
    const auto bytes = m_socket.readAll();
    m_decoder.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    while (m_listener) {
        Frame frame;
        const auto status = m_decoder.next(frame);
        if (status == FrameDecoder::Status::NeedMore)
            return;
        if (status == FrameDecoder::Status::Broken)
            return breakWith({ErrorCode::GuestProtocol, "control channel: " + m_decoder.problem()});
        if (frame.epoch != m_epoch)
            return breakWith({ErrorCode::GuestProtocol, "control channel: a frame of another connection"});
        m_listener->frameArrived(frame);
    }
}

void Channel::breakWith(Error error)
{
    auto *listener = m_listener;
    close();
    if (listener)
        listener->channelBroken(std::move(error));
}

} // namespace glovebox::guest
