#include "core/ledger/values.h"

#include <QSqlQuery>

#include <algorithm>
#include <limits>

namespace glovebox::ledger {

QVariant number(std::uint64_t value)
{
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<qint64>::max());
    return static_cast<qint64>(std::min(value, kMax));
}

std::uint64_t countOf(const QVariant &value)
{
    return static_cast<std::uint64_t>(std::max<qint64>(0, value.toLongLong()));
}

QVariant instant(WallTime at)
{
    return static_cast<qint64>(at.time_since_epoch().count());
}

QVariant instant(const std::optional<WallTime> &at)
{
    return at ? instant(*at) : QVariant();
}

WallTime instantOf(const QVariant &value)
{
    return WallTime(std::chrono::milliseconds(value.toLongLong()));
}

std::optional<WallTime> maybeInstantOf(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(instantOf(value));
}

QVariant time(std::chrono::milliseconds span)
{
    return static_cast<qint64>(span.count());
}

std::chrono::milliseconds timeOf(const QVariant &value)
{
    return std::chrono::milliseconds(value.toLongLong());
}

QVariant day(std::chrono::sys_days day)
{
    return static_cast<qint64>(day.time_since_epoch().count());
}

ByteCount sizeOf(const QVariant &value)
{
    return {countOf(value)};
}

QVariant folded(const std::string &text)
{
    return QString::fromStdString(text).toCaseFolded();
}

QVariant lines(const std::vector<std::string> &words)
{
    std::string all;
    for (const auto &word : words)
        all += (all.empty() ? "" : "\n") + word;
    return QString::fromStdString(all);
}

std::vector<std::string> wordsOf(const QVariant &lines)
{
    std::vector<std::string> words;
    for (const QString &word : lines.toString().split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        words.push_back(word.toStdString());
    return words;
}

QVariantList columnsOf(const domain::MachineSize &size)
{
    return {size.vcpus, number(size.memory.value), number(size.disk.value)};
}

QVariantList columnsOf(const domain::SandboxMeter &meter)
{
    return {time(meter.running),
            time(meter.paused),
            time(meter.hibernated),
            time(meter.cpuTime),
            number(meter.memoryPeak.value),
            number(meter.diskPeak.value)};
}

domain::MachineSize machineSizeFrom(const QSqlQuery &row, int column)
{
    return {row.value(column).toInt(), sizeOf(row.value(column + 1)), sizeOf(row.value(column + 2))};
}

domain::SandboxMeter meterFrom(const QSqlQuery &row, int column)
{
    return {.running = timeOf(row.value(column)),
            .paused = timeOf(row.value(column + 1)),
            .hibernated = timeOf(row.value(column + 2)),
            .cpuTime = timeOf(row.value(column + 3)),
            .memoryPeak = sizeOf(row.value(column + 4)),
            .diskPeak = sizeOf(row.value(column + 5))};
}

} // namespace glovebox::ledger
