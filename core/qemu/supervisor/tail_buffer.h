// Role: the last bytes of a stream, each with its place in the whole. Thread: one; values.
// Invariants: never holds more than twice its bound; what is gone was followed by a full bound of bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace glovebox::qemu::supervisor {

class TailBuffer {
public:
    explicit TailBuffer(std::size_t max) : m_max(max) {}

    void append(std::string_view more)
    {
        m_total += more.size();
        m_kept += more;
        if (m_kept.size() > 2 * m_max) // cut now and then, not for each byte
            m_kept.erase(0, m_kept.size() - m_max);
    }

    std::uint64_t total() const { return m_total; }
    std::uint64_t firstKept() const { return m_total - m_kept.size(); }

    struct Piece {
        std::uint64_t offset = 0;
        std::string_view bytes;
    };
    /// From `from` on, or from the first byte that is still there.
    Piece from(std::uint64_t from, std::size_t max) const
    {
        const auto offset = std::clamp(from, firstKept(), m_total);
        return {offset, std::string_view(m_kept).substr(static_cast<std::size_t>(offset - firstKept()), max)};
    }
    std::string_view last(std::size_t max) const
    {
        return std::string_view(m_kept).substr(m_kept.size() - std::min(m_kept.size(), max));
    }

private:
    std::size_t m_max;
    std::uint64_t m_total = 0;
    std::string m_kept;
};

} // namespace glovebox::qemu::supervisor
