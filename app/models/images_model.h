// Role: the images on this host and those on their way here, one row each, as the Images page lists them.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; one that is gone stays as a tombstone for kTombstone,
// except an import that became an image: that is one thing with a new name.
#pragma once

#include "app/format/states.h"
#include "app/models/ticker.h"
#include "app/models/view_rows.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

using ImageRow = ViewRow<api::ImageView>;

class ImagesModel : public ViewRows<api::ImageView> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        ImageIdRole = FirstOwnRole,
        TitleRole,   // its first name
        MoreRole,    // "+2": names beside it; empty: none
        OriginRole,  // "registry", "archive"
        CaptionRole, // its id, and where it came from; while it is imported what that is at, of a failed one the cause
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole,   // while it is imported what that is at; of a failed one the cause
        ProgressRole, // 0 to 1; below 0: not known, or none
        PackedRole,   // its root file system on this host
        ContentRole,  // the files in it
        CreatedRole,  // "3 d ago", as it says
        UsedByRole,   // "2 sandboxes, 1 template"
        DefaultRole,  // sessions that ask for none get it
        SpokenRole,
        StateOrderRole,
        PackedValueRole,
        ContentValueRole,
        CreatedAtRole,
        UsersValueRole,
    };

    ImagesModel(Ticker *ticker, QObject *parent = nullptr);

    void markGone(const domain::ImageId &id);
    int importing() const { return countOf(api::ImageState::Importing); }
    int failed() const { return countOf(api::ImageState::Failed); }
    /// Empty: it can be removed.
    QString whyNotRemove(const QString &id) const;

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant figureData(const api::ImageView &view, int role) const;
    QVariant stateData(const ImageRow &row, int role) const;
    QString reason(const api::ImageView &view) const;
    void onTick();

    Ticker *m_ticker;
};

} // namespace glovebox::models
