#include "app/models/template_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"

namespace glovebox::models {

using domain::TemplateState;

TemplateDetail::TemplateDetail(TemplatesModel *templates, Ticker *ticker, QObject *parent)
    : RowDetail(
          templates,
          {TemplatesModel::WordRole, TemplatesModel::ToneRole, TemplatesModel::SymbolRole, TemplatesModel::SinceRole},
          ticker, parent),
      m_templates(templates)
{
    connect(this, &RowDetail::changed, this, &TemplateDetail::readLog);
}

void TemplateDetail::readLog()
{
    const bool had = hasLog();
    m_log.setText(known() ? QString::fromStdString(view()->log) : QString());
    if (had != hasLog())
        Q_EMIT changed();
}

QString TemplateDetail::ladderText() const
{
    if (!known())
        return {};
    return view()->ladder ? format::ladderInWords(*view()->ladder, false)
                          : tr("as their environment or the engine has it");
}

bool TemplateDetail::emulated() const
{
    return known() && view()->acceleration == domain::Acceleration::Emulated;
}

QString TemplateDetail::stepText() const
{
    if (!building())
        return {};
    const QString step = format::buildStep(*view());
    const int number = view()->step == "Booting" ? 1 : view()->step == "Freezing" ? 2 : 0;
    return number > 0 ? tr("Step %1 of 2: %2").arg(number).arg(step) : tr("It %1").arg(step);
}

QString TemplateDetail::consequence() const
{
    return isIn(TemplateState::Failed) ? format::templateConsequence() : QString();
}

QString TemplateDetail::clonesText() const
{
    return clones() == 1 ? tr("1 sandbox stands on it") : tr("%1 sandboxes stand on it").arg(clones());
}

QString TemplateDetail::snapshotsText() const
{
    return snapshots() == 1 ? tr("1 snapshot stands on it") : tr("%1 snapshots stand on it").arg(snapshots());
}

QString TemplateDetail::whyNotRebuild() const
{
    if (!known() || isIn(TemplateState::Gone))
        return tr("It is gone.");
    return building() ? tr("It is being built.") : QString();
}

QString TemplateDetail::whyNotDelete() const
{
    if (!known() || isIn(TemplateState::Gone))
        return tr("It is gone.");
    if (building())
        return tr("It is being built.");
    if (clones() > 0 && snapshots() > 0)
        return tr("%1, and %2.").arg(clonesText(), snapshotsText());
    if (clones() > 0)
        return clonesText() + QLatin1Char('.');
    return snapshots() > 0 ? snapshotsText() + QLatin1Char('.') : QString();
}

/// What is true of this one now.
QString TemplateDetail::deleteConsequence() const
{
    if (!known())
        return {};
    const QString frees =
        tr("%1 of memory and %2 on disk become free.").arg(format::bytes(view()->memory), format::bytes(view()->disk));
    const QString warm =
        view()->warm > 0 ? tr(" Its warm clones (%1) end, too.").arg(format::count(view()->warm)) : QString();
    return (view()->memory.value + view()->disk.value > 0 ? frees : tr("It holds nothing.")) + warm;
}

format::Explanation TemplateDetail::problem() const
{
    return isIn(TemplateState::Failed) && view()->problem
               ? format::explain(*view()->problem, format::Area::Template, id())
               : format::Explanation{};
}

std::vector<Fact> TemplateDetail::factsNow() const
{
    const api::TemplateView &base = *view();
    const QString image = format::firstLine(QString::fromStdString(base.imageKey));
    std::vector<Fact> facts{
        {tr("Template id"), id(), true, id()},
        {tr("Size"), format::size(base.size)},
        {tr("Runs by"), format::accelerationName(base.acceleration)},
        {tr("Build time"), base.buildTime ? format::measured(*base.buildTime) : tr("not measured yet")},
    };
    if (base.state == TemplateState::Ready) {
        facts.push_back({tr("Memory"), tr("%1, once for all its clones").arg(format::bytes(base.memory))});
        facts.push_back({tr("Disk"), format::bytes(base.disk)});
        facts.push_back({tr("Kept"), base.onDisk ? tr("on disk: the next start loads it") : tr("in memory alone")});
        facts.push_back({tr("Sandboxes"), format::count(base.clones)});
        facts.push_back({tr("Snapshots"), format::count(base.snapshots)});
        facts.push_back({tr("Warm clones"), base.warmMax > 0 ? tr("%1 ready").arg(format::warmClones(base))
                                                             : tr("none are kept for this size")});
    }
    if (!image.isEmpty())
        facts.push_back({tr("Image"), format::shortened(image, 22), true, image});
    return facts;
}

} // namespace glovebox::models
