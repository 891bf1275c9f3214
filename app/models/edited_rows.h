// Role: what lists of rows that a form edits have in common: rows that are added, removed and moved by somebody.
// Thread: GUI.
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <type_traits>
#include <utility>
#include <vector>

namespace glovebox::models {

class EditedRows : public QAbstractListModel {
    Q_OBJECT
    QML_ANONYMOUS

public:
    using QAbstractListModel::QAbstractListModel;

Q_SIGNALS:
    void countChanged();
    /// By somebody, not by the form itself.
    void edited();

protected:
    template <class Row>
    static bool has(const std::vector<Row> &rows, int row)
    {
        return row >= 0 && static_cast<std::size_t>(row) < rows.size();
    }

    /// Told as added, not as edited.
    template <class Row>
    void append(std::vector<Row> &rows, std::type_identity_t<Row> row)
    {
        const int at = static_cast<int>(rows.size());
        beginInsertRows({}, at, at);
        rows.push_back(std::move(row));
        endInsertRows();
        Q_EMIT countChanged();
    }

    /// Nothing for a row that is not there.
    template <class Row>
    void removeFrom(std::vector<Row> &rows, int row)
    {
        if (!has(rows, row))
            return;
        beginRemoveRows({}, row, row);
        rows.erase(rows.begin() + row);
        endRemoveRows();
        Q_EMIT countChanged();
        Q_EMIT edited();
    }

    /// Up (-1) or down (1); nothing at either end.
    template <class Row>
    void moveIn(std::vector<Row> &rows, int row, int by)
    {
        const int to = row + by;
        if (!has(rows, row) || !has(rows, to) || (by != 1 && by != -1))
            return;
        beginMoveRows({}, row, row, {}, by > 0 ? to + 1 : to);
        std::swap(rows[static_cast<std::size_t>(row)], rows[static_cast<std::size_t>(to)]);
        endMoveRows();
        Q_EMIT edited();
    }
};

} // namespace glovebox::models
