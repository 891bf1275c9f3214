// Role: the Audit page: who did what to which object, newest first, read page by page from the ledger; one entry in
// full beside it. Thread: GUI. Invariants: entries stand in the order of their sequence; an answer to an older filter
// is not shown.
#pragma once

#include "app/models/fact_list.h"
#include "app/models/history_ask.h"
#include "app/models/keyed_list.h"
#include "app/models/stable_list.h"
#include "app/models/ticker.h"

#include <QTimer>

namespace glovebox::models {

struct AuditRow {
    domain::AuditEntry entry;

    QString key() const { return QString::number(entry.sequence); }
};

class AuditRows : public KeyedList<AuditRow> {
    Q_OBJECT

public:
    enum Role {
        TimeRole = FirstOwnRole, // "14:02:11", with its day when that is another
        ActorRole,
        ActionRole,
        ObjectRole,
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole,
        SessionRole,
        SpokenRole,
    };

    explicit AuditRows(Ticker *ticker, QObject *parent = nullptr);

    void clear();
    void add(const std::vector<domain::AuditEntry> &entries);
    const domain::AuditEntry *find(const QString &sequence) const;
    std::uint64_t oldest() const;
    const std::vector<AuditRow> &all() const { return rows(); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    Ticker *m_ticker;
};

class AuditModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY filterChanged)
    Q_PROPERTY(QString object READ object WRITE setObject NOTIFY filterChanged)
    Q_PROPERTY(int action READ action WRITE setAction NOTIFY filterChanged)
    Q_PROPERTY(QStringList actions READ actions CONSTANT)
    Q_PROPERTY(bool filtered READ filtered NOTIFY filterChanged)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(bool loaded READ loaded NOTIFY changed)
    Q_PROPERTY(bool more READ more NOTIFY changed)
    Q_PROPERTY(QString asOf READ asOf NOTIFY changed)
    Q_PROPERTY(QString countText READ countText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(bool known READ known NOTIFY entryChanged)
    Q_PROPERTY(QString entryAction READ entryAction NOTIFY entryChanged)
    Q_PROPERTY(QString entryTone READ entryTone NOTIFY entryChanged)
    Q_PROPERTY(QString entrySymbol READ entrySymbol NOTIFY entryChanged)
    Q_PROPERTY(QString entryWord READ entryWord NOTIFY entryChanged)
    Q_PROPERTY(QString entryReason READ entryReason NOTIFY entryChanged)
    Q_PROPERTY(QString entryBefore READ entryBefore NOTIFY entryChanged)
    Q_PROPERTY(QString entryAfter READ entryAfter NOTIFY entryChanged)
    Q_PROPERTY(QString entryObject READ entryObject NOTIFY entryChanged)
    Q_PROPERTY(QString entrySession READ entrySession NOTIFY entryChanged)
    Q_PROPERTY(double entryAt READ entryAt NOTIFY entryChanged)
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)

public:
    /// Read at a time: some screens full.
    static constexpr int kPage = 200;
    /// Somebody who types is not asked for after every letter.
    static constexpr int kTypingMs = 250;

    AuditModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent = nullptr);

    void setShown(bool shown);
    void apply(const api::HistoryReport &report);

    QString text() const { return m_text; }
    void setText(const QString &text);
    QString object() const { return m_object; }
    void setObject(const QString &object);
    int action() const { return m_action; }
    void setAction(int action);
    QStringList actions() const;
    /// Its text, action and object.
    domain::AuditPage filter() const;
    bool filtered() const { return !m_text.isEmpty() || !m_object.isEmpty() || m_action > 0; }
    bool loading() const { return m_ask.waiting(); }
    bool loaded() const { return m_at.has_value(); }
    bool more() const { return m_more; }
    QString asOf() const;
    QString countText() const;
    QString problem() const { return m_problem; }
    StableList *rows() { return &m_list; }
    bool known() const { return entry() != nullptr; }
    QString entryAction() const;
    QString entryTone() const;
    QString entrySymbol() const;
    QString entryWord() const;
    QString entryReason() const;
    QString entryBefore() const;
    QString entryAfter() const;
    QString entryObject() const;
    QString entrySession() const;
    double entryAt() const; // in ms since 1970
    FactList *facts() { return &m_facts; }

    Q_INVOKABLE void refresh();
    Q_INVOKABLE void loadMore();
    Q_INVOKABLE void clearFilter();

Q_SIGNALS:
    void filterChanged();
    void changed();
    void entryChanged();

private:
    void ask(std::uint64_t before);
    void filterChangedByHand();
    void select();
    const domain::AuditEntry *entry() const { return m_rows.find(m_list.currentKey()); }

    Ticker *m_ticker;
    HistoryAsk m_ask;
    AuditRows m_rows;
    StableList m_list;
    FactList m_facts;
    QTimer m_typing;
    QString m_text;
    QString m_object;
    int m_action = 0;
    bool m_shown = false;
    bool m_continues = false; // what is asked for goes below what is there
    bool m_more = false;
    std::optional<WallTime> m_at;
    QString m_problem;
};

} // namespace glovebox::models
