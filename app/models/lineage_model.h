// Role: what stands on what, as a tree in rows: template, its snapshots, theirs, and the sandboxes that live on each.
// Says of a snapshot what the flat list says. Thread: GUI.
// Invariants: every snapshot of the flat list has exactly one row unless one above it is folded, whatever parents it
// claims; the rank of the rows is the order of a walk through the tree.
#pragma once

#include "app/models/sandboxes_model.h"
#include "app/models/snapshots_model.h"
#include "app/models/templates_model.h"

#include <QSet>

namespace glovebox::models {

struct LineageRow {
    enum class Kind { Template, Snapshot, Sandbox };

    QString id;
    Kind kind = Kind::Snapshot;
    int depth = 0;
    int order = 0;
    bool foldable = false;
    bool folded = false;
    QString below = {}; // what a filter finds in rows below this one: those above it stay in sight
    std::optional<WallTime> goneAt = {};

    QString key() const { return id; }
    friend bool operator==(const LineageRow &, const LineageRow &) = default;
};

class LineageModel : public KeyedList<LineageRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    LineageModel(const SnapshotsModel *snapshots, const TemplatesModel *templates, const SandboxesModel *sandboxes,
                 Ticker *ticker, QObject *parent = nullptr);

    /// After something of the three lists changed.
    void rebuild();
    void setFolded(const QString &id, bool folded);

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override { return m_snapshots->roleNames(); }

private:
    struct Walk;

    void addSnapshot(Walk &walk, const QString &id, int depth) const;
    int addRow(Walk &walk, const QString &id, LineageRow::Kind kind, int depth) const;
    void replaceRows(const std::vector<LineageRow> &rows);
    QVariant templateData(const LineageRow &row, int role) const;
    QVariant sandboxData(const LineageRow &row, int role) const;
    QString ownMatch(const LineageRow &row) const;

    const SnapshotsModel *m_snapshots;
    const TemplatesModel *m_templates;
    const SandboxesModel *m_sandboxes;
    QSet<QString> m_folded;
};

} // namespace glovebox::models
