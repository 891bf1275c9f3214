#include "tests/scenario/crash_books.h"

#include "core/ledger/audit_trail.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace scenario {

using namespace std::chrono_literals;

namespace {

constexpr auto kLines =
    "SELECT ids.id, coalesce(running, 0), coalesce(cpu, 0), coalesce(cost, 0),"
    " EXISTS (SELECT 1 FROM sandbox WHERE id = ids.id AND closed_at IS NULL),"
    " EXISTS (SELECT 1 FROM ended_sandbox WHERE id = ids.id AND cause = 'lost')"
    " FROM (SELECT id FROM sandbox UNION SELECT id FROM ended_sandbox) AS ids"
    " LEFT JOIN (SELECT sandbox, sum(running_ms) AS running, sum(cpu_ms) AS cpu, sum(cost) AS cost FROM usage_slice"
    " GROUP BY sandbox) ON sandbox = ids.id";

std::chrono::milliseconds timeFrom(const QVariant &value)
{
    return std::chrono::milliseconds(value.toLongLong());
}

/// Nothing is booked of a sandbox that ended between its last slice and the kill.
bool isWithin(std::chrono::milliseconds booked, std::chrono::milliseconds counted, bool isLost)
{
    const auto missing = isLost ? 10s + kMetersAgree : kMetersAgree;
    return booked <= counted + kMetersAgree && booked + missing >= counted;
}

} // namespace

std::string BookLine::differsFrom(const LastingMachines::Ended &counted) const
{
    if (isWithin(running, counted.lived, isLost) && isWithin(cpuTime, counted.cpuTime, isLost))
        return {};
    return " is booked with " + std::to_string(running.count()) + " ms, " + std::to_string(cpuTime.count()) +
           " ms of processors; its machine says " + std::to_string(counted.lived.count()) + " and " +
           std::to_string(counted.cpuTime.count()) + (isLost ? " (lost)" : "");
}

std::map<std::string, BookLine> sandboxesOf(const std::string &ledger)
{
    std::map<std::string, BookLine> lines;
    const auto name = QStringLiteral("crash-books");
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"));
        database.setDatabaseName(QString::fromStdString(ledger));
        QSqlQuery query(database.open() ? database : QSqlDatabase());
        const bool isMade = query.exec(QStringLiteral("PRAGMA user_version")) && query.next() && query.value(0) != 0;
        if (isMade && !query.exec(QString::fromLatin1(kLines))) // else it was killed while it made it
            qFatal("the books cannot be read: %s", qUtf8Printable(query.lastError().text()));
        while (isMade && query.next())
            lines.insert_or_assign(query.value(0).toString().toStdString(),
                                   BookLine{.running = timeFrom(query.value(1)),
                                            .cpuTime = timeFrom(query.value(2)),
                                            .cost = query.value(3).toLongLong(),
                                            .isOpen = query.value(4).toBool(),
                                            .isLost = query.value(5).toBool()});
        query.finish();
        database.close();
    }
    QSqlDatabase::removeDatabase(name);
    return lines;
}

void BooksBetween::look(const std::string &ledger)
{
    if (!QFile::exists(QString::fromStdString(ledger)))
        return; // killed before there was one
    auto now = sandboxesOf(ledger);
    for (const auto &[sandbox, before] : m_before) {
        const auto found = now.find(sandbox);
        if (found == now.end())
            m_wrong.push_back(sandbox + " went from the books");
        else if (found->second.running < before.running || found->second.cpuTime < before.cpuTime ||
                 found->second.cost < before.cost)
            m_wrong.push_back("what " + sandbox + " used shrank over a kill");
    }
    m_before = std::move(now);
}

std::string whatAuditLacks(const std::string &ledger)
{
    const auto trail = glovebox::ledger::AuditTrail::open(ledger);
    if (!trail)
        return "the audit trail: " + describe(trail.error());
    const auto report = (*trail)->verify();
    if (!report)
        return "the audit trail: " + describe(report.error());
    return report->whole() ? std::string()
                           : "the audit trail is wounded: " +
                                 (report->findings.empty() ? std::string() : sentence(report->findings.front()));
}

} // namespace scenario
