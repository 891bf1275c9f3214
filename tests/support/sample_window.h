// Role: the real window over the real sample engine on its thread, as `glovebox --sample` puts them together, with a
// folder that goes with it: for tests, measures and pictures. Thread: GUI.
// Invariants: what QML warns of is kept; nothing is opened outside of the window.
#pragma once

#include "app/bridge/door_client.h"
#include "app/compose/disk_audit_desk.h"
#include "app/compose/disk_egress_desk.h"
#include "app/compose/disk_log_desk.h"
#include "app/compose/key_trial_desk.h"
#include "app/compose/log_keeping.h"
#include "app/compose/sample_check_desk.h"
#include "app/compose/sample_host.h"
#include "app/models/setup_panel.h"
#include "app/panel/panel_app.h"

#include <QDateTime>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTimeZone>

#include <memory>

namespace glovebox::testing {

inline WallTime hostNow()
{
    return WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
}

class SampleWindow {
public:
    /// `now` is asked by both threads.
    explicit SampleWindow(const sample::SampleOptions &options, const std::function<WallTime()> &now = hostNow)
        : m_settings(settingsIn(m_folder)), m_logs(m_settings), m_logDesk(m_logs.folder()),
          m_auditDesk(m_settings.dataDir), m_egressDesk(m_settings.dataDir),
          m_client([this](bridge::EngineClient::Job job) { post(std::move(job)); }),
          m_doors([this](bridge::DoorClient::Job job) { post(std::move(job)); }),
          m_model(&m_client, now, QTimeZone::utc()), m_app(&m_model)
    {
        m_model.log()->setDesk(&m_logDesk);
        m_model.terminals()->setDesk(&m_doors);
        m_model.inside()->files()->setDesk(&m_doors);
        m_model.keys()->setDesk(&m_doors);
        m_model.history()->setAuditDesk(&m_auditDesk);
        m_model.history()->setEgressDesk(&m_egressDesk);
        m_model.doctor()->setDesk(&m_checkDesk);
        m_model.setup()->setDesks(&m_doors, &m_keyDesk);
        m_model.setOpener([](const QUrl &) { return true; });
        m_model.setSample(true);
        m_model.startClock();
        m_host = std::make_unique<compose::SampleHost>(
            compose::SampleSetup{options, m_settings.dataDir, m_logs.console(), now},
            m_logs.observer(m_client.observer()));
        if (!m_app.load())
            qFatal("The window cannot be loaded");
        QObject::connect(qmlEngine(m_app.window()), &QQmlEngine::warnings, m_app.window(),
                         [this](const QList<QQmlError> &warnings) {
                             for (const auto &warning : warnings)
                                 m_warnings += warning.toString();
                         });
        m_app.setReducedMotion(true);
        m_app.show();
    }
    ~SampleWindow() { m_doors.leave(); }
    SampleWindow(const SampleWindow &) = delete;
    SampleWindow &operator=(const SampleWindow &) = delete;

    models::PanelModel &model() { return m_model; }
    panel::PanelApp &app() { return m_app; }
    QQuickWindow *window() { return m_app.window(); }
    const QStringList &warnings() const { return m_warnings; }
    QString folder() const { return m_folder.path(); }
    QString logFolder() const { return QString::fromStdString(m_logs.folder()); }
    QObject *part(const char *name) { return m_app.window()->findChild<QObject *>(QLatin1String(name)); }

    /// That runs and is nobody's but the operator's, so that no session gets in between; empty: none.
    QString idleSandbox()
    {
        auto *list = m_model.sandboxes();
        for (int row = 0; row < list->rowCount(); ++row) {
            const auto index = list->index(row);
            if (index.data(models::SandboxesModel::WordRole).toString() == QLatin1String("Running") &&
                index.data(models::SandboxesModel::KeptRole).toBool() &&
                index.data(models::SandboxesModel::SessionIdRole).toString().isEmpty())
                return index.data(models::SandboxesModel::SandboxIdRole).toString();
        }
        return {};
    }
    /// The page with something on it: pages of one object are opened for one.
    void open(models::PanelModel::Page page)
    {
        if (page == models::PanelModel::SessionPage)
            m_model.openSession(m_model.sessions()->index(0).data(models::SessionsModel::SessionIdRole).toString());
        else if (page == models::PanelModel::TerminalPage)
            m_model.openTerminals(idleSandbox());
        else
            m_model.setPage(page);
    }

private:
    static compose::Settings settingsIn(const QTemporaryDir &folder)
    {
        compose::Settings settings;
        settings.dataDir = folder.path().toStdString();
        return settings;
    }
    void post(compose::EngineHost::Job job)
    {
        if (m_host)
            m_host->post(std::move(job));
    }

    QTemporaryDir m_folder;
    compose::Settings m_settings;
    compose::LogKeeping m_logs;
    compose::DiskLogDesk m_logDesk;
    compose::DiskAuditDesk m_auditDesk;
    compose::DiskEgressDesk m_egressDesk;
    compose::SampleCheckDesk m_checkDesk;
    compose::SampleKeyDesk m_keyDesk;
    std::unique_ptr<compose::SampleHost> m_host;
    bridge::EngineClient m_client;
    bridge::DoorClient m_doors;
    models::PanelModel m_model;
    panel::PanelApp m_app;
    QStringList m_warnings;
};

} // namespace glovebox::testing
