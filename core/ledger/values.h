// Role: our values as SQLite's columns have them, and back. Thread: any.
#pragma once

#include "core/domain/sandbox_meter.h"

#include <QVariant>

#include <optional>
#include <string>
#include <vector>

class QSqlQuery;

namespace glovebox::ledger {

/// SQLite's integers have a sign; what is larger becomes the largest.
QVariant number(std::uint64_t value);
std::uint64_t countOf(const QVariant &value);
QVariant instant(WallTime at);
QVariant instant(const std::optional<WallTime> &at);
WallTime instantOf(const QVariant &value);
std::optional<WallTime> maybeInstantOf(const QVariant &value);
QVariant time(std::chrono::milliseconds span);
std::chrono::milliseconds timeOf(const QVariant &value);
QVariant day(std::chrono::sys_days day);
ByteCount sizeOf(const QVariant &value);

/// Without the difference of upper and lower case, to be searched.
QVariant folded(const std::string &text);

/// Words without line ends, one a line.
QVariant lines(const std::vector<std::string> &words);
std::vector<std::string> wordsOf(const QVariant &lines);

/// NULL when there is none.
template <class Id>
QVariant maybe(const std::optional<Id> &id)
{
    return id ? QVariant(QString::fromStdString(id->value())) : QVariant();
}

template <class Id>
std::optional<Id> maybeId(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(Id(value.toString().toStdString()));
}

/// A machine's three columns, and a meter's six, as they stand in every table that has them: vcpus, memory, disk;
/// running_ms, paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak.
QVariantList columnsOf(const domain::MachineSize &size);
QVariantList columnsOf(const domain::SandboxMeter &meter);
domain::MachineSize machineSizeFrom(const QSqlQuery &row, int column);
domain::SandboxMeter meterFrom(const QSqlQuery &row, int column);

} // namespace glovebox::ledger
