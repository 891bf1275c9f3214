// Role: an outside program as a description, and the one way to run it to its end: found first, bounded in time and
// output, killed with us, its error made readable. Long-lived processes (QEMU) have their own class in core/qemu.
// Thread: one with a Qt event loop.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <string>
#include <vector>

namespace glovebox {

struct ProcessSpec {
    std::string program; // a name on PATH or an absolute path
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment; // on top of ours
    std::string workingDirectory;                                 // empty: ours
    std::string standardInputFile;                                // empty: nothing to read
    int standardInput = -1; // instead of a file: what it reads from. Taken over: ours closes once the program has it
    std::string standardOutputFile; // empty: captured, up to outputMax
    std::chrono::milliseconds timeout{30'000};
    ByteCount outputMax = ByteCount::mib(4);
    std::function<void(std::string_view line)> onErrorLine; // each line of standard error as it comes; may be empty
    bool outputToErrors = false; // standard output joins standard error: for tools that print progress there
};

struct ProcessOutcome {
    std::string standardOutput;
    std::string standardError; // its last 16 KiB
};

/// Ok: exit status 0. Otherwise HostToolMissing, TimedOut, TooLarge (captured output), or HostToolFailed with the exit
/// status and the program's last lines. Letting go of the Call kills the program and all that it started (it leads a
/// process group of its own).
Call runProcess(const ProcessSpec &spec, Callback<ProcessOutcome> done);

/// Where `program` is, or HostToolMissing naming it. Also looks in the sbin folders, which a user's PATH often lacks.
Result<std::string> findProgram(const std::string &program);

} // namespace glovebox
