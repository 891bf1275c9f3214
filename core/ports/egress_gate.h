// Role: the one way out of a guest, and the one way in to what listens there. Thread: the engine's; nothing here blocks
// it. A guest without a line reaches nothing: its programs are refused at once; and nothing reaches it.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/egress.h"
#include "core/domain/egress_policy.h"
#include "core/domain/gate_secret.h"
#include "core/domain/ids.h"
#include "core/domain/inward_port.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::ports {

/// Why a connection into a guest does not come about, or breaks off.
enum class InwardEnd {
    NothingListens,
    TimedOut,
    TooMany,
    OldGuest, // its agent is of before there were such connections
    Reset,    // by the program inside
    Gone      // the guest's line is
};

/// None is called from inside a call, but take() from more(). The connection may be destroyed from inside any of them.
struct InwardHandlers {
    std::function<void()> opened;
    /// What is next for the guest, `max` bytes at most; empty: nothing now, more() says when there is.
    std::function<std::string(std::size_t max)> take;
    /// Of the guest; took() when it went on.
    std::function<void(std::string_view bytes)> received;
    /// The guest says no more; it still hears.
    std::function<void()> guestEnded;
    std::function<void(InwardEnd why)> closed; // last call; not after both ends have ended
};

/// A connection to a port of a guest's own loopback. Destruction breaks it off, if one end has not ended it.
class InwardConnection {
public:
    virtual ~InwardConnection() = default;

    virtual void more() = 0;
    /// Nothing follows what take() gives still.
    virtual void end() = 0;
    /// So many of the bytes received have gone on: the guest may send as many again.
    virtual void took(std::size_t bytes) = 0;
};

/// One guest's way out. Destruction closes all of its connections.
class EgressLine {
public:
    virtual ~EgressLine() = default;

    /// From now on, also for connections that are open: those that it does not allow are closed. How many.
    virtual std::size_t obey(domain::EgressPolicy policy) = 0;
    /// The guest stands still: what is open stays, as far as its peers wait; nothing is read from them.
    virtual void standStill() = 0;
    virtual void goOn() = 0;
    /// Of a guest that is not greeted yet, it waits for that.
    virtual std::unique_ptr<InwardConnection> reach(std::uint16_t port, InwardHandlers handlers) = 0;
};

/// A local address of this host that leads to a port of one sandbox. Destruction ends all that is open through it.
class InwardAddress {
public:
    struct Counts {
        int open = 0;
        std::uint64_t taken = 0; // since it is there; of Http those that had a token
        std::optional<WallTime> usedAt{};

        friend bool operator==(const Counts &, const Counts &) = default;
    };
    virtual ~InwardAddress() = default;

    virtual const std::string &address() const = 0; // "127.93.4.7:41234", "[2001:db8::1]:41234"
    /// Of Http with a new token, that is good once and soon. `path` is what a browser would ask for: "/a?b=c".
    virtual std::string newUrl(const std::string &path) = 0;
    virtual Counts counts() const = 0;
};

struct InwardOrder {
    domain::SandboxId sandbox;
    std::uint16_t port = 0; // inside
    domain::PortKind kind = domain::PortKind::Http;
    std::string host; // an address of this host's, to listen on: "127.93.4.7"
    /// The sandbox's line as soon as it runs, which it is made to; an error: it does not. Not from inside.
    std::function<Call(Callback<EgressLine *> done)> awake;
    /// Somebody uses what is open: it is not idle, and if it stands still it is wanted. A few times a second at most.
    std::function<void()> used;
    /// counts() are others.
    std::function<void()> changed;
};

/// A secret that one guest may use: inside it there is the placeholder alone.
struct LineSecret {
    domain::GateSecret secret;
    std::string placeholder; // domain::isPlaceholder(), of this sandbox and this secret alone
    SecretString value;      // as domain::checkGateValue() has it
};
/// None is as good as an empty list. Never changed once it was handed over: what is new is a new one.
using LineSecrets = std::shared_ptr<const std::vector<LineSecret>>;

struct EgressOrder {
    domain::SandboxId sandbox;
    std::string socket; // Machine::networkSocket()
    domain::EgressPolicy policy;
    /// Whose sandbox it is at that moment, for decisions.
    std::function<std::optional<domain::SessionId>()> session;
    /// Each decision, and again when a connection has ended (EgressDecision::lasted). Not from inside a call, but for
    /// connections that end with the line.
    std::function<void(const domain::EgressDecision &)> decided;
    /// What the guest may use at that moment: asked when a connection is opened and at each request on it, so that a
    /// secret that was taken back or renewed is so at once. Without it: nothing, ever.
    std::function<LineSecrets()> secrets{};
};

class EgressGate {
public:
    virtual ~EgressGate() = default;

    /// Connects by itself, and again when the guest's end was away.
    virtual std::unique_ptr<EgressLine> attach(EgressOrder order) = 0;
    /// On a free port of InwardOrder::host. NetworkError: there is none, or the address is not this host's.
    virtual Result<std::unique_ptr<InwardAddress>> listen(InwardOrder order) = 0;
};

} // namespace glovebox::ports
