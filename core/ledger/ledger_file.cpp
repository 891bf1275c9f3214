#include "core/ledger/ledger_file.h"

#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/ledger/retention.h"
#include "core/ledger/schema.h"

#include <QSqlError>

#include <atomic>

namespace glovebox::ledger {

Q_LOGGING_CATEGORY(lcLedger, "glovebox.ledger")

namespace {

/// Rows of each table removed at one start, so that a start after years is no longer than others, and at once while
/// facts wait for their commit.
constexpr int kPrunedAtStart = 5000;
constexpr int kPrunedAtOnce = 500;
/// Pages of 4 KiB given back likewise.
constexpr int kPagesAtStart = 5000;
constexpr int kPagesAtOnce = 500;
/// Somebody who reads the file with another program may keep us this long from writing.
constexpr int kBusyWaitMs = 5000;

/// QSqlDatabase finds connections by name.
QString newConnectionName()
{
    static std::atomic<unsigned> next{1};
    return QStringLiteral("glovebox-ledger-%1").arg(next++);
}

bool isAtFault(const QSqlError &error)
{
    const int code = sqliteCode(error);
    return code == sqlite::kCorrupt || code == sqlite::kNotADatabase;
}

} // namespace

LedgerFile::LedgerFile(const LedgerOptions &options) : m_options(options) {}

Result<std::unique_ptr<LedgerFile>> LedgerFile::open(const LedgerOptions &options)
{
    std::unique_ptr<LedgerFile> file(new LedgerFile(options));
    GB_TRY(turn, Turn::take(options.path));
    file->m_turn = std::move(turn);
    GB_CHECK(makePrivate(options.path));
    auto opened = file->openHere();
    const bool mayGo = (file->m_fault != Fault::None && options.setUnusableAside) ||
                       (file->m_fault == Fault::Damaged && options.setDamagedAside);
    if (!opened && mayGo) {
        file->close();
        GB_TRY(aside, setAside(options.path, file->now()));
        qCWarning(lcLedger,
                  "%s was set aside as %s (%s). Its history and what an earlier run left open are not known "
                  "any more; a call that it had begun may run again",
                  options.path.c_str(), aside.c_str(), describe(opened.error()).c_str());
        GB_CHECK(makePrivate(options.path));
        opened = file->openHere();
    }
    if (!opened)
        return tl::unexpected(file->explained(opened.error()));
    return file;
}

LedgerFile::~LedgerFile()
{
    close();
}

void LedgerFile::close()
{
    m_audit.reset();
    m_index.reset();
    m_log.reset();
    m_results.reset();
    m_facts.reset(); // statements first, or the connection stays open
    m_begin = QSqlQuery(QSqlDatabase());
    m_commit = QSqlQuery(QSqlDatabase());
    m_database = QSqlDatabase();
    if (!m_connection.isEmpty())
        QSqlDatabase::removeDatabase(m_connection);
    m_connection.clear();
}

Error LedgerFile::explained(Error error) const
{
    error = inContext("ledger " + m_options.path, std::move(error));
    if (m_fault != Fault::None)
        error.detail +=
            ". Nothing in it was changed. Restore it from a backup, or move it away together with the files "
            "beside it whose names begin with its own, to start with an empty one: history and what an "
            "earlier run left open are not known then";
    return error;
}

WallTime LedgerFile::now() const
{
    return m_options.now ? *m_options.now
                         : std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Result<> LedgerFile::openHere()
{
    m_fault = Fault::None;
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        return fail(ErrorCode::HostToolMissing,
                    "Qt's SQLite driver is not installed (Debian package libqt6sql6-sqlite)");
    m_connection = newConnectionName();
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyWaitMs));
    m_database.setDatabaseName(QString::fromStdString(m_options.path));
    if (!m_database.open())
        return tl::unexpected(errorFrom("opening", m_database.lastError()));
    GB_TRY(begin, prepared(m_database, "BEGIN IMMEDIATE"));
    m_begin = std::move(begin);
    GB_TRY(commit, prepared(m_database, "COMMIT"));
    m_commit = std::move(commit);
    auto ready = prepare();
    return ready;
}

Result<> LedgerFile::prepare()
{
    GB_CHECK(identify());
    // Takes effect in an empty file only, before anything is written to it.
    GB_CHECK(run(m_database, "PRAGMA auto_vacuum = INCREMENTAL"));
    GB_TRY(mode, ask(m_database, "PRAGMA journal_mode = WAL"));
    if (text(mode) != "wal")
        return fail(ErrorCode::HostToolFailed, "its file system takes no write-ahead log (mode " + text(mode) + ')');
    GB_CHECK(run(m_database, "PRAGMA synchronous = FULL"));
    GB_TRY(pageSize, ask(m_database, "PRAGMA page_size"));
    const auto pages = m_options.sizeMax.value / std::max<std::uint64_t>(pageSize.toULongLong(), 512);
    GB_CHECK(ask(m_database, "PRAGMA max_page_count = " + std::to_string(pages)));
    GB_CHECK(migrate());
    prune(kPrunedAtStart, kPagesAtStart);
    GB_TRY(facts, FactWriter::create(m_database));
    m_facts = std::move(facts);
    GB_CHECK(openAudit());
    GB_CHECK(takeResultsUp());
    // From here on commit() says which ones wait for the disk; a log that starts over is still synced before it does.
    GB_TRY(log, WriteAheadLog::open(m_options.path));
    m_log = std::move(log);
    return run(m_database, "PRAGMA synchronous = NORMAL");
}

/// What its end shows of a wound is the first entry of this run.
Result<> LedgerFile::openAudit()
{
    GB_TRY(audit, AuditWriter::open(m_database, m_options.path, m_options.auditKey));
    m_audit = std::move(audit);
    m_facts->setAudit(*m_audit);
    GB_TRY(index, AuditIndex::open(m_database, m_audit->newestKept()));
    m_index = std::move(index);
    const auto wound = m_audit->takeWound(now());
    if (!wound)
        return {};
    GB_CHECK(begin());
    const auto said = m_facts->write(*wound, now());
    if (!said) {
        rollBack();
        return said;
    }
    return commit(Durability::Host);
}

/// What an earlier program had kept and not yet told the database, which may be all that is known of a call.
Result<> LedgerFile::takeResultsUp()
{
    GB_TRY(log, ResultLog::open(m_options.path));
    GB_TRY(found, log->read());
    if (found.empty() && log->hasBytes()) // its first record is written over in one piece, and never half
        qCWarning(lcLedger) << "results of calls that an earlier run had kept do not read:"
                            << QString::fromStdString(resultLogOf(m_options.path));
    if (!found.empty()) {
        GB_CHECK(begin());
        const auto written = [&]() -> Result<> {
            for (auto &kept : found) {
                Fact fact(std::move(kept));
                if (!makeBounded(fact))
                    continue;
                // One whose call is not known any more is of no use.
                if (auto one = m_facts->write(fact, now()); !one && one.error().code != ErrorCode::InvalidState)
                    return one;
            }
            return commit();
        }();
        if (!written) {
            rollBack();
            return written;
        }
    }
    GB_CHECK(log->clear());
    m_results = std::move(log);
    return {};
}

/// Whether the file is a whole ledger of ours, or empty. Changes nothing in it.
Result<> LedgerFile::identify()
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next()) {
        m_fault = isAtFault(query.lastError()) ? Fault::Damaged : Fault::None;
        const bool foreign = sqliteCode(query.lastError()) == sqlite::kNotADatabase;
        if (foreign)
            return fail(ErrorCode::InvalidState, "it is not a database");
        auto error = errorFrom("checking it", query.lastError());
        if (m_fault == Fault::Damaged)
            error.detail = "it is damaged: " + error.detail;
        return tl::unexpected(std::move(error));
    }
    if (const auto verdict = text(query.value(0)); verdict != "ok") {
        m_fault = Fault::Damaged;
        return fail(ErrorCode::HostToolFailed, "it is damaged: " + clipped(toOneLine(verdict), ByteCount{400}));
    }
    query.finish();

    GB_TRY(application, ask(m_database, "PRAGMA application_id"));
    GB_TRY(tables, ask(m_database, "SELECT count(*) FROM sqlite_schema"));
    GB_TRY(version, ask(m_database, "PRAGMA user_version"));
    if (tables.toInt() == 0 && version.toInt() == 0 && application.toInt() == 0)
        return {};
    m_fault = Fault::Foreign;
    if (application.toInt() != kApplicationId || version.toInt() < 1)
        return fail(ErrorCode::InvalidState, "it is a database of another program");
    if (version.toInt() > currentVersion())
        return fail(ErrorCode::InvalidState, "it was written by a newer Glovebox (schema " + text(version) +
                                                 ", this one knows " + std::to_string(currentVersion()) +
                                                 "); use that one");
    m_fault = Fault::None;
    return {};
}

Result<> LedgerFile::migrate()
{
    GB_TRY(version, ask(m_database, "PRAGMA user_version"));
    for (const auto &migration : migrations()) {
        if (migration.version <= version.toInt())
            continue;
        GB_CHECK(begin());
        const auto migrated = [&]() -> Result<> {
            for (const char *statement : migration.statements)
                GB_CHECK(run(m_database, statement));
            GB_CHECK(run(m_database, "PRAGMA application_id = " + std::to_string(kApplicationId)));
            GB_CHECK(run(m_database, "PRAGMA user_version = " + std::to_string(migration.version)));
            return commit();
        }();
        if (!migrated) {
            rollBack();
            return tl::unexpected(inContext("schema " + std::to_string(migration.version), migrated.error()));
        }
    }
    return {};
}

bool LedgerFile::prune(int rows, int pages)
{
    int gone = 0;
    const auto pruned = [&]() -> Result<> {
        GB_CHECK(begin());
        GB_TRY(removed, removeOldRows(m_database, now(), m_options.keep, rows));
        gone = removed;
        GB_CHECK(giveRoomBack(m_database, pages));
        return commit();
    }();
    if (!pruned) {
        // Old rows are no reason not to work: on a full disk there would be no way to say so.
        qCWarning(lcLedger) << "old rows stay:" << QString::fromStdString(describe(pruned.error()));
        rollBack();
        return false;
    }
    return gone > 0;
}

bool LedgerFile::pruneSome()
{
    m_indexFails = false;
    return prune(kPrunedAtOnce, kPagesAtOnce);
}

/// A search looks at what is not in it by itself, so that nothing is missed when it cannot be written.
bool LedgerFile::indexSome()
{
    if (m_indexFails || !m_index->hasWork(m_audit->newestKept()))
        return false;
    const auto done = indexPiece();
    if (done)
        return m_index->hasWork(m_audit->newestKept());
    qCWarning(lcLedger) << "the audit trail's index stays behind:" << QString::fromStdString(describe(done.error()));
    m_indexFails = true;
    return false;
}

Result<> LedgerFile::indexPiece()
{
    auto done = begin();
    if (done)
        done = m_index->doSome(m_audit->newestKept());
    if (done)
        done = commit(Durability::Program);
    if (done)
        m_index->committed();
    else {
        rollBack();
        m_index->rolledBack();
    }
    return done;
}

void LedgerFile::renewIndex()
{
    const auto done = [&]() -> Result<> {
        GB_CHECK(begin());
        GB_CHECK(m_index->clear());
        return commit(Durability::Program);
    }();
    if (done) {
        m_index->committed();
        return;
    }
    qCWarning(lcLedger) << "the audit trail's index stays as it is:" << QString::fromStdString(describe(done.error()));
    rollBack();
    m_index->rolledBack();
}

Result<> LedgerFile::begin()
{
    return run(m_begin, "BEGIN IMMEDIATE");
}

Result<> LedgerFile::commit(Durability durability)
{
    GB_CHECK(run(m_commit, "COMMIT"));
    const bool waits = durability == Durability::Host && m_log; // while it opens SQLite syncs by itself
    if (waits)
        GB_CHECK(reachDisk());
    if (m_audit)
        m_audit->committed();
    return {};
}

/// After a sync that failed the next one says nothing of what was written before: all of the log goes into the
/// database then, from the pages that SQLite still has, and the log starts over.
Result<> LedgerFile::reachDisk()
{
    const auto synced =
        m_logIsBroken ? Result<>(fail(ErrorCode::HostToolFailed, "an earlier sync failed")) : m_log->sync();
    if (synced)
        return synced;
    m_logIsBroken = true;
    GB_TRY(busy, ask(m_database, "PRAGMA wal_checkpoint(RESTART)"));
    if (busy.toInt() != 0)
        return synced;
    m_logIsBroken = false;
    return {};
}

void LedgerFile::rollBack()
{
    // Some failures have ended the transaction already; then there is nothing to do.
    if (const auto done = run(m_database, "ROLLBACK"); !done)
        qCDebug(lcLedger) << QString::fromStdString(describe(done.error()));
    if (m_audit)
        m_audit->rolledBack();
}

} // namespace glovebox::ledger
