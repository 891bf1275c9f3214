// Role: sessions that were served here, as the ledger remembers them: found by id, title or agent, newest first, page
// by page. Thread: GUI. Invariant: an answer to an older search is not shown.
#pragma once

#include "app/models/history_ask.h"
#include "app/models/keyed_list.h"
#include "app/models/stable_list.h"
#include "app/models/ticker.h"

#include <QTimer>

namespace glovebox::models {

struct PastRow {
    domain::PastSession session;

    QString key() const { return QString::fromStdString(session.session.value()); }
};

class PastRows : public KeyedList<PastRow> {
    Q_OBJECT

public:
    enum Role {
        TitleRole = FirstOwnRole, // or its id
        AgentRole,
        EnvironmentRole,
        SeenRole,
        CallsRole,
        LocalRole,
        ListRole,
        SpokenRole,
    };

    using Namer = std::function<QString(const domain::EnvironmentId &)>;

    explicit PastRows(Ticker *ticker, QObject *parent = nullptr);

    void clear();
    void add(const std::vector<domain::PastSession> &sessions);
    std::optional<WallTime> oldest() const;
    /// How an environment is called here.
    void setNamer(Namer namer) { m_namer = std::move(namer); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    Ticker *m_ticker;
    Namer m_namer;
};

class PastSessions : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(bool loaded READ loaded NOTIFY changed)
    Q_PROPERTY(bool more READ more NOTIFY changed)
    Q_PROPERTY(QString countText READ countText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)

public:
    static constexpr int kPage = 200;
    static constexpr int kTypingMs = 250;

    PastSessions(bridge::EngineClient *client, Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::HistoryReport &report);
    void setNamer(PastRows::Namer namer) { m_rows.setNamer(std::move(namer)); }

    QString text() const { return m_text; }
    void setText(const QString &text);
    bool loading() const { return m_ask.waiting(); }
    bool loaded() const { return m_loaded; }
    bool more() const { return m_more; }
    QString countText() const;
    QString problem() const { return m_problem; }
    StableList *rows() { return &m_list; }

    Q_INVOKABLE void refresh();
    Q_INVOKABLE void loadMore();

Q_SIGNALS:
    void textChanged();
    void changed();

private:
    void ask(std::optional<WallTime> before);

    HistoryAsk m_ask;
    PastRows m_rows;
    StableList m_list;
    QTimer m_typing;
    QString m_text;
    bool m_continues = false;
    bool m_more = false;
    bool m_loaded = false;
    QString m_problem;
};

} // namespace glovebox::models
