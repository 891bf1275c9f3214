#include "app/models/environments_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/work.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr qsizetype kEnvironmentIdLength = 20;

QString environmentName(const api::EnvironmentView &view)
{
    const QString name = format::firstLine(QString::fromStdString(view.name));
    return name.isEmpty() ? format::shortened(QString::fromStdString(view.id.value()), kEnvironmentIdLength) : name;
}

QString trouble(const api::EnvironmentView &view)
{
    if (!view.problem)
        return {};
    QString text = format::explain(*view.problem, format::Area::Environment).why;
    if (view.state == api::PollState::Disconnected && view.retryIn.count() > 0)
        text += QLatin1Char(' ') + EnvironmentsModel::tr("Retrying in %1.").arg(format::duration(view.retryIn));
    return text;
}

QString toolNames(const api::EnvironmentView &view)
{
    QStringList names;
    for (const std::string &name : view.customTools)
        names += format::shownLine(QString::fromStdString(name));
    return names.isEmpty() ? EnvironmentsModel::tr("none") : names.join(QStringLiteral(", "));
}

} // namespace

EnvironmentsModel::EnvironmentsModel(Ticker *ticker, QObject *parent) : ViewList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &EnvironmentsModel::onTick);
}

void EnvironmentsModel::apply(const api::EnvironmentView &view)
{
    const auto spot = std::ranges::lower_bound(m_rows, view.id, {}, [](const Row &row) { return row.view.id; });
    const int at = static_cast<int>(spot - m_rows.begin());
    if (spot == m_rows.end() || spot->view.id != view.id) {
        beginInsertRows({}, at, at);
        m_rows.insert(spot, Row{view, Request::None, {}, {}, {}});
        endInsertRows();
        Q_EMIT countChanged();
    } else {
        if (view.generation < spot->view.generation)
            return;
        if (view.queueSeenAt != spot->view.queueSeenAt || view.queueProblem != spot->view.queueProblem)
            spot->readingSince.reset();
        spot->view = view;
    }
    Row &row = m_rows[static_cast<std::size_t>(at)];
    const bool paused = view.state == api::PollState::PausedByOperator;
    if ((row.request == Request::Pause && paused) || (row.request == Request::Resume && !paused))
        row.request = Request::None;
    if (!view.queue || view.queue->pending == 0)
        row.pendingSince.reset();
    else if (!row.pendingSince)
        row.pendingSince = m_ticker->now();
    rowChanged(at);
    Q_EMIT operatorKeysChanged();
}

void EnvironmentsModel::remove(const domain::EnvironmentId &id)
{
    const int at = rowOf(QString::fromStdString(id.value()));
    if (at < 0)
        return;
    beginRemoveRows({}, at, at);
    m_rows.erase(m_rows.begin() + at);
    endRemoveRows();
    Q_EMIT countChanged();
    Q_EMIT operatorKeysChanged();
}

void EnvironmentsModel::setRequest(const QString &id, Request request)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    m_rows[static_cast<std::size_t>(row)].request = request;
    m_rows[static_cast<std::size_t>(row)].requestedAt = m_ticker->now();
    rowChanged(row);
}

void EnvironmentsModel::setReading(const QString &id, bool reading)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    m_rows[static_cast<std::size_t>(row)].readingSince =
        reading ? std::optional<WallTime>(m_ticker->now()) : std::nullopt;
    rowChanged(row);
}

void EnvironmentsModel::rowChanged(int row)
{
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT changed(keyAt(row));
}

const api::EnvironmentView *EnvironmentsModel::find(const QString &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &at(row);
}

QString EnvironmentsModel::nameOf(const domain::EnvironmentId &id) const
{
    const QString key = QString::fromStdString(id.value());
    const api::EnvironmentView *view = find(key);
    return view ? environmentName(*view) : format::shortened(key, kEnvironmentIdLength);
}

bool EnvironmentsModel::hasOperatorKey(const domain::EnvironmentId &id) const
{
    const api::EnvironmentView *view = find(QString::fromStdString(id.value()));
    return view && view->hasOperatorKey;
}

bool EnvironmentsModel::operatorKeys() const
{
    return std::ranges::any_of(m_rows, [](const Row &row) { return row.view.hasOperatorKey; });
}

bool EnvironmentsModel::canPause(int row) const
{
    const Row &one = m_rows[static_cast<std::size_t>(row)];
    return one.request == Request::None &&
           (one.view.state == api::PollState::Polling || one.view.state == api::PollState::Disconnected);
}

bool EnvironmentsModel::canResume(int row) const
{
    const Row &one = m_rows[static_cast<std::size_t>(row)];
    return one.request == Request::None && one.view.state == api::PollState::PausedByOperator;
}

QString EnvironmentsModel::requestText(int row) const
{
    const Row &one = m_rows[static_cast<std::size_t>(row)];
    if (one.request == Request::None)
        return {};
    const QString seconds = format::duration(m_ticker->now() - one.requestedAt);
    return one.request == Request::Pause ? tr("Pausing… %1").arg(seconds) : tr("Resuming… %1").arg(seconds);
}

bool EnvironmentsModel::anyQueueKnown() const
{
    return std::ranges::any_of(m_rows, [](const Row &row) { return row.view.queue.has_value(); });
}

bool EnvironmentsModel::anyQueueProblem() const
{
    return std::ranges::any_of(m_rows, [](const Row &row) { return row.view.queueProblem.has_value(); });
}

int EnvironmentsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString EnvironmentsModel::keyAt(int row) const
{
    return QString::fromStdString(at(row).id.value());
}

int EnvironmentsModel::rowOf(const QString &key) const
{
    const auto found = std::ranges::find(m_rows, key.toStdString(), [](const Row &row) { return row.view.id.value(); });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

QVariant EnvironmentsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const api::EnvironmentView &view = row.view;
    switch (role) {
    case KeyRole:
    case EnvironmentIdRole:
        return QString::fromStdString(view.id.value());
    case NameRole:
    case MatchRole:
        return environmentName(view);
    case ShortIdRole:
        return format::shortened(QString::fromStdString(view.id.value()), kEnvironmentIdLength);
    case BaseUrlRole:
        return format::firstLine(QString::fromStdString(view.baseUrl));
    case ToneRole:
        return format::word(format::look(view, m_ticker->zone()).tone);
    case SymbolRole:
        return format::symbol(format::look(view, m_ticker->zone()).shape);
    case WordRole:
        return format::look(view, m_ticker->zone()).word;
    case ReasonRole:
        return trouble(view);
    case ArrivalRole:
        return format::arrivalWord(view.arrival);
    case KeyHintRole:
        return QString::fromStdString(view.keyHint);
    case OperatorKeyRole:
        return view.hasOperatorKey;
    case OperatorKeyTextRole:
        return view.hasOperatorKey ? tr("in place") : tr("missing");
    case ActiveRole:
        return view.active;
    case CustomToolsRole:
        return toolNames(view);
    case DemoRole:
        return view.isDemo;
    case CanPauseRole:
        return canPause(index.row());
    case CanResumeRole:
        return canResume(index.row());
    case RequestTextRole:
        return requestText(index.row());
    case SpokenRole:
        return tr("Environment %1, %2, %n work items held", nullptr, view.active)
            .arg(environmentName(view), format::look(view, m_ticker->zone()).word);
    case GoneRole:
        return false;
    default:
        return queueData(row, role);
    }
}

QVariant EnvironmentsModel::queueData(const Row &row, int role) const
{
    const std::optional<domain::QueueStats> &queue = row.view.queue;
    const WallTime now = m_ticker->now();
    const QString unknown = tr("unknown");
    switch (role) {
    case QueueKnownRole:
        return queue.has_value();
    case DepthRole:
        return queue ? format::count(queue->depth) : unknown;
    case PendingRole:
        return queue ? format::count(queue->pending) : unknown;
    case PendingStaysRole:
        return row.pendingSince && now - *row.pendingSince >= kPendingNotable;
    case OldestRole:
        if (!queue)
            return unknown;
        if (queue->oldestQueuedAt)
            return format::duration(now - *queue->oldestQueuedAt);
        return queue->depth > 0 ? unknown : tr("none waits");
    case WorkersRole:
        return queue && queue->workersPolling ? format::count(*queue->workersPolling) : unknown;
    case QueueAgeRole:
        return row.view.queueSeenAt ? tr("Read %1").arg(format::ago(*row.view.queueSeenAt, now)) : tr("Not read yet");
    case QueueOldRole:
        return row.view.queueSeenAt && now - *row.view.queueSeenAt > kQueueOldAfter;
    case QueueProblemRole:
        return row.view.queueProblem ? format::explain(*row.view.queueProblem, format::Area::Environment).why
                                     : QString();
    case ReadingRole:
        return row.readingSince.has_value();
    default:
        return {};
    }
}

QHash<int, QByteArray> EnvironmentsModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {EnvironmentIdRole, "environmentId"},
                      {NameRole, "name"},
                      {ShortIdRole, "shortId"},
                      {BaseUrlRole, "baseUrl"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {ArrivalRole, "arrival"},
                      {KeyHintRole, "keyHint"},
                      {OperatorKeyRole, "operatorKey"},
                      {OperatorKeyTextRole, "operatorKeyText"},
                      {ActiveRole, "active"},
                      {CustomToolsRole, "customTools"},
                      {DemoRole, "demo"},
                      {CanPauseRole, "canPause"},
                      {CanResumeRole, "canResume"},
                      {RequestTextRole, "requestText"},
                      {QueueKnownRole, "queueKnown"},
                      {DepthRole, "depth"},
                      {PendingRole, "pending"},
                      {PendingStaysRole, "pendingStays"},
                      {OldestRole, "oldest"},
                      {WorkersRole, "workers"},
                      {QueueAgeRole, "queueAge"},
                      {QueueOldRole, "queueOld"},
                      {QueueProblemRole, "queueProblem"},
                      {ReadingRole, "reading"},
                      {SpokenRole, "spoken"}});
}

void EnvironmentsModel::onTick()
{
    if (m_rows.empty())
        return;
    for (Row &row : m_rows)
        if (row.readingSince && m_ticker->now() - *row.readingSince >= kReadingMax)
            row.readingSince.reset();
    Q_EMIT dataChanged(index(0), index(rowCount() - 1),
                       {RequestTextRole, OldestRole, PendingStaysRole, QueueAgeRole, QueueOldRole, ReadingRole});
    for (int row = 0; row < rowCount(); ++row)
        Q_EMIT changed(keyAt(row));
}

} // namespace glovebox::models
