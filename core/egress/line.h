// Role: one guest's way out: its network port, the names that it asks for, its connections, and what it obeys; and the
// way to the ports inside it.
// Thread: the engine's.
// Invariants: no connection without a ruling of the policy that holds; a guest that sends what no agent of ours does
// loses all of its connections and is greeted anew; what it makes the host hold is bounded by kWindowsMax, kHeldMax and
// its number of connections; each decision is told from the event loop; one that breaks off again and again is called
// every kRetryMost, and written of once a minute.
#pragma once

#include "core/egress/inward_streams.h"
#include "core/egress/net_channel.h"
#include "core/egress/port_share.h"
#include "core/egress/stream.h"
#include "core/ports/egress_gate.h"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace glovebox::egress {

class Line final : public ports::EgressLine, private NetChannelListener, private StreamOwner {
public:
    Line(const DialParts &parts, ports::EgressOrder order, std::shared_ptr<TlsOpening> opening);
    ~Line() override;
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;

    std::size_t obey(domain::EgressPolicy policy) override;
    void standStill() override { stand(true); }
    void goOn() override { stand(false); }
    std::unique_ptr<ports::InwardConnection> reach(std::uint16_t port, ports::InwardHandlers handlers) override
    {
        return m_inward.open(port, std::move(handlers));
    }

private:
    // Of the channel
    void channelConnected() override;
    void frameArrived(const guest::Frame &frame) override;
    void channelDrained() override { pump(); }
    void channelBroken(Error error) override;
    // Of its streams
    void send(guest::FrameType type, std::uint32_t stream, const std::string &payload) override;
    void wantsToSend(std::uint32_t stream) override;
    std::size_t roomFor(std::size_t window, std::size_t credit) const override
    {
        return m_share.room(window, credit, m_parts.clock.now());
    }
    void usedSecret(const domain::EgressDecision &decision) override { tell(decision); }
    void ended(std::uint32_t stream, const domain::EgressDecision &decision) override;
    const DialParts &dialParts() const override { return m_parts; }
    const domain::EgressPolicy &policy() const override { return m_order.policy; }
    bool standsStill() const override { return m_stands; }

    void connectSoon(std::chrono::milliseconds delay);
    void connectNow();
    void greeted(const guest::Frame &frame);
    void asked(const guest::Frame &frame);
    void opened(const guest::Frame &frame);
    void streamFrame(const guest::Frame &frame);
    void refuseOpen(std::uint32_t stream, domain::EgressDecision decision, guest::NetRefused::Why why);
    bool isNew(std::uint32_t stream);
    bool takeToken();
    std::size_t nextWindow() const;
    std::size_t heldNow() const;
    bool maySpareTls() const;
    domain::EgressDecision newDecision(domain::EgressKind kind) const;
    void nonsense(std::string what);
    void tell(domain::EgressDecision decision);
    void tellSoon();
    void tellNow();
    void pump();
    void sweepSoon();
    void stand(bool stands);
    void watchIdle();
    void dropAll(const std::string &why);
    void warn(std::string text);
    void tellOfWarnings();

    DialParts m_parts;
    ports::EgressOrder m_order;
    std::shared_ptr<TlsOpening> m_opening;
    std::unique_ptr<NetChannel> m_channel;
    bool m_greeted = false;
    bool m_stands = false;
    bool m_pumping = false;
    std::chrono::milliseconds m_retryAfter;
    MonoTime m_greetedAt;
    std::size_t m_unsaid = 0; // warnings of this minute
    std::string m_lastUnsaid;
    std::uint32_t m_lastStream = 0; // of this connection
    std::map<std::uint32_t, std::unique_ptr<Stream>> m_streams;
    PortShare m_share;
    std::deque<std::uint32_t> m_ready; // in whose order they send
    std::set<std::uint32_t> m_isReady;
    std::size_t m_windows = 0; // of all of them
    std::vector<std::uint32_t> m_over;
    std::set<std::string> m_refusedNames; // of this policy, told already
    double m_tokens;
    MonoTime m_tokensAt;
    bool m_toldOfFlood = false;
    std::vector<domain::EgressDecision> m_untold;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    Call m_retry;
    Call m_greeting;
    Call m_warning; // for as long as no other one is written
    Call m_telling;
    Call m_sweep;
    Call m_idle;
    InwardStreams m_inward; // goes first: who uses it may ask for nothing any more
};

} // namespace glovebox::egress
