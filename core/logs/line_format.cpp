#include "core/logs/line_format.h"

#include "core/base/limits.h"
#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cstdio>

namespace glovebox::logs {

namespace {

using namespace std::chrono;

constexpr std::string_view kLevels = "DIWE";
constexpr std::string_view kBeforeTime = R"({"t":")";
constexpr std::string_view kBeforeLevel = R"(","l":")";
constexpr std::string_view kBeforeSource = R"(","s":")";
constexpr std::string_view kBeforeMessage = R"(","m":")";
constexpr std::string_view kBeforeLost = R"(","g":)";
constexpr std::size_t kTimeSize = 24; // 2026-11-20T10:00:00.000Z

std::string quoted(const std::string &text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string timeText(WallTime at)
{
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss<milliseconds> time(at - day);
    std::array<char, 40> text{};
    // A year that is none (a clock gone mad) is kept within the field.
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  std::clamp(static_cast<int>(date.year()), 0, 9999), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return text.data();
}

/// The number of `size` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t size)
{
    int value = 0;
    for (const char c : text.substr(at, size)) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<WallTime> readTime(std::string_view text)
{
    const int parts[] = {digits(text, 0, 4),  digits(text, 5, 2),  digits(text, 8, 2), digits(text, 11, 2),
                         digits(text, 14, 2), digits(text, 17, 2), digits(text, 20, 3)};
    for (const int part : parts)
        if (part < 0)
            return std::nullopt;
    const auto date = year(parts[0]) / parts[1] / parts[2];
    if (!date.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 60)
        return std::nullopt;
    return WallTime(sys_days(date).time_since_epoch() + hours(parts[3]) + minutes(parts[4]) + seconds(parts[5]) +
                    milliseconds(parts[6]));
}

bool take(std::string_view &text, std::string_view expected)
{
    if (!text.starts_with(expected))
        return false;
    text.remove_prefix(expected.size());
    return true;
}

/// A JSON string's inside, up to its closing quote, which stays.
std::optional<std::string_view> takeInside(std::string_view &text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            const auto inside = text.substr(0, at);
            text.remove_prefix(at);
            return inside;
        }
    }
    return std::nullopt;
}

} // namespace

std::string encodeLine(const LogLine &line, std::uint64_t lost)
{
    std::string text;
    text.reserve(line.message.size() + line.source.size() + 80);
    text.append(kBeforeTime).append(timeText(line.at)).append(kBeforeLevel);
    text += kLevels[static_cast<std::size_t>(line.level)];
    text.append(R"(","s":)").append(quoted(line.source)).append(R"(,"m":)").append(quoted(line.message));
    if (lost > 0)
        text.append(R"(,"g":)").append(std::to_string(lost));
    return text += "}\n";
}

std::optional<RawLine> splitLine(std::string_view text)
{
    RawLine line;
    if (!take(text, kBeforeTime) || text.size() < kTimeSize)
        return std::nullopt;
    const auto at = readTime(text.substr(0, kTimeSize));
    text.remove_prefix(kTimeSize);
    if (!at || !take(text, kBeforeLevel) || text.empty())
        return std::nullopt;
    line.at = *at;
    const auto level = kLevels.find(text.front());
    if (level == std::string_view::npos)
        return std::nullopt;
    line.level = static_cast<LogLevel>(level);
    text.remove_prefix(1);
    if (!take(text, kBeforeSource))
        return std::nullopt;
    const auto source = takeInside(text);
    if (!source || !take(text, kBeforeMessage))
        return std::nullopt;
    const auto message = takeInside(text);
    if (!message)
        return std::nullopt;
    line.source = *source;
    line.message = *message;
    if (take(text, kBeforeLost)) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), line.lost);
        if (error != std::errc{})
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return text == "}" ? std::optional(line) : std::nullopt;
    }
    return text == "\"}" ? std::optional(line) : std::nullopt;
}

std::string unescaped(std::string_view inside)
{
    if (inside.find('\\') == std::string_view::npos)
        return toValidUtf8(inside);
    const auto json = nlohmann::json::parse('"' + std::string(inside) + '"', nullptr, false);
    return json.is_string() ? json.get<std::string>() : std::string();
}

StoredLine decodeLine(std::string_view text, LogNumber number)
{
    const auto raw = splitLine(text);
    if (!raw)
        return {.number = number,
                .line = {.at = {}, .source = {}, .message = toOneLine(clipped(text, limits::kLogLineMax))},
                .readable = false};
    return {.number = number,
            .line = {raw->at, raw->level, unescaped(raw->source), unescaped(raw->message)},
            .lost = raw->lost};
}

} // namespace glovebox::logs
