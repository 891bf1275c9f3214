#include "app/models/file_export.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace glovebox::models {

namespace {

QString checksumName(const QString &target)
{
    return target + QStringLiteral(".sha256");
}

/// Empty: written. What is there already stays.
QString writeNew(const QString &path, const QByteArray &text)
{
    if (const QFileInfo there(path); there.exists() || there.isSymLink())
        return FileExport::tr("%1 is there already.").arg(path);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return FileExport::tr("%1 cannot be written: %2").arg(path, file.errorString());
    return {};
}

/// As sha256sum prints it and checks it.
QByteArray checksumOf(const QString &path, const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex() + "  " +
           QFileInfo(path).fileName().toUtf8() + '\n';
}

QString writeAll(const QString &path, const QByteArray &text, bool checksum)
{
    if (const QString parent = QFileInfo(path).path(); !QDir().mkpath(parent))
        return FileExport::tr("%1 cannot be created.").arg(parent);
    QString error = writeNew(path, text);
    if (!error.isEmpty() || !checksum)
        return error;
    error = writeNew(checksumName(path), checksumOf(path, text));
    if (!error.isEmpty())
        QFile::remove(path); // ours: it was not there before
    return error;
}

} // namespace

FileExport::FileExport(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_looking.setInterval(kLookInterval);
    connect(&m_looking, &QTimer::timeout, this, &FileExport::look);
    connect(&m_report, &ReportedWork::cancelAsked, this, &FileExport::cancel);
}

FileExport::~FileExport()
{
    m_pool.waitForDone(); // its last words go to this object
}

bool FileExport::prepare(Wanted wanted, const QString &defaultFolder)
{
    if (m_running)
        return false;
    m_wanted = std::move(wanted);
    m_target = (m_lastFolder.isEmpty() ? defaultFolder : m_lastFolder) + QLatin1Char('/') + m_wanted.name;
    m_done = m_failed = false;
    m_outcome.clear();
    Q_EMIT changed();
    return true;
}

void FileExport::setTarget(const QString &target)
{
    if (m_running || target == m_target)
        return;
    m_target = target;
    m_done = m_failed = false;
    m_outcome.clear();
    Q_EMIT changed();
}

QUrl FileExport::folder() const
{
    QDir nearest(QFileInfo(m_target.trimmed()).path());
    while (!nearest.exists() && !nearest.isRoot())
        nearest.setPath(QFileInfo(nearest.path()).path());
    return QUrl::fromLocalFile(nearest.path());
}

void FileExport::setFolder(const QUrl &folder)
{
    if (folder.isLocalFile())
        setTarget(QDir::cleanPath(folder.toLocalFile() + QLatin1Char('/') + m_wanted.name));
}

QString FileExport::problem() const
{
    const QString target = m_target.trimmed();
    if (m_done)
        return {};
    if (!target.startsWith(QLatin1Char('/')))
        return tr("Give the whole path, beginning with /.");
    if (target.endsWith(QLatin1Char('/')) || QFileInfo(target).isDir())
        return tr("That is a folder. Give the file's name, too.");
    if (QFileInfo::exists(target) || (m_wanted.checksum && QFileInfo::exists(checksumName(target))))
        return tr("A file of this name is there already, and stays.");
    return {};
}

void FileExport::start()
{
    if (!canStart())
        return;
    m_running = true;
    m_outcome.clear();
    const QString target = QDir::cleanPath(m_target.trimmed());
    m_lastFolder = QFileInfo(target).path();
    m_report.begin(domain::OperationKind::Export, m_wanted.object, QFileInfo(target).fileName(), cancellable());
    if (m_wanted.write) {
        m_progress = std::make_shared<bridge::ExportProgress>();
        m_looking.start();
        m_writing = m_wanted.write(target, m_progress, [this](const Result<QString> &written) {
            if (written)
                finished({}, *written);
            else
                finished(written.error());
        });
        Q_EMIT changed();
        return;
    }
    Q_EMIT changed();
    m_pool.start([this, target, text = m_wanted.text, checksum = m_wanted.checksum] {
        const QString error = writeAll(target, text, checksum);
        const auto why =
            error.isEmpty() ? std::nullopt : std::optional(Error{ErrorCode::FolderUnusable, error.toStdString()});
        QMetaObject::invokeMethod(this, [this, why] { finished(why); });
    });
}

void FileExport::look()
{
    m_report.proceed(tr("Writing"), progress());
    Q_EMIT changed();
}

void FileExport::cancel()
{
    if (!cancellable())
        return;
    m_writing.cancel();
    m_looking.stop();
    m_running = false;
    m_outcome = tr("Cancelled. Nothing of it is left.");
    m_report.cancelled(m_outcome);
    Q_EMIT changed();
}

void FileExport::finished(const std::optional<Error> &error, const QString &written)
{
    m_looking.stop();
    m_running = false;
    m_done = true;
    m_failed = error.has_value();
    const QString target = QDir::cleanPath(m_target.trimmed());
    const QString what = written.isEmpty() ? tr("Written") : tr("%1 written").arg(written);
    m_outcome = error ? QString::fromStdString(error->detail)
                : m_wanted.checksum
                    ? tr("%1, with the checksum in %2.").arg(what, QFileInfo(checksumName(target)).fileName())
                    : tr("%1 to %2.").arg(what, target);
    if (error)
        m_report.failed(*error);
    else
        m_report.done(m_outcome);
    Q_EMIT changed();
}

} // namespace glovebox::models
