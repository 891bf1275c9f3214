#include "app/models/state_groups.h"

#include <algorithm>
#include <array>

namespace glovebox::models {

namespace {

using format::Shape;
using format::Tone;

enum SandboxGroup : std::size_t {
    SandboxRunning,
    SandboxPaused,
    SandboxHibernated,
    SandboxChanging,
    SandboxStopped,
    SandboxFailed
};
constexpr std::array kSandboxGroups{
    StateGroup{"running", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "running"), Tone::Live, Shape::Disc},
    StateGroup{"paused", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "paused"), Tone::Parked, Shape::Bars},
    StateGroup{"hibernated", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "hibernated"), Tone::Parked,
               Shape::Crescent},
    StateGroup{"changing", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "changing"), Tone::Progress,
               Shape::ArcPlay},
    StateGroup{"stopped", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "stopped"), Tone::Neutral, Shape::Square},
    StateGroup{"failed", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "failed"), Tone::Failed,
               Shape::OctagonCross},
};

enum SessionGroup : std::size_t {
    SessionRunning,
    SessionApproval,
    SessionIdle,
    SessionWaiting,
    SessionBudget,
    SessionRescheduling,
    SessionFailed,
    SessionEnded
};
constexpr std::array kSessionGroups{
    StateGroup{"running", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "running"), Tone::Live, Shape::Disc},
    StateGroup{"approval", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "needs approval"), Tone::Attention,
               Shape::TriangleBang},
    StateGroup{"idle", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "idle"), Tone::Neutral, Shape::Circle},
    StateGroup{"waiting", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "waiting"), Tone::Progress,
               Shape::ClockBox},
    StateGroup{"budget", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "budget reached"), Tone::Attention,
               Shape::TriangleDollar},
    StateGroup{"rescheduling", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "rescheduling"), Tone::Progress,
               Shape::ArcPlay},
    StateGroup{"failed", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "failed"), Tone::Failed,
               Shape::OctagonCross},
    StateGroup{"ended", QT_TRANSLATE_NOOP("glovebox::models::StateCounts", "ended"), Tone::Neutral, Shape::Square},
};

SessionGroup groupOfIdle(const std::string &reason)
{
    if (reason == "budget_reached")
        return SessionBudget;
    if (reason == "retries_exhausted")
        return SessionFailed;
    return reason == "requires_action" ? SessionWaiting : SessionIdle;
}

/// The group's word, and the state's own where that is not another group's: one that is idle because its budget is
/// reached is counted there.
QString groupWords(std::span<const StateGroup> groups, const char *group, std::string_view word)
{
    const QString key = QString::fromLatin1(group);
    if (std::ranges::any_of(groups, [&](const StateGroup &each) { return word == each.key; }))
        return key;
    return key + QLatin1Char(' ') + QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
}

} // namespace

std::span<const StateGroup> sandboxGroups()
{
    return kSandboxGroups;
}

std::span<const StateGroup> sessionGroups()
{
    return kSessionGroups;
}

std::optional<std::size_t> groupOf(domain::SandboxState state)
{
    using enum domain::SandboxState;
    switch (state) {
    case Running:
        return SandboxRunning;
    case Paused:
        return SandboxPaused;
    case Hibernated:
        return SandboxHibernated;
    case Queued:
    case Creating:
    case Restoring:
    case Hibernating:
    case Resuming:
    case Destroying:
        return SandboxChanging;
    case Stopped:
        return SandboxStopped;
    case Failed:
        return SandboxFailed;
    case Destroyed:
        break;
    }
    return std::nullopt;
}

std::size_t groupOf(const api::SessionView &session)
{
    using enum api::SessionState;
    switch (session.state) {
    case NeedsApproval:
        return SessionApproval;
    case Failed:
        return SessionFailed;
    case Running:
        return SessionRunning;
    case WaitingForSandbox:
        return SessionWaiting;
    case Idle:
        return groupOfIdle(session.reason);
    case Rescheduling:
        return SessionRescheduling;
    case Ended:
    case Terminated:
        break;
    }
    return SessionEnded;
}

QString stateWords(domain::SandboxState state)
{
    const auto group = groupOf(state);
    return groupWords(kSandboxGroups, group ? kSandboxGroups[*group].key : "destroyed", domain::word(state));
}

QString stateWords(const api::SessionView &session)
{
    return groupWords(kSessionGroups, kSessionGroups[groupOf(session)].key, api::word(session.state));
}

} // namespace glovebox::models
