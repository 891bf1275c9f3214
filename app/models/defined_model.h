// Role: the templates that somebody defined, one row each, as the Templates page lists them first. Thread: GUI.
// Invariants: an older generation never replaces a newer one; one that is gone stays as a tombstone for kTombstone.
#pragma once

#include "app/format/states.h"
#include "app/models/ticker.h"
#include "app/models/view_rows.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

using DefinedRow = ViewRow<api::DefinedTemplateView>;

class DefinedModel : public ViewRows<api::DefinedTemplateView> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        NameRole = FirstOwnRole,
        CaptionRole, // its description; while it is built the step, of a failed one the cause, of an outdated one why
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole,
        ProgressRole, // of a build, 0 to 1; below 0: none
        VersionRole,  // "v4": the current one; empty: none yet
        FromRole,
        StepsRole,
        BuiltRole, // "3 d ago": the current version
        SizeRole,  // its own bytes on disk
        SandboxesRole,
        WarmRole, // clones kept ready; empty: none
        SpokenRole,
        StateOrderRole,
        VersionValueRole,
        StepsValueRole,
        BuiltAtRole,
        SizeValueRole,
        SandboxesValueRole,
    };

    DefinedModel(Ticker *ticker, QObject *parent = nullptr);

    void markGone(const std::string &name);
    int building() const { return countOf(api::DefinedTemplateState::Building); }
    int failed() const { return countOf(api::DefinedTemplateState::Failed); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant figureData(const api::DefinedTemplateView &view, int role) const;
    QVariant stateData(const DefinedRow &row, int role) const;
    void onTick();

    Ticker *m_ticker;
};

/// Sandboxes that stand on any of its versions.
int sandboxesOn(const api::DefinedTemplateView &view);

} // namespace glovebox::models
