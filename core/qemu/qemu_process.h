// Role: the one class that owns an operating system process running QEMU: spawns it (bare or inside bubblewrap), keeps
// the ends of what it prints, notices its end, kills it with everything it started. When a supervisor program takes
// over that ownership, this is the place that changes. Thread: the engine's, which must outlive the process, because
// the kernel ends the process with the thread that started it.
// Invariants: standard output (the guest's console) and standard error are kept to a bound; `exited` comes once, from
// the event loop, and may destroy this object; after the destructor nothing of it runs any more.
#pragma once

#include "core/base/units.h"
#include "core/qemu/confinement.h"
#include "core/qemu/process_handle.h"

#include <QObject>
#include <QProcess>

#include <functional>
#include <optional>
#include <string>

namespace glovebox::qemu {

struct ProcessEnd {
    int exitStatus = 0;        // when it ended by itself
    int signal = 0;            // when it was killed
    std::string startError;    // when it never ran
    std::string lastErrorLine; // of standard error

    bool clean() const { return exitStatus == 0 && signal == 0 && startError.empty(); }
};

/// "ended by signal 9 (Killed)", "ended with status 1: qemu-system-x86_64: …"
std::string describe(const ProcessEnd &end);

/// What sets one process apart from others of its kind.
struct ProcessTraits {
    int inherited = -1;      // a descriptor of ours that it has under the same number, besides the standard three
    bool smallPages = false; // its memory is given out in the smallest pages: less of it, a little slower
};

class QemuProcess : public QObject {
public:
    /// `folder`: this machine's own, named in its command line; its processes are found by it.
    QemuProcess(const CommandLine &command, bool wrapped, std::string folder, ProcessTraits traits = {});
    ~QemuProcess() override;

    void onExit(std::function<void(ProcessEnd)> exited) { m_exited = std::move(exited); }

    /// QEMU's own process, which is not the one that was started when it is wrapped. Told once it is known.
    void setQemuPid(long pid);
    long qemuPid() const { return m_qemuPid; }
    bool running() const { return m_process->state() != QProcess::NotRunning; }

    std::string consoleTail() const;
    std::string errorTail() const;

    /// All of it, now. `exited` follows.
    void kill();

private:
    void readAll();
    void ended();
    void waitForAll();

    QProcess *m_process; // deleted later: it may be the one that is calling us
    bool m_wrapped;
    std::string m_folder;
    bool m_reported = false;
    std::function<void(ProcessEnd)> m_exited;
    long m_qemuPid = 0;
    ProcessHandle m_qemu;
    ProcessHandle m_namespace; // the first process inside bubblewrap
    std::string m_console;
    std::string m_errors;
};

} // namespace glovebox::qemu
