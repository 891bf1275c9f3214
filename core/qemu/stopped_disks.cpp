#include "core/qemu/stopped_disks.h"

#include "core/qemu/folder.h"
#include "core/qemu/machine_start.h"
#include "core/qemu/process_handle.h"
#include "core/qemu/store_folder.h"
#include "core/qemu/supervisor/process_stat.h"
#include "core/qemu/work_disk.h"

#include <QLoggingCategory>

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcStopped, "glovebox.qemu")

namespace fs = std::filesystem;

/// Of the records beside disks.
constexpr std::string_view kNoteSuffix = ".json";

/// A killed QEMU is gone within tens of milliseconds.
constexpr std::chrono::milliseconds kEndsWithin{1000};

bool hasBytes(const std::string &file)
{
    return lengthOf(file).value > 0;
}

std::string fileOfLayer(const DiskFolders &folders, const MachineRecord::Layer &layer)
{
    const auto own = folders.disks + "/" + layer.file;
    return hasBytes(own) ? own : folders.frozen + "/layers/" + layer.id + ".qcow2";
}

WallTime writtenAt(const std::string &file)
{
    return WallTime(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(stampOf(file).changed)));
}

/// Below all layers. An unfinished template has its disk, and its blank one is where that was made.
Result<DiskStack> foundationOf(const DiskFolders &folders, const MachineRecord &record)
{
    const auto cached = blankDiskFile(folders.cache, record.size.disk);
    // What a guest wrote lies between what was there before: another blank disk would be another file system.
    const bool sameBlank = record.blank.size > 0 && stampOf(cached) == record.blank;
    if (record.under.empty()) {
        if (!sameBlank)
            return fail(ErrorCode::NotFound, "the blank disk that it stands on is gone");
        return DiskStack{cached, {}, {}};
    }
    const auto folder = folders.frozen + "/templates/" + record.under;
    const auto frozen = folder + "/" + kDiskFile;
    const auto blank = hasBytes(folder + "/" + kManifestFile) ? folder + "/" + kBlankFile
                       : sameBlank                            ? cached
                                                              : std::string();
    if (!hasBytes(frozen) || blank.empty() || !hasBytes(blank))
        return fail(ErrorCode::NotFound, "the template that it stands on, " + record.under + ", is gone");
    return DiskStack{blank, frozen, {}};
}

/// A snapshot was about to give it another disk, which stands on the one before: whether or not its guest had it, what
/// the guest wrote is in the two.
void decideDisk(const DiskFolders &folders, MachineRecord &record)
{
    const auto move = std::exchange(record.move, std::nullopt);
    record.held = false;
    if (!move || !hasBytes(folders.disks + "/" + move->file))
        return;
    record.layers.push_back({move->layer, record.disk, record.node});
    record.disk = move->file;
    record.node = move->node;
}

Result<> checkWhole(const DiskFolders &folders, const MachineRecord &record)
{
    GB_CHECK(checkImage(record.image));
    GB_TRY(foundation, foundationOf(folders, record));
    Q_UNUSED(foundation)
    if (record.layers.size() > kLayersMax)
        return fail(ErrorCode::ProtocolError, "it stands on too many layers");
    for (const auto &layer : record.layers)
        if (!hasBytes(fileOfLayer(folders, layer)))
            return fail(ErrorCode::NotFound, "a layer of it is gone: " + layer.id);
    return {};
}

/// What is seen ending is waited for a moment: its host killed it together with whoever looked after it.
bool isAlive(const supervisor::Spawned &process)
{
    const ProcessHandle handle(static_cast<long>(process.pid));
    const auto stat = supervisor::readProcessStat(static_cast<pid_t>(process.pid));
    return stat && stat->startTime == process.startTime && (!handle || !handle.waitGone(kEndsWithin));
}

class Looking {
public:
    Looking(const DiskFolders &folders, const std::vector<MachineRecord> &living) : m_folders(folders), m_living(living)
    {
    }

    FoundDisks found()
    {
        std::vector<std::string> notes;
        for (const auto &entry : entriesOf(m_folders.disks))
            if (entry.ends_with(kNoteSuffix) && !isTakenOver(machineOf(entry)))
                notes.push_back(entry);
        // Before anything is said of another disk of theirs.
        std::erase_if(notes, [this](const auto &note) { return lives(note); });
        for (const auto &note : notes)
            look(note);
        // Of two of one sandbox the one that was written last is what it was.
        std::ranges::stable_sort(m_found.whole, std::greater<>{}, [this](const auto &each) {
            return stampOf(m_folders.disks + "/" + each.disk).changed;
        });
        std::vector<MachineRecord> newest;
        std::set<std::string> sandboxes;
        for (auto &record : std::exchange(m_found.whole, {})) {
            if (sandboxes.insert(record.sandbox.id.value()).second)
                newest.push_back(std::move(record));
            else
                setAside(noteOf(record), record, "another disk of that sandbox is newer");
        }
        m_found.whole = std::move(newest);
        // What one of those stands on is not put aside with another.
        for (const auto &file : disksOf(m_found.whole))
            m_found.unusable.erase(file);
        return std::move(m_found);
    }

    std::optional<MachineRecord> only(const std::string &note)
    {
        if (!lives(note))
            look(note);
        return m_found.whole.empty() ? std::nullopt : std::optional(std::move(m_found.whole.front()));
    }

private:
    std::string noteOf(const MachineRecord &record) const
    {
        return m_folders.disks + "/" + record.machine + std::string(kNoteSuffix);
    }

    static std::string machineOf(const std::string &note) { return fs::path(note).stem().string(); }

    bool isTakenOver(const std::string &machine) const
    {
        return std::ranges::any_of(m_living, [&](const auto &each) { return each.machine == machine; });
    }

    /// Its process runs: our supervisor does not know of it, another may.
    bool lives(const std::string &note)
    {
        auto record = readMachineRecord(note);
        if (!record || record->machine != machineOf(note) || !isAlive(record->process))
            return false;
        m_found.alive.push_back(*std::move(record));
        return true;
    }

    void look(const std::string &note)
    {
        const auto machine = machineOf(note);
        auto record = readMachineRecord(note);
        if (!record || record->machine != machine) {
            const auto disk = machine + ".qcow2";
            if (hasBytes(m_folders.disks + "/" + disk))
                m_found.unusable[disk] = {note, "what was written down of it cannot be read"};
            else
                m_found.strays.push_back(note);
            return;
        }
        decideDisk(m_folders, *record);
        if (!hasBytes(m_folders.disks + "/" + record->disk)) {
            m_found.strays.push_back(note);
            return;
        }
        const auto isOfThat = [&](const auto &each) {
            return each.sandbox.id == record->sandbox.id;
        };
        if (std::ranges::any_of(m_living, isOfThat) || std::ranges::any_of(m_found.alive, isOfThat))
            return setAside(note, *record, "another machine of that sandbox lives");
        if (const auto whole = checkWhole(m_folders, *record); !whole)
            return setAside(note, *record, whole.error().detail);
        m_found.whole.push_back(*std::move(record));
    }

    void setAside(const std::string &note, const MachineRecord &record, const std::string &why)
    {
        qCWarning(lcStopped) << record.machine.c_str() << "cannot be booted from its disk:" << why.c_str();
        m_found.unusable[record.disk] = {note, why};
        for (const auto &layer : record.layers)
            m_found.unusable[layer.file] = {note, why};
    }

    const DiskFolders &m_folders;
    const std::vector<MachineRecord> &m_living;
    FoundDisks m_found;
};

} // namespace

FoundDisks findStoppedDisks(const DiskFolders &folders, const std::vector<MachineRecord> &living)
{
    return Looking(folders, living).found();
}

std::set<std::string> disksOf(const std::vector<MachineRecord> &records)
{
    std::set<std::string> out;
    for (const auto &record : records) {
        out.insert(record.disk);
        for (const auto &layer : record.layers)
            out.insert(layer.file);
        if (record.move)
            out.insert(record.move->file);
    }
    return out;
}

std::set<std::string> layersOf(const std::vector<MachineRecord> &records)
{
    std::set<std::string> out;
    for (const auto &record : records) {
        for (const auto &layer : record.layers)
            out.insert(layer.id);
        if (record.move)
            out.insert(record.move->layer);
    }
    return out;
}

std::set<std::string> templatesOf(const std::vector<MachineRecord> &records)
{
    std::set<std::string> out;
    for (const auto &record : records)
        if (!record.under.empty())
            out.insert(record.under);
    return out;
}

StoppedDisks::StoppedDisks(DiskFolders folders, DiskStore &store, std::vector<MachineRecord> found)
    : m_folders(std::move(folders)), m_store(store)
{
    for (auto &record : found)
        hold(std::move(record));
}

bool StoppedDisks::hold(MachineRecord record)
{
    auto below = foundationOf(m_folders, record);
    if (!below)
        return false; // it was there a moment ago: the next start says why
    for (const auto &layer : record.layers) {
        const auto own = m_folders.disks + "/" + layer.file;
        auto held = hasBytes(own) ? std::make_shared<DiskLayer>(layer.id, own) : m_store.layer(layer.id);
        if (held)
            below->layers.push_back(std::move(held));
    }
    const auto machine = record.machine;
    m_disks.insert_or_assign(machine, Disk{std::move(record), *std::move(below)});
    return true;
}

/// What cannot be booted from stays where it is: the next start puts it aside, with the reason.
bool StoppedDisks::add(const std::string &machine)
{
    const auto note = m_folders.disks + "/" + machine + std::string(kNoteSuffix);
    auto record = Looking(m_folders, {}).only(note);
    return record && hold(*std::move(record));
}

StoppedDisks::~StoppedDisks()
{
    for (const auto &[machine, disk] : m_disks)
        for (const auto &layer : disk.below.layers)
            layer->named(); // its file stays
}

std::vector<ports::StoppedMachine> StoppedDisks::list() const
{
    std::vector<ports::StoppedMachine> out;
    for (const auto &[machine, disk] : m_disks) {
        auto space = spaceOf(pathOf(disk));
        for (const auto &layer : disk.below.layers)
            space.value += spaceOf(layer->path()).value;
        out.push_back({.machine = machine,
                       .record = disk.record.sandbox,
                       .size = disk.record.size,
                       .diskBase = disk.record.under,
                       .disk = space,
                       .at = writtenAt(pathOf(disk))});
    }
    return out;
}

const StoppedDisks::Disk *StoppedDisks::find(const std::string &machine) const
{
    const auto found = m_disks.find(machine);
    return found == m_disks.end() ? nullptr : &found->second;
}

void StoppedDisks::forget(const std::string &machine)
{
    m_disks.erase(machine);
}

/// The note last: without it the disk would be somebody's.
bool StoppedDisks::remove(const std::string &machine)
{
    const auto found = m_disks.find(machine);
    if (found == m_disks.end())
        return true;
    const auto disk = pathOf(found->second);
    ::unlink(disk.c_str());
    if (hasBytes(disk))
        return false;
    m_disks.erase(found); // and the layers that nobody else stands on
    ::unlink((m_folders.disks + "/" + machine + std::string(kNoteSuffix)).c_str());
    return true;
}

} // namespace glovebox::qemu
