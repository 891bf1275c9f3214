// Role: a connection to a ledger that only reads, also while a program writes it; the same for all who read from
// outside the writer's thread. Thread: the one that opened it; blocks.
// Invariant: nothing is changed by it. What is prepared on it goes before it.
#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>

#include <memory>
#include <string>

namespace glovebox::ledger {

class ReadConnection {
public:
    /// NotFound: there is no such file. InvalidState: it is no ledger. Errors name the ledger.
    static Result<std::unique_ptr<ReadConnection>> open(const std::string &ledger);
    ~ReadConnection();
    ReadConnection(const ReadConnection &) = delete;
    ReadConnection &operator=(const ReadConnection &) = delete;

    const QSqlDatabase &database() const { return m_database; }
    int schema() const { return m_schema; }

private:
    ReadConnection();
    Result<> identify();

    QString m_name;
    QSqlDatabase m_database;
    int m_schema = 0;
};

} // namespace glovebox::ledger
