#include "app/cli/how_long.h"

#include "core/base/text.h"

#include <charconv>
#include <optional>

namespace glovebox::cli {

namespace {

/// In the largest unit that it is a whole number of.
std::string timeText(std::uint64_t time, const std::vector<TimeUnit> &units)
{
    auto unit = units.rbegin();
    while (time % unit->worth != 0)
        ++unit;
    return std::to_string(time / unit->worth) + std::string(unit->name);
}

/// Nothing: it is no length of time. Too large a one is as large as there is a number for.
std::optional<std::uint64_t> timeIn(std::string_view text, const std::vector<TimeUnit> &units)
{
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error == std::errc::invalid_argument)
        return std::nullopt;
    const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto &unit : units)
        if (rest == unit.name || (rest.empty() && unit.worth == 1))
            return error != std::errc() || count > UINT64_MAX / unit.worth ? UINT64_MAX : count * unit.worth;
    return std::nullopt;
}

} // namespace

void takeTime(CLI::Option &option, const TimesTaken &taken)
{
    const auto read = [taken](std::string &text) -> std::string {
        const auto shown = '\'' + clipped(toOneLine(text), ByteCount{40}) + '\'';
        const auto time = timeIn(text, taken.units);
        if (!time)
            return shown + " is no length of time; it takes a whole number and a unit, as " + taken.example;
        if (*time < taken.least)
            return shown + " is too short: at least " + timeText(taken.least, taken.units);
        if (*time > taken.most)
            return shown + " is too long: at most " + timeText(taken.most, taken.units);
        text = std::to_string(*time);
        return {};
    };
    option.transform(CLI::Validator(read, ""))->type_name("TIME");
}

} // namespace glovebox::cli
