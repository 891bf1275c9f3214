// Role: a whole engine with the real client, on fake sandboxes, against a control plane on which everything goes wrong;
// and the reckoning afterwards, from the control plane's own record. Thread: the test's.
#pragma once

#include "core/engine/engine.h"
#include "core/ledger/ledger_store.h"
#include "tests/support/fake_output_store.h"
#include "tests/support/fake_sandboxes.h"
#include "tests/support/fast_clock.h"
#include "tests/support/faulty_control_plane.h"
#include "tests/support/watched_control_plane.h"

#include <QTemporaryDir>

namespace scenario {

struct Storm {
    testsupport::FaultPlan plan;
    int sessions = 1000;
    int capacity = 100;
    int timesFaster = 8;
    bool clockJumps = true;
};

/// What was found, and whether it is as it must be.
struct Reckoning {
    int calls = 0;    // asked for by agents
    int answered = 0; // with exactly one result in the log
    int unanswered = 0;
    int answeredTwice = 0;
    int computed = 0;               // results that a sandbox made
    int computedTwice = 0;          // calls of which two were made
    int startedAgain = 0;           // calls that were started more than once: an earlier run was aborted
    int told = 0;                   // sessions whose agent was told that a call of it was let go of while it ran
    int endedWell = 0;              // sessions whose agent got what it had asked for, each for each
    std::vector<std::string> wrong; // sentences, at most twenty
};

class FaultStorm {
public:
    static constexpr int kCallsPerSession = 10;

    explicit FaultStorm(Storm storm);

    /// Calls and items that the ledger still has as open.
    std::size_t leftOpen();
    void start();
    /// Every session's turn is over and no item is held or waits.
    bool isOver();
    /// Whatever is left, for a run that does not come to an end.
    std::string whatIsLeft();
    void drain();
    bool hasStopped() const { return m_engine->phase() == glovebox::api::EnginePhase::Stopped; }
    Reckoning reckon();
    testsupport::FaultyControlPlane &controlPlane() { return *m_controlPlane; }
    const testsupport::WatchedControlPlane::Record &watched() const { return *m_watched; }
    const testsupport::FakeHypervisor &hypervisor() const { return m_hypervisor; }

private:
    void openLedger();
    void jumpClock();

    Storm m_storm;
    testsupport::FastClock m_serverClock; // nobody sets this one
    testsupport::FastClock m_clock;
    testsupport::FakeHypervisor m_hypervisor{m_clock};
    testsupport::FakeGuests m_guests{m_clock};
    testsupport::FakeImages m_images{m_clock};
    testsupport::FakeHostFacts m_facts;
    testsupport::FakeOutputStore m_outputs;
    QTemporaryDir m_folder;
    std::unique_ptr<glovebox::ports::Ledger> m_ledger; // the real one, on disk
    std::map<std::string, int> m_computed;             // by call
    std::shared_ptr<testsupport::WatchedControlPlane::Record> m_watched =
        std::make_shared<testsupport::WatchedControlPlane::Record>();
    std::unique_ptr<testsupport::FaultyControlPlane> m_controlPlane;
    std::unique_ptr<glovebox::engine::Engine> m_engine;
    glovebox::Call m_jump;
    int m_jumps = 0;
};

} // namespace scenario
