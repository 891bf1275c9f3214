// Role: looks at one environment's whole queue from time to time, ours and other workers' items alike, says which are
// stuck and why, and repairs them when told to: force stop, then interrupt (docs/decisions/0018). Thread: the engine's.
//
// Invariants
// - One look at a time; each is bounded in pages and in sessions that it reads.
// - It never stops or interrupts anything by itself.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/stuck_work.h"
#include "core/engine/environment.h"
#include "core/engine/trouble_log.h"
#include "core/ports/clock.h"
#include "core/ports/control_plane.h"
#include "core/ports/operator_actions.h"
#include "core/ports/queue_control.h"

#include <deque>
#include <map>
#include <set>

namespace glovebox::engine {

class QueueWatch {
public:
    struct Parts {
        ports::QueueControl &queue;
        ports::ControlPlane &controlPlane;
        const Environment &environment;
        ports::Clock &clock;
        api::Observer observer;
        /// What the session of an item waits for that this engine serves right now; none: it serves no such item.
        std::function<std::optional<domain::Parked>(const domain::WorkId &)> served;
        std::function<std::string(const domain::SessionId &)> titleOf;
        /// Why the session's last run on this host failed, or was refused; none: it did not.
        std::function<std::optional<Error>(const domain::SessionId &)> whyNotHere;
        std::function<void()> changed; // stats(), seenAt() or problem()
        /// All that live, asked for at that moment.
        std::function<void(const std::vector<domain::ListedWork> &, MonoTime asked)> listed = nullptr;
    };

    explicit QueueWatch(Parts parts);

    void start();
    void stop();
    /// Likewise, for good: its items are told as gone.
    void close();
    /// Looks now; the next look follows at the usual time after it.
    void refresh();
    /// An item that we stopped although its session's turn was not over: does anybody go on with it?
    void keepAnEyeOn(domain::ListedWork item);
    api::Verdict repair(const domain::WorkId &work);

    const std::optional<domain::QueueStats> &stats() const { return m_stats; }
    const std::optional<WallTime> &seenAt() const { return m_seenAt; }
    const std::optional<Error> &problem() const { return m_problem; }

private:
    struct Entry {
        domain::ListedWork item;
        domain::Parked parked;
        api::Repair repair = api::Repair::None;
        std::optional<Error> problem; // of the repair
        bool leftByUs = false;        // not in the queue's list any more; see keepAnEyeOn()
        MonoTime leftAt;              // of leftByUs, and of a repair that is done
        api::WorkView published;
        Call call; // of the repair
    };

    void readPage(const std::string &page);
    void pageRead(Result<ports::WorkPage> page);
    void listed();
    void chooseSessions();
    void lookAtNext();
    api::WorkView emptyView(const domain::WorkId &work) const;
    void readEvents(const domain::SessionId &session, const std::string &page, int left);
    void eventsRead(const domain::SessionId &session, Result<ports::EventPage> page, int left);
    /// None: it could not be read, or not to its end.
    void looked(std::optional<domain::Parked> parked);
    void done(std::optional<Error> problem);
    void interrupt(Entry &entry);
    void publish(Entry &entry);
    std::string waitingFor(const Entry &entry, const domain::Parked &parked) const;
    void drop(const domain::WorkId &work);

    Parts m_parts;
    std::map<domain::WorkId, Entry> m_entries;
    std::optional<domain::QueueStats> m_stats;
    std::optional<WallTime> m_seenAt;
    std::optional<Error> m_problem;
    TroubleLog m_trouble;
    bool m_running = false;
    bool m_looking = false;
    MonoTime m_lookBegan;
    std::vector<domain::ListedWork> m_fresh; // of the look under way
    int m_pages = 0;
    std::deque<domain::WorkId> m_toLook;
    std::set<domain::WorkId> m_lookedAt; // in this turn of all of them
    domain::ParkedReader m_reader;
    std::uint64_t m_generation = 0;
    Call m_call;
    Call m_timer;
};

} // namespace glovebox::engine
