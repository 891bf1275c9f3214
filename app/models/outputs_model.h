// Role: the files that the open session left for its operator, kept on this host after the sandbox is gone.
// Thread: GUI. Invariants: paths are shown and opened only when they lie inside the session's folder.
#pragma once

#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <map>

namespace glovebox::models {

class OutputsModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QString folder READ folder NOTIFY changed)
    Q_PROPERTY(QString totalText READ totalText NOTIFY changed)
    Q_PROPERTY(QString tabText READ tabText NOTIFY changed)
    Q_PROPERTY(bool collecting READ collecting NOTIFY changed)
    Q_PROPERTY(QString skippedText READ skippedText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)

public:
    enum Role { PathRole = Qt::UserRole + 1, SizeRole, TimeRole, TimeFullRole, SpokenRole };

    OutputsModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::OutputsView &view);
    void remove(const domain::SessionId &session);
    void open(const QString &session);

    int count() const { return rowCount(); }
    QString folder() const;
    QString totalText() const;
    /// The tab's title: "Outputs", "Outputs 3".
    QString tabText() const;
    bool collecting() const { return view() && view()->collecting; }
    QString skippedText() const;
    QString problem() const;
    QStringList paths() const;
    /// Absolute; empty when there is none, or when it would lead out of the folder.
    QString fileAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    const api::OutputsView *view() const;

    Ticker *m_ticker;
    std::string m_session;
    std::map<std::string, api::OutputsView> m_views;
};

/// A relative path that stays below its folder, whatever the folder is.
bool staysInside(const QString &relative);

} // namespace glovebox::models
