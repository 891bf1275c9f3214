#include "app/compose/file_watch.h"

#include <QFileInfo>

#include <sys/stat.h>

namespace glovebox::compose {

namespace {

/// An editor writes in several steps; what is read is to be whole.
constexpr std::chrono::milliseconds kSettling{200};

} // namespace

FileWatch::FileWatch(const std::string &path, std::function<void()> changed)
    : m_path(QString::fromStdString(path)), m_changed(std::move(changed)), m_seen(stamp())
{
    m_settling.setSingleShot(true);
    m_settling.setInterval(kSettling);
    connect(&m_settling, &QTimer::timeout, this, [this] {
        if (const auto now = stamp(); std::exchange(m_seen, now) != now)
            m_changed();
    });
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &FileWatch::lookAgain);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &FileWatch::lookAgain);
    m_watcher.addPath(QFileInfo(m_path).absolutePath());
    m_watcher.addPath(m_path);
}

/// One that was replaced is another file, and is watched by its path anew.
void FileWatch::lookAgain()
{
    m_watcher.addPath(m_path);
    m_settling.start();
}

/// Of which file it is and when it was written; empty: it is not there.
QByteArray FileWatch::stamp() const
{
    struct stat about = {};
    if (::stat(m_path.toLocal8Bit().constData(), &about) != 0)
        return {};
    return QByteArray::number(qulonglong(about.st_ino)) + ' ' + QByteArray::number(qlonglong(about.st_size)) + ' ' +
           QByteArray::number(qlonglong(about.st_mtim.tv_sec)) + '.' +
           QByteArray::number(qlonglong(about.st_mtim.tv_nsec));
}

} // namespace glovebox::compose
