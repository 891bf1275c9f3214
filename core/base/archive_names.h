// Role: what the names in somebody's archive come to: a plain path below wherever it is unpacked, or a reason to refuse
// it; and the locale in which libarchive reads them as they are. Pure, but for that.
#pragma once

#include <clocale>
#include <string>
#include <string_view>

namespace glovebox {

struct ArchiveName {
    enum class Trouble {
        None,
        Absolute,
        Climbs,   // has ".." in it
        NotPlain, // control characters, no UTF-8, a component of more than 255 bytes
        TooLong,
    };
    Trouble trouble = Trouble::None;
    std::string path; // of None: plain and relative; empty: the archive's own root
};

/// "a name that leads out of it"; empty: None.
std::string_view inWords(ArchiveName::Trouble trouble);

/// Without "." and doubled slashes. `max`: bytes of what it comes to.
ArchiveName archiveName(std::string_view name, std::size_t max);

/// For as long as it lives: libarchive converts names to the thread's character set, which is the user's and may be
/// plain ASCII.
class Utf8Names {
public:
    Utf8Names();
    ~Utf8Names();
    Utf8Names(const Utf8Names &) = delete;
    Utf8Names &operator=(const Utf8Names &) = delete;

private:
    locale_t m_before;
};

} // namespace glovebox
