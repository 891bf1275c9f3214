// Role: machines and guests in memory, and by inclusion images and host facts, for engine tests. Obey their ports and
// can be told to be slow, to fail, or to die.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/hypervisor.h"
#include "tests/support/fake_guests.h"
#include "tests/support/fake_host_facts.h"
#include "tests/support/fake_images.h"

#include <QtGlobal>

#include <map>
#include <set>
#include <vector>

namespace testsupport {

class FakeHypervisor;

class FakeMachine final : public glovebox::ports::Machine {
public:
    FakeMachine(FakeHypervisor &owner, glovebox::ports::Clock &clock, glovebox::ports::MachineSpec spec);
    ~FakeMachine() override;

    const std::string &controlSocket() const override { return m_socket; }
    const std::string &networkSocket() const override { return m_networkSocket; }
    long processId() const override { return 4242; }
    std::optional<glovebox::ports::MachineUsage> usage() const override;
    std::string consoleTail() const override { return "console of " + m_socket; }
    std::string monitorTail() const override { return "monitor of " + m_socket; }
    void remember(const glovebox::domain::SandboxRecord &record) override;
    bool leave() override { return m_left = m_record.has_value(); }
    void isFound(const glovebox::domain::SandboxRecord &record) { m_found = record; }
    int timesTold() const { return m_timesTold; }
    const std::optional<glovebox::domain::SandboxRecord> &record() const { return m_record; }
    void leaveDisk() override { m_leavesDisk = m_record.has_value(); }
    void onExit(std::function<void(glovebox::ports::MachineExit)> handler) override { m_onExit = std::move(handler); }
    glovebox::Call pause(glovebox::Callback<> done) override;
    glovebox::Call resume(glovebox::Callback<> done) override;
    glovebox::Call snapshot(glovebox::domain::SnapshotOrigin origin, glovebox::ports::AfterSnapshot after,
                            glovebox::ports::SnapshotHandlers handlers) override;
    void shutDown() override;

    void die(glovebox::ports::MachineExit exit);
    const glovebox::ports::MachineSpec &spec() const { return m_spec; }
    bool isPaused() const { return m_paused; }
    bool isClone() const { return m_spec.base || m_spec.from; }

private:
    FakeHypervisor &m_owner;
    glovebox::ports::Clock &m_clock;
    glovebox::ports::MachineSpec m_spec;
    std::string m_socket, m_networkSocket;
    std::function<void(glovebox::ports::MachineExit)> m_onExit;
    bool m_paused = false;
    std::optional<glovebox::domain::SandboxRecord> m_record;
    std::optional<glovebox::domain::SandboxRecord> m_found; // of a survivor, until it is remembered again
    int m_timesTold = 0;
    bool m_leavesDisk = false;
    bool m_left = false; // its process outlives this object
    glovebox::Call m_exit;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

/// In memory; what it has outlives engines, as files do. A template is there as soon as it is frozen when
/// `keepsTemplates`.
class FakeStore final : public glovebox::ports::FrozenStore {
public:
    explicit FakeStore(FakeHypervisor &owner, glovebox::ports::Clock &clock) : m_owner(owner), m_clock(clock) {}

    std::vector<glovebox::ports::TemplateFacts> templates() const override;
    std::vector<glovebox::ports::SnapshotFacts> snapshots() const override;
    glovebox::Call openTemplate(std::string id,
                                glovebox::Callback<std::shared_ptr<const glovebox::ports::Template>> done) override;
    glovebox::Call openSnapshot(glovebox::domain::SnapshotId id,
                                glovebox::Callback<std::shared_ptr<const glovebox::ports::Snapshot>> done) override;
    glovebox::Call label(glovebox::domain::SnapshotId id, glovebox::ports::SnapshotLabel label,
                         glovebox::Callback<> done) override;
    glovebox::Call verify(glovebox::domain::SnapshotId id,
                          std::function<void(glovebox::ByteCount, glovebox::ByteCount)> progress,
                          glovebox::Callback<glovebox::ports::SnapshotProof> done) override;
    glovebox::Call keep(glovebox::domain::SnapshotId hibernated, glovebox::domain::SnapshotOrigin origin,
                        glovebox::Callback<glovebox::ports::SnapshotFacts> done) override;
    glovebox::Call note(std::string templateId, glovebox::ports::TemplateNotes notes,
                        glovebox::Callback<> done) override;
    glovebox::Call removeSnapshot(glovebox::domain::SnapshotId id, glovebox::Callback<> done) override;
    glovebox::Call removeTemplate(std::string id, glovebox::Callback<> done) override;

    bool keepsTemplates = false;
    std::map<std::string, glovebox::ports::TemplateFacts> templatesOnDisk;
    std::map<std::string, glovebox::ports::SnapshotFacts> snapshotsOnDisk;
    /// Each taken from the front, once: of openSnapshot(), openTemplate(), removeSnapshot().
    std::vector<glovebox::Error> openFaults;
    std::vector<glovebox::Error> openTemplateFaults;
    std::vector<glovebox::Error> removeFaults;
    // Likewise: of label() and note(), verify(), keep().
    std::vector<glovebox::Error> noteFaults;
    std::vector<glovebox::Error> verifyFaults;
    std::vector<glovebox::Error> keepFaults;
    std::chrono::milliseconds verifyTime{0};
    bool hasChecksums = true;
    int templatesOpened = 0;

private:
    FakeHypervisor &m_owner;
    glovebox::ports::Clock &m_clock;
};

class FakeHypervisor final : public glovebox::ports::Hypervisor {
public:
    explicit FakeHypervisor(glovebox::ports::Clock &clock) : m_clock(clock) {}

    glovebox::Call survivors(glovebox::Callback<std::vector<glovebox::ports::Survivor>> done) override;
    std::vector<glovebox::ports::StoppedMachine> stopped() const override { return stoppedOnes; }
    bool removeStopped(const std::string &machine) override;
    void losePower(const std::function<void()> &end); // the program goes, remembered machines leave their disks
    std::vector<glovebox::ports::StoppedMachine> stoppedOnes;
    void leaveDisk(const FakeMachine &machine, const glovebox::domain::SandboxRecord &record);
    bool hasNetwork = true;   // false: its machines were made before there was such a port
    bool programDies = false; // what its machines leave is not told by their objects' end
    /// As a program before this one left it.
    void leaveBehind(glovebox::ports::Survivor survivor) { m_leftBehind.push_back(std::move(survivor)); }
    void leaveBehind(glovebox::ports::MachineSpec spec, const glovebox::domain::SandboxRecord &record, bool paused);
    /// The program dies; `end` has it gone. Machines with a record live on, and are found by the next one.
    void outlive(const std::function<void()> &end);

    glovebox::Call start(glovebox::ports::MachineSpec spec,
                         glovebox::Callback<std::unique_ptr<glovebox::ports::Machine>> done) override;
    glovebox::Call freeze(std::unique_ptr<glovebox::ports::Machine> machine,
                          glovebox::Callback<std::shared_ptr<const glovebox::ports::Template>> done) override;
    glovebox::Result<> canClone() const override { return canCloneAnswer; }
    glovebox::Result<> canSnapshot() const override { return canSnapshotAnswer; }
    glovebox::Call spread(std::shared_ptr<const glovebox::ports::Snapshot> snapshot,
                          glovebox::Callback<std::shared_ptr<const glovebox::ports::Template>> done) override;
    FakeStore &store() override { return m_store; }
    glovebox::Result<> mayWork(glovebox::domain::Acceleration) const override { return mayWorkAnswer; }
    std::optional<glovebox::ports::AccelerationReport>
    rememberedProbe(const glovebox::ports::GuestImage &) const override
    {
        return remembered;
    }
    void rememberProbe(const glovebox::ports::GuestImage &, const glovebox::ports::AccelerationReport &report) override
    {
        remembered = report;
    }
    std::string version() const override { return "7.2.22"; }

    glovebox::Result<> mayWorkAnswer;
    glovebox::Result<> canCloneAnswer = glovebox::fail(glovebox::ErrorCode::Unsupported, "not in this test");
    glovebox::Result<> canSnapshotAnswer = glovebox::fail(glovebox::ErrorCode::Unsupported, "not in this test");
    std::optional<glovebox::Error> freezeFault;
    std::optional<glovebox::Error> spreadFault;
    std::vector<glovebox::Error> pauseFaults;    // taken from the front
    std::vector<glovebox::Error> snapshotFaults; // taken from the front
    glovebox::ports::MachineUsage usage{std::chrono::milliseconds(1500), glovebox::ByteCount::mib(100),
                                        glovebox::ByteCount::mib(120), glovebox::ByteCount::mib(5)}; // each machine's
    bool stuck = false; // told to end, a machine does not
    int toldToEnd = 0;  // that often, while stuck
    int survivorsAsked = 0;
    std::chrono::milliseconds survivorsTime{0};
    std::chrono::milliseconds snapshotTime{0};
    std::chrono::milliseconds startTime{0};
    std::chrono::milliseconds spreadTime{0};
    std::optional<glovebox::Error> noSnapshotsOfSurvivors;
    bool diskOfSurvivorsIsWhole = true; // one that ends before it is remembered again is stopped
    bool disksAreWhole = true;          // likewise, of one that dies
    int spreads = 0;
    int fromSnapshots = 0; // machines ever started from one
    int fromDisks = 0;     // and from what one had left
    int frozen = 0;        // templates ever made
    int clones = 0;        // machines ever cloned
    int templates = 0;     // alive
    std::optional<glovebox::ports::AccelerationReport> remembered;
    std::vector<glovebox::Error> startFaults;      // taken from the front
    std::map<std::string, FakeMachine *> machines; // alive, by sandbox id
    std::function<void(const std::string &sandbox)> machineGone;
    /// For whoever keeps machines over the end of a process: what one has used, what it is told to remember, its end.
    std::function<glovebox::ports::MachineUsage(const std::string &sandbox)> usageOf;
    std::function<void(const std::string &sandbox, const glovebox::domain::SandboxRecord &)> onRemember;
    std::function<void(const std::string &sandbox)> onEnd;
    int started = 0;
    int mostAtOnce = 0;

    std::shared_ptr<const glovebox::ports::Template> makeTemplate(glovebox::ports::TemplateFacts facts);

private:
    glovebox::ports::Clock &m_clock;
    std::vector<glovebox::ports::Survivor> m_leftBehind;
    FakeStore m_store{*this, m_clock};
};

} // namespace testsupport
