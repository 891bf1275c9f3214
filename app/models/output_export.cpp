#include "app/models/output_export.h"

#include "app/models/outputs_model.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QSettings>

namespace glovebox::models {

namespace {

/// How much is read before somebody may cancel.
constexpr qint64 kChunk = 1 << 20;

const QString kFolderKey = QStringLiteral("export/folder");

/// The one that exists on the way up from `path`.
QDir nearestFolder(const QString &path)
{
    QDir nearest(path);
    while (!nearest.exists() && !nearest.isRoot())
        nearest.setPath(QFileInfo(nearest.path()).path());
    return nearest;
}

/// Only a plain file that really lies in the folder; a link may lead anywhere.
bool isOwnPlainFile(const QString &folder, const QString &relative)
{
    if (!staysInside(relative))
        return false;
    const QFileInfo info(folder + QLatin1Char('/') + relative);
    const QString root = QFileInfo(folder).canonicalFilePath();
    return info.isFile() && !info.isSymLink() && !root.isEmpty() &&
           info.canonicalFilePath().startsWith(root + QLatin1Char('/'));
}

/// Empty: copied. QSaveFile gives the file its name only when all of it is there.
QString copyOne(const QString &from, const QString &to, const std::atomic<bool> &cancelled)
{
    QFile source(from);
    if (!source.open(QIODevice::ReadOnly))
        return OutputExport::tr("%1 cannot be read: %2").arg(from, source.errorString());
    QSaveFile copy(to);
    if (!copy.open(QIODevice::WriteOnly))
        return OutputExport::tr("%1 cannot be written: %2").arg(to, copy.errorString());
    while (!source.atEnd()) {
        if (cancelled.load())
            return {};
        const QByteArray chunk = source.read(kChunk);
        if (chunk.isEmpty() && source.error() != QFileDevice::NoError)
            return OutputExport::tr("%1 cannot be read: %2").arg(from, source.errorString());
        if (copy.write(chunk) != chunk.size())
            return OutputExport::tr("%1 cannot be written: %2").arg(to, copy.errorString());
    }
    return copy.commit() ? QString() : OutputExport::tr("%1 cannot be written: %2").arg(to, copy.errorString());
}

} // namespace

OutputExport::OutputExport(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    connect(&m_report, &ReportedWork::cancelAsked, this, &OutputExport::cancel);
}

OutputExport::~OutputExport()
{
    cancel();
    m_pool.waitForDone(); // its last words go to this object
}

bool OutputExport::prepare(const QString &source, const QStringList &files, const QString &defaultFolder,
                           const QString &name)
{
    if (m_running)
        return false;
    m_source = source;
    m_files = files;
    m_name = name;
    const QString last = remembered();
    m_target = (last.isEmpty() || !QFileInfo(last).isDir() ? defaultFolder : last) + QLatin1Char('/') + name;
    m_done = m_failed = false;
    m_outcome.clear();
    Q_EMIT changed();
    return true;
}

void OutputExport::setTarget(const QString &target)
{
    if (m_running || target == m_target)
        return;
    m_target = target;
    m_done = m_failed = false;
    m_outcome.clear();
    Q_EMIT changed();
}

QUrl OutputExport::folder() const
{
    return QUrl::fromLocalFile(nearestFolder(QFileInfo(m_target.trimmed()).path()).path());
}

void OutputExport::setFolder(const QUrl &folder)
{
    if (folder.isLocalFile())
        setTarget(QDir::cleanPath(folder.toLocalFile() + QLatin1Char('/') + m_name));
}

QString OutputExport::remembered() const
{
    if (!m_lastFolder.isEmpty() || m_memoryFile.isEmpty())
        return m_lastFolder;
    return QSettings(m_memoryFile, QSettings::IniFormat).value(kFolderKey).toString();
}

void OutputExport::remember(const QString &folder)
{
    m_lastFolder = folder;
    if (!m_memoryFile.isEmpty())
        QSettings(m_memoryFile, QSettings::IniFormat).setValue(kFolderKey, folder);
}

QString OutputExport::what() const
{
    return m_files.size() == 1 ? tr("1 file") : tr("%1 files").arg(m_files.size());
}

QString OutputExport::problem() const
{
    const QString target = m_target.trimmed();
    if (target.isEmpty())
        return tr("Say which folder.");
    if (!target.startsWith(QLatin1Char('/')))
        return tr("Give the whole path, beginning with /.");
    if (const QFileInfo info(target); info.exists() && !info.isDir())
        return tr("That is a file, not a folder.");
    const QDir nearest = nearestFolder(target); // it decides whether the rest can be made
    return QFileInfo(nearest.path()).isWritable() ? QString() : tr("%1 is not writable.").arg(nearest.path());
}

double OutputExport::progress() const
{
    return m_files.isEmpty() ? 0 : static_cast<double>(m_reached) / static_cast<double>(m_files.size());
}

void OutputExport::start()
{
    if (!canStart())
        return;
    m_running = true;
    m_done = m_failed = false;
    m_reached = 0;
    m_outcome.clear();
    remember(QFileInfo(QDir::cleanPath(m_target.trimmed())).path());
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
    m_report.begin(domain::OperationKind::Export, QStringLiteral("session/") + m_name, what());
    Q_EMIT changed();
    m_pool.start([this, folder = m_source, files = m_files, target = QDir::cleanPath(m_target.trimmed()),
                  cancelled = m_cancelled] {
        const Result result = copy(folder, files, target, *cancelled, [this](int reached) {
            QMetaObject::invokeMethod(this, [this, reached] {
                m_reached = reached;
                m_report.proceed(tr("%1 of %2 files").arg(reached).arg(m_files.size()), progress());
                Q_EMIT changed();
            });
        });
        QMetaObject::invokeMethod(this, [this, result] { finished(result); });
    });
}

void OutputExport::cancel()
{
    if (m_cancelled)
        m_cancelled->store(true);
}

OutputExport::Result OutputExport::copy(const QString &folder, const QStringList &files, const QString &target,
                                        const std::atomic<bool> &cancelled, const std::function<void(int)> &reached)
{
    Result result;
    for (qsizetype i = 0; i < files.size() && !cancelled.load(); ++i) {
        reached(static_cast<int>(i));
        const QString &file = files.at(i);
        const QString to = target + QLatin1Char('/') + file;
        if (!isOwnPlainFile(folder, file)) {
            ++result.skipped;
            continue;
        }
        if (const QFileInfo there(to); there.exists() || there.isSymLink()) {
            ++result.there;
            continue;
        }
        if (const QString parent = QFileInfo(to).path(); !QDir().mkpath(parent)) {
            result.error = tr("%1 cannot be created.").arg(parent);
            return result;
        }
        result.error = copyOne(folder + QLatin1Char('/') + file, to, cancelled);
        if (!result.error.isEmpty())
            return result;
        result.copied += cancelled.load() ? 0 : 1;
    }
    result.cancelled = cancelled.load();
    return result;
}

void OutputExport::finished(const Result &result)
{
    m_running = false;
    m_done = true;
    m_failed = !result.error.isEmpty();
    QStringList words;
    if (m_failed)
        words += result.error;
    words += result.copied == 1 ? tr("1 file copied.") : tr("%1 files copied.").arg(result.copied);
    if (result.there > 0)
        words += result.there == 1 ? tr("1 was there already and was left alone.")
                                   : tr("%1 were there already and were left alone.").arg(result.there);
    if (result.skipped > 0)
        words +=
            result.skipped == 1 ? tr("1 is not there any more.") : tr("%1 are not there any more.").arg(result.skipped);
    if (result.cancelled)
        words += tr("Cancelled before the rest.");
    m_outcome = words.join(QLatin1Char(' '));
    if (m_failed)
        m_report.failed({ErrorCode::FolderUnusable, m_outcome.toStdString()});
    else if (result.cancelled)
        m_report.cancelled(m_outcome);
    else
        m_report.done(m_outcome);
    Q_EMIT changed();
}

} // namespace glovebox::models
