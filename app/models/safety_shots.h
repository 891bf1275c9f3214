// Role: snapshots that are kept of sandboxes before something is done to them: asks for each, and tells when it is
// there or why it is not. Thread: GUI. Invariants: each ends once, with taken() or missed(), and none is waited for for
// ever; who is told neither (the window was closed) has lost nothing.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/sandboxes_model.h"
#include "app/models/snapshots_model.h"

#include <QHash>

namespace glovebox::models {

class SafetyShots : public QObject {
    Q_OBJECT

public:
    /// What nothing is heard of for so long is not coming, unless it is still being taken.
    static constexpr std::chrono::minutes kHeardOfMax{15};

    SafetyShots(bridge::EngineClient *client, SandboxesModel *sandboxes, SnapshotsModel *snapshots, Ticker *ticker);

    /// One of that sandbox, under that name.
    void take(const QString &sandbox, const QString &name);
    bool takes(const QString &sandbox) const { return m_open.contains(sandbox); }

Q_SIGNALS:
    void taken(const QString &sandbox);
    void missed(const QString &sandbox, const QString &why);

private:
    struct Shot {
        WallTime asked;
        QString snapshot{}; // once it is seen
    };

    void look(const QString &snapshot);
    void giveUpOld();
    void miss(const QString &sandbox, const QString &why);

    bridge::EngineClient *m_client;
    SandboxesModel *m_sandboxes;
    SnapshotsModel *m_snapshots;
    Ticker *m_ticker;
    QHash<QString, Shot> m_open; // by sandbox
};

} // namespace glovebox::models
