// Role: a whole engine over fakes with time in the test's hand, and what it has published, by key.
#pragma once

#include "core/engine/engine.h"
#include "tests/support/fake_control_plane.h"
#include "tests/support/fake_ledger.h"
#include "core/ports/output_store.h"
#include "tests/support/fake_sandboxes.h"
#include "tests/support/manual_clock.h"

namespace testsupport {
class FakeOutputStore : public glovebox::ports::OutputStore {};

class EngineRig {
public:
    explicit EngineRig(glovebox::api::EngineSettings settings = defaultSettings());

    static glovebox::api::EngineSettings defaultSettings();

    /// Starts the engine and lets it come up.
    void start();
    /// Time passes.
    void pass(std::chrono::milliseconds by) { clock.advance(by); }

    const glovebox::api::SessionView &session(const std::string &id) const
    {
        return sessions.at(glovebox::domain::SessionId(id));
    }
    /// The tool calls of a session's transcript, by call id.
    std::map<std::string, glovebox::api::ToolCallView> calls(const std::string &session) const;
    std::vector<std::string> notes(const std::string &session) const;
    std::string textOf(const std::string &call) const; // of the posted answer; empty: none

    ManualClock clock;
    FakeHypervisor hypervisor{clock};
    FakeGuests guests{clock};
    FakeImages images{clock};
    FakeHostFacts facts;
    FakeLedger ledger{clock};
    FakeOutputStore outputs;
    FakeControlPlane *controlPlane = nullptr; // owned by the engine

    glovebox::api::HostView host;
    std::vector<glovebox::api::EnginePhase> phases;
    std::map<glovebox::domain::EnvironmentId, glovebox::api::EnvironmentView> environments;
    std::map<glovebox::domain::SessionId, glovebox::api::SessionView> sessions;
    std::map<glovebox::domain::SandboxId, glovebox::api::SandboxView> sandboxes; // gone ones are removed
    std::map<std::string, std::map<std::uint64_t, glovebox::api::TranscriptEntry>> transcripts;

    std::unique_ptr<glovebox::engine::Engine> engine;
};

} // namespace testsupport
