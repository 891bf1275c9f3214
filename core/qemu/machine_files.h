// Role: what one machine has on the host besides its process: its folder with its sockets, its disk, its record.
// Thread: the engine's.
#pragma once

#include "core/qemu/qemu_template.h"

#include <string>
#include <utility>

namespace glovebox::qemu {

/// A machine's folder, disk and record on the host; removed with this object.
class MachineFiles {
public:
    MachineFiles(std::string runDir, std::string workDisk, std::string record);
    ~MachineFiles();
    MachineFiles(const MachineFiles &) = delete;
    MachineFiles &operator=(const MachineFiles &) = delete;

    const std::string &runDir() const { return m_runDir; }
    const std::string &workDisk() const { return m_workDisk; }
    const std::string &record() const { return m_record; }
    /// The record once more, beside the disk.
    const std::string &note() const { return m_note; }
    std::string monitorSocket() const { return m_runDir + "/qmp"; }
    std::string controlSocket() const { return m_runDir + "/ctl"; }
    std::string networkSocket() const { return m_runDir + "/net"; }

    /// Another one from now on; the one before outlives the machine, or not.
    std::string exchangeDisk(std::string file) { return std::exchange(m_workDisk, std::move(file)); }
    /// The disk outlives the machine.
    OwnedFile releaseDisk() { return OwnedFile(std::exchange(m_workDisk, {})); }
    /// It may be the machine's disk: it goes with it.
    void alsoRemove(std::string file) { m_other = std::move(file); }
    /// The disk and what is written down of it are another machine's, or are this one's alone.
    void lendDisk(bool lent) { m_isLent = lent; }
    /// All of it outlives this object.
    void leave() { *this = {}; }

private:
    MachineFiles() = default;
    MachineFiles &operator=(MachineFiles &&) = default;

    std::string m_runDir;
    std::string m_workDisk;
    std::string m_record;
    std::string m_note;
    std::string m_other;
    bool m_isLent = false;
};

} // namespace glovebox::qemu
