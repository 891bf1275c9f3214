// Role: the dialog that writes a log into a file: which lines, as what, where to. Nothing that is there is replaced.
// Thread: GUI; the desk writes.
#pragma once

#include "app/models/log_export.h"

#include <QObject>
#include <QStringList>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <optional>

namespace glovebox::models {

class LogExportForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the log")
    Q_PROPERTY(QStringList choices READ choices NOTIFY changed)
    Q_PROPERTY(int choice READ choice WRITE setChoice NOTIFY changed)
    Q_PROPERTY(bool asJson READ asJson WRITE setAsJson NOTIFY changed)
    Q_PROPERTY(bool compressed READ compressed WRITE setCompressed NOTIFY changed)
    Q_PROPERTY(QString target READ target WRITE setTarget NOTIFY changed)
    Q_PROPERTY(QUrl folder READ folder WRITE setFolder NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(bool canStart READ canStart NOTIFY changed)
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed) // 0 to 1
    Q_PROPERTY(bool done READ done NOTIFY changed)
    Q_PROPERTY(bool failed READ failed NOTIFY changed)
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)

public:
    struct Offer {
        bridge::LogDesk *desk = nullptr;
        LogName name;
        LogFilter filter;
        QString title;
        LogExtent onScreen;
        std::optional<LogExtent> selected;
    };
    /// In the order of choices().
    enum Choice { Filtered, All, OnScreen, Selected };

    explicit LogExportForm(QObject *parent = nullptr);

    /// Null, for pictures.
    void setClient(bridge::EngineClient *client) { m_exporting.setClient(client); }

    void prepare(Offer offer);

    QStringList choices() const;
    int choice() const { return m_choice; }
    void setChoice(int choice);
    bool asJson() const { return m_asJson; }
    void setAsJson(bool asJson);
    bool compressed() const { return m_compressed; }
    void setCompressed(bool compressed);
    QString target() const { return m_target; }
    void setTarget(const QString &target);
    QUrl folder() const;
    void setFolder(const QUrl &folder);
    /// Why the target will not do; empty: it will.
    QString problem() const;
    bool canStart() const { return m_offer.desk && !m_running && !done() && problem().isEmpty(); }
    bool running() const { return m_running; }
    double progress() const { return m_exporting.progress(); }
    bool done() const { return !m_outcome.isEmpty() && !m_failed; }
    bool failed() const { return m_failed; }
    QString outcome() const { return m_outcome; }

    Q_INVOKABLE void start();
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();

private:
    void retarget();
    void tell(const QString &outcome, bool failed);

    Offer m_offer;
    int m_choice = Filtered;
    bool m_asJson = false;
    bool m_compressed = false;
    QString m_target;
    QString m_outcome;
    bool m_failed = false;
    bool m_running = false;
    LogExport m_exporting;
};

} // namespace glovebox::models
