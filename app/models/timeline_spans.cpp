#include "app/models/timeline_spans.h"

#include <algorithm>
#include <utility>

namespace glovebox::models {

using domain::SandboxState;
using domain::ToolCallState;
using MomentKind = TimelineMoment::Kind;

namespace {

SpanKind kindOf(ToolCallState state)
{
    switch (state) {
    case ToolCallState::Error:
    case ToolCallState::TimedOut:
        return SpanKind::ToolError;
    case ToolCallState::Denied:
    case ToolCallState::Cancelled:
        return SpanKind::ToolDenied;
    case ToolCallState::NotOurs:
        return SpanKind::ToolElsewhere;
    case ToolCallState::Requested:
    case ToolCallState::NeedsApproval:
    case ToolCallState::Running:
    case ToolCallState::Posting:
    case ToolCallState::Done:
        break;
    }
    return SpanKind::Tool;
}

/// None: there is no sandbox then.
std::optional<SpanKind> kindOf(const SandboxChange &change)
{
    if (!change.state)
        return SpanKind::Unknown;
    switch (*change.state) {
    case SandboxState::Running:
        return SpanKind::Running;
    case SandboxState::Paused:
        return SpanKind::Paused;
    case SandboxState::Hibernated:
        return SpanKind::Hibernated;
    case SandboxState::Stopped:
        return SpanKind::Stopped;
    case SandboxState::Failed:
        return SpanKind::Failed;
    case SandboxState::Destroyed:
        return std::nullopt;
    case SandboxState::Queued:
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Hibernating:
    case SandboxState::Resuming:
    case SandboxState::Destroying:
        break;
    }
    return SpanKind::Changing;
}

SpanKind kindOf(TimelineMark::Kind kind)
{
    using enum TimelineMark::Kind;
    switch (kind) {
    case Snapshot:
        return SpanKind::Snapshot;
    case Fork:
        return SpanKind::Fork;
    case Restore:
        return SpanKind::Restore;
    case Denied:
        return SpanKind::Denied;
    case Error:
        break;
    }
    return SpanKind::Error;
}

/// Through the events in their order, with what is known of each thread so far.
class Walk {
public:
    Walk(const TimelineFacts &facts, const TimelineBounds &bounds) : m_bounds(bounds), m_threads(facts.threads.size())
    {
        for (const TimelineMoment &moment : facts.moments) {
            endPending(moment);
            if (moment.kind == MomentKind::Call)
                call(moment);
            else
                note(moment);
        }
        for (const Pending &pending : m_pending)
            m_waits[pending.wait].open = bounds.live;
        const Thread &main = m_threads.front();
        if (bounds.modelAtWork && main.given && !main.isOpen && *main.given < bounds.to)
            m_threads.front().model.push_back({SpanKind::Model, true, *main.given, bounds.to});
        std::ranges::stable_sort(m_waits, {}, &TimelineSpan::from);
    }

    std::vector<TimelineSpan> model(std::size_t thread) { return std::move(m_threads[thread].model); }
    std::vector<TimelineSpan> tools(std::size_t thread)
    {
        std::ranges::stable_sort(m_threads[thread].tools, {}, &TimelineSpan::from);
        return std::move(m_threads[thread].tools);
    }
    std::vector<TimelineSpan> waits() { return std::move(m_waits); }

private:
    struct Thread {
        std::optional<WallTime> given; // since then its model has all that it waited for; none: not known
        bool isOpen = false;           // a call of it is not over
        std::vector<TimelineSpan> model;
        std::vector<TimelineSpan> tools;
    };
    struct Pending { // ends with what happens next
        std::size_t wait;
        std::optional<std::uint16_t> thread; // in that thread; none: anywhere
    };

    void endPending(const TimelineMoment &moment)
    {
        std::erase_if(m_pending, [&](const Pending &one) {
            const bool ends = !one.thread || *one.thread == moment.thread;
            if (ends)
                m_waits[one.wait].to = std::max(m_waits[one.wait].from, moment.at);
            return ends;
        });
    }

    /// It answered at `at`: until then its model was at work.
    void said(Thread &thread, const TimelineMoment &moment)
    {
        if (thread.given && *thread.given < moment.at)
            thread.model.push_back({SpanKind::Model, false, *thread.given, moment.at, moment.sequence});
    }

    void note(const TimelineMoment &moment)
    {
        Thread &thread = m_threads[moment.thread];
        if (moment.kind == MomentKind::User)
            thread.given = std::max(thread.given.value_or(moment.at), moment.at);
        if (moment.kind == MomentKind::Agent) {
            said(thread, moment);
            thread.given = moment.at; // it may go on; when its turn is over it does not
        }
        if (moment.kind != MomentKind::TurnOver)
            return;
        for (Thread &one : m_threads)
            one.given.reset();
        if (moment.budget) {
            m_pending.push_back({m_waits.size(), std::nullopt});
            m_waits.push_back({SpanKind::WaitBudget, false, moment.at, m_bounds.to, moment.sequence});
        }
    }

    void call(const TimelineMoment &call)
    {
        Thread &thread = m_threads[call.thread];
        said(thread, call);
        wait(call);
        const bool runs = call.state == ToolCallState::Running;
        const bool hasRun = domain::isFinal(call.state) || call.state == ToolCallState::Posting;
        if (runs || hasRun)
            thread.tools.push_back(
                {kindOf(call.state), runs, call.began(), runs ? m_bounds.to : call.ended(), call.sequence, call.name});
        if (thread.tools.size() > 0 && thread.tools.back().to < thread.tools.back().from)
            thread.tools.back().to = thread.tools.back().from; // clocks differ
        thread.isOpen = !domain::isFinal(call.state);
        if (thread.isOpen || call.state == ToolCallState::NotOurs)
            thread.given.reset(); // when its result comes is not known
        else
            thread.given = std::max(thread.given.value_or(call.ended()), call.ended());
    }

    void wait(const TimelineMoment &call)
    {
        const bool waitsNow = call.state == ToolCallState::NeedsApproval || call.state == ToolCallState::Requested;
        const SpanKind kind = call.asked ? SpanKind::WaitApproval : SpanKind::WaitResult;
        const WallTime to = waitsNow ? m_bounds.to : call.began();
        if (call.state == ToolCallState::NotOurs && call.custom) {
            m_pending.push_back({m_waits.size(), call.thread});
            m_waits.push_back({SpanKind::WaitResult, false, call.at, m_bounds.to, call.sequence, call.name});
        } else if (to - call.at >= (call.asked ? std::chrono::milliseconds(1) : kWaitMin)) {
            m_waits.push_back({kind, waitsNow, call.at, to, call.sequence, call.name});
        }
    }

    const TimelineBounds &m_bounds;
    std::vector<Thread> m_threads;
    std::vector<TimelineSpan> m_waits;
    std::vector<Pending> m_pending;
};

std::vector<TimelineSpan> sandboxSpans(const TimelineFacts &facts, const TimelineBounds &bounds)
{
    std::vector<TimelineSpan> spans;
    const auto add = [&](SpanKind kind, WallTime from, WallTime to, bool open) {
        if (from >= to)
            return;
        if (!spans.empty() && spans.back().kind == kind && spans.back().to == from)
            spans.back() = {kind, open, spans.back().from, to};
        else
            spans.push_back({kind, open, from, to});
    };
    const auto &changes = facts.sandbox;
    add(SpanKind::Unknown, bounds.from, changes.empty() ? bounds.to : std::min(changes.front().at, bounds.to), false);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const bool isLast = i + 1 == changes.size();
        if (const auto kind = kindOf(changes[i]))
            add(*kind, changes[i].at, isLast ? bounds.to : changes[i + 1].at, isLast && bounds.live);
    }
    return spans;
}

std::vector<TimelineSpan> markSpans(const TimelineFacts &facts)
{
    std::vector<TimelineSpan> spans;
    for (std::uint32_t i = 0; i < facts.marks.size(); ++i) {
        const TimelineMark &mark = facts.marks[i];
        spans.push_back({kindOf(mark.kind), false, mark.at, mark.at, mark.sequence, i});
    }
    return spans;
}

} // namespace

std::vector<TimelineLane> timelineLanes(const TimelineFacts &facts, const TimelineBounds &bounds)
{
    Walk walk(facts, bounds);
    std::vector<TimelineLane> lanes{{LaneKind::Model, 0, walk.model(0)}, {LaneKind::Tools, 0, walk.tools(0)}};
    for (std::uint16_t thread = 1; thread < facts.threads.size(); ++thread) {
        std::vector<TimelineSpan> both = walk.model(thread);
        const auto tools = walk.tools(thread);
        both.insert(both.end(), tools.begin(), tools.end());
        std::ranges::stable_sort(both, {}, &TimelineSpan::from);
        lanes.push_back({LaneKind::Thread, thread, std::move(both)});
    }
    lanes.push_back({LaneKind::Waits, 0, walk.waits()});
    // What came before the first event that is kept, nobody here can say.
    const auto first = facts.moments.empty() ? bounds.to : facts.moments.front().at;
    if (bounds.eventsMissing && bounds.from < first)
        for (TimelineLane &lane : lanes)
            lane.spans.insert(lane.spans.begin(), {SpanKind::Unknown, false, bounds.from, first});
    lanes.push_back({LaneKind::Sandbox, 0, sandboxSpans(facts, bounds)});
    lanes.push_back({LaneKind::Marks, 0, markSpans(facts)});
    return lanes;
}

} // namespace glovebox::models
