// Role: Qt's SQL as values: errors with a code of ours, strings without detours. Thread: the one that opened the
// connection.
#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <string>

class QSqlError;

namespace glovebox::ledger {

/// SQLite's primary result codes that we tell apart (sqlite.org/rescode.html; the numbers are part of its interface).
namespace sqlite {
inline constexpr int kBusy = 5;
inline constexpr int kReadOnly = 8;
inline constexpr int kIoError = 10;
inline constexpr int kCorrupt = 11;
inline constexpr int kFull = 13;
inline constexpr int kCantOpen = 14;
inline constexpr int kNotADatabase = 26;
} // namespace sqlite

/// The primary code; 0: none.
int sqliteCode(const QSqlError &error);
/// Says `step`, what SQLite answered, and what to do where that is known.
Error errorFrom(const std::string &step, const QSqlError &error);

/// Runs one statement without values. Never with foreign text in it.
Result<> run(const QSqlDatabase &database, const std::string &statement);
/// The first column of the first row of a statement without values.
Result<QVariant> ask(const QSqlDatabase &database, const std::string &statement);
Result<QSqlQuery> prepared(const QSqlDatabase &database, const char *statement);
/// Runs a prepared statement without values; it is free again.
Result<> run(QSqlQuery &query, const char *step);
/// Runs a prepared statement with these values. How many rows it changed; the statement is free again.
Result<int> change(QSqlQuery &query, const QVariantList &values);

QVariant bound(const std::string &text);
QVariant bytes(const std::string &text);
std::string text(const QVariant &value);
std::string fromBytes(const QVariant &value);

} // namespace glovebox::ledger
