#include "core/ledger/statements.h"

#include <QSqlError>

namespace glovebox::ledger {

Result<> Statements::each(const std::string &statement, const QVariantList &values,
                          const std::function<Result<>(const QSqlQuery &row)> &take)
{
    auto known = m_prepared.find(statement);
    if (known == m_prepared.end()) {
        GB_TRY(query, prepared(m_database, statement.c_str()));
        known = m_prepared.emplace(statement, std::move(query)).first;
    }
    auto &query = known->second;
    for (int i = 0; i < values.size(); ++i)
        query.bindValue(i, values[i]);
    if (!query.exec())
        return tl::unexpected(errorFrom("reading history", query.lastError()));
    Result<> taken;
    while (taken && query.next())
        taken = take(query);
    const auto error = query.lastError();
    query.finish();
    if (taken && error.isValid())
        return tl::unexpected(errorFrom("reading history", error));
    return taken;
}

} // namespace glovebox::ledger
