#include "core/images/cpio.h"

#include <array>
#include <cstdio>
#include <limits>

namespace glovebox::images {

namespace {

constexpr std::uint32_t kFolderType = 0040000;
constexpr std::uint32_t kFileType = 0100000;
constexpr std::uint32_t kCharacterDeviceType = 0020000;
constexpr std::string_view kEndName = "TRAILER!!!";

} // namespace

void CpioWriter::addFolder(std::string_view name)
{
    addEntry(name, kFolderType | 0755U, {}, {});
}

void CpioWriter::addFile(std::string_view name, std::string_view content, unsigned permissions)
{
    addEntry(name, kFileType | (permissions & 07777U), content, {});
}

void CpioWriter::addCharacterDevice(std::string_view name, unsigned permissions, unsigned major, unsigned minor)
{
    addEntry(name, kCharacterDeviceType | (permissions & 07777U), {}, {major, minor});
}

Result<std::string> CpioWriter::finish() &&
{
    addEntry(kEndName, 0, {}, {});
    pad(512);
    if (m_tooLarge)
        return fail(ErrorCode::TooLarge, "a file does not fit into an initial RAM disk");
    return std::move(m_archive);
}

void CpioWriter::addEntry(std::string_view name, std::uint32_t mode, std::string_view content, Device device)
{
    constexpr std::size_t kFieldMax = std::numeric_limits<std::uint32_t>::max();
    if (content.size() > kFieldMax || name.size() >= kFieldMax) {
        m_tooLarge = true;
        return;
    }
    // Fields: inode, mode, owner, group, links, time, size, device of the file (2), device it stands for (2), length of
    // the name with its end, checksum (unused by this format).
    const std::array<std::uint32_t, 13> fields{m_nextInode++,
                                               mode,
                                               0,
                                               0,
                                               mode == 0 ? 0U : 1U,
                                               0,
                                               static_cast<std::uint32_t>(content.size()),
                                               0,
                                               0,
                                               device.major,
                                               device.minor,
                                               static_cast<std::uint32_t>(name.size() + 1),
                                               0};
    m_archive += "070701";
    for (const auto field : fields) {
        std::array<char, 9> digits{};
        std::snprintf(digits.data(), digits.size(), "%08X", field);
        m_archive += digits.data();
    }
    m_archive += name;
    m_archive += '\0';
    pad(4);
    m_archive += content;
    pad(4);
}

void CpioWriter::pad(std::size_t multiple)
{
    m_archive.resize((m_archive.size() + multiple - 1) / multiple * multiple, '\0');
}

} // namespace glovebox::images
