#include "core/qemu/machine_files.h"

#include "core/qemu/folder.h"

#include <unistd.h>

namespace glovebox::qemu {

MachineFiles::MachineFiles(std::string runDir, std::string workDisk, std::string record)
    : m_runDir(std::move(runDir)), m_workDisk(std::move(workDisk)), m_record(std::move(record))
{
    if (!m_record.empty())
        m_note = m_workDisk.substr(0, m_workDisk.rfind('/') + 1) + m_record.substr(m_record.rfind('/') + 1);
}

/// A note without a disk says nothing, a disk without a note would be somebody's: the note goes last.
MachineFiles::~MachineFiles()
{
    if (!m_runDir.empty())
        removeTree(m_runDir);
    const auto none = std::string();
    for (const auto &file :
         {m_isLent ? none : m_workDisk, m_record, m_isLent ? none : m_other, m_isLent ? none : m_note})
        if (!file.empty())
            ::unlink(file.c_str());
}

} // namespace glovebox::qemu
