// Role: the part of OperationsBook for what is done with several sandboxes at once ("12 of 20"), for what the window
// tells of its own work, and for wishes to cancel.
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/operations_book.h"

#include <algorithm>
#include <cmath>

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

namespace {

/// Of the window: a few exports and one action on several sandboxes at a time.
constexpr int kReportedMax = 16;
constexpr std::size_t kObjectMax = 200;
constexpr ByteCount kTextMax{500};

bool isReported(OperationKind kind)
{
    return kind == OperationKind::Export || kind == OperationKind::Bulk;
}

std::string oneLine(const std::string &text)
{
    return clipped(toOneLine(text), kTextMax);
}

std::string counted(int done, int all)
{
    return std::to_string(done) + " of " + std::to_string(all);
}

} // namespace

// ---- Several sandboxes ------------------------------------------------------------------------------------------

void OperationsBook::expect(Subject subject, int parts)
{
    begin(subject, true);
    auto *entry = live(subject.kind, subject.object);
    if (!entry->parts)
        entry->parts.emplace();
    entry->parts->expected += parts;
    if (entry->parts->expected > parts)
        settle(*entry);
}

void OperationsBook::part(const Subject &subject, const SandboxId &sandbox)
{
    if (auto *entry = live(subject.kind, subject.object); entry && entry->parts)
        entry->parts->open.insert(sandbox);
}

void OperationsBook::withdraw(const Subject &subject, std::optional<int> parts, const Error &why)
{
    auto *entry = live(subject.kind, subject.object);
    if (!entry || !entry->parts)
        return;
    auto &brood = *entry->parts;
    const int named = brood.up + brood.lost + static_cast<int>(brood.open.size());
    const int left = std::max(named, parts ? brood.expected - *parts : named);
    brood.withdrawn += brood.expected - left;
    brood.expected = left;
    brood.why = why;
    settle(*entry);
}

void OperationsBook::withdrawAll(const Error &why)
{
    std::vector<Subject> all;
    for (const auto &entry : m_entries)
        if (entry.parts && !isOver(entry.operation.state))
            all.push_back({entry.operation.kind, entry.operation.object, {}});
    for (const auto &subject : all)
        withdraw(subject, std::nullopt, why);
}

std::vector<SandboxId> OperationsBook::openParts(const Subject &subject) const
{
    for (const auto &entry : m_entries)
        if (entry.parts && entry.operation.kind == subject.kind && entry.operation.object == subject.object &&
            !isOver(entry.operation.state))
            return {entry.parts->open.begin(), entry.parts->open.end()};
    return {};
}

bool OperationsBook::hasParts(const OperationId &id) const
{
    return std::ranges::any_of(m_entries,
                               [&](const Entry &entry) { return entry.operation.id == id && entry.parts.has_value(); });
}

OperationsBook::Entry *OperationsBook::broodOf(const SandboxId &sandbox)
{
    const auto it = std::ranges::find_if(m_entries, [&](const Entry &entry) {
        return entry.parts && !isOver(entry.operation.state) && entry.parts->open.contains(sandbox);
    });
    return it == m_entries.end() ? nullptr : &*it;
}

void OperationsBook::sawPart(Entry &entry, const api::SandboxView &view)
{
    auto &brood = *entry.parts;
    switch (view.state) {
    case SandboxState::Running:
    case SandboxState::Paused:
        ++brood.up;
        break;
    case SandboxState::Failed:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        ++brood.lost;
        brood.why = view.problem.value_or(Error{ErrorCode::Cancelled, view.reason});
        brood.why->detail = view.id.value() + ": " + brood.why->detail;
        break;
    default:
        return;
    }
    brood.open.erase(view.id);
    settle(entry);
}

void OperationsBook::settle(Entry &entry)
{
    const auto brood = *entry.parts;
    const Subject subject{entry.operation.kind, entry.operation.object, {}};
    const auto done = counted(brood.up, brood.expected + brood.withdrawn);
    if (brood.up + brood.lost < brood.expected) {
        const double over = brood.up + brood.lost + brood.withdrawn;
        return proceed(entry, done + " started", over / (brood.expected + brood.withdrawn));
    }
    if (entry.cancelAsked || (brood.why && brood.why->code == ErrorCode::Cancelled))
        return cancel(subject, brood.up > 0 ? done + " had been started; the others were given up"
                                            : "it was cancelled; nothing of it is left");
    if (brood.lost > 0 || brood.withdrawn > 0) {
        auto why = brood.why.value_or(Error{ErrorCode::GuestExited, {}});
        why.detail = done + " were started. " + why.detail;
        return fail(subject, std::move(why));
    }
    finish(subject, std::to_string(brood.up) + (brood.up == 1 ? " sandbox" : " sandboxes"));
}

// ---- What the window does ---------------------------------------------------------------------------------------

Verdict OperationsBook::report(const api::ReportOperation &told)
{
    if (!isReported(told.kind))
        return Verdict::denied("Only exports and actions on several sandboxes are told by whoever does them.");
    if (told.object.empty() || told.object.size() > kObjectMax)
        return Verdict::invalid("It does not say in a few words what it is done to.");
    const Subject subject{told.kind, toOneLine(told.object), oneLine(told.name)};
    auto *entry = live(subject.kind, subject.object);
    switch (told.state) {
    case OperationState::Queued:
    case OperationState::Interrupted:
        return Verdict::denied("That is for the engine to say.");
    case OperationState::Running:
        if (!entry) {
            const auto under = std::ranges::count_if(m_entries, [](const Entry &each) {
                return isReported(each.operation.kind) && !isOver(each.operation.state);
            });
            if (under >= kReportedMax)
                return Verdict::denied("Too many exports and actions are under way. Wait for one to end.");
            begin(subject, told.canCancel);
            entry = live(subject.kind, subject.object);
        }
        mayBeCancelled(*entry, told.canCancel);
        proceed(*entry, told.step,
                told.progress && std::isfinite(*told.progress) ? std::optional(std::clamp(*told.progress, 0.0, 1.0))
                                                               : std::nullopt);
        return Verdict::accepted();
    case OperationState::Done:
    case OperationState::Failed:
    case OperationState::Cancelled:
        break;
    }
    if (!entry)
        return Verdict::alreadySo();
    if (told.state == OperationState::Done) {
        finish(subject, oneLine(told.result));
    } else if (told.state == OperationState::Cancelled) {
        cancel(subject, oneLine(told.result));
    } else {
        auto why = told.problem.value_or(Error{ErrorCode::Internal, told.result});
        why.detail = oneLine(why.detail);
        fail(subject, std::move(why));
    }
    return Verdict::accepted();
}

// ---- Wishes to cancel -------------------------------------------------------------------------------------------

void OperationsBook::askToCancel(const OperationId &id)
{
    if (auto *entry = entryOf(id); entry && !isOver(entry->operation.state)) {
        entry->cancelAsked = true;
        entry->operation.canCancel = false;
        if (entry->isShown)
            publish(*entry);
    }
}

void OperationsBook::goesOn(const OperationId &id)
{
    if (auto *entry = entryOf(id); entry && !isOver(entry->operation.state)) {
        entry->cancelAsked = false;
        mayBeCancelled(*entry, true);
    }
}

} // namespace glovebox::engine
