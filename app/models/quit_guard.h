// Role: leaving without losing anybody's work by accident. With sandboxes alive, closing the window asks: finish what
// is active first, or cut it off now. Thread: GUI.
//
//   idle ──close, nothing alive──▶ leaving (engine stops) ──stopped──▶ ready
//     └──close, sandboxes alive──▶ asking ──drain──▶ draining ──stopped──▶ ready
//                                    ├──now──▶ leaving
//                                    └──stay──▶ idle
#pragma once

#include "app/models/host_status.h"
#include "app/models/sandboxes_model.h"

#include <QStringList>

namespace glovebox::models {

class QuitGuard : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool asking READ asking NOTIFY changed)
    Q_PROPERTY(bool draining READ draining NOTIFY changed)
    Q_PROPERTY(QString question READ question NOTIFY changed)
    Q_PROPERTY(QStringList consequences READ consequences NOTIFY changed)
    Q_PROPERTY(QString drainingText READ drainingText NOTIFY changed)

public:
    /// Longer than the engine's own limit for a drain: after this the window leaves anyway and the engine is told to
    /// stop.
    static constexpr std::chrono::seconds kPatience{45};
    /// Consequences listed by name; the rest is a count.
    static constexpr std::size_t kListedMax = 6;

    QuitGuard(const HostStatus *host, const SandboxesModel *sandboxes, Ticker *ticker, QObject *parent = nullptr);

    bool asking() const { return m_state == State::Asking; }
    bool draining() const { return m_state == State::Draining || m_state == State::Leaving; }
    QString question() const;
    QStringList consequences() const;
    QString drainingText() const;

    Q_INVOKABLE void requestClose();
    Q_INVOKABLE void drainAndQuit();
    Q_INVOKABLE void quitNow();
    Q_INVOKABLE void stay();

Q_SIGNALS:
    void changed();
    void drainRequested();
    void stopRequested();
    void ready();

private:
    enum class State { Idle, Asking, Draining, Leaving, Ready };

    void enter(State state);
    void look();
    bool engineIsDown() const;

    const HostStatus *m_host;
    const SandboxesModel *m_sandboxes;
    Ticker *m_ticker;
    State m_state = State::Idle;
    WallTime m_since{};
};

} // namespace glovebox::models
