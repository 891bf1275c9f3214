// Role: all that a supervisor looks after: its children and the descriptors it keeps. Knows no sockets. Without Qt.
// Thread: the supervisor's only one; time is given.
// Invariants: no two living children have one name; every count is bounded; of what a child has started, nothing
// outlives it: orphans come to us (the supervisor is a subreaper) and are ended.
#pragma once

#include "core/qemu/supervisor/child.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace glovebox::qemu::supervisor {

class Household {
public:
    explicit Household(const ::rlimit &fileLimit) : m_fileLimit(fileLimit) {}

    Result<std::uint64_t> spawn(Spawn spawn, const std::vector<UniqueFd> &descriptors, MonoTime now);
    Result<> kill(std::uint64_t id, std::chrono::milliseconds grace, MonoTime now);
    Result<> setAlone(std::uint64_t id, const Alone &alone, MonoTime now);
    Result<> forget(std::uint64_t id);
    const Child *find(std::uint64_t id) const;
    const Child *next(std::uint64_t after) const;

    Result<> keep(const std::string &name, UniqueFd descriptor);
    Result<UniqueFd> take(const std::string &name) const;
    Result<> drop(const std::string &name);
    Result<KeptInfo> nextKept(const std::string &after) const;

    /// Living or waiting for its leftovers.
    std::size_t livingCount() const;
    std::map<std::uint64_t, Child> &children() { return m_children; }
    /// What never ran is not remembered.
    void remove(std::uint64_t id) { m_children.erase(id); }

    /// Some process of ours has ended.
    void reap(MonoTime now);
    /// The children that are over since the last time.
    std::vector<std::uint64_t> settle(MonoTime now);
    void everybodyLeft();
    void killAll();
    void tick(bool alone, MonoTime now);
    std::optional<MonoTime> nextDeadline(bool alone) const;

private:
    Result<Child *> living(std::uint64_t id);
    bool endStrays();
    void trimEnded();

    ::rlimit m_fileLimit;
    std::map<std::uint64_t, Child> m_children;
    std::deque<std::uint64_t> m_ended; // oldest first
    std::map<std::string, UniqueFd> m_kept;
    std::uint64_t m_nextId = 1;
};

} // namespace glovebox::qemu::supervisor
