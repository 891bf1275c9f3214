// Role: secrets of the gate, chosen by ticks for a sandbox that is to be made, and whether the rules that it is to obey
// let it reach their hosts. Thread: GUI. Invariants: a choice stays while its secret is there, in the list's order.
#pragma once

#include "core/api/egress_views.h"
#include "core/api/secret_views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <set>

namespace glovebox::models {

class SecretChoice : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a form")
    Q_PROPERTY(int count READ count NOTIFY chosenChanged)
    Q_PROPERTY(QString text READ text NOTIFY chosenChanged)       // "registry-token, weather-api"; "none"
    Q_PROPERTY(QString warning READ warning NOTIFY chosenChanged) // empty: nothing speaks against it

public:
    enum Role { NameRole = Qt::UserRole + 1, DetailRole, ChosenRole };

    using QAbstractListModel::QAbstractListModel;

    void setSecrets(const api::SecretsView &view);
    void setProfiles(const api::EgressProfilesView &profiles);
    /// Which profile the sandbox will have; empty: that is not known here, and nothing is said of it.
    void setProfile(const std::string &name);
    void clear();
    std::vector<std::string> chosen() const;

    int count() const { return static_cast<int>(m_secrets.size()); }
    QString text() const;
    QString warning() const;
    Q_INVOKABLE void toggle(int row);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void chosenChanged();

private:
    std::vector<domain::GateSecret> m_secrets;
    std::set<std::string> m_chosen;
    api::EgressProfilesView m_profiles;
    std::string m_profile;
};

} // namespace glovebox::models
