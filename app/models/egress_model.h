// Role: what sandboxes tried to reach, live: a row for each sandbox, host and port, with what was decided and what went
// through. Thread: GUI. Invariants: kRowsMax rows; the one that was quiet longest goes first.
#pragma once

#include "app/models/keyed_list.h"
#include "app/models/ticker.h"
#include "core/api/egress_views.h"

#include <set>

namespace glovebox::models {

struct EgressRow {
    domain::EgressDecision newest;
    int allowed = 0;
    int denied = 0;
    ByteCount sent;
    ByteCount received;
    WallTime since;
    std::set<domain::EgressId> open; // connections that go on
    std::set<std::string> secrets;   // that the gate put in, by name
    std::set<std::string> misused;   // whose placeholder stood where it may not

    QString key() const;
};

class EgressModel : public KeyedList<EgressRow> {
    Q_OBJECT

public:
    enum Role {
        HostRole = FirstOwnRole, // the name, or the address when no name was asked for
        PortRole,                // "443"; "name" of one that was only asked for
        SandboxRole,             // its name, or its id
        AttemptsRole,            // "12"; "9, 3 denied"
        BytesRole,               // "↑ 12 KiB  ↓ 3.4 MiB"
        AgoRole,
        ToneRole,
        SymbolRole,
        WordRole,
        WhyRole, // the rule that decided, or why not; before it the secrets that were used, or misused
        SpokenRole,
    };
    static constexpr std::size_t kRowsMax = 2000;

    explicit EgressModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(std::vector<api::EgressAttemptView> attempts);
    /// What a sandbox is called; those that are gone keep the name that they had.
    void setName(const domain::SandboxId &sandbox, const QString &name);
    QString nameOf(const domain::SandboxId &sandbox) const;
    const EgressRow *find(const QString &key) const { return findRow(key); }
    int denied() const { return m_denied; }
    void clear();

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void take(const domain::EgressDecision &decision);
    void dropQuiet();
    QString spoken(const EgressRow &row) const;

    Ticker *m_ticker;
    QHash<QString, QString> m_names; // by sandbox
    int m_denied = 0;                // attempts, all in all
};

/// "api-token, registry-token"
QString namesOf(const std::set<std::string> &secrets);
/// "api.example.org:443"
QString targetOf(const domain::EgressDecision &decision);

} // namespace glovebox::models
