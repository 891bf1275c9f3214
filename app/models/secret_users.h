// Role: the sandboxes that may use one secret, as its pane lists them. Thread: GUI.
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

struct SecretUser {
    QString id;
    QString title; // its name, or its id
    QString why;   // it cannot be taken away now; empty: it can

    friend bool operator==(const SecretUser &, const SecretUser &) = default;
};

class SecretUsers : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { SandboxIdRole = Qt::UserRole + 1, TitleRole, WhyRole };

    using QAbstractListModel::QAbstractListModel;

    void setUsers(std::vector<SecretUser> users);
    int count() const { return static_cast<int>(m_users.size()); }
    const std::vector<SecretUser> &all() const { return m_users; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    std::vector<SecretUser> m_users;
};

} // namespace glovebox::models
