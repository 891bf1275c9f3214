#include "app/cli/moment.h"

#include <QDateTime>

#include <charconv>

namespace glovebox::cli {

namespace {

/// A year and then some: what is older is not kept.
constexpr std::int64_t kCountMax = 100'000'000;

std::optional<std::chrono::milliseconds> spanFrom(const std::string &text)
{
    std::int64_t count = 0;
    const auto *end = text.data() + text.size();
    const auto [rest, problem] = std::from_chars(text.data(), end, count);
    if (problem != std::errc() || rest + 1 != end || count < 0 || count > kCountMax)
        return std::nullopt;
    switch (*rest) {
    case 's':
        return std::chrono::seconds(count);
    case 'm':
        return std::chrono::minutes(count);
    case 'h':
        return std::chrono::hours(count);
    case 'd':
        return std::chrono::days(count);
    default:
        return std::nullopt;
    }
}

} // namespace

Result<std::optional<WallTime>> momentFrom(const std::string &text, const char *option, WallTime now)
{
    if (text.empty())
        return std::optional<WallTime>();
    if (const auto ago = spanFrom(text))
        return std::optional(now - *ago);
    const auto given = QString::fromStdString(text);
    auto instant = text.size() == 10 ? QDateTime(QDate::fromString(given, Qt::ISODate), QTime(0, 0), Qt::UTC)
                                     : QDateTime::fromString(given, Qt::ISODateWithMs);
    if (instant.timeSpec() == Qt::LocalTime)
        instant.setTimeSpec(Qt::UTC);
    if (!instant.isValid())
        return fail(ErrorCode::InvalidArgument, std::string(option) + " takes " + kMomentHelp);
    return std::optional(WallTime(std::chrono::milliseconds(instant.toMSecsSinceEpoch())));
}

} // namespace glovebox::cli
