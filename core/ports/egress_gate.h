// Role: the one way out of a guest. Thread: the engine's; nothing here blocks it.
// A guest without a line reaches nothing: its programs are refused at once.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/egress.h"
#include "core/domain/egress_policy.h"
#include "core/domain/gate_secret.h"
#include "core/domain/ids.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

/// One guest's way out. Destruction closes all of its connections.
class EgressLine {
public:
    virtual ~EgressLine() = default;

    /// From now on, also for connections that are open: those that it does not allow are closed. How many.
    virtual std::size_t obey(domain::EgressPolicy policy) = 0;
    /// The guest stands still: what is open stays, as far as its peers wait; nothing is read from them.
    virtual void standStill() = 0;
    virtual void goOn() = 0;
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
};

} // namespace glovebox::ports
