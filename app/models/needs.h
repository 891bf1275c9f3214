// Role: what needs somebody, from everything that the window knows: the Overview page lists it and the alerts are made
// of it. What is decided here is nowhere decided again. Thread: GUI.
// Invariant: a need keeps its key as long as it is the same one.
#pragma once

#include "app/models/approvals_model.h"
#include "app/models/history_panel.h"
#include "app/models/host_status.h"
#include "app/models/keyed_list.h"
#include "app/models/sandboxes_model.h"
#include "app/models/work_model.h"

namespace glovebox::models {

/// How loud it is said; the first two are what a Need can be.
enum class AlertLevel { NeedsYou, Failed, Done, Info };

struct Need {
    QString id;
    AlertLevel level = AlertLevel::NeedsYou;
    int rank = 0;                  // what is more urgent comes first
    format::StateLook look;        // its word says what it is: "Approve bash"
    QString object;                // whose
    QString detail;                // one line; may be empty
    std::optional<WallTime> since; // none: nobody knows
    QString action;                // the one thing to do: "Review"
    QString target;                // where that leads, as OverviewModel::follow() takes it

    const QString &key() const { return id; }
    friend bool operator==(const Need &, const Need &) = default;
};

/// Everything that needs hang on.
struct NeedSources {
    const ApprovalsModel &approvals;
    const SessionsModel &sessions;
    const SandboxesModel &sandboxes;
    const WorkModel &work;
    const EnvironmentsModel &environments;
    const HostStatus &host;
    HistoryPanel &history;
    std::function<bool(const QString &object)> exists; // "snapshot/snap-1"
};

/// A custom tool's result that is waited for longer than this needs somebody.
inline constexpr std::chrono::minutes kCustomToolNotable{5};
/// What failed longer ago is history.
inline constexpr std::chrono::hours kFailureKept{24};

/// In no order. Pure.
std::vector<Need> needsOf(const NeedSources &sources, WallTime now);

class NeedRows : public KeyedList<Need> {
    Q_OBJECT

public:
    enum Role {
        WhatRole = FirstOwnRole,
        ObjectRole,
        DetailRole,
        AgeRole, // "3 min"; empty: nobody knows
        ToneRole,
        SymbolRole,
        ActionRole,
        TargetRole,
        SpokenRole,
    };

    explicit NeedRows(Ticker *ticker, QObject *parent = nullptr);

    void setNeeds(std::vector<Need> needs) { setRows(std::move(needs)); }
    const std::vector<Need> &all() const { return rows(); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    Ticker *m_ticker;
};

} // namespace glovebox::models
