#include "core/ledger/audit_rows.h"

#include "core/base/text.h"
#include "core/ledger/audit_index.h"
#include "core/ledger/sql.h"
#include "core/ledger/values.h"

#include <QStringList>

#include <array>
#include <limits>

namespace glovebox::ledger {

namespace {

/// What is searched for: a word or two.
constexpr qsizetype kSearchMax = 256;

/// Texts by their bytes: as text, what is no UTF-8 would be read as something else.
constexpr std::array kTexts{"actor", "origin", "action",  "object", "outcome", "reason",
                            "was",   "became", "session", "key_id", "found_by"};

/// Behind every text that begins as a prefix does.
const QString kLast = QString::fromUcs4(U"\U0010FFFF");

std::string foundBy(const domain::AuditEntry &entry)
{
    std::string all;
    for (const auto *text :
         {&entry.origin, &entry.action, &entry.object, &entry.reason, &entry.before, &entry.after, &entry.session})
        all += *text + '\n';
    all += std::string(word(entry.actor)) + '\n' + std::string(word(entry.outcome));
    return folded(all).toString().toStdString();
}

struct Asked {
    bool action = false;
    bool object = false;
    bool search = false;
};

Asked askedBy(const domain::AuditPage &page)
{
    return {!page.action.empty(), !page.object.empty(), !page.text.empty()};
}

std::string trailStatement(const Asked &asked)
{
    std::string where = " FROM audit WHERE seq < ?";
    if (asked.object)
        where += " AND object = ?";
    if (asked.action && asked.object)
        where += " AND action >= ? AND action < ?";
    if (asked.action && !asked.object) // from the index alone, then the page's rows
        where += " AND seq IN (SELECT seq FROM audit WHERE action >= ? AND action < ? AND seq < ?";
    if (asked.action && !asked.object && !asked.search)
        where += " ORDER BY seq DESC LIMIT ?";
    if (asked.action && !asked.object)
        where += ")";
    if (asked.search)
        where += " AND instr(found_by, ?) > 0";
    return "SELECT " + auditColumns() + where + " ORDER BY seq DESC LIMIT ?";
}

QVariantList trailValues(const domain::AuditPage &page, const QVariant &before, int most)
{
    const auto asked = askedBy(page);
    QVariantList values{before};
    if (asked.object)
        values << bound(page.object);
    if (asked.action)
        values << bound(page.action) << behindAll(QString::fromStdString(page.action));
    if (asked.action && !asked.object)
        values << before;
    if (asked.action && !asked.object && !asked.search)
        values << most;
    if (asked.search)
        values << auditNeedle(page.text);
    values << most;
    return values;
}

std::string statement(const Asked &asked, AuditWay way)
{
    if (way == AuditWay::Trail)
        return trailStatement(asked);
    // The order of these joins and what they begin with is ours: SQLite does not know how many rows each has.
    std::string where = way == AuditWay::Range ? " FROM audit WHERE seq > ? AND seq < ?"
                                               : " FROM audit_words CROSS JOIN audit ON seq = audit_words.rowid"
                                                 " WHERE audit_words MATCH ? AND audit_words.rowid < ?";
    if (asked.object)
        where += " AND +object = ?";
    if (asked.action)
        where += " AND +action >= ? AND +action < ?";
    if (asked.search)
        where += " AND instr(found_by, ?) > 0";
    const char *order = way == AuditWay::Range ? "seq" : "audit_words.rowid";
    return "SELECT " + auditColumns() + where + " ORDER BY " + order + " DESC LIMIT ?";
}

} // namespace

const std::string &auditColumns()
{
    static const std::string columns = [] {
        std::string list = "seq, at, previous, tag";
        for (const char *text : kTexts)
            list += std::string(", CAST(") + text + " AS BLOB)";
        return list;
    }();
    return columns;
}

AuditRow auditRowFrom(const QSqlQuery &row)
{
    std::array<std::string, kTexts.size()> texts;
    bool valid = true;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        texts[i] = fromBytes(row.value(4 + static_cast<int>(i)));
        valid = valid && toValidUtf8(texts[i]) == texts[i];
    }
    const auto actor = domain::auditActorFrom(texts[0]);
    const auto outcome = domain::auditOutcomeFrom(texts[4]);
    AuditRow found;
    found.previous = fromBytes(row.value(2));
    found.tag = fromBytes(row.value(3));
    found.keyId = texts[9];
    const auto sequence = row.value(0).toLongLong();
    found.entry = {.sequence = sequence > 0 ? static_cast<std::uint64_t>(sequence) : 0,
                   .at = instantOf(row.value(1)),
                   .actor = actor.value_or(domain::AuditActor::Engine),
                   .origin = texts[1],
                   .action = texts[2],
                   .object = texts[3],
                   .outcome = outcome.value_or(domain::AuditOutcome::Failed),
                   .reason = texts[5],
                   .before = texts[6],
                   .after = texts[7],
                   .session = texts[8],
                   .chainTag = tagText(found.tag)};
    found.asWritten = valid && actor && outcome && sequence > 0 && texts[10] == foundBy(found.entry);
    return found;
}

QVariantList auditValues(const AuditRow &row)
{
    const auto &entry = row.entry;
    return {static_cast<qint64>(entry.sequence),
            instant(entry.at),
            bytes(std::string(word(entry.actor))),
            bytes(entry.origin),
            bytes(entry.action),
            bytes(entry.object),
            bytes(std::string(word(entry.outcome))),
            bytes(entry.reason),
            bytes(entry.before),
            bytes(entry.after),
            bytes(entry.session),
            bytes(row.keyId),
            bytes(row.previous),
            bytes(row.tag),
            bytes(foundBy(entry))};
}

const char *auditInsertion()
{
    return "INSERT INTO audit (seq, at, actor, origin, action, object, outcome, reason, was, became, session, key_id,"
           " previous, tag, found_by) VALUES (?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT),"
           " CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT),"
           " CAST(? AS TEXT), ?, ?, CAST(? AS TEXT))";
}

std::vector<std::string> auditPageStatements()
{
    std::vector<std::string> all;
    for (const auto way : {AuditWay::Trail, AuditWay::Range, AuditWay::Index})
        for (const bool action : {false, true})
            for (const bool object : {false, true})
                for (const bool search : {false, true})
                    all.push_back(statement({action, object, search}, way));
    return all;
}

std::string auditPageStatement(const domain::AuditPage &page, AuditWay way)
{
    return statement(askedBy(page), way);
}

QVariantList auditPageValues(const domain::AuditPage &page, AuditWay way, const QVariant &first, int most)
{
    const auto before = page.before == 0 ? QVariant(std::numeric_limits<qint64>::max()) : number(page.before);
    if (way == AuditWay::Trail)
        return trailValues(page, before, most);
    QVariantList values{first, before};
    if (!page.object.empty())
        values << bound(page.object);
    if (!page.action.empty())
        values << bound(page.action) << behindAll(QString::fromStdString(page.action));
    if (!page.text.empty())
        values << auditNeedle(page.text);
    values << most;
    return values;
}

QString auditNeedle(const std::string &text)
{
    return QString::fromStdString(text).left(kSearchMax).toCaseFolded();
}

bool isFound(const domain::AuditEntry &entry, const QString &needle)
{
    return needle.isEmpty() || QString::fromStdString(foundBy(entry)).contains(needle);
}

QString behindAll(const QString &prefix)
{
    return prefix + kLast;
}

/// An entry's action and object stand on lines of their own in what it is found by.
std::optional<QString> auditLetters(const domain::AuditPage &page)
{
    QStringList all;
    if (const auto letters = lettersOf(auditNeedle(page.text)))
        all += *letters;
    if (!page.action.empty())
        if (const auto letters = lettersOf(folded('\n' + page.action).toString()))
            all += *letters;
    if (all.isEmpty())
        return std::nullopt;
    if (!page.object.empty())
        if (const auto letters = lettersOf(folded('\n' + page.object + '\n').toString()))
            all += *letters;
    return all.join(QStringLiteral(" AND "));
}

domain::AuditEntry shownEntry(AuditRow row)
{
    if (!row.asWritten)
        row.entry.reason = "this entry was changed; gloveboxctl audit verify says more";
    return std::move(row.entry);
}

} // namespace glovebox::ledger
