#include "core/qemu/machine_description.h"
#include "core/qemu/qmp_client.h"
#include "core/qemu/work_disk.h"
#include "tests/bench/sandbox_measures.h"

#include <QProcess>

namespace bench {

namespace {

constexpr int kToolWithinMs = 30'000;
constexpr std::chrono::minutes kCommandWithin{2};

/// QEMU as anybody would start it: same board, kernel, image and control port; no seccomp, no bubblewrap, a disk of its
/// own that savevm can write to.
class PlainQemu {
public:
    PlainQemu(Rig &rig, ByteCount memory) : m_rig(rig)
    {
        const auto blank = answerOf<std::string>("a blank disk", [&](auto done) {
            return qemu::prepareBlankDisk(rig.path("cache"), ByteCount::gib(1), std::move(done));
        });
        const auto disk = rig.path("plain.qcow2");
        answerOf<void>("a disk", [&](auto done) { return qemu::makeOverlay(blank, disk, std::move(done)); });
        qemu::MachineDescription same;
        same.acceleration = rig.acceleration();
        same.tscKhz = rig.tscKhz();
        m_arguments = {"-nodefaults",
                       "-no-user-config",
                       "-display",
                       "none",
                       "-no-reboot",
                       "-M",
                       qemu::boardOption(qemu::MachineDescription::Board::Microvm, false),
                       "-smp",
                       "1",
                       "-m",
                       std::to_string(memory.value >> 20) + "M",
                       "-object",
                       "memory-backend-ram,id=ram,size=" + std::to_string(memory.value >> 20) + "M",
                       "-kernel",
                       rig.image().kernel,
                       "-initrd",
                       rig.image().initrd,
                       "-append",
                       qemu::kernelCommandLine(same),
                       "-serial",
                       "null",
                       "-qmp",
                       "unix:" + rig.path("plain.qmp") + ",server=on,wait=off",
                       "-device",
                       "virtio-serial-device,id=ports",
                       "-chardev",
                       "socket,id=control,path=" + rig.path("plain.ctl") + ",server=on,wait=off",
                       "-device",
                       "virtserialport,bus=ports.0,nr=1,chardev=control,name=gb.ctl",
                       "-object",
                       "rng-builtin,id=entropy",
                       "-device",
                       "virtio-rng-device,rng=entropy",
                       "-drive",
                       "id=root,if=none,read-only=on,format=raw,file=" + rig.image().rootDisk,
                       "-device",
                       "virtio-blk-device,drive=root,serial=gb-root",
                       "-drive",
                       "id=work,if=none,format=qcow2,file=" + disk,
                       "-device",
                       "virtio-blk-device,drive=work,serial=gb-work"};
        const bool kvm = rig.acceleration() == domain::Acceleration::Kvm;
        m_arguments.insert(m_arguments.end(), {"-accel", kvm ? "kvm" : "tcg", "-cpu", kvm ? "host" : "max"});
    }
    ~PlainQemu()
    {
        m_process.kill();
        m_process.waitForFinished(kToolWithinMs);
    }

    void start()
    {
        QStringList list;
        for (const auto &argument : m_arguments)
            list.push_back(QString::fromStdString(argument));
        m_process.start(QStringLiteral("qemu-system-x86_64"), list);
    }

    /// Waits for the agent.
    void greet()
    {
        m_link = answerOf<ports::GreetedGuest>("plain QEMU's greeting", [&](auto done) {
                     return m_rig.connector().connect(m_rig.path("plain.ctl"), m_rig.identity("plain"),
                                                      std::chrono::minutes(2), std::move(done));
                 }).link;
    }

    void bash()
    {
        const auto result = answerOf<domain::ToolResult>("plain QEMU's command", [&](auto done) {
            return m_link->runTool(
                {domain::EventId("sevt_plain"), "bash", {{"command", "true"}}, kCommandWithin, {}, {}},
                {{}, std::move(done)});
        });
        if (result.isError)
            giveUp("plain QEMU: " + result.text);
    }

    void openMonitor()
    {
        QEventLoop loop;
        m_monitor =
            std::make_unique<qemu::QmpClient>(m_rig.path("plain.qmp"), kCommandWithin,
                                              qemu::QmpHandlers{[&loop](const std::string &) { loop.quit(); },
                                                                {},
                                                                [](const Error &why) {
                                                                    giveUp("plain QEMU's monitor: " + describe(why));
                                                                }});
        loop.exec();
    }

    /// A command for people; it has no other for whole snapshots that is as simple.
    void order(const std::string &line)
    {
        const auto answer = answerOf<nlohmann::json>(line.c_str(), [&](auto done) {
            m_monitor->execute("human-monitor-command", {{"command-line", line}}, std::move(done), kCommandWithin);
            return Call();
        });
        if (!answer.is_string() || !answer.get_ref<const std::string &>().empty())
            giveUp(line + ": " + answer.dump());
    }

private:
    Rig &m_rig;
    std::vector<std::string> m_arguments;
    QProcess m_process;
    std::unique_ptr<qemu::QmpClient> m_monitor;
    std::unique_ptr<ports::GuestLink> m_link;
};

} // namespace

void measurePeer(Rig &rig, const SandboxPlan &plan, SandboxReport &report)
{
    SandboxRow boot{"plain QEMU: cold boot to first answer", "ms", {}, {}, {}};
    SandboxRow save{"plain QEMU: savevm, guest stopped throughout", "ms", {}, {}, {}};
    SandboxRow load{"plain QEMU: loadvm to first answer", "ms", {}, {}, {}};
    for (int i = 0; i < plan.boots; ++i) {
        PlainQemu plain(rig, plan.memory);
        Watch watch;
        plain.start();
        plain.greet();
        plain.bash();
        boot.samples.push_back(watch.lap());
        plain.openMonitor();
        watch.lap();
        plain.order("savevm one");
        save.samples.push_back(watch.lap());
        plain.order("loadvm one");
        plain.bash();
        load.samples.push_back(watch.lap());
    }
    report.rows.insert(report.rows.end(), {boot, save, load});
}

} // namespace bench
