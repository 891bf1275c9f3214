#include "core/rest/metrics_book.h"

#include <algorithm>

namespace glovebox::rest {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A clone takes milliseconds, a boot in software emulation up to a minute, a first start of a full image longer.
constexpr std::array kPhaseBounds{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0};
/// Up to the usual limit of a call (120 s) and beyond, since it can be set.
constexpr std::array kToolBounds{0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0};
constexpr std::array kStopBounds{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0};
/// Reads take well under a millisecond; a long exec takes as long as its program.
constexpr std::array kRequestBounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 10.0, 60.0};

/// What the API has, by the first name behind its version.
constexpr std::array<std::string_view, 24> kNouns{
    "audit",     "budgets", "egress",           "environments", "events",     "history",   "host",  "images",
    "keys",      "logs",    "network-profiles", "openapi",      "operations", "orphans",   "ports", "runs",
    "sandboxes", "secrets", "sessions",         "snapshots",    "starts",     "templates", "usage", "work"};

double seconds(std::chrono::duration<double> time)
{
    return std::max(0.0, time.count());
}

std::uint64_t growth(std::uint64_t before, std::uint64_t now)
{
    return now > before ? now - before : 0;
}

} // namespace

std::string_view word(SandboxPhase phase)
{
    switch (phase) {
    case SandboxPhase::Queue:
        return "queue";
    case SandboxPhase::Start:
        return "start";
    case SandboxPhase::Boot:
        return "boot";
    case SandboxPhase::Clone:
        return "clone";
    case SandboxPhase::Restore:
        return "restore";
    case SandboxPhase::Wake:
        return "wake";
    case SandboxPhase::Hibernate:
        return "hibernate";
    case SandboxPhase::Snapshot:
        return "snapshot";
    }
    return "unknown";
}

std::string_view toolLabel(const api::ToolCallView &call)
{
    if (call.custom)
        return "custom";
    return isToolsetTool(call.name) ? std::string_view(call.name) : std::string_view("other");
}

std::string_view routeLabel(const std::vector<std::string> &segments)
{
    static const auto labels = [] {
        std::map<std::string, std::string, std::less<>> all;
        for (const auto noun : kNouns)
            all.emplace(noun, "/v1/" + std::string(noun));
        return all;
    }();
    if (segments.size() == 1)
        for (const std::string_view plain : {"/metrics", "/healthz", "/readyz"})
            if (plain.substr(1) == segments[0])
                return plain;
    if (segments.size() < 2 || segments[0] != "v1")
        return "other";
    const auto known = labels.find(segments[1]);
    return known == labels.end() ? std::string_view("other") : std::string_view(known->second);
}

MetricsBook::Counts::Counts() : toolWaits(kToolBounds), firstTools(kPhaseBounds), snapshotStops(kStopBounds)
{
    for (const auto phase : kSandboxPhases)
        phases.emplace(phase, Histogram(kPhaseBounds));
    for (const auto kind : {EgressKind::Name, EgressKind::Connection})
        for (const auto verdict : {EgressVerdict::Allowed, EgressVerdict::Denied})
            attempts[{std::string(word(kind)), std::string(word(verdict))}] = 0;
}

MetricsBook::MetricsBook(ports::Clock &clock) : m_clock(clock), m_since(clock.wallNow()) {}

/// Which views are counted, and under what.
struct MetricsBook::Keeper {
    MetricsBook &book;

    void operator()(const api::HostView &view)
    {
        book.failedWhen(view.phase == api::EnginePhase::Failed, "host", {}, view.problem);
    }
    void operator()(const api::EnvironmentView &view)
    {
        book.failedWhen(view.state == api::PollState::Disconnected || view.state == api::PollState::KeyRejected,
                        "environment", view.id.value(), view.problem);
    }
    void operator()(const api::SessionView &view) { book.sawSession(view); }
    void operator()(const api::SandboxView &view) { book.sawSandbox(view); }
    void operator()(const api::SnapshotView &view) { book.sawSnapshot(view); }
    void operator()(const api::TranscriptEntry &entry)
    {
        if (const auto *call = std::get_if<api::ToolCallView>(&entry.what))
            book.sawCall(entry.session, entry.sequence, *call);
    }
    void operator()(const api::WorkView &view)
    {
        book.m_work.insert_or_assign(
            view.id, Lease{view.environment, view.ours, view.stuck, view.acknowledgedAt, view.latestHeartbeatAt});
    }
    void operator()(const api::ImageView &view)
    {
        book.failedWhen(view.state == api::ImageState::Failed, "image", view.image.id.value(), view.problem);
    }
    void operator()(const api::DefinedTemplateView &view)
    {
        book.failedWhen(view.state == api::DefinedTemplateState::Failed, "template", view.definition.name,
                        view.problem);
    }
    void operator()(const api::SeedView &view)
    {
        book.failedWhen(view.state == SeedState::Failed, "seed", view.sandbox.value(), view.problem);
    }
    /// Those of before are told at a start, and what fails at once is told for the first time then.
    void operator()(const api::OperationView &view)
    {
        const auto &operation = view.operation;
        const bool isFailed = operation.state == OperationState::Failed;
        const bool isOurs = operation.endedAt && *operation.endedAt >= book.m_since;
        if (isFailed && isOurs)
            book.m_failed.emplace(Pair{"operation", operation.id.value()}, false);
        book.failedWhen(isFailed, "operation", operation.id.value(), operation.problem);
    }
    void operator()(const api::EgressAttemptView &view) { book.sawAttempt(view.decision); }
    void operator()(const api::SandboxGone &gone)
    {
        book.m_sandboxes.erase(gone.id);
        book.m_failed.erase({"sandbox", gone.id.value()});
    }
    void operator()(const api::SnapshotGone &gone)
    {
        book.m_taking.erase(gone.id);
        book.m_failed.erase({"snapshot", gone.id.value()});
    }
    void operator()(const api::SessionGone &gone)
    {
        book.m_sessions.erase(gone.id);
        book.m_failed.erase({"session", gone.id.value()});
        auto &calls = book.m_calls;
        const auto first = calls.lower_bound({gone.id, 0});
        calls.erase(first,
                    std::find_if(first, calls.end(), [&](const auto &each) { return each.first.first != gone.id; }));
    }
    void operator()(const api::WorkGone &gone) { book.m_work.erase(gone.id); }
    void operator()(const api::ImageGone &gone) { book.m_failed.erase({"image", gone.id.value()}); }
    void operator()(const api::DefinedTemplateGone &gone) { book.m_failed.erase({"template", gone.name}); }
    void operator()(const api::SeedGone &gone) { book.m_failed.erase({"seed", gone.sandbox.value()}); }
    void operator()(const api::OperationGone &gone) { book.m_failed.erase({"operation", gone.id.value()}); }
    template <class Other>
    void operator()(const Other &)
    {
    }
};

void MetricsBook::saw(const api::Change &change)
{
    std::visit(Keeper{*this}, change);
}

void MetricsBook::answered(std::string_view route, int status, std::chrono::nanoseconds took)
{
    ++m_counts.requests[{std::string(route), status}];
    m_counts.requestTimes.try_emplace(std::string(route), kRequestBounds).first->second.add(seconds(took));
}

std::map<api::SessionState, int> MetricsBook::sessionsByState() const
{
    std::map<api::SessionState, int> out;
    for (const auto &[id, session] : m_sessions)
        ++out[session.state];
    return out;
}

int MetricsBook::callsIn(ToolCallState state) const
{
    return static_cast<int>(
        std::ranges::count_if(m_calls, [state](const auto &each) { return each.second.state == state; }));
}

// ---- Sandboxes ----------------------------------------------------------------------------------------------------

void MetricsBook::sawSandbox(const api::SandboxView &view)
{
    failedWhen(view.state == SandboxState::Failed, "sandbox", view.id.value(), view.problem);
    const auto cost = std::max(view.cost, view.end ? view.end->cost : 0);
    const auto [it, isNew] = m_sandboxes.try_emplace(view.id);
    auto &memory = it->second;
    if (isNew) {
        memory = {view.state, m_clock.now(), cost, view.meter.cpuTime};
        return;
    }
    m_counts.hostMicros += std::max<std::int64_t>(0, cost - memory.cost);
    m_counts.cpuTime += std::max(0ms, view.meter.cpuTime - memory.cpuTime);
    memory.cost = std::max(memory.cost, cost);
    memory.cpuTime = std::max(memory.cpuTime, view.meter.cpuTime);
    if (memory.state != view.state)
        moved(memory, view);
}

void MetricsBook::moved(SandboxMemory &memory, const api::SandboxView &view)
{
    const auto now = m_clock.now();
    const auto took = now - memory.since;
    const auto before = std::exchange(memory.state, view.state);
    memory.since = now;
    switch (view.state) {
    case SandboxState::Creating:
    case SandboxState::Resuming:
        if (before == SandboxState::Queued)
            measured(SandboxPhase::Queue, took);
        break;
    case SandboxState::Restoring: // also of one that runs, in place
        if (before == SandboxState::Queued)
            measured(SandboxPhase::Queue, took);
        break;
    case SandboxState::Running:
        if (before == SandboxState::Creating) {
            measured(SandboxPhase::Start, took);
            if (view.bootTime)
                measured(view.base ? SandboxPhase::Clone : SandboxPhase::Boot, *view.bootTime);
        } else if (before == SandboxState::Restoring) {
            measured(SandboxPhase::Restore, took);
        } else if (before == SandboxState::Resuming) {
            measured(SandboxPhase::Wake, took);
        }
        break;
    case SandboxState::Hibernated:
        if (before == SandboxState::Hibernating)
            measured(SandboxPhase::Hibernate, took);
        break;
    case SandboxState::Queued:
    case SandboxState::Paused:
    case SandboxState::Hibernating:
    case SandboxState::Stopped:
    case SandboxState::Failed:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        break;
    }
}

void MetricsBook::sawSnapshot(const api::SnapshotView &view)
{
    failedWhen(view.state == SnapshotState::Failed, "snapshot", view.id.value(), view.problem);
    if (view.state == SnapshotState::Taking) {
        m_taking.try_emplace(view.id, m_clock.now());
        return;
    }
    const auto began = m_taking.find(view.id);
    if (began == m_taking.end())
        return;
    if (view.state == SnapshotState::Ready) {
        measured(SandboxPhase::Snapshot, m_clock.now() - began->second);
        m_counts.snapshotStops.add(seconds(view.stopped));
    }
    m_taking.erase(began);
}

void MetricsBook::measured(SandboxPhase phase, std::chrono::duration<double> took)
{
    m_counts.phases.at(phase).add(seconds(took));
}

// ---- Sessions -----------------------------------------------------------------------------------------------------

void MetricsBook::sawSession(const api::SessionView &view)
{
    const auto [it, isNew] = m_sessions.try_emplace(view.id);
    auto &memory = it->second;
    if (isNew) // it may come to nothing at once, and there are none of before
        m_failed.emplace(Pair{"session", view.id.value()}, false);
    failedWhen(view.state == api::SessionState::Failed, "session", view.id.value(), view.problem);
    memory.state = view.state;
    if (view.work && view.work != memory.work)
        memory.taken = m_clock.now();
    memory.work = view.work;
    sawUsage(memory, view);
}

/// Cumulative figures; what was there when we saw the session first is not of now.
void MetricsBook::sawUsage(SessionMemory &memory, const api::SessionView &view)
{
    if (!view.usage)
        return;
    const auto &now = *view.usage;
    const auto before = memory.usage.value_or(now);
    const auto environment = view.environment.value();
    auto &tokens = m_counts.tokens[environment];
    tokens.input += growth(before.inputTokens, now.inputTokens);
    tokens.output += growth(before.outputTokens, now.outputTokens);
    tokens.cacheRead += growth(before.cacheReadTokens, now.cacheReadTokens);
    tokens.cacheWrite += growth(before.cacheWriteTokens, now.cacheWriteTokens);
    const auto cents = now.listCostCents.value_or(before.listCostCents.value_or(0));
    m_counts.listCents[environment] += std::max<std::int64_t>(0, cents - before.listCostCents.value_or(0));
    memory.usage = now;
    memory.usage->listCostCents = cents;
}

void MetricsBook::sawCall(const SessionId &session, std::uint64_t sequence, const api::ToolCallView &call)
{
    const auto now = m_clock.now();
    const std::pair key{session, sequence};
    auto it = m_calls.find(key);
    if (it == m_calls.end()) {
        if (isFinal(call.state)) // of before this program, or of others
            return;
        it = m_calls.emplace(key, CallMemory{ToolCallState::Requested, now}).first;
    }
    auto &memory = it->second;
    if (memory.state == call.state)
        return;
    const auto before = std::exchange(memory.state, call.state);
    if (call.state == ToolCallState::Running) {
        if (!call.askedForApproval)
            m_counts.toolWaits.add(seconds(now - memory.since));
        const auto user = m_sessions.find(session);
        if (user != m_sessions.end() && user->second.taken)
            m_counts.firstTools.add(seconds(now - *std::exchange(user->second.taken, std::nullopt)));
        memory.since = now;
    }
    const std::string tool(toolLabel(call));
    if (before == ToolCallState::Running)
        m_counts.toolDurations.try_emplace(tool, kToolBounds).first->second.add(seconds(now - memory.since));
    if (!isFinal(call.state))
        return;
    ++m_counts.toolCalls[{tool, std::string(word(call.state))}];
    m_calls.erase(it);
}

// ---- The rest -----------------------------------------------------------------------------------------------------

/// Told when it is decided, perhaps in between, and when it is over.
void MetricsBook::sawAttempt(const EgressDecision &decision)
{
    const bool wasTold = m_attempts.contains(decision.id);
    if (!wasTold)
        ++m_counts.attempts[{std::string(word(decision.kind)), std::string(word(decision.verdict))}];
    if (!decision.lasted) {
        if (m_attempts.size() < kAttemptsMax)
            m_attempts.insert(decision.id);
        return;
    }
    m_attempts.erase(decision.id);
    m_counts.sent.value += decision.sent.value;
    m_counts.received.value += decision.received.value;
}

void MetricsBook::failedWhen(bool isFailed, const char *area, const std::string &object,
                             const std::optional<Error> &problem)
{
    const auto [it, isNew] = m_failed.try_emplace(Pair{area, object}, isFailed);
    const bool wasFailed = std::exchange(it->second, isFailed);
    if (isFailed && !wasFailed)
        ++m_counts.errors[{area, problem ? name(problem->code) : "Unknown"}];
}

} // namespace glovebox::rest
