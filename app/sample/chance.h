// Role: chance that is the same for the same seed, on every machine (the standard's distributions are not).
// Thread: the sample engine's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace glovebox::sample {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : m_state(seed * 0x9E3779B97F4A7C15U + 1) {}

    /// SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t next()
    {
        std::uint64_t mixed = m_state += 0x9E3779B97F4A7C15U;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31);
    }
    /// 0 to most-1.
    std::size_t below(std::size_t most) { return most == 0 ? 0 : static_cast<std::size_t>(next() % most); }
    int between(int least, int most)
    {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least) + 1));
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    bool onceIn(int times) { return below(static_cast<std::size_t>(times)) == 0; }
    template <class Rows>
    const auto &oneOf(const Rows &rows)
    {
        return rows[below(rows.size())];
    }
    std::chrono::milliseconds around(std::chrono::milliseconds usual)
    {
        return std::chrono::milliseconds(
            static_cast<std::int64_t>(static_cast<double>(usual.count()) * (0.6 + 0.8 * unit())));
    }
    /// Letters and digits that nobody confuses.
    std::string word(std::size_t length)
    {
        static constexpr std::string_view signs = "abcdefghkmnpqrstvwxyz23456789";
        std::string text;
        while (text.size() < length)
            text += signs[below(signs.size())];
        return text;
    }

private:
    std::uint64_t m_state;
};

} // namespace glovebox::sample
