// Role: the emergency: take no new work, then pause, hibernate or destroy every sandbox of this host. What the dialog
// says, and what it asks. Needs nothing but the engine of this host. Thread: GUI.
// Invariants: whatever is chosen, polling is paused first, so that nothing starts behind it; what is destroyed was
// counted in words that somebody typed.
#pragma once

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class PanelModel;

class StopEverything : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the registry")
    Q_PROPERTY(bool canPausePolling READ canPausePolling NOTIFY changed)
    Q_PROPERTY(QString pollingText READ pollingText NOTIFY changed) // how many environments take new work
    Q_PROPERTY(int sandboxes READ sandboxes NOTIFY changed)
    Q_PROPERTY(int pausable READ pausable NOTIFY changed)
    Q_PROPERTY(int hibernatable READ hibernatable NOTIFY changed)
    Q_PROPERTY(int destroyable READ destroyable NOTIFY changed)
    Q_PROPERTY(QStringList lines READ lines NOTIFY changed)       // what is true of each now
    Q_PROPERTY(QString wantedText READ wantedText NOTIFY changed) // to be typed before all are destroyed: "3 sandboxes"
    Q_PROPERTY(bool begun READ begun NOTIFY changed)              // something was chosen: its results are shown

public:
    explicit StopEverything(PanelModel &panel);

    bool canPausePolling() const;
    QString pollingText() const;
    int sandboxes() const;
    int pausable() const;
    int hibernatable() const;
    int destroyable() const;
    QStringList lines() const;
    QString wantedText() const;
    bool begun() const { return m_begun; }

    /// The dialog opens.
    Q_INVOKABLE void begin();
    /// It is closed: nothing is counted any more.
    Q_INVOKABLE void end();
    Q_INVOKABLE void pausePolling();
    Q_INVOKABLE void pauseAll();
    Q_INVOKABLE void hibernateAll();
    /// Nothing without the words of wantedText().
    Q_INVOKABLE void destroyAll(const QString &typed);

Q_SIGNALS:
    void changed();

private:
    void refresh();

    PanelModel &m_panel;
    bool m_shown = false;
    bool m_begun = false;
};

} // namespace glovebox::models
