#include "app/models/activity_list.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/models/egress_model.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

QString activityLine(const std::string &text)
{
    return format::firstLine(QString::fromStdString(text));
}

QString attemptKey(const domain::EgressDecision &decision)
{
    return EgressRow{.newest = decision}.key();
}

/// "sandbox.file-written" of a sandbox is "file written"; "budget.warned" of the host stays whole.
QString actionWords(const domain::AuditEntry &entry)
{
    const QString action = activityLine(entry.action);
    const QString kind = action.section(QLatin1Char('.'), 0, 0);
    const bool isSaidByObject = entry.object.starts_with(kind.toStdString() + '/');
    QString words = isSaidByObject ? action.section(QLatin1Char('.'), 1) : action;
    return words.replace(QLatin1Char('.'), QLatin1Char(' ')).replace(QLatin1Char('-'), QLatin1Char(' '));
}

} // namespace

ActivityRows::ActivityRows(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::timesChanged, this, [this] { allChanged({TimeRole}); });
}

QString ActivityRows::timeOf(const Activity &activity) const
{
    const QString full = format::fullTime(activity.at, m_ticker->zone());
    const bool isToday = full.left(10) == format::fullTime(m_ticker->now(), m_ticker->zone()).left(10);
    return isToday ? format::clockTime(activity.at, m_ticker->zone()) : full.left(10);
}

QVariant ActivityRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Activity &activity = rowAt(index.row());
    switch (role) {
    case KeyRole:
        return activity.id;
    case MatchRole:
        return activity.object;
    case RankRole:
        return 0;
    case RecencyRole:
        return QVariant::fromValue<qint64>(activity.at.time_since_epoch().count());
    case GoneRole:
    case MarkedRole:
        return false;
    case TimeRole:
        return timeOf(activity);
    case ActorRole:
        return activity.actor;
    case ActionRole:
        return activity.action;
    case ObjectRole:
        return activity.object;
    case LinkRole:
        return activity.link;
    case ToneRole:
        return format::word(activity.outcome.tone);
    case SymbolRole:
        return format::symbol(activity.outcome.shape);
    case WordRole:
        return activity.outcome.word;
    case AttemptRole:
        return activity.attempt;
    case SpokenRole:
        return tr("%1, %2 %3 %4, %5")
            .arg(timeOf(activity), activity.actor, activity.action, activity.object, activity.outcome.word);
    default:
        return {};
    }
}

QHash<int, QByteArray> ActivityRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {TimeRole, "time"},
                      {ActorRole, "actor"},
                      {ActionRole, "action"},
                      {ObjectRole, "object"},
                      {LinkRole, "link"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {AttemptRole, "attempt"},
                      {SpokenRole, "spoken"}});
}

ActivityList::ActivityList(bridge::EngineClient *client, const SandboxesModel &sandboxes, Ticker *ticker,
                           QObject *parent)
    : QObject(parent), m_sandboxes(sandboxes), m_ticker(ticker), m_ask(client), m_rows(ticker), m_list(&m_rows)
{
}

void ActivityList::look()
{
    const WallTime now = m_ticker->now();
    if (m_askedAt && now - *m_askedAt < kReread)
        return;
    m_askedAt = now;
    m_ask.ask(domain::AuditPage{.text = {}, .action = {}, .object = {}, .most = kMost}, this,
              [this](const QString &why) {
                  m_problem = format::shownLine(why);
                  Q_EMIT changed();
              });
}

void ActivityList::apply(const bridge::Batch &batch)
{
    for (const api::HistoryReport &report : batch.reports)
        applyReport(report);
    if (batch.attempts.empty())
        return;
    std::vector<domain::EgressDecision> decisions;
    for (const api::EgressAttemptView &view : batch.attempts)
        if (view.decision.verdict == domain::EgressVerdict::Denied)
            decisions.push_back(view.decision);
    std::ranges::stable_sort(decisions, {}, &domain::EgressDecision::at);
    for (const domain::EgressDecision &decision : decisions)
        applyAttempt(decision);
    show();
}

void ActivityList::applyReport(const api::HistoryReport &report)
{
    const auto *page = std::get_if<domain::AuditPage>(&report.question);
    if (!page || page->most != kMost || !m_ask.takes(report)) // the Audit page asks for pages, too
        return;
    const auto *answer = report.answer ? std::get_if<domain::AuditRows>(&*report.answer) : nullptr;
    if (answer) {
        m_entries = answer->entries;
        m_at = m_ticker->now();
        m_problem.clear();
        show();
    } else {
        m_problem =
            format::explain(report.problem.value_or(Error{ErrorCode::Internal, "no answer"}), format::Area::Engine).why;
    }
    Q_EMIT changed();
}

void ActivityList::applyAttempt(const domain::EgressDecision &decision)
{
    const QString key = attemptKey(decision);
    std::erase_if(m_refused, [&](const domain::EgressDecision &other) { return attemptKey(other) == key; });
    m_refused.push_back(decision);
    if (m_refused.size() > static_cast<std::size_t>(kMost))
        m_refused.erase(m_refused.begin());
}

QString ActivityList::nameOf(const QString &sandbox) const
{
    const api::SandboxView *view = m_sandboxes.find(sandbox);
    const QString title = view ? activityLine(view->name.empty() ? view->sessionTitle : view->name) : QString();
    return title.isEmpty() ? sandbox : tr("%1 “%2”").arg(sandbox, title);
}

Activity ActivityList::fromEntry(const domain::AuditEntry &entry) const
{
    const QString link = activityLine(entry.object);
    const QString id = link.section(QLatin1Char('/'), 1);
    const QString object = link.startsWith(QLatin1String("sandbox/")) ? nameOf(id) : id.isEmpty() ? link : id;
    return {.id = QStringLiteral("audit/") + QString::number(entry.sequence),
            .at = entry.at,
            .actor = format::actor(entry.actor),
            .action = actionWords(entry),
            .object = object,
            .link = link,
            .outcome = format::look(entry.outcome),
            .attempt = {}};
}

Activity ActivityList::fromAttempt(const domain::EgressDecision &decision) const
{
    const QString sandbox = QString::fromStdString(decision.sandbox.value());
    return {.id = QStringLiteral("egress/") + attemptKey(decision),
            .at = decision.at,
            .actor = tr("egress"),
            .action = tr("denied"),
            .object = tr("%1 to %2").arg(targetOf(decision), sandbox),
            .link = QStringLiteral("sandbox/") + sandbox,
            .outcome = {tr("Denied"), format::Tone::Attention, format::Shape::CircleSlash},
            .attempt = attemptKey(decision)};
}

void ActivityList::show()
{
    std::vector<Activity> all;
    for (const domain::AuditEntry &entry : m_entries)
        all.push_back(fromEntry(entry));
    for (const domain::EgressDecision &decision : m_refused)
        all.push_back(fromAttempt(decision));
    m_rows.show(std::move(all));
}

QString ActivityList::asOf() const
{
    return m_at ? tr("as of %1").arg(format::clockTime(*m_at, m_ticker->zone())) : QString();
}

} // namespace glovebox::models
