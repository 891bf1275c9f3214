// Role: secrets of the gate, chosen by ticks for a sandbox that is to be made or for a template, and whether the rules
// that it is to obey let it reach their hosts. Thread: GUI. Invariants: a choice stays while its secret is there; what
// a definition names stays whether it is or not, as it was written and in that order, until somebody takes its tick
// away.
#pragma once

#include "core/api/egress_views.h"
#include "core/api/secret_views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class SecretChoice : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a form")
    Q_PROPERTY(int count READ count NOTIFY chosenChanged)
    Q_PROPERTY(QString text READ text NOTIFY chosenChanged)       // "registry-token, weather-api"; "none"
    Q_PROPERTY(QString warning READ warning NOTIFY chosenChanged) // empty: nothing speaks against it

public:
    enum Role { NameRole = Qt::UserRole + 1, DetailRole, ChosenRole, MissingRole };
    /// A choice whose secret this host does not have is dropped, or stays and is marked.
    enum class Missing { Drop, Keep };

    explicit SecretChoice(Missing missing = Missing::Drop, QObject *parent = nullptr)
        : QAbstractListModel(parent), m_keepsMissing(missing == Missing::Keep)
    {
    }

    void setSecrets(const api::SecretsView &view);
    void setProfiles(const api::EgressProfilesView &profiles);
    /// Which profile the sandbox will have; empty: that is not known here, and nothing is said of it.
    void setProfile(const std::string &name);
    void setChosen(const std::vector<std::string> &names);
    void clear() { setChosen({}); }
    const std::vector<std::string> &chosen() const { return m_chosen; }

    int count() const { return static_cast<int>(m_secrets.size() + m_missing.size()); }
    QString text() const;
    QString warning() const;
    Q_INVOKABLE void toggle(int row);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void chosenChanged();
    /// By somebody, not by setChosen().
    void edited();

private:
    bool isChosen(const std::string &name) const;
    bool isHere(const std::string &name) const;
    const std::string &nameAt(int row) const;
    QString detailAt(int row) const;
    void sortOut();

    bool m_keepsMissing;
    bool m_told = false; // which secrets there are
    std::vector<domain::GateSecret> m_secrets;
    std::vector<std::string> m_missing; // listed besides
    std::vector<std::string> m_chosen;
    api::EgressProfilesView m_profiles;
    std::string m_profile;
};

} // namespace glovebox::models
