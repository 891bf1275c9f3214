#include "app/format/states.h"

#include "app/format/quantities.h"

#include <QCoreApplication>

#include <algorithm>

namespace glovebox::format {

using namespace std::chrono_literals;

namespace {

struct States {
    Q_DECLARE_TR_FUNCTIONS(States)
};

/// A session that waits longer than this for its sandbox is worth a look.
constexpr auto kSandboxWaitNotable = 60s;

StateLook idleLook(const std::string &reason)
{
    if (reason == "budget_reached")
        return {States::tr("Budget reached"), Tone::Attention, Shape::TriangleDollar};
    if (reason == "retries_exhausted")
        return {States::tr("Retries exhausted"), Tone::Failed, Shape::OctagonCross};
    if (reason == "requires_action")
        return {States::tr("Waiting for a custom tool result"), Tone::Attention, Shape::TriangleGear};
    return {States::tr("Idle · waiting for a message"), Tone::Neutral, Shape::Circle};
}

/// Of a part of the whole; whole percents, so that the word does not change its width with every byte.
QString percentOf(double part)
{
    return QStringLiteral("%1%").arg(static_cast<int>(std::clamp(part, 0.0, 1.0) * 100.0));
}

bool runsAtService(const std::string &tool)
{
    return tool == "web_search" || tool == "web_fetch" || tool.starts_with("mcp");
}

} // namespace

StateLook look(domain::SandboxState state)
{
    using enum domain::SandboxState;
    switch (state) {
    case Queued:
        return {States::tr("Queued"), Tone::Progress, Shape::Clock};
    case Creating:
        return {States::tr("Creating"), Tone::Progress, Shape::Arc};
    case Restoring:
        return {States::tr("Restoring"), Tone::Progress, Shape::ArcBack};
    case Running:
        return {States::tr("Running"), Tone::Live, Shape::Disc};
    case Paused:
        return {States::tr("Paused"), Tone::Parked, Shape::Bars};
    case Hibernating:
        return {States::tr("Hibernating"), Tone::Progress, Shape::ArcCrescent};
    case Hibernated:
        return {States::tr("Hibernated"), Tone::Parked, Shape::Crescent};
    case Resuming:
        return {States::tr("Resuming"), Tone::Progress, Shape::ArcPlay};
    case Stopped:
        return {States::tr("Stopped"), Tone::Neutral, Shape::Square};
    case Failed:
        return {States::tr("Failed"), Tone::Failed, Shape::OctagonCross};
    case Destroying:
        return {States::tr("Destroying"), Tone::Progress, Shape::ArcSlash};
    case Destroyed:
        return {States::tr("Destroyed"), Tone::Neutral, Shape::CircleSlash};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(const api::SandboxView &sandbox)
{
    if (sandbox.state == domain::SandboxState::Running && !sandbox.busyWith.empty())
        return {States::tr("Running · busy"), Tone::Live, Shape::DiscInRing};
    return look(sandbox.state);
}

namespace {

/// Whole or not, and whether it may go.
StateLook lookOfReady(const api::SnapshotView &snapshot)
{
    if (snapshot.verifying)
        return {States::tr("Verifying"), Tone::Progress, Shape::Arc};
    if (snapshot.problem)
        return snapshot.problem->code == ErrorCode::Unsupported
                   ? StateLook{States::tr("Not for this host"), Tone::Attention, Shape::TriangleBang}
                   : StateLook{States::tr("Damaged"), Tone::Failed, Shape::OctagonCross};
    return snapshot.pinned ? StateLook{States::tr("Pinned"), Tone::Neutral, Shape::DiamondPin}
                           : StateLook{States::tr("Ready"), Tone::Neutral, Shape::Diamond};
}

} // namespace

StateLook look(const api::SnapshotView &snapshot)
{
    using enum domain::SnapshotState;
    switch (snapshot.state) {
    case Taking:
        return {snapshot.progress ? States::tr("Creating %1%").arg(qRound(*snapshot.progress * 100))
                                  : States::tr("Creating"),
                Tone::Progress, Shape::Arc};
    case Ready:
        return lookOfReady(snapshot);
    case Failed:
        return {States::tr("Failed"), Tone::Failed, Shape::OctagonCross};
    case Deleting:
        return {States::tr("Deleting"), Tone::Progress, Shape::ArcSlash};
    case Gone:
        return {States::tr("Deleted"), Tone::Neutral, Shape::CircleSlash};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(const api::TemplateView &base)
{
    using enum domain::TemplateState;
    switch (base.state) {
    case Building:
        return {base.step == "Booting"    ? States::tr("Building 1/2")
                : base.step == "Freezing" ? States::tr("Building 2/2")
                                          : States::tr("Building"),
                Tone::Progress, Shape::Arc};
    case Ready:
        return {States::tr("Ready"), Tone::Live, Shape::CheckCircle};
    case Failed:
        return {States::tr("Failed"), Tone::Failed, Shape::OctagonCross};
    case Gone:
        return {States::tr("Given up"), Tone::Neutral, Shape::CircleSlash};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(const api::ImageView &image)
{
    using enum api::ImageState;
    switch (image.state) {
    case Importing:
        return {image.progress ? States::tr("Importing %1").arg(percentOf(*image.progress)) : States::tr("Importing"),
                Tone::Progress, Shape::Arc};
    case Ready:
        if (image.verifying)
            return {States::tr("Verifying"), Tone::Progress, Shape::Arc};
        return image.problem ? StateLook{States::tr("Damaged"), Tone::Failed, Shape::OctagonCross}
                             : StateLook{States::tr("Ready"), Tone::Live, Shape::CheckCircle};
    case Failed:
        return {States::tr("Import failed"), Tone::Failed, Shape::OctagonCross};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(const api::DefinedTemplateView &made)
{
    using enum api::DefinedTemplateState;
    switch (made.state) {
    case Draft:
        return {States::tr("Draft"), Tone::Neutral, Shape::Circle};
    case Building:
        return {made.step > 0 ? States::tr("Building %1/%2").arg(made.step).arg(made.definition.steps.size())
                              : States::tr("Building"),
                Tone::Progress, Shape::Arc};
    case Ready:
        return {States::tr("Ready"), Tone::Live, Shape::CheckCircle};
    case Failed:
        return {States::tr("Build failed"), Tone::Failed, Shape::OctagonCross};
    case Outdated:
        return {States::tr("Outdated"), Tone::Attention, Shape::TriangleBang};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(const api::SeedView &seeding)
{
    switch (seeding.state) {
    case domain::SeedState::Waiting:
        return {States::tr("Waits for its sandbox"), Tone::Progress, Shape::Clock};
    case domain::SeedState::Running:
        return {seeding.step > 0 ? States::tr("Seeding %1/%2").arg(seeding.step).arg(seeding.steps.size())
                                 : States::tr("Seeding"),
                Tone::Progress, Shape::Arc};
    case domain::SeedState::Done:
        return {States::tr("Seeded"), Tone::Live, Shape::CheckCircle};
    case domain::SeedState::Failed:
        return {States::tr("Seeding failed"), Tone::Failed, Shape::OctagonCross};
    case domain::SeedState::Cancelled:
        return {States::tr("Seeding cancelled"), Tone::Neutral, Shape::CircleSlash};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(SandboxRequest request)
{
    using enum SandboxRequest;
    switch (request) {
    case None:
        break;
    case Pause:
        return {States::tr("Pausing…"), Tone::Progress, Shape::ArcBars};
    case Resume:
        return {States::tr("Resuming…"), Tone::Progress, Shape::ArcPlay};
    case Hibernate:
        return {States::tr("Hibernating…"), Tone::Progress, Shape::ArcCrescent};
    case Destroy:
        return {States::tr("Destroying…"), Tone::Progress, Shape::ArcSlash};
    }
    return {{}, Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(const api::SessionView &session, WallTime now)
{
    using enum api::SessionState;
    switch (session.state) {
    case NeedsApproval:
        return {States::tr("Needs approval"), Tone::Attention, Shape::TriangleBang};
    case Failed:
        return {States::tr("Failed"), Tone::Failed, Shape::OctagonCross};
    case Running:
        return {States::tr("Running"), Tone::Live, Shape::Disc};
    case WaitingForSandbox: {
        const bool notable = now - session.since > kSandboxWaitNotable;
        return {States::tr("Waiting for sandbox"), notable ? Tone::Attention : Tone::Progress, Shape::ClockBox};
    }
    case Idle:
        return idleLook(session.reason);
    case Rescheduling:
        return {States::tr("Rescheduling"), Tone::Progress, Shape::Arc};
    case Ended:
        return {States::tr("Ended"), Tone::Neutral, Shape::Square};
    case Terminated:
        return {States::tr("Terminated"), session.problem ? Tone::Failed : Tone::Neutral, Shape::CircleSlash};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(const api::ToolCallView &call)
{
    using enum domain::ToolCallState;
    switch (call.state) {
    case Requested:
        return {States::tr("Requested"), Tone::Progress, Shape::Clock};
    case NeedsApproval:
        return {States::tr("Needs approval"), Tone::Attention, Shape::TriangleBang};
    case Running:
        return {States::tr("Running %1").arg(duration(call.duration)), Tone::Live, Shape::DiscInRing};
    case Posting:
        return {States::tr("Sending result"), Tone::Progress, Shape::Arc};
    case Done:
        return {States::tr("Done"), Tone::Neutral, Shape::Check};
    case Error:
        return {States::tr("Error"), Tone::Failed, Shape::OctagonCross};
    case TimedOut:
        return {States::tr("Timed out"), Tone::Failed, Shape::ClockCross};
    case Denied:
        return {States::tr("Denied"), Tone::Neutral, Shape::Hand};
    case Cancelled:
        return {States::tr("Cancelled"), Tone::Neutral, Shape::CircleSlash};
    case NotOurs:
        return runsAtService(call.name) ? StateLook{States::tr("Runs at Anthropic"), Tone::Neutral, Shape::Cloud}
                                        : StateLook{States::tr("Answered elsewhere"), Tone::Neutral, Shape::Cloud};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook lookOfAnswer(const api::ToolCallView &call, bool sending, bool failed)
{
    if (call.state != domain::ToolCallState::NeedsApproval)
        return look(call);
    if (sending)
        return {States::tr("Sending answer"), Tone::Progress, Shape::Arc};
    if (failed)
        return {States::tr("Answer not sent"), Tone::Failed, Shape::OctagonCross};
    if (call.answer == api::AnswerState::Sent)
        return {States::tr("Answer sent"), Tone::Progress, Shape::Clock};
    return look(call);
}

StateLook look(const api::EnvironmentView &environment, const QTimeZone &zone)
{
    using enum api::PollState;
    switch (environment.state) {
    case Stopped:
        return {States::tr("Not polling"), Tone::Neutral, Shape::Square};
    case Polling:
        return {States::tr("Polling"), Tone::Live, Shape::Disc};
    case PausedByOperator:
        return {States::tr("Paused by you"), Tone::Parked, Shape::Bars};
    case Draining:
        return {States::tr("Draining %1 left").arg(environment.active), Tone::Progress, Shape::Arc};
    case Disconnected:
        return {States::tr("Disconnected since %1").arg(shortClockTime(environment.since, zone)), Tone::Attention,
                Shape::TriangleBang};
    case KeyRejected:
        return {States::tr("Key rejected"), Tone::Failed, Shape::OctagonCross};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

StateLook look(api::EnginePhase phase)
{
    using enum api::EnginePhase;
    switch (phase) {
    case Stopped:
        return {States::tr("Engine stopped"), Tone::Neutral, Shape::Square};
    case Preparing:
        return {States::tr("Engine preparing"), Tone::Progress, Shape::Arc};
    case Running:
        return {States::tr("Engine running"), Tone::Live, Shape::Disc};
    case Draining:
        return {States::tr("Engine draining"), Tone::Progress, Shape::Arc};
    case Failed:
        return {States::tr("Engine failed"), Tone::Failed, Shape::OctagonCross};
    }
    return {States::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

QString accelerationWord(const api::HostView &host)
{
    if (!host.acceleration)
        return States::tr("Acceleration not probed yet");
    return *host.acceleration == domain::Acceleration::Kvm ? States::tr("KVM on") : States::tr("Emulated");
}

QString symbol(Shape shape)
{
    switch (shape) {
    case Shape::Disc:
        return QStringLiteral("disc");
    case Shape::DiscInRing:
        return QStringLiteral("disc-in-ring");
    case Shape::Circle:
        return QStringLiteral("circle");
    case Shape::Clock:
        return QStringLiteral("clock");
    case Shape::ClockBox:
        return QStringLiteral("clock-box");
    case Shape::Arc:
        return QStringLiteral("arc");
    case Shape::ArcSlash:
        return QStringLiteral("arc-slash");
    case Shape::ArcBack:
        return QStringLiteral("arc-back");
    case Shape::ArcCrescent:
        return QStringLiteral("arc-crescent");
    case Shape::Crescent:
        return QStringLiteral("crescent");
    case Shape::Diamond:
        return QStringLiteral("diamond");
    case Shape::DiamondPin:
        return QStringLiteral("diamond-pin");
    case Shape::ArcBars:
        return QStringLiteral("arc-bars");
    case Shape::ArcPlay:
        return QStringLiteral("arc-play");
    case Shape::Bars:
        return QStringLiteral("bars");
    case Shape::Square:
        return QStringLiteral("square");
    case Shape::OctagonCross:
        return QStringLiteral("octagon-cross");
    case Shape::CircleSlash:
        return QStringLiteral("circle-slash");
    case Shape::DashedQuestion:
        return QStringLiteral("dashed-question");
    case Shape::TriangleBang:
        return QStringLiteral("triangle-bang");
    case Shape::TriangleGear:
        return QStringLiteral("triangle-gear");
    case Shape::TriangleDollar:
        return QStringLiteral("triangle-dollar");
    case Shape::Check:
        return QStringLiteral("check");
    case Shape::CheckCircle:
        return QStringLiteral("check-circle");
    case Shape::Hand:
        return QStringLiteral("hand");
    case Shape::ClockCross:
        return QStringLiteral("clock-cross");
    case Shape::Cloud:
        return QStringLiteral("cloud");
    }
    return QStringLiteral("dashed-question");
}

QString word(Tone tone)
{
    switch (tone) {
    case Tone::Live:
        return QStringLiteral("live");
    case Tone::Progress:
        return QStringLiteral("progress");
    case Tone::Attention:
        return QStringLiteral("attention");
    case Tone::Failed:
        return QStringLiteral("failed");
    case Tone::Parked:
        return QStringLiteral("parked");
    case Tone::Neutral:
        return QStringLiteral("neutral");
    }
    return QStringLiteral("neutral");
}

} // namespace glovebox::format
