// Role: base of the lists that a StableList puts into the order that people see: rows found by key, with row-precise
// signals.
// Thread: GUI.
#pragma once

#include <QAbstractListModel>

namespace glovebox::models {

class ViewList : public QAbstractListModel {
    Q_OBJECT

public:
    enum CommonRole {
        KeyRole = Qt::UserRole + 1, // stable name of the row
        MatchRole,                  // everything that a filter may find
        RankRole,                   // order when nobody chose one: lower first
        RecencyRole,                // tie-break of rank: higher first
        GoneRole,                   // a tombstone
        MarkedRole,                 // one of several that something is to be done to together
        StateRole,                  // words that "state:…" in a filter finds, between blanks: "creating changing"
        FirstOwnRole,
    };

    using QAbstractListModel::QAbstractListModel;

    virtual QString keyAt(int row) const = 0;
    virtual int rowOf(const QString &key) const = 0;

Q_SIGNALS:
    /// Anything of this row changed, or it came or went.
    void changed(const QString &key);
};

} // namespace glovebox::models
