#include "app/models/defined_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/models/roles.h"

#include <numeric>

namespace glovebox::models {

namespace {

using MadeState = api::DefinedTemplateState;

/// What somebody waits for or has to look at stands first; the others by name.
int madeRank(MadeState state)
{
    switch (state) {
    case MadeState::Failed:
        return 0;
    case MadeState::Building:
        return 1;
    case MadeState::Outdated:
        return 2;
    case MadeState::Draft:
        return 3;
    case MadeState::Ready:
        return 4;
    }
    return 5;
}

format::StateLook madeLook(const DefinedRow &row)
{
    return row.goneAt ? format::StateLook{glovebox::models::DefinedModel::tr("Deleted"), format::Tone::Neutral,
                                          format::Shape::CircleSlash}
                      : format::look(row.view);
}

std::uint64_t heldBy(const api::TemplateVersionView *version)
{
    return version ? version->memory.value + version->disk.value : 0;
}

QString madeReason(const DefinedRow &row)
{
    const api::DefinedTemplateView &view = row.view;
    if (row.goneAt)
        return {};
    if (view.state == MadeState::Building)
        return format::definedStep(view);
    if (view.state == MadeState::Failed && view.problem) {
        const QString where = view.step > 0
                                  ? DefinedModel::tr("Step %1 of %2. ").arg(view.step).arg(view.definition.steps.size())
                                  : QString();
        return where + format::explain(*view.problem, format::Area::Build).why;
    }
    return view.state == MadeState::Outdated ? format::firstLine(QString::fromStdString(view.outdatedBecause))
                                             : QString();
}

} // namespace

int sandboxesOn(const api::DefinedTemplateView &view)
{
    return std::accumulate(view.versions.begin(), view.versions.end(), 0,
                           [](int sum, const api::TemplateVersionView &version) { return sum + version.sandboxes; });
}

DefinedModel::DefinedModel(Ticker *ticker, QObject *parent) : ViewRows(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &DefinedModel::onTick);
}

void DefinedModel::markGone(const std::string &name)
{
    bury(QString::fromStdString(name), m_ticker->now(), [](api::DefinedTemplateView &view) {
        view.state = MadeState::Draft;
        view.versions.clear();
        view.log.clear();
        view.problem.reset();
    });
}

QVariant DefinedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DefinedRow &row = rowAt(index.row());
    switch (role) {
    case KeyRole:
    case NameRole:
        return row.key();
    case GoneRole:
        return row.goneAt.has_value();
    case MarkedRole:
        return false;
    case RankRole:
    case StateOrderRole:
        return row.goneAt ? 6 : madeRank(row.view.state);
    case RecencyRole:
        return QVariant::fromValue<qint64>(row.view.since.time_since_epoch().count());
    default:
        break;
    }
    const QVariant figure = figureData(row.view, role);
    return figure.isValid() ? figure : stateData(row, role);
}

QVariant DefinedModel::figureData(const api::DefinedTemplateView &view, int role) const
{
    const api::TemplateVersionView *current = format::currentVersion(view);
    const auto steps = static_cast<qint64>(view.definition.steps.size());
    switch (role) {
    case VersionRole:
        return current ? QStringLiteral("v%1").arg(current->number) : QString();
    case VersionValueRole:
        return current ? current->number : 0;
    case FromRole:
        return format::baseInWords(view.definition.from);
    case StepsRole:
        return format::count(steps);
    case StepsValueRole:
        return steps;
    case BuiltRole:
        return current ? format::ago(current->builtAt, m_ticker->now()) : QString();
    case BuiltAtRole:
        return QVariant::fromValue<qint64>(current ? current->builtAt.time_since_epoch().count() : 0);
    case SizeRole:
        return current ? format::bytes(ByteCount{heldBy(current)}) : QString();
    case SizeValueRole:
        return QVariant::fromValue<qint64>(static_cast<qint64>(heldBy(current)));
    case SandboxesRole:
        return sandboxesOn(view) > 0 ? format::count(sandboxesOn(view)) : QString();
    case SandboxesValueRole:
        return sandboxesOn(view);
    case WarmRole:
        return format::warmClones(view);
    case ProgressRole:
        return view.state == MadeState::Building && steps > 0
                   ? std::clamp(static_cast<double>(std::max(view.step - 1, 0)) / static_cast<double>(steps), 0.0, 1.0)
                   : -1.0;
    default:
        return {};
    }
}

QVariant DefinedModel::stateData(const DefinedRow &row, int role) const
{
    const format::StateLook state = madeLook(row);
    const QString description = format::firstLine(QString::fromStdString(row.view.definition.description));
    switch (role) {
    case CaptionRole: {
        const QString why = madeReason(row);
        return why.isEmpty() ? description : why;
    }
    case ReasonRole:
        return madeReason(row);
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case MatchRole:
        return QStringList{row.key(), description, state.word, format::baseInWords(row.view.definition.from)}.join(
            QLatin1Char('\n'));
    case SpokenRole: {
        QString text = tr("Template %1, %2").arg(row.key(), state.word);
        if (const QString why = madeReason(row); !why.isEmpty())
            text += QStringLiteral(", ") + why;
        if (const int users = sandboxesOn(row.view); users > 0)
            text += users == 1 ? tr(", 1 sandbox stands on it") : tr(", %1 sandboxes stand on it").arg(users);
        return text;
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> DefinedModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {NameRole, "name"},
                      {CaptionRole, "caption"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {ProgressRole, "progress"},
                      {VersionRole, "version"},
                      {FromRole, "from"},
                      {StepsRole, "steps"},
                      {BuiltRole, "built"},
                      {SizeRole, "size"},
                      {SandboxesRole, "sandboxes"},
                      {WarmRole, "warm"},
                      {SpokenRole, "spoken"},
                      {StateOrderRole, "stateOrder"},
                      {VersionValueRole, "versionValue"},
                      {StepsValueRole, "stepsValue"},
                      {BuiltAtRole, "builtAt"},
                      {SizeValueRole, "sizeValue"},
                      {SandboxesValueRole, "sandboxesValue"}});
}

void DefinedModel::onTick()
{
    dropTombstones(m_ticker->now());
    allChanged({BuiltRole});
}

} // namespace glovebox::models
