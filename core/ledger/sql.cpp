#include "core/ledger/sql.h"

#include "core/base/text.h"

#include <QSqlError>

namespace glovebox::ledger {

namespace {

/// SQLite quotes names of ours only, but a damaged file's schema may be anything.
constexpr ByteCount kWordsMax{400};

} // namespace

int sqliteCode(const QSqlError &error)
{
    // The driver gives the extended code as text; the low byte is the primary one.
    return error.nativeErrorCode().toInt() & 0xFF;
}

Error errorFrom(const std::string &step, const QSqlError &error)
{
    auto words = step + ": " + clipped(toOneLine(error.databaseText().toStdString()), kWordsMax);
    switch (sqliteCode(error)) {
    case sqlite::kFull:
        return {ErrorCode::OutOfDisk, words + "; make room on its disk"};
    case sqlite::kReadOnly:
        return {ErrorCode::HostToolFailed, words + "; let our user write the file and its folder"};
    case sqlite::kBusy:
        return {ErrorCode::HostToolFailed, words + "; another program has locked it, end that program"};
    case sqlite::kIoError:
        return {ErrorCode::HostToolFailed, words + " (SQLite " + error.nativeErrorCode().toStdString() +
                                               "); its disk does not take or give what is there, look at the disk"};
    default:
        return {ErrorCode::HostToolFailed, words + " (SQLite " + error.nativeErrorCode().toStdString() + ')'};
    }
}

Result<> run(const QSqlDatabase &database, const std::string &statement)
{
    QSqlQuery query(database);
    if (!query.exec(QString::fromStdString(statement)))
        return tl::unexpected(errorFrom(statement, query.lastError()));
    return {};
}

Result<QVariant> ask(const QSqlDatabase &database, const std::string &statement)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(QString::fromStdString(statement)))
        return tl::unexpected(errorFrom(statement, query.lastError()));
    if (!query.next()) {
        if (query.lastError().isValid())
            return tl::unexpected(errorFrom(statement, query.lastError()));
        return QVariant();
    }
    return query.value(0);
}

Result<QSqlQuery> prepared(const QSqlDatabase &database, const char *statement)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.prepare(QString::fromLatin1(statement)))
        return tl::unexpected(errorFrom("preparing a statement", query.lastError()));
    return query;
}

Result<> run(QSqlQuery &query, const char *step)
{
    if (!query.exec())
        return tl::unexpected(errorFrom(step, query.lastError()));
    query.finish();
    return {};
}

Result<int> change(QSqlQuery &query, const QVariantList &values)
{
    for (int i = 0; i < values.size(); ++i)
        query.bindValue(i, values[i]);
    if (!query.exec())
        return tl::unexpected(errorFrom("writing", query.lastError()));
    const int rows = query.numRowsAffected();
    query.finish();
    return rows;
}

QVariant bound(const std::string &text)
{
    return QString::fromStdString(text);
}

QVariant bytes(const std::string &text)
{
    return QByteArray::fromStdString(text); // a null array would be stored as NULL; this one is only empty
}

std::string text(const QVariant &value)
{
    return value.toString().toStdString();
}

std::string fromBytes(const QVariant &value)
{
    return value.toByteArray().toStdString();
}

} // namespace glovebox::ledger
