// Role: the part of OperationsBook that reads the views of sandboxes, snapshots, templates and outputs: which state
// means that something is under way, and which one that it ended, and how.
#include "core/engine/operations_book.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {

std::string stepOf(const api::SandboxView &view)
{
    if (!view.operation.empty())
        return view.operation;
    switch (view.state) {
    case SandboxState::Queued:
        return view.waitsFor.empty() ? "Waiting for its turn" : "Waiting for " + view.waitsFor;
    case SandboxState::Creating:
        return view.base ? "Cloning" : "Booting";
    case SandboxState::Restoring:
        return "Restoring";
    case SandboxState::Hibernating:
        return "Hibernating";
    case SandboxState::Resuming:
        return "Waking up";
    case SandboxState::Destroying:
        return "Ending its process";
    case SandboxState::Running:
    case SandboxState::Paused:
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
    case SandboxState::Failed:
    case SandboxState::Destroyed:
        return {};
    }
    return {};
}

/// What waits for it can be told; and a call that woke it up is cancelled as a call.
bool canBeGivenUp(OperationKind kind, const api::SandboxView &view)
{
    switch (kind) {
    case OperationKind::StartSandbox:
    case OperationKind::Fork:
    case OperationKind::Restore:
    case OperationKind::Hibernate:
        return true;
    case OperationKind::Wake:
        return view.busyWith.empty();
    default:
        return false;
    }
}

std::string sized(ByteCount size)
{
    return std::to_string((size.value + (1U << 19)) >> 20) + " MiB";
}

bool isThere(SandboxState state)
{
    return state == SandboxState::Running || state == SandboxState::Paused || state == SandboxState::Hibernating;
}

} // namespace

/// None: nothing that takes long.
std::optional<OperationKind> OperationsBook::kindOf(const api::SandboxView &view, const SeenSandbox *seen)
{
    const auto before = seen ? seen->live : std::nullopt;
    switch (view.state) {
    case SandboxState::Queued:
        if (seen && (seen->state == SandboxState::Hibernated || seen->state == SandboxState::Stopped))
            return OperationKind::Wake;
        [[fallthrough]];
    case SandboxState::Creating: // what was stopped boots
        if (before == OperationKind::Wake)
            return OperationKind::Wake;
        return view.forkOf ? OperationKind::Fork : OperationKind::StartSandbox;
    case SandboxState::Restoring:
        return view.forkOf && (!seen || before == OperationKind::Fork) ? OperationKind::Fork : OperationKind::Restore;
    case SandboxState::Resuming:
        return OperationKind::Wake;
    case SandboxState::Hibernating:
        return OperationKind::Hibernate;
    case SandboxState::Destroying:
        return OperationKind::Destroy;
    case SandboxState::Running:
    case SandboxState::Paused:
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
    case SandboxState::Failed:
    case SandboxState::Destroyed:
        return std::nullopt;
    }
    return std::nullopt;
}

void OperationsBook::saw(const api::SandboxView &view, bool wasFound)
{
    const auto known = m_sandboxes.find(view.id);
    const auto *before = known == m_sandboxes.end() ? nullptr : &known->second;
    SeenSandbox now{.state = view.state, .wasFound = before ? before->wasFound : wasFound};
    now.wasFound = now.wasFound && view.state == SandboxState::Restoring;
    auto *brood = broodOf(view.id);
    now.live = now.wasFound || brood ? std::nullopt : kindOf(view, before);
    const auto object = "sandbox/" + view.id.value();
    if (before && before->live && before->live != now.live) {
        if (auto *entry = live(*before->live, object)) {
            // One that waited turns out to be one from a snapshot.
            const bool isTheSame = now.live == OperationKind::Restore && before->live == OperationKind::StartSandbox;
            if (isTheSame)
                entry->operation.kind = OperationKind::Restore;
            else
                endOf(*entry, view);
        }
    }
    m_sandboxes.insert_or_assign(view.id, now);
    if (brood)
        sawPart(*brood, view);
    if (!now.live)
        return;
    const bool canCancel = canBeGivenUp(*now.live, view);
    begin({*now.live, object, view.name}, canCancel, view.state == SandboxState::Queued);
    if (auto *entry = live(*now.live, object)) {
        entry->operation.name = view.name;
        mayBeCancelled(*entry, canCancel);
        proceed(*entry, stepOf(view), view.progress);
    }
}

void OperationsBook::endOf(Entry &entry, const api::SandboxView &view)
{
    const OperationsBook::Subject subject{entry.operation.kind, entry.operation.object, {}};
    const auto problem = view.problem.value_or(Error{ErrorCode::GuestExited, view.reason});
    switch (subject.kind) {
    case OperationKind::Hibernate:
        if (view.state == SandboxState::Hibernated)
            return finish(subject, sized(view.stored) + " on disk");
        if (isThere(view.state) && entry.cancelAsked)
            return cancel(subject, "the operator cancelled it; the sandbox is as it was");
        if (isThere(view.state) && view.reason.empty())
            return cancel(subject, "somebody used it again");
        if (isThere(view.state))
            return fail(subject, {ErrorCode::HostToolFailed, view.reason});
        break;
    case OperationKind::Restore:
        if (isThere(view.state) && entry.cancelAsked)
            return cancel(subject, "the operator cancelled it; the sandbox is as it was");
        if (isThere(view.state) && view.reason.starts_with("could not be restored"))
            return fail(subject, {ErrorCode::HostToolFailed, view.reason});
        [[fallthrough]];
    case OperationKind::StartSandbox:
    case OperationKind::Fork:
    case OperationKind::Wake:
        if (isThere(view.state))
            return finish(subject, {});
        if (view.state == SandboxState::Hibernated && view.problem)
            return fail(subject, *view.problem);
        if (view.state == SandboxState::Stopped && view.problem)
            return fail(subject, *view.problem);
        if (view.state == SandboxState::Hibernated)
            return cancel(subject, "it sleeps on");
        if (view.state == SandboxState::Stopped)
            return cancel(subject, "it stays stopped, and its disk is as it was");
        break;
    default:
        if (view.state == SandboxState::Destroyed)
            return finish(subject, {});
        break;
    }
    if (view.state == SandboxState::Failed)
        return fail(subject, problem);
    cancel(subject, view.reason);
}

void OperationsBook::saw(const api::SnapshotView &view)
{
    const auto &id = view.id.value();
    const Subject taking{OperationKind::TakeSnapshot, "snapshot/" + id, view.name};
    const Subject verifying{OperationKind::VerifySnapshot, "snapshot/" + id, view.name};
    if (view.state == SnapshotState::Taking) {
        begin(taking, true);
        if (auto *entry = live(taking.kind, taking.object))
            proceed(*entry, view.step, view.progress);
    } else if (view.state == SnapshotState::Failed) {
        fail(taking, view.problem.value_or(Error{ErrorCode::HostToolFailed, {}}));
    } else if (view.state == SnapshotState::Ready) {
        finish(taking, sized({view.memory.value + view.disk.value}) + " on disk");
    }
    if (view.verifying) {
        m_verifying.try_emplace(id, view.verifiedAt);
        begin(verifying, true);
        if (auto *entry = live(verifying.kind, verifying.object))
            proceed(*entry, view.step, view.progress);
    } else if (const auto before = m_verifying.extract(id)) {
        if (view.problem)
            fail(verifying, *view.problem);
        else if (view.verifiedAt == before.mapped())
            cancel(verifying, "its check was ended");
        else
            finish(verifying, "all of its files are whole");
    }
}

void OperationsBook::gone(const SnapshotId &snapshot)
{
    m_verifying.erase(snapshot.value());
    cancel({OperationKind::TakeSnapshot, "snapshot/" + snapshot.value(), {}}, "nothing is left of it");
    cancel({OperationKind::VerifySnapshot, "snapshot/" + snapshot.value(), {}}, "it was deleted");
}

void OperationsBook::saw(const api::TemplateView &view)
{
    const Subject building{OperationKind::BuildTemplate, "template/" + view.id.value(), {}};
    switch (view.state) {
    case TemplateState::Building:
        begin(building, true, view.step == "Waiting");
        if (auto *entry = live(building.kind, building.object))
            proceed(*entry, view.step, std::nullopt);
        return;
    case TemplateState::Ready:
        return finish(building, sized({view.memory.value + view.disk.value}));
    case TemplateState::Failed:
        if (view.problem && view.problem->code == ErrorCode::Cancelled)
            return cancel(building, view.problem->detail);
        return fail(building, view.problem.value_or(Error{ErrorCode::GuestUnresponsive, {}}));
    case TemplateState::Gone:
        return cancel(building, "it was given up");
    }
}

void OperationsBook::gone(const TemplateId &base)
{
    cancel({OperationKind::BuildTemplate, "template/" + base.value(), {}}, "it was given up");
}

void OperationsBook::saw(const api::OutputsView &view)
{
    const Subject collecting{OperationKind::CollectOutputs, "session/" + view.session.value(), {}};
    if (view.collecting)
        return begin(collecting, false);
    if (view.problem)
        return fail(collecting, *view.problem);
    finish(collecting, std::to_string(view.files.size()) + (view.files.size() == 1 ? " file" : " files"));
}

} // namespace glovebox::engine
