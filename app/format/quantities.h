// Role: numbers, sizes and times as people read them. Pure but for the locale, which is set once; used by the window
// and by gloveboxctl, so Qt Core only. Unknown values never come here: the caller says "unknown" instead of formatting
// a zero.
#pragma once

#include "core/base/units.h"

#include <QLocale>
#include <QString>
#include <QTimeZone>

namespace glovebox::format {

/// The forms of numbers, amounts and dates: English until the window, at its start, says what its user reads.
/// gloveboxctl never does, and times in tables keep their one form in every language.
void setLocale(const QLocale &locale);
const QLocale &locale();

/// So many digits after the point; nothing between thousands.
QString fixed(double value, int digits);

/// How long something lasts, to be read at a glance: "4 s", "12 min", "1 h 05 min", "3 d 4 h". Whole seconds.
QString duration(std::chrono::milliseconds length);

/// The same without rounding, for what somebody set: "1 min 30 s", "36 h", "250 ms".
QString exactly(std::chrono::milliseconds length);

/// A measured time, with the digits that carry meaning: "38 ms", "1.24 s", "12.4 s", "2 min 05 s".
QString measured(std::chrono::milliseconds length);

/// The same for what takes less than a moment: "0.6 ms", "12 ms".
QString measuredFinely(std::chrono::microseconds length);

/// "900 B", "12 KiB", "512 MiB", "1.8 GiB".
QString bytes(ByteCount size);

/// A part of a whole in one unit, the whole's: "1.8 / 4 GiB", "96 / 512 MiB".
QString part(ByteCount used, ByteCount total);

/// "43%", and "2.4%" below ten so that an idle machine does not look dead.
QString percent(double value);

/// Millionths of a US dollar: "$0.0123", "$4.31", "under $0.0001", "$0".
QString microDollars(std::int64_t micros);

/// With separators: "1,204".
QString count(qint64 value);

/// "just now", "12 s ago", "3 min ago", "2 h ago", "4 d ago". A future time reads "just now": clocks differ.
QString ago(WallTime at, WallTime now);

/// "14:02:11"
QString clockTime(WallTime at, const QTimeZone &zone);
/// "14:02"
QString shortClockTime(WallTime at, const QTimeZone &zone);
/// "14:02:11.480", for log lines.
QString preciseTime(WallTime at, const QTimeZone &zone);
/// "2026-11-20 14:02:11 UTC", for tooltips and copies.
QString fullTime(WallTime at, const QTimeZone &zone);

/// Ids are shortened in the middle, never at the end, because their ends differ: "sesn_01AB…9f2c".
QString shortened(const QString &id, qsizetype max);

} // namespace glovebox::format
