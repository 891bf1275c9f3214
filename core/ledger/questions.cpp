#include "core/ledger/questions.h"

#include "core/base/limits.h"
#include "core/ledger/egress_pages.h"
#include "core/ledger/usage_sums.h"
#include "core/ledger/use_questions.h"
#include "core/ledger/values.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace glovebox::ledger {

namespace {

using domain::HistoryAnswer;

constexpr auto kOpenSandboxes =
    "SELECT id, name, kept, session, title, created_at, environment, base, state, since, vcpus, memory, disk,"
    " running_ms, paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak FROM sandbox"
    " WHERE closed_at IS NULL ORDER BY ordinal LIMIT ?";
constexpr auto kNewestOperations =
    "SELECT id, kind, object, name, state, step, progress, began_at, ended_at, result, problem, problem_detail,"
    " can_cancel, log FROM operation ORDER BY ordinal DESC LIMIT ?";
// Of those seen last at the same instant the one told last comes first.
constexpr auto kPastSessions =
    "SELECT id, environment, title, agent, last_seen, input_tokens, output_tokens, cache_read_tokens,"
    " cache_write_tokens, web_searches, web_fetches, active_ms, list_cost_cents,"
    " (SELECT sum(cost) FROM usage_slice WHERE session = session.id),"
    " (SELECT count(*) FROM call WHERE session = session.id)"
    " FROM session WHERE last_seen < ? AND instr(found_by, ?) > 0 AND (? = '' OR environment = ?)"
    " ORDER BY last_seen DESC, rowid DESC LIMIT ?";

// Few are open, and SQLite does not know: the order of this join is ours.
constexpr auto kOpenSlices =
    "SELECT day, usage_slice.sandbox, nullif(usage_slice.session, ''), usage_slice.environment, usage_slice.base, "
    "prices_as_of,"
    " cost, usage_slice.vcpus, usage_slice.memory, usage_slice.disk, usage_slice.running_ms, usage_slice.paused_ms,"
    " usage_slice.hibernated_ms, usage_slice.cpu_ms, usage_slice.memory_peak, usage_slice.disk_peak"
    " FROM sandbox CROSS JOIN usage_slice ON usage_slice.sandbox = sandbox.id WHERE closed_at IS NULL ORDER BY day";
constexpr auto kListSlicesOf =
    "SELECT day, session, environment, agent, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,"
    " web_searches, web_fetches, active_ms, list_cost_cents FROM list_slice WHERE session = ? ORDER BY day";

/// Rows of a page: what was asked for, within the bound. Nothing asked for is a full page.
int pageOf(int most)
{
    return most <= 0 ? limits::kHistoryPageMax : std::min(most, limits::kHistoryPageMax);
}

tl::unexpected<Error> changedByHand(const char *what)
{
    return fail(ErrorCode::HostToolFailed,
                std::string("the ledger has ") + what + " of an unknown kind; it was changed by hand");
}

domain::SandboxFacts openSandbox(const QSqlQuery &row)
{
    domain::SandboxFacts facts{.record = {.id = domain::SandboxId(text(row.value(0)))}};
    auto &record = facts.record;
    record.name = text(row.value(1));
    record.kept = row.value(2).toBool();
    record.session = maybeId<domain::SessionId>(row.value(3));
    record.title = text(row.value(4));
    record.createdAt = instantOf(row.value(5));
    facts.environment = maybeId<domain::EnvironmentId>(row.value(6));
    facts.base = text(row.value(7));
    facts.state = text(row.value(8));
    facts.since = instantOf(row.value(9));
    facts.size = machineSizeFrom(row, 10);
    record.meter = meterFrom(row, 13);
    return facts;
}

std::optional<ErrorCode> errorCodeFrom(const std::string &word)
{
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        if (word == name(static_cast<ErrorCode>(code)))
            return static_cast<ErrorCode>(code);
    return std::nullopt;
}

/// Lines that are none of ours are left out.
std::vector<domain::OperationStep> logFrom(const std::string &lines)
{
    std::vector<domain::OperationStep> log;
    for (std::size_t at = 0; at < lines.size();) {
        const auto end = std::min(lines.find('\n', at), lines.size());
        std::int64_t instant = 0;
        const auto [rest, error] = std::from_chars(lines.data() + at, lines.data() + end, instant);
        if (error == std::errc() && rest != lines.data() + end)
            log.push_back({WallTime(std::chrono::milliseconds(instant)), std::string(rest + 1, lines.data() + end)});
        at = end + 1;
    }
    return log;
}

Result<domain::Operation> operationFrom(const QSqlQuery &row)
{
    const auto kind = domain::operationKindFrom(text(row.value(1)));
    const auto state = domain::operationStateFrom(text(row.value(4)));
    if (!kind || !state)
        return changedByHand("an operation");
    domain::Operation operation{.id = domain::OperationId(text(row.value(0))),
                                .kind = *kind,
                                .object = text(row.value(2)),
                                .name = text(row.value(3)),
                                .state = *state,
                                .step = text(row.value(5)),
                                .progress = std::nullopt,
                                .beganAt = instantOf(row.value(7)),
                                .endedAt = maybeInstantOf(row.value(8)),
                                .result = text(row.value(9)),
                                .problem = std::nullopt,
                                .canCancel = row.value(12).toBool(),
                                .log = logFrom(text(row.value(13)))};
    if (!row.value(6).isNull())
        operation.progress = row.value(6).toDouble();
    if (!row.value(10).isNull()) {
        const auto code = errorCodeFrom(text(row.value(10)));
        if (!code)
            return changedByHand("a problem");
        operation.problem = Error{*code, text(row.value(11))};
    }
    return operation;
}

/// The eight columns of what the control plane reports.
domain::ModelUsage modelUsageFrom(const QSqlQuery &row, int column)
{
    domain::ModelUsage usage{.inputTokens = countOf(row.value(column)),
                             .outputTokens = countOf(row.value(column + 1)),
                             .cacheReadTokens = countOf(row.value(column + 2)),
                             .cacheWriteTokens = countOf(row.value(column + 3)),
                             .webSearches = countOf(row.value(column + 4)),
                             .webFetches = countOf(row.value(column + 5)),
                             .active = timeOf(row.value(column + 6)),
                             .listCostCents = std::nullopt};
    if (!row.value(column + 7).isNull())
        usage.listCostCents = row.value(column + 7).toLongLong();
    return usage;
}

domain::PastSession pastSession(const QSqlQuery &row)
{
    domain::PastSession session{.session = domain::SessionId(text(row.value(0))),
                                .environment = domain::EnvironmentId(text(row.value(1))),
                                .title = text(row.value(2)),
                                .agentName = text(row.value(3)),
                                .usage = std::nullopt,
                                .lastSeen = instantOf(row.value(4)),
                                .cost = row.value(13).toLongLong(),
                                .calls = row.value(14).toInt()};
    if (!row.value(5).isNull())
        session.usage = modelUsageFrom(row, 5);
    return session;
}

domain::UsageDay dayOf(const QVariant &value)
{
    return domain::UsageDay(std::chrono::days(value.toInt()));
}

/// Whoever asks for what comes next asks for what was seen last before the last one's instant: those of one instant
/// stay on one page, as long as they fit on it.
void keepInstantsTogether(std::vector<domain::PastSession> &sessions, WallTime next)
{
    const auto first = std::ranges::find(sessions, next, &domain::PastSession::lastSeen);
    if (first != sessions.begin())
        sessions.erase(first, sessions.end());
}

} // namespace

std::vector<std::string> Questions::statements()
{
    std::vector<std::string> all{kOpenSandboxes, kNewestOperations, kPastSessions, kOpenSlices, kListSlicesOf};
    for (const auto &more : {usageStatements(), AuditPages::statements(), egressStatements(), useStatements()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

Result<HistoryAnswer> Questions::answer(const domain::HistoryQuestion &question)
{
    // One transaction: a total is of the same state as its rows.
    GB_CHECK(run(m_statements.database(), "BEGIN"));
    auto found = std::visit([this](const auto &one) { return to(one); }, question);
    if (const auto ended = run(m_statements.database(), "COMMIT"); !ended && found)
        return tl::unexpected(ended.error());
    return found;
}

Result<HistoryAnswer> Questions::to(const domain::OpenSandboxes &)
{
    std::vector<domain::SandboxFacts> found;
    GB_CHECK(m_statements.each(kOpenSandboxes, {limits::kHistoryPageMax}, [&](const QSqlQuery &row) -> Result<> {
        found.push_back(openSandbox(row));
        return {};
    }));
    return found;
}

Result<HistoryAnswer> Questions::to(const domain::NewestOperations &question)
{
    std::vector<domain::Operation> found;
    GB_CHECK(m_statements.each(kNewestOperations, {pageOf(question.most)}, [&](const QSqlQuery &row) -> Result<> {
        GB_TRY(operation, operationFrom(row));
        found.push_back(std::move(operation));
        return {};
    }));
    return found;
}

Result<HistoryAnswer> Questions::to(const domain::UsageSums &question)
{
    GB_TRY(table, sumUsage(m_statements, question, pageOf(question.most)));
    return table;
}

Result<HistoryAnswer> Questions::to(const domain::AuditPage &question)
{
    GB_TRY(page, m_auditPages.page(question, pageOf(question.most)));
    return page;
}

Result<HistoryAnswer> Questions::to(const domain::OpenSlices &)
{
    std::vector<domain::UsageSlice> found;
    GB_CHECK(m_statements.each(kOpenSlices, {}, [&](const QSqlQuery &row) -> Result<> {
        found.push_back({.day = dayOf(row.value(0)),
                         .sandbox = domain::SandboxId(text(row.value(1))),
                         .session = maybeId<domain::SessionId>(row.value(2)),
                         .environment = maybeId<domain::EnvironmentId>(row.value(3)),
                         .base = text(row.value(4)),
                         .size = machineSizeFrom(row, 7),
                         .used = meterFrom(row, 10),
                         .pricesAsOf = text(row.value(5)),
                         .cost = row.value(6).toLongLong()});
        return {};
    }));
    return found;
}

Result<HistoryAnswer> Questions::to(const domain::ListSlicesOf &question)
{
    std::vector<domain::ListSlice> found;
    GB_CHECK(m_statements.each(kListSlicesOf, {bound(question.session.value())}, [&](const QSqlQuery &row) -> Result<> {
        found.push_back({.day = dayOf(row.value(0)),
                         .session = domain::SessionId(text(row.value(1))),
                         .environment = domain::EnvironmentId(text(row.value(2))),
                         .agentName = text(row.value(3)),
                         .usage = modelUsageFrom(row, 4)});
        return {};
    }));
    return found;
}

Result<HistoryAnswer> Questions::to(const domain::PastSessions &question)
{
    const int most = pageOf(question.most);
    const auto before = question.before ? instant(*question.before) : QVariant(std::numeric_limits<qint64>::max());
    const auto environment = bound(question.environment ? question.environment->value() : std::string());
    domain::PastSessionRows found;
    GB_CHECK(m_statements.each(kPastSessions, {before, folded(question.text), environment, environment, most + 1},
                               [&](const QSqlQuery &row) -> Result<> {
                                   found.sessions.push_back(pastSession(row));
                                   return {};
                               }));
    found.more = std::ssize(found.sessions) > most;
    if (found.more) {
        const auto next = found.sessions.back().lastSeen;
        found.sessions.pop_back();
        keepInstantsTogether(found.sessions, next);
    }
    return found;
}

Result<HistoryAnswer> Questions::to(const domain::EgressRuleUses &question)
{
    GB_TRY(uses, egressRuleUses(m_statements, question));
    return uses;
}

Result<HistoryAnswer> Questions::to(const domain::EgressPage &question)
{
    GB_TRY(page, egressPage(m_statements, question, pageOf(question.most)));
    return page;
}

Result<HistoryAnswer> Questions::to(const domain::SandboxTrail &question)
{
    GB_TRY(rows, sandboxTrail(m_statements, question, pageOf(question.most)));
    return rows;
}

Result<HistoryAnswer> Questions::to(const domain::UseIn &question)
{
    GB_TRY(totals, useIn(m_statements, question));
    return totals;
}

Result<HistoryAnswer> Questions::to(const domain::EndedIn &question)
{
    GB_TRY(runs, endedIn(m_statements, question, pageOf(question.most)));
    return runs;
}

} // namespace glovebox::ledger
