// Role: the one defined template that is selected, for the pane beside the list. Thread: GUI.
#pragma once

#include "app/models/build_lines.h"
#include "app/models/defined_model.h"
#include "app/models/row_detail.h"
#include "app/models/text_lines.h"
#include "app/models/version_list.h"

namespace glovebox::models {

class DefinedDetail : public glovebox::models::RowDetail { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString description READ description NOTIFY changed)
    Q_PROPERTY(bool building READ building NOTIFY changed)
    Q_PROPERTY(bool draft READ draft NOTIFY changed)
    Q_PROPERTY(QString stepText READ stepText NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    Q_PROPERTY(QString outdatedBecause READ outdatedBecause NOTIFY changed)
    Q_PROPERTY(QString stillUsed READ stillUsed NOTIFY changed) // of a failed or outdated one: what sandboxes get
    Q_PROPERTY(int sandboxes READ sandboxes NOTIFY changed)
    Q_PROPERTY(QString sandboxesText READ sandboxesText NOTIFY changed)
    Q_PROPERTY(QString buildWord READ buildWord NOTIFY changed)
    Q_PROPERTY(QString whyNotBuild READ whyNotBuild NOTIFY changed) // empty: it can be
    Q_PROPERTY(QString whyNotUse READ whyNotUse NOTIFY changed)     // for a new sandbox
    Q_PROPERTY(QString whyNotEdit READ whyNotEdit NOTIFY changed)
    Q_PROPERTY(QString whyNotForget READ whyNotForget NOTIFY changed)
    Q_PROPERTY(QString forgetConsequence READ forgetConsequence NOTIFY changed)
    Q_PROPERTY(glovebox::models::TextLines *steps READ steps CONSTANT)
    Q_PROPERTY(glovebox::models::TextLines *definition READ definition CONSTANT) // as its author wrote it
    Q_PROPERTY(glovebox::models::VersionList *versions READ versions CONSTANT)
    Q_PROPERTY(glovebox::models::BuildLines *log READ log CONSTANT)

public:
    DefinedDetail(DefinedModel *made, Ticker *ticker, QObject *parent = nullptr);

    QString description() const;
    bool building() const { return isIn(api::DefinedTemplateState::Building); }
    bool draft() const { return isIn(api::DefinedTemplateState::Draft); }
    QString stepText() const { return building() ? text(DefinedModel::ReasonRole) : QString(); }
    double progress() const { return known() ? role(DefinedModel::ProgressRole).toDouble() : -1.0; }
    QString outdatedBecause() const;
    QString stillUsed() const;
    int sandboxes() const { return known() ? sandboxesOn(*view()) : 0; }
    QString sandboxesText() const;
    QString buildWord() const;
    QString whyNotBuild() const;
    QString whyNotUse() const;
    QString whyNotEdit() const;
    QString whyNotForget() const;
    QString forgetConsequence() const;
    TextLines *steps() { return &m_steps; }
    TextLines *definition() { return &m_definition; }
    VersionList *versions() { return &m_versions; }
    BuildLines *log() { return &m_log; }
    QString logText() const { return m_log.text(); }
    QString definitionText() const { return m_definition.text(); }

private:
    const api::DefinedTemplateView *view() const { return m_made->find(id()); }
    bool gone() const { return m_made->goneAt(id()).has_value(); }
    bool isIn(api::DefinedTemplateState state) const { return known() && !gone() && view()->state == state; }
    QString warmText() const;
    std::vector<Fact> factsNow() const override;
    format::Explanation problem() const override;
    void readMore();

    DefinedModel *m_made;
    Ticker *m_ticker;
    TextLines m_steps;
    TextLines m_definition;
    VersionList m_versions;
    BuildLines m_log;
};

} // namespace glovebox::models
