// Role: a template's definition as a form edits it; the text view is the same thing (template_editor.h). Thread: GUI.
// Invariants: what was set and is not changed comes back as it was.
#pragma once

#include "app/models/egress_choice.h"
#include "app/models/ladder_form.h"
#include "app/models/secret_choice.h"
#include "app/models/step_list.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <array>

namespace glovebox::models {

class TemplateForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    Q_PROPERTY(QString description READ description WRITE setDescription NOTIFY changed)
    Q_PROPERTY(int fromKind READ fromKind WRITE setFromKind NOTIFY changed) // image, template, snapshot
    Q_PROPERTY(QStringList fromChoices READ fromChoices NOTIFY changed)
    Q_PROPERTY(int fromChoice READ fromChoice WRITE setFromChoice NOTIFY changed) // -1: none of them
    Q_PROPERTY(bool ownSize READ ownSize WRITE setOwnSize NOTIFY changed)
    Q_PROPERTY(bool sizeIsOpen READ sizeIsOpen NOTIFY changed) // false: what it is made from has one
    Q_PROPERTY(QString vcpus READ vcpus WRITE setVcpus NOTIFY changed)
    Q_PROPERTY(QString memory READ memory WRITE setMemory NOTIFY changed) // MiB
    Q_PROPERTY(QString disk READ disk WRITE setDisk NOTIFY changed)       // GiB
    Q_PROPERTY(bool vcpusWrong READ vcpusWrong NOTIFY changed)
    Q_PROPERTY(bool memoryWrong READ memoryWrong NOTIFY changed)
    Q_PROPERTY(bool diskWrong READ diskWrong NOTIFY changed)
    Q_PROPERTY(glovebox::models::StepList *steps READ steps CONSTANT)
    Q_PROPERTY(QString start READ start WRITE setStart NOTIFY changed)
    Q_PROPERTY(QString ready READ ready WRITE setReady NOTIFY changed) // empty: its last step decides
    Q_PROPERTY(QString every READ every WRITE setEvery NOTIFY changed) // seconds
    Q_PROPERTY(QString within READ within WRITE setWithin NOTIFY changed)
    Q_PROPERTY(bool everyWrong READ everyWrong NOTIFY changed)
    Q_PROPERTY(bool withinWrong READ withinWrong NOTIFY changed)
    Q_PROPERTY(glovebox::models::EgressChoice *buildEgress READ buildEgress CONSTANT)
    Q_PROPERTY(glovebox::models::EgressChoice *runEgress READ runEgress CONSTANT)
    Q_PROPERTY(glovebox::models::SecretChoice *buildSecrets READ buildSecrets CONSTANT)
    Q_PROPERTY(glovebox::models::SecretChoice *runSecrets READ runSecrets CONSTANT)
    Q_PROPERTY(glovebox::models::LadderForm *ladder READ ladder CONSTANT)
    Q_PROPERTY(QString warm READ warm WRITE setWarm NOTIFY changed)
    Q_PROPERTY(bool warmWrong READ warmWrong NOTIFY changed)

public:
    explicit TemplateForm(QObject *parent = nullptr);

    void set(const domain::TemplateDefinition &definition);
    /// Of a form in which nothing is wrong.
    domain::TemplateDefinition definition() const;
    bool wrong() const;
    /// What there is on this host to begin with: images, templates, snapshots.
    void setChoices(std::array<QStringList, 3> choices);
    void setUsual(const domain::MachineSize &size, const domain::IdleLadder &ladder);
    void setProfiles(const api::EgressProfilesView &profiles);
    void setSecrets(const api::SecretsView &secrets);

    QString name() const { return m_name; }
    void setName(const QString &text) { setText(m_name, text); }
    QString description() const { return m_description; }
    void setDescription(const QString &text) { setText(m_description, text); }
    int fromKind() const { return m_fromKind; }
    void setFromKind(int kind);
    QStringList fromChoices() const;
    int fromChoice() const { return static_cast<int>(fromChoices().indexOf(m_fromName)); }
    void setFromChoice(int index);
    bool ownSize() const { return m_ownSize; }
    void setOwnSize(bool own);
    bool sizeIsOpen() const { return m_fromKind == 0; }
    QString vcpus() const { return m_vcpus; }
    void setVcpus(const QString &text) { setText(m_vcpus, text); }
    QString memory() const { return m_memory; }
    void setMemory(const QString &text) { setText(m_memory, text); }
    QString disk() const { return m_disk; }
    void setDisk(const QString &text) { setText(m_disk, text); }
    bool vcpusWrong() const;
    bool memoryWrong() const;
    bool diskWrong() const;
    StepList *steps() { return &m_steps; }
    QString start() const { return m_start; }
    void setStart(const QString &text) { setText(m_start, text); }
    QString ready() const { return m_ready; }
    void setReady(const QString &text) { setText(m_ready, text); }
    QString every() const { return m_every; }
    void setEvery(const QString &text) { setText(m_every, text); }
    QString within() const { return m_within; }
    void setWithin(const QString &text) { setText(m_within, text); }
    bool everyWrong() const;
    bool withinWrong() const;
    EgressChoice *buildEgress() { return &m_buildEgress; }
    EgressChoice *runEgress() { return &m_runEgress; }
    SecretChoice *buildSecrets() { return &m_buildSecrets; }
    SecretChoice *runSecrets() { return &m_runSecrets; }
    LadderForm *ladder() { return &m_ladder; }
    QString warm() const { return m_warm; }
    void setWarm(const QString &text) { setText(m_warm, text); }
    bool warmWrong() const;

Q_SIGNALS:
    void changed();
    /// By somebody, not by set().
    void edited();

private:
    void setText(QString &field, const QString &text);
    void tellEdit();
    void tellProfiles();

    bool m_setting = false;
    QString m_name;
    QString m_description;
    int m_fromKind = 0;
    QString m_fromName;
    std::array<QStringList, 3> m_choices;
    bool m_ownSize = false;
    QString m_vcpus;
    QString m_memory;
    QString m_disk;
    StepList m_steps;
    QString m_start;
    QString m_ready;
    QString m_every;
    QString m_within;
    EgressChoice m_buildEgress;
    EgressChoice m_runEgress;
    SecretChoice m_buildSecrets{SecretChoice::Missing::Keep};
    SecretChoice m_runSecrets{SecretChoice::Missing::Keep};
    domain::CommandLine m_runner; // no field: what a definition says stays
    LadderForm m_ladder;
    QString m_warm;
    domain::MachineSize m_usualSize;
    domain::IdleLadder m_usualLadder;
};

} // namespace glovebox::models
