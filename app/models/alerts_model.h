// Role: everything that happened and mattered since the window was opened, newest first: what needs somebody, what
// failed, what is done, and what was said in passing. Thread: GUI.
// Invariants: kMost entries, the oldest go first; a need is one entry for as long as it lasts, and stays as settled.
#pragma once

#include "app/models/needs.h"
#include "app/models/stable_list.h"

namespace glovebox::models {

struct Alert {
    QString id;
    quint64 order = 0; // of arrival
    AlertLevel level = AlertLevel::Info;
    format::StateLook look; // its word says what happened
    QString object;
    QString detail;
    WallTime at{};
    QString target;       // where it leads; empty: nowhere
    int times = 1;        // in a row
    bool settled = false; // of a need: it needs nobody any more
    bool seen = false;

    const QString &key() const { return id; }
    friend bool operator==(const Alert &, const Alert &) = default;
};

class AlertRows : public KeyedList<Alert> {
    Q_OBJECT

public:
    enum Role {
        WhatRole = FirstOwnRole,
        ObjectRole,
        DetailRole,
        LevelRole, // "Needs you"
        TimeRole,  // "14:02:11"
        AgeRole,   // "3 min ago"
        ToneRole,
        SymbolRole,
        TargetRole,
        SettledRole,
        UnseenRole,
        SpokenRole,
    };

    explicit AlertRows(Ticker *ticker, QObject *parent = nullptr);

    /// In front of all that are there; the oldest goes when there are too many.
    void add(Alert alert, std::size_t most);
    /// Changed in place; nothing when it is not there any more.
    void change(const QString &key, const std::function<void(Alert &)> &how);
    const Alert *find(const QString &key) const { return findRow(key); }
    const Alert *newest() const;
    const std::vector<Alert> &all() const { return rows(); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QString spoken(const Alert &alert) const;

    Ticker *m_ticker;
};

class AlertsModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the overview")
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(int unseen READ unseen NOTIFY changed)
    Q_PROPERTY(QString unseenTone READ unseenTone NOTIFY changed)
    Q_PROPERTY(int total READ total NOTIFY changed)
    Q_PROPERTY(QStringList levels READ levels CONSTANT)
    Q_PROPERTY(int level READ level WRITE setLevel NOTIFY filterChanged)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY filterChanged)

public:
    static constexpr std::size_t kMost = 500;

    explicit AlertsModel(Ticker *ticker, QObject *parent = nullptr);

    /// What needs somebody now: each that is new is an entry, each that is gone is settled.
    void follow(const std::vector<Need> &needs);
    /// What came of long actions, and what this host's watchers told.
    void apply(const bridge::Batch &batch);
    /// What was said in a toast; the same again is counted, not repeated.
    void say(const QString &text, bool isProblem);

    StableList *rows() { return &m_list; }
    const AlertRows &views() const { return m_rows; }
    /// What needs somebody or failed, goes on, and nobody has looked at.
    int unseen() const;
    QString unseenTone() const;
    int total() const { return m_rows.rowCount(); }
    /// "All", "Needs you", …
    QStringList levels() const;
    int level() const { return m_level; }
    void setLevel(int level);
    QString text() const { return m_text; }
    void setText(const QString &text);

    /// Somebody looked.
    Q_INVOKABLE void markSeen();
    Q_INVOKABLE void clearFilter();

Q_SIGNALS:
    void changed();
    void filterChanged();
    void added(const glovebox::models::Alert &alert);
    void settled(const QString &alert);

private:
    void add(Alert alert);
    void applyOperation(const domain::Operation &operation);
    void refilter();

    Ticker *m_ticker;
    WallTime m_openedAt;
    AlertRows m_rows;
    StableList m_list;
    QHash<QString, QString> m_open; // a need's key: its entry's
    QSet<QString> m_told;           // operations of which the end is an entry
    quint64 m_count = 0;
    int m_level = 0;
    QString m_text;
};

} // namespace glovebox::models
