#include "app/models/history_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <QStandardPaths>

namespace glovebox::models {

HistoryPanel::HistoryPanel(bridge::EngineClient *client, Ticker *ticker, QObject *parent)
    : QObject(parent), m_ticker(ticker), m_costs(client, ticker), m_budgets(client), m_audit(client, ticker),
      m_verifier(ticker), m_operations(client, ticker), m_orphans(client, ticker), m_sessions(client, ticker)
{
    m_fileExport.setClient(client);
    connect(&m_operations, &OperationsModel::refused, this, &HistoryPanel::refused);
    connect(&m_orphans, &OrphansModel::refused, this, &HistoryPanel::refused);
}

void HistoryPanel::setAuditDesk(bridge::AuditDesk *desk)
{
    m_auditDesk = desk;
    m_verifier.setDesk(desk);
}

void HistoryPanel::apply(const bridge::Batch &batch)
{
    m_operations.apply(batch);
    if (batch.host)
        m_budgets.setBudgets(batch.host->budgets);
    m_budgets.apply(batch.budgets);
    if (batch.orphans)
        m_orphans.apply(*batch.orphans);
    for (const api::HistoryReport &report : batch.reports) {
        m_costs.apply(report);
        m_audit.apply(report);
        m_sessions.apply(report);
    }
    if (batch.recovery && (!m_recovery || batch.recovery->generation >= m_recovery->generation)) {
        m_recovery = batch.recovery;
        Q_EMIT recoveryChanged();
    }
}

QStringList HistoryPanel::recoveryLines() const
{
    QStringList lines;
    if (m_recovery)
        for (const std::string &line : m_recovery->lines)
            lines += format::firstLine(QString::fromStdString(line));
    return lines;
}

QString HistoryPanel::recoveryText() const
{
    if (!m_recovery)
        return {};
    const api::RecoveryView &did = *m_recovery;
    QStringList words;
    const auto say = [&words](int count, const QString &one, const QString &many) {
        if (count > 0)
            words += count == 1 ? one : many.arg(count);
    };
    say(did.adopted, tr("1 sandbox adopted"), tr("%1 sandboxes adopted"));
    say(did.hibernated, tr("1 hibernated sandbox found"), tr("%1 hibernated sandboxes found"));
    say(did.stopped, tr("1 stopped sandbox found"), tr("%1 stopped sandboxes found"));
    say(did.lost, tr("1 sandbox lost"), tr("%1 sandboxes lost"));
    say(did.leasesResumed, tr("1 lease resumed"), tr("%1 leases resumed"));
    say(did.leasesReleased, tr("1 lease released"), tr("%1 leases released"));
    say(did.resultsPosted, tr("1 result posted"), tr("%1 results posted"));
    say(did.callsAnswered, tr("1 call answered as of unknown effect"), tr("%1 calls answered as of unknown effect"));
    say(did.interrupted, tr("1 operation interrupted"), tr("%1 operations interrupted"));
    return words.join(QStringLiteral(", "));
}

bool HistoryPanel::prepareExport(FileExport::Wanted wanted)
{
    const bool isFree =
        m_fileExport.prepare(std::move(wanted), QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    if (!isFree)
        Q_EMIT refused(tr("An export still goes on. Wait for it, or cancel it among the operations."));
    return isFree;
}

bool HistoryPanel::prepareCostsExport()
{
    const int rows = m_costs.rows()->count();
    return prepareExport({rows == 1 ? tr("1 row as CSV") : tr("%1 rows as CSV").arg(format::count(rows)),
                          tr("All rows and their total, with every digit: it adds up to what the page shows."),
                          m_costs.fileName(), m_costs.csv(), false, QStringLiteral("costs")});
}

void HistoryPanel::prepareTableExport(const QString &name, int rows, bool json, QByteArray text)
{
    const QString count = format::count(rows);
    const QString what = rows == 1 ? json ? tr("1 row as JSON") : tr("1 row as CSV")
                         : json ? tr("%1 rows as JSON").arg(count)
                                   : tr("%1 rows as CSV").arg(count);
    const QString day = dayText(std::chrono::floor<std::chrono::days>(m_ticker->now()));
    const bool isFree = prepareExport(
        {what, tr("The list as it is filtered and sorted, with ids, plain numbers and times in UTC."),
         QStringLiteral("glovebox-%1-%2.%3").arg(name, day, json ? QStringLiteral("json") : QStringLiteral("csv")),
         std::move(text), false, name});
    if (isFree)
        Q_EMIT tableReady();
}

Call HistoryPanel::answerThatThereIsNone(const Callback<QString> &done)
{
    const auto answer = [done] {
        done(fail(ErrorCode::FolderUnusable, tr("There is no ledger here.").toStdString()));
    };
    QMetaObject::invokeMethod(this, answer, Qt::QueuedConnection); // nobody is answered from inside
    return {};
}

bool HistoryPanel::prepareEgressExport(bool json, const QString &text)
{
    const QString day = dayText(std::chrono::floor<std::chrono::days>(m_ticker->now()));
    const QString words = text.trimmed();
    const auto write = [this, json, words](const QString &target, auto progress, Callback<QString> done) -> Call {
        if (!m_egressDesk)
            return answerThatThereIsNone(done);
        return m_egressDesk->exportTo(
            {.file = target.toStdString(),
             .asJson = json,
             .filter = {.text = words.toStdString()},
             .progress = std::move(progress)},
            [done = std::move(done)](const Result<std::uint64_t> &written) {
                if (!written)
                    return done(tl::unexpected(written.error()));
                done(*written == 1 ? tr("1 attempt")
                                   : tr("%1 attempts").arg(format::count(static_cast<qint64>(*written))));
            });
    };
    return prepareExport(
        {json ? tr("attempts to leave as JSON lines") : tr("attempts to leave as CSV"),
         words.isEmpty() ? tr("Every attempt in the ledger, newest first, those of before this window was opened too.")
                         : tr("Every attempt in the ledger with “%1” in its host, address, rule or reason, newest "
                              "first.")
                               .arg(words),
         QStringLiteral("glovebox-egress-%1.%2").arg(day, json ? QStringLiteral("jsonl") : QStringLiteral("csv")),
         {},
         false,
         QStringLiteral("egress"),
         write});
}

bool HistoryPanel::prepareAuditExport(bool json)
{
    const QString day = dayText(std::chrono::floor<std::chrono::days>(m_ticker->now()));
    const auto write = [this, json, filter = m_audit.filter()](const QString &target, auto progress,
                                                               Callback<QString> done) -> Call {
        if (!m_auditDesk)
            return answerThatThereIsNone(done);
        return m_auditDesk->exportTo(
            {.file = target.toStdString(), .asJson = json, .filter = filter, .progress = std::move(progress)},
            [done = std::move(done)](const Result<std::uint64_t> &written) {
                if (!written)
                    return done(tl::unexpected(written.error()));
                done(*written == 1 ? tr("1 entry")
                                   : tr("%1 entries").arg(format::count(static_cast<qint64>(*written))));
            });
    };
    return prepareExport(
        {json ? tr("the audit trail as JSON lines") : tr("the audit trail as CSV"),
         m_audit.filtered() ? tr("Every entry that the filter leaves, oldest first, those that the page has not read "
                                 "yet among them.")
                            : tr("The whole trail, oldest first."),
         QStringLiteral("glovebox-audit-%1.%2").arg(day, json ? QStringLiteral("jsonl") : QStringLiteral("csv")),
         {},
         true,
         QStringLiteral("audit"),
         write});
}

} // namespace glovebox::models
