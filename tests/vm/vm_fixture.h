// What the tests with real QEMU processes share: folders of their own, a hypervisor, tiny guests.
#pragma once

#include "core/qemu/folder.h"
#include "core/qemu/process_usage.h"
#include "core/qemu/qemu_hypervisor.h"
#include "tests/vm/tiny_kernel.h"

#include <QDir>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

namespace glovebox::test {

/// QEMU on a host that is busy with other tests.
inline constexpr int kPatienceMs = 60'000;

/// Processes with `text` in their command line.
inline std::vector<long> processesWith(const std::string &text)
{
    std::vector<long> out;
    for (const long pid : qemu::allProcesses())
        if (qemu::readProcFile(pid, "cmdline").find(text) != std::string::npos)
            out.push_back(pid);
    return out;
}

/// The machines' among them: their supervisor has the folder's name, too.
inline std::vector<long> machineProcessesWith(const std::string &text)
{
    auto out = processesWith(text);
    std::erase_if(out, [](long pid) {
        const auto line = qemu::readProcFile(pid, "cmdline");
        return line.substr(0, line.find('\0')).ends_with("glovebox-supervisor");
    });
    return out;
}

/// As on a host where a guest's writes cannot be watched.
inline bool stopsAndCopies()
{
    return qEnvironmentVariableIsSet("GLOVEBOX_TEST_STOP_AND_COPY");
}

class VmFixture {
public:
    VmFixture() : m_own(std::in_place), m_folder(m_own->path())
    {
        QFile::setPermissions(m_folder, QFile::permissions(m_folder) | QFile::ExeOther | QFile::ReadOther);
        prepare();
    }
    /// In the folder of another, which goes with that.
    explicit VmFixture(const char *folder) : m_folder(QString::fromLocal8Bit(folder)) { prepare(); }

    void prepare()
    {
        image.initrd = writeOnce("initrd", "nothing that anybody reads");
        image.rootDisk = writeOnce("root.sqfs", QByteArray("hsqs").leftJustified(4096, '\0'));
        image.key = "tiny";
        options = {.runtimeDir = path("run"), .cacheDir = path("cache"), .diskFreeMin = ByteCount::mib(1)};
        if (stopsAndCopies())
            options.launcher = "";
    }

    /// Nothing at all is left running, the supervisor neither.
    ~VmFixture()
    {
        for (const auto &what : left())
            qWarning("left: %s", what.c_str());
        hypervisor.reset();
        if (!QTest::qWaitFor([this] { return processesWith(path("run")).empty(); }, kPatienceMs))
            qWarning("a process outlived its test");
    }

    std::string path(const std::string &name) const { return path(name.c_str()); }
    std::string path(const char *name) const
    {
        return QDir(m_folder).filePath(QString::fromLatin1(name)).toStdString();
    }

    /// One that is there with another owner stays as it is: a template is of the root disk of that time.
    std::string writeOnce(const char *name, const QByteArray &bytes)
    {
        return QFile::exists(QString::fromStdString(path(name))) ? path(name) : write(name, bytes);
    }
    std::string write(const char *name, const QByteArray &bytes)
    {
        QFile file(QString::fromStdString(path(name)));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
            qFatal("cannot write a test file");
        return path(name);
    }

    /// Makes the hypervisor; false with a warning when that fails.
    bool open()
    {
        std::optional<Result<std::unique_ptr<qemu::QemuHypervisor>>> made;
        auto call = qemu::QemuHypervisor::create(options, [&](auto result) { made = std::move(result); });
        const bool answered = QTest::qWaitFor([&] { return made.has_value(); }, kPatienceMs);
        if (!answered || !*made) {
            qWarning("no hypervisor: %s", answered ? made->error().detail.c_str() : "no answer");
            return false;
        }
        hypervisor = std::move(**made);
        return true;
    }

    ports::MachineSpec spec(const char *name, const QByteArray &code)
    {
        image.kernel = write("kernel", kernelOf(code));
        return {.sandbox = domain::SandboxId(name),
                .size = {.vcpus = 1, .memory = ByteCount::mib(128), .disk = ByteCount::mib(64)},
                .acceleration = domain::Acceleration::Emulated,
                .image = image};
    }

    Result<std::unique_ptr<ports::Machine>> start(ports::MachineSpec what)
    {
        std::optional<Result<std::unique_ptr<ports::Machine>>> started;
        auto call = hypervisor->start(std::move(what), [&](auto result) { started = std::move(result); });
        if (!QTest::qWaitFor([&] { return started.has_value(); }, kPatienceMs))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return std::move(*started);
    }

    Result<std::shared_ptr<const ports::Template>> freeze(std::unique_ptr<ports::Machine> machine)
    {
        std::optional<Result<std::shared_ptr<const ports::Template>>> frozen;
        auto call = hypervisor->freeze(std::move(machine), [&](auto result) { frozen = std::move(result); });
        if (!QTest::qWaitFor([&] { return frozen.has_value(); }, kPatienceMs))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return std::move(*frozen);
    }

    /// What a call that answers with nothing but success answers: `begin` gets the callback.
    template <class Begin>
    static Result<> answered(Begin begin)
    {
        std::optional<Result<>> answer;
        auto call = begin([&](Result<> result) { answer = std::move(result); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return *answer;
    }

    /// What pause() or resume() answered.
    static Result<> answerOf(Call (ports::Machine::*operation)(Callback<>), ports::Machine &machine)
    {
        std::optional<Result<>> answer;
        auto call = (machine.*operation)([&](auto result) { answer = std::move(result); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return *answer;
    }

    /// A running machine, or null with a warning.
    std::unique_ptr<ports::Machine> running(const char *name, const QByteArray &code)
    {
        auto machine = start(spec(name, code));
        if (machine)
            return std::move(*machine);
        qWarning("%s", describe(machine.error()).c_str());
        return nullptr;
    }

    /// What is left of machines: processes, sockets, folders, records and disks.
    std::vector<std::string> left() const
    {
        std::vector<std::string> out;
        for (const long pid : machineProcessesWith(path("run")))
            out.push_back("process " + std::to_string(pid) + " " + qemu::readProcFile(pid, "comm"));
        for (const char *folder : {"run/sandboxes", "run/machines", "run/disks"})
            for (const auto &entry : qemu::entriesOf(path(folder)))
                out.push_back(entry);
        return out;
    }
    bool clean() const { return left().empty(); }

    ports::GuestImage image;
    qemu::Options options;
    std::unique_ptr<qemu::QemuHypervisor> hypervisor;

private:
    std::optional<QTemporaryDir> m_own;
    QString m_folder;
};

/// How a machine ended.
struct Ending {
    std::optional<ports::MachineExit> exit;

    explicit Ending(ports::Machine &machine)
    {
        machine.onExit([this](ports::MachineExit how) { exit = std::move(how); });
    }
    bool wait() const
    {
        return QTest::qWaitFor([this] { return exit.has_value(); }, kPatienceMs);
    }
};

} // namespace glovebox::test
