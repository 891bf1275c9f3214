#include "core/qemu/qemu_process.h"

#include <cstring>

namespace glovebox::qemu {

namespace {

using namespace supervisor;

/// A shell's convention that bubblewrap follows: 128 + the signal that ended the program inside.
constexpr int kSignalStatusBase = 128;

Spawn spawnOf(const ProcessStart &start)
{
    Spawn spawn{.program = start.command.program,
                .arguments = start.command.arguments,
                .environment = {},
                .targets = {},
                .name = start.name,
                .folder = start.folder,
                .metadata = {},
                .alone = {},
                .niceness = start.niceness,
                .smallPages = start.smallPages};
    for (const auto &[key, value] : minimalEnvironment())
        spawn.environment.push_back(key + "=" + value);
    return spawn;
}

std::vector<PassedDescriptor> descriptorsOf(const ProcessStart &start)
{
    std::vector<PassedDescriptor> out;
    // Without a descriptor to spare QEMU is started without it, and says what it misses.
    if (auto memory = UniqueFd::duplicateOf(start.memory))
        out.push_back({std::move(memory), kMemoryDescriptor});
    return out;
}

} // namespace

std::string describe(const ProcessEnd &end)
{
    if (!end.startError.empty())
        return "could not be started: " + end.startError;
    std::string out = end.signal != 0
                          ? "ended by signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")"
                          : "ended with status " + std::to_string(end.exitStatus);
    if (!end.lastErrorLine.empty())
        out += ": " + end.lastErrorLine;
    return out;
}

QemuProcess::QemuProcess(SupervisorClient &client, ProcessStart start)
    : m_wrapped(start.wrapped), m_process(client, spawnOf(start), descriptorsOf(start))
{
}

QemuProcess::QemuProcess(SupervisorClient &client, const ChildInfo &found, bool wrapped)
    : m_wrapped(wrapped), m_process(client, found)
{
}

void QemuProcess::onExit(std::function<void(ProcessEnd)> exited)
{
    m_process.onExit([wrapped = m_wrapped, exited = std::move(exited)](ProcessEnd end) {
        if (wrapped && end.exitStatus > kSignalStatusBase)
            end.signal = std::exchange(end.exitStatus, 0) - kSignalStatusBase;
        exited(std::move(end));
    });
}

void QemuProcess::setQemuPid(long pid)
{
    if (m_qemuPid == 0 && pid > 0 && running())
        m_qemuPid = pid;
}

} // namespace glovebox::qemu
