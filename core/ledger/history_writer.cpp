#include "core/ledger/history_writer.h"

#include "core/ledger/values.h"

namespace glovebox::ledger {

namespace {

constexpr auto kSandbox =
    "INSERT INTO sandbox (id, name, kept, session, title, created_at, environment, base, state, since, vcpus, memory,"
    " disk, running_ms, paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak)"
    " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
    " WHERE NOT EXISTS (SELECT 1 FROM ended_sandbox WHERE id = ?)"
    " ON CONFLICT (id) DO UPDATE SET name = excluded.name, kept = excluded.kept, session = excluded.session,"
    " title = excluded.title, created_at = excluded.created_at, environment = excluded.environment,"
    " base = excluded.base, state = excluded.state, since = excluded.since, vcpus = excluded.vcpus,"
    " memory = excluded.memory, disk = excluded.disk, running_ms = excluded.running_ms,"
    " paused_ms = excluded.paused_ms, hibernated_ms = excluded.hibernated_ms, cpu_ms = excluded.cpu_ms,"
    " memory_peak = excluded.memory_peak, disk_peak = excluded.disk_peak WHERE closed_at IS NULL";
constexpr auto kCloseSandbox = "UPDATE sandbox SET closed_at = ? WHERE id = ? AND closed_at IS NULL";
constexpr auto kEnvironment = "INSERT OR REPLACE INTO environment (id, name, base_url, last_seen) VALUES (?, ?, ?, ?)";
constexpr auto kFrozen =
    "INSERT OR REPLACE INTO frozen (kind, id, name, origin, at, stored, gone_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr auto kOutput = "INSERT OR REPLACE INTO output (session, path, size, at) VALUES (?, ?, ?, ?)";
// The place among the others is that of its first telling.
constexpr auto kOperation =
    "INSERT INTO operation (id, kind, object, name, state, step, progress, began_at, ended_at, result, problem,"
    " problem_detail, can_cancel, log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, object = excluded.object, name = excluded.name,"
    " state = excluded.state, step = excluded.step, progress = excluded.progress, began_at = excluded.began_at,"
    " ended_at = excluded.ended_at, result = excluded.result, problem = excluded.problem,"
    " problem_detail = excluded.problem_detail, can_cancel = excluded.can_cancel, log = excluded.log";
constexpr auto kUsage =
    "INSERT OR REPLACE INTO usage_slice (day, sandbox, prices_as_of, session, environment, base, vcpus, memory, disk,"
    " running_ms, paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak, cost)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto kList =
    "INSERT OR REPLACE INTO list_slice (day, session, environment, agent, input_tokens, output_tokens,"
    " cache_read_tokens, cache_write_tokens, web_searches, web_fetches, active_ms, list_cost_cents)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr auto kEgress =
    "INSERT INTO egress (id, at, sandbox, session, kind, host, address, port, verdict, rule, reason, sent, received,"
    " lasted_ms, secrets, misused, found_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at, sandbox = excluded.sandbox, session = excluded.session,"
    " kind = excluded.kind, host = excluded.host, address = excluded.address, port = excluded.port,"
    " verdict = excluded.verdict, rule = excluded.rule, reason = excluded.reason, sent = excluded.sent,"
    " received = excluded.received, lasted_ms = excluded.lasted_ms, secrets = excluded.secrets,"
    " misused = excluded.misused, found_by = excluded.found_by";

/// One line a step; a step's text is one line already.
QVariant logOf(const domain::Operation &operation)
{
    std::string lines;
    for (const auto &step : operation.log)
        lines += std::to_string(step.at.time_since_epoch().count()) + ' ' + step.text + '\n';
    return bound(lines);
}

} // namespace

Result<std::unique_ptr<HistoryWriter>> HistoryWriter::create(const QSqlDatabase &database)
{
    std::unique_ptr<HistoryWriter> writer(new HistoryWriter);
    const std::pair<QSqlQuery HistoryWriter::*, const char *> statements[] = {
        {&HistoryWriter::m_sandbox, kSandbox},
        {&HistoryWriter::m_closeSandbox, kCloseSandbox},
        {&HistoryWriter::m_environment, kEnvironment},
        {&HistoryWriter::m_frozen, kFrozen},
        {&HistoryWriter::m_output, kOutput},
        {&HistoryWriter::m_operation, kOperation},
        {&HistoryWriter::m_usage, kUsage},
        {&HistoryWriter::m_list, kList},
        {&HistoryWriter::m_egress, kEgress},
    };
    for (const auto &[member, statement] : statements) {
        GB_TRY(query, prepared(database, statement));
        (*writer).*member = std::move(query);
    }
    return writer;
}

Result<> HistoryWriter::write(const domain::HistoryFact &fact)
{
    return std::visit([this](const auto &one) { return put(one); }, fact);
}

Result<> HistoryWriter::close(const domain::SandboxId &sandbox, WallTime now)
{
    GB_CHECK(change(m_closeSandbox, {instant(now), bound(sandbox.value())}));
    return {};
}

Result<> HistoryWriter::put(const domain::SandboxFacts &facts)
{
    const auto &record = facts.record;
    QVariantList values{bound(record.id.value()), bound(record.name),  record.kept,
                        maybe(record.session),    bound(record.title), instant(record.createdAt),
                        maybe(facts.environment), bound(facts.base),   bound(facts.state),
                        instant(facts.since)};
    values << columnsOf(facts.size) << columnsOf(record.meter) << bound(record.id.value());
    GB_CHECK(change(m_sandbox, values));
    return {};
}

Result<> HistoryWriter::put(const domain::EnvironmentFacts &facts)
{
    GB_CHECK(change(m_environment,
                    {bound(facts.id.value()), bound(facts.name), bound(facts.baseUrl), instant(facts.lastSeen)}));
    return {};
}

Result<> HistoryWriter::put(const domain::FrozenFacts &facts)
{
    const bool snapshot = facts.kind == domain::FrozenFacts::Kind::Snapshot;
    GB_CHECK(
        change(m_frozen, {bound(snapshot ? "snapshot" : "template"), bound(facts.id), bound(facts.name),
                          bound(facts.from), instant(facts.at), number(facts.stored.value), instant(facts.goneAt)}));
    return {};
}

Result<> HistoryWriter::put(const domain::OutputFacts &facts)
{
    GB_CHECK(change(m_output,
                    {bound(facts.session.value()), bound(facts.path), number(facts.size.value), instant(facts.at)}));
    return {};
}

Result<> HistoryWriter::put(const domain::Operation &operation)
{
    const auto &problem = operation.problem;
    GB_CHECK(
        change(m_operation,
               {bound(operation.id.value()), bound(std::string(word(operation.kind))), bound(operation.object),
                bound(operation.name), bound(std::string(word(operation.state))), bound(operation.step),
                operation.progress ? QVariant(*operation.progress) : QVariant(), instant(operation.beganAt),
                instant(operation.endedAt), bound(operation.result), problem ? bound(name(problem->code)) : QVariant(),
                bound(problem ? problem->detail : std::string()), operation.canCancel, logOf(operation)}));
    return {};
}

Result<> HistoryWriter::put(const domain::UsageSlice &slice)
{
    QVariantList values{day(slice.day),           bound(slice.sandbox.value()),
                        bound(slice.pricesAsOf),  bound(slice.session ? slice.session->value() : std::string()),
                        maybe(slice.environment), bound(slice.base)};
    values << columnsOf(slice.size) << columnsOf(slice.used) << static_cast<qint64>(slice.cost);
    GB_CHECK(change(m_usage, values));
    return {};
}

Result<> HistoryWriter::put(const domain::ListSlice &slice)
{
    const auto &usage = slice.usage;
    GB_CHECK(change(m_list, {day(slice.day), bound(slice.session.value()), bound(slice.environment.value()),
                             bound(slice.agentName), number(usage.inputTokens), number(usage.outputTokens),
                             number(usage.cacheReadTokens), number(usage.cacheWriteTokens), number(usage.webSearches),
                             number(usage.webFetches), time(usage.active),
                             usage.listCostCents ? QVariant(static_cast<qint64>(*usage.listCostCents)) : QVariant()}));
    return {};
}

Result<> HistoryWriter::put(const domain::EgressDecision &decision)
{
    const auto foundBy = decision.host + '\n' + decision.address + '\n' + decision.rule + '\n' + decision.reason;
    GB_CHECK(change(m_egress, {bound(decision.id.value()), instant(decision.at), bound(decision.sandbox.value()),
                               maybe(decision.session), bound(std::string(word(decision.kind))), bound(decision.host),
                               bound(decision.address), decision.port, bound(std::string(word(decision.verdict))),
                               bound(decision.rule), bound(decision.reason), number(decision.sent.value),
                               number(decision.received.value), decision.lasted ? time(*decision.lasted) : QVariant(),
                               lines(decision.secrets), lines(decision.misused), folded(foundBy)}));
    return {};
}

} // namespace glovebox::ledger
