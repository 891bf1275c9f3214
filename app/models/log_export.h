// Role: a log that is written into a file of the operator's choice, as an operation. Thread: GUI.
#pragma once

#include "app/bridge/log_desk.h"
#include "app/models/reported_work.h"

#include <QTimer>

namespace glovebox::models {

class LogExport : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kLookInterval{200};

    explicit LogExport(QObject *parent = nullptr);

    /// Null, for pictures.
    void setClient(bridge::EngineClient *client) { m_report.setClient(client); }
    /// One that is under way is given up.
    void start(bridge::LogDesk &desk, const LogName &name, const LogQuery &query, bridge::LogDesk::Export wanted);
    void cancel();
    /// 0 to 1.
    double progress() const { return m_progress ? m_progress->part() : 0.0; }

Q_SIGNALS:
    void proceeded();
    void ended(const QString &text, bool isProblem);
    void cancelled(); // nothing of it is left

private:
    void finished(const QString &file, const Result<LogNumber> &count);

    std::shared_ptr<bridge::ExportProgress> m_progress;
    ReportedWork m_report;
    QTimer m_looking;
    Call m_writing;
};

} // namespace glovebox::models
