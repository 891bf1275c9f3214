// Role: long actions, as the views of what they are done to tell of them: shown, and kept in the ledger. One that is
// over within a second is nobody's business unless it failed. Several sandboxes of one state are one operation with
// parts; what the window does by itself is told by report(). Thread: the engine's.
// Invariants: at most one of a kind is under way with an object; whatever the ledger has as under way at start becomes
// interrupted; at most limits::kOperationsShown are shown, those under way always. A sandbox that is a part has no
// operation of its own until it is there, or not to come.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/history.h"
#include "core/ports/clock.h"

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace glovebox::engine {

class OperationsBook {
public:
    struct Parts {
        ports::Clock &clock;
        std::function<void(domain::HistoryFact)> note;
        api::Observer observer;
    };
    struct Subject {
        domain::OperationKind kind = domain::OperationKind::StartSandbox;
        std::string object;
        std::string name;
    };

    explicit OperationsBook(Parts parts) : m_parts(std::move(parts)) {}

    /// Those of earlier runs, newest first. `whatBecame` makes a sentence of one that was under way. Answers how many
    /// those were.
    int resume(const std::vector<domain::Operation> &newest,
               const std::function<std::string(const domain::Operation &)> &whatBecame);

    void saw(const api::SandboxView &view, bool wasFound);
    void saw(const api::SnapshotView &view);
    void saw(const api::TemplateView &view);
    void saw(const api::OutputsView &view);
    void gone(const domain::SandboxId &sandbox) { m_sandboxes.erase(sandbox); }
    void gone(const domain::SnapshotId &snapshot);
    void gone(const domain::TemplateId &base);

    // What no view tells
    void begin(Subject subject, bool canCancel, bool waits = false);
    void step(const Subject &subject, const std::string &text, std::optional<double> progress = std::nullopt);
    void finish(const Subject &subject, std::string result);
    void fail(const Subject &subject, Error why);
    void cancel(const Subject &subject, std::string why);

    // Several sandboxes as one (operations_book_parts.cpp)
    /// Begins it, or adds so many to the one that is under way.
    void expect(Subject subject, int parts);
    /// The start of this sandbox is one of them. Before its first view.
    void part(const Subject &subject, const domain::SandboxId &sandbox);
    /// So many of those that no sandbox was named for do not come; without a number: all of them.
    void withdraw(const Subject &subject, std::optional<int> parts, const Error &why);
    void withdrawAll(const Error &why);
    std::vector<domain::SandboxId> openParts(const Subject &subject) const;
    bool hasParts(const domain::OperationId &id) const;

    api::Verdict report(const api::ReportOperation &told);

    /// Whoever does it is told by its view, and what ends it is the operator's wish from now on.
    void askToCancel(const domain::OperationId &id);
    /// It could not be.
    void goesOn(const domain::OperationId &id);

    const domain::Operation *find(const domain::OperationId &id) const;
    /// The newest of this kind with each object.
    std::map<std::string, domain::Operation> newestOf(domain::OperationKind kind) const;

private:
    struct Brood {
        int expected = 0;
        int up = 0;
        int lost = 0;
        int withdrawn = 0; // of what was expected once
        std::set<domain::SandboxId> open;
        std::optional<Error> why; // of the last that was lost
    };
    struct Entry {
        domain::Operation operation;
        bool isShown = false;
        bool cancelAsked = false;
        Call appear;
        std::uint64_t generation = 0;
        std::optional<Brood> parts;
    };
    struct SeenSandbox {
        domain::SandboxState state = domain::SandboxState::Queued;
        std::optional<domain::OperationKind> live;
        bool wasFound = false; // by this start, and its guest has not answered yet
    };

    Entry *live(domain::OperationKind kind, const std::string &object);
    Entry *entryOf(const domain::OperationId &id);
    Entry *broodOf(const domain::SandboxId &sandbox);
    void sawPart(Entry &entry, const api::SandboxView &view);
    void settle(Entry &entry);
    void mayBeCancelled(Entry &entry, bool can);
    void move(Entry &entry, domain::OperationEvent event);
    void proceed(Entry &entry, const std::string &step, std::optional<double> progress);
    void over(Entry &entry, domain::OperationEvent event);
    void show(Entry &entry);
    void publish(Entry &entry);
    void keepWithin();
    static std::optional<domain::OperationKind> kindOf(const api::SandboxView &view, const SeenSandbox *seen);
    void endOf(Entry &entry, const api::SandboxView &view);

    Parts m_parts;
    std::list<Entry> m_entries; // oldest first
    std::map<domain::SandboxId, SeenSandbox> m_sandboxes;
    std::map<std::string, std::optional<WallTime>> m_verifying; // snapshots: when each had been verified before
    std::uint64_t m_generation = 0;
};

} // namespace glovebox::engine
