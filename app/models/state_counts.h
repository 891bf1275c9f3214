// Role: how many sessions, or sandboxes, are in each state: a row each that is always there, so that nothing moves when
// a count does. Each leads to its list by a filter. Thread: GUI.
#pragma once

#include "app/models/state_groups.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class StateCounts : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the overview")
    Q_PROPERTY(QString totalText READ totalText NOTIFY counted)

public:
    enum Role {
        LabelRole = Qt::UserRole + 1,
        ToneRole,
        SymbolRole,
        CountRole,
        FigureRole, // as it is read: "1,204"
        FilterRole, // "state:running"
    };

    explicit StateCounts(std::span<const StateGroup> groups, QObject *parent = nullptr);

    /// In the order of the groups.
    void setCounts(std::vector<int> counts);
    int total() const;
    QString totalText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void counted();

private:
    std::span<const StateGroup> m_groups;
    std::vector<int> m_counts;
};

} // namespace glovebox::models
