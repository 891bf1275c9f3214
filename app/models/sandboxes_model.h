// Role: the microVMs of this host, one row each, as the Sandboxes page lists them.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; resource figures change at most twice a second, states at
// once. A sandbox that is gone stays as a tombstone for kTombstone, longer while somebody points at the list.
#pragma once

#include "app/models/ticker.h"
#include "app/models/view_list.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

#include <unordered_map>

namespace glovebox::models {

class SandboxesModel : public ViewList {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        SandboxIdRole = FirstOwnRole,
        NameRole, // the operator's, or empty
        KeptRole,
        SessionIdRole,
        SessionTitleRole,
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole, // "bash, 18 s", "2 wait before it", the failure's first line
        EmulatedRole,
        CpuRole,    // "43%", "unknown" and empty are different: empty means that it does not apply
        MemoryRole, // "1.8 / 4 GiB"
        DiskRole,
        BootRole,  // "1.24 s"
        SinceRole, // how long in this state: "12 min"
        ProcessRole,
        RequestedRole, // "Destroying…" was asked for, the engine has not confirmed yet
        CanDestroyRole,
        SpokenRole,
        StateOrderRole,
        CpuValueRole,
        MemoryValueRole,
        DiskValueRole,
        BootValueRole,
        SinceAtRole,
    };

    static constexpr std::chrono::seconds kTombstone{10};

    SandboxesModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::SandboxView &view);
    void markGone(const domain::SandboxId &id);
    void setRequested(const QString &id, bool requested);
    void setTombstonesHeld(bool held) { m_tombstonesHeld = held; }
    const api::SandboxView *find(const QString &id) const;
    bool isRequested(const QString &id) const;
    /// Holding a slot or waiting for one, in order of arrival. Without kept ones: leaving does not end those.
    std::vector<api::SandboxView> active() const;
    int failed() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    QString keyAt(int row) const override;
    int rowOf(const QString &key) const override;

Q_SIGNALS:
    void changed(const QString &id);

private:
    struct Row {
        api::SandboxView shown;
        api::SandboxView latest;
        bool figuresLate = false;
        bool requested = false;
        std::optional<WallTime> goneAt;
    };

    QVariant stateData(const Row &row, int role) const;
    QVariant figureData(const api::SandboxView &view, int role) const;
    QString reason(const api::SandboxView &view) const;
    void onTick();
    void onSettled();
    void removeRow(int row);

    Ticker *m_ticker;
    std::vector<Row> m_rows;
    std::unordered_map<std::string, int> m_index;
    bool m_tombstonesHeld = false;
};

} // namespace glovebox::models
