#include "core/ledger/fact_writer.h"

#include "core/ledger/audit_writer.h"
#include "core/ledger/history_writer.h"
#include "core/ledger/values.h"

#include <QSqlError>

#include <algorithm>

namespace glovebox::ledger {

namespace {

// An intent at another time than the kept one is a new claim of the same item; the same one again changes nothing.
constexpr auto kIntendWork =
    "INSERT INTO work (id, environment, subject, intended_at, kind, step) VALUES (?, ?, ?, ?, ?, 'intended')"
    " ON CONFLICT (id) DO UPDATE SET environment = excluded.environment, subject = excluded.subject,"
    " kind = excluded.kind,"
    " intended_at = excluded.intended_at, step = 'intended', closed_at = NULL, last_heartbeat = ''"
    " WHERE intended_at <> excluded.intended_at";
constexpr auto kStepWork = "UPDATE work SET step = ?, closed_at = ? WHERE id = ? AND closed_at IS NULL";
constexpr auto kBeatWork = "UPDATE work SET last_heartbeat = ? WHERE id = ? AND closed_at IS NULL";
// A call that has its result does not run again, so nothing of it changes.
constexpr auto kIntendCall =
    "INSERT INTO call (session, id, kind, tool, sandbox, intended_at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (session, id) DO UPDATE SET kind = excluded.kind, tool = excluded.tool, sandbox = excluded.sandbox,"
    " intended_at = excluded.intended_at WHERE closed_at IS NULL AND is_error IS NULL";
constexpr auto kKeepResult = "UPDATE call SET result = ?, is_error = ?, timed_out = ?"
                             " WHERE session = ? AND id = ? AND closed_at IS NULL AND is_error IS NULL";
constexpr auto kKnowsCall = "SELECT 1 FROM call WHERE session = ? AND id = ?";
constexpr auto kCloseCall =
    "UPDATE call SET closed_at = ?, result = NULL WHERE session = ? AND id = ? AND closed_at IS NULL";
// With what is known of a result that need not be kept any more. The first one stays.
constexpr auto kSettleCall = "UPDATE call SET is_error = ifnull(is_error, ?), timed_out = ifnull(timed_out, ?),"
                             " closed_at = ?, result = NULL WHERE session = ? AND id = ? AND closed_at IS NULL";
constexpr auto kKeepSession =
    "INSERT OR REPLACE INTO session (id, environment, title, agent, last_seen, input_tokens, output_tokens,"
    " cache_read_tokens, cache_write_tokens, web_searches, web_fetches, active_ms, list_cost_cents, found_by)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto kOpenWork = "SELECT id, environment, subject, intended_at, kind, last_heartbeat FROM work WHERE "
                           "closed_at IS NULL ORDER BY ordinal";
constexpr auto kOpenCalls = "SELECT session, id, kind, tool, sandbox, intended_at, result, is_error, timed_out"
                            " FROM call WHERE closed_at IS NULL ORDER BY ordinal";

// The last one told counts, and it is the newest then.
constexpr auto kKeepEnded =
    "INSERT OR REPLACE INTO ended_sandbox (id, name, kept, session, title, created_at, vcpus, memory, disk, running_ms,"
    " paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak, cause, detail, at, cost, prices_as_of, console,"
    " monitor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto kEnded =
    "SELECT id, name, kept, session, title, created_at, vcpus, memory, disk, running_ms, paused_ms, hibernated_ms,"
    " cpu_ms, memory_peak, disk_peak, cause, detail, at, cost, prices_as_of, console, monitor FROM ended_sandbox"
    " ORDER BY ordinal DESC LIMIT ?";

template <class T>
struct Word {
    T value;
    const char *word;
};

constexpr Word<ports::WorkStep> kSteps[] = {{ports::WorkStep::Acknowledged, "acknowledged"},
                                            {ports::WorkStep::Dropped, "dropped"},
                                            {ports::WorkStep::GivenBack, "given back"},
                                            {ports::WorkStep::Stopped, "stopped"},
                                            {ports::WorkStep::Lost, "lost"}};
constexpr Word<domain::WorkKind> kWorkKinds[] = {{domain::WorkKind::Session, "session"},
                                                 {domain::WorkKind::Healthcheck, "healthcheck"},
                                                 {domain::WorkKind::Unknown, "unknown"}};
constexpr Word<domain::ToolKind> kKinds[] = {
    {domain::ToolKind::Agent, "agent"}, {domain::ToolKind::Custom, "custom"}, {domain::ToolKind::Mcp, "mcp"}};

template <class T, std::size_t N>
QVariant wordOf(const Word<T> (&words)[N], T value)
{
    const auto found = std::ranges::find(words, value, &Word<T>::value);
    return QString::fromLatin1(found->word);
}

Result<ports::EndedSandbox> endedSandbox(const QSqlQuery &row)
{
    const auto cause = domain::endCauseFrom(text(row.value(15)));
    if (!cause)
        return fail(ErrorCode::HostToolFailed, "the ledger has an end of an unknown kind; it was changed by hand");
    ports::EndedSandbox ended{.record = {.id = domain::SandboxId(text(row.value(0)))}};
    auto &record = ended.record;
    record.name = text(row.value(1));
    record.kept = row.value(2).toBool();
    if (!row.value(3).isNull())
        record.session = domain::SessionId(text(row.value(3)));
    record.title = text(row.value(4));
    record.createdAt = instantOf(row.value(5));
    ended.size = machineSizeFrom(row, 6);
    record.meter = meterFrom(row, 9);
    ended.cause = *cause;
    ended.detail = text(row.value(16));
    ended.at = instantOf(row.value(17));
    ended.cost = row.value(18).toLongLong();
    ended.pricesAsOf = text(row.value(19));
    ended.console = fromBytes(row.value(20));
    ended.monitor = fromBytes(row.value(21));
    return ended;
}

Result<ports::WorkIntent> openWork(const QSqlQuery &row)
{
    const auto word = text(row.value(4));
    const auto *const kind = std::ranges::find(kWorkKinds, word, &Word<domain::WorkKind>::word);
    if (kind == std::end(kWorkKinds))
        return fail(ErrorCode::HostToolFailed, "the ledger has work of an unknown kind; it was changed by hand");
    return ports::WorkIntent{.work = domain::WorkId(text(row.value(0))),
                             .environment = domain::EnvironmentId(text(row.value(1))),
                             .subject = text(row.value(2)),
                             .at = instantOf(row.value(3)),
                             .kind = kind->value,
                             .lastHeartbeat = text(row.value(5))};
}

Result<ports::OpenCall> openCall(const QSqlQuery &row)
{
    const auto kindWord = text(row.value(2));
    const auto *const kind = std::ranges::find(kKinds, kindWord, &Word<domain::ToolKind>::word);
    if (kind == std::end(kKinds))
        return fail(ErrorCode::HostToolFailed, "the ledger has a call of an unknown kind; it was changed by hand");
    ports::OpenCall call{.intent = {.session = domain::SessionId(text(row.value(0))),
                                    .call = domain::EventId(text(row.value(1))),
                                    .kind = kind->value,
                                    .tool = text(row.value(3)),
                                    .sandbox = domain::SandboxId(text(row.value(4))),
                                    .at = instantOf(row.value(5))},
                         .result = std::nullopt};
    if (!row.value(7).isNull())
        call.result = domain::ToolResult{fromBytes(row.value(6)), row.value(7).toBool(), row.value(8).toBool()};
    return call;
}

} // namespace

Result<std::unique_ptr<FactWriter>> FactWriter::create(const QSqlDatabase &database)
{
    std::unique_ptr<FactWriter> writer(new FactWriter);
    const std::pair<QSqlQuery FactWriter::*, const char *> statements[] = {
        {&FactWriter::m_intendWork, kIntendWork}, {&FactWriter::m_stepWork, kStepWork},
        {&FactWriter::m_beatWork, kBeatWork},     {&FactWriter::m_intendCall, kIntendCall},
        {&FactWriter::m_keepResult, kKeepResult}, {&FactWriter::m_knowsCall, kKnowsCall},
        {&FactWriter::m_closeCall, kCloseCall},   {&FactWriter::m_keepSession, kKeepSession},
        {&FactWriter::m_openWork, kOpenWork},     {&FactWriter::m_openCalls, kOpenCalls},
        {&FactWriter::m_keepEnded, kKeepEnded},   {&FactWriter::m_ended, kEnded},
        {&FactWriter::m_settleCall, kSettleCall},
    };
    for (const auto &[member, statement] : statements) {
        GB_TRY(query, prepared(database, statement));
        (*writer).*member = std::move(query);
    }
    GB_TRY(history, HistoryWriter::create(database));
    writer->m_history = std::move(history);
    return writer;
}

FactWriter::FactWriter() = default;
FactWriter::~FactWriter() = default;

Result<> FactWriter::write(const Fact &fact, WallTime now)
{
    return std::visit([&](const auto &one) { return put(one, now); }, fact);
}

Result<> FactWriter::put(const domain::AuditEntry &entry, WallTime)
{
    return m_audit->append(entry);
}

Result<> FactWriter::put(const ports::WorkIntent &intent, WallTime)
{
    GB_CHECK(change(m_intendWork, {bound(intent.work.value()), bound(intent.environment.value()), bound(intent.subject),
                                   instant(intent.at), wordOf(kWorkKinds, intent.kind)}));
    return {};
}

Result<> FactWriter::put(const WorkStepped &stepped, WallTime now)
{
    const bool open = stepped.step == ports::WorkStep::Acknowledged;
    GB_CHECK(change(m_stepWork,
                    {wordOf(kSteps, stepped.step), open ? QVariant() : instant(now), bound(stepped.work.value())}));
    return {};
}

Result<> FactWriter::put(const WorkBeaten &beaten, WallTime)
{
    GB_CHECK(change(m_beatWork, {bound(beaten.lastHeartbeat), bound(beaten.work.value())}));
    return {};
}

Result<> FactWriter::put(const ports::CallIntent &intent, WallTime)
{
    GB_CHECK(
        change(m_intendCall, {bound(intent.session.value()), bound(intent.call.value()), wordOf(kKinds, intent.kind),
                              bound(intent.tool), bound(intent.sandbox.value()), instant(intent.at)}));
    return {};
}

Result<> FactWriter::put(const ResultKept &kept, WallTime)
{
    GB_TRY(rows, change(m_keepResult, {bytes(kept.result.text), kept.result.isError, kept.result.timedOut,
                                       bound(kept.session.value()), bound(kept.call.value())}));
    if (rows > 0)
        return {};
    m_knowsCall.bindValue(0, bound(kept.session.value()));
    m_knowsCall.bindValue(1, bound(kept.call.value()));
    if (!m_knowsCall.exec())
        return tl::unexpected(errorFrom("reading", m_knowsCall.lastError()));
    const bool known = m_knowsCall.next();
    m_knowsCall.finish();
    if (!known)
        return fail(ErrorCode::InvalidState, "a result without an intent: call " + kept.call.value());
    return {};
}

Result<> FactWriter::put(const CallClosed &closed, WallTime now)
{
    if (closed.end) {
        GB_CHECK(change(m_settleCall, {closed.end->isError, closed.end->timedOut, instant(now),
                                       bound(closed.session.value()), bound(closed.call.value())}));
        return {};
    }
    GB_CHECK(change(m_closeCall, {instant(now), bound(closed.session.value()), bound(closed.call.value())}));
    return {};
}

Result<> FactWriter::put(const ports::SessionFacts &facts, WallTime)
{
    QVariantList values{bound(facts.session.value()), bound(facts.environment.value()), bound(facts.title),
                        bound(facts.agentName), instant(facts.lastSeen)};
    if (const auto &usage = facts.usage) {
        values << number(usage->inputTokens) << number(usage->outputTokens) << number(usage->cacheReadTokens)
               << number(usage->cacheWriteTokens) << number(usage->webSearches) << number(usage->webFetches)
               << static_cast<qint64>(usage->active.count())
               << (usage->listCostCents ? QVariant(static_cast<qint64>(*usage->listCostCents)) : QVariant());
    } else {
        for (int i = 0; i < 8; ++i)
            values << QVariant();
    }
    values << folded(facts.session.value() + '\n' + facts.title + '\n' + facts.agentName);
    GB_CHECK(change(m_keepSession, values));
    return {};
}

Result<> FactWriter::put(const ports::EndedSandbox &ended, WallTime now)
{
    const auto &record = ended.record;
    QVariantList values{bound(record.id.value()), bound(record.name),  record.kept,
                        maybe(record.session),    bound(record.title), instant(record.createdAt)};
    values << columnsOf(ended.size) << columnsOf(record.meter) << bound(std::string(word(ended.cause)))
           << bound(ended.detail) << instant(ended.at) << static_cast<qint64>(ended.cost) << bound(ended.pricesAsOf)
           << bytes(ended.console) << bytes(ended.monitor);
    GB_CHECK(change(m_keepEnded, values));
    return m_history->close(record.id, now);
}

Result<> FactWriter::put(const domain::HistoryFact &fact, WallTime)
{
    return m_history->write(fact);
}

Result<std::vector<ports::EndedSandbox>> FactWriter::ended(int most)
{
    std::vector<ports::EndedSandbox> found;
    m_ended.bindValue(0, most);
    if (!m_ended.exec())
        return tl::unexpected(errorFrom("reading ended sandboxes", m_ended.lastError()));
    while (m_ended.next()) {
        GB_TRY(one, endedSandbox(m_ended));
        found.push_back(std::move(one));
    }
    const auto error = m_ended.lastError();
    m_ended.finish();
    if (error.isValid())
        return tl::unexpected(errorFrom("reading ended sandboxes", error));
    return found;
}

Result<ports::LeftOpen> FactWriter::leftOpen()
{
    ports::LeftOpen found;
    if (!m_openWork.exec())
        return tl::unexpected(errorFrom("reading what is open", m_openWork.lastError()));
    while (m_openWork.next()) {
        GB_TRY(work, openWork(m_openWork));
        found.work.push_back(std::move(work));
    }
    const auto workError = m_openWork.lastError();
    m_openWork.finish();
    if (workError.isValid())
        return tl::unexpected(errorFrom("reading what is open", workError));

    if (!m_openCalls.exec())
        return tl::unexpected(errorFrom("reading what is open", m_openCalls.lastError()));
    while (m_openCalls.next()) {
        GB_TRY(call, openCall(m_openCalls));
        found.calls.push_back(std::move(call));
    }
    const auto callError = m_openCalls.lastError();
    m_openCalls.finish();
    if (callError.isValid())
        return tl::unexpected(errorFrom("reading what is open", callError));
    return found;
}

} // namespace glovebox::ledger
