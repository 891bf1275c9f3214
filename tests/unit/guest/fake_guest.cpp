#include "tests/unit/guest/fake_guest.h"

#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <csignal>
#include <filesystem>

using namespace glovebox;
using namespace glovebox::guest;

FakeGuest::FakeGuest(Greets greets) : m_greets(greets), m_decoder(kRequestPayloadMax, FrameDecoder::Greeting::AnyTime)
{
    connect(&m_server, &QLocalServer::newConnection, this, &FakeGuest::accept);
}

std::string FakeGuest::path() const
{
    return m_folder.path().toStdString() + "/ctl";
}

void FakeGuest::listen()
{
    m_server.listen(QString::fromStdString(path()));
}

void FakeGuest::accept()
{
    m_socket = m_server.nextPendingConnection();
    ++connections;
    connect(m_socket, &QLocalSocket::readyRead, this, &FakeGuest::read);
}

void FakeGuest::read()
{
    const auto bytes = m_socket->readAll();
    m_decoder.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    Frame frame;
    while (m_decoder.next(frame) == FrameDecoder::Status::Complete)
        handle(frame);
}

void FakeGuest::handle(const Frame &frame)
{
    if (frame.type == FrameType::Hello) {
        m_epoch = frame.epoch;
        greet(frame);
    } else if (frame.type == FrameType::Identity) {
        identity = parseIdentity(frame.payload).value_or(Identity{});
        send(FrameType::IdentityOk, 0, identityAnswer);
    } else if (frame.type == FrameType::Ping) {
        ++pings;
        if (answersPings)
            send(FrameType::Pong, 0, frame.payload);
    } else {
        frames.push_back(frame);
    }
}

void FakeGuest::greet(const Frame &)
{
    const auto ok = [&](std::uint32_t version) {
        return toPayload(HelloOk{version, "0.9", "6.1-fake", std::chrono::milliseconds(2500), level});
    };
    switch (m_greets) {
    case Greets::Properly:
        sendRaw(std::string(kGreetingMark));
        return send(FrameType::HelloOk, 0, ok(kProtocolVersion));
    case Greets::WithOtherVersion:
        sendRaw(std::string(kGreetingMark));
        return send(FrameType::HelloOk, 0, ok(kProtocolVersion + 1));
    case Greets::WithGarbage:
        return sendRaw(std::string(kGreetingMark) + std::string(4096, 'G'));
    case Greets::NotAtAll:
        return;
    case Greets::TwiceAtOnce:
        sendRaw(std::string(kGreetingMark));
        send(FrameType::HelloOk, 0, ok(kProtocolVersion));
        return send(FrameType::HelloOk, 0, ok(kProtocolVersion));
    case Greets::WithIdentityFirst:
        sendRaw(std::string(kGreetingMark));
        return send(FrameType::IdentityOk, 0, emptyPayload());
    case Greets::AfterStaleBytes:
        sendRaw(encode({FrameType::ToolResult, 1, 1, toPayload(ToolReply{std::string(100'000, 's'), false, false})})
                    .substr(50));
        sendRaw(std::string(kGreetingMark));
        return send(FrameType::HelloOk, 0, ok(kProtocolVersion));
    }
}

void FakeGuest::hangUp()
{
    if (m_socket)
        m_socket->abort();
}

void FakeGuest::sendRaw(const std::string &bytes)
{
    m_socket->write(bytes.data(), static_cast<qint64>(bytes.size()));
}

void FakeGuest::send(FrameType type, std::uint32_t stream, const std::string &payload)
{
    sendWithEpoch(m_epoch, type, stream, payload);
}

void FakeGuest::sendWithEpoch(std::uint32_t epoch, FrameType type, std::uint32_t stream, const std::string &payload)
{
    sendRaw(encode({type, epoch, stream, payload}));
}

HonestGuest::HonestGuest(std::optional<agent::Credentials> credentials)
{
    std::signal(SIGPIPE, SIG_IGN); // as in process 1, which blocks every signal
    std::filesystem::create_directories(session());
    std::filesystem::create_directories(etc());
    std::filesystem::create_directories(root());
    agent::ToolContext context;
    context.workdir = session();
    context.credentials = credentials;
    if (credentials) // he has to get there
        std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms(0755));
    context.environment = {{"PATH", "/usr/bin:/bin"}};
    m_service = std::make_unique<agent::Service>(
        context, HelloOk{kProtocolVersion, "0.1", "6.1-test", std::chrono::milliseconds(10)},
        agent::Service::Machine{[this](const Identity &given) {
                                    identity = given;
                                    return report;
                                },
                                [this] { ++shutDowns; },
                                etc(),
                                root(),
                                {}});
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        m_socket = m_server.nextPendingConnection();
        connect(m_socket, &QLocalSocket::readyRead, this, &HonestGuest::turn);
    });
    connect(&m_turns, &QTimer::timeout, this, &HonestGuest::turn);
    m_turns.start(2);
    m_server.listen(QString::fromStdString(path()));
}

void HonestGuest::turn()
{
    if (!m_socket)
        return;
    const auto bytes = m_socket->readAll();
    m_service->received({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    m_service->step(std::chrono::steady_clock::now());
    const auto out = m_service->unsent();
    if (!isMute && !out.empty() && m_socket->bytesToWrite() < (1 << 20)) {
        m_socket->write(out.data(), static_cast<qint64>(out.size()));
        m_service->sent(out.size());
    }
}
