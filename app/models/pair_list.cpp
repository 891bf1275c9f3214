#include "app/models/pair_list.h"

#include "app/models/roles.h"

#include <QSet>

namespace glovebox::models {

void PairList::set(const std::map<std::string, std::string> &pairs)
{
    beginResetModel();
    m_rows.clear();
    for (const auto &[name, value] : pairs)
        m_rows.push_back({QString::fromStdString(name), QString::fromStdString(value)});
    if (m_rows.empty())
        m_rows.emplace_back();
    endResetModel();
    Q_EMIT countChanged();
}

std::map<std::string, std::string> PairList::pairs() const
{
    std::map<std::string, std::string> all;
    for (const Row &row : m_rows)
        if (!row.name.trimmed().isEmpty() || !row.value.isEmpty())
            all.emplace(row.name.trimmed().toStdString(), row.value.toStdString());
    return all;
}

QString PairList::problem() const
{
    QSet<QString> seen;
    for (const Row &row : m_rows) {
        const QString name = row.name.trimmed();
        if (name.isEmpty() && !row.value.isEmpty())
            return tr("A value has no key beside it.");
        if (!name.isEmpty() && seen.contains(name))
            return tr("%1 is there twice.").arg(name);
        seen.insert(name);
    }
    return {};
}

void PairList::add()
{
    if (count() >= kPairsMax)
        return;
    append(m_rows, {});
    Q_EMIT edited();
}

void PairList::remove(int row)
{
    removeFrom(m_rows, row);
}

void PairList::setText(int row, QString Row::*field, const QString &text, int role)
{
    if (!has(row) || m_rows[static_cast<std::size_t>(row)].*field == text)
        return;
    m_rows[static_cast<std::size_t>(row)].*field = text;
    Q_EMIT dataChanged(index(row), index(row), {role});
    Q_EMIT edited();
}

void PairList::setName(int row, const QString &text)
{
    setText(row, &Row::name, text, NameRole);
}

void PairList::setValue(int row, const QString &text)
{
    setText(row, &Row::value, text, ValueRole);
}

int PairList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant PairList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    return role == NameRole ? QVariant(row.name) : role == ValueRole ? QVariant(row.value) : QVariant();
}

QHash<int, QByteArray> PairList::roleNames() const
{
    return roleTable({{NameRole, "name"}, {ValueRole, "value"}});
}

} // namespace glovebox::models
