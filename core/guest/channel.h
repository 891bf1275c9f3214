// Role: one connection to a guest's control socket: frames out, checked frames in. Knows nothing of what they mean.
// Thread: the engine's.
// Invariants: at most one frame and one socket buffer are held; after close() or broken() the listener hears nothing
// more; nothing here is deleted from inside its own method.
#pragma once

#include "core/base/error.h"
#include "core/guest/protocol/frame.h"

#include <QLocalSocket>
#include <QObject>

#include <string>

namespace glovebox::guest {

class ChannelListener {
public:
    virtual ~ChannelListener() = default;
    virtual void frameArrived(const Frame &frame) = 0;
    /// Last call. `error`: GuestExited when the other end closed, GuestProtocol when it sent nonsense.
    virtual void channelBroken(Error error) = 0;
};

class Channel : public QObject {
    Q_OBJECT

public:
    /// Begins to connect; `connected` or a broken channel follows.
    Channel(const QString &path, std::uint32_t epoch, ChannelListener *listener);
    ~Channel() override;

    void setListener(ChannelListener *listener) { m_listener = listener; }
    std::uint32_t epoch() const { return m_epoch; }
    void send(FrameType type, std::uint32_t stream, std::string payload);
    void close();

Q_SIGNALS:
    void connected();

private:
    void readFrames();
    void breakWith(Error error);

    QLocalSocket m_socket;
    FrameDecoder m_decoder;
    std::uint32_t m_epoch;
    ChannelListener *m_listener; // nullptr: nobody listens any more
};

} // namespace glovebox::guest
