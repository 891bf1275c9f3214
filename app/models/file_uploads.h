// Role: files of this host on their way into a folder of a sandbox, one after the other: how far that is, what of it
// did not succeed and why, and what waits for a word because it would replace something. Thread: GUI.
// Invariants: nothing that is there is replaced unasked; kFilesMax at once; it goes on when nobody looks any more.
#pragma once

#include "app/bridge/file_desk.h"

#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <functional>

namespace glovebox::models {

class FileUploads : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed) // "Uploading notes.txt, 2 of 3"
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    Q_PROPERTY(QString question READ question NOTIFY changed) // what would be replaced; empty: nothing
    Q_PROPERTY(QString problem READ problem NOTIFY changed)   // what did not get there

public:
    static constexpr int kFilesMax = 200;
    static constexpr std::chrono::milliseconds kLookInterval{200};

    explicit FileUploads(QObject *parent = nullptr);

    /// Into that folder; `isThere` says of a name whether something has it.
    void begin(bridge::FileDesk &desk, const domain::SandboxId &sandbox, const std::string &folder,
               const QList<QUrl> &files, const std::function<bool(const std::string &)> &isThere);

    bool running() const { return m_now.has_value(); }
    QString text() const;
    double progress() const { return m_now ? m_progress->part() : 0.0; }
    QString question() const;
    QString problem() const { return m_problems.join(QLatin1Char('\n')); }

    Q_INVOKABLE void replace();
    Q_INVOKABLE void keep();
    /// What is there already stays there; the file at hand, and all that wait, do not get there.
    Q_INVOKABLE void cancel();
    Q_INVOKABLE void dismiss();
    /// The engine goes: nothing answers any more.
    void leave();

Q_SIGNALS:
    void changed();
    /// All that could be is in its folder.
    void landed(const QString &sandbox, const QString &folder);
    void toast(const QString &text, bool isProblem);

private:
    struct File {
        domain::SandboxId sandbox;
        std::string here;
        std::string folder;
        std::string name;
    };

    void next();
    void ended(const Result<ByteCount> &put);
    void refuse(const QString &name, const QString &why);

    bridge::FileDesk *m_desk = nullptr;
    std::deque<File> m_waiting;
    std::vector<File> m_asked; // they would replace something
    std::optional<File> m_now;
    int m_done = 0;  // of those that were begun together
    int m_begun = 0; // likewise
    QStringList m_problems;
    std::shared_ptr<bridge::ExportProgress> m_progress;
    QTimer m_looking;
    Call m_putting;
};

} // namespace glovebox::models
