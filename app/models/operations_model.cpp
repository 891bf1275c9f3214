#include "app/models/operations_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/models/lateness.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

QString operationLine(const std::string &text)
{
    return format::firstLine(QString::fromStdString(text));
}

/// What comes after the kind: "sandbox/sbx-1" is "sbx-1".
QString operationName(const domain::Operation &operation)
{
    const QString name = operationLine(operation.name);
    const QString object = operationLine(operation.object);
    return name.isEmpty() ? object.section(QLatin1Char('/'), 1) : name;
}

format::Area operationArea(domain::OperationKind kind)
{
    switch (kind) {
    case domain::OperationKind::PrepareImage:
        return format::Area::Engine;
    case domain::OperationKind::BuildTemplate:
    case domain::OperationKind::ImportImage:
    case domain::OperationKind::VerifyImage:
    case domain::OperationKind::CollectImages:
        return format::Area::Template;
    case domain::OperationKind::TakeSnapshot:
    case domain::OperationKind::VerifySnapshot:
    case domain::OperationKind::Restore:
        return format::Area::Snapshot;
    default:
        return format::Area::Sandbox;
    }
}

/// The window's own: what it says is complete.
bool isWindows(domain::OperationKind kind)
{
    return kind == domain::OperationKind::Export || kind == domain::OperationKind::Bulk;
}

/// What is there after a cancel.
QString cancelHint(const domain::Operation &operation)
{
    switch (operation.kind) {
    case domain::OperationKind::Bulk:
        return OperationRows::tr("What is under way ends by itself; the others are not begun");
    case domain::OperationKind::Fork:
        return OperationRows::tr("Those that are up stay; the others are not started");
    case domain::OperationKind::Restore:
        return operation.object.starts_with("snapshot/")
                   ? OperationRows::tr("Those that are up stay; the others are not started")
                   : OperationRows::tr("The sandbox goes on as it was before");
    case domain::OperationKind::Hibernate:
        return OperationRows::tr("The sandbox goes on as it was before");
    case domain::OperationKind::Wake:
        return OperationRows::tr("The sandbox sleeps on");
    case domain::OperationKind::VerifySnapshot:
    case domain::OperationKind::VerifyImage:
        return OperationRows::tr("What was found of it before stays");
    case domain::OperationKind::ImportImage:
        return OperationRows::tr("What was fetched so far is kept for the next try");
    case domain::OperationKind::CollectImages:
        return OperationRows::tr("What is gone is gone; the rest stays for the next time");
    case domain::OperationKind::SeedSandbox:
        return OperationRows::tr("What is done so far stays in the sandbox; it is not reserved");
    case domain::OperationKind::Export:
        if (operation.object.starts_with("session/"))
            return OperationRows::tr("Files that are copied stay; the others are not copied");
        break;
    default:
        break;
    }
    return OperationRows::tr("What it made so far is taken back");
}

QString operationProblem(const domain::Operation &operation)
{
    if (!operation.problem)
        return {};
    if (isWindows(operation.kind))
        return operationLine(operation.problem->detail);
    const format::Explanation text =
        format::explain(*operation.problem, operationArea(operation.kind), operationName(operation));
    if (text.detail.isEmpty())
        return text.why;
    const QString why = text.why.endsWith(QLatin1Char('.')) ? text.why.chopped(1) : text.why;
    return QStringLiteral("%1 (%2).").arg(why, text.detail);
}

/// What can be done about it, and the code to quote.
QString operationAdvice(const domain::Operation &operation)
{
    if (!operation.problem || isWindows(operation.kind))
        return {};
    const format::Explanation text =
        format::explain(*operation.problem, operationArea(operation.kind), operationName(operation));
    return QStringLiteral("%1 %2").arg(text.todo, text.code).simplified();
}

} // namespace

OperationRows::OperationRows(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] { allChanged({ElapsedRole, LateRole, WhenRole}); });
}

void OperationRows::apply(const api::OperationView &view)
{
    const int at = rowOf(QString::fromStdString(view.operation.id.value()));
    if (at < 0) {
        appendRow({view});
        return;
    }
    if (view.generation < rowAt(at).view.generation)
        return;
    rowAt(at).view = view;
    rowAt(at).cancelling = rowAt(at).cancelling && !domain::isOver(view.operation.state);
    rowChanged(at);
}

void OperationRows::remove(const domain::OperationId &id)
{
    if (const int at = rowOf(QString::fromStdString(id.value())); at >= 0)
        removeRow(at);
}

void OperationRows::setCancelling(const QString &id, bool cancelling)
{
    const int at = rowOf(id);
    if (at < 0)
        return;
    rowAt(at).cancelling = cancelling;
    rowChanged(at);
}

int OperationRows::goingOn() const
{
    return static_cast<int>(std::ranges::count_if(
        rows(), [](const OperationRow &row) { return !domain::isOver(row.view.operation.state); }));
}

QVariant OperationRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const OperationRow &row = rowAt(index.row());
    const domain::Operation &operation = row.view.operation;
    const bool isOver = domain::isOver(operation.state);
    const format::StateLook look = format::look(operation.state);
    switch (role) {
    case KeyRole:
        return row.key();
    case GoneRole:
    case MarkedRole:
        return false;
    case MatchRole:
        return format::title(operation.kind) + QLatin1Char('\n') + operationLine(operation.object);
    case RankRole:
        return isOver ? 1 : 0;
    case RecencyRole:
        return QVariant::fromValue<qint64>(
            (isOver ? operation.endedAt.value_or(operation.beganAt) : operation.beganAt).time_since_epoch().count());
    case BeganRole:
        return static_cast<double>(operation.beganAt.time_since_epoch().count());
    case TitleRole:
        return format::title(operation.kind);
    case ObjectRole:
        return operationName(operation);
    case LinkRole:
        return operationLine(operation.object);
    case ToneRole:
        return format::word(look.tone);
    case SymbolRole:
        return format::symbol(look.shape);
    case WordRole:
        return row.cancelling ? tr("Cancelling…") : look.word;
    case StepRole:
        return isOver ? QString() : operationLine(operation.step);
    case ProgressRole:
        return operation.progress && !isOver ? std::clamp(*operation.progress, 0.0, 1.0) : -1.0;
    case ResultRole:
        return operationLine(operation.result);
    case ProblemRole:
        return operationProblem(operation);
    case AdviceRole:
        return operationAdvice(operation);
    case GoesOnRole:
        return !isOver;
    case CanCancelRole:
        return operation.canCancel && !isOver && !row.cancelling;
    case CancelHintRole:
        return cancelHint(operation);
    case CancellingRole:
        return row.cancelling;
    case SpokenRole:
        return tr("%1 %2, %3, %4")
            .arg(format::title(operation.kind), operationName(operation), look.word,
                 timeData(operation, ElapsedRole).toString());
    default:
        return timeData(operation, role);
    }
}

/// By what those of its kind took that are still listed.
QString OperationRows::late(const domain::Operation &operation) const
{
    if (domain::isOver(operation.state))
        return {};
    std::vector<milliseconds> took;
    for (const OperationRow &row : rows()) {
        const domain::Operation &other = row.view.operation;
        if (other.kind == operation.kind && other.state == domain::OperationState::Done && other.endedAt)
            took.push_back(*other.endedAt - other.beganAt);
    }
    const auto length = m_ticker->now() - operation.beganAt;
    const auto most = usualMost(operation.kind, std::move(took));
    return most && length >= *most ? tr("Taking longer than usual (%1)").arg(format::duration(length)) : QString();
}

QVariant OperationRows::timeData(const domain::Operation &operation, int role) const
{
    const auto until = operation.endedAt.value_or(m_ticker->now());
    const auto length = std::max(until - operation.beganAt, std::chrono::milliseconds(0));
    switch (role) {
    case LateRole:
        return late(operation);
    case ElapsedRole:
        return operation.endedAt ? tr("took %1").arg(format::measured(length))
                                 : tr("for %1").arg(format::duration(length));
    case WhenRole:
        return operation.endedAt ? format::ago(*operation.endedAt, m_ticker->now()) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> OperationRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {TitleRole, "title"},
                      {ObjectRole, "object"},
                      {LinkRole, "link"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {StepRole, "step"},
                      {ProgressRole, "progress"},
                      {LateRole, "late"},
                      {ElapsedRole, "elapsed"},
                      {WhenRole, "when"},
                      {BeganRole, "began"},
                      {ResultRole, "result"},
                      {ProblemRole, "problem"},
                      {AdviceRole, "advice"},
                      {GoesOnRole, "goesOn"},
                      {CanCancelRole, "canCancel"},
                      {CancelHintRole, "cancelHint"},
                      {CancellingRole, "cancelling"},
                      {SpokenRole, "spoken"}});
}

OperationsModel::OperationsModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent)
    : QObject(parent), m_client(client), m_ticker(ticker), m_rows(ticker), m_list(&m_rows)
{
    connect(&m_list, &StableList::currentChanged, this, &OperationsModel::readLog);
    connect(ticker, &Ticker::timesChanged, this, &OperationsModel::readLog);
    connect(&m_rows, &ViewList::changed, this, [this](const QString &id) {
        if (id == m_list.currentKey())
            readLog();
    });
}

void OperationsModel::apply(const bridge::Batch &batch)
{
    for (const domain::OperationId &id : batch.goneOperations)
        m_rows.remove(id);
    for (const api::OperationView &view : batch.operations)
        m_rows.apply(view);
    if (!batch.operations.empty() || !batch.goneOperations.empty())
        Q_EMIT changed();
}

void OperationsModel::readLog()
{
    const OperationRow *row = m_rows.find(m_list.currentKey());
    QStringList lines;
    if (row)
        for (const domain::OperationStep &step : row->view.operation.log)
            lines += format::clockTime(step.at, m_ticker->zone()) + QStringLiteral("  ") +
                     format::shownLine(QString::fromStdString(step.text));
    m_log.setLines(lines);
}

void OperationsModel::cancel(const QString &id)
{
    const OperationRow *row = m_rows.find(id);
    if (!m_client || !row || !row->view.operation.canCancel || row->cancelling)
        return;
    m_rows.setCancelling(id, true);
    m_client->maintain(api::CancelOperation{row->view.operation.id}, [this, alive = QPointer(this),
                                                                      id](const api::Verdict &verdict) {
        if (!alive || verdict.kind != api::Verdict::Kind::Denied)
            return;
        m_rows.setCancelling(id, false);
        Q_EMIT refused(tr("It was not cancelled. %1").arg(format::shownLine(QString::fromStdString(verdict.reason))));
    });
}

QString OperationsModel::cancellableOf(const QString &object) const
{
    for (const OperationRow &row : m_rows.all())
        if (operationLine(row.view.operation.object) == object && row.view.operation.canCancel && !row.cancelling &&
            !domain::isOver(row.view.operation.state))
            return row.key();
    return {};
}

void OperationsModel::unfold(int row)
{
    if (row == m_list.currentRow())
        m_list.clearSelection();
    else
        m_list.select(row);
}

void OperationsModel::showOf(const QString &object)
{
    m_list.showPending();
    m_list.clearSelection();
    qint64 newest = -1;
    for (int row = 0; row < m_rows.rowCount(); ++row) {
        const domain::Operation &operation = m_rows.find(m_rows.keyAt(row))->view.operation;
        const qint64 began = operation.beganAt.time_since_epoch().count();
        if (operationLine(operation.object) != object || began <= newest)
            continue;
        newest = began;
        m_list.selectKey(m_rows.keyAt(row));
    }
}

} // namespace glovebox::models
