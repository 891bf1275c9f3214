// Role: tells when somebody saved a file of the operator's, however his editor does that. Thread: the one that it was
// made on, which needs an event loop.
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <functional>
#include <string>

namespace glovebox::compose {

class FileWatch : public QObject {
    Q_OBJECT

public:
    /// `changed` comes once for a burst of changes, and also when the file was removed or came back.
    FileWatch(const std::string &path, std::function<void()> changed);

private:
    void lookAgain();
    QByteArray stamp() const;

    const QString m_path;
    std::function<void()> m_changed;
    QByteArray m_seen;
    QFileSystemWatcher m_watcher;
    QTimer m_settling;
};

} // namespace glovebox::compose
