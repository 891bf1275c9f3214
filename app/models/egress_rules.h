// Role: one profile's rules, and how often each has decided. Replaced as a whole by its owner. Thread: GUI.
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class EgressRules : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        TextRole = Qt::UserRole + 1, // "allow git.example.org port 22, 443"
        NoteRole,
        UsesRole,   // "212 times, 3 min ago"; "not used in 30 days"; empty: it is not known yet
        UnusedRole, // it decided nothing
        AddedRole,  // here, and not by the file of profiles
    };
    struct Row {
        QString text;
        QString note;
        QString uses;
        bool unused = false;
        bool added = false;

        friend bool operator==(const Row &, const Row &) = default;
    };

    using QAbstractListModel::QAbstractListModel;

    void show(std::vector<Row> rows);
    int count() const { return static_cast<int>(m_rows.size()); }
    const std::vector<Row> &all() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    std::vector<Row> m_rows;
};

} // namespace glovebox::models
