// Role: what lies on this host and no record explains: listed with its size, its age and why, removed one by one when
// somebody says so. Thread: GUI.
#pragma once

#include "app/models/history_ask.h"
#include "app/models/keyed_list.h"
#include "app/models/ticker.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct OrphanRow {
    domain::Orphan orphan;

    QString key() const { return QString::fromStdString(orphan.id); }
};

class OrphansModel : public KeyedList<OrphanRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY told)
    Q_PROPERTY(bool looked READ looked NOTIFY told)
    Q_PROPERTY(bool looking READ looking NOTIFY told)
    Q_PROPERTY(QString summary READ summary NOTIFY told)
    Q_PROPERTY(QString age READ age NOTIFY told)
    Q_PROPERTY(QString problem READ problem NOTIFY told)

public:
    enum Role {
        TitleRole = FirstOwnRole,
        WhereRole,
        SizeRole,
        AgeRole,
        WhyRole,
        RemovingRole,
        SpokenRole,
    };

    OrphansModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::OrphansView &view);

    int count() const { return rowCount(); }
    bool looked() const { return m_view.lookedAt.has_value(); }
    bool looking() const { return m_asked || m_view.looking; }
    /// "3 things, 1.2 GiB"
    QString summary() const;
    /// Of all of them: "1.2 GiB"
    QString size() const;
    QString age() const;
    QString problem() const;

    Q_INVOKABLE void look();
    Q_INVOKABLE void remove(const QString &id);

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void told();
    void refused(const QString &text);

private:
    bool removing(const std::string &id) const;

    bridge::EngineClient *m_client;
    Ticker *m_ticker;
    api::OrphansView m_view;
    bool m_asked = false; // to look, not begun
    QSet<QString> m_removing;
};

} // namespace glovebox::models
