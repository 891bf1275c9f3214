// Role: the statements of one connection that only reads. Thread: the one that opened it.
// Invariants: each is prepared once, when it is first needed, and is free again after its rows; foreign text stands in
// bound values only.
#pragma once

#include "core/ledger/sql.h"

#include <functional>
#include <map>
#include <string>

namespace glovebox::ledger {

class Statements {
public:
    explicit Statements(QSqlDatabase database) : m_database(std::move(database)) {}

    /// Calls `take` with each row, until it fails.
    Result<> each(const std::string &statement, const QVariantList &values,
                  const std::function<Result<>(const QSqlQuery &row)> &take);

    const QSqlDatabase &database() const { return m_database; }

private:
    QSqlDatabase m_database;
    std::map<std::string, QSqlQuery> m_prepared;
};

} // namespace glovebox::ledger
