#include "app/models/terminals_panel.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

namespace {

/// Closings that are waited for; each ends by itself.
constexpr std::size_t kClosingMax = 32;

QString whyNot(const Error &error)
{
    if (error.code == ErrorCode::Unsupported)
        return glovebox::models::TerminalsPanel::tr(
            "This sandbox's agent is of before terminals. A new sandbox has them.");
    if (error.code == ErrorCode::NotFound)
        return glovebox::models::TerminalsPanel::tr("The sandbox is not there any more.");
    const auto text = format::firstLine(QString::fromStdString(error.detail));
    return text.isEmpty() ? QString::fromLatin1(name(error.code)) : text;
}

} // namespace

TerminalsPanel::TerminalsPanel(QObject *parent) : QAbstractListModel(parent) {}

TerminalsPanel::~TerminalsPanel() = default;

void TerminalsPanel::show(const QString &sandbox)
{
    const auto wanted = sandbox.toStdString();
    if (wanted == m_sandbox)
        return;
    m_listing = {};
    m_problem.clear();
    std::vector<Session> gone; // after the view has let go of them
    beginResetModel();
    gone.swap(m_sessions);
    m_sandbox = wanted;
    m_current = -1;
    endResetModel();
    Q_EMIT shownChanged();
    Q_EMIT currentChanged();
    Q_EMIT listChanged();
    refresh();
}

void TerminalsPanel::refresh()
{
    if (!m_desk || m_sandbox.empty() || loading())
        return;
    m_problem.clear();
    m_listing = m_desk->list(domain::SandboxId(m_sandbox),
                             [this](const Result<std::vector<domain::GuestTerminal>> &found) { listed(found); });
    Q_EMIT listChanged();
}

void TerminalsPanel::listed(const Result<std::vector<domain::GuestTerminal>> &found)
{
    m_listing = {};
    if (!found)
        m_problem = whyNot(found.error());
    else
        for (const auto &terminal : *found)
            if (std::ranges::none_of(m_sessions, [&](const auto &each) { return each->number() == terminal.number; }))
                add(make({.size = terminal.size}, &terminal));
    if (m_current < 0 && !m_sessions.empty())
        setCurrent(0);
    Q_EMIT listChanged();
}

TerminalsPanel::Session TerminalsPanel::make(domain::TerminalWish wish, const domain::GuestTerminal *known)
{
    auto session = std::make_unique<TerminalSession>(m_desk, m_sandbox, std::move(wish), known);
    connect(session.get(), &TerminalSession::changed, this, [this, one = session.get()] {
        const auto found = std::ranges::find(m_sessions, one, &Session::get);
        if (found == m_sessions.end())
            return;
        const auto row = index(static_cast<int>(found - m_sessions.begin()));
        Q_EMIT dataChanged(row, row);
    });
    return session;
}

void TerminalsPanel::add(Session session)
{
    beginInsertRows({}, count(), count());
    m_sessions.push_back(std::move(session));
    endInsertRows();
    Q_EMIT listChanged();
}

void TerminalsPanel::open(int columns, int rows)
{
    if (!canOpen() || m_sandbox.empty())
        return;
    domain::TerminalWish wish;
    wish.size = {columns, rows};
    add(make(std::move(wish), nullptr));
    setCurrent(count() - 1);
}

void TerminalsPanel::openAnew(int row)
{
    auto *old = at(row);
    if (!old || old->typable() || old->state() == TerminalSession::Opening)
        return;
    closeInGuest(*old); // before the other is opened: a guest that began anew counts from 1 again
    auto session = make(old->wish(), nullptr);
    m_sessions[static_cast<std::size_t>(row)].swap(session);
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT currentChanged(); // before the old one goes
}

bool TerminalsPanel::mustAsk(int row) const
{
    const auto *session = at(row);
    return session && session->typable();
}

QString TerminalsPanel::titleOf(int row) const
{
    const auto *session = at(row);
    return session ? session->title() : QString();
}

void TerminalsPanel::close(int row)
{
    auto *session = at(row);
    if (!session)
        return;
    closeInGuest(*session);
    beginRemoveRows({}, row, row);
    const Session gone = std::move(m_sessions[static_cast<std::size_t>(row)]);
    m_sessions.erase(m_sessions.begin() + row);
    if (m_current > row || m_current >= count())
        --m_current;
    endRemoveRows();
    Q_EMIT currentChanged();
    Q_EMIT listChanged();
}

/// Of one that failed nothing is known: its number may be another's by now, and to ask would start a stopped sandbox.
void TerminalsPanel::closeInGuest(const TerminalSession &session)
{
    if (!m_desk || session.number() == 0 || session.state() == TerminalSession::Failed)
        return;
    if (m_closing.size() >= kClosingMax)
        m_closing.erase(m_closing.begin());
    m_closing.push_back(m_desk->close(domain::SandboxId(m_sandbox), session.number(), [this](const Result<> &closed) {
        if (!closed && closed.error().code != ErrorCode::NotFound)
            Q_EMIT toast(tr("The terminal was not closed. %1").arg(whyNot(closed.error())), true);
    }));
}

TerminalSession *TerminalsPanel::at(int row) const
{
    return row >= 0 && row < count() ? m_sessions[static_cast<std::size_t>(row)].get() : nullptr;
}

TerminalSession *TerminalsPanel::session() const
{
    return at(m_current);
}

void TerminalsPanel::setCurrent(int current)
{
    const int wanted = std::clamp(current, -1, count() - 1);
    if (std::exchange(m_current, wanted) != wanted)
        Q_EMIT currentChanged();
}

QVariant TerminalsPanel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto &session = *m_sessions[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TitleRole:
        return session.title();
    case StateRole:
        return session.state();
    case UnseenRole:
        return session.unseen();
    case EndedRole:
        return session.state() == TerminalSession::Ended || session.state() == TerminalSession::Failed;
    case SpokenRole:
        return session.note().isEmpty() ? session.title() : tr("%1, %2").arg(session.title(), session.note());
    default:
        return {};
    }
}

QHash<int, QByteArray> TerminalsPanel::roleNames() const
{
    return roleTable({{TitleRole, "title"},
                      {StateRole, "state"},
                      {UnseenRole, "unseen"},
                      {EndedRole, "ended"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
