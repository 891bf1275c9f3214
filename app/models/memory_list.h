// Role: the memory stores in a session's sandbox, as rows. Replaced as a whole by its owner. Thread: GUI.
#pragma once

#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class MemoryList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { NameRole = Qt::UserRole + 1, PathRole, ReadOnlyRole, StateRole, ProblemRole, SpokenRole };

    MemoryList(Ticker *ticker, QObject *parent = nullptr);

    void setStores(const std::vector<api::MountedMemory> &stores);
    int count() const { return static_cast<int>(m_stores.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    Ticker *m_ticker;
    std::vector<api::MountedMemory> m_stores;
};

} // namespace glovebox::models
