// Role: what was put right in a guest, or looked at, before anybody's command ran there, for a pane. Thread: GUI.
#pragma once

#include "core/domain/guest_check.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class CheckList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int failed READ failed NOTIFY countChanged)

public:
    enum Role { NameRole = Qt::UserRole + 1, OkRole, DetailRole };

    using QAbstractListModel::QAbstractListModel;

    void setChecks(const std::vector<domain::GuestCheck> &checks);
    int count() const { return static_cast<int>(m_checks.size()); }
    int failed() const;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    std::vector<domain::GuestCheck> m_checks;
};

} // namespace glovebox::models
