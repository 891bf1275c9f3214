#include "app/format/csv.h"

namespace glovebox::format {

namespace {

/// Numbers may begin with a minus; text that looks like a formula is made text.
QString harmless(const QString &cell)
{
    bool isNumber = false;
    cell.toDouble(&isNumber);
    const bool startsFormula = !cell.isEmpty() && QStringLiteral("=+-@\t\r").contains(cell.front());
    return startsFormula && !isNumber ? QLatin1Char('\'') + cell : cell;
}

QString quoted(QString cell)
{
    const bool needs = cell.contains(QLatin1Char(',')) || cell.contains(QLatin1Char('"')) ||
                       cell.contains(QLatin1Char('\n')) || cell.contains(QLatin1Char('\r'));
    return needs ? QLatin1Char('"') + cell.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"') : cell;
}

} // namespace

QByteArray csvLine(const QStringList &cells)
{
    QStringList safe;
    for (const QString &cell : cells)
        safe += quoted(harmless(cell));
    return safe.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

} // namespace glovebox::format
