// Role: a ledger with an audit trail, and what somebody with access to its files may do to it. Thread: the test's.
#pragma once

#include "core/ledger/audit_trail.h"
#include "tests/unit/ledger/open_ledger.h"

#include <QDir>
#include <QFile>

namespace ledgertest {

inline glovebox::domain::AuditEntry auditEntry(int number)
{
    return {.sequence = 0,
            .at = glovebox::WallTime(std::chrono::milliseconds(1'795'176'000'123 + number)),
            .actor = number % 2 == 0 ? glovebox::domain::AuditActor::Operator : glovebox::domain::AuditActor::Engine,
            .origin = "panel",
            .action = number % 3 == 0 ? "approval.answered" : "sandbox.paused",
            .object = "sandbox/sbx-" + std::to_string(number % 4),
            .outcome = number % 5 == 0 ? glovebox::domain::AuditOutcome::Denied : glovebox::domain::AuditOutcome::Done,
            .reason = "idle \"for\" 5 min, \xC3\x84rger \xF0\x9F\x98\x80",
            .before = "running",
            .after = "paused",
            .session = "sesn_" + std::to_string(number),
            .chainTag = {}};
}

class TrailFolder {
public:
    TrailFolder() { QDir(m_folder.path()).mkdir(QStringLiteral("data")); }

    /// As --data-dir names it.
    QString folder() const { return m_folder.path(); }
    QString path() const { return m_folder.filePath(QStringLiteral("data/ledger.db")); }
    std::string file() const { return path().toStdString(); }
    QString head() const { return path() + QStringLiteral(".audit-head"); }
    QString key() const { return m_folder.filePath(QStringLiteral("data/audit.key")); }
    QString other(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    /// One run of a program.
    void add(int entries) const
    {
        auto opened = open({.path = file()});
        if (!opened)
            qFatal("%s", opened.error().detail.c_str());
        for (int i = 0; i < entries; ++i)
            (*opened)->audit(auditEntry(m_next++));
        if (!leftOpen(**opened))
            qFatal("not written");
    }

    glovebox::Result<glovebox::ledger::AuditReport>
    verified(const std::optional<glovebox::ledger::AuditHead> &expected = {}) const
    {
        auto trail = glovebox::ledger::AuditTrail::open(file());
        if (!trail)
            return tl::unexpected(trail.error());
        return (*trail)->verify(expected);
    }

    /// "changed 2 2" of each finding.
    QStringList wounds(const std::optional<glovebox::ledger::AuditHead> &expected = {}) const
    {
        const auto report = verified(expected);
        if (!report)
            return {QString::fromStdString(describe(report.error()))};
        QStringList found;
        for (const auto &finding : report->findings)
            found << QStringLiteral("%1 %2 %3")
                         .arg(QString::fromStdString(std::string(word(finding.wound))))
                         .arg(finding.first)
                         .arg(finding.last);
        return found;
    }

    /// Somebody at the database, for whom our triggers are no obstacle.
    QStringList tamper(QStringList statements) const
    {
        statements.prepend(QStringLiteral("DROP TRIGGER IF EXISTS audit_is_not_removed"));
        statements.prepend(QStringLiteral("DROP TRIGGER IF EXISTS audit_is_not_changed"));
        statements.prepend(QStringLiteral("PRAGMA synchronous = OFF")); // there are hundreds of them
        return sql(path(), statements);
    }

private:
    QTemporaryDir m_folder;
    mutable int m_next = 1;
};

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void overwrite(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

} // namespace ledgertest
