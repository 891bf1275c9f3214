// Role: the one template that is selected, for the pane beside the list.
// Thread: GUI.
#pragma once

#include "app/models/row_detail.h"
#include "app/models/templates_model.h"
#include "app/models/text_lines.h"

namespace glovebox::models {

class TemplateDetail : public glovebox::models::RowDetail { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool emulated READ emulated NOTIFY changed)
    Q_PROPERTY(bool building READ building NOTIFY changed)
    Q_PROPERTY(bool ready READ ready NOTIFY changed)
    Q_PROPERTY(QString stepText READ stepText NOTIFY changed)       // while building: "Step 1 of 2: boots a machine"
    Q_PROPERTY(QString consequence READ consequence NOTIFY changed) // of a failed one, for sandboxes
    Q_PROPERTY(int clones READ clones NOTIFY changed)
    Q_PROPERTY(QString clonesText READ clonesText NOTIFY changed)
    Q_PROPERTY(int snapshots READ snapshots NOTIFY changed)
    Q_PROPERTY(QString snapshotsText READ snapshotsText NOTIFY changed)
    Q_PROPERTY(QString whyNotRebuild READ whyNotRebuild NOTIFY changed) // empty: it can be
    Q_PROPERTY(QString whyNotDelete READ whyNotDelete NOTIFY changed)
    Q_PROPERTY(glovebox::models::TextLines *log READ log CONSTANT) // of its last build
    Q_PROPERTY(bool hasLog READ hasLog NOTIFY changed)
    Q_PROPERTY(bool hasLadder READ hasLadder NOTIFY changed)
    Q_PROPERTY(QString ladderText READ ladderText NOTIFY changed)
    Q_PROPERTY(QString deleteConsequence READ deleteConsequence NOTIFY changed)

public:
    TemplateDetail(TemplatesModel *templates, Ticker *ticker, QObject *parent = nullptr);

    bool emulated() const;
    bool building() const { return isIn(domain::TemplateState::Building); }
    bool ready() const { return isIn(domain::TemplateState::Ready); }
    QString stepText() const;
    QString consequence() const;
    int clones() const { return known() ? view()->clones : 0; }
    QString clonesText() const;
    int snapshots() const { return known() ? view()->snapshots : 0; }
    QString snapshotsText() const;
    QString whyNotRebuild() const;
    QString whyNotDelete() const;
    TextLines *log() { return &m_log; }
    bool hasLog() const { return m_log.count() > 0; }
    bool hasLadder() const { return known() && !isIn(domain::TemplateState::Gone); }
    QString ladderText() const;
    QString deleteConsequence() const;

private:
    const api::TemplateView *view() const { return m_templates->find(id()); }
    bool isIn(domain::TemplateState state) const { return known() && view()->state == state; }
    std::vector<Fact> factsNow() const override;
    format::Explanation problem() const override;

    void readLog();

    TemplatesModel *m_templates;
    TextLines m_log;
};

} // namespace glovebox::models
