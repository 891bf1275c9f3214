// Role: one sandbox from the inside, beside the events of its session or its terminals: its files, what it tries to
// reach, the snapshots of it; and which of these is shown. Thread: GUI.
// Invariants: what is selected in these lists is what the pages of all attempts and snapshots show as selected.
#pragma once

#include "app/models/egress_panel.h"
#include "app/models/files_panel.h"
#include "app/models/snapshots_model.h"

namespace glovebox::models {

class SandboxInside : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString sandbox READ sandbox NOTIFY shownChanged) // empty: none is bound
    Q_PROPERTY(bool ofSession READ ofSession NOTIFY shownChanged)
    Q_PROPERTY(bool looking READ looking NOTIFY tabChanged) // one of the parts is in sight
    Q_PROPERTY(int tab READ tab WRITE setTab NOTIFY tabChanged)
    Q_PROPERTY(glovebox::models::FilesPanel *files READ files CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *attempts READ attempts CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *snapshots READ snapshots CONSTANT)

public:
    /// First what the page is about: events, or terminals.
    enum Tab { Page, Files, Network, Snapshots };
    Q_ENUM(Tab)

    SandboxInside(EgressPanel &egress, const SandboxesModel &sandboxes, SnapshotsModel &snapshots, Ticker *ticker,
                  QObject *parent = nullptr);

    /// Of a session, whatever sandbox it has now, or of a sandbox alone. Both empty: of none.
    void show(const QString &sandbox, const QString &session);

    QString sandbox() const { return m_sandbox; }
    QString session() const { return m_session; }
    bool ofSession() const { return !m_session.isEmpty(); }
    bool looking() const { return m_tab != Page && (ofSession() || !m_sandbox.isEmpty()); }
    int tab() const { return m_tab; }
    void setTab(int tab);
    FilesPanel *files() { return &m_files; }
    StableList *attempts() { return m_egress.ofOne(); }
    StableList *snapshots() { return &m_snapshots; }

Q_SIGNALS:
    void shownChanged();
    /// One of the snapshots is selected; empty: none any more.
    void snapshotChosen(const QString &id);
    void tabChanged();

private:
    EgressPanel &m_egress;
    SnapshotsModel &m_snapshotViews;
    FilesPanel m_files;
    StableList m_snapshots;
    QString m_chosen; // of the snapshots
    QString m_sandbox;
    QString m_session;
    int m_tab = Page;
};

} // namespace glovebox::models
