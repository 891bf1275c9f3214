#include "app/compose/build_machine.h"

#include "app/compose/image_store.h"
#include "app/compose/run_folder.h"
#include "core/engine/acceleration_probe.h"
#include "core/engine/random_bytes.h"
#include "core/guest/socket_connector.h"
#include "core/qemu/qemu_hypervisor.h"
#include "core/system/host_facts.h"
#include "core/system/real_clock.h"

#include <algorithm>

namespace glovebox::compose {

namespace {

using namespace std::chrono_literals;

constexpr const char *kRunName = "image build";
constexpr const char *kMachineName = "image-build";
/// What unpacks and what installs work side by side; Node is tried in it.
constexpr int kBuildProcessors = 2;
constexpr ByteCount kBuildMemory = ByteCount::gib(1);
constexpr ByteCount kBuildDisk = ByteCount::gib(4);
/// Nobody boots it twice; a busy host has time.
constexpr std::chrono::milliseconds kBuildBootTimeout = 3min;

class StartedMachine final : public images::BuildMachine {
public:
    ~StartedMachine() override
    {
        link.reset();
        machine.reset();
        hypervisor.reset(); // before its folders
    }

    ports::GuestLink &guest() override { return *link; }
    std::string consoleTail() const override { return machine ? machine->consoleTail() : std::string(); }

    std::unique_ptr<RunFolder> folder;
    system::RealClock clock;
    guest::SocketConnector connector{clock};
    std::unique_ptr<qemu::QemuHypervisor> hypervisor;
    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<ports::GuestLink> link;
};

/// One boot from the kernel to the greeting. Lives as long as the handle of it.
class Boot {
public:
    using Done = Callback<std::unique_ptr<images::BuildMachine>>;

    Boot(system::Paths paths, std::string imageDir, images::MachineOrder order, Done done)
        : m_paths(std::move(paths)), m_imageDir(std::move(imageDir)), m_order(std::move(order)), m_done(std::move(done))
    {
    }

    void start()
    {
        auto store = makeImageStore(m_paths, m_imageDir);
        if (!store)
            return answer(tl::unexpected(store.error()));
        m_store = *std::move(store);
        m_call = m_store->prepare(
            [this](const ports::ImageProgress &progress) { say(progress.what + ": " + progress.line); },
            [this](Result<ports::GuestImage> image) {
                if (!image)
                    return answer(tl::unexpected(inContext("the guest's kernel", image.error())));
                m_image = *std::move(image);
                m_image.rootDisk = m_order.rootDisk;
                m_image.key = m_order.key;
                openHypervisor();
            });
    }

private:
    void say(const std::string &line) const
    {
        if (m_order.said)
            m_order.said(line);
    }

    void openHypervisor()
    {
        auto folder = RunFolder::take(m_paths, kRunName);
        if (!folder && folder.error().code == ErrorCode::InvalidState)
            return answer(fail(ErrorCode::Conflict, "another program of this user builds an image in a machine"));
        if (!folder)
            return answer(tl::unexpected(folder.error()));
        m_machine->folder = *std::move(folder);
        const qemu::Options options{.runtimeDir = m_machine->folder->runtime(),
                                    .cacheDir = m_paths.cache(),
                                    .diskDir = m_machine->folder->disks(),
                                    .frozenDir = m_machine->folder->disks() + "/frozen"};
        m_call =
            qemu::QemuHypervisor::create(options, [this](Result<std::unique_ptr<qemu::QemuHypervisor>> hypervisor) {
                if (!hypervisor)
                    return answer(tl::unexpected(hypervisor.error()));
                m_machine->hypervisor = *std::move(hypervisor);
                probe();
            });
    }

    void probe()
    {
        m_probe =
            std::make_unique<engine::AccelerationProbe>(m_machine->clock, *m_machine->hypervisor, m_machine->connector);
        m_probe->run(m_image, api::EngineSettings::Accelerate::Auto, false,
                     [this](Result<ports::AccelerationReport> report) {
                         if (!report)
                             return answer(tl::unexpected(report.error()));
                         if (report->usable == domain::Acceleration::Emulated)
                             say("without KVM, so slowly: " + report->reason);
                         startMachine(report->usable);
                     });
    }

    void startMachine(domain::Acceleration acceleration)
    {
        const ports::MachineSpec spec{.sandbox = domain::SandboxId(kMachineName),
                                      .size = {.vcpus = std::min(kBuildProcessors, system::processorCount()),
                                               .memory = kBuildMemory,
                                               .disk = kBuildDisk},
                                      .acceleration = acceleration,
                                      .image = m_image,
                                      .network = false};
        m_call = m_machine->hypervisor->start(spec, [this](Result<std::unique_ptr<ports::Machine>> machine) {
            if (!machine)
                return answer(tl::unexpected(machine.error()));
            m_machine->machine = *std::move(machine);
            greet();
        });
    }

    void greet()
    {
        const ports::GuestIdentity identity{kMachineName, m_machine->clock.wallNow(),
                                            engine::randomBytes(engine::kEntropyBytes),
                                            domain::GuestSetup{.environment = {}, .user = "0:0", .workdir = "/"}};
        m_call = m_machine->connector.connect(
            m_machine->machine->controlSocket(), identity, kBuildBootTimeout,
            [this](Result<ports::GreetedGuest> guest) {
                if (!guest)
                    return answer(
                        tl::unexpected(inContext("its console: " + m_machine->machine->consoleTail(), guest.error())));
                m_machine->link = std::move(guest->link);
                answer({});
            });
    }

    /// At the next turn of the loop: whoever called us may go with the machine.
    void answer(Result<> result)
    {
        m_later = m_clock.after(0ms, [this, result = std::move(result)] {
            auto machine = std::exchange(m_machine, nullptr);
            const auto done = std::exchange(m_done, nullptr);
            m_call.cancel();
            m_probe.reset();
            if (!result)
                machine.reset();
            if (done && result)
                done(std::unique_ptr<images::BuildMachine>(std::move(machine)));
            else if (done)
                done(tl::unexpected(result.error()));
        });
    }

    system::RealClock m_clock;
    system::Paths m_paths;
    std::string m_imageDir;
    images::MachineOrder m_order;
    Done m_done;
    std::unique_ptr<ports::ImageStore> m_store; // locks the kernel, while it is being booted from
    ports::GuestImage m_image;
    std::unique_ptr<StartedMachine> m_machine = std::make_unique<StartedMachine>();
    std::unique_ptr<engine::AccelerationProbe> m_probe;
    Call m_call;
    Call m_later;
};

} // namespace

images::BootMachine machinesForBuilds(const system::Paths &paths, const std::string &imageDir)
{
    return [paths, imageDir](images::MachineOrder order, Boot::Done done) {
        const auto boot = std::make_shared<Boot>(paths, imageDir, std::move(order), std::move(done));
        boot->start();
        return Call([held = boot]() mutable { held.reset(); });
    };
}

} // namespace glovebox::compose
