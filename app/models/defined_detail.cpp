#include "app/models/defined_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"

namespace glovebox::models {

using enum api::DefinedTemplateState;

DefinedDetail::DefinedDetail(DefinedModel *made, Ticker *ticker, QObject *parent)
    : RowDetail(made,
                {DefinedModel::WordRole, DefinedModel::ToneRole, DefinedModel::SymbolRole, DefinedModel::BuiltRole},
                ticker, parent),
      m_made(made), m_ticker(ticker)
{
    connect(this, &RowDetail::changed, this, &DefinedDetail::readMore);
}

QString DefinedDetail::description() const
{
    return known() ? format::firstLine(QString::fromStdString(view()->definition.description)) : QString();
}

QString DefinedDetail::outdatedBecause() const
{
    return isIn(Outdated) ? format::firstLine(QString::fromStdString(view()->outdatedBecause)) : QString();
}

QString DefinedDetail::stillUsed() const
{
    const api::TemplateVersionView *current = known() && !gone() ? format::currentVersion(*view()) : nullptr;
    if (!current)
        return isIn(Failed) ? tr("It has no version yet: no sandbox can be made from it.") : QString();
    return isIn(Failed) || isIn(Outdated) || isIn(Building)
               ? tr("New sandboxes go on getting version %1.").arg(current->number)
               : QString();
}

QString DefinedDetail::sandboxesText() const
{
    return sandboxes() == 1 ? tr("1 sandbox stands on it") : tr("%1 sandboxes stand on it").arg(sandboxes());
}

QString DefinedDetail::buildWord() const
{
    return isIn(Ready) || isIn(Outdated) ? tr("Build again") : isIn(Failed) ? tr("Try again") : tr("Build");
}

QString DefinedDetail::whyNotBuild() const
{
    if (!known() || gone())
        return tr("It is gone.");
    return building() ? tr("It is being built.") : QString();
}

QString DefinedDetail::whyNotUse() const
{
    if (!known() || gone())
        return tr("It is gone.");
    return format::currentVersion(*view()) ? QString() : tr("It was not built yet.");
}

QString DefinedDetail::whyNotEdit() const
{
    return known() && !gone() ? QString() : tr("It is gone.");
}

QString DefinedDetail::whyNotForget() const
{
    if (const QString why = whyNotBuild(); !why.isEmpty())
        return why;
    return sandboxes() > 0 ? sandboxesText() + QLatin1Char('.') : QString();
}

QString DefinedDetail::forgetConsequence() const
{
    if (!known())
        return {};
    std::uint64_t held = 0;
    for (const api::TemplateVersionView &version : view()->versions)
        held += version.memory.value + version.disk.value;
    const auto versions = view()->versions.size();
    if (versions == 0)
        return tr("It was never built; only its definition goes.");
    return versions == 1 ? tr("Its definition and 1 version go; %1 become free.").arg(format::bytes(ByteCount{held}))
                         : tr("Its definition and %1 versions go; %2 become free.")
                               .arg(versions)
                               .arg(format::bytes(ByteCount{held}));
}

/// Of the version that sandboxes get now; a definition that was not built since may wish for another number.
QString DefinedDetail::warmText() const
{
    if (const QString figures = format::warmClones(*view()); !figures.isEmpty())
        return tr("%1 ready").arg(figures);
    const int wished = view()->definition.warm;
    return wished > 0 ? tr("%1, as soon as it is built").arg(format::count(wished)) : tr("none are kept");
}

std::vector<Fact> DefinedDetail::factsNow() const
{
    const domain::TemplateDefinition &made = view()->definition;
    const auto orNone = [](const QString &text) {
        return text.isEmpty() ? DefinedDetail::tr("none") : text;
    };
    std::vector<Fact> facts{{tr("From"), format::baseInWords(made.from)}};
    if (made.size)
        facts.push_back({tr("Size"), format::size(*made.size)});
    else
        facts.push_back({tr("Size"), made.from.kind == domain::TemplateBase::Kind::Image
                                         ? tr("as this host gives it")
                                         : tr("as what it is made from")});
    facts.push_back({tr("Start"), orNone(format::commandInWords(made.start))});
    facts.push_back({tr("Ready when"), made.ready ? format::readyInWords(*made.ready) : tr("its last step is done")});
    const bool opens = made.buildEgress == domain::kOpenEgress || made.runEgress == domain::kOpenEgress;
    facts.push_back({tr("Egress"),
                     tr("%1 while it is built, %2 in its sandboxes")
                         .arg(format::firstLine(QString::fromStdString(made.buildEgress)),
                              format::firstLine(QString::fromStdString(made.runEgress))),
                     false,
                     {},
                     opens});
    facts.push_back({tr("When idle"), made.ladder ? format::ladderInWords(*made.ladder, false)
                                                  : tr("as their environment or the engine has it")});
    facts.push_back({tr("Warm clones"), warmText()});
    if (const api::TemplateVersionView *current = format::currentVersion(*view())) {
        facts.push_back(
            {tr("Version"),
             tr("%1, built %2").arg(current->number).arg(format::fullTime(current->builtAt, m_ticker->zone()))});
        const QString snapshot = QString::fromStdString(current->snapshot.value());
        facts.push_back({tr("Snapshot"), snapshot, true, snapshot});
        facts.push_back({tr("Sandboxes"), sandboxes() > 0 ? format::count(sandboxes()) : tr("none")});
    }
    return facts;
}

void DefinedDetail::readMore()
{
    if (!known()) {
        m_steps.setLines({});
        m_definition.setText({});
        m_versions.show({}, m_ticker->now());
        m_log.clear();
        return;
    }
    QStringList lines;
    for (const domain::TemplateStep &step : view()->definition.steps)
        lines += format::stepKind(step).leftJustified(8) + format::stepInWords(step);
    m_steps.setLines(lines);
    m_definition.setText(QString::fromStdString(view()->text));
    m_versions.show(view()->versions, m_ticker->now());
    m_log.show(*view(), m_ticker->zone());
}

format::Explanation DefinedDetail::problem() const
{
    return isIn(Failed) && view()->problem ? format::explain(*view()->problem, format::Area::Build, id())
                                           : format::Explanation{};
}

} // namespace glovebox::models
