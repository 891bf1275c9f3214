// Role: the past of a host that has too much of everything: many rows, long words, large figures. Test data for the
// window's layout.
#include "tests/support/sample_history.h"

#include "tests/support/sample_views.h"

#include <string>

namespace glovebox::testing {

using namespace std::chrono_literals;

namespace {

constexpr int kRows = 60;
constexpr const char *kLongTitle =
    "Migrate the accounting warehouse of every subsidiary to the new chart of accounts, compare the balances of all "
    "quarters since 2009 and write down each difference with its voucher";
constexpr const char *kLongWord =
    "/srv/projects/warehouse/integration-tests/fixtures/a-folder-whose-name-somebody-made-"
    "much-too-long/2f9c1e77d0b84a3c9e5f/really.every.single.one.of.them.tar.zst";

domain::UsageRow crowdedRow(int number)
{
    domain::UsageRow row{.key = std::string(kSampleRunningSession) + std::to_string(number),
                         .label = number % 2 == 0 ? kLongTitle : kLongWord};
    row.used = {8'759h, 12min, 0ms, 31'500'123s, ByteCount::gib(1'023), ByteCount::gib(4'000)};
    row.cost = 1'234'567'891'234;
    row.pricesAsOf = "several";
    row.sandboxes = 12'345;
    domain::ModelUsage list;
    list.inputTokens = list.outputTokens = list.cacheReadTokens = 123'456'789'012;
    list.webSearches = 1'234'567;
    list.listCostCents = 987'654'321;
    row.list = list;
    return row;
}

struct Crowded {
    void operator()(domain::UsageTable &table) const
    {
        if (!table.rows.empty() && !table.rows.front().key.starts_with("20")) { // days stay days
            table.rows.clear();
            for (int number = 0; number < kRows; ++number)
                table.rows.push_back(crowdedRow(number));
        }
        table.total = crowdedRow(0);
        table.more = true;
    }
    void operator()(domain::AuditRows &rows) const
    {
        const domain::AuditEntry first = rows.entries.empty() ? domain::AuditEntry{} : rows.entries.front();
        rows.entries.clear();
        for (int number = 0; number < kRows; ++number) {
            domain::AuditEntry entry = first;
            entry.sequence = 9'876'543'210U - static_cast<std::uint64_t>(number);
            entry.at = kSampleNow - 26h * number;
            entry.actor = domain::AuditActor::ControlPlane;
            entry.action = "environment.certificate-authority.replaced";
            entry.object = std::string("call/") + kSampleRunningSession + kLongWord;
            entry.reason = kLongTitle;
            entry.before = kLongWord;
            entry.after = kLongTitle;
            entry.session = kSampleRunningSession;
            rows.entries.push_back(entry);
        }
        rows.more = true;
    }
    void operator()(domain::PastSessionRows &rows) const
    {
        rows.sessions.clear();
        for (int number = 0; number < kRows; ++number) {
            domain::PastSession past{.session =
                                         domain::SessionId(std::string(kSampleRunningSession) + std::to_string(number)),
                                     .environment = domain::EnvironmentId(kSampleEnvironment)};
            past.title = number % 2 == 0 ? kLongTitle : kLongWord;
            past.agentName = "An agent whose name is a whole sentence, with a comma";
            past.usage = crowdedRow(0).list;
            past.lastSeen = kSampleNow - 200h * number;
            past.cost = crowdedRow(0).cost;
            past.calls = 1'234'567;
            rows.sessions.push_back(past);
        }
        rows.more = true;
    }
    template <class Other>
    void operator()(Other &) const
    {
    }
};

} // namespace

std::vector<api::Change> sampleCrowd()
{
    std::vector<api::Change> changes;
    for (int number = 0; number < kRows; ++number) {
        domain::Operation one{.id = domain::OperationId("op-crowd-" + std::to_string(number)),
                              .kind = domain::OperationKind::CollectOutputs,
                              .object = std::string("session/") + kSampleRunningSession};
        one.name = number % 2 == 0 ? kLongTitle : kLongWord;
        one.beganAt = kSampleNow - 90'000s - 1s * number;
        one.state = number < 3 ? domain::OperationState::Running : domain::OperationState::Failed;
        one.canCancel = number < 3;
        one.progress = 0.5;
        one.step = kLongWord;
        if (domain::isOver(one.state)) {
            one.endedAt = one.beganAt + 20h;
            one.problem = Error{ErrorCode::OutOfDisk, kLongWord};
        }
        for (int line = 0; line < 40; ++line)
            one.log.push_back({one.beganAt + 1s * line, line % 2 == 0 ? kLongTitle : kLongWord});
        changes.emplace_back(api::OperationView{.generation = 1, .operation = one});
    }
    auto host = std::get<api::HostView>(sampleHost().front());
    host.generation += 200;
    host.acceleration = domain::Acceleration::Emulated;
    host.accelerationReason = "starting probe: QEMU ended by signal 6 (Aborted) before its monitor answered: "
                              "qemu-system-x86_64: failed to initialize kvm: Permission denied";
    std::vector<api::Change> crossed;
    for (int number = 0; number < 8; ++number) {
        const domain::Budget budget{.scope = domain::BudgetScope::EachSession,
                                    .limit = 123'456'780'000 + number,
                                    .action = domain::BudgetAction::PauseSandbox};
        host.budgets.push_back(budget);
        crossed.emplace_back(api::BudgetView{.generation = 2,
                                             .budget = budget,
                                             .object = "session/" + std::to_string(number),
                                             .label = kLongTitle,
                                             .spent = 123'400'000'000,
                                             .state = domain::BudgetState::Reached,
                                             .did = "paused its sandboxes sbx-7k2m4p, sbx-9w5kde, sbx-f2k7qa"});
    }
    changes.emplace_back(host);
    changes.insert(changes.end(), crossed.begin(), crossed.end());
    api::OrphansView orphans{.generation = 5};
    orphans.lookedAt = kSampleNow - 240h;
    for (int number = 0; number < kRows; ++number)
        orphans.found.push_back({"thing-" + std::to_string(number), domain::OrphanKind::Frozen, kLongWord,
                                 ByteCount::gib(1'000), kSampleNow - 9'000h, kLongTitle});
    changes.emplace_back(orphans);
    api::RecoveryView recovery{.generation = 5,
                               .at = kSampleNow,
                               .adopted = 123,
                               .hibernated = 45,
                               .lost = 67,
                               .leasesResumed = 89,
                               .leasesReleased = 12,
                               .resultsPosted = 34,
                               .callsAnswered = 56,
                               .interrupted = 78};
    for (int number = 0; number < kRows; ++number)
        recovery.lines.emplace_back(number % 2 == 0 ? kLongTitle : kLongWord);
    changes.emplace_back(recovery);
    return changes;
}

api::HistoryReport sampleCrowdedReport(const api::HistoryQuery &query)
{
    api::HistoryReport report = sampleReport(query);
    std::visit(Crowded(), *report.answer);
    return report;
}

} // namespace glovebox::testing
