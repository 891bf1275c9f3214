// Role: the microVMs of this host, one row each, as the Sandboxes page lists them.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; resource figures change at most twice a second, states at
// once.
#pragma once

#include "app/format/states.h"
#include "app/models/keyed_list.h"
#include "app/models/sandbox_rules.h"
#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct SandboxRow {
    using Request = format::SandboxRequest;

    api::SandboxView shown;
    api::SandboxView latest;
    bool figuresLate = false; // latest has figures that are not shown yet
    Request requested = Request::None;
    WallTime requestedAt{};
    QString refusal = {}; // why the last request came to nothing, until something else happens
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
        ReservedRole,    // "reserved for team = billing"; empty: for nobody
        GuestRunnerRole, // a runner in the sandbox serves its session
        EgressOpenRole,  // it may reach any public host
        SessionIdRole,
        SessionTitleRole,
        ToneRole,
        SymbolRole,
        WordRole,
        ChipToneRole, // of what was asked for and is not confirmed yet, or of the state
        ChipSymbolRole,
        ChipWordRole, // "Pausing… 2 s"
        ReasonRole,   // "bash", "2 wait before it", why a request came to nothing, the failure's first line
        EmulatedRole,
        CpuRole,        // "43%", "unknown" and empty are different: empty means that it does not apply
        MemoryRole,     // "1.8 / 4 GiB"
        MemoryUsedRole, // without the limit, for narrow places
        DiskRole,
        BootRole,   // "1.24 s", from being asked for to answering
        OriginRole, // "warm clone", "clone", "booted"
        SinceRole,  // how long in this state: "12 min"
        ProcessRole,
        RequestedRole, // something was asked for, the engine has not confirmed it yet
        CanPauseRole,
        CanResumeRole,
        ResumeLabelRole, // "Resume sbx-1"; of one that has no process but its files "Start sbx-1"
        OperationRole,   // "snapshotting 42%"; empty: none
        CanDestroyRole,
        SpokenRole,
        StateOrderRole,
        CpuValueRole,
        MemoryValueRole,
        DiskValueRole,
        BootValueRole,
        SinceAtRole,
    };

    /// Pausing and resuming take milliseconds. Later than this it is said, and much later it is no request any more.
    static constexpr std::chrono::seconds kRequestLate{5};
    static constexpr std::chrono::seconds kRequestMax{30};

    SandboxesModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::SandboxView &view);
    void markGone(const domain::SandboxId &id);
    /// None: it was not accepted; `refusal` says why, and stands with the row until something else happens.
    void setRequested(const QString &id, SandboxRow::Request requested, const QString &refusal = {});
    const api::SandboxView *find(const QString &id) const;
    bool isRequested(const QString &id) const;
    QString refusal(const QString &id) const;
    /// "Taking longer than usual (42 s)"; empty: it does not.
    QString late(const QString &id) const;
    /// Why that cannot be asked of it now; empty when it can.
    QString whyNot(const QString &id, SandboxVerb verb) const;
    /// Why none can be written down on this host, if so.
    void setNoSnapshots(const std::optional<Error> &why);
    const std::vector<SandboxRow> &all() const { return rows(); }
    /// Holding a slot or waiting for one, in order of arrival. Without kept ones: leaving does not end those.
    std::vector<api::SandboxView> active() const;
    int failed() const;

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant stateData(const SandboxRow &row, int role) const;
    QVariant figureData(const api::SandboxView &view, int role) const;
    format::StateLook chip(const SandboxRow &row) const;
    QString reason(const SandboxRow &row) const;
    QString late(const SandboxRow &row) const;
    QString spoken(const SandboxRow &row) const;
    void giveUpOldRequests();
    void onTick();
    void onSettled();

    Ticker *m_ticker;
    std::optional<Error> m_noSnapshots;
};

} // namespace glovebox::models
