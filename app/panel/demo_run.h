// Role: the demo as a run with a beginning and an end: prints what happens, takes the pictures, sums up, and says with
// the exit status whether every session ended well. In a window it only watches. Thread: GUI.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/compose/demo_host.h"
#include "app/compose/transcript_printer.h"
#include "app/models/panel_model.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <set>
#include <string>

namespace glovebox::panel {

class PanelApp;

struct DemoRunOptions {
    bool transcript = false;
    bool exitWhenDone = false;
    std::string screenshotDir; // empty: no pictures
};

class DemoRun : public QObject {
public:
    DemoRun(const DemoRunOptions &options, bridge::EngineClient &client, models::PanelModel &model, PanelApp &app,
            compose::DemoHost &demo);

private:
    void look(const bridge::Batch &batch);
    void giveUpIfNothingStarts(const bridge::Batch &batch);
    void takeListPicture();
    void takeSessionPicture();
    void takeHistoryPictures();
    void save(const QString &name, models::PanelModel::Page page, const QString &theme);
    void ended(const demo::DemoSummary &summary);
    void end(int status);

    DemoRunOptions m_options;
    bridge::EngineClient &m_client;
    models::PanelModel &m_model;
    PanelApp &m_app;
    compose::TranscriptPrinter m_printer{stdout};
    QTimer m_watchdog;
    std::map<std::string, api::SessionView> m_sessions;
    std::set<domain::SandboxId> m_failedSandboxes; // before any was ready
    bool m_anyReady = false;
    bool m_listTaken = false;
    bool m_ended = false;
    int m_status = 1;
};

} // namespace glovebox::panel
