#include "app/models/past_sessions.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

PastRows::PastRows(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] { allChanged({SeenRole, EnvironmentRole}); });
}

void PastRows::clear()
{
    for (int row = rowCount() - 1; row >= 0; --row)
        removeRow(row);
}

void PastRows::add(const std::vector<domain::PastSession> &sessions)
{
    for (const domain::PastSession &session : sessions)
        if (rowOf(QString::fromStdString(session.session.value())) < 0)
            appendRow({session});
}

std::optional<WallTime> PastRows::oldest() const
{
    const auto oldest = std::ranges::min_element(rows(), {}, [](const PastRow &row) { return row.session.lastSeen; });
    return oldest == rows().end() ? std::nullopt : std::optional(oldest->session.lastSeen);
}

QVariant PastRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const domain::PastSession &session = rowAt(index.row()).session;
    const QString title = format::firstLine(QString::fromStdString(session.title));
    switch (role) {
    case KeyRole:
        return rowAt(index.row()).key();
    case GoneRole:
    case MarkedRole:
        return false;
    case RankRole:
        return 0;
    case RecencyRole:
        return QVariant::fromValue<qint64>(session.lastSeen.time_since_epoch().count());
    case TitleRole:
        return title.isEmpty() ? rowAt(index.row()).key() : title;
    case AgentRole:
        return format::firstLine(QString::fromStdString(session.agentName));
    case EnvironmentRole:
        return m_namer ? m_namer(session.environment) : QString::fromStdString(session.environment.value());
    case SeenRole:
        return format::ago(session.lastSeen, m_ticker->now());
    case CallsRole:
        return format::count(session.calls);
    case LocalRole:
        return format::localCost(session.cost);
    case ListRole:
        return format::listCost(session.usage);
    case SpokenRole:
        return tr("Session %1, last seen %2, %3 calls, local cost %4, list cost %5")
            .arg(title.isEmpty() ? rowAt(index.row()).key() : title, format::ago(session.lastSeen, m_ticker->now()),
                 format::count(session.calls), format::localCost(session.cost), format::listCost(session.usage));
    default:
        return {};
    }
}

QHash<int, QByteArray> PastRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {TitleRole, "title"},
                      {AgentRole, "agent"},
                      {EnvironmentRole, "environment"},
                      {SeenRole, "seen"},
                      {CallsRole, "calls"},
                      {LocalRole, "local"},
                      {ListRole, "list"},
                      {SpokenRole, "spoken"}});
}

PastSessions::PastSessions(bridge::EngineClient *client, Ticker *ticker, QObject *parent)
    : QObject(parent), m_ask(client), m_rows(ticker), m_list(&m_rows)
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &PastSessions::refresh);
}

void PastSessions::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    Q_EMIT textChanged();
    m_typing.start();
}

void PastSessions::refresh()
{
    m_typing.stop();
    ask(std::nullopt);
}

void PastSessions::loadMore()
{
    if (m_more && !m_ask.waiting() && !m_typing.isActive())
        ask(m_rows.oldest());
}

void PastSessions::ask(std::optional<WallTime> before)
{
    m_continues = before.has_value();
    m_ask.ask(domain::PastSessions{m_text.trimmed().toStdString(), std::nullopt, before, kPage}, this,
              [this](const QString &why) {
                  m_problem = format::shownLine(why);
                  Q_EMIT changed();
              });
    Q_EMIT changed();
}

void PastSessions::apply(const api::HistoryReport &report)
{
    if (!m_ask.takes(report))
        return;
    const auto *page = report.answer ? std::get_if<domain::PastSessionRows>(&*report.answer) : nullptr;
    m_problem.clear();
    if (page) {
        m_loaded = true;
        m_more = page->more;
        if (!m_continues)
            m_rows.clear();
        m_rows.add(page->sessions);
        m_list.showPending();
    } else {
        const format::Explanation text =
            format::explain(report.problem.value_or(Error{ErrorCode::Internal, "no answer"}), format::Area::Engine);
        m_problem = QStringLiteral("%1 %2").arg(text.why, text.todo).simplified();
    }
    Q_EMIT changed();
}

QString PastSessions::countText() const
{
    if (!m_loaded)
        return {};
    return m_more ? tr("%1 newest").arg(format::count(m_rows.rowCount())) : format::count(m_rows.rowCount());
}

} // namespace glovebox::models
