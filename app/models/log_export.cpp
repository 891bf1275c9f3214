#include "app/models/log_export.h"

#include "app/format/quantities.h"

#include <QFileInfo>

namespace glovebox::models {

LogExport::LogExport(QObject *parent) : QObject(parent)
{
    m_looking.setInterval(kLookInterval);
    connect(&m_looking, &QTimer::timeout, this, [this] {
        m_report.proceed(tr("Writing"), progress());
        Q_EMIT proceeded();
    });
    connect(&m_report, &ReportedWork::cancelAsked, this, &LogExport::cancel);
}

void LogExport::start(bridge::LogDesk &desk, const LogName &name, const LogQuery &query, bridge::LogDesk::Export wanted)
{
    const auto file = QString::fromStdString(wanted.file);
    m_progress = std::make_shared<bridge::ExportProgress>();
    wanted.progress = m_progress;
    m_report.begin(domain::OperationKind::Export, QStringLiteral("log/") + QString::fromStdString(wanted.title),
                   QFileInfo(file).fileName());
    m_looking.start();
    m_writing =
        desk.exportTo(name, query, wanted, [this, file](const Result<LogNumber> &count) { finished(file, count); });
}

void LogExport::cancel()
{
    if (!m_report.isUnderWay())
        return;
    m_writing.cancel();
    m_looking.stop();
    m_report.cancelled(tr("Nothing of it is left."));
    Q_EMIT cancelled();
}

void LogExport::finished(const QString &file, const Result<LogNumber> &count)
{
    m_looking.stop();
    if (count) {
        const QString text = tr("%1 lines exported to %2").arg(format::count(*count), file);
        m_report.done(text);
        Q_EMIT ended(text, false);
        return;
    }
    const QString why = QString::fromStdString(describe(count.error()));
    m_report.failed({count.error().code, why.toStdString()});
    Q_EMIT ended(why, true);
}

} // namespace glovebox::models
