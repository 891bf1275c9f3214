// The order itself: what it ought to be, how far the shown one is from it, and the smallest steps that bring it there.
#include "app/models/stable_list.h"

#include <algorithm>
#include <numeric>

namespace glovebox::models {

namespace {

/// How many rows have to move so that `positions` ascends: all but the longest ascending subsequence.
int movesNeeded(const std::vector<int> &positions)
{
    std::vector<int> tails; // tails[n]: smallest end of an ascending subsequence of length n + 1
    for (const int position : positions) {
        const auto spot = std::ranges::lower_bound(tails, position);
        if (spot == tails.end())
            tails.push_back(position);
        else
            *spot = position;
    }
    return static_cast<int>(positions.size() - tails.size());
}

constexpr QLatin1String kStateFilter("state:");

/// The beginning of one of the words is enough, so that the list narrows while somebody types.
bool isInState(const QString &words, const QString &wanted)
{
    return std::ranges::any_of(words.split(QLatin1Char(' ')),
                               [&](const QString &each) { return each.startsWith(wanted, Qt::CaseInsensitive); });
}

} // namespace

bool StableList::matches(int sourceRow) const
{
    if (m_filterWords.isEmpty())
        return true;
    const QString text = m_source->index(sourceRow).data(ViewList::MatchRole).toString();
    return std::ranges::all_of(m_filterWords, [&](const QString &word) {
        if (word.startsWith(kStateFilter))
            return isInState(m_source->index(sourceRow).data(ViewList::StateRole).toString(),
                             word.mid(kStateFilter.size()));
        if (word.size() > 1 && word.startsWith(QLatin1Char('-')))
            return !text.contains(word.mid(1), Qt::CaseInsensitive);
        return text.contains(word, Qt::CaseInsensitive);
    });
}

bool StableList::before(int left, int right) const
{
    const QModelIndex a = m_source->index(left);
    const QModelIndex b = m_source->index(right);
    if (m_sortRole >= 0) {
        const QPartialOrdering order = QVariant::compare(a.data(m_sortRole), b.data(m_sortRole));
        if (order == QPartialOrdering::Less || order == QPartialOrdering::Greater)
            return (order == QPartialOrdering::Less) != m_sortDescending;
    }
    const int rankA = a.data(ViewList::RankRole).toInt();
    const int rankB = b.data(ViewList::RankRole).toInt();
    if (rankA != rankB)
        return rankA < rankB;
    const qint64 recentA = a.data(ViewList::RecencyRole).toLongLong();
    const qint64 recentB = b.data(ViewList::RecencyRole).toLongLong();
    return recentA != recentB ? recentA > recentB : m_source->keyAt(left) < m_source->keyAt(right);
}

std::vector<int> StableList::idealOrder() const
{
    std::vector<int> all(static_cast<std::size_t>(m_source->rowCount()));
    std::iota(all.begin(), all.end(), 0);
    std::erase_if(all, [this](int row) { return !isInScope(row) || !matches(row); });
    std::ranges::sort(all, [this](int left, int right) { return before(left, right); });
    return all;
}

void StableList::settle()
{
    if (frozen())
        countPending(idealOrder());
    else
        apply(idealOrder());
}

void StableList::apply(const std::vector<int> &ideal)
{
    std::vector<bool> wanted(static_cast<std::size_t>(m_source->rowCount()), false);
    for (const int row : ideal)
        wanted[static_cast<std::size_t>(row)] = true;
    for (std::size_t i = m_rows.size(); i-- > 0;) {
        if (wanted[static_cast<std::size_t>(m_rows[i])])
            continue;
        const int row = static_cast<int>(i);
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }
    for (std::size_t i = 0; i < ideal.size(); ++i) {
        if (i < m_rows.size() && m_rows[i] == ideal[i])
            continue;
        const int to = static_cast<int>(i);
        const auto found = std::find(m_rows.begin() + to, m_rows.end(), ideal[i]);
        if (found == m_rows.end()) {
            beginInsertRows({}, to, to);
            m_rows.insert(m_rows.begin() + to, ideal[i]);
            endInsertRows();
        } else {
            const int from = static_cast<int>(found - m_rows.begin());
            beginMoveRows({}, from, from, {}, to);
            std::rotate(m_rows.begin() + to, m_rows.begin() + from, m_rows.begin() + from + 1);
            endMoveRows();
        }
    }
    m_resortTimer.stop();
    countPending(ideal);
    refreshDimmed();
    Q_EMIT countsChanged();
    Q_EMIT currentChanged();
}

void StableList::countPending(const std::vector<int> &ideal)
{
    std::vector<int> shownAt(static_cast<std::size_t>(m_source->rowCount()), -1);
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        shownAt[static_cast<std::size_t>(m_rows[i])] = static_cast<int>(i);
    std::vector<int> positions;
    int fresh = 0;
    for (const int row : ideal) {
        const int at = shownAt[static_cast<std::size_t>(row)];
        if (at < 0)
            ++fresh;
        else
            positions.push_back(at);
    }
    const int moved = movesNeeded(positions);
    if (fresh == m_pendingNew && moved == m_pendingMoved)
        return;
    m_pendingNew = fresh;
    m_pendingMoved = moved;
    Q_EMIT pendingChanged();
}

void StableList::refreshDimmed()
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(count() - 1), {DimmedRole});
}

} // namespace glovebox::models
