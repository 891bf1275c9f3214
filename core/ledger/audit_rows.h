// Role: audit entries as the rows of their table, and the questions for a page of them. Thread: any.
// Invariant: what is read is byte for byte what is stored; what our writer would not have stored so says that.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/audit_chain.h"

#include <QVariant>

#include <string>
#include <vector>

class QSqlQuery;

namespace glovebox::ledger {

struct AuditRow {
    domain::AuditEntry entry; // with its tag's text
    std::string previous;     // 32 bytes each
    std::string tag;
    std::string keyId;
    bool asWritten = true; // false: words that nobody writes, no text, or a search text of other fields
};

/// What stands behind SELECT for auditRowFrom().
const std::string &auditColumns();
AuditRow auditRowFrom(const QSqlQuery &row);

/// Its values, in the table's order.
QVariantList auditValues(const AuditRow &row);
const char *auditInsertion();

/// Every statement that a page may need, to look at their plans.
std::vector<std::string> auditPageStatements();
std::string auditPageStatement(const domain::AuditPage &page);
QVariantList auditPageValues(const domain::AuditPage &page, int most);
/// What a page's text is looked for as; likewise isFound().
QString auditNeedle(const std::string &text);
bool isFound(const domain::AuditEntry &entry, const QString &needle);
/// For people: an entry that cannot have been written so says that itself.
domain::AuditEntry shownEntry(AuditRow row);

} // namespace glovebox::ledger
