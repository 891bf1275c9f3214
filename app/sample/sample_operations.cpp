// Role: what takes its time on the sample host, and what its last start found: operations, budgets, leftovers, a
// recovery.
#include "app/sample/sample_views.h"

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::Operation;
using domain::OperationKind;
using domain::OperationState;

namespace {

Operation pastOperation(const char *id, OperationKind kind, const char *object, OperationState state,
                        std::chrono::seconds ago, std::chrono::milliseconds took = 0ms)
{
    Operation one{.id = domain::OperationId(id), .kind = kind, .object = object, .state = state};
    one.beganAt = kSampleNow - ago;
    if (domain::isOver(state))
        one.endedAt = one.beganAt + took;
    one.log = {{one.beganAt, "Asked by the operator"}, {one.beganAt + 40ms, "Began"}};
    return one;
}

} // namespace

std::vector<api::Change> sampleOperations()
{
    Operation snapshot =
        pastOperation("op-1", OperationKind::TakeSnapshot, "snapshot/snap-51fa08", OperationState::Running, 12s);
    snapshot.step = "Copying memory: 212 of 512 MiB";
    snapshot.progress = 0.41;
    snapshot.canCancel = true;
    Operation build =
        pastOperation("op-2", OperationKind::BuildTemplate, "template/tpl-8b51f6", OperationState::Running, 95s);
    build.step = "Starting its machine";
    Operation restore =
        pastOperation("op-3", OperationKind::Restore, "snapshot/snap-7be210", OperationState::Done, 400s, 2140ms);
    restore.result = "Sandbox sbx-f2k7qa runs from it.";
    restore.log.push_back({restore.beganAt + 2s, "Machine started from its memory"});
    Operation fork =
        pastOperation("op-4", OperationKind::Fork, "sandbox/sbx-9w5kde", OperationState::Failed, 1800s, 3300ms);
    fork.problem = Error{ErrorCode::OutOfDisk, "fork needs 1.2 GiB, 301 MiB are free"};
    Operation hibernate = pastOperation("op-5", OperationKind::Hibernate, "sandbox/sbx-h1b3rn",
                                        OperationState::Interrupted, 7200s, 900ms);
    hibernate.result = "The program ended; the sandbox was found running and stays.";
    Operation verify = pastOperation("op-6", OperationKind::VerifySnapshot, "snapshot/snap-3c90de",
                                     OperationState::Cancelled, 9000s, 700ms);
    std::vector<api::Change> changes;
    for (Operation *one : {&snapshot, &build, &restore, &fork, &hibernate, &verify})
        changes.emplace_back(api::OperationView{.generation = 1, .operation = *one});
    return changes;
}

std::vector<api::Change> sampleWindowOperations()
{
    using enum OperationState;
    Operation bulk = pastOperation("op-11", OperationKind::Bulk, "sandboxes", Running, 6s);
    bulk.name = "Hibernate";
    bulk.step = "3 of 8";
    bulk.progress = 3.0 / 8;
    bulk.canCancel = true;
    Operation log = pastOperation("op-12", OperationKind::Export, "log/engine", Running, 4s);
    log.name = "glovebox-engine.log";
    log.step = "Writing";
    log.progress = 0.41;
    log.canCancel = true;
    Operation audit = pastOperation("op-13", OperationKind::Export, "audit", Done, 120s, 310ms);
    audit.name = "glovebox-audit-2026-11-20.jsonl";
    audit.result = "1,204 entries written, with the checksum in glovebox-audit-2026-11-20.jsonl.sha256.";
    Operation files =
        pastOperation("op-14", OperationKind::Export, "session/sesn_01JD4W2T9Q5C8R1MKVWYH3ZNBE", Failed, 600s, 2140ms);
    files.name = "sesn_01JD4W2T9Q5C8R1MKVWYH3ZNBE";
    files.problem = Error{ErrorCode::FolderUnusable, "/srv/exports cannot be created."};
    Operation paused = pastOperation("op-15", OperationKind::Bulk, "sandboxes", Done, 1800s, 900ms);
    paused.name = "Pause";
    paused.result = "Pause: 4 done, 1 failed";
    Operation undone = pastOperation("op-16", OperationKind::Export, "log/engine", Cancelled, 3600s, 1200ms);
    undone.name = "glovebox-engine.jsonl.gz";
    undone.result = "Nothing of it is left.";
    std::vector<api::Change> changes;
    for (Operation *one : {&bulk, &log, &audit, &files, &paused, &undone})
        changes.emplace_back(api::OperationView{.generation = 1, .operation = *one});
    return changes;
}

std::vector<api::Change> sampleBudgets(bool kvm)
{
    const domain::Budget day{
        .scope = domain::BudgetScope::WholeHost, .limit = 500'000, .action = domain::BudgetAction::PausePolling};
    const domain::Budget session{.scope = domain::BudgetScope::EachSession,
                                 .period = domain::BudgetPeriod::Ever,
                                 .limit = 180'000,
                                 .action = domain::BudgetAction::PauseSandbox};
    auto host = std::get<api::HostView>(sampleHost(kvm).front());
    host.generation += 100;
    host.budgets = {day, session};
    return {host,
            api::BudgetView{.generation = 2,
                            .budget = day,
                            .object = "host",
                            .label = "this host",
                            .spent = 420'000,
                            .state = domain::BudgetState::Warned},
            api::BudgetView{.generation = 2,
                            .budget = session,
                            .object = std::string("session/") + kSampleRunningSession,
                            .label = "Refactor the billing service",
                            .spent = 184'320,
                            .state = domain::BudgetState::Reached,
                            .did = "paused its sandbox sbx-7k2m4p"}};
}

std::vector<api::Change> sampleOrphans(bool found)
{
    using domain::OrphanKind;
    api::OrphansView view{.generation = 1};
    view.lookedAt = kSampleNow - 4min;
    if (found)
        view.found = {{"machine-4711", OrphanKind::Machine, "process 4711", ByteCount::mib(312), kSampleNow - 26h,
                       "It runs as a machine of ours and its record cannot be read."},
                      {"layer-9", OrphanKind::Layer,
                       "snapshots/layers/2f9c1e77-long-name-of-a-layer-that-nothing-stands-on.qcow2",
                       ByteCount::mib(1'480), kSampleNow - 24h * 9, "No snapshot, template or sandbox stands on it."},
                      {"file-1",
                       OrphanKind::Unknown,
                       "machines/notes.txt",
                       ByteCount::kib(3),
                       {},
                       "It is not one of our files by its name."}};
    return {view};
}

std::vector<api::Change> sampleRecovery()
{
    api::RecoveryView view{.generation = 1,
                           .at = kSampleNow - 1min,
                           .adopted = 3,
                           .hibernated = 1,
                           .lost = 1,
                           .leasesResumed = 2,
                           .resultsPosted = 1,
                           .interrupted = 1};
    view.lines = {"Sandbox sbx-7k2m4p was running and was taken over.",
                  "Sandbox sbx-9w5kde was running and was taken over.",
                  "Sandbox sbx-k8d2rf was running and was taken over.",
                  "Sandbox sbx-h1b3rn was found hibernated.",
                  "Sandbox sbx-t0r4lo is lost: its machine is not there and nothing of it is on disk.",
                  "The result of bash in “Refactor the billing service” was computed before and is posted now.",
                  "Hibernating sbx-h1b3rn was interrupted and finished."};
    return {view};
}

} // namespace glovebox::sample
