#include "app/models/fact_list.h"

#include "app/models/roles.h"

namespace glovebox::models {

void FactList::setFacts(std::vector<Fact> facts)
{
    const int before = rowCount();
    const int after = static_cast<int>(facts.size());
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_facts.resize(facts.size());
        endRemoveRows();
    }
    for (int row = 0; row < std::min(before, after); ++row) {
        const auto i = static_cast<std::size_t>(row);
        if (m_facts[i] == facts[i])
            continue;
        m_facts[i] = facts[i];
        Q_EMIT dataChanged(index(row), index(row));
    }
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_facts = std::move(facts);
        endInsertRows();
    }
}

int FactList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_facts.size());
}

QVariant FactList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Fact &fact = m_facts[static_cast<std::size_t>(index.row())];
    switch (role) {
    case LabelRole:
        return fact.label;
    case ValueRole:
        return fact.value;
    case MonoRole:
        return fact.mono;
    case CopyRole:
        return fact.copy;
    case WarningRole:
        return fact.warning;
    default:
        return {};
    }
}

QHash<int, QByteArray> FactList::roleNames() const
{
    return roleTable(
        {{LabelRole, "label"}, {ValueRole, "value"}, {MonoRole, "mono"}, {CopyRole, "copy"}, {WarningRole, "warning"}});
}

} // namespace glovebox::models
