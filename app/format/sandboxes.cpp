#include "app/format/sandboxes.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

namespace glovebox::format {

namespace {

struct Sandboxes {
    Q_DECLARE_TR_FUNCTIONS(Sandboxes)
};

} // namespace

QString size(const domain::MachineSize &size)
{
    return Sandboxes::tr("%1 vCPU · %2 · %3 disk").arg(size.vcpus).arg(bytes(size.memory), bytes(size.disk));
}

QString accelerationName(domain::Acceleration acceleration)
{
    return acceleration == domain::Acceleration::Kvm ? Sandboxes::tr("KVM") : Sandboxes::tr("software emulation");
}

QString origin(const api::SandboxView &sandbox)
{
    if (sandbox.base)
        return sandbox.warm ? Sandboxes::tr("warm clone") : Sandboxes::tr("clone");
    return sandbox.bootTime ? Sandboxes::tr("booted") : QString();
}

QString originInFull(const api::SandboxView &sandbox)
{
    if (sandbox.base) {
        const QString base = firstLine(QString::fromStdString(sandbox.base->value()));
        return sandbox.warm ? Sandboxes::tr("Warm clone of %1").arg(base) : Sandboxes::tr("Clone of %1").arg(base);
    }
    return sandbox.bootTime ? Sandboxes::tr("Booted from the image, not cloned") : QString();
}

namespace {

/// What the engine says that one waits for, in words of ours.
constexpr std::array kResources{
    QT_TRANSLATE_NOOP("Sandboxes", "a slot"),
    QT_TRANSLATE_NOOP("Sandboxes", "memory"),
    QT_TRANSLATE_NOOP("Sandboxes", "processors"),
    QT_TRANSLATE_NOOP("Sandboxes", "its turn"),
};

/// "memory" of "memory: needs 2.1 GiB, 0.4 GiB is free".
QString resourceOf(const api::SandboxView &sandbox)
{
    const QString all = shownLine(QString::fromStdString(sandbox.waitsFor));
    const QString word = all.left(all.indexOf(QLatin1Char(':'))).trimmed();
    const auto known = std::ranges::find_if(kResources, [&](const char *one) { return word == QLatin1String(one); });
    return known == kResources.end() ? word : Sandboxes::tr(*known);
}

} // namespace

QString queuedInShort(const api::SandboxView &sandbox)
{
    if (sandbox.state != domain::SandboxState::Queued || sandbox.queuePosition <= 0)
        return {};
    const QString resource = sandbox.waitsFor.empty() ? Sandboxes::tr("a slot") : resourceOf(sandbox);
    return sandbox.queuePosition == 1 ? Sandboxes::tr("next, for %1").arg(resource)
                                      : Sandboxes::tr("no. %1, for %2").arg(sandbox.queuePosition).arg(resource);
}

QString queuedInFull(const api::SandboxView &sandbox)
{
    if (sandbox.state != domain::SandboxState::Queued || sandbox.queuePosition <= 0)
        return {};
    const int before = sandbox.queuePosition - 1;
    const QString place = before == 0   ? Sandboxes::tr("It is next.")
                          : before == 1 ? Sandboxes::tr("1 waits before it.")
                                        : Sandboxes::tr("%1 wait before it.").arg(before);
    const QString all = shownLine(QString::fromStdString(sandbox.waitsFor));
    return all.isEmpty() ? place : Sandboxes::tr("%1 It waits for %2.").arg(place, all);
}

QString shares(const domain::MachineShares &shares)
{
    QStringList parts{Sandboxes::tr("CPU weight %1").arg(count(shares.cpuWeight))};
    if (shares.diskRate)
        parts += Sandboxes::tr("disk %1/s").arg(bytes(*shares.diskRate));
    if (shares.diskOperations)
        parts += Sandboxes::tr("%1 disk operations/s").arg(count(*shares.diskOperations));
    return parts.join(QStringLiteral(", "));
}

QString reservedInShort(const api::SandboxView &sandbox)
{
    return sandbox.reservedFor.empty()
               ? QString()
               : Sandboxes::tr("reserved for %1").arg(shownLine(QString::fromStdString(sandbox.reservedFor)));
}

QString reservedInFull(const api::SandboxView &sandbox, const QTimeZone &zone)
{
    const QString whom = shownLine(QString::fromStdString(sandbox.reservedFor));
    if (whom.isEmpty() || !sandbox.reservedUntil)
        return whom;
    return Sandboxes::tr("%1, until %2").arg(whom, fullTime(*sandbox.reservedUntil, zone));
}

QString operationBadge(const api::SandboxView &sandbox)
{
    if (sandbox.operation.empty())
        return {};
    const QString told = shownLine(QString::fromStdString(sandbox.operation));
    const QString what = sandbox.operation == "Taking a snapshot" ? Sandboxes::tr("snapshotting") : told.toLower();
    return sandbox.progress ? Sandboxes::tr("%1 %2%").arg(what).arg(qRound(*sandbox.progress * 100)) : what;
}

QString whatItDoes(const api::SandboxView &sandbox, WallTime now)
{
    using enum domain::SandboxState;
    const QString why = shownLine(QString::fromStdString(sandbox.reason));
    const QString since = duration(now - sandbox.since);
    switch (sandbox.state) {
    case Creating:
        return sandbox.base ? Sandboxes::tr("cloning, %1").arg(since) : Sandboxes::tr("booting, %1").arg(since);
    case Restoring:
        return Sandboxes::tr("loading, %1").arg(since);
    case Resuming:
        return Sandboxes::tr("loading, %1").arg(since);
    case Hibernating:
        return Sandboxes::tr("writing, %1").arg(since);
    case Destroying:
        return Sandboxes::tr("ending, %1").arg(since);
    case Running:
        return nextOfLadder(sandbox, now);
    case Paused:
    case Hibernated:
        return why.isEmpty() ? Sandboxes::tr("any use wakes it") : why;
    case Stopped:
        return Sandboxes::tr("any use starts it"); // how it came to that is always the same, and among its facts
    case Queued:
    case Failed:
    case Destroyed:
        return why;
    }
    return {};
}

QString awakeFor(const api::SandboxView &sandbox, WallTime now)
{
    if (sandbox.state == domain::SandboxState::Stopped)
        return {}; // nothing of it is awake
    return sandbox.keptAliveUntil && *sandbox.keptAliveUntil > now ? duration(*sandbox.keptAliveUntil - now)
                                                                   : QString();
}

QString nextOfLadder(const api::SandboxView &sandbox, WallTime now)
{
    if (const QString awake = awakeFor(sandbox, now); !awake.isEmpty())
        return Sandboxes::tr("awake %1").arg(awake);
    if (!sandbox.nextStep || !sandbox.nextStepAt)
        return {};
    const auto left = std::max(*sandbox.nextStepAt - now, std::chrono::milliseconds(0));
    switch (*sandbox.nextStep) {
    case domain::IdleStep::Pause:
        return Sandboxes::tr("pauses in %1").arg(duration(left));
    case domain::IdleStep::Hibernate:
        return Sandboxes::tr("hibernates in %1").arg(duration(left));
    case domain::IdleStep::Destroy:
        return Sandboxes::tr("is destroyed in %1").arg(duration(left));
    }
    return {};
}

QString ladderInWords(const domain::IdleLadder &ladder, bool kept)
{
    const auto after = [](const std::optional<std::chrono::milliseconds> &time, const QString &does,
                          const QString &never) {
        return time ? does.arg(exactly(*time)) : never;
    };
    const QString end =
        kept ? Sandboxes::tr("never destroyed")
             : after(ladder.destroyAfter, Sandboxes::tr("destroyed after %1"), Sandboxes::tr("never destroyed"));
    return QStringList{
        after(ladder.pauseAfter, Sandboxes::tr("paused after %1"), Sandboxes::tr("never paused")),
        after(ladder.hibernateAfter, Sandboxes::tr("hibernated after %1"), Sandboxes::tr("never hibernated")), end}
        .join(QStringLiteral(", "));
}

QString buildStep(const api::TemplateView &base)
{
    if (base.state != domain::TemplateState::Building)
        return {};
    if (base.step == "Loading")
        return Sandboxes::tr("is loaded from disk");
    if (base.step == "Waiting")
        return Sandboxes::tr("waits for its turn");
    if (base.step == "Booting")
        return Sandboxes::tr("boots a machine");
    if (base.step == "Freezing")
        return Sandboxes::tr("freezes memory and disk");
    return shownLine(QString::fromStdString(base.step));
}

QString warmClones(const api::TemplateView &base)
{
    return base.warmMax > 0 ? Sandboxes::tr("%1 of %2").arg(base.warm).arg(base.warmMax) : QString();
}

QString warmClones(const api::DefinedTemplateView &made)
{
    return made.warmMax > 0 ? Sandboxes::tr("%1 of %2").arg(made.warm).arg(made.warmMax) : QString();
}

QString egressProfile(const std::string &name)
{
    if (name == domain::kNoEgress)
        return Sandboxes::tr("none: nothing leaves");
    if (name == domain::kOpenEgress)
        return Sandboxes::tr("open: any public host");
    return shownLine(QString::fromStdString(name));
}

QString egress(const api::SandboxView &sandbox)
{
    if (sandbox.egress.empty())
        return {};
    const QString profile = egressProfile(sandbox.egress);
    if (sandbox.egressOwn.empty())
        return profile;
    return sandbox.egressOwn.size() == 1
               ? Sandboxes::tr("%1, and 1 rule of its own").arg(profile)
               : Sandboxes::tr("%1, and %2 rules of its own").arg(profile).arg(sandbox.egressOwn.size());
}

bool isEgressOpen(const api::SandboxView &sandbox)
{
    return sandbox.egress == domain::kOpenEgress ||
           std::ranges::any_of(sandbox.egressOwn, [](const domain::EgressRule &rule) {
               return rule.action == domain::EgressRule::Action::Allow && rule.host == "*";
           });
}

QString templateConsequence()
{
    return Sandboxes::tr(
        "Sandboxes of this size boot instead, which takes longer. The template is built again when one "
        "is wanted ten minutes after the failure or later.");
}

} // namespace glovebox::format
