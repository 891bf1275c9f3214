// Role: the Secrets tab of the Egress page: the gate's secrets, which sandboxes may use them, and what can be asked
// about both. Thread: GUI. Invariants: a value goes from the form to the engine and nowhere else; a refusal is said in
// the dialog that asked, else in a toast.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/fact_list.h"
#include "app/models/secret_candidates.h"
#include "app/models/secret_form.h"
#include "app/models/secret_users.h"
#include "app/models/secrets_model.h"
#include "app/models/stable_list.h"

#include <map>

namespace glovebox::models {

class SandboxesModel;

class SecretsPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool shown READ shown WRITE setShown NOTIFY shownChanged) // the tab, instead of what happens now
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(glovebox::models::SecretForm *form READ form CONSTANT)
    Q_PROPERTY(QString storeText READ storeText NOTIFY changed) // where values are; empty: none was needed yet
    Q_PROPERTY(QString authorityText READ authorityText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(bool known READ known NOTIFY entryChanged) // one is selected
    Q_PROPERTY(QString name READ name NOTIFY entryChanged)
    Q_PROPERTY(QString description READ description NOTIFY entryChanged)
    Q_PROPERTY(QString tone READ tone NOTIFY entryChanged)
    Q_PROPERTY(QString symbol READ symbol NOTIFY entryChanged)
    Q_PROPERTY(QString word READ word NOTIFY entryChanged)
    Q_PROPERTY(QString entryProblem READ entryProblem NOTIFY entryChanged)
    Q_PROPERTY(bool keeping READ keeping NOTIFY entryChanged)
    Q_PROPERTY(QStringList losers READ losers NOTIFY entryChanged) // who may use it no more once it is removed
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)
    Q_PROPERTY(glovebox::models::SecretUsers *users READ users CONSTANT)
    Q_PROPERTY(bool canGrant READ canGrant NOTIFY entryChanged) // one runs that may not use it yet
    Q_PROPERTY(glovebox::models::SecretCandidates *candidates READ candidates CONSTANT)
    Q_PROPERTY(bool sending READ sending NOTIFY answerChanged) // a dialog's question is on its way
    Q_PROPERTY(QString refusal READ refusal NOTIFY answerChanged)

public:
    /// `client` may be null, for pictures: then nothing is asked.
    SecretsPanel(bridge::EngineClient *client, const SandboxesModel &sandboxes, Ticker *ticker,
                 QObject *parent = nullptr);

    /// After the list of sandboxes has taken the batch.
    void apply(const bridge::Batch &batch);

    bool shown() const { return m_shown; }
    void setShown(bool shown);
    StableList *rows() { return &m_list; }
    SecretForm *form() { return &m_form; }
    QString storeText() const;
    QString authorityText() const;
    QString problem() const;
    bool known() const { return entry() != nullptr; }
    QString name() const { return entryData(SecretsModel::NameRole); }
    QString description() const { return entryData(SecretsModel::DescriptionRole); }
    QString tone() const { return entryData(SecretsModel::ToneRole); }
    QString symbol() const { return entryData(SecretsModel::SymbolRole); }
    QString word() const { return entryData(SecretsModel::WordRole); }
    QString entryProblem() const { return entryData(SecretsModel::ProblemRole); }
    bool keeping() const { return known() && entry()->shown.keeping; }
    QStringList losers() const;
    FactList *facts() { return &m_facts; }
    SecretUsers *users() { return &m_users; }
    bool canGrant() const { return m_canGrant; }
    SecretCandidates *candidates() { return &m_candidates; }
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }

    /// A dialog opens: what the last one was told is forgotten.
    Q_INVOKABLE void begin();
    Q_INVOKABLE void prepareNew();
    Q_INVOKABLE void prepareChange();
    /// False: something is wrong with it, which the form says.
    Q_INVOKABLE bool save();
    /// The selected one.
    Q_INVOKABLE void remove();
    /// The dialog that gives the selected one to a sandbox opens; and is closed.
    Q_INVOKABLE void beginGrant();
    Q_INVOKABLE void endGrant();
    /// The selected one, to the chosen candidate.
    Q_INVOKABLE void grant();
    Q_INVOKABLE void takeAway(const QString &sandbox);

Q_SIGNALS:
    void shownChanged();
    void changed();
    void entryChanged();
    void answerChanged();
    /// What a dialog asked for was begun: it may close.
    void accepted();
    void toast(const QString &text, bool isProblem);

private:
    const SecretRow *entry() const { return m_rows.find(m_list.currentKey()); }
    QString entryData(int role) const;
    QHash<QString, int> countUsers() const;
    std::vector<const api::SandboxView *> living() const;
    void select();
    void refreshFacts();
    bool isCandidate(const api::SandboxView &view) const;
    SecretCandidate candidateOf(const api::SandboxView &view) const;
    QString whyNotGrant(const api::SandboxView &view) const;
    SecretCandidate::Reach reachOf(const api::SandboxView &view) const;
    void putCandidate(const QString &id);
    void refreshCandidates(const bridge::Batch &batch);
    void tellOthers();
    template <class Action>
    void askInDialog(const Action &action);

    bridge::EngineClient *m_client;
    const SandboxesModel &m_sandboxes;
    Ticker *m_ticker;
    SecretsModel m_rows;
    StableList m_list;
    FactList m_facts;
    SecretUsers m_users;
    SecretForm m_form;
    api::SecretsView m_view;
    api::EgressProfilesView m_profiles;
    SecretCandidates m_candidates;
    mutable std::map<std::string, SecretCandidate::Reach> m_reach; // of profiles, while the dialog is open
    bool m_granting = false;                                       // it is
    bool m_canGrant = false;
    bool m_shown = false;
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
