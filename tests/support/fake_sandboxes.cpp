#include "tests/support/fake_sandboxes.h"

#include <algorithm>

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

class FakeTemplate final : public ports::Template {
public:
    FakeTemplate(int &alive, ports::TemplateFacts facts) : m_alive(alive), m_facts(std::move(facts)) { ++m_alive; }
    ~FakeTemplate() override { --m_alive; }
    const ports::TemplateFacts &facts() const override { return m_facts; }

private:
    int &m_alive;
    ports::TemplateFacts m_facts;
};

class FakeSnapshot final : public ports::Snapshot {
public:
    explicit FakeSnapshot(ports::SnapshotFacts facts) : m_facts(std::move(facts)) {}
    const ports::SnapshotFacts &facts() const override { return m_facts; }

private:
    ports::SnapshotFacts m_facts;
};

std::optional<Error> taken(std::vector<Error> &faults)
{
    if (faults.empty())
        return std::nullopt;
    auto fault = faults.front();
    faults.erase(faults.begin());
    return fault;
}

} // namespace

FakeMachine::FakeMachine(FakeHypervisor &owner, ports::Clock &clock, ports::MachineSpec spec)
    : m_owner(owner), m_clock(clock), m_spec(std::move(spec)), m_socket(m_spec.sandbox.value()), m_paused(m_spec.paused)
{
    if (m_spec.base || m_spec.from)
        m_spec.network = m_spec.base ? m_spec.base->facts().network : m_spec.from->facts().network;
    if (m_spec.network && m_owner.hasNetwork)
        m_networkSocket = m_socket + "/net";
    m_owner.machines[m_socket] = this;
    m_owner.mostAtOnce = std::max(m_owner.mostAtOnce, static_cast<int>(m_owner.machines.size()));
}

FakeMachine::~FakeMachine()
{
    m_owner.machines.erase(m_socket);
    if (m_left)
        m_owner.leaveBehind(m_spec, *m_record, m_paused);
    else if (m_found && m_owner.diskOfSurvivorsIsWhole && !m_owner.programDies)
        m_owner.leaveDisk(*this, *m_found);
    else if (m_leavesDisk && m_owner.disksAreWhole && !m_owner.programDies)
        m_owner.leaveDisk(*this, *m_record);
}

std::optional<ports::MachineUsage> FakeMachine::usage() const
{
    return m_owner.usageOf ? m_owner.usageOf(m_socket) : m_owner.usage;
}

void FakeMachine::remember(const domain::SandboxRecord &record)
{
    if (!m_record && !m_spec.stopped.empty()) // from then on the disk is this machine's
        m_owner.removeStopped(m_spec.stopped);
    m_record = record;
    m_found.reset();
    ++m_timesTold;
    if (m_owner.onRemember)
        m_owner.onRemember(m_socket, record);
}

Call FakeMachine::pause(Callback<> done)
{
    if (auto fault = taken(m_owner.pauseFaults))
        return m_clock.after(0ms, [done = std::move(done), why = *fault] { done(tl::unexpected(why)); });
    m_paused = true;
    return m_clock.after(0ms, [done = std::move(done)] { done({}); });
}

Call FakeMachine::resume(Callback<> done)
{
    m_paused = false;
    return m_clock.after(0ms, [done = std::move(done)] { done({}); });
}

Call FakeMachine::snapshot(domain::SnapshotOrigin origin, ports::AfterSnapshot after, ports::SnapshotHandlers handlers)
{
    ports::SnapshotFacts facts{.origin = std::move(origin),
                               .base = m_spec.base   ? m_spec.base->facts().id
                                       : m_spec.from ? m_spec.from->facts().base
                                                     : std::string(),
                               .size = m_spec.size,
                               .acceleration = m_spec.acceleration,
                               .image = m_spec.image,
                               .memory = ByteCount::mib(40),
                               .disk = ByteCount::mib(3),
                               .diskShared = ByteCount::mib(1),
                               .stopped = 1200us,
                               .method = "stop and copy",
                               .network = !m_networkSocket.empty()};
    auto half = std::make_shared<Call>();
    if (handlers.progress)
        *half = m_clock.after(m_owner.snapshotTime / 2, [progress = handlers.progress] {
            progress({"Writing", ByteCount::mib(20), ByteCount::mib(40)});
        });
    auto whole = std::make_shared<Call>();
    *whole = m_clock.after(m_owner.snapshotTime, [this, after, facts = std::move(facts), alive = std::weak_ptr(m_alive),
                                                  done = std::move(handlers.done)] {
        if (alive.expired())
            qFatal("a snapshot outlived its machine");
        if (!isClone())
            return done(fail(ErrorCode::Unsupported, "not a clone"));
        if (auto fault = taken(m_owner.snapshotFaults))
            return done(tl::unexpected(*fault));
        if (after == ports::AfterSnapshot::StandStill)
            m_paused = true;
        if (facts.origin.kind != domain::SnapshotKind::Passing)
            m_owner.store().snapshotsOnDisk.emplace(facts.origin.id.value(), facts);
        done(std::make_shared<FakeSnapshot>(facts));
    });
    return Call([half, whole] {
        half->cancel();
        whole->cancel();
    });
}

void FakeMachine::shutDown()
{
    if (m_owner.stuck)
        ++m_owner.toldToEnd;
    else
        die({ports::MachineExit::Kind::Requested, {}});
}

void FakeMachine::die(ports::MachineExit exit)
{
    if (m_owner.onEnd)
        m_owner.onEnd(m_socket);
    m_exit = m_clock.after(0ms, [this, exit, &owner = m_owner, socket = m_socket] {
        if (exit.kind != ports::MachineExit::Kind::Requested)
            leaveDisk();
        if (m_leavesDisk && owner.disksAreWhole) {
            m_leavesDisk = false;
            owner.leaveDisk(*this, *m_record);
        }
        if (auto onExit = std::exchange(m_onExit, nullptr))
            onExit(exit);      // may delete us
        if (owner.machineGone) // its sockets close with it
            owner.machineGone(socket);
    });
}

Call FakeHypervisor::survivors(Callback<std::vector<ports::Survivor>> done)
{
    ++survivorsAsked;
    return m_clock.after(survivorsTime, [this, done = std::move(done)] { done(std::exchange(m_leftBehind, {})); });
}

void FakeHypervisor::outlive(const std::function<void()> &end)
{
    struct Left {
        ports::MachineSpec spec;
        domain::SandboxRecord record;
        bool paused;
    };
    std::vector<Left> left;
    for (const auto &[socket, machine] : machines)
        if (machine->record())
            left.push_back({machine->spec(), *machine->record(), machine->isPaused()});
    programDies = true;
    end();
    programDies = false;
    for (const auto &one : left)
        if (!machines.contains(one.spec.sandbox.value())) // or it was left on purpose
            leaveBehind(one.spec, one.record, one.paused);
}

void FakeHypervisor::losePower(const std::function<void()> &end)
{
    for (const auto &[socket, machine] : machines) {
        if (machine->record())
            leaveDisk(*machine, *machine->record());
    }
    programDies = true;
    end();
    programDies = false;
}

void FakeHypervisor::leaveDisk(const FakeMachine &machine, const domain::SandboxRecord &record)
{
    const auto &spec = machine.spec();
    stoppedOnes.push_back({.machine = machine.controlSocket(),
                           .record = record,
                           .size = spec.size,
                           .diskBase = spec.base   ? spec.base->facts().id
                                       : spec.from ? spec.from->facts().base
                                                   : std::string(),
                           .disk = usage.diskUsed,
                           .at = m_clock.wallNow()});
}

bool FakeHypervisor::removeStopped(const std::string &machine)
{
    std::erase_if(stoppedOnes, [&](const auto &each) { return each.machine == machine; });
    return true;
}

void FakeHypervisor::leaveBehind(ports::MachineSpec spec, const domain::SandboxRecord &record, bool paused)
{
    spec.paused = paused;
    auto machine = std::make_unique<FakeMachine>(*this, m_clock, spec);
    machine->isFound(record);
    ports::Survivor survivor{.machine = std::move(machine),
                             .record = record,
                             .size = spec.size,
                             .acceleration = spec.acceleration,
                             .image = spec.image,
                             .base = spec.base   ? spec.base->facts().id
                                     : spec.from ? spec.from->facts().base
                                                 : std::string(),
                             .paused = paused,
                             .noSnapshots = noSnapshotsOfSurvivors};
    leaveBehind(std::move(survivor));
}

Call FakeHypervisor::start(ports::MachineSpec spec, Callback<std::unique_ptr<ports::Machine>> done)
{
    ++started;
    return m_clock.after(startTime, [this, spec = std::move(spec), done = std::move(done)] {
        if (!startFaults.empty()) {
            const auto fault = startFaults.front();
            startFaults.erase(startFaults.begin());
            done(tl::unexpected(fault));
            return;
        }
        if (!spec.stopped.empty() &&
            std::ranges::none_of(stoppedOnes, [&](const auto &each) { return each.machine == spec.stopped; }))
            return done(fail(ErrorCode::NotFound, "no such disk"));
        if (machines.contains(spec.sandbox.value()))
            qFatal("two machines of one name");
        clones += spec.base ? 1 : 0;
        fromSnapshots += spec.from ? 1 : 0;
        fromDisks += spec.stopped.empty() ? 0 : 1;
        done(std::make_unique<FakeMachine>(*this, m_clock, spec));
    });
}

Call FakeHypervisor::freeze(std::unique_ptr<ports::Machine> machine,
                            Callback<std::shared_ptr<const ports::Template>> done)
{
    const auto spec = static_cast<FakeMachine &>(*machine).spec();
    machine.reset();
    return m_clock.after(0ms, [this, spec, done = std::move(done)] {
        if (freezeFault)
            return done(tl::unexpected(*freezeFault));
        if (!spec.freezable)
            return done(fail(ErrorCode::InvalidState, "not started as freezable"));
        ++frozen;
        ports::TemplateFacts facts{.id = spec.sandbox.value(),
                                   .size = spec.size,
                                   .acceleration = spec.acceleration,
                                   .image = spec.image,
                                   .memory = ByteCount::mib(210),
                                   .disk = ByteCount::mib(2),
                                   .network = spec.network};
        if (m_store.keepsTemplates)
            m_store.templatesOnDisk.emplace(facts.id, facts);
        done(makeTemplate(std::move(facts)));
    });
}

std::shared_ptr<const ports::Template> FakeHypervisor::makeTemplate(ports::TemplateFacts facts)
{
    return std::make_shared<FakeTemplate>(templates, std::move(facts));
}

Call FakeHypervisor::spread(std::shared_ptr<const ports::Snapshot> snapshot,
                            Callback<std::shared_ptr<const ports::Template>> done)
{
    return m_clock.after(spreadTime, [this, snapshot = std::move(snapshot), done = std::move(done)] {
        if (spreadFault)
            return done(tl::unexpected(*spreadFault));
        ++spreads;
        const auto &facts = snapshot->facts();
        done(makeTemplate({.id = facts.base,
                           .size = facts.size,
                           .acceleration = facts.acceleration,
                           .image = facts.image,
                           .memory = facts.memory,
                           .network = facts.network}));
    });
}

std::vector<ports::TemplateFacts> FakeStore::templates() const
{
    std::vector<ports::TemplateFacts> all;
    for (const auto &[id, facts] : templatesOnDisk)
        all.push_back(facts);
    return all;
}

std::vector<ports::SnapshotFacts> FakeStore::snapshots() const
{
    std::vector<ports::SnapshotFacts> all;
    for (const auto &[id, facts] : snapshotsOnDisk)
        all.push_back(facts);
    return all;
}

Call FakeStore::openTemplate(std::string id, Callback<std::shared_ptr<const ports::Template>> done)
{
    return m_clock.after(0ms, [this, id = std::move(id), done = std::move(done)] {
        if (auto fault = taken(openTemplateFaults))
            return done(tl::unexpected(*fault));
        const auto found = templatesOnDisk.find(id);
        if (found == templatesOnDisk.end())
            return done(fail(ErrorCode::NotFound, "no template " + id));
        ++templatesOpened;
        done(m_owner.makeTemplate(found->second));
    });
}

Call FakeStore::openSnapshot(domain::SnapshotId id, Callback<std::shared_ptr<const ports::Snapshot>> done)
{
    return m_clock.after(0ms, [this, id = std::move(id), done = std::move(done)] {
        if (auto fault = taken(openFaults))
            return done(tl::unexpected(*fault));
        const auto found = snapshotsOnDisk.find(id.value());
        if (found == snapshotsOnDisk.end())
            return done(fail(ErrorCode::NotFound, "no snapshot " + id.value()));
        done(std::make_shared<FakeSnapshot>(found->second));
    });
}

Call FakeStore::label(domain::SnapshotId id, ports::SnapshotLabel label, Callback<> done)
{
    return m_clock.after(0ms, [this, id = std::move(id), label = std::move(label), done = std::move(done)] {
        if (auto fault = taken(noteFaults))
            return done(tl::unexpected(*fault));
        const auto found = snapshotsOnDisk.find(id.value());
        if (found == snapshotsOnDisk.end())
            return done(fail(ErrorCode::NotFound, "no snapshot " + id.value()));
        found->second.origin.name = label.name;
        found->second.pinned = label.pinned;
        done({});
    });
}

Call FakeStore::verify(domain::SnapshotId id, std::function<void(ByteCount, ByteCount)> progress,
                       Callback<ports::SnapshotProof> done)
{
    auto half = std::make_shared<Call>();
    if (progress)
        *half = m_clock.after(verifyTime / 2, [progress] { progress(ByteCount::mib(1), ByteCount::mib(2)); });
    auto whole = std::make_shared<Call>();
    *whole = m_clock.after(verifyTime, [this, id = std::move(id), done = std::move(done)] {
        const auto found = snapshotsOnDisk.find(id.value());
        if (found == snapshotsOnDisk.end())
            return done(fail(ErrorCode::NotFound, "no snapshot " + id.value()));
        auto &facts = found->second;
        facts.verifiedAt.reset();
        facts.damage.clear();
        if (auto fault = taken(verifyFaults)) {
            facts.damage = fault->detail;
            return done(tl::unexpected(*fault));
        }
        if (hasChecksums)
            facts.verifiedAt = m_clock.wallNow();
        done(ports::SnapshotProof{m_clock.wallNow(), hasChecksums});
    });
    return Call([half, whole] {
        half->cancel();
        whole->cancel();
    });
}

Call FakeStore::keep(domain::SnapshotId hibernated, domain::SnapshotOrigin origin, Callback<ports::SnapshotFacts> done)
{
    return m_clock.after(
        0ms, [this, hibernated = std::move(hibernated), origin = std::move(origin), done = std::move(done)] {
            if (auto fault = taken(keepFaults))
                return done(tl::unexpected(*fault));
            const auto found = snapshotsOnDisk.find(hibernated.value());
            if (found == snapshotsOnDisk.end())
                return done(fail(ErrorCode::NotFound, "no snapshot " + hibernated.value()));
            auto facts = found->second;
            facts.origin = origin;
            snapshotsOnDisk.emplace(origin.id.value(), facts);
            done(facts);
        });
}

Call FakeStore::note(std::string templateId, ports::TemplateNotes notes, Callback<> done)
{
    return m_clock.after(0ms,
                         [this, templateId = std::move(templateId), notes = std::move(notes), done = std::move(done)] {
                             if (auto fault = taken(noteFaults))
                                 return done(tl::unexpected(*fault));
                             if (const auto found = templatesOnDisk.find(templateId); found != templatesOnDisk.end())
                                 found->second.notes = notes;
                             done({});
                         });
}

Call FakeStore::removeSnapshot(domain::SnapshotId id, Callback<> done)
{
    return m_clock.after(0ms, [this, id = std::move(id), done = std::move(done)] {
        if (auto fault = taken(removeFaults))
            return done(tl::unexpected(*fault));
        if (const auto found = snapshotsOnDisk.find(id.value()); found != snapshotsOnDisk.end() && found->second.pinned)
            return done(fail(ErrorCode::InvalidState, id.value() + " is pinned"));
        snapshotsOnDisk.erase(id.value());
        done({});
    });
}

Call FakeStore::removeTemplate(std::string id, Callback<> done)
{
    return m_clock.after(0ms, [this, id = std::move(id), done = std::move(done)] {
        for (const auto &[name, facts] : snapshotsOnDisk)
            if (facts.base == id)
                return done(fail(ErrorCode::InvalidState, name + " stands on it"));
        templatesOnDisk.erase(id);
        done({});
    });
}

Call FakeImages::prepare(std::function<void(ports::ImageProgress)> progress, Callback<ports::GuestImage> done)
{
    return m_clock.after(0ms, [this, progress = std::move(progress), done = std::move(done)] {
        progress({1, 1, "Building the guest image", ""});
        if (fault)
            done(tl::unexpected(*fault));
        else
            done(ports::GuestImage{"/k", "/i", "/r", "key"});
    });
}

} // namespace testsupport
