#include "core/ledger/egress_pages.h"

#include "core/ledger/values.h"

#include <limits>

namespace glovebox::ledger {

namespace {

/// In the order of their place in the table.
struct Narrowed {
    bool sandbox = false;
    bool session = false;
    bool verdict = false;
    bool text = false;
};

std::string statementOf(const Narrowed &by)
{
    std::string statement =
        "SELECT ordinal, id, at, sandbox, session, kind, host, address, port, verdict, rule, reason,"
        " sent, received, lasted_ms FROM egress WHERE ordinal < ?";
    if (by.sandbox)
        statement += " AND sandbox = ?";
    if (by.session)
        statement += " AND session = ?";
    if (by.verdict) // who has few rows is asked first
        statement += by.sandbox || by.session ? " AND +verdict = ?" : " AND verdict = ?";
    if (by.text)
        statement += " AND instr(found_by, ?) > 0";
    return statement + " ORDER BY ordinal DESC LIMIT ?";
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
    return decision;
}

} // namespace

Result<domain::EgressRows> egressPage(Statements &statements, const domain::EgressPage &question, int most)
{
    const Narrowed by{question.sandbox.has_value(), question.session.has_value(), question.verdict.has_value(),
                      !question.text.empty()};
    QVariantList values{question.before == 0 ? QVariant(std::numeric_limits<qint64>::max()) : number(question.before)};
    if (by.sandbox)
        values << bound(question.sandbox->value());
    if (by.session)
        values << bound(question.session->value());
    if (by.verdict)
        values << bound(std::string(word(*question.verdict)));
    if (by.text)
        values << folded(question.text);
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

std::vector<std::string> egressStatements()
{
    std::vector<std::string> all;
    for (unsigned bits = 0; bits < 16; ++bits)
        all.push_back(statementOf({(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0, (bits & 8U) != 0}));
    return all;
}

} // namespace glovebox::ledger
