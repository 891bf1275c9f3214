// Role: the set-up's test run: one sandbox of its own is started, told something, snapshotted, hibernated, woken and
// destroyed, and each step says how long it took. Thread: GUI.
// Invariants: one step at a time; a step is done when the engine's views say so, never when it was accepted. Times are
// of the injected clock, to the moment at which the engine says it was so. Whatever way a run ends, what it made is
// destroyed: by its last step, by cancel(), or before the next run; what cannot be is told.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/bridge/setup_desk.h"
#include "app/format/errors.h"
#include "app/models/sandboxes_model.h"
#include "app/models/snapshots_model.h"
#include "core/domain/state_table.h"

#include <QAbstractListModel>

#include <array>
#include <functional>
#include <optional>

namespace glovebox::models {

enum class TestState { Idle, Running, Failed, Cleaning, Restarting, Cancelled, Passed };
enum class TestEvent { Begin, AllDone, StepFailed, Cancel, Cleaned };

inline constexpr std::array kTestStates{TestState::Idle,      TestState::Running,   TestState::Failed,
                                        TestState::Cleaning,  TestState::Cancelled, TestState::Passed,
                                        TestState::Restarting};
using TestEdge = domain::Edge<TestState, TestEvent>;
inline constexpr std::array kTestEdges{
    TestEdge{TestState::Idle, TestEvent::Begin, TestState::Running},
    TestEdge{TestState::Running, TestEvent::AllDone, TestState::Passed},
    TestEdge{TestState::Running, TestEvent::StepFailed, TestState::Failed},
    TestEdge{TestState::Running, TestEvent::Cancel, TestState::Cleaning},
    TestEdge{TestState::Failed, TestEvent::Begin, TestState::Restarting}, // what the last one left goes first
    TestEdge{TestState::Failed, TestEvent::Cancel, TestState::Cleaning},
    TestEdge{TestState::Cleaning, TestEvent::Cleaned, TestState::Cancelled},
    TestEdge{TestState::Cleaning, TestEvent::StepFailed, TestState::Failed},
    TestEdge{TestState::Restarting, TestEvent::Cleaned, TestState::Running},
    TestEdge{TestState::Restarting, TestEvent::StepFailed, TestState::Failed},
    TestEdge{TestState::Restarting, TestEvent::Cancel, TestState::Cleaning},
    TestEdge{TestState::Cancelled, TestEvent::Begin, TestState::Running},
    TestEdge{TestState::Passed, TestEvent::Begin, TestState::Running},
};
static_assert(domain::edgesAreUnique(kTestEdges) && domain::everyStateIsReachable(kTestEdges, kTestStates));

class SetupTest : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the set-up")
    Q_PROPERTY(bool untried READ untried NOTIFY changed)
    Q_PROPERTY(bool busy READ busy NOTIFY changed) // it runs, or what it made goes
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(bool failed READ failed NOTIFY changed)
    Q_PROPERTY(bool passed READ passed NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(QString errorWhat READ errorWhat NOTIFY changed)
    Q_PROPERTY(QString errorWhy READ errorWhy NOTIFY changed)
    Q_PROPERTY(QString errorTodo READ errorTodo NOTIFY changed)
    Q_PROPERTY(QString errorDetail READ errorDetail NOTIFY changed)
    Q_PROPERTY(QString errorCode READ errorCode NOTIFY changed)

public:
    enum Role {
        TitleRole = Qt::UserRole + 1,
        ToneRole,
        SymbolRole,
        WordRole,
        TimeRole,   // measured; of the one under way: so far; empty: not begun
        ShareRole,  // of the longest, 0 to 1
        DetailRole, // what came of it
        SpokenRole,
    };
    enum Step { Start, Command, Snapshot, Hibernate, Resume, Destroy };
    Q_ENUM(Step)
    static constexpr int kSteps = Destroy + 1;

    /// `client` may be null, for pictures: then nothing is asked.
    SetupTest(bridge::EngineClient *client, const SandboxesModel &sandboxes, const SnapshotsModel &snapshots,
              Ticker *ticker);

    void setDesk(bridge::SetupDesk *desk) { m_desk = desk; }
    /// The lists have it already.
    void apply(const bridge::Batch &batch);

    TestState state() const { return m_state; }
    bool untried() const { return m_state == TestState::Idle; }
    bool busy() const;
    bool running() const { return m_state == TestState::Running; }
    bool failed() const { return m_state == TestState::Failed; }
    bool passed() const { return m_state == TestState::Passed; }
    QString summary() const;
    QString errorWhat() const { return m_error.what; }
    QString errorWhy() const { return m_error.why; }
    QString errorTodo() const { return m_error.todo; }
    QString errorDetail() const { return m_error.detail; }
    QString errorCode() const { return m_error.code; }
    QString errorText() const { return format::plainText(m_error); }

    /// From its first step; of a failed one, once what that left is gone.
    Q_INVOKABLE void begin();
    /// What it made is destroyed.
    Q_INVOKABLE void cancel();

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : kSteps; }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    struct Row {
        std::optional<WallTime> begun;
        std::optional<WallTime> ended;
        bool failed = false;
        QString detail;
    };

    bool happen(TestEvent event);
    void startOver();
    void enter(int step);
    void ask(int step);
    void answered(int step, const api::Verdict &verdict);
    void ran(const Result<bridge::ProgramOutcome> &outcome);
    void look();
    void lookAtSandbox(const api::SandboxView &view);
    void lookAtSnapshot(const api::SnapshotView &view);
    void done(int step, WallTime at, const QString &detail);
    void fail(format::Explanation why);
    void fail(const api::Verdict &verdict);
    void fail(const Error &error, format::Area area);
    void tidy();
    void tidied();
    bool tidying() const;
    bridge::EngineClient::Answered ifMeant(std::function<void(const api::Verdict &)> then);
    bridge::EngineClient::Answered stepAnswer(int step);
    bridge::EngineClient::Answered tidyAnswer(bool SetupTest::*asked, QString SetupTest::*id);
    std::chrono::milliseconds lengthOf(const Row &row) const;
    QString detailOf(int step) const;
    void refresh();

    bridge::EngineClient *m_client;
    bridge::SetupDesk *m_desk = nullptr;
    const SandboxesModel &m_sandboxes;
    const SnapshotsModel &m_snapshots;
    Ticker *m_ticker;
    TestState m_state = TestState::Idle;
    std::array<Row, kSteps> m_rows;
    int m_step = 0;
    int m_run = 0;           // counts runs: an answer to one before is not meant
    bool m_ownsLate = false; // its sandbox was asked for, and is not named yet
    QString m_sandbox;       // ids; empty: there is none (any more)
    QString m_snapshot;
    bool m_sandboxAsked = false; // to go
    bool m_snapshotAsked = false;
    bool m_wasHibernating = false;
    Call m_program;
    format::Explanation m_error;
};

} // namespace glovebox::models
