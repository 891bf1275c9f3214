#include "app/models/log_export_form.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

namespace glovebox::models {

LogExportForm::LogExportForm(QObject *parent) : QObject(parent)
{
    connect(&m_exporting, &LogExport::ended, this, [this](const QString &text, bool isProblem) {
        m_running = false;
        tell(text, isProblem);
    });
    connect(&m_exporting, &LogExport::proceeded, this, &LogExportForm::changed);
    connect(&m_exporting, &LogExport::cancelled, this, [this] {
        m_running = false;
        tell({}, false);
    });
}

void LogExportForm::prepare(Offer offer)
{
    if (m_running)
        return;
    m_offer = std::move(offer);
    m_choice = m_offer.selected && m_offer.selected->count() > 1 ? Selected
               : m_offer.filter.everything()                     ? All
                                                                 : Filtered;
    const auto folder = m_target.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DownloadLocation)
                                           : QFileInfo(m_target).path();
    auto name = m_offer.title;
    name.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
    m_target = folder + QStringLiteral("/glovebox-") + name + QStringLiteral(".log");
    m_outcome.clear();
    m_failed = false;
    retarget();
}

QStringList LogExportForm::choices() const
{
    QStringList choices{tr("What the filter shows"), tr("Whole log"), tr("On screen")};
    if (m_offer.selected)
        choices += tr("Selected");
    return choices;
}

void LogExportForm::setChoice(int choice)
{
    if (m_running || choice == m_choice || choice < 0 || choice >= static_cast<int>(choices().size()))
        return;
    m_choice = choice;
    tell({}, false);
}

void LogExportForm::setAsJson(bool asJson)
{
    if (m_running || asJson == m_asJson)
        return;
    m_asJson = asJson;
    retarget();
}

void LogExportForm::setCompressed(bool compressed)
{
    if (m_running || compressed == m_compressed)
        return;
    m_compressed = compressed;
    retarget();
}

/// The name ends as what is in the file.
void LogExportForm::retarget()
{
    static const QRegularExpression ends(QStringLiteral("\\.(log|jsonl)(\\.gz)?$"));
    m_target.remove(ends);
    m_target += m_asJson ? QStringLiteral(".jsonl") : QStringLiteral(".log");
    if (m_compressed)
        m_target += QStringLiteral(".gz");
    tell({}, false);
}

void LogExportForm::setTarget(const QString &target)
{
    if (m_running || target == m_target)
        return;
    m_target = target;
    tell({}, false);
}

QUrl LogExportForm::folder() const
{
    return QUrl::fromLocalFile(QFileInfo(m_target).path());
}

void LogExportForm::setFolder(const QUrl &folder)
{
    if (folder.isLocalFile())
        setTarget(QDir::cleanPath(folder.toLocalFile() + QLatin1Char('/') + QFileInfo(m_target).fileName()));
}

QString LogExportForm::problem() const
{
    const QFileInfo file(m_target.trimmed());
    if (m_target.trimmed().isEmpty() || !file.isAbsolute())
        return tr("A whole path, from / on.");
    if (!done() && (file.exists() || file.isSymLink()))
        return tr("%1 is there already.").arg(file.fileName());
    return {};
}

void LogExportForm::start()
{
    if (!canStart())
        return;
    const auto path = m_target.trimmed();
    if (!QDir().mkpath(QFileInfo(path).path()))
        return tell(tr("%1 cannot be created.").arg(QFileInfo(path).path()), true);
    bridge::LogDesk::Export wanted{.file = path.toStdString(),
                                   .asJson = m_asJson,
                                   .compressed = m_compressed,
                                   .title = m_offer.title.toStdString()};
    if (m_choice == OnScreen)
        wanted.lines = m_offer.onScreen;
    else if (m_choice == Selected && m_offer.selected)
        wanted.lines = *m_offer.selected;
    m_running = true;
    m_exporting.start(*m_offer.desk, m_offer.name, {m_choice == All ? LogFilter{} : m_offer.filter, {}}, wanted);
    Q_EMIT changed();
}

void LogExportForm::cancel()
{
    m_exporting.cancel();
}

void LogExportForm::tell(const QString &outcome, bool failed)
{
    m_outcome = outcome;
    m_failed = failed;
    Q_EMIT changed();
}

} // namespace glovebox::models
