// Role: one child of the supervisor: what it was started as, what it prints, how it ended. Without Qt. Thread: the
// supervisor's only one.
// Invariants: its process number is used only while it is not reaped, so it is never somebody else's; it counts as
// over only when its output is read to the end.
#pragma once

#include "core/base/result.h"
#include "core/qemu/supervisor/launch.h"
#include "core/qemu/supervisor/messages.h"
#include "core/qemu/supervisor/tail_buffer.h"

#include <optional>
#include <vector>

namespace glovebox::qemu::supervisor {

/// Kept of each stream. The engine shows 16 KiB of a console; a client that comes back wants what it missed.
inline constexpr std::size_t kTailMax = 64 * 1024;

class Child {
public:
    enum class State { Starting, Running, Ending, Ended };

    static Result<Child> start(std::uint64_t id, Spawn spawn, const std::vector<UniqueFd> &descriptors,
                               const ::rlimit &fileLimit, MonoTime now);

    std::uint64_t id() const { return m_id; }
    const std::string &name() const { return m_spawn.name; }
    pid_t pid() const { return m_process.pid; }
    std::uint64_t startTime() const { return m_startTime; }
    State state() const { return m_state; }
    bool living() const { return m_state != State::Ended; }
    bool reaped() const { return m_state >= State::Ending; }
    ChildInfo info(MonoTime now) const;
    const ChildEnd &end() const { return m_end; }
    const TailBuffer &stream(Stream which) const { return which == Stream::Output ? m_output : m_errors; }

    // ---- What the loop waits for: descriptors that are -1 when there is nothing more to come.
    int outputFd() const { return m_process.output.get(); }
    int errorsFd() const { return m_process.errors.get(); }
    int outcomeFd() const { return m_process.outcome.get(); }
    /// True: more has come, or the end.
    bool readStream(Stream which);
    /// The program runs, or never will: then there is nothing more to it. Nothing: not known yet.
    std::optional<Result<Spawned>> readOutcome();
    /// The earliest moment at which tick() has something to do.
    std::optional<MonoTime> nextDeadline(bool alone) const;

    // ---- What becomes of it.
    void setAlone(const Alone &alone, MonoTime now);
    void kill();
    void killAfter(std::chrono::milliseconds grace, MonoTime now);
    /// Nobody is connected any more.
    void left();
    void tick(bool alone, MonoTime now);
    /// Its process has ended and is not reaped yet: the rest of its group ends too.
    void endGroup();
    /// It is reaped.
    void ended(int waitStatus, MonoTime now);
    /// True once: everything of it is gone. `strays`: whether something that it may have left still lives.
    bool settle(bool strays, MonoTime now);

private:
    Child(std::uint64_t id, Spawn spawn, Launched process, MonoTime now);

    std::uint64_t m_id;
    Spawn m_spawn;
    Launched m_process;
    std::uint64_t m_startTime = 0;
    State m_state = State::Starting;
    TailBuffer m_output{kTailMax};
    TailBuffer m_errors{kTailMax};
    ChildEnd m_end;
    std::optional<MonoTime> m_deadline;  // of Alone::StayUntil
    std::optional<MonoTime> m_killAt;    // a grace that runs out
    std::optional<MonoTime> m_settledAt; // its leftovers are not waited for any longer
};

} // namespace glovebox::qemu::supervisor
