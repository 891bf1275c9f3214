// Role: takes what a session has left in /mnt/session/outputs to the host, when a turn ends. One per session, for as
// long as the session is served; what is kept from before is known from the store.
// Thread: the engine's.
//
// - A file is taken when it is new or not the one that is kept: another size, another time of change, or, when it was
//   changed only just before it was kept, another hash.
// - Only plain files: no links, devices, files with a second name, or paths that are no output paths. Those, and what
//   goes beyond the limits, are counted and stay where they are.
// - A file that disappears or changes while it is read is left for the next collection. Nothing is ever deleted here.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/clock.h"
#include "core/ports/guest_files.h"
#include "core/ports/output_store.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace glovebox::engine {

class OutputCollector {
public:
    OutputCollector(ports::OutputStore &store, ports::Clock &clock, domain::SessionId session, api::Observer observer);
    ~OutputCollector();
    OutputCollector(const OutputCollector &) = delete;
    OutputCollector &operator=(const OutputCollector &) = delete;

    /// Publishes what is kept from earlier runs; nothing when there is none.
    void show();
    /// One at a time: InvalidState otherwise. `files` must live until it is over, or the handle go first. Letting go
    /// stops at once; what was taken by then stays. An error is also in the view.
    Call collect(ports::GuestFiles &files, Callback<> done);

    const api::OutputsView &view() const { return m_view; }

private:
    struct Run;
    using Entries = Result<std::vector<ports::GuestEntry>>;

    void listed(Entries entries);
    void choose(std::vector<ports::GuestEntry> &entries);
    void hashed(Entries entries);
    void next();
    void readNext();
    Result<> takePiece(std::string_view piece);
    void readEnded(Result<> result);
    /// True when the collection goes on after this error of the store.
    bool passesOver(const Error &error);
    void finish(std::optional<Error> problem);
    void stop();
    void fillView();
    void publish();

    ports::OutputStore &m_store;
    ports::Clock &m_clock;
    domain::SessionId m_session;
    api::Observer m_observer;
    api::OutputsView m_view;
    std::unique_ptr<Run> m_run;
    std::uint64_t m_runs = 0;                      // so far: which one a handle belongs to
    std::shared_ptr<OutputCollector *> m_self;     // for handles that may outlive us
    std::map<std::string, std::string> m_hashes;   // path → SHA-256 of what is kept, where it was computed
    std::map<std::string, std::int64_t> m_settled; // path → time of change that is beyond doubt
};

} // namespace glovebox::engine
