#include "core/qemu/machine_start.h"

#include "core/base/limits.h"
#include "core/qemu/later.h"
#include "core/qemu/qemu_machine.h"
#include "core/qemu/qemu_snapshot.h"
#include "core/qemu/work_disk.h"

#include <QFile>
#include <QLoggingCategory>
#include <QObject>
#include <QPointer>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcStart, "glovebox.qemu")

/// As the kernel counts.
constexpr int kCpuWeightMax = 10'000;

Result<> checkFile(const std::string &path, const char *what, qint64 magicAt, const char *magic)
{
    QFile file(QString::fromStdString(path));
    if (path.empty() || path.front() != '/' || !file.open(QIODevice::ReadOnly) || file.size() == 0)
        return fail(ErrorCode::ImageBroken, std::string("the image's ") + what + " is missing or empty: " + path);
    const auto length = static_cast<qint64>(std::strlen(magic));
    if (!file.seek(magicAt) || file.read(length) != QByteArray(magic, length))
        return fail(ErrorCode::ImageBroken, std::string("this is no ") + what + ": " + path);
    return {};
}

bool readableByAll(const std::string &path)
{
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && (info.st_mode & S_IROTH) != 0;
}

/// Deletes itself once it has answered or was let go of.
class MachineStart : public QObject {
public:
    MachineStart(StartContext context, ports::MachineSpec spec, Callback<std::unique_ptr<ports::Machine>> done)
        : m_context(std::move(context)), m_spec(std::move(spec)), m_done(std::move(done)),
          m_wrapper(m_context.host.wrapper)
    {
        later(this, [this] { begin(); });
    }

    /// Everything that the start has made is gone when this returns.
    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_step.cancel();
        m_machine.reset();
        m_files.reset();
        deleteLater();
    }

private:
    void begin()
    {
        if (!m_done)
            return; // let go of before it began
        if (auto ready = prepare(); !ready)
            return finish(tl::unexpected(ready.error()));
        if (m_base)
            return launchClone();
        if (m_context.stopped)
            return launchStopped();
        m_step = prepareBlankDisk(m_context.cacheDir, m_spec.size.disk, [this](Result<std::string> blank) {
            if (!blank)
                return finish(tl::unexpected(blank.error()));
            m_disks.blank = *blank;
            m_step = makeOverlay(m_disks.blank, m_files->workDisk(), [this](Result<> made) {
                if (auto ready = made ? handOver() : made; !ready)
                    return finish(tl::unexpected(ready.error()));
                launch();
            });
        });
    }

    /// A clone's disks are there but for its own, which is a small file's copy.
    void launchClone()
    {
        auto ready = m_base->overlay().write(m_files->workDisk());
        if (ready)
            ready = handOver();
        if (!ready)
            return finish(tl::unexpected(ready.error()));
        launch();
    }

    /// Its disk and all below are there.
    void launchStopped()
    {
        if (auto ready = handOver(); !ready)
            return finish(tl::unexpected(ready.error()));
        launch();
    }

    /// It has that one's names, so that it takes its place whenever it is remembered.
    Result<std::string> takeStopped()
    {
        const auto &[record, below, remembered] = *m_context.stopped;
        m_spec.sandbox = domain::SandboxId(record.machine);
        m_spec.size = record.size;
        m_spec.image = record.image;
        m_disks = below;
        for (const auto &layer : below.layers) // one may have been its own disk a moment before it ended
            GB_CHECK(closeDisk(layer->path()));
        return record.disk;
    }

    Result<> prepare()
    {
        auto disk = m_spec.sandbox.value() + ".qcow2";
        if (m_context.stopped) {
            GB_TRY(stopped, takeStopped());
            disk = stopped;
        }
        GB_CHECK(checkSpec(m_spec));
        GB_CHECK(checkBeginning());
        GB_CHECK(checkFreeSpace(m_context.diskDir, m_context.diskFreeMin));
        GB_TRY(runDir, m_context.runtimeDir->makeSandboxDir(m_spec.sandbox));
        m_files = std::make_unique<MachineFiles>(runDir, m_context.diskDir + "/" + disk,
                                                 m_context.runtimeDir->recordFile(m_spec.sandbox.value()));
        m_files->lendDisk(m_context.stopped.has_value());
        GB_CHECK(checkSocketPath(m_files->controlSocket()));
        GB_CHECK(checkSocketPath(m_files->networkSocket()));
        GB_CHECK(checkSocketPath(m_files->monitorSocket()));
        chooseWrapping();
        return {};
    }

    Result<> checkBeginning()
    {
        const bool clone = m_spec.base || m_spec.from;
        if (m_spec.base && m_spec.from)
            return fail(ErrorCode::InvalidArgument, "a sandbox is of a template or of a snapshot, not of both");
        if (m_context.stopped && (clone || m_spec.freezable))
            return fail(ErrorCode::InvalidArgument, "a sandbox is booted from its disk, or is a clone, not both");
        if (!clone)
            GB_CHECK(checkImage(m_spec.image));
        if ((clone || m_spec.freezable) && m_context.host.noCloning)
            return tl::unexpected(*m_context.host.noCloning);
        if (m_spec.from)
            return checkSnapshot();
        if (m_spec.base) {
            m_base = dynamic_cast<const QemuTemplate *>(m_spec.base.get());
            if (!m_base)
                return fail(ErrorCode::InvalidArgument, "this template was not made here");
            m_disks = m_base->disks();
            m_spec.network = m_base->facts().network;
            return checkAgainst(m_base->facts(), m_spec);
        }
        if (m_spec.freezable) {
            GB_TRY(memory, memory::SealedMemory::create(m_spec.size.memory, "glovebox-memory"));
            m_memory.emplace(std::move(memory));
        }
        return {};
    }

    Result<> checkSnapshot()
    {
        const auto *from = dynamic_cast<const QemuSnapshot *>(m_spec.from.get());
        if (!from)
            return fail(ErrorCode::InvalidArgument, "this snapshot was not taken here");
        m_base = from->base().get();
        m_disks = from->disks();
        m_spec.network = from->facts().network;
        return checkAgainst(from->facts(), m_spec);
    }

    const memory::SealedMemory *memory() const { return m_base ? &m_base->memory() : m_memory ? &*m_memory : nullptr; }

    /// As nobody, QEMU can only use files that everybody may read. Rather than fail, it then keeps our user id, without
    /// any capability.
    void chooseWrapping()
    {
        if (m_wrapper.wrapping != Wrapping::BubblewrapAsNobody)
            return;
        struct stat kvm {};
        const bool usesKvm = m_spec.acceleration == domain::Acceleration::Kvm;
        bool possible = true;
        for (const auto &path : readOnlyFiles())
            possible = possible && readableByAll(path);
        if (usesKvm && ::stat("/dev/kvm", &kvm) == 0 && (kvm.st_mode & 0006) != 0006) {
            if ((kvm.st_mode & 0060) == 0060)
                m_kvmGroup = kvm.st_gid;
            else
                possible = false;
        }
        if (!possible) {
            m_wrapper.wrapping = Wrapping::Bubblewrap;
            qCWarning(lcStart) << "QEMU of" << m_spec.sandbox.value().c_str()
                               << "keeps the user id of root: not everything it needs may be used by an ordinary user";
        }
    }

    std::vector<std::string> readOnlyFiles() const
    {
        auto out = m_disks.files();
        out.push_back(m_spec.image.rootDisk);
        if (!m_base)
            out.insert(out.end(), {m_spec.image.kernel, m_spec.image.initrd});
        return out;
    }

    /// What QEMU writes must belong to whom it becomes.
    Result<> handOver()
    {
        if (m_wrapper.wrapping != Wrapping::BubblewrapAsNobody)
            return {};
        for (const auto &path : {m_files->runDir(), m_files->workDisk()})
            if (::chown(path.c_str(), kNobody, kNobody) != 0)
                return fail(ErrorCode::PermissionDenied,
                            "giving " + path + " to an unprivileged user: " + std::strerror(errno));
        return {};
    }

    MachineDescription description() const
    {
        using Origin = MachineDescription::Origin;
        return {.board = m_context.host.board,
                .name = m_spec.sandbox.value(),
                .acceleration = m_spec.acceleration,
                .vcpus = m_spec.size.vcpus,
                .memory = m_spec.size.memory,
                .origin = m_base     ? Origin::Clone
                          : m_memory ? Origin::FreezableBoot
                                     : Origin::Boot,
                .memoryFile = memory() ? "/proc/self/fd/" + std::to_string(kMemoryDescriptor) : std::string(),
                .kernel = m_spec.image.kernel,
                .initrd = m_spec.image.initrd,
                .rootDisk = m_spec.image.rootDisk,
                .workDisk = m_files->workDisk(),
                .layers = m_disks.layerFiles(),
                .frozenDisk = m_disks.frozen,
                .blankDisk = m_disks.blank,
                .monitorSocket = m_files->monitorSocket(),
                .controlSocket = m_files->controlSocket(),
                .networkSocket = m_spec.network ? m_files->networkSocket() : std::string(),
                .tscKhz = m_context.host.tscKhz,
                .seccomp = m_context.host.seccomp};
    }

    /// A clone's QEMU is begun by the launcher, where there is one.
    bool isLaunched() const { return m_base && !m_context.launcher.empty(); }

    /// Not with KVM: that the writes which the hypervisor makes by itself are seen there has not been proven, and one
    /// that is missed would be a guest's broken memory.
    int watchDescriptor() const
    {
        return m_spec.acceleration == domain::Acceleration::Emulated ? kWriteWatchDescriptor : 0;
    }

    CommandLine qemuCommand() const
    {
        CommandLine qemu{m_context.host.qemu, qemuArguments(description())};
        if (!isLaunched())
            return qemu;
        qemu.arguments.insert(qemu.arguments.begin(), {std::to_string(watchDescriptor()), qemu.program});
        return {m_context.launcher, std::move(qemu.arguments)};
    }

    void launch()
    {
        auto readOnly = readOnlyFiles();
        if (isLaunched())
            readOnly.push_back(m_context.launcher);
        const FileAccess access{.readOnly = std::move(readOnly),
                                .writable = {m_files->runDir(), m_files->workDisk()},
                                .kvm = m_spec.acceleration == domain::Acceleration::Kvm,
                                .kvmGroup = m_kvmGroup};
        auto command = confined(m_wrapper, access, qemuCommand());
        MachineLaunch launch{.files = std::move(m_files),
                             .command = std::move(command),
                             .wrapped = m_wrapper.wrapping != Wrapping::None,
                             .spec = m_spec,
                             .disks = m_disks,
                             .under = m_context.stopped ? m_context.stopped->record.under : std::string(),
                             .remembered = m_context.stopped ? m_context.stopped->remembered : nullptr,
                             .memory = std::move(m_memory),
                             .store = m_context.store,
                             .supervisor = m_context.supervisor,
                             .qemuVersion = m_context.host.version,
                             .noSnapshots = m_context.host.noSnapshots,
                             .console = m_context.console};
        if (m_context.diskLeft)
            launch.diskLeft = [left = m_context.diskLeft, machine = m_spec.sandbox.value()] {
                left(machine);
            };
        m_machine = std::make_unique<QemuMachine>(std::move(launch), [this](Result<> ready) {
            if (ready)
                finish(std::unique_ptr<ports::Machine>(std::move(m_machine)));
            else
                finish(tl::unexpected(ready.error()));
        });
    }

    void finish(Result<std::unique_ptr<ports::Machine>> result)
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            deleteLater();
            if (!result) {
                // Gone before anybody hears of the failure: the next attempt may use the same name.
                m_machine.reset();
                m_files.reset();
                result = tl::unexpected(inContext("starting " + m_spec.sandbox.value(), std::move(result).error()));
            }
            done(std::move(result));
        }
    }

    StartContext m_context;
    ports::MachineSpec m_spec;
    Callback<std::unique_ptr<ports::Machine>> m_done;
    Wrapper m_wrapper;
    std::optional<unsigned> m_kvmGroup;
    const QemuTemplate *m_base = nullptr;         // whose memory it maps; m_spec holds it
    std::optional<memory::SealedMemory> m_memory; // of one that may be frozen
    DiskStack m_disks;                            // below its own
    std::unique_ptr<MachineFiles> m_files;
    std::unique_ptr<QemuMachine> m_machine;
    Call m_step;
};

} // namespace

Call startMachine(StartContext context, ports::MachineSpec spec, Callback<std::unique_ptr<ports::Machine>> done)
{
    auto *start = new MachineStart(std::move(context), std::move(spec), std::move(done)); // deletes itself
    return Call([guard = QPointer<MachineStart>(start)] {
        if (guard)
            guard->abandon();
    });
}

Result<> checkSpec(const ports::MachineSpec &spec)
{
    using namespace limits;
    const auto &size = spec.size;
    if (!isSafeToken(spec.sandbox.value()))
        return fail(ErrorCode::InvalidArgument, "a sandbox's id has letters, digits, '-' and '_' only");
    if (size.vcpus < 1 || size.vcpus > kVcpusMax)
        return fail(ErrorCode::InvalidArgument, "a sandbox has 1 to " + std::to_string(kVcpusMax) +
                                                    " processors, not " + std::to_string(size.vcpus));
    const auto range = [](const char *what, ByteCount value, ByteCount min, ByteCount max) -> Result<> {
        if (value >= min && value <= max)
            return {};
        return fail(ErrorCode::InvalidArgument,
                    std::string("a sandbox's ") + what + " is " + std::to_string(min.value >> 20) + " to " +
                        std::to_string(max.value >> 20) + " MiB, not " + std::to_string(value.value >> 20));
    };
    GB_CHECK(range("memory", size.memory, kMachineMemoryMin, kMachineMemoryMax));
    if (spec.shares.cpuWeight < 1 || spec.shares.cpuWeight > kCpuWeightMax)
        return fail(ErrorCode::InvalidArgument, "a sandbox's processor weight is 1 to " +
                                                    std::to_string(kCpuWeightMax) + ", not " +
                                                    std::to_string(spec.shares.cpuWeight));
    return range("disk", size.disk, kMachineDiskMin, kMachineDiskMax);
}

Result<> checkImage(const ports::GuestImage &image)
{
    GB_CHECK(checkFile(image.kernel, "Linux kernel", 0x202, "HdrS"));
    GB_CHECK(checkFile(image.initrd, "initial file system", 0, ""));
    return checkFile(image.rootDisk, "squashfs", 0, "hsqs");
}

} // namespace glovebox::qemu
