// Role: the microVMs of this host, one row each, as the Sandboxes page lists them.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; resource figures change at most twice a second, states at
// once.
#pragma once

#include "app/models/keyed_list.h"
#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct SandboxRow {
    api::SandboxView shown;
    api::SandboxView latest;
    bool figuresLate = false; // latest has figures that are not shown yet
    bool requested = false;
    std::optional<WallTime> goneAt;

    QString key() const { return QString::fromStdString(shown.id.value()); }
};

class SandboxesModel : public KeyedList<SandboxRow> {
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
        CpuRole,        // "43%", "unknown" and empty are different: empty means that it does not apply
        MemoryRole,     // "1.8 / 4 GiB"
        MemoryUsedRole, // without the limit, for narrow places
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

    SandboxesModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::SandboxView &view);
    void markGone(const domain::SandboxId &id);
    void setRequested(const QString &id, bool requested);
    const api::SandboxView *find(const QString &id) const;
    bool isRequested(const QString &id) const;
    /// Holding a slot or waiting for one, in order of arrival. Without kept ones: leaving does not end those.
    std::vector<api::SandboxView> active() const;
    int failed() const;

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant stateData(const SandboxRow &row, int role) const;
    QVariant figureData(const api::SandboxView &view, int role) const;
    QString reason(const api::SandboxView &view) const;
    void onTick();
    void onSettled();

    Ticker *m_ticker;
};

} // namespace glovebox::models
