// Role: the sessions this host works on, one row each, as the Sessions page lists them.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; counts and ages change at most twice a second per cell,
// states at once.
#pragma once

#include "app/models/keyed_list.h"
#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct SessionRow {
    api::SessionView shown;
    api::SessionView latest;
    bool countsLate = false; // latest has figures that are not shown yet
    QString threadWaiting;

    QString key() const { return QString::fromStdString(shown.id.value()); }
};

class SessionsModel : public KeyedList<SessionRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        SessionIdRole = FirstOwnRole,
        ShortIdRole,
        TitleRole, // never empty: the id stands in
        AgentRole,
        ToneRole,    // "live", …: a colour of the theme
        SymbolRole,  // a state symbol's name
        WordRole,    // "Needs approval"
        ReasonRole,  // one line under or beside the word; may be empty
        SandboxRole, // "sbx-2f1", or empty
        SandboxToneRole,
        SandboxSymbolRole,
        SandboxWordRole,
        TurnsRole,
        ToolsRole,
        ToolErrorsRole,
        CostRole,     // "$1.87 of $5.00", list price; empty: not reported
        WaitingRole,  // a thread beside the main one waits for approval: which; empty: none
        ActivityRole, // "3 min ago"
        StartedRole,  // "13:20"
        StartedFullRole,
        SpokenRole,     // the whole row as one sentence for a screen reader
        StateOrderRole, // for sorting
        ActivityAtRole,
        StartedAtRole,
        CostValueRole,
    };

    SessionsModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::SessionView &view);
    void remove(const domain::SessionId &id);
    const api::SessionView *find(const QString &id) const;
    const std::vector<SessionRow> &all() const { return rows(); }
    /// A call of a thread waits for approval while the session itself goes on.
    void setThreadWaiting(const QString &id, const QString &thread);
    int running() const;

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant stateData(const SessionRow &row, int role) const;
    QString waitingThread(const SessionRow &row) const;
    void onTick();
    void onSettled();

    Ticker *m_ticker;
};

} // namespace glovebox::models
