// What the tests of snapshots share: taking one, starting from it, spreading it, and what is on disk.
#pragma once

#include "core/qemu/qemu_snapshot.h"
#include "tests/vm/vm_fixture.h"

#include <QEventLoop>
#include <QFileInfo>
#include <QTimer>

namespace glovebox::test {

using TemplatePtr = std::shared_ptr<const ports::Template>;
using SnapshotPtr = std::shared_ptr<const ports::Snapshot>;

/// The value that a call answers with: `begin` gets the callback. The loop runs as it does in the program: QTest's own
/// waiting sleeps between two events, and a guest would stand still for that.
template <class T, class Begin>
Result<T> valueOf(Begin begin)
{
    std::optional<Result<T>> answer;
    QEventLoop loop;
    auto call = begin(Callback<T>([&](Result<T> result) {
        answer = std::move(result);
        loop.quit();
    }));
    QTimer::singleShot(kPatienceMs, &loop, &QEventLoop::quit);
    loop.exec();
    return answer ? *std::move(answer) : fail(ErrorCode::TimedOut, "the test waited in vain");
}

inline domain::SnapshotOrigin originOf(const char *id, domain::SnapshotKind kind = domain::SnapshotKind::Kept)
{
    return {.id = domain::SnapshotId(id),
            .kind = kind,
            .name = "before the change",
            .sandbox = domain::SandboxId("sbx-origin"),
            .sandboxName = "nimble-otter",
            .sandboxKept = true,
            .session = std::nullopt,
            .parent = std::nullopt,
            .at = WallTime(std::chrono::milliseconds(1'790'000'000'000))};
}

inline Result<SnapshotPtr> taken(ports::Machine &machine, domain::SnapshotOrigin origin,
                                 ports::AfterSnapshot after = ports::AfterSnapshot::GoOn)
{
    return valueOf<SnapshotPtr>([&](auto done) {
        return machine.snapshot(std::move(origin), after, {.progress = nullptr, .done = std::move(done)});
    });
}

inline ports::MachineSpec cloneSpec(const char *name, TemplatePtr base)
{
    const auto &facts = base->facts();
    return {.sandbox = domain::SandboxId(name),
            .size = facts.size,
            .acceleration = facts.acceleration,
            .image = facts.image,
            .base = std::move(base)};
}

inline ports::MachineSpec restoreSpec(const char *name, SnapshotPtr from)
{
    const auto &facts = from->facts();
    return {.sandbox = domain::SandboxId(name),
            .size = facts.size,
            .acceleration = facts.acceleration,
            .image = facts.image,
            .base = nullptr,
            .from = std::move(from)};
}

inline Result<TemplatePtr> spreadOf(VmFixture &vm, SnapshotPtr snapshot)
{
    return valueOf<TemplatePtr>([&](auto done) { return vm.hypervisor->spread(std::move(snapshot), std::move(done)); });
}

/// The names in a folder of the store.
inline QStringList storedIn(const VmFixture &vm, const std::string &folder)
{
    QStringList out;
    for (const auto &entry : qemu::entriesOf(vm.path("run/frozen/") + folder))
        out << QFileInfo(QString::fromStdString(entry)).fileName();
    out.sort();
    return out;
}

inline std::unique_ptr<ports::Machine> startedIn(VmFixture &vm, ports::MachineSpec spec)
{
    auto machine = vm.start(std::move(spec));
    if (!machine)
        qWarning("%s", describe(machine.error()).c_str());
    return machine ? *std::move(machine) : nullptr;
}

/// A template of a guest that runs `code`.
inline TemplatePtr frozenIn(VmFixture &vm, const QByteArray &code)
{
    auto spec = vm.spec("tpl-mother", code);
    spec.freezable = true;
    auto machine = startedIn(vm, std::move(spec));
    if (!machine)
        return nullptr;
    auto made = vm.freeze(std::move(machine));
    if (!made)
        qWarning("%s", describe(made.error()).c_str());
    return made ? *made : nullptr;
}

inline void turnTheLoop(int turns)
{
    QTimer tick;
    tick.start(2);
    for (int turn = 0; turn < turns; ++turn)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

/// It goes on printing its row, in order.
inline bool goesOn(ports::Machine &machine)
{
    for (int round = 0; round < 3; ++round) { // more than what was on its way
        const auto before = machine.consoleTail();
        if (!QTest::qWaitFor([&] { return machine.consoleTail() != before; }, kPatienceMs))
            return false;
        turnTheLoop(3);
    }
    return countsOn(machine.consoleTail());
}

} // namespace glovebox::test
