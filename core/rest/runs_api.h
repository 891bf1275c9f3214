// Role: the isorun-compatible routes (docs/isorun.md): what the npm package `isorun` 1.0.1, its MCP server, its
// adapters and its orchestrator ask of a server. Source of the wire's facts: the package's own code and what it sends.
// Thread: the engine's.
// Invariants: only runs are seen, used and ended here (runs_answers.h); a request that takes long tells its client so
// each 15 s (102), since that gives up after 120; a run whose making nobody waits for any more is undone; a command
// whose client went goes on until its own time limit, as long as the client's key is good.
#pragma once

#include "core/rest/history_desk.h"
#include "core/rest/known_state.h"
#include "core/rest/router.h"
#include "core/rest/runs_answers.h"
#include "core/rest/runs_proxy.h"
#include "core/rest/state_waits.h"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace glovebox::rest {

class RunsApi {
public:
    /// Of each stream of a command; more is cut, and said so.
    static constexpr ByteCount kOutputKept = ByteCount::mib(10);
    /// Of all commands that are under way; beyond it output is cut early.
    static constexpr ByteCount kOutputKeptInAll = ByteCount::mib(256);
    /// What a new run may wait for a slot before its client is told that there is none.
    static constexpr std::chrono::seconds kSlotWithin{120};
    /// What anything may take that is begun here: loading, writing down, starting.
    static constexpr std::chrono::seconds kDoneWithin{900};
    static constexpr std::size_t kEndedKept = 500;

    /// All must outlive it. `state` has seen a change before saw() does.
    RunsApi(ports::Clock &clock, const KnownState &state, HistoryDesk &desk);
    ~RunsApi();
    RunsApi(const RunsApi &) = delete;
    RunsApi &operator=(const RunsApi &) = delete;

    void addTo(Router &router);
    void saw(const api::Change &change);

private:
    struct Exec;
    struct Birth;
    struct Known {
        RunFacts facts;
        std::string image;
        bool lacksBash = false;
        bool isUp = false;
        std::uint64_t timesUp = 0; // it may sleep again, for another's sake, before anybody looks
    };
    struct Ended {
        api::EndedSandboxView view;
        Known known;
    };

    std::vector<Route> lifeRoutes();
    std::vector<Route> workRoutes();
    std::vector<Route> pastRoutes();

    /// The run that the path names; none: it was answered that there is none.
    const api::SandboxView *runOf(const Asked &asked) const;
    const api::SandboxView *find(const domain::SandboxId &id) const;
    RunFacts factsOf(const domain::SandboxId &id) const;
    std::uint64_t timesUp(const domain::SandboxId &id) const;
    nlohmann::json record(const domain::SandboxId &id) const;
    bool isReady(const Asked &asked) const;

    // runs_life.cpp
    void create(const Asked &asked);
    void list(const Asked &asked) const;
    void show(const Asked &asked) const;
    void setTimeout(const Asked &asked);
    void destroy(const Asked &asked);
    void fork(const Asked &asked);
    void restore(const Asked &asked);
    void hibernate(const Asked &asked);
    void resume(const Asked &asked);
    void takeSnapshot(const Asked &asked);
    /// Answers once all of them have come up; what has not, in time, is undone.
    void awaitRuns(std::shared_ptr<Birth> birth);
    std::shared_ptr<Birth> birthOf(const Asked &asked, std::vector<domain::SandboxId> ids) const;
    bool lookAt(const std::shared_ptr<Birth> &birth);
    /// Why they cannot come up any more.
    std::optional<http::Response> whyNot(Birth &birth) const;
    /// They are destroyed, as soon as there is anything.
    void undo(const Birth &birth);
    /// Answers once the run is in a state of which `isSo` says yes or why it will not be any more.
    using Look = std::function<std::optional<http::Response>(const api::SandboxView &)>;
    void awaitState(const Asked &asked, Look isSo);

    // runs_exec.cpp
    void exec(const Asked &asked);
    void start(std::uint64_t number);
    void heard(std::uint64_t number, domain::ProgramStream stream, std::string_view bytes);
    void ended(std::uint64_t number, const Result<domain::ProgramEnd> &end);
    /// Its caller's key is good no more.
    void cut(std::uint64_t number);
    /// It is over, whatever came of it; none: it was before.
    std::unique_ptr<Exec> take(std::uint64_t number);

    // runs_files.cpp
    void upload(const Asked &asked);
    void download(const Asked &asked);
    void listFolder(const Asked &asked);
    /// Whatever is under way with nothing more to it than its handle; over with its client.
    std::uint64_t begun(const Asked &asked);

    // runs_past.cpp
    void audit(const Asked &asked);
    void auditPage(std::shared_ptr<const Asked> asked, std::uint64_t before, std::vector<domain::AuditEntry> newer);
    void history(const Asked &asked) const;
    void usage(const Asked &asked) const;
    void networkProfiles(const Asked &asked) const;
    void sawEnded(const api::EndedSandboxView &view);

    ports::Clock &m_clock;
    const KnownState &m_state;
    HistoryDesk &m_desk;
    std::map<domain::SandboxId, Known> m_known;           // of runs that are there
    std::map<domain::SandboxId, api::SandboxView> m_last; // of those that are being destroyed, as they were seen last
    std::deque<Ended> m_ended;                            // newest first
    std::uint64_t m_next = 1;
    std::size_t m_kept = 0; // bytes of output, of all commands
    StateWaits m_waits;
    std::map<std::uint64_t, std::unique_ptr<Exec>> m_execs;
    std::map<std::uint64_t, Call> m_calls; // of begun()
    RunsProxy m_proxy;
};

} // namespace glovebox::rest
