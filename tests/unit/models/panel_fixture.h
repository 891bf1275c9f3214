// Role: a panel of the usual sample views before an engine that remembers what it was asked, for each case anew.
// Thread: the test's.
#pragma once

#include "app/models/panel_model.h"
#include "tests/unit/models/preparing_engine.h"

#include <QObject>

#include <initializer_list>
#include <memory>
#include <vector>

class PanelFixture : public QObject {
protected:
    /// `more` comes behind the sample views.
    void begin(const std::initializer_list<std::vector<glovebox::api::Change>> &more = {})
    {
        m_engine = std::make_unique<glovebox::testing::PreparingEngine>();
        m_client = std::make_unique<glovebox::bridge::EngineClient>(m_engine->post());
        m_panel = std::make_unique<glovebox::models::PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
        m_panel->apply(glovebox::testing::batchOf(glovebox::testing::sampleViews()));
        for (const auto &views : more)
            m_panel->apply(glovebox::testing::batchOf(views));
    }
    void end()
    {
        m_panel.reset();
        m_client.reset();
    }

    glovebox::testing::HandClock m_clock;
    std::unique_ptr<glovebox::testing::PreparingEngine> m_engine;
    std::unique_ptr<glovebox::bridge::EngineClient> m_client;
    std::unique_ptr<glovebox::models::PanelModel> m_panel;
};
