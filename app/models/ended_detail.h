// Role: the one ended sandbox that is selected in the history, for the pane beside it: why it ended, what it used, and
// what a failed one left to be read. Thread: GUI.
#pragma once

#include "app/models/ended_model.h"
#include "app/models/row_detail.h"
#include "app/models/text_lines.h"

namespace glovebox::models {

class EndedDetail : public glovebox::models::RowDetail { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(bool kept READ kept NOTIFY changed)
    Q_PROPERTY(QString endedText READ endedText NOTIFY changed) // "3 min ago"
    Q_PROPERTY(QString endText READ endText NOTIFY changed)     // a sentence
    Q_PROPERTY(bool failed READ failed NOTIFY changed)          // nobody wanted it to end so
    Q_PROPERTY(QString sessionId READ sessionId NOTIFY changed)
    Q_PROPERTY(QString sessionTitle READ sessionTitle NOTIFY changed)
    Q_PROPERTY(glovebox::models::TextLines *console READ console CONSTANT)
    Q_PROPERTY(glovebox::models::TextLines *monitor READ monitor CONSTANT)

public:
    EndedDetail(EndedModel *ended, Ticker *ticker, QObject *parent = nullptr);

    QString name() const { return text(EndedModel::NameRole); }
    bool kept() const { return known() && view()->kept; }
    QString endedText() const { return text(EndedModel::EndedRole); }
    QString endText() const;
    bool failed() const { return tone() == QLatin1String("failed"); }
    QString sessionId() const;
    QString sessionTitle() const { return text(EndedModel::SessionTitleRole); }
    TextLines *console() { return &m_console; }
    TextLines *monitor() { return &m_monitor; }

private:
    const api::EndedSandboxView *view() const { return m_ended->find(id()); }
    std::vector<Fact> factsNow() const override;
    format::Explanation problem() const override { return {}; }
    void readEvidence();

    EndedModel *m_ended;
    Ticker *m_ticker;
    TextLines m_console;
    TextLines m_monitor;
};

/// What the fact tables of living and ended sandboxes say alike about what one used and cost.
std::vector<Fact> meterFacts(const domain::SandboxMeter &meter, std::int64_t cost, const std::string &pricesAsOf);

} // namespace glovebox::models
