#include "core/qemu/qemu_hypervisor.h"

#include "core/base/subprocess.h"
#include "core/qemu/folder.h"
#include "core/qemu/later.h"
#include "core/qemu/left_disks.h"
#include "core/qemu/machine_freeze.h"
#include "core/qemu/machine_start.h"
#include "core/qemu/supervisor/packet_socket.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcQemu, "glovebox.qemu")

namespace fs = std::filesystem;

constexpr const char *kKvmDevice = "/dev/kvm";

Call answerLater(std::function<void()> answer)
{
    auto *context = new QObject; // deletes itself
    later(context, [context, answer = std::move(answer)] {
        context->deleteLater();
        answer();
    });
    return Call([guard = QPointer<QObject>(context)] { delete guard.data(); });
}

/// The runtime folder's lock is held.
Result<> prepareDiskDir(const std::string &path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (!error) // guests' disks: nobody else's business
        fs::permissions(path, fs::perms::owner_all, error);
    if (error)
        return fail(ErrorCode::FolderUnusable, "making " + path + ": " + error.message());
    return {};
}

/// A disk becomes a layer of the store by being given another name.
Result<> checkSameDisk(const std::string &one, const std::string &other)
{
    struct stat a {};
    struct stat b {};
    if (::stat(one.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev)
        return {};
    return fail(ErrorCode::FolderUnusable, one + " and " + other + " have to be on the same disk");
}

/// QEMU may be another user.
bool isForAll(const fs::path &program)
{
    std::error_code error;
    constexpr auto wanted = fs::perms::others_read | fs::perms::others_exec;
    const auto status = fs::status(program, error);
    return !error && fs::is_regular_file(status) && (status.permissions() & wanted) == wanted;
}

/// Installed beside us, or where it was built; "" when it is in neither place.
std::string findLauncher()
{
    const auto folder = QCoreApplication::applicationDirPath().toStdString();
    std::error_code error;
    for (const char *place : {"/glovebox-vm-launcher", "/../../core/qemu/launcher/glovebox-vm-launcher"})
        if (const auto found = fs::canonical(folder + place, error); !error && isForAll(found))
            return found.string();
    return {};
}

std::string leftDirOf(const Options &options)
{
    return options.diskDir + "/left";
}

DiskFolders foldersOf(const Options &options)
{
    return {options.diskDir, options.frozenDir, options.cacheDir};
}

std::vector<MachineRecord> recordsOf(const std::vector<FoundProcess> &found)
{
    std::vector<MachineRecord> out;
    for (const auto &[record, child] : found)
        out.push_back(record);
    return out;
}

/// What orphans stand on: disks that were put aside, and machines that live and are nobody's.
void addOrphans(StoreNeeds &needs, const Options &options, const Strays &strays)
{
    const auto add = [&needs](const std::optional<std::string> &under) {
        if (!under)
            needs.keepTemplates = true;
        else if (!under->empty())
            needs.templatesOfOrphans.insert(*under);
    };
    for (const auto &disk : leftDisks(leftDirOf(options))) {
        add(disk.under);
        needs.keepStrays = true; // they stand on layers, too
    }
    for (const auto &[child, why] : strays.machines) {
        const auto note = readMachineRecord(options.diskDir + "/" + child.name + ".json");
        add(note ? std::optional(note->under) : std::nullopt);
        needs.keepStrays = true;
    }
}

Result<std::unique_ptr<DiskStore>> openStore(const Options &options, const HostFacts &host, StoreNeeds needs,
                                             memory::Descriptor lock)
{
    HostIdentity identity{.qemuVersion = host.version,
                          .board = host.board == MachineDescription::Board::Microvm ? "microvm" : "q35",
                          .cpuModel = readCpuModel(),
                          .pageSize = memory::pageSize(),
                          .tscKhz = static_cast<std::uint64_t>(host.tscKhz.value_or(0))};
    GB_TRY(store, DiskStore::open(options.frozenDir, std::move(identity), std::move(needs), std::move(lock)));
    GB_CHECK(checkSameDisk(options.diskDir, options.frozenDir));
    store->setFreeMin(options.diskFreeMin);
    return std::move(store);
}

/// A supervisor whose program was killed and had no machine waits this long for the next one.
constexpr std::chrono::milliseconds kSupervisorIdle{10'000};

Result<> fillIn(Options &options, const std::string &runtimeDir)
{
    if (options.diskDir.empty())
        options.diskDir = runtimeDir + "/disks";
    options.diskDir = absolutePath(options.diskDir);
    if (options.frozenDir.empty())
        options.frozenDir = options.diskDir + "/../frozen";
    options.frozenDir = absolutePath(options.frozenDir);
    options.cacheDir = absolutePath(options.cacheDir);
    if (!options.launcher)
        options.launcher = findLauncher();
    if (options.supervisor.empty()) {
        GB_TRY(found, supervisor::findSupervisorProgram(QCoreApplication::applicationDirPath().toStdString()));
        options.supervisor = found;
    }
    return {};
}

} // namespace

/// Deletes itself once it has answered or was let go of.
class QemuHypervisor::Creation : public QObject {
public:
    Creation(Options options, Callback<std::unique_ptr<QemuHypervisor>> done)
        : m_options(std::move(options)), m_done(std::move(done))
    {
        later(this, [this] {
            if (const auto begun = begin(); !begun)
                finish(tl::unexpected(begun.error()));
        });
    }

    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_step.cancel();
        m_made.reset();
        m_storeLock = {};
        deleteLater();
    }

private:
    Result<> begin()
    {
        if (!m_done)
            return {}; // let go of before it began
        GB_TRY(dir, RuntimeDir::open(m_options.runtimeDir));
        GB_CHECK(fillIn(m_options, dir.path()));
        GB_CHECK(checkSocketPath(supervisor::socketPath(dir.path())));
        auto client = std::make_unique<supervisor::SupervisorClient>(supervisor::ClientOptions{
            .folder = dir.path(), .program = m_options.supervisor, .idle = kSupervisorIdle, .endsWithUs = true});
        m_made.reset(
            new QemuHypervisor(std::move(m_options), std::move(dir), std::move(client), std::vector<FoundProcess>()));
        m_step = findProcesses(*m_made->m_supervisor, m_made->m_runtimeDir, [this](Result<FoundProcesses> found) {
            if (!found)
                return finish(tl::unexpected(found.error()));
            m_made->m_found = std::move(found->living);
            m_strays = std::move(found->strays);
            clean(found->unfinished);
        });
        return {};
    }

    void clean(const std::set<std::string> &unfinished)
    {
        auto &options = m_made->m_options;
        // Whoever has the same data folder and another runtime folder has its disks, too.
        auto lock = DiskStore::lock(options.frozenDir);
        if (!lock)
            return finish(tl::unexpected(lock.error()));
        m_storeLock = *std::move(lock);
        auto prepared = prepareDiskDir(options.diskDir);
        if (prepared)
            prepared = sortDisks(unfinished);
        if (!prepared)
            return finish(tl::unexpected(prepared.error()));
        auto spared = machinesOf(m_made->m_found);
        for (const auto &[child, why] : m_strays.machines)
            spared.insert(child.name);
        const auto left = m_made->m_runtimeDir.removeLeftovers(spared);
        if (left.processes > 0 || left.sandboxes > 0)
            qCInfo(lcQemu) << "Tidied up after a run that died: folders of" << left.sandboxes << "machines,"
                           << left.processes << "processes ended";
        m_step = surveyHost([this](Result<HostFacts> host) {
            if (!host)
                return finish(tl::unexpected(host.error()));
            auto inUse = recordsOf(m_made->m_found);
            inUse.insert(inUse.end(), m_stopped.begin(), m_stopped.end());
            StoreNeeds needs{.templates = templatesOf(inUse), .templatesOfOrphans = templatesOf(m_elsewhere)};
            inUse.insert(inUse.end(), m_elsewhere.begin(), m_elsewhere.end());
            needs.layers = layersOf(inUse);
            addOrphans(needs, m_made->m_options, m_strays);
            auto store = openStore(m_made->m_options, *host, std::move(needs), std::move(m_storeLock));
            if (!store)
                return finish(tl::unexpected(store.error()));
            // The supervisor is QEMU's parent, not we: where only ancestors may look, the launcher has to allow it.
            const bool mayLook = ::geteuid() == 0 || memory::readYamaScope().value_or(0) == 0;
            if (!host->noSnapshots && m_made->m_options.launcher->empty() && !mayLook)
                host->noSnapshots = Error{ErrorCode::Unsupported, "snapshots of sandboxes cannot be taken here: " +
                                                                      memory::whyRefused(memory::readYamaScope())};
            m_made->m_host = *std::move(host);
            m_made->m_store = *std::move(store);
            m_made->m_stopped =
                std::make_unique<StoppedDisks>(foldersOf(m_made->m_options), *m_made->m_store, std::move(m_stopped));
            m_made->m_strays =
                std::make_unique<StrayKeeper>(std::move(m_strays), *m_made->m_supervisor, m_made->m_runtimeDir);
            m_made->m_orphans =
                std::make_unique<OrphanFinder>(*m_made->m_store, leftDirOf(m_made->m_options), m_made->m_strays.get());
            finish(std::move(m_made));
        });
    }

    /// Those in use stay, those that a machine can be booted from, too; the others are put aside, or were nobody's.
    Result<> sortDisks(const std::set<std::string> &unfinished)
    {
        const auto &options = m_made->m_options;
        auto living = recordsOf(m_made->m_found);
        auto inUse = disksOf(living);
        for (const auto &[child, why] : m_strays.machines) { // which of its disks it has is not known
            living.push_back({.sandbox = {.id = domain::SandboxId(child.name)}, .machine = child.name});
            for (const auto &entry : entriesOf(options.diskDir))
                if (const auto name = fs::path(entry).filename().string();
                    name == child.name + ".qcow2" || name.starts_with(child.name + "-"))
                    inUse.insert(name);
        }
        auto found = findStoppedDisks(foldersOf(options), living);
        inUse.merge(disksOf(found.whole));
        m_stopped = std::move(found.whole);
        inUse.merge(disksOf(found.alive));
        for (auto &record : found.alive) {
            qCWarning(lcQemu) << "The machine" << record.machine.c_str() << "lives, but not with the supervisor of"
                              << m_made->m_runtimeDir.path().c_str();
            supervisor::ChildInfo child;
            child.pid = record.process.pid;
            child.startTime = record.process.startTime;
            child.name = record.machine;
            m_strays.elsewhere.push_back({std::move(child), "with a supervisor in another runtime folder than ours"});
            m_elsewhere.push_back(std::move(record));
        }
        std::error_code ignored;
        for (const auto &stray : found.strays)
            fs::remove(stray, ignored);
        return putDisksAside(options.diskDir, leftDirOf(options), m_made->m_runtimeDir, inUse, unfinished,
                             machinesOf(m_made->m_found), found.unusable);
    }

    void finish(Result<std::unique_ptr<QemuHypervisor>> result)
    {
        auto done = std::exchange(m_done, nullptr);
        if (!done)
            return;
        m_made.reset(); // its locks, before anybody hears of a failure
        m_storeLock = {};
        deleteLater();
        done(std::move(result));
    }

    Options m_options;
    Callback<std::unique_ptr<QemuHypervisor>> m_done;
    std::unique_ptr<QemuHypervisor> m_made;
    memory::Descriptor m_storeLock; // until the store has it
    std::vector<MachineRecord> m_stopped;
    std::vector<MachineRecord> m_elsewhere; // they live, and are not ours
    Strays m_strays;
    Call m_step;
};

Call QemuHypervisor::create(Options options, Callback<std::unique_ptr<QemuHypervisor>> done)
{
    auto *creation = new Creation(std::move(options), std::move(done)); // deletes itself
    return Call([guard = QPointer<Creation>(creation)] {
        if (guard)
            guard->abandon();
    });
}

QemuHypervisor::QemuHypervisor(Options options, RuntimeDir runtimeDir,
                               std::unique_ptr<supervisor::SupervisorClient> client, std::vector<FoundProcess> found)
    : m_options(std::move(options)), m_runtimeDir(std::move(runtimeDir)), m_supervisor(std::move(client)),
      m_found(std::move(found))
{
}

Call QemuHypervisor::survivors(Callback<std::vector<ports::Survivor>> done)
{
    m_found = stillThere(m_found, m_runtimeDir); // it may have been begun before, and given up
    return takeOver({.runtimeDir = &m_runtimeDir,
                     .store = m_store.get(),
                     .supervisor = m_supervisor.get(),
                     .diskDir = m_options.diskDir,
                     .host = m_host,
                     .console = m_options.console,
                     .diskLeft =
                         [this](const std::string &machine) {
                             m_stopped->add(machine);
                         }},
                    m_found, [this, done = std::move(done)](Result<std::vector<ports::Survivor>> survivors) {
                        m_found.clear();
                        done(std::move(survivors));
                    });
}

Call QemuHypervisor::start(ports::MachineSpec spec, Callback<std::unique_ptr<ports::Machine>> done)
{
    StartContext context{&m_runtimeDir,
                         m_store.get(),
                         m_options.cacheDir,
                         m_options.diskDir,
                         m_options.diskFreeMin,
                         m_supervisor.get(),
                         m_options.launcher.value_or(""),
                         m_host,
                         m_options.console,
                         [this](const std::string &machine) {
                             m_stopped->add(machine);
                         }};
    if (!spec.stopped.empty()) {
        const auto *disk = m_stopped->find(spec.stopped);
        if (!disk)
            return answerLater([done = std::move(done), name = spec.stopped] {
                done(fail(ErrorCode::NotFound, "the disk of " + name + " is gone"));
            });
        context.stopped = {disk->record, disk->below, [this, name = spec.stopped] {
                               m_stopped->forget(name);
                           }};
    }
    return startMachine(std::move(context), std::move(spec), std::move(done));
}

Call QemuHypervisor::freeze(std::unique_ptr<ports::Machine> machine,
                            Callback<std::shared_ptr<const ports::Template>> done)
{
    return freezeMachine(*m_store, std::move(machine), std::move(done));
}

Result<> QemuHypervisor::canClone() const
{
    return m_host.noCloning ? tl::unexpected(*m_host.noCloning) : Result<>{};
}

Result<> QemuHypervisor::canSnapshot() const
{
    return m_host.noSnapshots ? tl::unexpected(*m_host.noSnapshots) : Result<>{};
}

Call QemuHypervisor::spread(std::shared_ptr<const ports::Snapshot> snapshot,
                            Callback<std::shared_ptr<const ports::Template>> done)
{
    auto ours = std::dynamic_pointer_cast<const QemuSnapshot>(std::move(snapshot));
    if (!ours)
        return answerLater(
            [done = std::move(done)] { done(fail(ErrorCode::InvalidArgument, "this snapshot was not taken here")); });
    return m_store->spread(std::move(ours), std::move(done));
}

Result<> QemuHypervisor::mayWork(domain::Acceleration acceleration) const
{
    GB_TRY(qemu, findProgram("qemu-system-x86_64"));
    Q_UNUSED(qemu)
    return acceleration == domain::Acceleration::Kvm ? checkKvmDevice(kKvmDevice) : Result<>{};
}

Result<> checkKvmDevice(const std::string &device)
{
    const int fd = ::open(device.c_str(), O_RDWR | O_CLOEXEC);
    const int why = errno;
    if (fd >= 0) {
        const int version = ::ioctl(fd, KVM_GET_API_VERSION, 0);
        ::close(fd);
        if (version == KVM_API_VERSION)
            return {};
        return fail(ErrorCode::AccelerationUnusable, device + " is there but does not answer as KVM does");
    }
    if (why == ENOENT || why == ENXIO || why == ENODEV)
        return fail(ErrorCode::AccelerationUnusable,
                    device +
                        " is missing: virtualisation is switched off in the firmware, the kvm module is not loaded, or "
                        "this host is itself a virtual machine without nested virtualisation");
    if (why == EACCES || why == EPERM)
        return fail(
            ErrorCode::AccelerationUnusable,
            device +
                " may not be used by this user: add the user to the group that owns it (usually kvm) and log in again");
    if (why == EBUSY)
        return fail(ErrorCode::AccelerationUnusable, device + " is in use by another hypervisor on this host");
    return fail(ErrorCode::AccelerationUnusable, device + " cannot be opened: " + std::strerror(why));
}

namespace {

ProbeMemory probeMemory(const std::string &cacheDir, const std::string &version)
{
    const auto kvm = checkKvmDevice(kKvmDevice);
    return {cacheDir + "/acceleration.json",
            {readBootId(), version, readCpuModel(), kvm ? "usable" : kvm.error().detail}};
}

} // namespace

std::optional<ports::AccelerationReport> QemuHypervisor::rememberedProbe(const ports::GuestImage &image) const
{
    return probeMemory(m_options.cacheDir, m_host.version).recall(image.key);
}

void QemuHypervisor::rememberProbe(const ports::GuestImage &image, const ports::AccelerationReport &report)
{
    probeMemory(m_options.cacheDir, m_host.version).remember(image.key, report);
}

} // namespace glovebox::qemu
