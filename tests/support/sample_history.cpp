// Role: what the ledger of the sample host would answer.
#include "tests/support/sample_history.h"

#include "tests/support/sample_views.h"

#include <array>
#include <string>

namespace glovebox::testing {

using namespace std::chrono_literals;
using domain::Operation;

namespace {

domain::ModelUsage tokensOf(std::uint64_t input, std::uint64_t output, std::int64_t cents)
{
    domain::ModelUsage usage;
    usage.inputTokens = input;
    usage.outputTokens = output;
    usage.cacheReadTokens = input * 4;
    usage.webSearches = output / 20'000;
    usage.listCostCents = cents;
    return usage;
}

struct CostSeed {
    const char *key;
    const char *label;
    std::chrono::minutes ran;
    std::chrono::seconds cpu;
    std::uint64_t peakMib;
    std::int64_t cost;
    int sandboxes;
    std::int64_t cents; // below 0: nothing was reported
};

constexpr std::array kPastSeeds{
    CostSeed{kSampleRunningSession, "Refactor the billing service", 612min, 14'310s, 508, 184'320, 3, 1'874},
    CostSeed{kSampleFailedSession, "ETL nightly: backfill October", 431min, 9'812s, 511, 129'774, 2, 922},
    CostSeed{kSampleTeamSession, "Research and write the quarterly report", 388min, 2'144s, 402, 98'010, 4, 2'406},
    CostSeed{kSampleApprovalSession, "Clean up the staging bucket", 120min, 488s, 288, 31'204, 1, 131},
    CostSeed{kSampleOutputsSession, "Summarise the support mailbox", 44min, 310s, 211, 11'009, 1, 86},
    CostSeed{"sesn_01JD3KQ0ZB6N8W4RXT5GYVPH2C", "=SUM(B2:B9) counts a row twice", 12min, 33s, 190, 2'998, 1, 7},
    CostSeed{"", "", 95min, 71s, 310, 22'410, 2, -1},
};
constexpr std::array kDaySeeds{
    CostSeed{"2026-11-14", "", 211min, 3'100s, 402, 58'200, 4, 610},
    CostSeed{"2026-11-15", "", 84min, 810s, 288, 21'070, 2, 244},
    CostSeed{"2026-11-16", "", 301min, 5'922s, 511, 88'400, 5, 1'187},
    CostSeed{"2026-11-17", "", 322min, 6'004s, 508, 91'113, 5, 1'305},
    CostSeed{"2026-11-19", "", 402min, 7'710s, 511, 120'500, 6, 1'544},
    CostSeed{"2026-11-20", "", 382min, 3'622s, 508, 100'442, 6, 536},
};

domain::UsageRow usageRow(const CostSeed &seed)
{
    domain::UsageRow row{.key = seed.key, .label = seed.label};
    row.used = {seed.ran, 12min, 0ms, seed.cpu, ByteCount::mib(seed.peakMib), ByteCount::mib(640)};
    row.cost = seed.cost;
    row.pricesAsOf = "2026-11-01";
    row.sandboxes = seed.sandboxes;
    if (seed.cents >= 0)
        row.list = tokensOf(static_cast<std::uint64_t>(seed.cents) * 1'310, static_cast<std::uint64_t>(seed.cents) * 92,
                            seed.cents);
    return row;
}

template <class Seeds>
domain::UsageTable usageTable(const Seeds &seeds)
{
    domain::UsageTable table;
    table.total.pricesAsOf = "2026-11-01";
    table.total.list = tokensOf(0, 0, 0);
    for (const CostSeed &seed : seeds) {
        const domain::UsageRow row = table.rows.emplace_back(usageRow(seed));
        domain::UsageRow &total = table.total;
        total.cost += row.cost;
        total.sandboxes += row.sandboxes;
        total.used.running += row.used.running;
        total.used.paused += row.used.paused;
        total.used.cpuTime += row.used.cpuTime;
        total.used.memoryPeak = std::max(total.used.memoryPeak, row.used.memoryPeak);
        if (!row.list)
            continue;
        total.list->inputTokens += row.list->inputTokens;
        total.list->outputTokens += row.list->outputTokens;
        total.list->cacheReadTokens += row.list->cacheReadTokens;
        total.list->webSearches += row.list->webSearches;
        *total.list->listCostCents += *row.list->listCostCents;
    }
    return table;
}

domain::AuditEntry auditEntry(std::uint64_t sequence, std::chrono::minutes ago, domain::AuditActor actor,
                              const char *action, std::string object,
                              domain::AuditOutcome outcome = domain::AuditOutcome::Done)
{
    domain::AuditEntry one{.sequence = sequence, .at = kSampleNow - ago, .actor = actor, .action = action};
    one.object = std::move(object);
    one.outcome = outcome;
    one.origin = actor == domain::AuditActor::Operator ? "panel" : "timer";
    one.chainTag =
        "sha256:9c1f0d5b8e2a47c36b10fe95d4a87723c05ee1b96f2384adb7710c42e9f5b6" + std::to_string(10 + sequence % 90);
    return one;
}

domain::AuditRows auditRows(const domain::AuditPage &page)
{
    using enum domain::AuditActor;
    using enum domain::AuditOutcome;
    const std::string sandbox = std::string("sandbox/") + kSampleRunningSandbox;
    std::vector<domain::AuditEntry> all{
        auditEntry(412, 3min, Operator, "approval.answered", "call/sesn_01JD4WZK5T7Q/sevt_01", Denied),
        auditEntry(411, 8min, Engine, "sandbox.failed", std::string("sandbox/") + kSampleFailedSandbox, Failed),
        auditEntry(410, 12min, Operator, "sandbox.paused", std::string("sandbox/") + kSamplePausedSandbox),
        auditEntry(409, 19min, Engine, "budget.warned", "host"),
        auditEntry(408, 33min, ControlPlane, "sandbox.destroyed", std::string("sandbox/") + kSampleEndedSandbox),
        auditEntry(407, 41min, Engine, "sandbox.hibernated", std::string("sandbox/") + kSampleHibernatedSandbox),
        auditEntry(406, 58min, ControlPlane, "sandbox.started", sandbox),
        auditEntry(405, 61min, Engine, "engine.recovered", "engine"),
        auditEntry(404, 1500min, Operator, "snapshot.deleted", "snapshot/snap-0a1b2c"),
    };
    all[0].reason = "not in the staging bucket";
    all[0].session = kSampleApprovalSession;
    all[1].reason = "its kernel panicked: System is deadlocked on memory";
    all[1].session = kSampleFailedSession;
    all[2].before = "running";
    all[2].after = "paused";
    all[5].reason = "idle for 15 min";
    all[6].session = kSampleRunningSession;
    domain::AuditRows rows;
    for (const domain::AuditEntry &one : all)
        if ((page.before == 0 || one.sequence < page.before) && one.action.starts_with(page.action) &&
            (page.object.empty() || one.object == page.object) &&
            (page.text.empty() || one.object.find(page.text) != std::string::npos ||
             one.reason.find(page.text) != std::string::npos || one.action.find(page.text) != std::string::npos))
            rows.entries.push_back(one);
    return rows;
}

domain::PastSessionRows pastSessions(const domain::PastSessions &wanted)
{
    domain::PastSessionRows rows;
    auto ago = 40min;
    for (const CostSeed &seed : kPastSeeds) {
        ago *= 3;
        const std::string title = seed.label;
        if (std::string(seed.key).empty() || (!wanted.text.empty() && title.find(wanted.text) == std::string::npos))
            continue;
        domain::PastSession past{.session = domain::SessionId(seed.key),
                                 .environment = domain::EnvironmentId(kSampleEnvironment)};
        past.title = title;
        past.agentName = "Coding agent";
        past.usage = usageRow(seed).list;
        past.lastSeen = kSampleNow - ago;
        past.cost = seed.cost;
        past.calls = static_cast<int>(seed.cents / 9);
        if (!wanted.before || past.lastSeen < *wanted.before)
            rows.sessions.push_back(past);
    }
    return rows;
}

struct Answer {
    domain::HistoryAnswer operator()(const domain::OpenSandboxes &) const
    {
        return std::vector<domain::SandboxFacts>{};
    }
    domain::HistoryAnswer operator()(const domain::NewestOperations &) const { return std::vector<Operation>{}; }
    domain::HistoryAnswer operator()(const domain::UsageSums &sums) const
    {
        if (sums.by != domain::UsageBy::Day)
            return usageTable(kPastSeeds);
        domain::UsageTable days = usageTable(kDaySeeds);
        days.total.sandboxes = usageTable(kPastSeeds).total.sandboxes; // one that ran for two days is one
        return days;
    }
    domain::HistoryAnswer operator()(const domain::AuditPage &page) const { return auditRows(page); }
    domain::HistoryAnswer operator()(const domain::PastSessions &past) const { return pastSessions(past); }
    // What only the engine and the local API ask.
    domain::HistoryAnswer operator()(const domain::SandboxTrail &) const { return domain::SandboxTrailRows{}; }
    domain::HistoryAnswer operator()(const domain::UseIn &) const { return domain::UseTotals{}; }
    domain::HistoryAnswer operator()(const domain::EndedIn &) const { return domain::EndedRuns{}; }
    domain::HistoryAnswer operator()(const domain::OpenSlices &) const { return std::vector<domain::UsageSlice>{}; }
    domain::HistoryAnswer operator()(const domain::ListSlicesOf &) const { return std::vector<domain::ListSlice>{}; }
    domain::HistoryAnswer operator()(const domain::EgressPage &) const { return domain::EgressRows{}; }
    domain::HistoryAnswer operator()(const domain::EgressRuleUses &) const
    {
        return std::vector<domain::EgressRuleUse>{
            {"builds: git.example.org port 22, 443", 212, kSampleNow - 7min},
            {"packages: *.packages.example.org; packages: 10.0.0.0/8", 48, kSampleNow - 40s},
            {"packages: mirror.example.org port 443", 1, kSampleNow - 26h},
        };
    }
};

} // namespace

api::HistoryReport sampleReport(const api::HistoryQuery &query)
{
    return {.ticket = query.ticket,
            .question = query.question,
            .answer = std::visit(Answer(), query.question),
            .problem = std::nullopt,
            .at = kSampleNow};
}

} // namespace glovebox::testing
