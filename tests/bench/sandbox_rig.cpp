#include "tests/bench/sandbox_rig.h"

#include "core/engine/acceleration_probe.h"
#include "core/engine/random_bytes.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace bench {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kEntropyBytes = 64;
constexpr auto kCommandWithin = 120s;

} // namespace

void giveUp(const std::string &what)
{
    std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, what.c_str());
    std::exit(1);
}

Rig::Rig(const std::string &image, Copying copying)
    : m_image{image + "/kernel", image + "/initrd", image + "/root.sqfs", "bench"}
{
    qemu::Options options{.runtimeDir = path("run"), .cacheDir = path("cache"), .diskDir = path("disks")};
    if (copying == Copying::StopAndCopy)
        options.launcher = "";
    m_hypervisor = answerOf<std::unique_ptr<qemu::QemuHypervisor>>(
        "the hypervisor", [&](auto done) { return qemu::QemuHypervisor::create(options, std::move(done)); });
    findAcceleration();
    m_templates = std::make_unique<engine::TemplateKeeper>(
        engine::TemplateKeeper::Parts{m_clock, *m_hypervisor, m_connector}, [](const api::Change &) {});
    m_templates->open({m_image.key, m_acceleration});
}

void Rig::findAcceleration()
{
    engine::AccelerationProbe probe(m_clock, *m_hypervisor, m_connector);
    m_acceleration = answerOf<ports::AccelerationReport>("the probe", [&](auto done) {
                         probe.run(m_image, api::EngineSettings::Accelerate::Auto, false, std::move(done));
                         return Call();
                     }).usable;
}

ports::MachineSpec Rig::spec(ByteCount memory)
{
    return {.sandbox = domain::SandboxId("bench-" + std::to_string(++m_serial)),
            .size = {.vcpus = 1, .memory = memory, .disk = ByteCount::gib(1)},
            .acceleration = m_acceleration,
            .image = m_image};
}

std::unique_ptr<ports::Machine> Rig::start(ports::MachineSpec spec)
{
    return answerOf<std::unique_ptr<ports::Machine>>(
        "a machine", [&](auto done) { return m_hypervisor->start(std::move(spec), std::move(done)); });
}

ports::GuestIdentity Rig::identity(const std::string &name)
{
    return {name, m_clock.wallNow(), engine::randomBytes(kEntropyBytes)};
}

Guest Rig::greet(std::unique_ptr<ports::Machine> machine, const std::string &name)
{
    auto greeted = answerOf<ports::GreetedGuest>("a greeting", [&](auto done) {
        return m_connector.connect(machine->controlSocket(), identity(name), kCommandWithin, std::move(done));
    });
    return {name, std::move(machine), std::move(greeted.link)};
}

Guest Rig::begin(ports::MachineSpec spec)
{
    const auto name = spec.sandbox.value();
    return greet(start(std::move(spec)), name);
}

std::string Rig::bash(Guest &guest, const std::string &command)
{
    const auto result = answerOf<domain::ToolResult>("a command", [&](auto done) {
        return guest.link->runTool({domain::EventId("sevt_" + std::to_string(++m_serial)),
                                    "bash",
                                    {{"command", command}},
                                    kCommandWithin,
                                    {},
                                    {}},
                                   {{}, std::move(done)});
    });
    if (result.isError)
        giveUp("`" + command + "` failed: " + result.text);
    return result.text;
}

void Rig::pause(Guest &guest)
{
    guest.link->standStill();
    answerOf<void>("a pause", [&](auto done) { return guest.machine->pause(std::move(done)); });
}

void Rig::resume(Guest &guest)
{
    guest.link->goOn(identity(guest.name));
    answerOf<void>("going on", [&](auto done) { return guest.machine->resume(std::move(done)); });
}

std::shared_ptr<const ports::Snapshot> Rig::snapshot(Guest &guest, ports::AfterSnapshot after,
                                                     domain::SnapshotKind kind)
{
    domain::SnapshotOrigin origin{.id = domain::SnapshotId("snap-" + std::to_string(++m_serial)),
                                  .kind = kind,
                                  .sandbox = domain::SandboxId(guest.name),
                                  .at = m_clock.wallNow()};
    return answerOf<std::shared_ptr<const ports::Snapshot>>("a snapshot", [&](auto done) {
        return guest.machine->snapshot(std::move(origin), after, {{}, std::move(done)});
    });
}

std::shared_ptr<const ports::Template> Rig::spread(std::shared_ptr<const ports::Snapshot> snapshot)
{
    return answerOf<std::shared_ptr<const ports::Template>>(
        "spreading a snapshot", [&](auto done) { return m_hypervisor->spread(std::move(snapshot), std::move(done)); });
}

std::shared_ptr<const ports::Snapshot> Rig::open(const domain::SnapshotId &id)
{
    return answerOf<std::shared_ptr<const ports::Snapshot>>(
        "opening a snapshot", [&](auto done) { return m_hypervisor->store().openSnapshot(id, std::move(done)); });
}

void Rig::remove(const domain::SnapshotId &id)
{
    answerOf<void>("removing a snapshot",
                   [&](auto done) { return m_hypervisor->store().removeSnapshot(id, std::move(done)); });
}

ports::MachineUsage Rig::usage(const ports::Machine &machine)
{
    const auto usage = machine.usage();
    if (!usage)
        giveUp("a machine is gone");
    return *usage;
}

ByteCount Rig::dirtied(Guest &guest)
{
    pause(guest);
    // The mapping of its memory is the one of its size; what is anonymous in it is its own.
    std::ifstream smaps("/proc/" + std::to_string(guest.machine->processId()) + "/smaps");
    std::uint64_t size = 0;
    std::uint64_t most = 0;
    std::uint64_t anonymous = 0;
    for (std::string line; std::getline(smaps, line);) {
        std::uint64_t kib = 0;
        if (std::sscanf(line.c_str(), "Size: %lu kB", &kib) == 1)
            size = kib;
        if (std::sscanf(line.c_str(), "Anonymous: %lu kB", &kib) == 1 && size > most) {
            most = size;
            anonymous = kib;
        }
    }
    resume(guest);
    return ByteCount::kib(anonymous);
}

std::shared_ptr<const ports::Template> Rig::templateOf(ByteCount memory, const ports::GuestImage &image)
{
    return answerOf<std::shared_ptr<const ports::Template>>("a template", [&](auto done) {
        const engine::OpenedImage ground{.about = {}, .guest = image, .command = {}};
        return m_templates->obtain(ground, spec(memory).size,
                                   [done = std::move(done)](engine::TemplateKeeper::Shared made) {
                                       if (made)
                                           return done(std::move(made));
                                       done(fail(ErrorCode::Unsupported, "none is to be had"));
                                   });
    });
}

namespace {

/// Starts machines in turn, so many at a time, and asks each for a first answer.
class Forking {
public:
    Forking(Rig &rig, std::vector<ports::MachineSpec> specs, std::vector<Guest> &into)
        : m_rig(rig), m_specs(std::move(specs)), m_guests(into), m_calls(m_specs.size())
    {
        m_guests.resize(m_specs.size());
    }

    void run(int atOnce)
    {
        for (int lane = 0; lane < atOnce; ++lane)
            next();
        QTimer::singleShot(kAnswerWithinMs, &m_loop, [] { giveUp("a fork: no answer"); });
        if (m_answered < m_specs.size())
            m_loop.exec();
    }

private:
    void next()
    {
        if (m_begun == m_specs.size())
            return;
        const auto at = m_begun++;
        m_guests[at].name = m_specs[at].sandbox.value();
        m_calls[at] =
            m_rig.hypervisor().start(m_specs[at], [this, at](auto machine) { started(at, std::move(machine)); });
    }

    void started(std::size_t at, Result<std::unique_ptr<ports::Machine>> machine)
    {
        if (!machine)
            giveUp("a child: " + describe(machine.error()));
        auto &guest = m_guests[at];
        guest.machine = *std::move(machine);
        m_calls[at] =
            m_rig.connector().connect(guest.machine->controlSocket(), m_rig.identity(guest.name), kCommandWithin,
                                      [this, at](auto greeted) { ask(at, std::move(greeted)); });
    }

    void ask(std::size_t at, Result<ports::GreetedGuest> greeted)
    {
        if (!greeted)
            giveUp("a child's greeting: " + describe(greeted.error()));
        m_guests[at].link = std::move(greeted->link);
        m_calls[at] = m_guests[at].link->runTool(
            {domain::EventId("sevt_fork_" + std::to_string(at)), "bash", {{"command", "true"}}, kCommandWithin, {}, {}},
            {{}, [this](auto result) {
                 if (!result || result->isError)
                     giveUp("a child did not answer");
                 if (++m_answered == m_specs.size())
                     m_loop.quit();
                 next();
             }});
    }

    Rig &m_rig;
    std::vector<ports::MachineSpec> m_specs;
    std::vector<Guest> &m_guests;
    std::vector<Call> m_calls;
    std::size_t m_begun = 0;
    std::size_t m_answered = 0;
    QEventLoop m_loop;
};

} // namespace

double Rig::fork(std::vector<ports::MachineSpec> specs, std::vector<Guest> &into, int atOnce)
{
    Watch watch;
    Forking forking(*this, std::move(specs), into);
    forking.run(atOnce);
    return watch.lap();
}

void Rig::end(Guest guest)
{
    guest.link.reset();
    guest.machine.reset();
}

} // namespace bench
