#include "core/qemu/supervisor/supervised_process.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/qemu/later.h"
#include "core/qemu/qemu_process.h"
#include "core/qemu/supervisor/process_stat.h"

#include <csignal>

namespace glovebox::qemu::supervisor {

namespace {

constexpr ByteCount kErrorsKept = ByteCount::kib(8);
/// A killed process is gone within tens of milliseconds.
constexpr std::chrono::milliseconds kGoneWait{1000};

void keepLast(std::string &tail, const std::string &more, ByteCount max)
{
    tail += more;
    if (tail.size() > 2 * max.value) // cut now and then, not for each byte
        tail.erase(0, tail.size() - max.value);
}

/// A guest prints anything: what remains is text that a window or a terminal may show.
std::string showable(std::string_view bytes, ByteCount max)
{
    std::string out;
    for (const char c : bytes)
        if (c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20)
            out.push_back(c);
    return lastOf(toValidUtf8(out), max);
}

std::string lastLineOf(std::string text)
{
    text.erase(text.find_last_not_of(" \n\t") + 1);
    return text.substr(text.rfind('\n') + 1);
}

/// Held by a descriptor only if it is still the one that was started.
ProcessHandle handleOf(const Spawned &started)
{
    ProcessHandle handle(static_cast<long>(started.pid));
    const auto stat = readProcessStat(static_cast<pid_t>(started.pid));
    return stat && stat->startTime == started.startTime ? std::move(handle) : ProcessHandle();
}

} // namespace

SupervisedProcess::SupervisedProcess(SupervisorClient &client, Spawn spawn, std::vector<PassedDescriptor> descriptors)
    : m_client(&client)
{
    if (client.isOpen()) {
        start(std::move(spawn), std::move(descriptors));
        return;
    }
    // Copyable, as a callback must be.
    auto passed = std::make_shared<std::vector<PassedDescriptor>>(std::move(descriptors));
    m_step = client.open([this, spawn = std::move(spawn), passed](Result<Welcome> welcome) {
        if (welcome)
            start(spawn, std::move(*passed));
        else
            ended({.startError = welcome.error().detail});
    });
}

SupervisedProcess::SupervisedProcess(SupervisorClient &client, const ChildInfo &found) : m_client(&client)
{
    started({found.id, found.pid, found.startTime});
}

SupervisedProcess::~SupervisedProcess()
{
    if (!running() || !m_client)
        return;
    const bool asked = m_asked && !m_started;
    if (asked)
        m_started = m_client->awaitSpawn(*m_asked);
    m_step.cancel();
    if (!m_started)
        return;
    // It was let down when the supervisor does not answer: then we end what we can reach ourselves.
    if (!m_client->endNow(m_started->id) && m_process.kill())
        m_process.waitGone(kGoneWait);
}

void SupervisedProcess::start(Spawn spawn, std::vector<PassedDescriptor> descriptors)
{
    auto call = m_client->spawn(std::move(spawn), std::move(descriptors), [this](Result<Spawned> spawned) {
        if (spawned)
            started(*spawned);
        else
            ended({.startError = spawned.error().detail});
    });
    m_asked = m_client->lastNumber();
    m_step = std::move(call);
}

void SupervisedProcess::started(const Spawned &spawned)
{
    m_started = spawned;
    m_process = handleOf(spawned);
    m_state = State::Running;
    m_client->watch(
        spawned.id,
        {.output =
             [this](const Output &output) {
                 const bool console = output.stream == Stream::Output;
                 keepLast(console ? m_console : m_errors, output.bytes, console ? limits::kConsoleTail : kErrorsKept);
                 if (console && m_printed)
                     m_printed(output.bytes);
             },
         .ended =
             [this](const ChildEnd &end) {
                 m_client->forget(m_started->id, {}).cancel();
                 ended({.exitStatus = end.exitStatus, .signal = end.signal, .lastErrorLine = lastLineOf(errorTail())});
             },
         .lost =
             [this](const Error &error) {
                 supervisorLost(error);
             }});
    if (m_aloneWanted)
        setAlone(*m_aloneWanted);
    if (m_killWanted)
        kill(*m_killWanted);
}

void SupervisedProcess::ended(ProcessEnd end)
{
    if (!running())
        return;
    m_state = State::Ended;
    later(this, [this, end = std::move(end)] {
        if (auto exited = std::exchange(m_exited, nullptr))
            exited(end);
    });
}

void SupervisedProcess::supervisorLost(const Error &error)
{
    // The kernel ends it with the supervisor. Made sure of, as what is told as ended must not be running.
    if (m_process.kill())
        m_process.waitGone(kGoneWait);
    ended({.signal = SIGKILL, .lastErrorLine = error.detail});
}

std::string SupervisedProcess::consoleTail() const
{
    return showable(m_console, limits::kConsoleTail);
}

std::string SupervisedProcess::errorTail() const
{
    return showable(m_errors, kErrorsKept);
}

void SupervisedProcess::kill(std::chrono::milliseconds grace)
{
    m_killWanted = grace;
    if (m_state == State::Running && m_client)
        m_order = m_client->kill(m_started->id, grace, [this](const Result<> &answer) {
            if (!answer && answer.error().code == ErrorCode::TimedOut)
                killOurselves(answer.error());
        });
}

/// A supervisor that stands still ends nothing. What is told as ended must not be running.
void SupervisedProcess::killOurselves(const Error &why)
{
    if (!running() || !m_process.kill() || !m_process.waitGone(kGoneWait))
        return;
    m_client->unwatch(m_started->id);
    ended({.signal = SIGKILL, .lastErrorLine = "it was ended without the supervisor: " + why.detail});
}

void SupervisedProcess::setAlone(const Alone &alone)
{
    m_aloneWanted = alone;
    if (m_state == State::Running && m_client)
        m_aloneOrder = m_client->setAlone(m_started->id, alone, {});
}

void SupervisedProcess::letGo()
{
    if (!running())
        return;
    m_state = State::LetGo;
    m_step.cancel();
    if (m_started && m_client)
        m_client->unwatch(m_started->id);
}

} // namespace glovebox::qemu::supervisor
