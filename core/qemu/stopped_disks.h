// Role: machines that ended with their host, or with whoever looked after them, and left their disk: found at start by
// the record beside it, and kept until a machine that is booted from the disk is remembered, or somebody removes it.
// Thread: the engine's; blocking file work, at start.
// Invariants: what is listed was whole at start: its disk, all that it stands on, its image. Its files stay when this
// goes. A disk is of one machine: none of another that lives is listed.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/frozen_store.h"
#include "core/qemu/left_disks.h"
#include "core/qemu/machine_record.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace glovebox::qemu {

struct DiskFolders {
    std::string disks;
    std::string frozen; // the store's
    std::string cache;
};

struct FoundDisks {
    std::vector<MachineRecord> whole;          // one for each sandbox; which of two disks it is has been decided
    std::map<std::string, NotedDisk> unusable; // by file name: to be put aside
    std::vector<std::string> strays;           // notes without a disk
    std::vector<MachineRecord> alive;          // whose process runs, whoever looks after it: none of the above
};

/// Reads the records that lie beside disks. `living`: what is taken over. Waits for what is ending just now. The folder
/// is locked: no other program has it.
FoundDisks findStoppedDisks(const DiskFolders &folders, const std::vector<MachineRecord> &living);

/// What those use, by name.
std::set<std::string> disksOf(const std::vector<MachineRecord> &records);
std::set<std::string> layersOf(const std::vector<MachineRecord> &records);
std::set<std::string> templatesOf(const std::vector<MachineRecord> &records);

class StoppedDisks {
public:
    /// `store` outlives this.
    StoppedDisks(DiskFolders folders, DiskStore &store, std::vector<MachineRecord> found);
    ~StoppedDisks();
    StoppedDisks(const StoppedDisks &) = delete;
    StoppedDisks &operator=(const StoppedDisks &) = delete;

    struct Disk {
        MachineRecord record;
        DiskStack below;
    };
    std::vector<ports::StoppedMachine> list() const;
    /// Null when there is none of that name.
    const Disk *find(const std::string &machine) const;
    /// It is a living machine's from now on.
    void forget(const std::string &machine);
    bool remove(const std::string &machine);
    /// It ended since, and its disk and what is written down of it are there. False: they are no use, or it lives.
    bool add(const std::string &machine);

private:
    bool hold(MachineRecord record);
    std::string pathOf(const Disk &disk) const { return m_folders.disks + "/" + disk.record.disk; }

    DiskFolders m_folders;
    DiskStore &m_store;
    std::map<std::string, Disk> m_disks; // by machine
};

} // namespace glovebox::qemu
