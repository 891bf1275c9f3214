// A host's end of the network port, small and played: what is asked for, and what becomes of it, by the name.
// "*.example" exists, but "gone.example"; "denied…" is refused by policy, as is every address; all else is an echo.
#pragma once

#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "core/guest/protocol/net_messages.h"

#include <QLocalSocket>
#include <QTest>

#include <map>

namespace glovebox::test {

class NetHost {
public:
    /// Connects and greets; again whenever what the guest says is no frame.
    explicit NetHost(const std::string &path) : m_path(QString::fromStdString(path))
    {
        QObject::connect(
            &m_socket, &QLocalSocket::readyRead, &m_socket, [this] { read(); }, Qt::QueuedConnection);
        connect();
    }
    ~NetHost() { m_socket.disconnect(); }

    bool waitReady() const
    {
        return QTest::qWaitFor([this] { return ready.has_value(); }, 60'000);
    }

    std::optional<guest::NetReady> ready;
    QStringList opened; // "name:port"
    QStringList asked;
    int greetings = 0;

private:
    using FrameType = guest::FrameType;
    struct Echo {
        std::string waiting;
        std::size_t credit = 0;
        bool ended = false;
    };

    void connect()
    {
        m_decoder = guest::FrameDecoder(1 << 20, guest::FrameDecoder::Greeting::Once);
        m_echoes.clear();
        m_socket.abort();
        m_socket.connectToServer(m_path);
        m_socket.write(guest::kGreetingMark.data(), qint64(guest::kGreetingMark.size()));
        ++m_epoch;
        send(FrameType::Hello, 0, toPayload(guest::Hello{guest::kProtocolVersion, "test"}));
    }
    void send(FrameType type, std::uint32_t stream, std::string payload = guest::emptyPayload())
    {
        const auto bytes = guest::encode({type, m_epoch, stream, std::move(payload)});
        m_socket.write(bytes.data(), qint64(bytes.size()));
    }
    void read()
    {
        const auto bytes = m_socket.readAll();
        m_decoder.feed({bytes.constData(), std::size_t(bytes.size())});
        guest::Frame frame;
        auto status = m_decoder.next(frame);
        for (; status == guest::FrameDecoder::Status::Complete; status = m_decoder.next(frame))
            handle(frame);
        if (status == guest::FrameDecoder::Status::Broken)
            connect();
    }
    void handle(const guest::Frame &frame)
    {
        if (frame.type == FrameType::HelloOk) {
            ready = guest::parseNetReady(frame.payload);
            ++greetings;
        } else if (frame.type == FrameType::NetAsk) {
            const auto name = guest::parseNetAsk(frame.payload).value_or(guest::NetAsk()).name;
            asked += QString::fromStdString(name);
            send(FrameType::NetAnswer, frame.stream,
                 toPayload(guest::NetAnswer{name.ends_with(".example") && name != "gone.example"}));
        } else if (frame.type == FrameType::NetOpen) {
            open(frame);
        } else if (const auto echo = m_echoes.find(frame.stream); echo != m_echoes.end()) {
            carry(frame, echo->second);
        }
    }
    void open(const guest::Frame &frame)
    {
        const auto open = guest::parseNetOpen(frame.payload).value_or(guest::NetOpen());
        const auto where = open.name + open.address + ":" + std::to_string(open.port);
        opened += QString::fromStdString(where);
        if (open.name.empty() || open.name.starts_with("denied"))
            return send(FrameType::NetRefused, frame.stream,
                        toPayload(guest::NetRefused{guest::NetRefused::Why::Policy, "No rule allows " + where + "."}));
        m_echoes[frame.stream].credit = open.credit;
        send(FrameType::NetOpened, frame.stream, toPayload(guest::NetOpened{guest::kNetWindow}));
    }
    void carry(const guest::Frame &frame, Echo &echo)
    {
        if (frame.type == FrameType::NetData)
            echo.waiting += guest::parseContentPayload(frame.payload).value_or("?");
        else if (frame.type == FrameType::NetCredit)
            echo.credit += guest::parseNetCredit(frame.payload).value_or(guest::NetCredit()).bytes;
        else if (frame.type == FrameType::NetEnd)
            echo.ended = true;
        else if (frame.type == FrameType::NetReset)
            return void(m_echoes.erase(frame.stream));
        std::size_t carried = 0;
        while (!echo.waiting.empty() && echo.credit > 0) {
            const auto size = std::min({echo.waiting.size(), echo.credit, guest::kNetChunkMax});
            send(FrameType::NetData, frame.stream,
                 guest::toContentPayload(std::string_view(echo.waiting).substr(0, size)));
            echo.waiting.erase(0, size);
            echo.credit -= size;
            carried += size;
        }
        if (carried > 0) // what is not taken back is not granted again: a program that does not read is not fed
            send(FrameType::NetCredit, frame.stream, toPayload(guest::NetCredit{carried}));
        if (echo.ended && echo.waiting.empty()) {
            send(FrameType::NetEnd, frame.stream);
            m_echoes.erase(frame.stream);
        }
    }

    QString m_path;
    QLocalSocket m_socket;
    guest::FrameDecoder m_decoder{1 << 20, guest::FrameDecoder::Greeting::Once};
    std::uint32_t m_epoch = 100;
    std::map<std::uint32_t, Echo> m_echoes;
};

} // namespace glovebox::test
