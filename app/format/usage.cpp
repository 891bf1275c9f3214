#include "app/format/usage.h"

#include "app/format/quantities.h"

#include <QCoreApplication>

namespace glovebox::format {

namespace {

struct Usage {
    Q_DECLARE_TR_FUNCTIONS(Usage)
};

} // namespace

QString money(std::int64_t cents)
{
    const QString sign = cents < 0 ? QStringLiteral("−") : QString();
    const auto whole = static_cast<qlonglong>(cents < 0 ? -(cents / 100) : cents / 100);
    const auto rest = static_cast<int>(cents < 0 ? -(cents % 100) : cents % 100);
    return QStringLiteral("%1$%2%3%4")
        .arg(sign, locale().toString(whole), locale().decimalPoint())
        .arg(rest, 2, 10, QLatin1Char('0'));
}

QString listCost(const api::SessionView &session)
{
    const bool known = session.usage && session.usage->listCostCents;
    if (known && session.budgetCents)
        return Usage::tr("%1 of %2").arg(money(*session.usage->listCostCents), money(*session.budgetCents));
    if (known)
        return money(*session.usage->listCostCents);
    return session.budgetCents ? Usage::tr("of %1").arg(money(*session.budgetCents)) : QString();
}

} // namespace glovebox::format
