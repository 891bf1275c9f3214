#include "app/models/support_bundle.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "core/base/key_shapes.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSysInfo>

namespace glovebox::models {

namespace {

struct SupportBundle {
    Q_DECLARE_TR_FUNCTIONS(SupportBundle)
};

QString line(const char *name, const QString &value)
{
    return QLatin1String(name) + QStringLiteral(": ") + format::shownLine(value) + QLatin1Char('\n');
}

QString line(const char *name, const std::string &value)
{
    return line(name, QString::fromStdString(value));
}

QString line(const char *name, qulonglong value)
{
    return line(name, QString::number(value));
}

// What follows is read by whoever helps, in the words of `gloveboxctl doctor --json`: not translated.

QString word(domain::CheckStatus status)
{
    switch (status) {
    case domain::CheckStatus::Pass:
        return QStringLiteral("pass");
    case domain::CheckStatus::Warn:
        return QStringLiteral("warn");
    case domain::CheckStatus::Fail:
        break;
    }
    return QStringLiteral("fail");
}

QString versions(const BundleFacts &facts)
{
    const auto now = QDateTime::fromMSecsSinceEpoch(facts.now.time_since_epoch().count(), Qt::UTC);
    return line("written", now.toString(Qt::ISODate)) +
           line("glovebox", facts.host ? QString::fromStdString(facts.host->version) : QString()) +
           line("hypervisor", facts.host ? QString::fromStdString(facts.host->hypervisorVersion) : QString()) +
           line("system", QSysInfo::prettyProductName()) + line("kernel", QSysInfo::kernelVersion()) +
           line("qt", QString::fromLatin1(qVersion()));
}

QString checks(const BundleFacts &facts)
{
    QString out;
    for (const auto &check : facts.checks)
        out += word(check.status) + QStringLiteral("  ") + QString::fromStdString(check.id) + QStringLiteral(": ") +
               format::shownLine(QString::fromStdString(check.found)) + QLatin1Char('\n');
    return out;
}

QString engine(const BundleFacts &facts)
{
    if (!facts.host)
        return {};
    const auto &host = *facts.host;
    QString out = line("acceleration", std::string(!host.acceleration                                ? "not tried"
                                                   : *host.acceleration == domain::Acceleration::Kvm ? "KVM"
                                                                                                     : "emulated")) +
                  line("why", host.accelerationReason) + line("slots used", qulonglong(host.slotsUsed)) +
                  line("slots", qulonglong(host.slotsMax)) + line("waiting", qulonglong(host.queued)) +
                  line("memory available, bytes", host.memoryAvailable.value) +
                  line("memory, bytes", host.memoryTotal.value) + line("disk free, bytes", host.diskFree.value);
    if (host.problem)
        out += line("problem", format::plainText(format::explain(*host.problem, format::Area::Engine)).simplified());
    return out;
}

QString environments(const BundleFacts &facts)
{
    QString out;
    for (const auto &each : facts.environments) {
        out += line("environment", each.id.value()) + line("  control plane", each.baseUrl) +
               line("  state", std::string(api::word(each.state))) + line("  sessions here", qulonglong(each.active));
        if (each.problem)
            out += line("  problem", format::plainText(format::explainPolling(each)).simplified());
    }
    return out;
}

} // namespace

std::vector<BundlePart> bundleParts(const BundleFacts &facts)
{
    const QString none = SupportBundle::tr("Not known yet: it goes in empty.");
    const auto holds = [&](bool known, const char *what) {
        return known ? SupportBundle::tr(what) : none;
    };
    return {
        {SupportBundle::tr("Versions"),
         SupportBundle::tr("Of Glovebox, QEMU, the system and its kernel; and the time."), versions(facts)},
        {SupportBundle::tr("Host checks"),
         holds(!facts.checks.empty(), QT_TRANSLATE_NOOP("SupportBundle", "What stands above: results and facts.")),
         checks(facts)},
        {SupportBundle::tr("Engine"),
         holds(facts.host.has_value(),
               QT_TRANSLATE_NOOP("SupportBundle", "Acceleration, slots, memory and disk; its problem if it has one.")),
         engine(facts)},
        {SupportBundle::tr("Environments"),
         facts.environments.empty()
             ? SupportBundle::tr("None is set up.")
             : SupportBundle::tr("Id, address and state of each, and its problem. No key, no part of one."),
         environments(facts)}};
}

QByteArray bundleText(const BundleFacts &facts)
{
    QString out = QStringLiteral("Glovebox support bundle\n");
    for (const auto &part : bundleParts(facts))
        out += QStringLiteral("\n== ") + part.title + QStringLiteral(" ==\n") + part.text;
    return QByteArray::fromStdString(withoutKeyShapes(out.toStdString()));
}

} // namespace glovebox::models
