#include "app/models/state_counts.h"

#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <numeric>

namespace glovebox::models {

StateCounts::StateCounts(std::span<const StateGroup> groups, QObject *parent)
    : QAbstractListModel(parent), m_groups(groups), m_counts(groups.size(), 0)
{
}

void StateCounts::setCounts(std::vector<int> counts)
{
    Q_ASSERT(counts.size() == m_counts.size());
    for (std::size_t at = 0; at < counts.size(); ++at) {
        if (std::exchange(m_counts[at], counts[at]) == counts[at])
            continue;
        const QModelIndex row = index(static_cast<int>(at));
        Q_EMIT dataChanged(row, row, {CountRole, FigureRole});
    }
    Q_EMIT counted();
}

int StateCounts::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), 0);
}

QString StateCounts::totalText() const
{
    return format::count(total());
}

int StateCounts::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

QVariant StateCounts::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const StateGroup &group = m_groups[static_cast<std::size_t>(index.row())];
    switch (role) {
    case LabelRole:
        return tr(group.label);
    case ToneRole:
        return format::word(group.tone);
    case SymbolRole:
        return format::symbol(group.shape);
    case CountRole:
        return m_counts[static_cast<std::size_t>(index.row())];
    case FigureRole:
        return format::count(m_counts[static_cast<std::size_t>(index.row())]);
    case FilterRole:
        return QStringLiteral("state:") + QLatin1String(group.key);
    default:
        return {};
    }
}

QHash<int, QByteArray> StateCounts::roleNames() const
{
    return roleTable({{LabelRole, "label"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {CountRole, "count"},
                      {FigureRole, "figure"},
                      {FilterRole, "filter"}});
}

} // namespace glovebox::models
