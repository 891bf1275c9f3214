// Role: the gate's secrets, one row each, as the Egress page's tab of that name lists them: what they are called, where
// they may go and who uses them. Thread: GUI. Invariants: by name; no role has a value, since no view has one.
#pragma once

#include "app/format/states.h"
#include "app/models/keyed_list.h"
#include "app/models/ticker.h"
#include "core/api/secret_views.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct SecretRow {
    api::ShownSecret shown;
    int users = 0; // sandboxes that may use it

    QString key() const { return QString::fromStdString(shown.secret.name); }
};

class SecretsModel : public KeyedList<SecretRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        NameRole = FirstOwnRole,
        DescriptionRole,
        VariableRole, // "API_TOKEN"
        SentAsRole,   // "Authorization: Bearer <secret>"
        HostsRole,    // "api.example.org, *.example.org:8443"
        UsedByRole,   // "2 sandboxes", "none"
        UsedRole,     // "api.example.org, by sbx-1a, 3 min ago"; "not yet"
        ToneRole,
        SymbolRole,
        WordRole, // "Kept", "Keeping…", "Not changed"
        ProblemRole,
        SpokenRole,
        UsersValueRole,
        UsedAtRole,
    };

    explicit SecretsModel(Ticker *ticker, QObject *parent = nullptr);

    /// All that there are; `users` by name.
    void apply(const std::vector<api::ShownSecret> &secrets, const QHash<QString, int> &users);
    void setUsers(const QHash<QString, int> &users);
    const SecretRow *find(const QString &name) const { return findRow(name); }
    const std::vector<SecretRow> &all() const { return rows(); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QString used(const api::ShownSecret &shown) const;
    QVariant stateData(const SecretRow &row, int role) const;

    Ticker *m_ticker;
};

} // namespace glovebox::models
