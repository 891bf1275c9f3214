// Role: which made-up address stands for which name. A guest never sees a real address of a name: a connection to a
// made-up one becomes one to its name, and the host finds out where that is. Values only, no I/O.
// Invariants: a name keeps its address for as long as the sandbox lives, clones of it too; no address ever stands for
// two names, also not after this process was started anew (`next` outlives it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace glovebox::agent {

/// Made-up addresses are pairs of one number's two spellings: 198.18.0.0/15, and fd67:6c6e::/96 with the same 32 bits.
/// Both are in host byte order.
inline constexpr std::uint32_t kMadeUpFirst = 0xC6120000;
inline constexpr std::uint32_t kMadeUpCount = 0x20000;
bool isMadeUp(std::uint32_t address);
/// The 16 bytes of the IPv6 spelling.
std::string madeUpIpv6(std::uint32_t address);
/// Its 32 bits, when the 16 bytes are such a spelling of whatever number.
std::optional<std::uint32_t> numberOfMadeUpIpv6(std::string_view bytes);

class NameTable {
public:
    /// `next`: how many addresses were given away before, and where that is counted.
    NameTable(std::size_t max, std::uint32_t *next) : m_max(max), m_next(next), m_first(*next) {}

    /// The name's address; a new name gets one. Nothing when there are none left. The name is lower case.
    std::optional<std::uint32_t> addressOf(const std::string &name);
    /// Null when the address stands for none.
    const std::string *nameOf(std::uint32_t address) const;

private:
    std::size_t m_max;
    std::uint32_t *m_next;
    std::uint32_t m_first;
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::deque<const std::string *> m_names; // into the map, whose keys stay where they are
};

} // namespace glovebox::agent
