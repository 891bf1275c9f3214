// Role: pairs of metadata as a form edits them: a key and a value a row. Thread: GUI. Invariants: rows in which nothing
// was typed are not among pairs().
#pragma once

#include "app/models/edited_rows.h"
#include <QtQml/qqmlregistration.h>

#include <map>
#include <string>
#include <vector>

namespace glovebox::models {

class PairList : public EditedRows {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { NameRole = Qt::UserRole + 1, ValueRole };

    /// As many as the service takes.
    static constexpr int kPairsMax = 16;

    using EditedRows::EditedRows;

    /// One empty row when there are none, so that there is something to type in.
    void set(const std::map<std::string, std::string> &pairs);
    std::map<std::string, std::string> pairs() const;
    /// A sentence; empty: nothing.
    QString problem() const;
    int count() const { return static_cast<int>(m_rows.size()); }

    Q_INVOKABLE void add();
    Q_INVOKABLE void remove(int row);
    Q_INVOKABLE void setName(int row, const QString &text);
    Q_INVOKABLE void setValue(int row, const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    struct Row {
        QString name;
        QString value;
    };

    bool has(int row) const { return EditedRows::has(m_rows, row); }
    void setText(int row, QString Row::*field, const QString &text, int role);

    std::vector<Row> m_rows;
};

} // namespace glovebox::models
