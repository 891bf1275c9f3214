// Role: audit entries as the rows of their table, and the questions for a page of them. Thread: any.
// Invariant: what is read is byte for byte what is stored; what our writer would not have stored so says that.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/audit_chain.h"

#include <QVariant>

#include <optional>
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

/// How a page's entries are looked for: in all of the trail by the indices of its table, in a range of it one by one,
/// or by what the index of words says of them.
enum class AuditWay { Trail, Range, Index };

/// Every statement that a page may need, to look at their plans.
std::vector<std::string> auditPageStatements();
/// What a page's text is looked for as, case folded; empty: nothing. Likewise isFound().
QString auditNeedle(const std::string &text);
bool isFound(const domain::AuditEntry &entry, const QString &needle);
std::string auditPageStatement(const domain::AuditPage &page, AuditWay way);
/// `first`: of Range the number that all are above, of Index its expression, of Trail nothing.
QVariantList auditPageValues(const domain::AuditPage &page, AuditWay way, const QVariant &first, int most);
/// What the index can be asked for a page: what every entry of it has. None: too little is asked for to say.
std::optional<QString> auditLetters(const domain::AuditPage &page);
/// Behind every text that begins with one.
QString behindAll(const QString &prefix);
/// For people: an entry that cannot have been written so says that itself.
domain::AuditEntry shownEntry(AuditRow row);

} // namespace glovebox::ledger
