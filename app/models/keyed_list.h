// Role: what the lists of sessions, sandboxes, work items, waiting calls and environments share: rows of one kind,
// found by key, inserted, changed and removed one by one, and tombstones of what is gone. Thread: GUI. Invariants: a
// row's key never changes; the index agrees with the rows between any two calls. A Row has `QString key() const`; lists
// with tombstones also `std::optional<WallTime> goneAt`.
#pragma once

#include "app/models/view_list.h"
#include "core/base/units.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace glovebox::models {

template <class Row>
class KeyedList : public ViewList {
public:
    using ViewList::ViewList;

    /// What is gone stays so long, so that its end can be seen; longer while somebody points at the list.
    static constexpr std::chrono::seconds kTombstone{10};

    void setTombstonesHeld(bool held) { m_tombstonesHeld = held; }

    bool isMarked(const QString &key) const { return m_marked.contains(key); }
    void setMarked(const QString &key, bool marked)
    {
        const int row = rowOf(key);
        if (row < 0 || marked == isMarked(key))
            return;
        if (marked)
            m_marked.insert(key);
        else
            m_marked.remove(key);
        rowChanged(row, {MarkedRole});
    }
    /// In the order of the rows.
    QStringList marked() const
    {
        QStringList keys;
        for (const Row &row : m_rows)
            if (isMarked(row.key()))
                keys += row.key();
        return keys;
    }
    void clearMarks()
    {
        for (const QString &key : marked())
            setMarked(key, false);
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    QString keyAt(int row) const override { return rowAt(row).key(); }
    int rowOf(const QString &key) const override { return m_index.value(key, -1); }

protected:
    const std::vector<Row> &rows() const { return m_rows; }
    const Row &rowAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    Row &rowAt(int row) { return m_rows[static_cast<std::size_t>(row)]; }
    const Row *findRow(const QString &key) const
    {
        const int row = rowOf(key);
        return row < 0 ? nullptr : &rowAt(row);
    }

    void appendRow(Row row) { insertRow(rowCount(), std::move(row)); }
    void insertRow(int at, Row row)
    {
        const QString key = row.key();
        beginInsertRows({}, at, at);
        m_rows.insert(m_rows.begin() + at, std::move(row));
        reindex(at);
        endInsertRows();
        Q_EMIT changed(key);
    }
    void removeRow(int at)
    {
        const QString key = keyAt(at);
        beginRemoveRows({}, at, at);
        m_index.remove(key);
        m_marked.remove(key);
        m_rows.erase(m_rows.begin() + at);
        reindex(at);
        endRemoveRows();
        Q_EMIT changed(key);
    }
    void rowChanged(int row, const QList<int> &roles = {})
    {
        Q_EMIT dataChanged(index(row), index(row), roles);
        Q_EMIT changed(keyAt(row));
    }
    void allChanged(const QList<int> &roles)
    {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), roles);
    }
    /// Exactly these, whatever their order: rows that come, go and change are told one by one.
    void setRows(std::vector<Row> wanted)
    {
        QSet<QString> keys;
        for (const Row &row : wanted)
            keys.insert(row.key());
        for (int row = rowCount() - 1; row >= 0; --row)
            if (!keys.contains(keyAt(row)))
                removeRow(row);
        for (Row &row : wanted) {
            const int at = rowOf(row.key());
            if (at < 0) {
                appendRow(std::move(row));
            } else if (!(rowAt(at) == row)) {
                rowAt(at) = std::move(row);
                rowChanged(at);
            }
        }
    }
    void dropTombstones(WallTime now)
    {
        for (int row = m_tombstonesHeld ? -1 : rowCount() - 1; row >= 0; --row)
            if (rowAt(row).goneAt && now - *rowAt(row).goneAt >= kTombstone)
                removeRow(row);
    }

private:
    void reindex(int from)
    {
        for (int row = from; row < rowCount(); ++row)
            m_index.insert(keyAt(row), row);
    }

    std::vector<Row> m_rows;
    QHash<QString, int> m_index;
    QSet<QString> m_marked;
    bool m_tombstonesHeld = false;
};

} // namespace glovebox::models
