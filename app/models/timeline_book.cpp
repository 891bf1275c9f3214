#include "app/models/timeline_book.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace glovebox::models {

using namespace std::chrono_literals;
using domain::SandboxState;
using Kind = TimelineMoment::Kind;

namespace {

constexpr std::size_t kNamesMax = 500;
constexpr auto kBootSlack = 2s; // between asking for a sandbox and its process

std::uint16_t indexOf(std::vector<std::string> &list, const std::string &text)
{
    const auto found = std::ranges::find(list, text);
    if (found != list.end())
        return static_cast<std::uint16_t>(found - list.begin());
    if (list.size() >= kNamesMax)
        return 0;
    list.push_back(text);
    return static_cast<std::uint16_t>(list.size() - 1);
}

std::chrono::duration<std::int32_t, std::milli> clipped(std::chrono::milliseconds length)
{
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    return std::chrono::duration<std::int32_t, std::milli>(
        static_cast<std::int32_t>(std::clamp<std::int64_t>(length.count(), 0, most)));
}

Kind kindOf(api::NoteView::Kind kind)
{
    using enum api::NoteView::Kind;
    switch (kind) {
    case UserMessage:
        return Kind::User;
    case AgentMessage:
        return Kind::Agent;
    case Turn:
        return Kind::TurnOver;
    case Error:
        return Kind::Error;
    case Sandbox:
    case Lease:
        break;
    }
    return Kind::Note;
}

template <class T>
void dropOldest(std::vector<T> &list, std::size_t most)
{
    if (list.size() > most) // by a tenth: not each time one comes
        list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(list.size() - most + most / 10));
}

void insert(TimelineFacts &facts, SandboxChange change)
{
    const auto at = std::ranges::upper_bound(facts.sandbox, change.at, {}, &SandboxChange::at);
    const auto same = std::find_if(facts.sandbox.begin(), at, [&](const SandboxChange &one) {
        return one.at == change.at && one.sandbox == change.sandbox;
    });
    if (same != at)
        *same = std::move(change);
    else
        facts.sandbox.insert(at, std::move(change));
    dropOldest(facts.sandbox, TimelineBook::kChangesMax);
}

void insert(TimelineFacts &facts, TimelineMark mark)
{
    std::erase_if(facts.marks, [&](const TimelineMark &one) { return one.key == mark.key; });
    facts.marks.insert(std::ranges::upper_bound(facts.marks, mark.at, {}, &TimelineMark::at), std::move(mark));
    dropOldest(facts.marks, TimelineBook::kMarksMax);
}

} // namespace

std::set<std::string> TimelineBook::apply(const bridge::Batch &batch, WallTime now)
{
    m_now = now;
    for (const auto &id : batch.goneSessions)
        m_sessions.erase(id.value());
    for (const auto &id : batch.goneSandboxes)
        gone(id.value());
    for (const auto &view : batch.sandboxes)
        add(view);
    for (const auto &view : batch.operations)
        add(view.operation);
    for (const auto &view : batch.snapshots)
        add(view);
    for (const auto &view : batch.attempts)
        add(view.decision);
    for (const auto &entry : batch.entries)
        add(entry);
    return std::exchange(m_touched, {});
}

const TimelineFacts *TimelineBook::find(const std::string &session) const
{
    const auto found = m_sessions.find(session);
    return found == m_sessions.end() ? nullptr : &found->second;
}

TimelineFacts &TimelineBook::touch(const std::string &session)
{
    m_touched.insert(session);
    return m_sessions[session];
}

TimelineFacts *TimelineBook::ofSandbox(const std::string &sandbox)
{
    const auto owner = m_owners.find(sandbox);
    return owner == m_owners.end() ? nullptr : &touch(owner->second);
}

void TimelineBook::add(const api::TranscriptEntry &entry)
{
    TimelineFacts &facts = touch(entry.session.value());
    TimelineMoment moment{.sequence = entry.sequence, .at = entry.at};
    const auto threadOf = [&](const std::optional<domain::ThreadId> &thread) {
        return thread ? indexOf(facts.threads, thread->value()) : std::uint16_t{0};
    };
    if (const auto *call = std::get_if<api::ToolCallView>(&entry.what)) {
        moment.kind = Kind::Call;
        moment.at = call->requestedAt;
        moment.thread = threadOf(call->thread);
        moment.name = indexOf(facts.names, call->name);
        moment.state = call->state;
        moment.asked = call->askedForApproval;
        moment.custom = call->custom;
        moment.waited = clipped(call->waited);
        moment.ran = clipped(call->duration);
    } else {
        const auto &note = std::get<api::NoteView>(entry.what);
        moment.kind = kindOf(note.kind);
        moment.thread = threadOf(note.thread);
        moment.budget = moment.kind == Kind::TurnOver && note.text.find("budget_reached") != std::string::npos;
        if (moment.kind == Kind::Error)
            insert(facts, TimelineMark{"event/" + std::to_string(entry.sequence), entry.at, TimelineMark::Kind::Error,
                                       note.text.substr(0, 200), entry.sequence});
    }
    const auto at = std::ranges::lower_bound(facts.moments, moment.sequence, {}, &TimelineMoment::sequence);
    if (at != facts.moments.end() && at->sequence == moment.sequence)
        *at = moment;
    else
        facts.moments.insert(at, moment);
    const auto before = facts.moments.size();
    dropOldest(facts.moments, kMomentsMax);
    facts.forgotten += before - facts.moments.size();
}

/// Of its beginning, what a first look tells: when it was asked for, and how long it took to answer.
void TimelineBook::add(const api::SandboxView &view)
{
    const std::string &id = view.id.value();
    const auto owner = m_owners.find(id);
    const std::string session = view.session ? view.session->value() : std::string();
    if (owner != m_owners.end() && owner->second != session) // it serves somebody else from now on
        gone(id);
    if (session.empty())
        return;
    TimelineFacts &facts = touch(session);
    if (!m_owners.contains(id)) {
        m_owners[id] = session;
        if (view.createdAt != WallTime{} && view.createdAt < view.since && view.bootTime) {
            insert(facts, SandboxChange{view.createdAt, id, SandboxState::Creating});
            if (view.createdAt + *view.bootTime + kBootSlack < view.since)
                insert(facts, SandboxChange{view.createdAt + *view.bootTime, id, std::nullopt});
        }
    }
    if (view.forkOf)
        if (TimelineFacts *origin = ofSandbox(view.forkOf->value()))
            insert(*origin, TimelineMark{"fork/" + id, view.createdAt, TimelineMark::Kind::Fork, id});
    insert(facts, SandboxChange{view.since, id, view.state});
}

void TimelineBook::gone(const std::string &sandbox)
{
    TimelineFacts *facts = ofSandbox(sandbox);
    m_owners.erase(sandbox);
    if (!facts)
        return;
    const auto last =
        std::ranges::find(facts->sandbox.rbegin(), facts->sandbox.rend(), sandbox, &SandboxChange::sandbox);
    if (last != facts->sandbox.rend() && last->state != SandboxState::Destroyed)
        insert(*facts, SandboxChange{m_now, sandbox, SandboxState::Destroyed});
}

void TimelineBook::add(const domain::Operation &operation)
{
    using enum domain::OperationKind;
    constexpr std::string_view kSandbox = "sandbox/";
    if (!operation.object.starts_with(kSandbox) || operation.state != domain::OperationState::Done ||
        !operation.endedAt)
        return;
    const std::string sandbox = operation.object.substr(kSandbox.size());
    TimelineFacts *facts = ofSandbox(sandbox);
    if (!facts)
        return;
    const auto was = [&](SandboxState during, SandboxState after) {
        insert(*facts, SandboxChange{operation.beganAt, sandbox, during});
        insert(*facts, SandboxChange{*operation.endedAt, sandbox, after});
    };
    if (operation.kind == Hibernate)
        was(SandboxState::Hibernating, SandboxState::Hibernated);
    else if (operation.kind == Wake)
        was(SandboxState::Resuming, SandboxState::Running);
    else if (operation.kind == Restore)
        insert(*facts, TimelineMark{"restore/" + operation.id.value(), *operation.endedAt, TimelineMark::Kind::Restore,
                                    operation.name});
}

void TimelineBook::add(const api::SnapshotView &view)
{
    TimelineFacts *facts = view.session ? &touch(view.session->value()) : ofSandbox(view.sandbox.value());
    if (facts && view.state == domain::SnapshotState::Ready)
        insert(*facts, TimelineMark{"snapshot/" + view.id.value(), view.at, TimelineMark::Kind::Snapshot,
                                    view.name.empty() ? view.id.value() : view.name});
}

void TimelineBook::add(const domain::EgressDecision &decision)
{
    if (decision.verdict != domain::EgressVerdict::Denied)
        return;
    TimelineFacts *facts = decision.session ? &touch(decision.session->value()) : ofSandbox(decision.sandbox.value());
    const std::string host = decision.host.empty() ? decision.address : decision.host;
    if (facts)
        insert(*facts, TimelineMark{"egress/" + decision.id.value(), decision.at, TimelineMark::Kind::Denied,
                                    decision.port == 0 ? host : host + ':' + std::to_string(decision.port)});
}

} // namespace glovebox::models
