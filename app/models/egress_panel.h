// Role: the Egress page: what sandboxes try to reach, what may be reached and why, and what can be done about it there
// and then. Thread: GUI. Invariants: what was allowed or denied here can be taken back within kUndoWithin; a refusal is
// said in a toast.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/egress_model.h"
#include "app/models/egress_profiles.h"
#include "app/models/fact_list.h"
#include "app/models/stable_list.h"

#include <QTimer>

namespace glovebox::models {

class SandboxesModel;

class EgressPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(int tab READ tab WRITE setTab NOTIFY tabChanged) // 0: what is tried, live; 1: profiles
    Q_PROPERTY(int denied READ denied NOTIFY changed)           // attempts since the window was opened
    Q_PROPERTY(bool missed READ missed NOTIFY changed)          // some came too fast to be shown; the ledger has them
    Q_PROPERTY(bool known READ known NOTIFY entryChanged)       // one is selected
    Q_PROPERTY(QString target READ target NOTIFY entryChanged)
    Q_PROPERTY(QString tone READ tone NOTIFY entryChanged)
    Q_PROPERTY(QString symbol READ symbol NOTIFY entryChanged)
    Q_PROPERTY(QString word READ word NOTIFY entryChanged)
    Q_PROPERTY(QString reason READ reason NOTIFY entryChanged)
    Q_PROPERTY(QString sandbox READ sandbox NOTIFY entryChanged) // its id
    Q_PROPERTY(QString sandboxName READ sandboxName NOTIFY entryChanged)
    Q_PROPERTY(bool canAllow READ canAllow NOTIFY entryChanged)
    Q_PROPERTY(bool canDeny READ canDeny NOTIFY entryChanged)
    Q_PROPERTY(QString whyNot READ whyNot NOTIFY entryChanged)             // neither can be done
    Q_PROPERTY(QString profileName READ profileName NOTIFY entryChanged)   // that its sandbox obeys
    Q_PROPERTY(QString profileUsers READ profileUsers NOTIFY entryChanged) // "3 sandboxes"
    Q_PROPERTY(QString whyNotForAll READ whyNotForAll NOTIFY entryChanged) // be allowed for all who obey it
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)
    Q_PROPERTY(QStringList ownRules READ ownRules NOTIFY entryChanged) // of that sandbox alone
    Q_PROPERTY(QString undoText READ undoText NOTIFY undoChanged)      // empty: there is nothing to take back
    Q_PROPERTY(glovebox::models::EgressProfiles *profiles READ profiles CONSTANT)
    Q_PROPERTY(QStringList profileNames READ profileNames NOTIFY profilesChanged)
    Q_PROPERTY(QString fileProblem READ fileProblem NOTIFY profilesChanged)
    Q_PROPERTY(QString ceiling READ ceiling NOTIFY profilesChanged)
    Q_PROPERTY(int testProfile READ testProfile WRITE setTestProfile NOTIFY testChanged)
    Q_PROPERTY(QString testTarget READ testTarget WRITE setTestTarget NOTIFY testChanged)
    Q_PROPERTY(QString testAnswer READ testAnswer NOTIFY testChanged)
    Q_PROPERTY(bool testAllowed READ testAllowed NOTIFY testChanged)

public:
    static constexpr std::chrono::milliseconds kUndoWithin{10'000};

    /// `client` may be null, for pictures: then nothing is asked.
    EgressPanel(bridge::EngineClient *client, const SandboxesModel &sandboxes, Ticker *ticker,
                QObject *parent = nullptr);

    void apply(const bridge::Batch &batch);
    /// Whose attempts ofOne() has: of that sandbox, or of that session wherever it ran.
    void showOne(const QString &sandbox, const QString &session);

    StableList *rows() { return &m_list; }
    StableList *ofOne() { return &m_ofOne; }
    int tab() const { return m_tab; }
    void setTab(int tab)
    {
        if (std::exchange(m_tab, tab) != tab)
            Q_EMIT tabChanged();
    }
    int denied() const { return m_rows.denied(); }
    bool missed() const { return m_missed; }
    bool known() const { return entry() != nullptr; }
    QString target() const;
    QString tone() const { return entryData(EgressModel::ToneRole); }
    QString symbol() const { return entryData(EgressModel::SymbolRole); }
    QString word() const { return entryData(EgressModel::WordRole); }
    QString reason() const;
    QString sandbox() const;
    QString sandboxName() const { return entryData(EgressModel::SandboxRole); }
    bool canAllow() const;
    bool canDeny() const;
    QString whyNot() const;
    QString profileName() const;
    QString profileUsers() const;
    QString whyNotForAll() const;
    FactList *facts() { return &m_facts; }
    EgressProfiles *profiles() { return &m_profilesShown; }
    QStringList ownRules() const;
    QString undoText() const { return m_undo ? m_undoText : QString(); }
    QStringList profileNames() const;
    QString fileProblem() const;
    QString ceiling() const;
    int testProfile() const { return m_testProfile; }
    void setTestProfile(int index);
    QString testTarget() const { return m_testTarget; }
    void setTestTarget(const QString &target);
    /// What decides about it, in a sentence; empty: nothing was asked.
    QString testAnswer() const;
    bool testAllowed() const;

    /// The selected target, for its sandbox alone, until that ends.
    Q_INVOKABLE void allow();
    Q_INVOKABLE void deny();
    /// The selected target, for every sandbox that obeys the same profile; kept.
    Q_INVOKABLE void allowForAll();
    /// The rule at that place of ownRules().
    Q_INVOKABLE void removeOwn(int index);
    Q_INVOKABLE void undo();
    Q_INVOKABLE void clear();

Q_SIGNALS:
    void changed();
    void tabChanged();
    void entryChanged();
    void undoChanged();
    void profilesChanged();
    void testChanged();
    void toast(const QString &text, bool isProblem);

private:
    const EgressRow *entry() const { return m_rows.find(m_list.currentKey()); }
    QString entryData(int role) const;
    const api::SandboxView *view() const;
    void select();
    domain::EgressRule ruleFor(domain::EgressRule::Action action) const;
    api::ChangeEgress allowing() const;
    const domain::EgressProfile *profile(const std::string &name) const;
    int usersOf(const std::string &profile) const;
    QString whyNoRuleHelps() const;
    /// What the target would meet with that policy; empty: it is allowed.
    QString refusalOf(domain::EgressPolicy policy) const;
    void ask(api::ChangeEgress wanted, const QString &done);
    void ask(api::ChangeEgressProfile wanted, const QString &done);
    void ask(const api::SandboxAction &wanted, api::SandboxAction back, const QString &done);
    std::optional<domain::EgressAttempt> attempt() const;
    domain::EgressRuling ruling() const;

    bridge::EngineClient *m_client;
    const SandboxesModel &m_sandboxes;
    Ticker *m_ticker;
    EgressModel m_rows;
    StableList m_list;
    StableList m_ofOne; // what is selected in it is in m_list, too
    QString m_keyOfOne;
    FactList m_facts;
    api::EgressProfilesView m_profiles;
    bool m_missed = false;
    int m_tab = 0;
    EgressProfiles m_profilesShown;
    std::optional<api::SandboxAction> m_undo;
    QString m_undoText;
    QTimer m_undoTimer;
    int m_testProfile = 0;
    QString m_testTarget;
};

} // namespace glovebox::models
