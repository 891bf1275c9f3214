// Role: what a dialog that destroys sandboxes asks: which, what is true of each now, whether a safety snapshot of each
// is kept first, and the words to be typed where something would be lost for good. Thread: GUI. Invariants: read anew
// whenever a sandbox changes; a snapshot is kept unless somebody does not want it, and never where it does not fit.
// Words are asked for exactly when something is lost that no snapshot keeps.
#pragma once

#include "app/models/sandboxes_model.h"

#include <QStringList>

namespace glovebox::models {

/// Facts of each, as they are now.
QStringList destroyLinesOf(const SandboxesModel &sandboxes, const QStringList &ids);

class DestroyChoice : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QStringList lines READ lines NOTIFY changed)
    Q_PROPERTY(bool canKeep READ canKeep NOTIFY changed)
    Q_PROPERTY(bool keeps READ keeps WRITE setKeeps NOTIFY changed)
    Q_PROPERTY(QString keepText READ keepText NOTIFY changed)     // with its size, and that it fits
    Q_PROPERTY(QString keepNote READ keepNote NOTIFY changed)     // how long it stays, or why none can be kept
    Q_PROPERTY(QString wantedText READ wantedText NOTIFY changed) // to be typed: "3 sandboxes"; empty: nothing

public:
    explicit DestroyChoice(SandboxesModel *sandboxes, QObject *parent = nullptr);

    /// The dialog opens, about these.
    Q_INVOKABLE void begin(const QStringList &ids);
    /// It is closed: nothing is read any more.
    Q_INVOKABLE void end();
    Q_INVOKABLE bool allows(const QString &typed) const;

    QStringList ids() const;
    /// Those of them that get a snapshot first.
    QStringList kept() const { return keeps() ? keepable() : QStringList(); }
    int count() const { return static_cast<int>(ids().size()); }
    QStringList lines() const { return destroyLinesOf(*m_sandboxes, ids()); }
    bool canKeep() const;
    bool keeps() const { return m_keeps && canKeep(); }
    void setKeeps(bool keeps);
    QString keepText() const;
    QString keepNote() const;
    QString wantedText() const;
    /// What is free above the reserve is room for snapshots.
    void setDisk(ByteCount free, ByteCount reserved);

Q_SIGNALS:
    void changed();

private:
    QStringList keepable() const;
    int lost() const; // with what they hold, whatever is chosen
    /// Of all snapshots together, and what of that is not on the disk yet.
    ByteCount sizeOf(const QStringList &ids, bool onlyNew) const;

    SandboxesModel *m_sandboxes;
    QStringList m_ids;
    bool m_keeps = true;
    ByteCount m_room;
};

} // namespace glovebox::models
