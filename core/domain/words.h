// Role: enumerations and their words, as one table that is read both ways. Private to this folder's .cpp files.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace glovebox::domain {

template <class Value>
using Word = std::pair<Value, std::string_view>;

template <class Value, std::size_t N>
constexpr std::string_view wordOf(const std::array<Word<Value>, N> &table, Value value)
{
    for (const auto &[candidate, text] : table)
        if (candidate == value)
            return text;
    return "unknown";
}

template <class Value, std::size_t N>
constexpr std::optional<Value> valueOf(const std::array<Word<Value>, N> &table, std::string_view word)
{
    for (const auto &[candidate, text] : table)
        if (text == word)
            return candidate;
    return std::nullopt;
}

} // namespace glovebox::domain
