// Role: the process that runs QEMU (bare or inside bubblewrap), as its machine sees it: a child of the supervisor, with
// the ends of what it prints, its end, and its end by force with everything it started. Thread: the engine's.
// Invariants: standard output (the guest's console) and standard error are kept to a bound; `exited` comes once, from
// the event loop, and may destroy this object; after the destructor nothing of it runs any more.
#pragma once

#include "core/qemu/confinement.h"
#include "core/qemu/supervisor/supervised_process.h"

#include <functional>
#include <string>

namespace glovebox::qemu {

/// What guests print on their consoles: the machine's name, and bytes as they come. On the engine's thread.
using ConsoleSink = std::function<void(const std::string &machine, std::string_view bytes)>;

struct ProcessEnd {
    int exitStatus = 0;        // when it ended by itself
    int signal = 0;            // when it was killed
    std::string startError;    // when it never ran
    std::string lastErrorLine; // of standard error

    bool clean() const { return exitStatus == 0 && signal == 0 && startError.empty(); }
};

/// "ended by signal 9 (Killed)", "ended with status 1: qemu-system-x86_64: …"
std::string describe(const ProcessEnd &end);

/// The guest's memory has this number in a QEMU that was given it.
inline constexpr int kMemoryDescriptor = 201;

struct ProcessStart {
    CommandLine command;
    bool wrapped = false;
    std::string name;        // of the machine: no two living ones have the same
    std::string folder;      // the machine's own
    int memory = -1;         // a descriptor of ours that it has as kMemoryDescriptor
    bool smallPages = false; // its memory is given out in the smallest pages: less of it, a little slower
    int niceness = 0;        // of its scheduling
};

class QemuProcess {
public:
    /// Starts it.
    QemuProcess(supervisor::SupervisorClient &client, ProcessStart start);
    /// Takes over one that the supervisor has.
    QemuProcess(supervisor::SupervisorClient &client, const supervisor::ChildInfo &found, bool wrapped);

    void onExit(std::function<void(ProcessEnd)> exited);
    void onConsole(std::function<void(std::string_view)> printed) { m_process.onConsole(std::move(printed)); }

    /// QEMU's own process, which is not the one that was started when it is wrapped. Told once it is known.
    void setQemuPid(long pid);
    long qemuPid() const { return m_qemuPid; }
    bool running() const { return m_process.running(); }
    /// Of what was started; empty until it is.
    const std::optional<supervisor::Spawned> &identity() const { return m_process.identity(); }

    std::string consoleTail() const { return m_process.consoleTail(); }
    std::string errorTail() const { return m_process.errorTail(); }

    /// From now on it goes on when this program ends without having ended it.
    void outliveUs() { m_process.setAlone({supervisor::Alone::What::Stay, {}}); }
    void endWithUs() { m_process.setAlone({}); }
    /// It is not ended with this object.
    void letGo() { m_process.letGo(); }
    /// All of it, now. `exited` follows.
    void kill() { m_process.kill(); }

private:
    bool m_wrapped;
    long m_qemuPid = 0;
    supervisor::SupervisedProcess m_process;
};

} // namespace glovebox::qemu
