// Role: what tests of costs and history share: an engine that notes what is asked of its history, its answers by hand,
// and a reader of the tables that are exported.
#pragma once

#include "app/models/panel_model.h"
#include "tests/support/fake_audit_desk.h"
#include "tests/support/sample_history.h"
#include "tests/unit/models/model_fixture.h"

namespace glovebox::testing {

class AskedEngine final : public testsupport::ToldEngine {
public:
    bridge::EngineClient::Post post()
    {
        return [this](const bridge::EngineClient::Job &job) {
            job(*this);
        };
    }
    api::Verdict ask(const api::HistoryQuery &query) override
    {
        questions.push_back(query);
        return ToldEngine::ask(query);
    }
    api::Verdict maintain(const api::UpkeepAction &action) override
    {
        if (const auto *set = std::get_if<api::SetBudgets>(&action))
            budgets = set->budgets;
        return ToldEngine::maintain(action);
    }

    api::Verdict verdict;
    QStringList told_;
    std::vector<api::HistoryQuery> questions;
    std::vector<domain::Budget> budgets;

private:
    api::Verdict told(const std::string &what) override
    {
        told_ += QString::fromStdString(what);
        return verdict;
    }
};

/// A line of RFC 4180 without line ends in its cells.
inline QStringList cellsOf(const QByteArray &line)
{
    QStringList cells{QString()};
    bool isQuoted = false;
    const QString text = QString::fromUtf8(line);
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text.at(at);
        if (isQuoted && c == u'"' && at + 1 < text.size() && text.at(at + 1) == u'"')
            cells.last() += text.at(++at);
        else if (c == u'"')
            isQuoted = !isQuoted;
        else if (c == u',' && !isQuoted)
            cells += QString();
        else
            cells.last() += c;
    }
    return cells;
}

inline std::vector<QStringList> tableOf(const QByteArray &csv)
{
    std::vector<QStringList> rows;
    for (const QByteArray &line : csv.split('\n'))
        if (!line.isEmpty())
            rows.push_back(cellsOf(line.chopped(1)));
    return rows;
}

/// Answers by hand, and says whether it was let go of: of attempts, as AskedDesk of the trail.
class AskedEgressDesk final : public bridge::EgressDesk {
public:
    Call exportTo(const Export &wanted, Callback<std::uint64_t> done) override
    {
        asked = wanted;
        answer = std::move(done);
        letGo = false;
        return Call([this] { letGo = true; });
    }

    Export asked;
    Callback<std::uint64_t> answer;
    bool letGo = false;
};

/// A panel over such an engine.
class HistoryRig {
public:
    models::PanelModel &panel() { return *m_panel; }
    models::HistoryPanel &history() { return *m_panel->history(); }
    const api::HistoryQuery &asked() { return m_engine->questions.back(); }
    void answer(domain::HistoryAnswer with)
    {
        panel().apply(batchOf({api::HistoryReport{.ticket = asked().ticket,
                                                  .question = asked().question,
                                                  .answer = std::move(with),
                                                  .problem = {},
                                                  .at = kSampleNow}}));
    }
    /// What the window was told of the operation that it reported last.
    void askToCancel(const api::ReportOperation &told)
    {
        auto observer = m_client->observer();
        observer(api::OperationView{.generation = 7,
                                    .operation = {.id = domain::OperationId("op-7"),
                                                  .kind = told.kind,
                                                  .object = told.object,
                                                  .state = domain::OperationState::Running},
                                    .cancelAsked = true});
    }
    void answerAsTheSampleHost()
    {
        for (std::size_t next = 0; next < m_engine->questions.size(); ++next)
            panel().apply(batchOf({sampleReport(m_engine->questions[next])}));
    }

    void begin()
    {
        m_panel.reset();
        m_clock = HandClock();
        m_engine = std::make_unique<AskedEngine>();
        m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
        m_panel = std::make_unique<models::PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
        history().setAuditDesk(&m_desk);
        history().setEgressDesk(&m_egressDesk);
    }

    AskedDesk m_desk; // outlives the panel
    AskedEgressDesk m_egressDesk;
    HandClock m_clock;
    std::unique_ptr<AskedEngine> m_engine;
    std::unique_ptr<bridge::EngineClient> m_client;
    std::unique_ptr<models::PanelModel> m_panel;
};

} // namespace glovebox::testing
