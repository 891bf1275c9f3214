// Role: opening a ledger and asking it, for the tests of the file on disk. Thread: the test's.
#pragma once

#include "core/ledger/ledger_store.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>
#include <QVariant>

namespace ledgertest {

using Opened = glovebox::Result<std::unique_ptr<glovebox::ports::Ledger>>;

inline Opened open(glovebox::ledger::LedgerOptions options)
{
    std::optional<Opened> answer;
    const auto call =
        glovebox::ledger::openLedger(std::move(options), [&](Opened opened) { answer = std::move(opened); });
    if (answer)
        qFatal("answered from inside the call");
    if (!QTest::qWaitFor([&] { return answer.has_value(); }))
        qFatal("the ledger neither opens nor fails");
    return std::move(*answer);
}

inline glovebox::Result<> told(const std::function<void(glovebox::Callback<>)> &tell)
{
    std::optional<glovebox::Result<>> answer;
    tell([&](glovebox::Result<> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }))
        qFatal("a fact is not answered");
    return *answer;
}

inline glovebox::Result<glovebox::ports::LeftOpen> leftOpen(glovebox::ports::Ledger &ledger)
{
    std::optional<glovebox::Result<glovebox::ports::LeftOpen>> answer;
    ledger.leftOpen([&](auto found) { answer = std::move(found); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }))
        qFatal("what was left open is not answered");
    return *answer;
}

inline glovebox::Result<std::vector<glovebox::ports::EndedSandbox>> ended(glovebox::ports::Ledger &ledger,
                                                                          int most = 100)
{
    std::optional<glovebox::Result<std::vector<glovebox::ports::EndedSandbox>>> answer;
    ledger.ended(most, [&](auto found) { answer = std::move(found); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }))
        qFatal("what has ended is not answered");
    return *answer;
}

inline glovebox::ports::WorkIntent intent(const std::string &work, glovebox::WallTime at = {})
{
    return {glovebox::domain::WorkId(work), glovebox::domain::EnvironmentId("env_1"), "sesn_1", at};
}

inline glovebox::ports::CallIntent callIntent(const std::string &call)
{
    return {.session = glovebox::domain::SessionId("sesn_1"),
            .call = glovebox::domain::EventId(call),
            .kind = glovebox::domain::ToolKind::Agent,
            .tool = "bash",
            .sandbox = glovebox::domain::SandboxId("sbx-1"),
            .at = {}};
}

inline const glovebox::domain::SessionId kSession("sesn_1");

/// Another program at the same file: runs statements, gives the rows of the last one, columns joined by '|'.
inline QStringList sql(const QString &path, const QStringList &statements)
{
    QStringList rows;
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("test"));
        database.setDatabaseName(path);
        if (!database.open())
            qFatal("%s", qPrintable(database.lastError().text()));
        for (const auto &statement : statements) {
            QSqlQuery query(database);
            if (!query.exec(statement))
                qFatal("%s: %s", qPrintable(statement), qPrintable(query.lastError().text()));
            rows.clear();
            while (query.next()) {
                QStringList columns;
                for (int i = 0; i < query.record().count(); ++i)
                    columns << query.value(i).toString();
                rows << columns.join(QLatin1Char('|'));
            }
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("test"));
    return rows;
}

/// The statements of a released schema's example.
inline QStringList statementsOf(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(file));
    return QString::fromUtf8(source.readAll()).split(QStringLiteral(";\n"), Qt::SkipEmptyParts);
}

} // namespace ledgertest
