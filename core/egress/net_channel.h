// Role: one connection to a guest's network port: frames out, checked frames in. As guest::Channel is for the control
// port, which has no business with back-pressure: here whoever sends looks at unsent(), and nothing more is read from a
// guest that does not read.
// Thread: the engine's.
// Invariants: holds one frame, one buffer and kUnsentMax and a frame of what goes out; after close() or broken() the
// listener hears nothing more; nothing here is deleted from inside its own method.
#pragma once

#include "core/base/error.h"
#include "core/guest/protocol/frame.h"

#include <QLocalSocket>
#include <QObject>

#include <string>

namespace glovebox::egress {

class NetChannelListener {
public:
    virtual ~NetChannelListener() = default;
    virtual void channelConnected() = 0;
    virtual void frameArrived(const guest::Frame &frame) = 0;
    /// What was sent went on; more may be.
    virtual void channelDrained() = 0;
    /// Last call. `error`: GuestExited when the other end closed, GuestProtocol when it sent nonsense.
    virtual void channelBroken(Error error) = 0;
};

class NetChannel : public QObject {
    Q_OBJECT

public:
    /// Begins to connect; channelConnected() or a broken channel follows.
    NetChannel(const QString &path, std::uint32_t epoch, NetChannelListener *listener);
    ~NetChannel() override;

    void send(guest::FrameType type, std::uint32_t stream, const std::string &payload);
    std::size_t unsent() const { return static_cast<std::size_t>(m_socket.bytesToWrite()); }
    void close();
    /// As channelBroken() reports it: for what its listener finds wrong.
    void breakWith(Error error);

private:
    void readFrames();

    QLocalSocket m_socket;
    guest::FrameDecoder m_decoder;
    std::uint32_t m_epoch;
    NetChannelListener *m_listener; // nullptr: nobody listens any more
};

} // namespace glovebox::egress
