#include "core/ledger/read_connection.h"

#include "core/ledger/schema.h"
#include "core/ledger/set_aside.h"
#include "core/ledger/sql.h"

#include <QSqlError>

#include <atomic>
#include <cerrno>
#include <unistd.h>

namespace glovebox::ledger {

ReadConnection::ReadConnection()
{
    static std::atomic<unsigned> next{1};
    m_name = QStringLiteral("glovebox-reading-%1").arg(next++);
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"));
}

ReadConnection::~ReadConnection()
{
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<ReadConnection>> ReadConnection::open(const std::string &ledger)
{
    if (::access(ledger.c_str(), F_OK) != 0)
        return errno == ENOENT || errno == ENOTDIR ? fail(ErrorCode::NotFound, "there is no ledger " + ledger)
                                                   : failErrno("reading ledger " + ledger, errno);
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        return fail(ErrorCode::HostToolMissing,
                    "Qt's SQLite driver is not installed (Debian package libqt6sql6-sqlite)");
    std::unique_ptr<ReadConnection> connection(new ReadConnection);
    auto &database = connection->m_database;
    database.setDatabaseName(QString::fromStdString(ledger));
    const auto opened = database.open() ? connection->identify()
                                        : tl::unexpected(errorFrom("opening it to read", database.lastError()));
    if (!opened)
        return tl::unexpected(inContext("ledger " + ledger, opened.error()));
    return connection;
}

Result<> ReadConnection::identify()
{
    GB_TRY(application, ask(m_database, "PRAGMA application_id"));
    GB_TRY(version, ask(m_database, "PRAGMA user_version"));
    if (application.toInt() != kApplicationId)
        return fail(ErrorCode::InvalidState, "it is no ledger of Glovebox");
    m_schema = version.toInt();
    return {};
}

} // namespace glovebox::ledger
