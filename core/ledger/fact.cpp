#include "core/ledger/fact.h"

#include "core/base/limits.h"
#include "core/base/text.h"

namespace glovebox::ledger {

namespace {

/// The protocol's ids have some 30 characters.
constexpr std::size_t kIdMax = 512;
/// Titles, agent and tool names: enough to recognize them.
constexpr ByteCount kNameMax = ByteCount::kib(1);
/// No request to the server may be larger (reference 0.5), so no larger answer could be posted either.
constexpr ByteCount kResultMax = ByteCount::mib(32);

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

} // namespace

bool outlivesTheHost(const Fact &fact)
{
    return !std::holds_alternative<ResultKept>(fact) && !std::holds_alternative<ports::SessionFacts>(fact);
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
    return {kSmall};
}

} // namespace glovebox::ledger
