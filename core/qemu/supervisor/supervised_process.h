// Role: one process that the supervisor owns, as its owner in the engine sees it: the same surface as a process of our
// own. Thread: the engine's.
// Invariants: standard output and standard error are kept to a bound; `exited` comes once, from the event loop, and may
// destroy this object; after the destructor nothing of it runs any more, unless it was let go of.
#pragma once

#include "core/base/call.h"
#include "core/base/units.h"
#include "core/qemu/process_handle.h"
#include "core/qemu/supervisor/client.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::qemu {

struct ProcessEnd; // core/qemu/qemu_process.h

namespace supervisor {

class SupervisedProcess : public QObject {
public:
    /// Starts it, and the supervisor first when there is none.
    SupervisedProcess(SupervisorClient &client, Spawn spawn, std::vector<PassedDescriptor> descriptors);
    /// Takes over one that lives, or has ended and was not forgotten.
    SupervisedProcess(SupervisorClient &client, const ChildInfo &found);
    ~SupervisedProcess() override;

    void onExit(std::function<void(ProcessEnd)> exited) { m_exited = std::move(exited); }
    /// Whatever it writes to standard output, as it comes.
    void onConsole(std::function<void(std::string_view)> printed) { m_printed = std::move(printed); }
    /// It was asked for and has not ended.
    bool running() const { return m_state == State::Starting || m_state == State::Running; }
    /// 0 until the supervisor has started it.
    long pid() const { return m_started ? static_cast<long>(m_started->pid) : 0; }
    /// With the pid it names this process for ever. Empty until it is started.
    const std::optional<Spawned> &identity() const { return m_started; }

    std::string consoleTail() const;
    std::string errorTail() const;

    /// The whole process group. `exited` follows.
    void kill(std::chrono::milliseconds grace = {});
    /// What becomes of it when we are gone; at any time.
    void setAlone(const Alone &alone);
    /// It stays with the supervisor when this object goes; nothing more is heard of it here. One that is still
    /// starting, which nobody could find again, is ended.
    void letGo();

private:
    enum class State { Starting, Running, Ended, LetGo };

    void start(Spawn spawn, std::vector<PassedDescriptor> descriptors);
    void started(const Spawned &spawned);
    void ended(ProcessEnd end);
    void supervisorLost(const Error &error);
    void killOurselves(const Error &why);

    QPointer<SupervisorClient> m_client;
    State m_state = State::Starting;
    std::optional<Spawned> m_started;
    std::optional<std::uint64_t> m_asked; // the question that starts it
    std::optional<std::chrono::milliseconds> m_killWanted;
    std::optional<Alone> m_aloneWanted;
    ProcessHandle m_process;
    std::string m_console;
    std::string m_errors;
    std::function<void(ProcessEnd)> m_exited;
    std::function<void(std::string_view)> m_printed;
    Call m_step;
    Call m_order;
    Call m_aloneOrder;
};

} // namespace supervisor
} // namespace glovebox::qemu
