#include "app/models/stable_list.h"

#include "app/format/quantities.h"

#include <algorithm>
#include <utility>

namespace glovebox::models {

StableList::StableList(ViewList *source, QObject *parent) : QAbstractListModel(parent), m_source(source)
{
    m_pointerTimer.setSingleShot(true);
    m_pointerTimer.setInterval(kPointerMs);
    m_resortTimer.setSingleShot(true);
    m_resortTimer.setInterval(kResortMs);
    connect(&m_pointerTimer, &QTimer::timeout, this, [this] { onFrozenMayHaveChanged(true); });
    connect(&m_resortTimer, &QTimer::timeout, this, &StableList::settle);
    connect(source, &QAbstractItemModel::rowsInserted, this, &StableList::onSourceInserted);
    connect(source, &QAbstractItemModel::rowsAboutToBeRemoved, this, &StableList::onSourceAboutToRemove);
    connect(source, &QAbstractItemModel::rowsRemoved, this, &StableList::onSourceRemoved);
    connect(source, &QAbstractItemModel::dataChanged, this, &StableList::onSourceChanged);
    apply(idealOrder());
}

int StableList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant StableList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int sourceRow = m_rows[static_cast<std::size_t>(index.row())];
    if (role == DimmedRole)
        return !matches(sourceRow) || m_source->index(sourceRow).data(ViewList::GoneRole).toBool();
    return m_source->data(m_source->index(sourceRow), role);
}

QHash<int, QByteArray> StableList::roleNames() const
{
    QHash<int, QByteArray> names = m_source->roleNames();
    names.insert(DimmedRole, "dimmed");
    return names;
}

void StableList::setFilterText(const QString &text)
{
    if (text == m_filterText)
        return;
    m_filterText = text;
    m_filterWords = text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    Q_EMIT filterTextChanged();
    showPending();
}

int StableList::total() const
{
    if (!m_scope)
        return m_source->rowCount();
    int inScope = 0;
    for (int row = 0; row < m_source->rowCount(); ++row)
        inScope += isInScope(row) ? 1 : 0;
    return inScope;
}

void StableList::setScope(std::function<bool(const QString &)> scope)
{
    m_scope = std::move(scope);
    showPending();
}

int StableList::currentRow() const
{
    const int sourceRow = m_currentKey.isEmpty() ? -1 : m_source->rowOf(m_currentKey);
    const auto found = std::ranges::find(m_rows, sourceRow);
    return sourceRow < 0 || found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void StableList::setScrolledDown(bool scrolled)
{
    const bool was = frozen();
    m_scrolledDown = scrolled;
    onFrozenMayHaveChanged(was);
}

void StableList::setHeld(bool held)
{
    const bool was = frozen();
    m_held = held;
    onFrozenMayHaveChanged(was);
}

bool StableList::frozen() const
{
    return m_scrolledDown || m_held || !m_currentKey.isEmpty() || m_pointerTimer.isActive();
}

void StableList::pointerMoved()
{
    const bool was = frozen();
    m_pointerTimer.start();
    onFrozenMayHaveChanged(was);
}

void StableList::onFrozenMayHaveChanged(bool was)
{
    if (was == frozen())
        return;
    Q_EMIT frozenChanged();
    if (!frozen())
        settle();
}

QString StableList::pendingText() const
{
    if (m_pendingNew > 0 && m_pendingMoved > 0)
        return tr("%1 new, %2 re-ordered").arg(m_pendingNew).arg(m_pendingMoved);
    if (m_pendingNew > 0)
        return tr("%1 new").arg(m_pendingNew);
    return m_pendingMoved > 0 ? tr("%1 re-ordered").arg(m_pendingMoved) : QString();
}

QString StableList::countText() const
{
    return m_filterWords.isEmpty() ? format::count(total())
                                   : tr("%1 of %2").arg(format::count(count()), format::count(total()));
}

void StableList::sortBy(const QString &roleName)
{
    const QByteArray wanted = roleName.toLatin1();
    const int role = m_source->roleNames().key(wanted, -1);
    if (role < 0)
        return;
    if (wanted != m_sortRoleName) {
        m_sortRoleName = wanted;
        m_sortRole = role;
        m_sortDescending = false;
    } else if (!m_sortDescending) {
        m_sortDescending = true;
    } else {
        m_sortRoleName.clear();
        m_sortRole = -1;
        m_sortDescending = false;
    }
    Q_EMIT sortChanged();
    showPending();
}

QStringList StableList::keys() const
{
    QStringList all;
    for (const int row : m_rows)
        all += m_source->keyAt(row);
    return all;
}

void StableList::select(int row)
{
    selectKey(row >= 0 && row < count() ? m_source->keyAt(m_rows[static_cast<std::size_t>(row)]) : QString());
}

void StableList::selectKey(const QString &key)
{
    if (key == m_currentKey)
        return;
    const bool was = frozen();
    m_currentKey = key;
    Q_EMIT currentChanged();
    onFrozenMayHaveChanged(was);
}

void StableList::moveSelection(int rows)
{
    if (count() == 0)
        return;
    const int from = currentRow();
    const int to = from < 0 ? (rows > 0 ? 0 : count() - 1) : from + rows;
    select(std::clamp(to, 0, count() - 1));
}

void StableList::clearSelection()
{
    selectKey({});
}

void StableList::showPending()
{
    apply(idealOrder());
}

void StableList::onSourceInserted(const QModelIndex &, int first, int last)
{
    for (int &row : m_rows)
        if (row >= first)
            row += last - first + 1;
    settle();
    Q_EMIT countsChanged();
}

void StableList::onSourceAboutToRemove(const QModelIndex &, int first, int last)
{
    for (std::size_t i = m_rows.size(); i-- > 0;) {
        if (m_rows[i] < first || m_rows[i] > last)
            continue;
        m_lostCurrent = m_lostCurrent || m_source->keyAt(m_rows[i]) == m_currentKey;
        const int row = static_cast<int>(i);
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }
}

void StableList::onSourceRemoved(const QModelIndex &, int first, int last)
{
    for (int &row : m_rows)
        if (row > last)
            row -= last - first + 1;
    if (std::exchange(m_lostCurrent, false))
        clearSelection();
    else
        Q_EMIT currentChanged();
    countPending(idealOrder());
    Q_EMIT countsChanged();
}

void StableList::onSourceChanged(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles)
{
    const int first = from.row();
    const int last = to.row();
    QList<int> forwarded = roles;
    if (!forwarded.isEmpty())
        forwarded += DimmedRole;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i] >= first && m_rows[i] <= last)
            Q_EMIT dataChanged(index(static_cast<int>(i)), index(static_cast<int>(i)), forwarded);
    const auto touches = [&](int role) {
        return roles.isEmpty() || roles.contains(role);
    };
    const bool mayMove = touches(ViewList::RankRole) || touches(ViewList::RecencyRole) ||
                         touches(ViewList::MatchRole) || (m_sortRole >= 0 && touches(m_sortRole));
    if (mayMove && !m_resortTimer.isActive())
        m_resortTimer.start();
}

} // namespace glovebox::models
