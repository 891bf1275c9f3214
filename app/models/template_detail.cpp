#include "app/models/template_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"

namespace glovebox::models {

using domain::TemplateState;

TemplateDetail::TemplateDetail(TemplatesModel *templates, Ticker *ticker, QObject *parent)
    : QObject(parent), m_templates(templates), m_ticker(ticker)
{
    connect(templates, &TemplatesModel::changed, this, [this](const QString &id) {
        if (id == m_id)
            refresh();
    });
    connect(ticker, &Ticker::ticked, this, [this] {
        if (!m_id.isEmpty())
            refresh();
    });
}

void TemplateDetail::open(const QString &base)
{
    if (base == m_id)
        return;
    m_id = base;
    refresh();
}

QString TemplateDetail::role(int role) const
{
    const int row = m_templates->rowOf(m_id);
    return row < 0 ? QString() : m_templates->index(row).data(role).toString();
}

QString TemplateDetail::forText() const
{
    return known() ? tr("for %1").arg(role(TemplatesModel::SinceRole)) : QString();
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

format::Explanation TemplateDetail::problem() const
{
    return isIn(TemplateState::Failed) && view()->problem
               ? format::explain(*view()->problem, format::Area::Template, m_id)
               : format::Explanation{};
}

void TemplateDetail::refresh()
{
    if (const api::TemplateView *base = view()) {
        const QString image = format::firstLine(QString::fromStdString(base->imageKey));
        std::vector<Fact> facts{
            {tr("Template id"), m_id, true, m_id},
            {tr("Size"), format::size(base->size)},
            {tr("Runs by"), format::accelerationName(base->acceleration)},
            {tr("Build time"), base->buildTime ? format::measured(*base->buildTime) : tr("not measured yet")},
        };
        if (base->state == TemplateState::Ready) {
            facts.push_back({tr("Memory"), tr("%1, once for all its clones").arg(format::bytes(base->memory))});
            facts.push_back({tr("Disk"), format::bytes(base->disk)});
            facts.push_back({tr("Sandboxes"), format::count(base->clones)});
            facts.push_back({tr("Warm clones"), base->warmMax > 0 ? tr("%1 kept ready").arg(format::warmClones(*base))
                                                                  : tr("none are kept for this size")});
        }
        if (!image.isEmpty())
            facts.push_back({tr("Image"), format::shortened(image, 22), true, image});
        m_facts.setFacts(std::move(facts));
    }
    Q_EMIT changed();
}

} // namespace glovebox::models
