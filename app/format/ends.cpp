#include "app/format/ends.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <QCoreApplication>
#include <QStringList>

namespace glovebox::format {

namespace {

using domain::EndCause;

struct Ends {
    Q_DECLARE_TR_FUNCTIONS(Ends)
};

QString sentence(EndCause cause)
{
    switch (cause) {
    case EndCause::Operator:
        return Ends::tr("Somebody asked for it, here or through the API.");
    case EndCause::IdleTimer:
        return Ends::tr("Nobody used it, and its idle timer ran out.");
    case EndCause::SessionEnded:
        return Ends::tr("Its session ended: nobody could come back to it.");
    case EndCause::HostPressure:
        return Ends::tr("The host needed its slot, memory or disk.");
    case EndCause::OutOfMemory:
        return Ends::tr("The host had no memory left and ended its process.");
    case EndCause::GuestPanic:
        return Ends::tr("Its kernel gave up.");
    case EndCause::GuestOff:
        return Ends::tr("It switched itself off.");
    case EndCause::ProcessDied:
        return Ends::tr("Its hypervisor process ended by itself.");
    case EndCause::GuestLost:
        return Ends::tr("Its agent did not answer any more.");
    case EndCause::StartFailed:
        return Ends::tr("It never came up.");
    case EndCause::EngineStopped:
        return Ends::tr("The engine was stopped.");
    case EndCause::Lost:
        return Ends::tr("The host or the program ended while it lived, and nothing of it was left.");
    }
    return {};
}

} // namespace

StateLook look(EndCause cause)
{
    switch (cause) {
    case EndCause::Operator:
        return {Ends::tr("Operator"), Tone::Neutral, Shape::Hand};
    case EndCause::IdleTimer:
        return {Ends::tr("Idle timer"), Tone::Neutral, Shape::Clock};
    case EndCause::SessionEnded:
        return {Ends::tr("Session ended"), Tone::Neutral, Shape::CircleSlash};
    case EndCause::HostPressure:
        return {Ends::tr("Host pressure"), Tone::Attention, Shape::TriangleBang};
    case EndCause::OutOfMemory:
        return {Ends::tr("Out of memory"), Tone::Failed, Shape::OctagonCross};
    case EndCause::GuestPanic:
        return {Ends::tr("Guest panic"), Tone::Failed, Shape::OctagonCross};
    case EndCause::GuestOff:
        return {Ends::tr("Switched itself off"), Tone::Neutral, Shape::CircleSlash};
    case EndCause::ProcessDied:
        return {Ends::tr("Process died"), Tone::Failed, Shape::OctagonCross};
    case EndCause::GuestLost:
        return {Ends::tr("Stopped answering"), Tone::Failed, Shape::OctagonCross};
    case EndCause::StartFailed:
        return {Ends::tr("Did not start"), Tone::Failed, Shape::OctagonCross};
    case EndCause::EngineStopped:
        return {Ends::tr("Engine stopped"), Tone::Neutral, Shape::CircleSlash};
    case EndCause::Lost:
        return {Ends::tr("Lost"), Tone::Failed, Shape::OctagonCross};
    }
    return {Ends::tr("Unknown"), Tone::Neutral, Shape::DashedQuestion};
}

QString endInFull(const api::SandboxEnd &end)
{
    QString told = shownLine(QString::fromStdString(end.detail)).trimmed();
    if (told.isEmpty())
        return sentence(end.cause);
    told[0] = told[0].toUpper();
    return told.endsWith(QLatin1Char('.')) ? told : told + QLatin1Char('.');
}

std::chrono::milliseconds lifetime(const domain::SandboxMeter &meter)
{
    return meter.running + meter.paused + meter.hibernated;
}

QString usedInShort(const domain::SandboxMeter &meter, std::int64_t cost)
{
    QStringList parts{Ends::tr("ran %1").arg(duration(meter.running)), Ends::tr("%1 CPU").arg(measured(meter.cpuTime))};
    if (meter.memoryPeak.value > 0)
        parts += Ends::tr("%1 at most").arg(bytes(meter.memoryPeak));
    parts += microDollars(cost);
    return parts.join(QStringLiteral(", "));
}

QString timesInFull(const domain::SandboxMeter &meter)
{
    QStringList parts{Ends::tr("%1 running").arg(duration(meter.running))};
    if (meter.paused.count() > 0)
        parts += Ends::tr("%1 paused").arg(duration(meter.paused));
    if (meter.hibernated.count() > 0)
        parts += Ends::tr("%1 hibernated").arg(duration(meter.hibernated));
    for (QString &part : parts) // a line may break between them, not in "7 d 0 h"
        part.replace(QLatin1Char(' '), QChar::Nbsp);
    return parts.join(QStringLiteral(", "));
}

QString costInFull(std::int64_t cost, const std::string &pricesAsOf)
{
    return pricesAsOf.empty() ? microDollars(cost)
                              : Ends::tr("%1 at the prices of %2")
                                    .arg(microDollars(cost), shownLine(QString::fromStdString(pricesAsOf)));
}

} // namespace glovebox::format
