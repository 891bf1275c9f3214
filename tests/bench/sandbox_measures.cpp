#include "tests/bench/sandbox_measures.h"

#include "tests/bench/pool_bench.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bench {

namespace {

using domain::SnapshotKind;
using ports::AfterSnapshot;

std::string mib(ByteCount size)
{
    return std::to_string(size.value >> 20) + " MiB";
}

double inMib(ByteCount size)
{
    return static_cast<double>(size.value) / (1 << 20);
}

SandboxGoal boots(double atMost)
{
    return {atMost, true};
}

SandboxGoal absolute(double atMost)
{
    return {atMost, false};
}

class Measures {
public:
    Measures(Rig &rig, const SandboxPlan &plan, SandboxReport &report)
        : m_rig(rig), m_plan(plan), m_report(report), m_base(rig.templateOf(plan.memory))
    {
    }

    void all()
    {
        say("cold boots");
        coldBoot();
        say("sandboxes from the pool");
        fromPool();
        cloneByHand();
        say("idle clones");
        clones();
        if (m_plan.startsOnly)
            return;
        say("pauses");
        pauses();
        say("forks of a template");
        forksOfTemplate();
        if (const auto can = m_rig.hypervisor().canSnapshot(); !can) {
            m_report.method = "none";
            m_report.leftOut.emplace_back("snapshots, forks of running sandboxes, hibernation", describe(can.error()));
            return;
        }
        say("snapshots of idle clones");
        idleSnapshots();
        say("snapshots of busy clones");
        for (const auto dirtied : m_plan.dirtiedMib)
            dirtySnapshots(dirtied, m_report.method == kWriteTracking);
        say("forks of a running sandbox");
        forksOfRunning(m_plan.dirtiedMib.front());
        say("hibernation");
        hibernation();
    }

    /// With tracking the stop is short whatever was dirtied; without, it follows what was.
    void dirtySnapshots(std::uint64_t amountMib, bool tracking)
    {
        const auto name = " with " + std::to_string(amountMib) + " MiB dirtied" + (tracking ? "" : ", stop and copy");
        auto guest = m_rig.begin(cloneSpec());
        dirty(guest, amountMib);
        SandboxRow stopped{"snapshot" + name + ", guest stopped", "ms", {}, {}, {}};
        SandboxRow perMib{"the same for each MiB that the guest has of its own", "ms", {}, {}, {}};
        (tracking ? stopped : perMib).goal = absolute(tracking ? 15 : 0.4);
        SandboxRow onDisk{"delta on disk over pages dirtied since the template", "x", {}, absolute(1.05), {}};
        SandboxRow restored{"restore" + name + " to first answer", "ms", {}, {}, {}};
        for (int i = 0; i < m_plan.rounds; ++i) {
            const auto pages = m_rig.dirtied(guest);
            const auto snapshot = m_rig.snapshot(guest, AfterSnapshot::GoOn);
            stopped.samples.push_back(stoppedMs(*snapshot));
            perMib.samples.push_back(stoppedMs(*snapshot) / inMib(pages));
            onDisk.samples.push_back(inMib(snapshot->facts().memory) / inMib(pages));
            Watch watch;
            auto child = m_rig.begin(specFrom(snapshot, m_plan.memory));
            m_rig.bash(child, "true");
            restored.samples.push_back(watch.lap());
            m_rig.end(std::move(child));
        }
        tracking ? add({stopped, onDisk, restored}) : add({stopped, perMib});
        m_rig.end(std::move(guest));
    }

private:
    /// Minutes pass; the figures come at the end.
    static void say(const char *what) { std::fprintf(stderr, "measuring %s\n", what); }

    SandboxRow &row(std::string what, std::optional<SandboxGoal> goal = {}, std::string unit = "ms")
    {
        return m_report.rows.emplace_back(SandboxRow{std::move(what), std::move(unit), {}, goal, {}});
    }

    void add(std::initializer_list<SandboxRow> rows) { m_report.rows.insert(m_report.rows.end(), rows); }

    ports::MachineSpec cloneSpec()
    {
        auto spec = m_rig.spec(m_plan.memory);
        spec.base = m_base;
        return spec;
    }

    ports::MachineSpec specFrom(std::shared_ptr<const ports::Snapshot> snapshot, ByteCount memory)
    {
        auto spec = m_rig.spec(memory);
        spec.from = std::move(snapshot);
        return spec;
    }

    void coldBoot()
    {
        auto &boot = row(kColdBoot);
        for (int i = 0; i < m_plan.boots; ++i) {
            Watch watch;
            auto guest = m_rig.begin(m_rig.spec(m_plan.memory));
            m_rig.bash(guest, "true");
            boot.samples.push_back(watch.lap());
            m_rig.end(std::move(guest));
        }
    }

    /// As a session gets one: the engine's pool, from asking to the first answer.
    void fromPool()
    {
        for (const bool warm : {false, true}) {
            auto found = createFromPool(m_rig, m_plan.memory, warm, m_plan.rounds);
            auto &made = row(warm ? "create to first answer, warm clone" : "create to first answer, clone on the spot",
                             boots(warm ? 1.0 / 100 : 1.0 / 30));
            made.samples = std::move(found.total);
            made.phases = std::move(found.phases);
        }
    }

    /// The same without the engine's pool around it, which shows where the time goes: starting QEMU, or running a guest
    /// whose code has to be translated from the first instruction on where it is emulated.
    void cloneByHand()
    {
        std::vector<double> started;
        std::vector<double> greeted;
        std::vector<double> answered;
        std::vector<double> busy;
        std::vector<double> total;
        for (int i = 0; i < m_plan.rounds; ++i) {
            auto spec = cloneSpec();
            const auto name = spec.sandbox.value();
            Watch watch;
            auto machine = m_rig.start(std::move(spec));
            started.push_back(watch.lap());
            const auto before = m_rig.usage(*machine).cpuTime;
            watch.lap();
            auto guest = m_rig.greet(std::move(machine), name);
            greeted.push_back(watch.lap());
            m_rig.bash(guest, "true");
            answered.push_back(watch.lap());
            busy.push_back(
                std::chrono::duration<double, std::milli>(m_rig.usage(*guest.machine).cpuTime - before).count());
            total.push_back(started.back() + greeted.back() + answered.back());
            m_rig.end(std::move(guest));
        }
        const auto median = [](std::vector<double> samples) {
            return SandboxRow{"", "ms", std::move(samples), {}, {}}.median();
        };
        auto &made = row("a clone by hand to first answer");
        made.samples = std::move(total);
        made.phases = {{"its QEMU has started, loaded its devices and runs", median(started)},
                       {"its agent is greeted", median(greeted)},
                       {"its first command", median(answered)},
                       {"of these two, processor time of its QEMU", median(busy)}};
    }

    void clones()
    {
        std::vector<double> memory;
        std::vector<double> used;
        std::vector<double> disk;
        std::vector<Guest> guests{};
        guests.push_back(m_rig.begin(cloneSpec()));
        const double share = 100.0 / static_cast<double>(m_plan.memory.value);
        const auto sum = [&] { // proportional shares: what is common counts once
            double total = 0;
            for (const auto &guest : guests)
                total += share * static_cast<double>(m_rig.usage(*guest.machine).memory.value);
            return total;
        };
        const int more = std::clamp(m_plan.rounds, 2, 5);
        for (int i = 0; i < more; ++i) {
            const auto before = sum();
            guests.push_back(m_rig.begin(cloneSpec()));
            memory.push_back(sum() - before);
            disk.push_back(inMib(m_rig.usage(*guests.back().machine).diskUsed));
        }
        const auto idle = sum();
        for (auto &guest : guests)
            m_rig.bash(guest, "true");
        used.push_back((sum() - idle) / static_cast<double>(guests.size()));
        row("memory of one more idle clone (PSS), of its configured memory", absolute(1), "%").samples =
            std::move(memory);
        row("what its first command adds", {}, "%").samples = std::move(used);
        row("disk of an idle clone", {}, "MiB").samples = std::move(disk);
    }

    /// A trivial command, alone and right after waking: what lies between is what waking costs.
    void pauses()
    {
        auto guest = m_rig.begin(cloneSpec());
        m_rig.bash(guest, "true");
        SandboxRow pause{"pause", "ms", {}, {}, {}};
        SandboxRow command{"a command in a running clone", "ms", {}, {}, {}};
        SandboxRow woken{"resume and the same command", "ms", {}, {}, {}};
        for (int i = 0; i < 3 * m_plan.rounds; ++i) {
            Watch watch;
            m_rig.bash(guest, "true");
            command.samples.push_back(watch.lap());
            m_rig.pause(guest);
            pause.samples.push_back(watch.lap());
            m_rig.resume(guest);
            m_rig.bash(guest, "true");
            woken.samples.push_back(watch.lap());
        }
        add({pause, command, woken});
        row("what resuming adds to a first answer", absolute(2)).samples = {woken.median() - command.median()};
        m_rig.end(std::move(guest));
    }

    void forksOfTemplate()
    {
        for (const int count : m_plan.forks) {
            std::vector<ports::MachineSpec> specs;
            for (int i = 0; i < count; ++i)
                specs.push_back(cloneSpec());
            std::vector<Guest> children;
            const double time = m_rig.fork(std::move(specs), children, m_report.cores);
            row("fork of a template, " + std::to_string(count) + " children, all answering",
                count == 20 ? std::optional(boots(1)) : std::nullopt)
                .samples = {time};
        }
    }

    void idleSnapshots()
    {
        std::vector<double> restores;
        for (const auto size : m_plan.sizes) {
            auto spec = m_rig.spec(size);
            spec.base = m_rig.templateOf(size);
            auto guest = m_rig.begin(std::move(spec));
            const auto name = "idle clone of " + mib(size);
            SandboxRow stopped{"snapshot of an " + name + ", guest stopped", "ms", {}, absolute(10), {}};
            SandboxRow whole{"snapshot of an " + name + ", until it is on disk", "ms", {}, {}, {}};
            SandboxRow restored{"restore of an " + name + " to first answer", "ms", {}, {}, {}};
            for (int i = 0; i < m_plan.rounds; ++i) {
                Watch watch;
                const auto snapshot = m_rig.snapshot(guest, AfterSnapshot::GoOn);
                whole.samples.push_back(watch.lap());
                stopped.samples.push_back(stoppedMs(*snapshot));
                m_report.method = snapshot->facts().method;
                auto child = m_rig.begin(specFrom(snapshot, size));
                m_rig.bash(child, "true");
                restored.samples.push_back(watch.lap());
                m_rig.end(std::move(child));
            }
            restores.push_back(restored.median());
            add({stopped, whole, restored});
            m_rig.end(std::move(guest));
        }
        const auto [least, most] = std::ranges::minmax(restores);
        row("restore, slowest memory size over quickest", absolute(1.5), "x").samples = {most / least};
    }

    static double stoppedMs(const ports::Snapshot &snapshot)
    {
        return static_cast<double>(snapshot.facts().stopped.count()) / 1e3;
    }

    void dirty(Guest &guest, std::uint64_t amountMib)
    {
        m_rig.bash(guest, "head -c " + std::to_string(amountMib) + "M /dev/urandom > /dev/shm/dirt");
    }

    /// What ForkSandbox does: one snapshot, spread when there are more children than two.
    void forksOfRunning(std::uint64_t amountMib)
    {
        auto guest = m_rig.begin(cloneSpec());
        dirty(guest, amountMib);
        for (const int count : m_plan.forks) {
            Watch watch;
            std::vector<Phase> phases;
            const auto snapshot = m_rig.snapshot(guest, AfterSnapshot::GoOn);
            phases.push_back({"snapshot", watch.lap()});
            std::shared_ptr<const ports::Template> spread;
            if (count > 2) {
                spread = m_rig.spread(snapshot);
                phases.push_back({"spread", watch.lap()});
            }
            std::vector<ports::MachineSpec> specs;
            for (int i = 0; i < count; ++i) {
                auto spec = m_rig.spec(m_plan.memory);
                spec.base = spread;
                if (!spread)
                    spec.from = snapshot;
                specs.push_back(std::move(spec));
            }
            std::vector<Guest> children;
            phases.push_back({"children", m_rig.fork(std::move(specs), children, m_report.cores)});
            double total = 0;
            for (const auto &phase : phases)
                total += phase.milliseconds;
            auto &forked = row("fork of a running sandbox, " + std::to_string(amountMib) + " MiB dirtied, " +
                                   std::to_string(count) + " children, all answering",
                               count == 20 ? std::optional(boots(1.1)) : std::nullopt);
            forked.samples = {total};
            forked.phases = std::move(phases);
        }
        m_rig.end(std::move(guest));
    }

    void hibernation()
    {
        SandboxRow down{"hibernate, until its memory is free", "ms", {}, {}, {}};
        SandboxRow up{"resume of a hibernated sandbox to first answer", "ms", {}, boots(0.1), {}};
        auto guest = m_rig.begin(cloneSpec());
        m_rig.bash(guest, "echo kept > /tmp/kept");
        for (int i = 0; i < m_plan.rounds; ++i) {
            Watch watch;
            auto stored = m_rig.snapshot(guest, AfterSnapshot::StandStill, SnapshotKind::Hibernated);
            const auto id = stored->facts().origin.id;
            stored.reset();
            m_rig.end(std::move(guest));
            down.samples.push_back(watch.lap());
            guest = m_rig.begin(specFrom(m_rig.open(id), m_plan.memory));
            m_rig.bash(guest, "cat /tmp/kept");
            up.samples.push_back(watch.lap());
            m_rig.remove(id);
        }
        add({down, up});
        m_rig.end(std::move(guest));
    }

    Rig &m_rig;
    const SandboxPlan &m_plan;
    SandboxReport &m_report;
    std::shared_ptr<const ports::Template> m_base;
};

} // namespace

void measureSandboxes(Rig &rig, const SandboxPlan &plan, SandboxReport &report)
{
    Measures(rig, plan, report).all();
}

void measureStopAndCopy(Rig &rig, const SandboxPlan &plan, SandboxReport &report)
{
    Measures measures(rig, plan, report);
    for (const auto dirtied : plan.dirtiedMib)
        measures.dirtySnapshots(dirtied, false);
}

} // namespace bench
