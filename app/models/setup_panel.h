// Role: the first-run set-up, "from nothing to a green test": which of its steps is shown, whether one may go on, what
// its one primary button does now, and where one came from. What the steps are about is in SetupKey, SetupBase,
// SetupTest and DoctorPanel. Thread: GUI.
// Invariants: leaving changes nothing and coming back shows the step that was left; a step is gone to only when those
// before it are done; whatever cannot be done now says why.
#pragma once

#include "app/models/setup_base.h"
#include "app/models/setup_key.h"
#include "app/models/setup_test.h"

#include <QStringList>

namespace glovebox::models {

class PanelModel;

class SetupPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool shown READ shown NOTIFY shownChanged) // also without having been asked for: nothing is set up
    Q_PROPERTY(int step READ step NOTIFY changed)
    Q_PROPERTY(QStringList steps READ steps CONSTANT)
    Q_PROPERTY(int done READ done NOTIFY changed)       // steps behind the one that was reached
    Q_PROPERTY(QString title READ title NOTIFY changed) // "Step 2 of 5: Host check"
    Q_PROPERTY(bool attaching READ attaching WRITE setAttaching NOTIFY changed)
    Q_PROPERTY(bool engineRuns READ engineRuns NOTIFY changed) // another program has the data folder
    Q_PROPERTY(bool canBack READ canBack NOTIFY changed)
    Q_PROPERTY(bool canNext READ canNext NOTIFY changed)
    Q_PROPERTY(QString whyNotNext READ whyNotNext NOTIFY changed)
    Q_PROPERTY(QString nextText READ nextText NOTIFY changed)
    Q_PROPERTY(bool canContinueAnyway READ canContinueAnyway NOTIFY changed)
    Q_PROPERTY(bool canLeave READ canLeave NOTIFY changed)
    Q_PROPERTY(bool offersSample READ offersSample NOTIFY changed)
    Q_PROPERTY(QString served READ served NOTIFY changed) // the environments that there are; empty: none
    Q_PROPERTY(glovebox::models::SetupKey *key READ key CONSTANT)
    Q_PROPERTY(glovebox::models::SetupBase *base READ base CONSTANT)
    Q_PROPERTY(glovebox::models::SetupTest *test READ test CONSTANT)

public:
    enum Step { Welcome, HostCheck, EnvironmentKey, Template, TestRun };
    Q_ENUM(Step)
    static constexpr int kSteps = TestRun + 1;

    /// `client` may be null, for pictures.
    SetupPanel(PanelModel &panel, bridge::EngineClient *client);

    /// Without them nothing is asked, for pictures. They outlive this.
    void setDesks(bridge::SetupDesk *desk, bridge::KeyTrialDesk *trial);
    void apply(const bridge::Batch &batch);

    bool shown() const;
    int step() const { return m_step; }
    QStringList steps() const;
    int done() const { return m_test.passed() ? kSteps : m_reached; }
    QString title() const;
    bool attaching() const { return m_attaching; }
    void setAttaching(bool attaching);
    bool engineRuns() const { return m_base.isTaken(); }
    bool canBack() const { return m_step != Welcome || m_attaching; }
    bool canNext() const { return whyNotNext().isEmpty(); }
    QString whyNotNext() const;
    QString nextText() const;
    bool canContinueAnyway() const;
    bool canLeave() const;
    bool offersSample() const;
    QString served() const;
    SetupKey *key() { return &m_key; }
    SetupBase *base() { return &m_base; }
    SetupTest *test() { return &m_test; }

    /// From wherever one is.
    Q_INVOKABLE void open();
    /// To where one was.
    Q_INVOKABLE void leave();
    Q_INVOKABLE void back();
    Q_INVOKABLE void next();
    /// With a check that failed: the warning stands beside the button.
    Q_INVOKABLE void continueAnyway();
    /// One that was reached already.
    Q_INVOKABLE void go(int step);
    Q_INVOKABLE bool isReached(int step) const { return step <= m_reached; }
    /// A window of its own: samples are never mixed with what is real.
    Q_INVOKABLE void exploreSample();
    Q_INVOKABLE void copyKeyError();
    Q_INVOKABLE void copyBaseError();
    Q_INVOKABLE void copyTestError();

Q_SIGNALS:
    void changed();
    void shownChanged();
    /// Another step is shown: the focus goes to its first field.
    void stepChanged();
    void sampleRequested();

private:
    void show(int step);
    void finish();
    QString whyNotCheck() const;

    PanelModel &m_panel;
    SetupKey m_key;
    SetupBase m_base;
    SetupTest m_test;
    int m_step = Welcome;
    int m_reached = Welcome;
    int m_from = 0; // the page that leave() shows
    bool m_attaching = false;
};

} // namespace glovebox::models
