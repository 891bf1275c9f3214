// What the tests of machines that outlive their program share: that program, and taking over what it leaves.
#pragma once

#include "tests/vm/snapshot_fixture.h"

#include <QProcess>

#include <csignal>

namespace glovebox::test {

inline domain::SandboxRecord recordOf(const char *id, const char *name = "nimble-otter")
{
    return {.id = domain::SandboxId(id),
            .name = name,
            .kept = true,
            .session = domain::SessionId("sesn_1"),
            .title = "A session",
            .createdAt = WallTime(std::chrono::milliseconds(1'790'000'000'000)),
            .shares = {},
            .ladder = {std::chrono::minutes(1), {}, {}},
            .keptAliveUntil = {},
            .forkOf = {},
            .line = {},
            .kernelRelease = "6.1",
            .meter = {.running = std::chrono::seconds(7)}};
}

/// This test program once more, as the one that starts a machine and is killed. It prints a line when something is
/// done.
class Owner {
public:
    Owner(const char *role, const VmFixture &vm, const QStringList &more = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(
            QCoreApplication::applicationFilePath(),
            QStringList{QString::fromLatin1(role), QFileInfo(QString::fromStdString(vm.path("run"))).path()} + more);
    }
    /// The next line that it prints; empty when it has ended.
    QByteArray line()
    {
        if (!QTest::qWaitFor([&] { return m_process.canReadLine() || m_process.state() == QProcess::NotRunning; },
                             3 * kPatienceMs))
            return {};
        return m_process.readLine().trimmed();
    }
    /// As a crash does.
    bool kill()
    {
        m_process.kill();
        return m_process.waitForFinished(kPatienceMs);
    }

private:
    QProcess m_process;
};

/// They are ours from then on, and go with their objects.
inline std::vector<ports::Survivor> survivorsOf(VmFixture &vm)
{
    auto found =
        valueOf<std::vector<ports::Survivor>>([&](auto done) { return vm.hypervisor->survivors(std::move(done)); });
    if (!found)
        qWarning("%s", describe(found.error()).c_str());
    auto survivors = found ? *std::move(found) : std::vector<ports::Survivor>();
    for (const auto &survivor : survivors)
        survivor.machine->remember(survivor.record);
    return survivors;
}

} // namespace glovebox::test
