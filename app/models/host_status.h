// Role: this host and its engine as the status bar and the header show it.
// Thread: GUI.
#pragma once

#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class HostStatus : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString phaseWord READ phaseWord NOTIFY changed)
    Q_PROPERTY(QString phaseTone READ phaseTone NOTIFY changed)
    Q_PROPERTY(QString phaseSymbol READ phaseSymbol NOTIFY changed)
    Q_PROPERTY(QString accelerationWord READ accelerationWord NOTIFY changed)
    Q_PROPERTY(QString accelerationTone READ accelerationTone NOTIFY changed)
    Q_PROPERTY(QString accelerationReason READ accelerationReason NOTIFY changed)
    Q_PROPERTY(QString slotsText READ slotsText NOTIFY changed)
    Q_PROPERTY(QString queuedText READ queuedText NOTIFY changed)
    Q_PROPERTY(QString memoryText READ memoryText NOTIFY changed)
    Q_PROPERTY(QString promisedText READ promisedText NOTIFY changed)           // "5 / 29 GiB"; empty: not known
    Q_PROPERTY(QString promisedFor READ promisedFor NOTIFY changed)             // the whole of it, in sentences
    Q_PROPERTY(QString whyNoCloning READ whyNoCloning NOTIFY changed)           // empty: sandboxes are cloned here
    Q_PROPERTY(QString whyNoSnapshots READ whyNoSnapshots NOTIFY changed)       // empty: they can be taken here
    Q_PROPERTY(QString diskText READ diskText NOTIFY changed)                   // what is kept on disk; empty: nothing
    Q_PROPERTY(QString imageDiskText READ imageDiskText NOTIFY changed)         // what images take; empty: not known
    Q_PROPERTY(QString imageUnneededText READ imageUnneededText NOTIFY changed) // what removing it would free
    Q_PROPERTY(bool canBuildImages READ canBuildImages NOTIFY changed)
    Q_PROPERTY(QString version READ version NOTIFY changed)
    Q_PROPERTY(QString hypervisor READ hypervisor NOTIFY changed)
    Q_PROPERTY(bool canStart READ canStart NOTIFY changed)
    Q_PROPERTY(bool canDrain READ canDrain NOTIFY changed)
    Q_PROPERTY(QString clock READ clock NOTIFY ticked)
    Q_PROPERTY(QString age READ age NOTIFY ticked)
    Q_PROPERTY(bool stale READ stale NOTIFY ticked)

public:
    /// Without a sign of life from the engine for this long, what is on screen is marked as older.
    static constexpr std::chrono::seconds kStaleAfter{15};

    HostStatus(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::HostView &view);
    void heard();

    const api::HostView &view() const { return m_view; }
    bool known() const { return m_known; }
    QString phaseWord() const;
    QString phaseTone() const;
    QString phaseSymbol() const;
    QString accelerationWord() const;
    QString accelerationTone() const;
    QString accelerationReason() const;
    QString slotsText() const;
    QString queuedText() const;
    QString memoryText() const;
    QString promisedText() const;
    QString promisedFor() const;
    QString whyNoCloning() const;
    QString whyNoSnapshots() const;
    QString diskText() const;
    QString imageDiskText() const;
    QString imageUnneededText() const;
    bool canBuildImages() const { return m_view.canBuildImages; }
    QString version() const;
    QString hypervisor() const;
    bool canStart() const;
    bool canDrain() const;
    QString clock() const;
    QString age() const;
    bool stale() const;
    WallTime heardAt() const { return m_heardAt; }

Q_SIGNALS:
    void changed();
    void ticked();

private:
    Ticker *m_ticker;
    api::HostView m_view;
    bool m_known = false;
    WallTime m_heardAt{};
};

} // namespace glovebox::models
