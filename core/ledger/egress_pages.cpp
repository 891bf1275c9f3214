#include "core/ledger/egress_pages.h"

#include "core/ledger/values.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace glovebox::ledger {

namespace {

constexpr qint64 kHour = 3'600'000;
/// More than this host's profiles and all sandboxes of a year have.
constexpr std::size_t kRulesMax = 50'000;

constexpr auto kRowsOfHours = "SELECT min(first), max(last) FROM egress_hour WHERE hour BETWEEN ? AND ?";
// From one rule to the next in the index, and of each those since then.
constexpr auto kRuleUses =
    "WITH RECURSIVE rules (rule) AS (SELECT min(rule) FROM egress WHERE rule <> ''"
    " UNION ALL SELECT (SELECT min(rule) FROM egress WHERE rule > rules.rule AND rule <> '') FROM rules"
    " WHERE rules.rule IS NOT NULL)"
    " SELECT rule, (SELECT count(*) FROM egress WHERE egress.rule = rules.rule AND rule <> '' AND at >= ?),"
    " (SELECT max(at) FROM egress WHERE egress.rule = rules.rule AND rule <> '')"
    " FROM rules WHERE rule IS NOT NULL LIMIT ?";

/// In the order of their place in the table.
struct Narrowed {
    bool sandbox = false;
    bool session = false;
    bool verdict = false;
    bool text = false;
    bool time = false;
};

std::string statementOf(const Narrowed &by)
{
    std::string statement =
        "SELECT ordinal, id, at, sandbox, session, kind, host, address, port, verdict, rule, reason,"
        " sent, received, lasted_ms, secrets, misused FROM egress WHERE ordinal < ?";
    if (by.sandbox)
        statement += " AND sandbox = ?";
    if (by.session)
        statement += " AND session = ?";
    if (by.verdict) // who has few rows is asked first
        statement += by.sandbox || by.session ? " AND +verdict = ?" : " AND verdict = ?";
    if (by.text)
        statement += " AND instr(found_by, ?) > 0";
    if (by.time) // in the order of telling, although a clock was set back
        statement += " AND ordinal >= ? AND +at >= ? AND +at < ?";
    return statement + " ORDER BY ordinal DESC LIMIT ?";
}

struct Rows {
    qint64 first = 0;
    qint64 last = 0;
};

/// Every row that was decided then is between these; none: there is no such row.
Result<std::optional<Rows>> rowsOf(Statements &statements, WallTime from, WallTime until)
{
    const auto hourOf = [](WallTime at) {
        return QVariant(static_cast<qint64>(at.time_since_epoch().count() / kHour));
    };
    std::optional<Rows> rows;
    GB_CHECK(statements.each(kRowsOfHours, {hourOf(from), hourOf(until)}, [&](const QSqlQuery &row) -> Result<> {
        if (!row.value(0).isNull())
            rows = Rows{row.value(0).toLongLong(), row.value(1).toLongLong()};
        return {};
    }));
    return rows;
}

Result<domain::EgressDecision> decisionFrom(const QSqlQuery &row)
{
    const auto kind = domain::egressKindFrom(text(row.value(5)));
    const auto verdict = domain::egressVerdictFrom(text(row.value(9)));
    if (!kind || !verdict)
        return fail(ErrorCode::HostToolFailed, "the ledger has an attempt of an unknown kind; it was changed by hand");
    domain::EgressDecision decision{.id = domain::EgressId(text(row.value(1))),
                                    .at = instantOf(row.value(2)),
                                    .sandbox = domain::SandboxId(text(row.value(3))),
                                    .session = maybeId<domain::SessionId>(row.value(4)),
                                    .kind = *kind,
                                    .host = text(row.value(6)),
                                    .address = text(row.value(7)),
                                    .port = static_cast<std::uint16_t>(row.value(8).toUInt()),
                                    .verdict = *verdict,
                                    .rule = text(row.value(10)),
                                    .reason = text(row.value(11)),
                                    .sent = ByteCount{row.value(12).toULongLong()},
                                    .received = ByteCount{row.value(13).toULongLong()},
                                    .lasted = std::nullopt};
    if (!row.value(14).isNull())
        decision.lasted = std::chrono::milliseconds(row.value(14).toLongLong());
    decision.secrets = wordsOf(row.value(15));
    decision.misused = wordsOf(row.value(16));
    return decision;
}

} // namespace

Result<domain::EgressRows> egressPage(Statements &statements, const domain::EgressPage &question, int most)
{
    const Narrowed by{question.sandbox.has_value(), question.session.has_value(), question.verdict.has_value(),
                      !question.text.empty(), question.from || question.until};
    const auto from = question.from.value_or(WallTime::min());
    const auto until = question.until.value_or(WallTime::max());
    Rows rows{.last = std::numeric_limits<qint64>::max() - 1};
    if (by.time) {
        GB_TRY(found, rowsOf(statements, from, until));
        if (!found)
            return domain::EgressRows{};
        rows = *found;
    }
    if (question.before > 0)
        rows.last = std::min(rows.last, number(question.before).toLongLong() - 1);
    QVariantList values{static_cast<qint64>(rows.last + 1)};
    if (by.sandbox)
        values << bound(question.sandbox->value());
    if (by.session)
        values << bound(question.session->value());
    if (by.verdict)
        values << bound(std::string(word(*question.verdict)));
    if (by.text)
        values << folded(question.text);
    if (by.time)
        values << static_cast<qint64>(rows.first) << instant(from) << instant(until);
    values << most + 1;
    domain::EgressRows found;
    GB_CHECK(statements.each(statementOf(by), values, [&](const QSqlQuery &row) -> Result<> {
        found.more = std::ssize(found.decisions) == most;
        if (found.more)
            return {};
        GB_TRY(decision, decisionFrom(row));
        found.next = row.value(0).toULongLong();
        found.decisions.push_back(std::move(decision));
        return {};
    }));
    return found;
}

Result<std::vector<domain::EgressRuleUse>> egressRuleUses(Statements &statements,
                                                          const domain::EgressRuleUses &question)
{
    std::vector<domain::EgressRuleUse> found;
    std::size_t rules = 0;
    const QVariantList values{instant(question.from), static_cast<qint64>(kRulesMax + 1)};
    GB_CHECK(statements.each(kRuleUses, values, [&](const QSqlQuery &row) -> Result<> {
        if (++rules > kRulesMax)
            return fail(ErrorCode::TooLarge, "more rules have decided than can be counted");
        if (const auto times = row.value(1).toULongLong(); times > 0)
            found.push_back({text(row.value(0)), times, instantOf(row.value(2))});
        return {};
    }));
    return found;
}

std::vector<std::string> egressStatements()
{
    std::vector<std::string> all{kRowsOfHours, kRuleUses};
    for (unsigned bits = 0; bits < 32; ++bits)
        all.push_back(
            statementOf({(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0, (bits & 8U) != 0, (bits & 16U) != 0}));
    return all;
}

} // namespace glovebox::ledger
