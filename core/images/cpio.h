// Role: writes the archive that the kernel unpacks as its first file system ("newc" cpio, magic 070701).
// Thread: any.
// Invariants: the same entries in the same order give the same bytes: no times, no owners but root, inode numbers
// counted from 1.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace glovebox::images {

class CpioWriter {
public:
    void addFolder(std::string_view name);
    void addFile(std::string_view name, std::string_view content, unsigned permissions);
    void addCharacterDevice(std::string_view name, unsigned permissions, unsigned major, unsigned minor);

    /// The whole archive, closed and padded to a multiple of 512. Nothing can be added afterwards.
    /// TooLarge when a file or name did not fit the format's 32-bit fields.
    Result<std::string> finish() &&;

private:
    struct Device {
        unsigned major = 0;
        unsigned minor = 0;
    };
    void addEntry(std::string_view name, std::uint32_t mode, std::string_view content, Device device);
    void pad(std::size_t multiple);

    std::string m_archive;
    std::uint32_t m_nextInode = 1;
    bool m_tooLarge = false;
};

} // namespace glovebox::images
