// Role: the templates that sandboxes are cloned from, one row each, as the Templates page lists them.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; one that is gone stays as a tombstone for kTombstone.
#pragma once

#include "app/format/states.h"
#include "app/models/ticker.h"
#include "app/models/view_rows.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

using TemplateRow = ViewRow<api::TemplateView>;

class TemplatesModel : public ViewRows<api::TemplateView> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        TemplateIdRole = FirstOwnRole,
        SizeRole, // "2 vCPU · 512 MiB · 8 GiB disk"
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole,    // while building what it is at and for how long; of a failed one the cause
        AccelRole,     // "KVM", "emulated"
        BuildTimeRole, // "3.1 s"; empty until measured
        MemoryRole,    // what it holds on this host; empty when it holds nothing
        DiskRole,
        ClonesRole,    // sandboxes that stand on it
        SnapshotsRole, // that stand on it
        WarmRole,      // "1 of 2"; empty where none are kept
        SinceRole,
        SpokenRole,
        StateOrderRole,
        SizeOrderRole, // by memory
        BuildTimeValueRole,
        MemoryValueRole,
        DiskValueRole,
        SinceAtRole,
    };

    TemplatesModel(Ticker *ticker, QObject *parent = nullptr);

    void markGone(const domain::TemplateId &id);
    int building() const { return countOf(domain::TemplateState::Building); }
    int failed() const { return countOf(domain::TemplateState::Failed); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant figureData(const api::TemplateView &view, int role) const;
    QVariant stateData(const TemplateRow &row, int role) const;
    QString reason(const TemplateRow &row) const;
    void onTick();

    Ticker *m_ticker;
};

} // namespace glovebox::models
