#include "app/models/ended_model.h"

#include "app/format/ends.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"
#include "core/base/limits.h"

namespace glovebox::models {

static_assert(EndedModel::kRowsMax == 2 * limits::kEndedShown);

namespace {

QString lineOf(const std::string &text)
{
    return format::firstLine(QString::fromStdString(text));
}

QString sessionOf(const api::EndedSandboxView &view)
{
    const QString title = lineOf(view.sessionTitle);
    return title.isEmpty() && view.session ? QString::fromStdString(view.session->value()) : title;
}

template <class Number>
QVariant number(Number value)
{
    return QVariant::fromValue<qint64>(static_cast<qint64>(value));
}

} // namespace

EndedModel::EndedModel(Ticker *ticker, QObject *parent) : ViewRows(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] { allChanged({EndedRole}); });
}

void EndedModel::apply(const api::EndedSandboxView &view)
{
    const QString id = QString::fromStdString(view.id.value());
    const api::EndedSandboxView *known = find(id);
    if (known && view.generation < known->generation)
        return;
    ViewRows::apply(view);
    if (rowCount() > kRowsMax) {
        const auto oldest = std::ranges::min_element(rows(), {}, [](const EndedRow &row) { return row.view.end.at; });
        removeRow(static_cast<int>(oldest - rows().begin()));
    }
    Q_EMIT told(id);
}

QVariant EndedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const EndedRow &row = rowAt(index.row());
    const api::EndedSandboxView &view = row.view;
    const format::StateLook cause = format::look(view.end.cause);
    switch (role) {
    case KeyRole:
    case SandboxIdRole:
        return row.key();
    case GoneRole:
    case MarkedRole:
        return false;
    case MatchRole:
        return matched(view);
    case RankRole:
        return 0;
    case RecencyRole:
    case EndedAtRole:
        return number(view.end.at.time_since_epoch().count());
    case NameRole:
        return lineOf(view.name);
    case KeptRole:
        return view.kept;
    case SessionTitleRole:
        return sessionOf(view);
    case ToneRole:
        return format::word(cause.tone);
    case SymbolRole:
        return format::symbol(cause.shape);
    case WordRole:
        return cause.word;
    case EndedRole:
        return format::ago(view.end.at, m_ticker->now());
    case SpokenRole:
        return tr("Sandbox %1, ended %2, %3, %4")
            .arg(row.key(), format::ago(view.end.at, m_ticker->now()), cause.word,
                 format::usedInShort(view.end.meter, view.end.cost));
    default:
        return figureData(view, role);
    }
}

QVariant EndedModel::figureData(const api::EndedSandboxView &view, int role) const
{
    const domain::SandboxMeter &meter = view.end.meter;
    switch (role) {
    case RanRole:
        return format::duration(meter.running);
    case CpuRole:
        return format::measured(meter.cpuTime);
    case PeakRole:
        return meter.memoryPeak.value > 0 ? format::bytes(meter.memoryPeak) : QString();
    case CostRole:
        return format::microDollars(view.end.cost);
    case RanValueRole:
        return number(meter.running.count());
    case CpuValueRole:
        return number(meter.cpuTime.count());
    case PeakValueRole:
        return number(meter.memoryPeak.value);
    case CostValueRole:
        return number(view.end.cost);
    default:
        return {};
    }
}

QString EndedModel::matched(const api::EndedSandboxView &view) const
{
    const QStringList parts{QString::fromStdString(view.id.value()),
                            lineOf(view.name),
                            view.kept ? tr("kept") : QString(),
                            sessionOf(view),
                            view.session ? QString::fromStdString(view.session->value()) : QString(),
                            format::look(view.end.cause).word,
                            QString::fromUtf8(domain::word(view.end.cause).data()),
                            lineOf(view.end.detail)};
    return parts.join(QLatin1Char('\n'));
}

QHash<int, QByteArray> EndedModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {SandboxIdRole, "sandboxId"},
                      {NameRole, "name"},
                      {KeptRole, "kept"},
                      {SessionTitleRole, "sessionTitle"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {EndedRole, "ended"},
                      {RanRole, "ran"},
                      {CpuRole, "cpu"},
                      {PeakRole, "peak"},
                      {CostRole, "cost"},
                      {SpokenRole, "spoken"},
                      {EndedAtRole, "endedAt"},
                      {RanValueRole, "ranValue"},
                      {CpuValueRole, "cpuValue"},
                      {PeakValueRole, "peakValue"},
                      {CostValueRole, "costValue"}});
}

} // namespace glovebox::models
