// Role: the newest of what a terminal has printed, by its place in all that it ever printed. Invariant: no more than
// limits::kTerminalKept is held, and a terminal that prints little holds little.
#pragma once

#include "core/base/limits.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace glovebox::agent {

class KeptOutput {
public:
    std::uint64_t begin() const { return m_end - m_bytes.size() + m_start; }
    std::uint64_t end() const { return m_end; }

    void append(std::string_view bytes)
    {
        m_bytes.append(bytes);
        m_end += bytes.size();
        if (m_bytes.size() - m_start > limits::kTerminalKept.value)
            m_start = m_bytes.size() - limits::kTerminalKept.value;
        if (m_start < kDroppedAtOnce) // moved together now and then, not with every line
            return;
        m_bytes.erase(0, m_start);
        m_start = 0;
    }

    /// From a place that is kept, at most so much.
    std::string_view from(std::uint64_t at, std::size_t max) const
    {
        const auto skipped = static_cast<std::size_t>(std::clamp(at, begin(), m_end) - begin());
        return std::string_view(m_bytes).substr(m_start + skipped, max);
    }

private:
    static constexpr std::size_t kDroppedAtOnce = 64 << 10;

    std::string m_bytes;
    std::size_t m_start = 0; // of what is kept in it
    std::uint64_t m_end = 0;
};

} // namespace glovebox::agent
