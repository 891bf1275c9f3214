#include "core/guest/socket_connector.h"

#include "core/guest/channel.h"
#include "core/guest/identity_checks.h"
#include "core/guest/link.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <QPointer>

#include <utility>

namespace glovebox::guest {

namespace {

/// One greeting, through as many attempts to connect as it takes. Deletes itself through the event loop when over.
class GuestGreeter : public QObject, private ChannelListener {
public:
    GuestGreeter(ports::Clock &clock, std::string path, Identity identity, Callback<ports::GreetedGuest> done)
        : m_clock(clock), m_path(std::move(path)), m_identity(std::move(identity)), m_done(std::move(done))
    {
    }

    void start(std::chrono::milliseconds deadline)
    {
        m_deadline = m_clock.after(deadline, [this] {
            finish(fail(ErrorCode::GuestUnresponsive,
                        m_connected ? "the guest's agent did not greet in time"
                                    : "the guest's control socket cannot be reached: " + m_lastProblem));
        });
        m_retry = m_clock.after(std::chrono::milliseconds(0), [this] { attempt(); });
    }

    /// Nobody waits any more.
    void abandon()
    {
        m_done = nullptr;
        over();
    }

private:
    void attempt()
    {
        m_greeted = false;
        const auto epoch = static_cast<std::uint32_t>(m_clock.random() * 4294967295.0);
        m_channel =
            std::make_unique<Channel>(QString::fromStdString(m_path), epoch, static_cast<ChannelListener *>(this));
        QObject::connect(m_channel.get(), &Channel::connected, this, [this] {
            m_connected = true;
            m_channel->send(FrameType::Hello, 0, toPayload(Hello{kProtocolVersion, GLOVEBOX_VERSION}));
        });
    }

    void frameArrived(const Frame &frame) override
    {
        if (!m_greeted && frame.type == FrameType::HelloOk)
            return takeGreeting(frame);
        if (m_greeted && frame.type == FrameType::IdentityOk && frame.stream == 0)
            return succeed(frame);
        finish(fail(ErrorCode::GuestProtocol,
                    "the guest's agent greeted with a frame of type " + std::to_string(static_cast<int>(frame.type))));
    }

    void takeGreeting(const Frame &frame)
    {
        const auto hello = parseHelloOk(frame.payload);
        if (!hello)
            return finish(fail(ErrorCode::GuestProtocol, "the guest's agent sent a malformed greeting"));
        if (hello->protocol != kProtocolVersion)
            return finish(
                fail(ErrorCode::GuestProtocol, "the guest's agent (" + hello->agentVersion + ") speaks protocol " +
                                                   std::to_string(hello->protocol) + ", this program speaks " +
                                                   std::to_string(kProtocolVersion) + ": rebuild the guest image"));
        m_greeted = true;
        m_level = hello->level;
        m_greeting = {hello->agentVersion, hello->kernelRelease, hello->uptime, {}};
        // The guest's clock is set to the time of sending, not of the first attempt.
        m_identity.wallTime += std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - m_begun);
        m_begun = m_clock.now();
        m_channel->send(FrameType::Identity, 0, toPayload(m_identity));
    }

    /// QEMU closes the socket when it exits; before it listens there is none. Both may pass while a machine starts.
    void channelBroken(Error error) override
    {
        if (error.code == ErrorCode::GuestProtocol)
            return finish(tl::unexpected(std::move(error)));
        m_lastProblem = error.detail;
        m_connected = false;
        retire();
        m_retry = m_clock.after(kConnectRetry, [this] { attempt(); });
    }

    void succeed(const Frame &frame)
    {
        auto checks = checksOf(frame.payload, m_identity.gate.has_value());
        if (!checks)
            return finish(fail(ErrorCode::GuestProtocol, "the guest's agent sent a malformed word on its identity"));
        m_greeting.checks = *std::move(checks);
        auto link =
            std::make_unique<SocketLink>(new LinkCore(m_clock, std::move(m_channel), m_level)); // the handle ends it
        finish(ports::GreetedGuest{std::move(link), m_greeting});
    }

    void finish(Result<ports::GreetedGuest> result)
    {
        auto done = std::exchange(m_done, nullptr);
        over();
        if (done)
            done(std::move(result));
    }

    void over()
    {
        m_deadline.cancel();
        m_retry.cancel();
        retire();
        deleteLater();
    }

    /// The channel may be the one that is calling us.
    void retire()
    {
        if (!m_channel)
            return;
        m_channel->close();
        m_channel.release()->deleteLater();
    }

    ports::Clock &m_clock;
    std::string m_path;
    Identity m_identity;
    Callback<ports::GreetedGuest> m_done;
    MonoTime m_begun = m_clock.now();
    Call m_deadline;
    Call m_retry;
    std::unique_ptr<Channel> m_channel;
    bool m_connected = false;
    bool m_greeted = false;
    std::uint32_t m_level = 0;
    ports::GuestGreeting m_greeting;
    std::string m_lastProblem = "not there yet";
};

} // namespace

Call SocketConnector::connect(std::string controlSocket, ports::GuestIdentity identity,
                              std::chrono::milliseconds deadline, Callback<ports::GreetedGuest> done)
{
    auto wire = toIdentity(identity);
    if (!wire)
        return m_clock.after(std::chrono::milliseconds(0),
                             [done = std::move(done), why = wire.error()] { done(tl::unexpected(why)); });
    auto *greeter =
        new GuestGreeter(m_clock, std::move(controlSocket), *std::move(wire), std::move(done)); // see its comment
    greeter->start(deadline);
    return Call([guard = QPointer<GuestGreeter>(greeter)] {
        if (guard)
            guard->abandon();
    });
}

} // namespace glovebox::guest
