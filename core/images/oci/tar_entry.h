// Role: one entry of a layer or of a root file system's tar file as a value, after its reader cleaned it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::images {

enum class EntryKind : std::uint8_t { File, Folder, SymbolicLink, HardLink, CharacterDevice, BlockDevice, Fifo };

/// What a file has besides its name and content.
struct EntryFacts {
    std::uint32_t permissions = 0; // with set-user-id and its like
    std::uint32_t owner = 0;
    std::uint32_t group = 0;
    std::uint32_t modified = 0;                                  // seconds since 1970: as much as the packed root keeps
    std::vector<std::pair<std::string, std::string>> attributes; // extended ones that may travel, by name

    friend bool operator==(const EntryFacts &, const EntryFacts &) = default;
};

struct TarEntry {
    EntryKind kind = EntryKind::File;
    std::string name;   // as it stands there: may be absolute, hold "..", or be no UTF-8
    std::string target; // of a link, as it stands there
    EntryFacts facts;
    std::uint64_t size = 0; // of a file, with its holes
    std::uint32_t deviceMajor = 0;
    std::uint32_t deviceMinor = 0;

    bool isOverlayWhiteout() const
    {
        return kind == EntryKind::CharacterDevice && deviceMajor == 0 && deviceMinor == 0;
    }
};

} // namespace glovebox::images
