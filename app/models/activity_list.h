// Role: what was done last on this host, newest first: the newest of the audit trail, and what sandboxes were refused
// to reach. Read anew now and then while somebody looks. Thread: GUI.
// Invariant: kMost of each, so that a guest that is refused in a loop pushes nobody's doings out.
#pragma once

#include "app/bridge/mailbox.h"
#include "app/models/history_ask.h"
#include "app/models/keyed_list.h"
#include "app/models/sandboxes_model.h"
#include "app/models/stable_list.h"

namespace glovebox::models {

struct Activity {
    QString id;
    WallTime at{};
    QString actor;
    QString action;
    QString object;
    QString link; // of the object, as the panel opens it
    format::StateLook outcome;
    QString attempt; // of what was refused: its row of the Egress page

    const QString &key() const { return id; }
    friend bool operator==(const Activity &, const Activity &) = default;
};

class ActivityRows : public KeyedList<Activity> {
    Q_OBJECT

public:
    enum Role {
        TimeRole = FirstOwnRole, // "14:02:11", with its day when that is another
        ActorRole,
        ActionRole,
        ObjectRole,
        LinkRole,
        ToneRole,
        SymbolRole,
        WordRole,
        AttemptRole,
        SpokenRole,
    };

    explicit ActivityRows(Ticker *ticker, QObject *parent = nullptr);

    void show(std::vector<Activity> all) { setRows(std::move(all)); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QString timeOf(const Activity &activity) const;

    Ticker *m_ticker;
};

class ActivityList : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the overview")
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString asOf READ asOf NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)

public:
    static constexpr int kMost = 20;
    static constexpr std::chrono::seconds kReread{10};

    ActivityList(bridge::EngineClient *client, const SandboxesModel &sandboxes, Ticker *ticker,
                 QObject *parent = nullptr);

    /// Asks when it is due.
    void look();
    void apply(const bridge::Batch &batch);

    StableList *rows() { return &m_list; }
    bool known() const { return m_at.has_value(); }
    QString asOf() const;
    QString problem() const { return m_problem; }

Q_SIGNALS:
    void changed();

private:
    void applyReport(const api::HistoryReport &report);
    void applyAttempt(const domain::EgressDecision &decision);
    Activity fromEntry(const domain::AuditEntry &entry) const;
    Activity fromAttempt(const domain::EgressDecision &decision) const;
    QString nameOf(const QString &sandbox) const;
    void show();

    const SandboxesModel &m_sandboxes;
    Ticker *m_ticker;
    HistoryAsk m_ask;
    ActivityRows m_rows;
    StableList m_list;
    std::vector<domain::AuditEntry> m_entries;
    std::vector<domain::EgressDecision> m_refused; // the newest of each target, the newest last
    std::optional<WallTime> m_askedAt;
    std::optional<WallTime> m_at;
    QString m_problem;
};

} // namespace glovebox::models
