#include "app/format/work.h"

#include "app/format/foreign_text.h"

#include <QCoreApplication>

namespace glovebox::format {

namespace {

struct Work {
    Q_DECLARE_TR_FUNCTIONS(Work)
};

StateLook queueLook(domain::WorkState state)
{
    using enum domain::WorkState;
    switch (state) {
    case Queued:
        return {Work::tr("Queued"), Tone::Progress, Shape::Clock};
    case Starting:
        return {Work::tr("Starting"), Tone::Progress, Shape::Arc};
    case Active:
        return {Work::tr("Active"), Tone::Live, Shape::Disc};
    case Stopping:
        return {Work::tr("Stopping"), Tone::Progress, Shape::ArcSlash};
    case Stopped:
        return stoppedLook();
    case Unknown:
        break;
    }
    return {Work::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

} // namespace

StateLook look(const api::WorkView &work)
{
    if (work.repair == api::Repair::Stopping || work.repair == api::Repair::Interrupting)
        return look(work.repair);
    StateLook state = queueLook(work.state);
    if (work.stuck == api::Stuck::No)
        return state;
    state.tone = Tone::Attention;
    state.shape = work.stuck == api::Stuck::NeedsCustomResult ? Shape::TriangleGear : Shape::TriangleBang;
    return state;
}

StateLook stoppedLook()
{
    return {Work::tr("Stopped"), Tone::Neutral, Shape::Square};
}

StateLook look(api::Repair repair)
{
    using enum api::Repair;
    switch (repair) {
    case None:
        return {{}, Tone::Neutral, Shape::Circle};
    case Stopping:
        return {Work::tr("Force stopping"), Tone::Progress, Shape::Arc};
    case Interrupting:
        return {Work::tr("Interrupting"), Tone::Progress, Shape::Arc};
    case Done:
        return {Work::tr("Repaired"), Tone::Live, Shape::Check};
    case StopFailed:
        return {Work::tr("Not stopped"), Tone::Failed, Shape::OctagonCross};
    case InterruptFailed:
        return {Work::tr("Stopped, not interrupted"), Tone::Failed, Shape::OctagonCross};
    case NeedsOperatorKey:
        return {Work::tr("Stopped, not interrupted"), Tone::Attention, Shape::TriangleBang};
    }
    return {{}, Tone::Neutral, Shape::Circle};
}

QString whyItWaits(const api::WorkView &work)
{
    if (!work.waitingFor.empty())
        return firstLine(QString::fromStdString(work.waitingFor));
    using enum api::Stuck;
    switch (work.stuck) {
    case No:
        return {};
    case NeverStarted:
        return Work::tr("Acknowledged, but no heartbeat ever came: its worker is gone.");
    case Silent:
        return Work::tr("Its heartbeats stopped, and the queue did not take it back.");
    case NotTaken:
        return Work::tr("Waits in the queue although there is room here.");
    case NeedsApproval:
        return Work::tr("Somebody has to allow or deny a tool call.");
    case NeedsCustomResult:
        return Work::tr("Waits for a custom tool's result, which the tool's owner sends.");
    case NeedsResult:
        return Work::tr("Waits for a tool's result, and nobody serves the session.");
    }
    return {};
}

QString advice(const api::WorkView &work)
{
    using enum api::Stuck;
    switch (work.stuck) {
    case NotTaken:
        return Work::tr("Read the queue again. If it stays, look whether polling is paused, and at the log.");
    case NeedsApproval:
        return Work::tr("Answer it under Approvals or in the Console.");
    case NeedsCustomResult:
        return Work::tr("Look at the application that registered the tool; nothing on this host can answer for it.");
    default:
        return {};
    }
}

bool repairHelps(const api::WorkView &work)
{
    using enum api::Stuck;
    return work.stuck == NeverStarted || work.stuck == Silent || work.stuck == NeedsResult;
}

QString repairVerb(bool hasOperatorKey)
{
    return hasOperatorKey ? Work::tr("Force stop and interrupt") : Work::tr("Force stop");
}

QString repairConsequence(const api::WorkView &work, bool hasOperatorKey)
{
    QString text = work.ours ? Work::tr("This host serves it now: a running tool call is cut off.")
                             : Work::tr("If its worker is alive after all, what that worker is doing is cut off, and "
                                        "its results are refused.");
    text += QLatin1Char(' ');
    text += hasOperatorKey ? Work::tr("The session's turn ends, and the control plane queues it anew.")
                           : Work::tr("The session stays as it is: without an operator key it has to be interrupted "
                                      "in the Console before it is queued anew.");
    return text;
}

QString arrivalWord(api::WorkArrival arrival)
{
    return arrival == api::WorkArrival::Webhooks ? Work::tr("Webhooks") : Work::tr("Polling");
}

QString operatorKeyMissing()
{
    return Work::tr("The operator key is missing on this host. Set it with --operator-key-file or in the environments "
                    "file, or answer in the Console.");
}

} // namespace glovebox::format
