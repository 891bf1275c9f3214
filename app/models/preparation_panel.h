// Role: what the window asks about sandboxes that are made ready for somebody: whom they are kept for, what is put into
// them, and the session that is started in one; and how that goes. Thread: GUI.
// Invariants: nothing is asked that the rules of the moment forbid; a refusal is said in the dialog that asked.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/operations_model.h"
#include "app/models/reservation_form.h"
#include "app/models/seed_detail.h"
#include "app/models/seed_form.h"
#include "app/models/snapshots_model.h"
#include "app/models/start_session_form.h"

namespace glovebox::models {

class PreparationPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::ReservationForm *reservation READ reservation CONSTANT)
    Q_PROPERTY(glovebox::models::SeedForm *seed READ seed CONSTANT)
    Q_PROPERTY(glovebox::models::StartSessionForm *starting READ starting CONSTANT)
    Q_PROPERTY(glovebox::models::SeedDetail *seeding READ seeding CONSTANT) // of the selected sandbox
    Q_PROPERTY(QString target READ target NOTIFY targetChanged)             // the sandbox that a dialog is about
    Q_PROPERTY(bool targetReserved READ targetReserved NOTIFY targetChanged)
    Q_PROPERTY(bool sending READ sending NOTIFY answerChanged)
    Q_PROPERTY(QString refusal READ refusal NOTIFY answerChanged)

public:
    struct Lists {
        const SandboxesModel &sandboxes;
        const SessionsModel &sessions;
        const EnvironmentsModel &environments;
        const SnapshotsModel &snapshots;
    };

    /// `client` may be null, for pictures: then nothing is asked.
    PreparationPanel(bridge::EngineClient *client, Lists lists, Ticker *ticker, QObject *parent = nullptr);

    void apply(const bridge::Batch &batch);

    ReservationForm *reservation() { return &m_reservation; }
    SeedForm *seed() { return &m_seed; }
    StartSessionForm *starting() { return &m_starting; }
    SeedDetail *seeding() { return &m_seeding; }
    QString target() const { return m_target; }
    bool targetReserved() const;
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    /// What is asked of it when it is to be done again: it was created with that.
    void remember(const QString &sandbox, const domain::Seed &seed);
    /// Snapshots that can be copied from, for either form.
    void offerSnapshots(SeedForm &form) const;

    /// Empty: it can.
    Q_INVOKABLE QString whyNotReserve(const QString &sandbox) const;
    Q_INVOKABLE QString whyNotSeed(const QString &sandbox) const;
    Q_INVOKABLE QString whyNotStart() const;
    /// What somebody else puts into a session's metadata to get it.
    Q_INVOKABLE QString handOut(const QString &sandbox) const;
    Q_INVOKABLE void prepareReservation(const QString &sandbox);
    /// For nobody: it is cancelled.
    Q_INVOKABLE void sendReservation();
    Q_INVOKABLE void prepareSeed(const QString &sandbox, const QList<QUrl> &files = {});
    /// With what it was asked for last, when that was asked for here.
    Q_INVOKABLE void prepareSeedAgain(const QString &sandbox);
    Q_INVOKABLE void sendSeed();
    Q_INVOKABLE void cancelSeed(const QString &sandbox);
    Q_INVOKABLE void prepareStart(const QString &sandbox = {});
    Q_INVOKABLE void readAgents();
    Q_INVOKABLE void sendStart();

Q_SIGNALS:
    void targetChanged();
    void answerChanged();
    /// What a dialog asked for was begun: it may close.
    void accepted();
    void toast(const QString &text, bool isProblem);

private:
    void aim(const QString &sandbox);
    bridge::EngineClient::Answered answered(const QString &begun);

    bridge::EngineClient *m_client;
    Lists m_lists;
    Ticker *m_ticker;
    ReservationForm m_reservation;
    SeedForm m_seed;
    StartSessionForm m_starting;
    SeedDetail m_seeding;
    QHash<QString, domain::Seed> m_asked; // by sandbox
    QString m_target;
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
