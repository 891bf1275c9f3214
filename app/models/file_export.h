// Role: writes a table that is shown into a file that the operator names. Nothing that is there already is replaced.
// Thread: GUI; the writing runs on a thread of its own.
// Invariant: a file appears under its name when it is complete.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

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
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)

public:
    struct Wanted {
        QString what; // "41 rows as CSV"
        QString note; // what is in it, and what is not
        QString name; // of the file
        QByteArray text;
        bool checksum = false; // a second file beside it, with the first one's SHA-256
    };

    explicit FileExport(QObject *parent = nullptr);
    ~FileExport() override;

    /// The dialog opens. In the folder that was chosen last, else in `defaultFolder`.
    void prepare(Wanted wanted, const QString &defaultFolder);

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
    QString outcome() const { return m_outcome; }

    Q_INVOKABLE void start();

Q_SIGNALS:
    void changed();

private:
    void finished(const QString &error);

    Wanted m_wanted;
    QString m_lastFolder;
    QString m_target;
    bool m_running = false;
    bool m_done = false;
    bool m_failed = false;
    QString m_outcome;
    QThreadPool m_pool;
};

} // namespace glovebox::models
