// Role: the seedings of this host's sandboxes: begun, shown, cancelled; and what follows one: the sandbox hibernates,
// and is reserved. Thread: the engine's. Invariants: while its steps are done its sandbox is nobody else's; one at a
// time of a sandbox; what a seeding has done stays, however it ends; it is done when the sandbox is as it was wanted,
// and reserved not before. A seeding ends with the program: the operation in the ledger says so.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/operations_book.h"
#include "core/engine/sandbox_pool.h"
#include "core/engine/seeding.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace glovebox::engine {

class SeedKeeper {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
        ports::HostFiles *files = nullptr;
        SandboxPool &pool;
        OperationsBook &operations;
        api::Observer observer;
    };

    explicit SeedKeeper(Parts parts);
    ~SeedKeeper();

    /// Empty: it can be. Asked before a sandbox is made for it.
    std::string whyNot(const domain::Seed &seed, const std::optional<domain::Reservation> &reservation) const;
    /// A session id that a sandbox under way is to be reserved for is promised to that; empty: it is not.
    std::string whyPromised(const domain::Reservation &reservation) const;
    /// As soon as the sandbox runs; a sleeping one is woken. `reservation` comes into force when all is done.
    api::Verdict begin(const domain::SandboxId &sandbox, domain::Seed seed,
                       std::optional<domain::Reservation> reservation = std::nullopt);
    api::Verdict cancel(const domain::SandboxId &sandbox);
    void saw(const api::SandboxView &view);
    /// Of runs of the program before: those that did not come to a good end are shown with what the books say.
    void recall(const std::map<std::string, domain::Operation> &newest);
    /// With its view.
    void gone(const domain::SandboxId &sandbox);
    /// All that are under way end: the program does.
    void close();

private:
    struct Entry {
        api::SeedView view; // without its log
        std::deque<api::BuildLine> log;
        domain::Seed seed;
        std::optional<domain::Reservation> reservation;
        std::string name; // of the sandbox
        std::unique_ptr<Seeding> seeding;
        bool isOccupied = false;  // nobody else gets the sandbox
        bool fallsAsleep = false; // all steps are done
        Call publishing;
        Call next;
        std::optional<api::SeedView> published;
    };

    static bool isOver(const Entry &entry);
    static OperationsBook::Subject subjectOf(const Entry &entry);
    void start(Entry &entry, ports::GuestLink &link);
    void ended(Entry &entry, const Result<> &result);
    void letGo(Entry &entry);
    void hibernate(Entry &entry);
    void fallAsleep(Entry &entry, MonoTime until);
    void conclude(Entry &entry);
    void end(Entry &entry, domain::SeedState state, std::optional<Error> problem, const std::string &what);
    void say(Entry &entry, std::string text);
    void publishSoon(Entry &entry);
    void publish(Entry &entry);

    Parts m_parts;
    std::map<domain::SandboxId, Entry> m_entries; // the newest of each
};

} // namespace glovebox::engine
