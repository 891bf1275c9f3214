// Role: what the pool is told by its engine, what a session asks of it, and what that is told. Thread: the engine's.
#pragma once

#include "core/base/error.h"
#include "core/base/result.h"
#include "core/domain/binding.h"
#include "core/domain/guest_setup.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/domain/sandbox_meter.h"
#include "core/domain/template_definition.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/host_facts.h"
#include "core/ports/hypervisor.h"
#include "core/ports/ledger.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::engine {

class AccessBook;
class EgressBook;
class ImageKeeper;
class OperationsBook;
class PortBook;
class ReservationBook;
class UsageBook;

struct PoolSetup {
    ports::GuestImage image; // the built-in one
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    domain::MachineSize size;
    int capacity = 1;
    int warm = 0;                // clones of `size` kept for sessions to come
    domain::IdleLadder ladder{}; // of sandboxes without one of their own
    bool buildTemplates = true;  // false: only those on disk are used
    ByteCount memoryReserve{};   // as in api::EngineSettings, as what follows
    double cpuOvercommit = 8.0;
    ByteCount diskReserve{};
    domain::MachineShares shares{};
    domain::PriceTable prices{};
};

/// Takes what belongs into a sandbox's log, as it comes.
using SandboxLog = std::function<void(const std::string &sandbox, std::string_view bytes)>;

/// What the pool works with; all of it outlives the pool.
struct PoolParts {
    ports::Clock &clock;
    ports::Hypervisor &hypervisor;
    ports::GuestConnector &connector;
    UsageBook &usage; // what was used while other prices held keeps them
    OperationsBook &operations;
    ports::HostFacts *host = nullptr;        // none: slots are all that is counted
    ports::Ledger *ledger = nullptr;         // none: no history
    ImageKeeper *images = nullptr;           // none: the built-in image is all there is
    ReservationBook *reservations = nullptr; // none: none is reserved
    SandboxLog sandboxLog = nullptr;         // none: what an image's own program says is lost
    EgressBook *egress = nullptr;            // none: nothing leaves any sandbox
    PortBook *ports = nullptr;               // none: and nothing leads in
    AccessBook *access = nullptr;            // none: and nobody outside does anything in them
};

/// What a new sandbox begins as: something that can be cloned or booted.
struct StartFrom {
    std::string image;   // by name or id; empty: the built-in one
    std::string askedBy; // the name of the metadata that asked for it; empty: nobody's
    std::string base;    // of a template that somebody defined, and its version: "tools, version 3"; empty: of none
    std::optional<domain::SnapshotId> version; // what that is; it brings its image along

    bool isDefault() const { return !version && (image.empty() || image == domain::kDefaultImage); }
};

/// Clones that are kept warm of a version of a template that somebody defined.
struct WarmWish {
    domain::SnapshotId version;
    domain::MachineSize size;
    int count = 0;

    friend bool operator==(const WarmWish &, const WarmWish &) = default;
};

/// What new sandboxes of a template that somebody defined begin as.
struct DefinedStart {
    StartFrom from;
    domain::MachineSize size;
    std::optional<domain::IdleLadder> ladder;
    domain::CommandLine runner{};       // serves its sessions inside it; empty: none
    std::string egress{};               // the profile of its sandboxes; empty: none of its own
    std::vector<std::string> secrets{}; // of the gate, by name, that they may use
};
/// By the template's name; InvalidArgument, naming those there are.
using DefinedStarts = std::function<Result<DefinedStart>(const std::string &name)>;

/// What a session asks for.
struct SandboxWish {
    std::optional<domain::SandboxId> named;   // a kept sandbox; nothing else counts then
    std::optional<domain::MachineSize> size;  // of a new one
    std::optional<domain::IdleLadder> ladder; // of its environment; none: the engine's
    bool endsWithProgram = false;             // a demo's session: nobody comes back to it after this program
    StartFrom from{};                         // of a new one
    domain::Metadata metadata{};              // of the session, and of its item: one may be reserved for them
    domain::Metadata item{};
    std::optional<std::string> egress{}; // the profile that it obeys, by name; none: its template's, or the usual one
    std::vector<std::string> secrets{};  // of the gate, by name, that a new one may use
    bool guestRunner = false;            // the session's own runner will run in it, with a credential
};

/// What a session driver wants to know of its sandbox. Never called from inside a call of the pool's.
struct Tenant {
    std::function<void(ports::GuestLink &)> ready;
    std::function<void(Error)> lost; // did not start, or ended; the sandbox is Failed or gone
    std::function<void()> changed;   // state or queue position
};

} // namespace glovebox::engine
