// Role: SHA-256 (FIPS 180-4), because the agent links no library. A test compares it with Qt's on every length that
// matters. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace glovebox::agent {

class Sha256 {
public:
    void add(std::string_view bytes);
    /// 64 hex digits of what was added. Once: the object is used up.
    std::string hex();

private:
    void block(const unsigned char *bytes);

    std::array<std::uint32_t, 8> m_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 64> m_rest{};
    std::size_t m_restSize = 0;
    std::uint64_t m_total = 0;
};

} // namespace glovebox::agent
