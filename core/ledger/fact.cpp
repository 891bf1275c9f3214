#include "core/ledger/fact.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/domain/egress_policy.h"

#include <algorithm>

namespace glovebox::ledger {

namespace {

/// The protocol's ids have some 30 characters.
constexpr std::size_t kIdMax = 512;
/// Titles, agent and tool names: enough to recognize them.
constexpr ByteCount kNameMax = ByteCount::kib(1);
/// No request to the server may be larger (reference 0.5), so no larger answer could be posted either.
constexpr ByteCount kResultMax = ByteCount::mib(32);
/// One line of an operation's log. There are limits::kOperationSteps of them.
constexpr ByteCount kStepMax{256};
/// One figure of a day: more than a host does in one, and little enough that a million of them have a sum.
constexpr std::uint64_t kFigureMax = 1'000'000'000'000;

Result<> checkId(std::string_view kind, const std::string &id)
{
    if (id.empty() || id.size() > kIdMax)
        return fail(ErrorCode::InvalidArgument,
                    "the ledger takes no " + std::string(kind) + " id of " + std::to_string(id.size()) + " bytes");
    if (toOneLine(id) != id)
        return fail(ErrorCode::InvalidArgument,
                    "the ledger takes no " + std::string(kind) + " id that is not plain text");
    return {};
}

void cut(std::string &text)
{
    text = clipped(toOneLine(text), kNameMax);
}

Result<> bounded(ports::WorkIntent &intent)
{
    GB_CHECK(checkId("work item", intent.work.value()));
    GB_CHECK(checkId("environment", intent.environment.value()));
    return intent.subject.empty() ? Result<>() : checkId("subject", intent.subject);
}

Result<> bounded(WorkStepped &stepped)
{
    return checkId("work item", stepped.work.value());
}

Result<> bounded(WorkBeaten &beaten)
{
    if (beaten.lastHeartbeat.size() > kNameMax.value)
        return fail(ErrorCode::TooLarge,
                    "a heartbeat's echo of " + std::to_string(beaten.lastHeartbeat.size()) + " bytes is not kept");
    return checkId("work item", beaten.work.value());
}

Result<> bounded(ports::CallIntent &intent)
{
    GB_CHECK(checkId("session", intent.session.value()));
    GB_CHECK(checkId("call", intent.call.value()));
    cut(intent.tool);
    return intent.sandbox.value().empty() ? Result<>() : checkId("sandbox", intent.sandbox.value());
}

Result<> bounded(ResultKept &kept)
{
    GB_CHECK(checkId("session", kept.session.value()));
    GB_CHECK(checkId("call", kept.call.value()));
    if (kept.result.text.size() > kResultMax.value)
        return fail(ErrorCode::TooLarge,
                    "a result of " + std::to_string(kept.result.text.size()) + " bytes is not kept");
    return {};
}

Result<> bounded(CallClosed &closed)
{
    GB_CHECK(checkId("session", closed.session.value()));
    return checkId("call", closed.call.value());
}

Result<> bounded(ports::SessionFacts &facts)
{
    GB_CHECK(checkId("session", facts.session.value()));
    GB_CHECK(checkId("environment", facts.environment.value()));
    cut(facts.title);
    cut(facts.agentName);
    return {};
}

Result<> bounded(ports::EndedSandbox &ended)
{
    auto &record = ended.record;
    GB_CHECK(checkId("sandbox", record.id.value()));
    if (record.session)
        GB_CHECK(checkId("session", record.session->value()));
    cut(record.name);
    cut(record.title);
    cut(ended.detail);
    cut(ended.pricesAsOf);
    ended.console = lastOf(toValidUtf8(ended.console), limits::kEvidenceMax);
    ended.monitor = lastOf(toValidUtf8(ended.monitor), limits::kEvidenceMax);
    return {};
}

void limit(std::uint64_t &figure)
{
    figure = std::min(figure, kFigureMax);
}

void limit(std::chrono::milliseconds &time)
{
    constexpr std::chrono::milliseconds kMost{kFigureMax};
    time = std::clamp(time, std::chrono::milliseconds(0), kMost);
}

void limit(std::int64_t &amount)
{
    constexpr auto kMost = static_cast<std::int64_t>(kFigureMax);
    amount = std::clamp(amount, -kMost, kMost);
}

void limit(domain::SandboxMeter &meter)
{
    for (auto *time : {&meter.running, &meter.paused, &meter.hibernated, &meter.cpuTime})
        limit(*time);
}

Result<> bounded(domain::SandboxFacts &facts)
{
    GB_CHECK(checkId("sandbox", facts.record.id.value()));
    if (facts.record.session)
        GB_CHECK(checkId("session", facts.record.session->value()));
    if (facts.environment)
        GB_CHECK(checkId("environment", facts.environment->value()));
    cut(facts.record.name);
    cut(facts.record.title);
    cut(facts.state);
    return facts.base.empty() ? Result<>() : checkId("template", facts.base);
}

Result<> bounded(domain::EnvironmentFacts &facts)
{
    cut(facts.name);
    cut(facts.baseUrl);
    return checkId("environment", facts.id.value());
}

Result<> bounded(domain::FrozenFacts &facts)
{
    cut(facts.name);
    cut(facts.from);
    return checkId("snapshot or template", facts.id);
}

Result<> bounded(domain::OutputFacts &facts)
{
    cut(facts.path);
    return checkId("session", facts.session.value());
}

Result<> bounded(domain::EgressDecision &decision)
{
    for (auto *text : {&decision.host, &decision.address, &decision.rule, &decision.reason})
        cut(*text);
    for (auto *names : {&decision.secrets, &decision.misused}) {
        names->resize(std::min(names->size(), domain::kGrantedSecretsMax));
        for (auto &name : *names)
            cut(name);
    }
    limit(decision.sent.value);
    limit(decision.received.value);
    if (decision.lasted)
        limit(*decision.lasted);
    if (decision.session)
        GB_CHECK(checkId("session", decision.session->value()));
    GB_CHECK(checkId("attempt", decision.id.value()));
    return checkId("sandbox", decision.sandbox.value());
}

Result<> bounded(domain::Operation &operation)
{
    cut(operation.object);
    cut(operation.name);
    cut(operation.step);
    cut(operation.result);
    if (operation.problem)
        cut(operation.problem->detail);
    auto &log = operation.log;
    if (log.size() > limits::kOperationSteps)
        log.erase(log.begin(), log.end() - static_cast<std::ptrdiff_t>(limits::kOperationSteps));
    for (auto &step : log)
        step.text = clipped(toOneLine(step.text), kStepMax);
    return checkId("operation", operation.id.value());
}

Result<> bounded(domain::UsageSlice &slice)
{
    GB_CHECK(checkId("sandbox", slice.sandbox.value()));
    if (slice.session)
        GB_CHECK(checkId("session", slice.session->value()));
    if (slice.environment)
        GB_CHECK(checkId("environment", slice.environment->value()));
    cut(slice.pricesAsOf);
    limit(slice.used);
    limit(slice.cost);
    return slice.base.empty() ? Result<>() : checkId("template", slice.base);
}

Result<> bounded(domain::ListSlice &slice)
{
    auto &usage = slice.usage;
    for (auto *figure : {&usage.inputTokens, &usage.outputTokens, &usage.cacheReadTokens, &usage.cacheWriteTokens,
                         &usage.webSearches, &usage.webFetches})
        limit(*figure);
    limit(usage.active);
    if (usage.listCostCents)
        limit(*usage.listCostCents);
    cut(slice.agentName);
    GB_CHECK(checkId("session", slice.session.value()));
    return checkId("environment", slice.environment.value());
}

Result<> bounded(domain::AuditEntry &entry)
{
    for (auto *text :
         {&entry.origin, &entry.action, &entry.object, &entry.reason, &entry.before, &entry.after, &entry.session})
        cut(*text);
    return entry.action.empty() ? fail(ErrorCode::InvalidArgument, "the audit trail takes no entry without an action")
                                : Result<>();
}

Result<> bounded(domain::HistoryFact &fact)
{
    return std::visit([](auto &one) { return bounded(one); }, fact);
}

} // namespace

bool outlivesTheHost(const Fact &fact)
{
    return !std::holds_alternative<ResultKept>(fact) && !std::holds_alternative<ports::SessionFacts>(fact) &&
           !std::holds_alternative<domain::HistoryFact>(fact);
}

bool isForPeople(const Fact &fact)
{
    return std::holds_alternative<ports::SessionFacts>(fact) || std::holds_alternative<ports::EndedSandbox>(fact) ||
           std::holds_alternative<domain::HistoryFact>(fact);
}

Result<> makeBounded(Fact &fact)
{
    return std::visit([](auto &one) { return bounded(one); }, fact);
}

ByteCount weight(const Fact &fact)
{
    constexpr std::uint64_t kSmall = 512; // the value itself, its ids and the place in the queue
    if (const auto *kept = std::get_if<ResultKept>(&fact))
        return {kSmall + kept->result.text.size()};
    if (const auto *ended = std::get_if<ports::EndedSandbox>(&fact))
        return {kSmall + ended->console.size() + ended->monitor.size()};
    if (const auto *entry = std::get_if<domain::AuditEntry>(&fact))
        return {2 * kSmall + entry->reason.size() + entry->before.size() + entry->after.size()};
    if (const auto *history = std::get_if<domain::HistoryFact>(&fact)) {
        std::uint64_t bytes = 2 * kSmall;
        if (const auto *operation = std::get_if<domain::Operation>(history))
            for (const auto &step : operation->log)
                bytes += sizeof step + step.text.size();
        return {bytes};
    }
    return {kSmall};
}

} // namespace glovebox::ledger
