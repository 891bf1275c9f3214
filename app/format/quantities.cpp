#include "app/format/quantities.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace glovebox::format {

namespace {

struct Quantities {
    Q_DECLARE_TR_FUNCTIONS(Quantities)
};

QString padded(qint64 value)
{
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

QDateTime dateTime(WallTime at, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), zone);
}

QLocale &chosen()
{
    static QLocale locale(QLocale::English);
    return locale;
}

/// One digit after the point below ten, none above, and never a useless ".0".
QString amount(double value)
{
    const double tenths = std::round(value * 10.0);
    return fixed(value, value < 9.95 && std::fmod(tenths, 10.0) != 0.0 ? 1 : 0);
}

struct Unit {
    std::uint64_t size;
    const char *name;
};
constexpr std::array kUnits{Unit{1ULL << 40, "TiB"}, Unit{1ULL << 30, "GiB"}, Unit{1ULL << 20, "MiB"},
                            Unit{1ULL << 10, "KiB"}};

Unit unitOf(ByteCount size)
{
    const auto unit = std::ranges::find_if(kUnits, [&](const Unit &u) { return size.value >= u.size; });
    return unit == kUnits.end() ? Unit{1, "B"} : *unit;
}

} // namespace

void setLocale(const QLocale &locale)
{
    chosen() = locale;
}

const QLocale &locale()
{
    return chosen();
}

QString fixed(double value, int digits)
{
    QLocale plain = chosen();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'f', digits);
}

QString duration(std::chrono::milliseconds length)
{
    const qint64 seconds = std::max<qint64>(0, length.count() / 1000);
    if (seconds < 60)
        return Quantities::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return Quantities::tr("%1 min").arg(seconds / 60);
    if (seconds < 86'400)
        return Quantities::tr("%1 h %2 min").arg(seconds / 3600).arg(padded(seconds / 60 % 60));
    return Quantities::tr("%1 d %2 h").arg(seconds / 86'400).arg(seconds / 3600 % 24);
}

QString exactly(std::chrono::milliseconds length)
{
    struct Part {
        qint64 size;
        const char *words;
    };
    constexpr std::array kParts{Part{86'400'000, QT_TRANSLATE_NOOP("Quantities", "%1 d")},
                                Part{3'600'000, QT_TRANSLATE_NOOP("Quantities", "%1 h")},
                                Part{60'000, QT_TRANSLATE_NOOP("Quantities", "%1 min")},
                                Part{1000, QT_TRANSLATE_NOOP("Quantities", "%1 s")},
                                Part{1, QT_TRANSLATE_NOOP("Quantities", "%1 ms")}};
    qint64 left = std::max<qint64>(0, length.count());
    if (left == 0)
        return Quantities::tr("0 s");
    QStringList words;
    for (const Part &part : kParts)
        if (const qint64 whole = std::exchange(left, left % part.size) / part.size; whole > 0)
            words += Quantities::tr(part.words).arg(whole);
    return words.join(QLatin1Char(' '));
}

QString measured(std::chrono::milliseconds length)
{
    const qint64 ms = std::max<qint64>(0, length.count());
    if (ms < 1000)
        return Quantities::tr("%1 ms").arg(ms);
    if (ms < 60'000)
        return Quantities::tr("%1 s").arg(fixed(static_cast<double>(ms) / 1000.0, ms < 9995 ? 2 : 1));
    if (ms < 3'600'000)
        return Quantities::tr("%1 min %2 s").arg(ms / 60'000).arg(padded(ms / 1000 % 60));
    return duration(length);
}

QString measuredFinely(std::chrono::microseconds length)
{
    constexpr auto kWhole = std::chrono::milliseconds(10);
    return length >= kWhole ? measured(std::chrono::duration_cast<std::chrono::milliseconds>(length))
                            : Quantities::tr("%1 ms").arg(fixed(static_cast<double>(length.count()) / 1000.0, 1));
}

QString bytes(ByteCount size)
{
    const Unit unit = unitOf(size);
    return QStringLiteral("%1 %2").arg(amount(static_cast<double>(size.value) / static_cast<double>(unit.size)),
                                       QLatin1String(unit.name));
}

QString part(ByteCount used, ByteCount total)
{
    const Unit unit = unitOf(total);
    const auto inUnit = [&](ByteCount size) {
        return amount(static_cast<double>(size.value) / static_cast<double>(unit.size));
    };
    return QStringLiteral("%1 / %2 %3").arg(inUnit(used), inUnit(total), QLatin1String(unit.name));
}

QString percent(double value)
{
    const double shown = std::max(0.0, value);
    return QStringLiteral("%1%").arg(fixed(shown, shown > 0.0 && shown < 9.95 ? 1 : 0));
}

QString microDollars(std::int64_t micros)
{
    constexpr double kDollar = 1'000'000.0;
    if (micros <= 0)
        return QStringLiteral("$0");
    if (micros < 50)
        return Quantities::tr("under $0.0001");
    return QStringLiteral("$%1").arg(fixed(static_cast<double>(micros) / kDollar, micros < 1'000'000 ? 4 : 2));
}

QString count(qint64 value)
{
    return chosen().toString(value);
}

QString ago(WallTime at, WallTime now)
{
    const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(now - at).count();
    if (seconds < 2)
        return Quantities::tr("just now");
    if (seconds < 60)
        return Quantities::tr("%1 s ago").arg(seconds);
    if (seconds < 3600)
        return Quantities::tr("%1 min ago").arg(seconds / 60);
    if (seconds < 86'400)
        return Quantities::tr("%1 h ago").arg(seconds / 3600);
    return Quantities::tr("%1 d ago").arg(seconds / 86'400);
}

QString clockTime(WallTime at, const QTimeZone &zone)
{
    return dateTime(at, zone).toString(QStringLiteral("HH:mm:ss"));
}

QString shortClockTime(WallTime at, const QTimeZone &zone)
{
    return dateTime(at, zone).toString(QStringLiteral("HH:mm"));
}

QString preciseTime(WallTime at, const QTimeZone &zone)
{
    return dateTime(at, zone).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString fullTime(WallTime at, const QTimeZone &zone)
{
    const QDateTime local = dateTime(at, zone);
    return local.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + zone.abbreviation(local);
}

QString shortened(const QString &id, qsizetype max)
{
    if (id.size() <= max || max < 5)
        return id;
    const qsizetype tail = (max - 1) / 3;
    return id.left(max - 1 - tail) + QChar(0x2026) + id.right(tail);
}

} // namespace glovebox::format
