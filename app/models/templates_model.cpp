#include "app/models/templates_model.h"

#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

using domain::TemplateState;

/// What somebody may have to look at stands first.
int templateRank(TemplateState state)
{
    switch (state) {
    case TemplateState::Failed:
        return 0;
    case TemplateState::Building:
        return 1;
    case TemplateState::Ready:
        return 2;
    case TemplateState::Gone:
        return 3;
    }
    return 3;
}

QVariant amount(ByteCount bytes)
{
    return QVariant::fromValue<qint64>(static_cast<qint64>(bytes.value));
}

/// A template that is being built or has failed holds nothing: that is no zero to be compared.
QString heldBytes(ByteCount bytes)
{
    return bytes.value > 0 ? format::bytes(bytes) : QString();
}

} // namespace

TemplatesModel::TemplatesModel(Ticker *ticker, QObject *parent) : ViewRows(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &TemplatesModel::onTick);
}

void TemplatesModel::markGone(const domain::TemplateId &id)
{
    bury(QString::fromStdString(id.value()), m_ticker->now(), [](api::TemplateView &view) {
        view.state = TemplateState::Gone;
        view.step.clear();
        view.warm = view.warmMax = 0;
        view.memory = view.disk = {};
    });
}

QVariant TemplatesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TemplateRow &row = rowAt(index.row());
    const api::TemplateView &view = row.view;
    switch (role) {
    case KeyRole:
    case TemplateIdRole:
        return row.key();
    case GoneRole:
        return row.goneAt.has_value();
    case RankRole:
    case StateOrderRole:
        return templateRank(view.state);
    case RecencyRole:
    case SinceAtRole:
        return QVariant::fromValue<qint64>(view.since.time_since_epoch().count());
    default:
        break;
    }
    const QVariant figure = figureData(view, role);
    return figure.isValid() ? figure : stateData(row, role);
}

QVariant TemplatesModel::figureData(const api::TemplateView &view, int role) const
{
    switch (role) {
    case BuildTimeRole:
        return view.buildTime ? format::measured(*view.buildTime) : QString();
    case MemoryRole:
        return heldBytes(view.memory);
    case DiskRole:
        return heldBytes(view.disk);
    case ClonesRole:
        return format::count(view.clones);
    case SnapshotsRole:
        return view.snapshots > 0 ? format::count(view.snapshots) : QString();
    case WarmRole:
        return format::warmClones(view);
    case SizeOrderRole:
        return amount(view.size.memory);
    case BuildTimeValueRole:
        return QVariant::fromValue<qint64>(view.buildTime ? view.buildTime->count() : -1);
    case MemoryValueRole:
        return amount(view.memory);
    case DiskValueRole:
        return amount(view.disk);
    default:
        return {};
    }
}

QVariant TemplatesModel::stateData(const TemplateRow &row, int role) const
{
    const api::TemplateView &view = row.view;
    const format::StateLook state = format::look(view);
    switch (role) {
    case SizeRole:
        return format::size(view.size);
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case ReasonRole:
        return reason(row);
    case AccelRole:
        return view.acceleration == domain::Acceleration::Kvm ? tr("KVM") : tr("emulated");
    case SinceRole:
        return format::duration(m_ticker->now() - view.since);
    case MatchRole: {
        const QStringList parts{row.key(), format::size(view.size), state.word,
                                format::accelerationName(view.acceleration)};
        return parts.join(QLatin1Char('\n'));
    }
    case SpokenRole: {
        QString text = tr("Template %1, %2, %3").arg(row.key(), state.word, format::size(view.size));
        if (view.state == TemplateState::Ready)
            text +=
                view.clones == 1 ? tr(", 1 sandbox stands on it") : tr(", %1 sandboxes stand on it").arg(view.clones);
        if (view.warmMax > 0)
            text += tr(", %1 warm").arg(format::warmClones(view));
        return text;
    }
    default:
        return {};
    }
}

QString TemplatesModel::reason(const TemplateRow &row) const
{
    const api::TemplateView &view = row.view;
    if (const QString step = format::buildStep(view); !step.isEmpty())
        return tr("%1, %2").arg(step, format::duration(m_ticker->now() - view.since));
    if (view.state == TemplateState::Failed && view.problem)
        return format::explain(*view.problem, format::Area::Template).why;
    return {};
}

QHash<int, QByteArray> TemplatesModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {TemplateIdRole, "templateId"},
                      {SizeRole, "size"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {AccelRole, "accel"},
                      {BuildTimeRole, "buildTime"},
                      {MemoryRole, "memory"},
                      {DiskRole, "disk"},
                      {ClonesRole, "clones"},
                      {SnapshotsRole, "snapshots"},
                      {WarmRole, "warm"},
                      {SinceRole, "since"},
                      {SpokenRole, "spoken"},
                      {StateOrderRole, "stateOrder"},
                      {SizeOrderRole, "sizeOrder"},
                      {BuildTimeValueRole, "buildTimeValue"},
                      {MemoryValueRole, "memoryValue"},
                      {DiskValueRole, "diskValue"},
                      {SinceAtRole, "sinceAt"}});
}

void TemplatesModel::onTick()
{
    dropTombstones(m_ticker->now());
    allChanged({SinceRole, ReasonRole});
}

} // namespace glovebox::models
