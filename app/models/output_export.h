// Role: copies a session's output files to a place that the operator chose. Nothing that is there already is replaced.
// It is an operation: left to the background it goes on, and can be cancelled there; closing its dialog otherwise
// cancels it. Thread: GUI; the copying runs on a thread of its own, paths in, counts out. Invariants: only plain files
// that lie inside the session's folder are read; a file appears under its name when it is complete; a cancelled or
// failed copy leaves no half file.
#pragma once

#include "app/models/reported_work.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <atomic>
#include <functional>
#include <memory>

namespace glovebox::models {

class OutputExport : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString target READ target WRITE setTarget NOTIFY changed)
    Q_PROPERTY(QUrl folder READ folder WRITE setFolder NOTIFY changed)
    Q_PROPERTY(QString what READ what NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(bool canStart READ canStart NOTIFY changed)
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(bool done READ done NOTIFY changed)
    Q_PROPERTY(bool failed READ failed NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)

public:
    explicit OutputExport(QObject *parent = nullptr);
    ~OutputExport() override;

    /// Null, for pictures.
    void setClient(bridge::EngineClient *client) { m_report.setClient(client); }
    /// Remembers the folder that was chosen last, over restarts too.
    void setMemoryFile(const QString &file) { m_memoryFile = file; }
    /// The dialog opens: what to copy, and where to by default: a folder `name` in the one that was chosen last, if it
    /// is still there, else in `defaultFolder`. False, and nothing: one goes on.
    bool prepare(const QString &source, const QStringList &files, const QString &defaultFolder, const QString &name);

    /// The folder in which the target lies or will lie; the nearest one that exists. Setting it keeps the target's
    /// name.
    QUrl folder() const;
    void setFolder(const QUrl &folder);
    QString target() const { return m_target; }
    void setTarget(const QString &target);
    /// "3 files"
    QString what() const;
    /// Why the target will not do; empty: it will.
    QString problem() const;
    bool canStart() const { return !m_running && !m_files.isEmpty() && problem().isEmpty(); }
    bool running() const { return m_running; }
    bool done() const { return m_done; }
    bool failed() const { return m_failed; }
    double progress() const;
    QString outcome() const { return m_outcome; }

    Q_INVOKABLE void start();
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();

private:
    struct Result {
        int copied = 0;
        int there = 0;   // a file of that name was there already
        int skipped = 0; // not a plain file inside the folder any more
        bool cancelled = false;
        QString error; // the first one; ends the copying
    };

    static Result copy(const QString &folder, const QStringList &files, const QString &target,
                       const std::atomic<bool> &cancelled, const std::function<void(int)> &reached);
    void finished(const Result &result);
    void remember(const QString &folder);
    QString remembered() const;

    QString m_memoryFile;
    QString m_lastFolder;
    QString m_source;
    QString m_name;
    QStringList m_files;
    QString m_target;
    bool m_running = false;
    bool m_done = false;
    bool m_failed = false;
    int m_reached = 0;
    QString m_outcome;
    std::shared_ptr<std::atomic<bool>> m_cancelled;
    ReportedWork m_report;
    QThreadPool m_pool;
};

} // namespace glovebox::models
