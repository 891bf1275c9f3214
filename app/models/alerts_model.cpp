#include "app/models/alerts_model.h"

#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

using format::Shape;
using format::Tone;

struct LevelWords {
    AlertLevel level;
    const char *key; // of the filter
    const char *name;
};
constexpr std::array kLevels{
    LevelWords{AlertLevel::NeedsYou, "needs-you", QT_TRANSLATE_NOOP("glovebox::models::AlertsModel", "Needs you")},
    LevelWords{AlertLevel::Failed, "failed", QT_TRANSLATE_NOOP("glovebox::models::AlertsModel", "Failed")},
    LevelWords{AlertLevel::Done, "done", QT_TRANSLATE_NOOP("glovebox::models::AlertsModel", "Done")},
    LevelWords{AlertLevel::Info, "info", QT_TRANSLATE_NOOP("glovebox::models::AlertsModel", "Info")},
};

const LevelWords &wordsOf(AlertLevel level)
{
    return *std::ranges::find(kLevels, level, &LevelWords::level);
}

bool isLoud(const Alert &alert)
{
    return !alert.seen && !alert.settled && (alert.level == AlertLevel::NeedsYou || alert.level == AlertLevel::Failed);
}

} // namespace

AlertRows::AlertRows(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] { allChanged({AgeRole}); });
    connect(ticker, &Ticker::timesChanged, this, [this] { allChanged({TimeRole}); });
}

/// Those that are the newest were added last, so the oldest is the first row.
void AlertRows::add(Alert alert, std::size_t most)
{
    appendRow(std::move(alert));
    while (rows().size() > most)
        removeRow(0);
}

void AlertRows::change(const QString &key, const std::function<void(Alert &)> &how)
{
    const int at = rowOf(key);
    if (at < 0)
        return;
    how(rowAt(at));
    rowChanged(at);
}

const Alert *AlertRows::newest() const
{
    return rows().empty() ? nullptr : &rows().back();
}

QString AlertRows::spoken(const Alert &alert) const
{
    QString text = tr("%1: %2").arg(AlertsModel::tr(wordsOf(alert.level).name), alert.look.word);
    for (const QString &part : {alert.object, alert.detail, alert.settled ? tr("settled") : QString()})
        text += part.isEmpty() ? QString() : QStringLiteral(", ") + part;
    return tr("%1, %2").arg(text, format::ago(alert.at, m_ticker->now()));
}

QVariant AlertRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Alert &alert = rowAt(index.row());
    const LevelWords &level = wordsOf(alert.level);
    switch (role) {
    case KeyRole:
        return alert.id;
    case MatchRole:
        return QStringList{alert.look.word, alert.object, alert.detail}.join(QLatin1Char('\n'));
    case StateRole:
        return QString::fromLatin1(level.key);
    case RankRole:
        return 0;
    case RecencyRole:
        return QVariant::fromValue<qint64>(static_cast<qint64>(alert.order));
    case GoneRole:
    case MarkedRole:
        return false;
    case WhatRole:
        return alert.times > 1 ? tr("%1 (%2 times)").arg(alert.look.word).arg(alert.times) : alert.look.word;
    case ObjectRole:
        return alert.object;
    case DetailRole:
        return alert.detail;
    case LevelRole:
        return AlertsModel::tr(level.name);
    case TimeRole:
        return format::clockTime(alert.at, m_ticker->zone());
    case AgeRole:
        return format::ago(alert.at, m_ticker->now());
    case ToneRole:
        return format::word(alert.settled ? Tone::Neutral : alert.look.tone);
    case SymbolRole:
        return format::symbol(alert.look.shape);
    case TargetRole:
        return alert.target;
    case SettledRole:
        return alert.settled;
    case UnseenRole:
        return isLoud(alert);
    case SpokenRole:
        return spoken(alert);
    default:
        return {};
    }
}

QHash<int, QByteArray> AlertRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {WhatRole, "what"},
                      {ObjectRole, "object"},
                      {DetailRole, "detail"},
                      {LevelRole, "level"},
                      {TimeRole, "time"},
                      {AgeRole, "age"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {TargetRole, "target"},
                      {SettledRole, "settled"},
                      {UnseenRole, "unseen"},
                      {SpokenRole, "spoken"}});
}

AlertsModel::AlertsModel(Ticker *ticker, QObject *parent)
    : QObject(parent), m_ticker(ticker), m_openedAt(ticker->now()), m_rows(ticker), m_list(&m_rows)
{
}

void AlertsModel::add(Alert alert)
{
    alert.order = ++m_count;
    alert.id = QString::number(alert.order);
    m_rows.add(alert, kMost);
    Q_EMIT changed();
    Q_EMIT added(alert);
}

void AlertsModel::follow(const std::vector<Need> &needs)
{
    QSet<QString> now;
    std::vector<const Need *> fresh;
    for (const Need &need : needs) {
        now.insert(need.id);
        if (!m_open.contains(need.id))
            fresh.push_back(&need);
    }
    for (auto it = m_open.begin(); it != m_open.end();) {
        if (now.contains(it.key())) {
            ++it;
            continue;
        }
        m_rows.change(it.value(), [](Alert &alert) { alert.settled = true; });
        Q_EMIT settled(it.value());
        it = m_open.erase(it);
        Q_EMIT changed();
    }
    // Several that are found together stand in the order in which they came to be.
    std::ranges::stable_sort(fresh, {}, [this](const Need *need) { return need->since.value_or(m_ticker->now()); });
    for (const Need *need : fresh) {
        add({.level = need->level,
             .look = need->look,
             .object = need->object,
             .detail = need->detail,
             .at = need->since.value_or(m_ticker->now()),
             .target = need->target});
        m_open.insert(need->id, QString::number(m_count));
    }
}

void AlertsModel::apply(const bridge::Batch &batch)
{
    for (const api::OperationView &view : batch.operations)
        applyOperation(view.operation);
    for (const domain::OperationId &id : batch.goneOperations)
        m_told.remove(QString::fromStdString(id.value()));
    for (const api::BudgetView &view : batch.budgets)
        if (view.state == domain::BudgetState::Warned)
            add({.level = AlertLevel::Info,
                 .look = {tr("Budget nearly used up"), Tone::Attention, Shape::TriangleDollar},
                 .object = format::firstLine(QString::fromStdString(view.label.empty() ? view.object : view.label)),
                 .at = m_ticker->now(),
                 .target = QStringLiteral("costs")});
}

/// Failures are needs. What was done before the window was opened is among the operations.
void AlertsModel::applyOperation(const domain::Operation &operation)
{
    const QString id = QString::fromStdString(operation.id.value());
    const bool isDone = operation.state == domain::OperationState::Done;
    const bool isCut = operation.state == domain::OperationState::Interrupted;
    const QString words = isDone  ? format::success(operation.kind)
                          : isCut ? tr("%1: interrupted").arg(format::title(operation.kind))
                                  : QString();
    const WallTime at = operation.endedAt.value_or(m_ticker->now());
    if (words.isEmpty() || at < m_openedAt || m_told.contains(id))
        return;
    m_told.insert(id);
    const QString object = QString::fromStdString(operation.object);
    const QString name = format::firstLine(QString::fromStdString(operation.name));
    add({.level = isDone ? AlertLevel::Done : AlertLevel::Info,
         .look = {words, isDone ? Tone::Live : Tone::Neutral, isDone ? Shape::CheckCircle : Shape::CircleSlash},
         .object = name.isEmpty() ? object.section(QLatin1Char('/'), 1) : name,
         .detail = format::firstLine(QString::fromStdString(operation.result)),
         .at = at,
         .target = QStringLiteral("operation/") + object});
}

void AlertsModel::say(const QString &text, bool isProblem)
{
    const AlertLevel level = isProblem ? AlertLevel::Failed : AlertLevel::Info;
    const Alert *newest = m_rows.newest();
    if (newest && newest->level == level && newest->look.word == text && newest->target.isEmpty()) {
        m_rows.change(newest->id, [this](Alert &alert) {
            ++alert.times;
            alert.at = m_ticker->now();
            alert.seen = false;
        });
        Q_EMIT changed();
        return;
    }
    add({.level = level,
         .look = {text, isProblem ? Tone::Failed : Tone::Neutral, isProblem ? Shape::OctagonCross : Shape::Check},
         .at = m_ticker->now()});
}

int AlertsModel::unseen() const
{
    return static_cast<int>(std::ranges::count_if(m_rows.all(), isLoud));
}

QString AlertsModel::unseenTone() const
{
    const auto &all = m_rows.all();
    const bool isWaitedFor = std::ranges::any_of(
        all, [](const Alert &alert) { return isLoud(alert) && alert.level == AlertLevel::NeedsYou; });
    return format::word(isWaitedFor ? Tone::Attention : unseen() > 0 ? Tone::Failed : Tone::Neutral);
}

QStringList AlertsModel::levels() const
{
    QStringList names{tr("All")};
    for (const LevelWords &each : kLevels)
        names += tr(each.name);
    return names;
}

void AlertsModel::setLevel(int level)
{
    if (level == m_level || level < 0 || level > static_cast<int>(kLevels.size()))
        return;
    m_level = level;
    refilter();
}

void AlertsModel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    refilter();
}

void AlertsModel::clearFilter()
{
    m_level = 0;
    m_text.clear();
    refilter();
}

void AlertsModel::refilter()
{
    const QString state =
        m_level == 0
            ? QString()
            : QStringLiteral("state:%1 ").arg(QLatin1String(kLevels.at(static_cast<std::size_t>(m_level - 1)).key));
    m_list.clearSelection();
    m_list.setFilterText(state + m_text);
    Q_EMIT filterChanged();
}

void AlertsModel::markSeen()
{
    QStringList loud;
    for (const Alert &alert : m_rows.all())
        if (isLoud(alert))
            loud += alert.id;
    for (const QString &id : loud)
        m_rows.change(id, [](Alert &alert) { alert.seen = true; });
    if (!loud.isEmpty())
        Q_EMIT changed();
}

} // namespace glovebox::models
