// Role: a guest's end of the network port on a real local socket, in the test's hand.
#pragma once

#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "core/guest/protocol/net_messages.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace egresstest {

using namespace std::chrono_literals;
namespace wire = glovebox::guest;
using wire::FrameType;

struct GuestStream {
    std::optional<std::size_t> opened;
    std::optional<wire::NetRefused> refused;
    std::optional<bool> exists; // of a question
    std::uint16_t port = 0;     // inside, of one that the host opened
    std::string data;
    std::size_t credit = 0; // what may be sent
    bool ended = false;
    bool reset = false;

    bool over() const { return refused || ended || reset; }
};

class NetGuest {
public:
    NetGuest()
    {
        m_server.listen(m_folder.filePath(QStringLiteral("net")));
        QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
            m_socket.reset(m_server.nextPendingConnection());
            ++connections;
            greeted = false;
            streams.clear();
            m_decoder.emplace(std::size_t{1} << 20, wire::FrameDecoder::Greeting::AnyTime);
            QObject::connect(m_socket.get(), &QLocalSocket::readyRead, m_socket.get(), [this] { read(); });
        });
    }

    std::string path() const { return m_folder.filePath(QStringLiteral("net")).toStdString(); }

    void send(FrameType type, std::uint32_t stream, const std::string &payload)
    {
        raw(wire::encode({type, m_epoch, stream, payload}));
    }
    void raw(const std::string &bytes)
    {
        if (m_socket)
            m_socket->write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
    std::uint32_t epoch() const { return m_epoch; }
    std::uint32_t ask(const std::string &name)
    {
        send(FrameType::NetAsk, ++last, toPayload(wire::NetAsk{name}));
        return last;
    }
    std::uint32_t open(const std::string &name, std::uint16_t port, std::size_t credit = wire::kNetWindow)
    {
        send(FrameType::NetOpen, ++last, toPayload(wire::NetOpen{name, {}, port, credit}));
        return last;
    }
    std::uint32_t openAddress(const std::string &address, std::uint16_t port)
    {
        send(FrameType::NetOpen, ++last, toPayload(wire::NetOpen{{}, address, port, wire::kNetWindow}));
        return last;
    }
    /// Within the credit.
    std::size_t say(std::uint32_t stream, std::string_view bytes)
    {
        auto &one = streams[stream];
        std::size_t sent = 0;
        while (sent < bytes.size() && one.credit > 0) {
            const auto some = std::min({bytes.size() - sent, one.credit, wire::kNetChunkMax});
            send(FrameType::NetData, stream, wire::toContentPayload(bytes.substr(sent, some)));
            one.credit -= some;
            sent += some;
        }
        return sent;
    }
    void end(std::uint32_t stream) { send(FrameType::NetEnd, stream, wire::emptyPayload()); }

    std::map<std::uint32_t, GuestStream> streams;
    std::uint32_t last = 0;
    int connections = 0;
    int rulesChanged = 0;
    bool greeted = false;
    bool greets = true;
    bool inward = true;                 // its agent takes connections
    std::vector<std::uint16_t> listens; // ports on which a program does; others are refused
    std::vector<std::uint16_t> silent;  // on which one does not take them
    std::size_t inwardWindow = wire::kNetWindow;
    std::uint32_t lastIn = 0;
    bool takes = true; // gives credit back for what comes

private:
    void read()
    {
        const auto bytes = m_socket->readAll();
        m_decoder->feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
        wire::Frame frame;
        while (m_decoder->next(frame) == wire::FrameDecoder::Status::Complete)
            take(frame);
    }
    void take(const wire::Frame &frame)
    {
        auto &stream = streams[frame.stream];
        switch (frame.type) {
        case FrameType::Hello:
            m_epoch = frame.epoch;
            if (!greets)
                return;
            raw(std::string(wire::kGreetingMark));
            send(FrameType::HelloOk, 0, toPayload(wire::NetReady{"test", {}, inward}));
            greeted = true;
            last = 0;
            return;
        case FrameType::NetOpened:
            stream.opened = wire::parseNetOpened(frame.payload)->credit;
            stream.credit += *stream.opened;
            return;
        case FrameType::NetRefused:
            stream.refused = wire::parseNetRefused(frame.payload);
            return;
        case FrameType::NetAnswer:
            stream.exists = wire::parseNetAnswer(frame.payload)->exists;
            return;
        case FrameType::NetData: {
            const auto content = *wire::parseContentPayload(frame.payload);
            stream.data += content;
            if (takes)
                send(FrameType::NetCredit, frame.stream, toPayload(wire::NetCredit{content.size()}));
            return;
        }
        case FrameType::NetCredit:
            stream.credit += wire::parseNetCredit(frame.payload)->bytes;
            return;
        case FrameType::NetEnd:
            stream.ended = true;
            return;
        case FrameType::NetReset:
            stream.reset = true;
            return;
        case FrameType::NetOpenIn: {
            const auto open = *wire::parseNetOpenIn(frame.payload);
            lastIn = frame.stream;
            stream.port = open.port;
            stream.credit = open.credit;
            if (std::ranges::find(silent, open.port) != silent.end())
                return;
            if (std::ranges::find(listens, open.port) != listens.end())
                return send(FrameType::NetOpened, frame.stream, toPayload(wire::NetOpened{inwardWindow}));
            return send(FrameType::NetRefused, frame.stream,
                        toPayload(wire::NetRefused{wire::NetRefused::Why::Unreachable, "nothing"}));
        }
        case FrameType::NetRules:
            ++rulesChanged;
            return;
        default:
            qFatal("a frame of type %d", static_cast<int>(frame.type));
        }
    }

    QTemporaryDir m_folder;
    QLocalServer m_server;
    std::unique_ptr<QLocalSocket> m_socket;
    std::optional<wire::FrameDecoder> m_decoder;
    std::uint32_t m_epoch = 0;
};

} // namespace egresstest
