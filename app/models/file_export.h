// Role: writes a table, or what stands behind one, into a file that the operator names. Nothing that is there already
// is replaced. It is an operation: left to the background it goes on, and can be cancelled there; closing its dialog
// otherwise cancels what can be. Thread: GUI; the writing runs on a thread of its own. Invariant: a file appears under
// its name when it is complete.
#pragma once

#include "app/bridge/export_progress.h"
#include "app/models/reported_work.h"
#include "core/base/call.h"
#include "core/base/result.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>
#include <optional>

namespace glovebox::models {

class FileExport : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString target READ target WRITE setTarget NOTIFY changed)
    Q_PROPERTY(QUrl folder READ folder WRITE setFolder NOTIFY changed)
    Q_PROPERTY(QString what READ what NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(bool canStart READ canStart NOTIFY changed)
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(bool done READ done NOTIFY changed)
    Q_PROPERTY(bool failed READ failed NOTIFY changed)
    Q_PROPERTY(bool cancellable READ cancellable NOTIFY changed) // while it runs
    Q_PROPERTY(double progress READ progress NOTIFY changed)     // likewise; -1: not known
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)

public:
    /// Writes it on a thread of its own, and answers with what it wrote: "400 entries". Lets go of it without a rest
    /// when its Call goes.
    using Writer = std::function<Call(const QString &target, std::shared_ptr<bridge::ExportProgress> progress,
                                      Callback<QString> done)>;
    struct Wanted {
        QString what; // "41 rows as CSV"
        QString note; // what is in it, and what is not
        QString name; // of the file
        QByteArray text;
        bool checksum = false; // a second file beside it, with the first one's SHA-256
        QString object;        // of the operation: "costs"
        Writer write{};        // instead of the text
    };

    static constexpr std::chrono::milliseconds kLookInterval{200};

    explicit FileExport(QObject *parent = nullptr);
    ~FileExport() override;

    /// Null, for pictures.
    void setClient(bridge::EngineClient *client) { m_report.setClient(client); }
    /// The dialog opens. In the folder that was chosen last, else in `defaultFolder`. False, and nothing: one goes on.
    bool prepare(Wanted wanted, const QString &defaultFolder);

    QString target() const { return m_target; }
    void setTarget(const QString &target);
    QUrl folder() const;
    void setFolder(const QUrl &folder);
    QString what() const { return m_wanted.what; }
    QString note() const { return m_wanted.note; }
    /// Why the target will not do; empty: it will.
    QString problem() const;
    bool canStart() const { return !m_running && !m_done && problem().isEmpty(); }
    bool running() const { return m_running; }
    bool done() const { return m_done; }
    bool failed() const { return m_failed; }
    bool cancellable() const { return m_running && m_wanted.write; }
    double progress() const { return cancellable() ? m_progress->part() : -1.0; }
    QString outcome() const { return m_outcome; }

    Q_INVOKABLE void start();
    /// Nothing of it is left.
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();

private:
    void finished(const std::optional<Error> &error, const QString &written = {});
    void look();

    Wanted m_wanted;
    QString m_lastFolder;
    QString m_target;
    bool m_running = false;
    bool m_done = false;
    bool m_failed = false;
    QString m_outcome;
    std::shared_ptr<bridge::ExportProgress> m_progress;
    ReportedWork m_report;
    QTimer m_looking;
    Call m_writing;
    QThreadPool m_pool;
};

} // namespace glovebox::models
