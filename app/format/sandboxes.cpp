#include "app/format/sandboxes.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <QCoreApplication>

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

QString buildStep(const api::TemplateView &base)
{
    if (base.state != domain::TemplateState::Building)
        return {};
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

QString templateConsequence()
{
    return Sandboxes::tr(
        "Sandboxes of this size boot instead, which takes longer. The template is built again when one "
        "is wanted ten minutes after the failure or later.");
}

} // namespace glovebox::format
