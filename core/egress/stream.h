// Role: one connection of a guest's program: from an open request that a rule allows to its end. What the program sends
// is looked at first, then the server is dialled, then both directions run, each within its credit. TLS to a host that
// a secret of the line names ends here, and begins anew to the server (OpenedTls); all other TLS is the program's own.
// Thread: the engine's.
// Invariants: nothing goes to the server that the inspector did not let through; of what the guest sends at most its
// window and one head or hello is held, of what the server sends nothing, but for one piece of opened TLS; the decision
// is told again once, at the end; after that its owner may delete it, not earlier and not from inside.
#pragma once

#include "core/domain/egress.h"
#include "core/egress/dialer.h"
#include "core/egress/inspector.h"
#include "core/egress/opened_tls.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/net_messages.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::egress {

class StreamOwner {
public:
    virtual ~StreamOwner() = default;
    virtual void send(guest::FrameType type, std::uint32_t stream, const std::string &payload) = 0;
    /// It has something for the guest: pump() is to be called when there is room.
    virtual void wantsToSend(std::uint32_t stream) = 0;
    /// Content that may be sent in the next frame, of a stream for which the guest granted `window` and has `credit`
    /// left. Nothing: when it grants more, wantsToSend() is to be called.
    virtual std::size_t roomFor(std::size_t window, std::size_t credit) const = 0;
    /// A secret was put in for the first time: told at once, since it would be lost with a program that dies.
    virtual void usedSecret(const domain::EgressDecision &decision) = 0;
    /// It ended; it may be deleted at the next turn of the loop.
    virtual void ended(std::uint32_t stream, const domain::EgressDecision &decision) = 0;
    virtual const DialParts &dialParts() const = 0;
    virtual const domain::EgressPolicy &policy() const = 0;
    virtual bool standsStill() const = 0;
};

struct StreamStart {
    std::uint32_t id = 0;
    guest::NetOpen open;
    domain::EgressRuling ruling;
    domain::EgressDecision decision; // as it was told
    std::size_t window = 0;          // what the guest may send ahead
    SecretsNow secrets{};            // of the line
    std::shared_ptr<TlsOpening> opening{};
};

/// Whether the gate opens it.
bool isToBeOpened(const StreamStart &start);

class Stream {
public:
    Stream(StreamOwner &owner, StreamStart start);
    ~Stream();
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    // False: no honest guest sends this.
    bool takeData(std::string_view bytes);
    bool takeCredit(std::size_t bytes);
    bool takeEnd();
    void takeReset();

    /// Sends one frame to the guest. True: there may be more.
    bool pump();
    /// Ends it at once.
    void cut(const std::string &reason);
    /// Whether its owner's policy would still allow it; `own` are this host's addresses, of ownOf().
    bool isStillAllowed(const std::vector<domain::IpAddress> &own) const;
    /// Its owner stands still, or goes on.
    void standStillChanged();

    bool isOver() const { return m_state == State::Over; }
    std::size_t window() const { return m_window; }
    std::size_t held() const { return m_inspector.held() + (m_tls ? m_tls->held() : 0); }
    bool isOpened() const { return m_tls != nullptr; }
    MonoTime lastActive() const { return m_lastActive; }
    const domain::EgressDecision &decision() const { return m_decision; }

private:
    enum class State { Inspecting, Dialling, Through, Refusing, Over };

    ports::Clock &clock() const { return m_owner.dialParts().clock; }
    void openForGuest();
    void dialNow();
    void dialled(Dialled outcome);
    void through(Dialled outcome);
    // Of opened TLS
    void openTls(const StreamStart &start);
    void serveTls();
    bool pumpTls();
    bool readForTls();
    void endTlsForGuest();
    void objectedInTls();
    void refuseInTls(const std::string &reason, int status, bool isPolicy);
    void watchHandshake();

    void pass(std::string bytes);
    void giveBack();
    void watchForMore();
    void objected();
    void refuse(const Objection &objection, guest::NetRefused::Why why);
    void linger();
    void reset(std::string reason);
    void finishIfBothEnded();
    void finish();
    void retireUpstream(bool abruptly);
    std::size_t outstanding() const;
    std::size_t room() const { return m_owner.roomFor(m_open.credit, m_credit); }

    StreamOwner &m_owner;
    std::uint32_t m_id;
    guest::NetOpen m_open;
    domain::EgressRuling m_ruling;
    domain::EgressDecision m_decision;
    Inspector m_inspector;
    std::shared_ptr<TlsOpening> m_opening;
    std::unique_ptr<OpenedTls> m_tls; // none: it is not opened
    State m_state = State::Inspecting;
    bool m_isOpen = false; // the guest was told so
    bool m_guestEnded = false;
    bool m_hostEnded = false;
    std::size_t m_window;
    std::size_t m_allowance = 0; // what the guest may still send
    std::size_t m_credit;        // what we may still send
    std::string m_pending;       // for the server, until it is there
    std::unique_ptr<Upstream> m_upstream;
    MonoTime m_began;
    MonoTime m_lastActive;
    MonoTime m_stoodAt; // since when its owner stands still, if it does
    Call m_dial;
    Call m_deadline;
    Call m_handshake;
};

} // namespace glovebox::egress
