// Role: whether one more sandbox may start: what it may come to need, against what the host has and what was promised
// to others. Pure figures; the pool keeps the queue and asks. Thread: the engine's.
// Invariants: what counts is what a sandbox may come to need, from its start on, never what it uses now: a clone that
// shares nearly all of its memory may write all of it. A figure that the host does not tell holds nothing back.
#pragma once

#include "core/base/units.h"
#include "core/domain/sandbox.h"

#include <optional>
#include <string>

namespace glovebox::engine {

struct AdmissionRules {
    int capacity = 1;
    ByteCount memoryReserve; // of the host's, left to others
    double cpuOvercommit = 8.0;
    ByteCount diskReserve; // free space below which nothing starts
};

struct HostRoom {
    std::optional<ByteCount> memoryTotal; // none: not known
    ByteCount memoryAvailable;
    int processors = 0; // 0: not known
    std::optional<ByteCount> diskFree;
};

/// To those that hold a slot.
struct Promised {
    int slots = 0;
    int vcpus = 0;
    ByteCount memory;

    void add(const domain::MachineSize &size);
    friend bool operator==(const Promised &, const Promised &) = default;
};

struct Shortage {
    enum class Of { Slots, Memory, HostMemory, Processors, Disk } of = Of::Slots;
    std::string text; // "a slot: 2 of 2 are taken", "memory: needs 2.1 GiB, 0.4 GiB is free"

    /// One that is hibernated or ended gives back what is missing.
    bool endsWhenOneGoes() const { return of != Of::Disk; }
};

class Admission {
public:
    void setRules(const AdmissionRules &rules) { m_rules = rules; }
    void look(const HostRoom &host) { m_host = host; }
    const HostRoom &host() const { return m_host; }
    const AdmissionRules &rules() const { return m_rules; }

    /// Of a sandbox's size: its memory and what its process needs beside that.
    static ByteCount memoryFor(const domain::MachineSize &size);
    /// For all sandboxes together; none: not known.
    std::optional<ByteCount> memoryForAll() const;
    std::optional<int> vcpusForAll() const;

    /// What is missing first; none: it may start.
    std::optional<Shortage> lacks(const domain::MachineSize &size, const Promised &promised) const;
    /// Likewise of one that takes no slot.
    std::optional<Shortage> lacksOfHost(const domain::MachineSize &size, const Promised &promised) const;
    /// Why it cannot start here even when nothing else runs; empty: it can.
    std::string whyNever(const domain::MachineSize &size) const;
    /// How many of this size fit beside what is promised, `most` at most. Slots do not count: these are spares.
    int spares(const domain::MachineSize &size, Promised promised, int most) const;

private:
    AdmissionRules m_rules;
    HostRoom m_host;
};

/// "2.1 GiB"
std::string inGib(ByteCount bytes);

} // namespace glovebox::engine
