// Role: a runtime folder with a real supervisor, for one test; what is left at its end is looked for. Thread: main.
// Invariants: everything that a test starts has the folder's path in its command line, or is a child of what has.
#pragma once

#include "core/qemu/process_usage.h"
#include "core/qemu/supervisor/client.h"

#include <QDir>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <memory>

namespace glovebox::qemu::supervisor {

inline constexpr int kPatience = 20'000; // ms; a busy host, not the usual case

/// The answer to one question: `ask` gets the callback.
template <class Value, class Ask>
Result<Value> answerTo(Ask ask)
{
    std::optional<Result<Value>> answer;
    QEventLoop loop; // QTest::qWaitFor() looks every ten milliseconds only
    QTimer::singleShot(kPatience, &loop, &QEventLoop::quit);
    const auto call = ask(Callback<Value>([&](Result<Value> result) {
        answer = std::move(result);
        loop.quit();
    }));
    loop.exec();
    if (!answer)
        return fail(ErrorCode::TimedOut, "no answer within the test's patience");
    return std::move(*answer);
}

/// Runs; a zombie does not.
inline bool runs(long pid)
{
    const auto stat = readProcFile(pid, "stat");
    const auto nameEnd = stat.rfind(") ");
    return nameEnd != std::string::npos && stat[nameEnd + 2] != 'Z' && stat[nameEnd + 2] != 'X';
}

inline int runningWith(const std::string &word)
{
    int count = 0;
    for (const long pid : allProcesses())
        if (pid != ::getpid() && runs(pid) && readProcFile(pid, "cmdline").find(word) != std::string::npos)
            ++count;
    return count;
}

class Rig {
public:
    explicit Rig(std::chrono::milliseconds idle = std::chrono::milliseconds(60'000)) : m_idle(idle) {}

    std::string path() const { return m_folder.path().toStdString(); }
    std::string program() const { return qEnvironmentVariable("GLOVEBOX_SUPERVISOR").toStdString(); }
    ClientOptions options() const
    {
        return {.folder = path(),
                .program = program(),
                .idle = m_idle,
                .openTime = std::chrono::milliseconds(kPatience),
                .answerTime = std::chrono::milliseconds(kPatience)};
    }
    std::unique_ptr<SupervisorClient> client() const { return std::make_unique<SupervisorClient>(options()); }

    /// A client that is connected; null when it could not be.
    std::unique_ptr<SupervisorClient> connected(Welcome *welcome = nullptr) const
    {
        auto made = client();
        const auto greeting =
            answerTo<Welcome>([&made](Callback<Welcome> done) { return made->open(std::move(done)); });
        if (!greeting) {
            qWarning("%s", describe(greeting.error()).c_str());
            return nullptr;
        }
        if (welcome != nullptr)
            *welcome = *greeting;
        return made;
    }

    /// A shell script as a child. Its command line has the folder's path.
    Spawn script(const std::string &name, const std::string &text, Alone alone = {}) const
    {
        return {.program = "/bin/sh",
                .arguments = {"-c", text, path()},
                .environment = {"PATH=/usr/bin:/bin"},
                .targets = {},
                .name = name,
                .folder = path() + "/" + name,
                .metadata = {},
                .alone = alone};
    }
    static Result<Spawned> spawn(SupervisorClient &client, const Spawn &spawn,
                                 std::vector<PassedDescriptor> descriptors = {})
    {
        return answerTo<Spawned>(
            [&](Callback<Spawned> done) { return client.spawn(spawn, std::move(descriptors), std::move(done)); });
    }
    static Result<std::vector<ChildInfo>> list(SupervisorClient &client)
    {
        return answerTo<std::vector<ChildInfo>>(
            [&client](Callback<std::vector<ChildInfo>> done) { return client.list(std::move(done)); });
    }

    /// Ends the supervisor, if there is one, as an operator would; then nothing of it may be left.
    bool leavesNothing() const
    {
        for (const long pid : allProcesses())
            if (pid != ::getpid() && readProcFile(pid, "cmdline").find("glovebox-supervisor") != std::string::npos &&
                readProcFile(pid, "cmdline").find(path()) != std::string::npos)
                ::kill(static_cast<pid_t>(pid), SIGTERM);
        return goesAway();
    }
    /// The same without ending anything.
    bool goesAway() const
    {
        return QTest::qWaitFor([this] { return runningWith(path()) == 0 && QDir(m_folder.path()).isEmpty(); },
                               kPatience);
    }

private:
    QTemporaryDir m_folder;
    std::chrono::milliseconds m_idle;
};

/// What is heard of a child.
struct Heard {
    std::string output;
    std::string errors;
    std::optional<ChildEnd> end;
    std::optional<Error> lost;

    ChildWatch watch()
    {
        return {.output =
                    [this](const Output &piece) { (piece.stream == Stream::Output ? output : errors) += piece.bytes; },
                .ended = [this](const ChildEnd &told) { end = told; },
                .lost =
                    [this](const Error &error) {
                        lost = error;
                    }};
    }
};

} // namespace glovebox::qemu::supervisor
