// Role: keys of the local API, one row each: what they are called, what they may do, when they were used and when they
// run out. Thread: GUI. Invariants: oldest first; no role has a secret, since no view has one.
#pragma once

#include "app/format/states.h"
#include "app/models/keyed_list.h"
#include "app/models/ticker.h"
#include "core/api/key_views.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct KeyRow {
    api::ShownKey shown;

    QString key() const { return QString::fromStdString(shown.id.value()); }
};

class KeysModel : public KeyedList<KeyRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    /// One that runs out so soon is marked.
    static constexpr std::chrono::hours kSoon{7 * 24};

    enum Role {
        IdRole = FirstOwnRole,
        NameRole,
        HintRole,    // "key-1a2b3c, ends in …7Q2c"
        ScopeRole,   // "Operate"
        CreatedRole, // "3 d ago"
        UsedRole,    // "2 min ago"; "not since the start"
        ExpiresRole, // "in 12 d", "never", "2 d ago"
        ToneRole,
        SymbolRole,
        WordRole, // "In force", "Runs out soon", "Run out"
        ExpiredRole,
        NoteRole, // "The secret before is good for another 2 h"; empty
        SpokenRole,
        CreatedAtRole,
        UsedAtRole,
        ExpiresAtRole,
        ScopeValueRole,
    };

    explicit KeysModel(Ticker *ticker, QObject *parent = nullptr);

    /// All that there are.
    void apply(const std::vector<api::ShownKey> &keys);
    const KeyRow *find(const QString &id) const { return findRow(id); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    format::StateLook lookOf(const api::ShownKey &key) const;
    QString expires(const api::ShownKey &key) const;
    QString used(const api::ShownKey &key) const;
    QString note(const api::ShownKey &key) const;
    QVariant stateData(const KeyRow &row, int role) const;

    Ticker *m_ticker;
};

/// "Read", "Operate", "Admin".
QString scopeText(domain::KeyScope scope);

} // namespace glovebox::models
