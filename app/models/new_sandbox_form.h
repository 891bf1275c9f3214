// Role: the form for a sandbox of the operator's own: what it starts from, what is done in it first, whom it is kept
// for; what is wrong with that, and what came of asking. Thread: GUI. Invariants: only a size within the bounds of
// core/base/limits.h is ever asked for.
#pragma once

#include "app/models/egress_choice.h"
#include "app/models/ladder_form.h"
#include "app/models/reservation_form.h"
#include "app/models/secret_choice.h"
#include "app/models/seed_form.h"
#include "core/api/engine_control.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <optional>
#include <vector>

namespace glovebox::models {

/// What a sandbox can start from.
struct SandboxOrigin {
    QString title;             // "The default image", "Image python:3.12-slim", "Template web"
    std::string image;         // by name or id
    std::string base;          // a defined template's name
    QString size;              // of a template or snapshot, in words: it has that one. Empty: one is chosen
    std::string snapshot = {}; // by id
};

class NewSandboxForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(QStringList origins READ origins NOTIFY changed)
    Q_PROPERTY(int origin READ origin WRITE setOrigin NOTIFY changed)
    Q_PROPERTY(bool sizeIsOpen READ sizeIsOpen NOTIFY changed) // false: the template has one
    Q_PROPERTY(QString originText READ originText NOTIFY changed)
    Q_PROPERTY(QString vcpus READ vcpus WRITE setVcpus NOTIFY changed)
    Q_PROPERTY(QString memory READ memory WRITE setMemory NOTIFY changed)
    Q_PROPERTY(QString disk READ disk WRITE setDisk NOTIFY changed)
    Q_PROPERTY(QString weight READ weight WRITE setWeight NOTIFY changed)
    Q_PROPERTY(QString diskRate READ diskRate WRITE setDiskRate NOTIFY changed)
    Q_PROPERTY(QString diskOperations READ diskOperations WRITE setDiskOperations NOTIFY changed)
    Q_PROPERTY(bool weightWrong READ weightWrong NOTIFY changed)
    Q_PROPERTY(bool diskRateWrong READ diskRateWrong NOTIFY changed)
    Q_PROPERTY(bool diskOperationsWrong READ diskOperationsWrong NOTIFY changed)
    Q_PROPERTY(glovebox::models::LadderForm *ladder READ ladder CONSTANT)
    Q_PROPERTY(glovebox::models::SeedForm *seed READ seed CONSTANT)
    Q_PROPERTY(glovebox::models::ReservationForm *reservation READ reservation CONSTANT)
    Q_PROPERTY(glovebox::models::EgressChoice *egress READ egress CONSTANT) // none: as usual
    Q_PROPERTY(glovebox::models::SecretChoice *secrets READ secrets CONSTANT)
    Q_PROPERTY(bool dirty READ dirty NOTIFY changed)        // something is said that would have to be said again
    Q_PROPERTY(QString whyNot READ whyNot NOTIFY changed)   // why it cannot be asked for; empty: it can
    Q_PROPERTY(int wrongStep READ wrongStep NOTIFY changed) // of the wizard, where that is; -1: nowhere
    Q_PROPERTY(QStringList summary READ summary NOTIFY changed)
    Q_PROPERTY(QString createdId READ createdId NOTIFY created)
    Q_PROPERTY(int nameMax READ nameMax CONSTANT)
    Q_PROPERTY(QString vcpusHint READ vcpusHint CONSTANT)
    Q_PROPERTY(QString memoryHint READ memoryHint NOTIFY changed)
    Q_PROPERTY(QString diskHint READ diskHint CONSTANT)
    Q_PROPERTY(bool vcpusWrong READ vcpusWrong NOTIFY changed)
    Q_PROPERTY(bool memoryWrong READ memoryWrong NOTIFY changed)
    Q_PROPERTY(bool diskWrong READ diskWrong NOTIFY changed)
    Q_PROPERTY(bool canCreate READ canCreate NOTIFY changed)
    Q_PROPERTY(bool sending READ sending NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)

public:
    static constexpr int kNameMax = 60; // fits a table's cell

    /// Of the wizard, in order.
    enum Step { Base, Seeding, Starting, Binding, Summary };
    Q_ENUM(Step)

    NewSandboxForm(const SessionsModel *sessions, Ticker *ticker, QObject *parent = nullptr);

    /// The dialog opens: what sandboxes get here by default, and how much memory the host has.
    void prepare(const domain::MachineSize &size, ByteCount hostMemory, const domain::IdleLadder &ladder);
    void setProfiles(const api::EgressProfilesView &profiles);

    QString name() const { return m_name; }
    void setName(const QString &name);
    /// The first is chosen, or the one that leads to `image` or `base`.
    void setOrigins(std::vector<SandboxOrigin> origins, const std::string &image, const std::string &base,
                    const std::string &snapshot = {});
    QStringList origins() const;
    int origin() const { return m_origin; }
    void setOrigin(int index);
    bool sizeIsOpen() const { return chosen().size.isEmpty(); }
    /// What that means for it.
    QString originText() const;
    QString vcpus() const { return m_vcpus; }
    void setVcpus(const QString &text);
    QString memory() const { return m_memory; } // MiB
    void setMemory(const QString &text);
    QString disk() const { return m_disk; } // GiB
    void setDisk(const QString &text);
    QString weight() const { return m_weight; }
    void setWeight(const QString &text);
    QString diskRate() const { return m_diskRate; } // MiB/s; empty: as fast as it can
    void setDiskRate(const QString &text);
    QString diskOperations() const { return m_diskOperations; } // a second; empty: as many as it can
    void setDiskOperations(const QString &text);
    bool weightWrong() const;
    bool diskRateWrong() const;
    bool diskOperationsWrong() const;
    LadderForm *ladder() { return &m_ladder; }
    SeedForm *seed() { return &m_seed; }
    ReservationForm *reservation() { return &m_reservation; }
    EgressChoice *egress() { return &m_egress; }
    SecretChoice *secrets() { return &m_secrets; }
    bool dirty() const;
    QString whyNot() const;
    int wrongStep() const;
    /// What will be done, a line each.
    QStringList summary() const;
    /// What the engine made of the last one: "sbx-1"; empty: it did not say.
    QString createdId() const { return m_createdId; }
    int nameMax() const { return kNameMax; }
    /// The bounds, in words; red when they are broken.
    QString vcpusHint() const;
    QString memoryHint() const;
    QString diskHint() const;
    bool vcpusWrong() const;
    bool memoryWrong() const;
    bool diskWrong() const;
    bool canCreate() const { return !m_sending && whyNot().isEmpty(); }
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }

    std::optional<api::NewSandbox> wanted() const;
    void setSending();
    void setAnswer(const api::Verdict &verdict);

Q_SIGNALS:
    void changed();
    /// Accepted: the dialog may close.
    void created();

private:
    void set(QString &field, const QString &text);
    SandboxOrigin chosen() const;
    void tellUsualEgress();
    void tellProfile();
    ByteCount memoryMax() const;
    /// None: as the engine gives by itself.
    std::optional<domain::MachineShares> shares() const;

    std::vector<SandboxOrigin> m_origins;
    int m_origin = 0;
    QString m_name;
    QString m_vcpus;
    QString m_memory;
    QString m_disk;
    QString m_weight;
    QString m_diskRate;
    QString m_diskOperations;
    LadderForm m_ladder;
    SeedForm m_seed;
    ReservationForm m_reservation;
    EgressChoice m_egress;
    SecretChoice m_secrets;
    QString m_usualEgress;
    QString m_createdId;
    ByteCount m_hostMemory;
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
