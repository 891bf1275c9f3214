#include "core/images/template_values.h"

#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace glovebox::images {

namespace {

constexpr ByteCount kShown{80};

/// Letters to change, add or take away to make one of the other.
std::size_t distance(std::string_view one, std::string_view other)
{
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < one.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < other.size(); ++j) {
            const auto above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (one[i] == other[j] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace

std::string shown(std::string_view text)
{
    return '\'' + clipped(toOneLine(text), kShown) + '\'';
}

std::string insteadOf(std::string_view key, const Keys &known)
{
    constexpr std::size_t far = 3;
    std::string_view nearest;
    auto best = far;
    for (const auto &each : known)
        if (const auto away = key.size() > 64 ? far : distance(key, each); away < best && away < each.size()) {
            best = away;
            nearest = each;
        }
    if (!nearest.empty())
        return "; did you mean '" + std::string(nearest) + "'?";
    std::string all;
    for (const auto &each : known)
        all += (all.empty() ? "; possible are " : ", ") + std::string(each);
    return all;
}

std::optional<std::chrono::milliseconds> timeFrom(std::string_view text)
{
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    constexpr long long max = 1'000'000'000;
    if (error != std::errc{} || value < 0 || value > max)
        return std::nullopt;
    if (unit == "ms")
        return std::chrono::milliseconds(value);
    if (unit == "s" || (unit.empty() && value == 0))
        return std::chrono::seconds(value);
    if (unit == "m" || unit == "min")
        return std::chrono::minutes(value);
    if (unit == "h")
        return std::chrono::hours(value);
    return unit == "d" ? std::optional<std::chrono::milliseconds>(std::chrono::days(value)) : std::nullopt;
}

std::optional<ByteCount> sizeFrom(std::string_view text)
{
    std::uint64_t value = 0;
    const auto *const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    const std::string_view unit(end, static_cast<std::size_t>(last - end));
    constexpr std::uint64_t max = 100'000'000; // a shift later it is still a number
    if (error != std::errc{} || value > max)
        return std::nullopt;
    if (unit == "M" || unit == "MiB")
        return ByteCount::mib(value);
    return unit == "G" || unit == "GiB" ? std::optional(ByteCount::gib(value)) : std::nullopt;
}

} // namespace glovebox::images
