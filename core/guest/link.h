// Role: runs tools in a greeted guest over its channel, carries its files (file_operations.h), runs programs
// (exec_operations.h), speaks of its terminals (terminal_operations.h), and notices when the guest falls silent.
// GuestLink is the handle that the engine holds; the work is done by an object that outlives it until the event loop
// may delete it, so the handle may go at any moment, also from inside a callback. Thread: the engine's. Invariants:
// each call is answered once at most and never after its handle has gone; once lost, a link stays lost; what the guest
// may send is bounded by the credit and by the calls that run.
#pragma once

#include "core/guest/channel.h"
#include "core/guest/exec_operations.h"
#include "core/guest/file_operations.h"
#include "core/guest/terminal_operations.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"

#include <QPointer>

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace glovebox::guest {

class LinkCore : public QObject, private ChannelListener {
    Q_OBJECT

public:
    /// `level`: what the guest's agent can; see kAgentLevel.
    LinkCore(ports::Clock &clock, std::unique_ptr<Channel> channel, std::uint32_t level);
    ~LinkCore() override;

    Call runTool(ports::ToolRequest request, ports::ToolHandlers handlers);
    Call exec(const ports::ExecRequest &request, ports::ExecHandlers handlers)
    {
        return m_execs.start(request, std::move(handlers));
    }
    void abortTool(const domain::EventId &call);
    FileOperations &files() { return m_files; }
    TerminalOperations &terminals() { return m_terminals; }
    void standStill();
    void goOn(const ports::GuestIdentity &identity);
    void onChecked(std::function<void(std::vector<domain::GuestCheck>)> handler) { m_onChecked = std::move(handler); }
    void onLost(std::function<void(Error)> handler);
    /// The handle has gone: nothing is called any more, the channel closes, and this is deleted later.
    void abandon();

private:
    struct Running {
        domain::EventId call;
        std::string tool;
        ports::ToolHandlers handlers;
        bool cancelled = false;   // its handle has gone: whatever comes is dropped
        std::size_t credit = 0;   // what the guest may still send
        std::size_t consumed = 0; // what will be given back at the next tick
        Call deadline;
    };

    /// How files, programs and terminals use the channel.
    template <class Carrier>
    Carrier carrier()
    {
        return {[this] { return m_nextStream++; },
                [this](FrameType type, std::uint32_t stream, std::string payload) {
                    m_channel->send(type, stream, std::move(payload));
                },
                [this](Error error) {
                    lose(std::move(error));
                }};
    }

    void frameArrived(const Frame &frame) override;
    void channelBroken(Error error) override { lose(std::move(error)); }

    void takeOutput(const Frame &frame);
    void takeResult(const Frame &frame);
    void takePong(const Frame &frame);
    void takeChecks(const Frame &frame);
    void cancelTool(std::uint32_t stream);
    Call answerLater(ports::ToolHandlers handlers, Result<domain::ToolResult> answer);
    void armDeadline(std::uint32_t stream, std::chrono::milliseconds delay);
    void scheduleCredit();
    void returnCredit();
    void scheduleHeartbeat();
    void heartbeat();
    void lose(Error error);

    ports::Clock &m_clock;
    std::unique_ptr<Channel> m_channel;
    std::map<std::uint32_t, std::shared_ptr<Running>> m_running;
    std::uint32_t m_nextStream = 1;
    MonoTime m_busyUntil{}; // the guest runs one call after another: when it is through with all at the latest
    Call m_creditTick;
    Call m_heartbeat;
    std::uint64_t m_pingsSent = 0;
    std::uint64_t m_pongsSeen = 0;
    int m_silentIntervals = 0;
    std::deque<bool> m_identities; // that were sent and not confirmed yet: with a word of the gate's secrets?
    std::optional<Error> m_lost;
    std::function<void(std::vector<domain::GuestCheck>)> m_onChecked;
    std::function<void(Error)> m_onLost;
    Call m_lostNews;
    bool m_abandoned = false;
    FileOperations m_files;
    ExecOperations m_execs;
    TerminalOperations m_terminals;
};

/// What the engine holds.
class SocketLink : public ports::GuestLink {
public:
    explicit SocketLink(LinkCore *core) : m_core(core) {}
    ~SocketLink() override;
    SocketLink(const SocketLink &) = delete;
    SocketLink &operator=(const SocketLink &) = delete;

    Call runTool(ports::ToolRequest request, ports::ToolHandlers handlers) override;
    void abortTool(const domain::EventId &call) override { m_core->abortTool(call); }
    Call exec(ports::ExecRequest request, ports::ExecHandlers handlers) override;
    ports::GuestFiles &files() override { return m_core->files(); }
    ports::GuestTerminals &terminals() override { return m_core->terminals(); }
    void standStill() override { m_core->standStill(); }
    void goOn(ports::GuestIdentity identity) override { m_core->goOn(identity); }
    void onChecked(std::function<void(std::vector<domain::GuestCheck>)> handler) override
    {
        m_core->onChecked(std::move(handler));
    }
    void onLost(std::function<void(Error)> handler) override;

private:
    LinkCore *m_core; // deletes itself after abandon()
};

} // namespace glovebox::guest
