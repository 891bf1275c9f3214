// Freezing, cloning, pausing: with guests of a few instructions, so that every way to fail can be tried.
#include "core/qemu/qemu_template.h"
#include "core/qemu/work_disk.h"
#include "tests/vm/vm_fixture.h"

#include <QElapsedTimer>
#include <QTimer>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::test;
using Kind = ports::MachineExit::Kind;
using ports::Machine;
using TemplatePtr = std::shared_ptr<const ports::Template>;

namespace {

/// How many descriptors of files in memory this process has.
int memoryFilesOpen()
{
    int count = 0;
    for (const auto &entry : qemu::entriesOf("/proc/self/fd"))
        if (QFile::symLinkTarget(QString::fromStdString(entry)).contains(QStringLiteral("memfd:glovebox")))
            ++count;
    return count;
}

/// Some turns of the event loop, each with something to do.
void turnTheLoop(int turns)
{
    QTimer tick;
    tick.start(2);
    for (int turn = 0; turn < turns; ++turn)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

} // namespace

class TestQemuClones : public QObject {
    Q_OBJECT

    std::unique_ptr<VmFixture> m_vm;

    std::unique_ptr<Machine> freezable(const char *name, const QByteArray &code)
    {
        auto spec = m_vm->spec(name, code);
        spec.freezable = true;
        auto machine = m_vm->start(std::move(spec));
        if (!machine)
            qWarning("%s", describe(machine.error()).c_str());
        return machine ? std::move(*machine) : nullptr;
    }

    TemplatePtr frozen(const QByteArray &code)
    {
        auto machine = freezable("sbx-mother", code);
        if (!machine)
            return nullptr;
        auto made = m_vm->freeze(std::move(machine));
        if (!made)
            qWarning("%s", describe(made.error()).c_str());
        return made ? *made : nullptr;
    }

    ports::MachineSpec cloneSpec(const char *name, TemplatePtr base)
    {
        const auto &facts = base->facts();
        return {.sandbox = domain::SandboxId(name),
                .size = facts.size,
                .acceleration = facts.acceleration,
                .image = facts.image,
                .base = std::move(base)};
    }

    /// A template as it should be, but for the state of its devices.
    TemplatePtr withState(const ports::Template &like, const std::string &state)
    {
        const auto &real = dynamic_cast<const qemu::QemuTemplate &>(like);
        auto memory = qemu::memory::SealedMemory::create(like.facts().size.memory, "glovebox-test");
        auto devices = qemu::memory::MemoryFile::holding("glovebox-test", state);
        if (!memory || !devices || !memory->seal())
            return nullptr;
        return std::make_shared<qemu::QemuTemplate>(qemu::QemuTemplate::Parts{.facts = like.facts(),
                                                                              .memory = *std::move(memory),
                                                                              .deviceState = *std::move(devices),
                                                                              .disks = real.disks(),
                                                                              .overlay = real.overlay(),
                                                                              .folder = nullptr,
                                                                              .root = nullptr,
                                                                              .over = nullptr});
    }

private Q_SLOTS:
    void init()
    {
        m_vm = std::make_unique<VmFixture>();
        QVERIFY(m_vm->open());
        QVERIFY2(m_vm->hypervisor->canClone(), "this host's QEMU is known to clone");
    }
    void cleanup()
    {
        QVERIFY(m_vm->clean());
        m_vm.reset();
        QCOMPARE(memoryFilesOpen(), 0);
    }

    void aCloneGoesOnWhereItsTemplateWasFrozen()
    {
        auto mother = freezable("sbx-mother", counting());
        QVERIFY(mother);
        QTRY_VERIFY_WITH_TIMEOUT(mother->consoleTail().size() > 40, kPatienceMs);
        const auto made = m_vm->freeze(std::move(mother));
        QVERIFY2(made, made ? "" : describe(made.error()).c_str());
        QVERIFY(machineProcessesWith(m_vm->path("run")).empty());
        const auto &facts = (*made)->facts();
        QVERIFY2(facts.memory > ByteCount::kib(16) && facts.memory < ByteCount::mib(20),
                 qPrintable(QString::number(facts.memory.value)));
        QVERIFY(facts.disk < ByteCount::mib(4) && facts.disk > ByteCount{0});
        QCOMPARE(facts.id, std::string("sbx-mother"));

        const auto first = m_vm->start(cloneSpec("sbx-one", *made));
        const auto second = m_vm->start(cloneSpec("sbx-two", *made));
        QVERIFY2(first && second, first ? "" : describe(first.error()).c_str());
        for (const auto *clone : {&*first, &*second})
            QTRY_VERIFY_WITH_TIMEOUT((*clone)->consoleTail().size() > 80, kPatienceMs);
        // What they print goes on, each for itself, in the middle of the row and without a new beginning.
        QCOMPARE((*first)->consoleTail().substr(0, 40), (*second)->consoleTail().substr(0, 40));
        QVERIFY(countsOn((*first)->consoleTail()) && countsOn((*second)->consoleTail()));
        QVERIFY((*first)->usage());
        QVERIFY((*first)->usage()->diskUsed < ByteCount::kib(256));
    }

    void aPausedGuestStandsStillAndLosesNothing()
    {
        const auto machine = m_vm->running("sbx-pause", counting());
        QVERIFY(machine);
        QTRY_VERIFY_WITH_TIMEOUT(!machine->consoleTail().empty(), kPatienceMs);
        for (int round = 0; round < 100; ++round) {
            QVERIFY(m_vm->answerOf(&Machine::pause, *machine));
            QVERIFY(m_vm->answerOf(&Machine::resume, *machine));
        }
        QVERIFY(m_vm->answerOf(&Machine::pause, *machine));
        QVERIFY(m_vm->answerOf(&Machine::pause, *machine)); // once more is fine
        for (int turn = 0; turn < 50; ++turn)               // what was on its way
            QCoreApplication::processEvents();
        const auto still = machine->consoleTail();
        const auto spent = machine->usage();
        QElapsedTimer time;
        time.start();
        QTRY_VERIFY(time.elapsed() > 200);
        QCOMPARE(machine->consoleTail(), still);
        QVERIFY(machine->usage()->cpuTime - spent->cpuTime < std::chrono::milliseconds(50));
        QVERIFY(m_vm->answerOf(&Machine::resume, *machine));
        QVERIFY(m_vm->answerOf(&Machine::resume, *machine));
        QTRY_VERIFY_WITH_TIMEOUT(machine->consoleTail() != still, kPatienceMs);
        QVERIFY2(countsOn(machine->consoleTail()), machine->consoleTail().c_str());
    }

    void aPausedMachineEndsLikeAnyOther()
    {
        for (const bool byUs : {true, false}) {
            const auto machine = m_vm->running("sbx-end", idling());
            QVERIFY(machine);
            QVERIFY(m_vm->answerOf(&Machine::pause, *machine));
            Ending ending(*machine);
            if (byUs)
                machine->shutDown();
            else
                ::kill(static_cast<pid_t>(machine->processId()), SIGKILL);
            QVERIFY(ending.wait());
            QCOMPARE(ending.exit->kind, byUs ? Kind::Requested : Kind::Killed);
            const auto late = m_vm->answerOf(&Machine::resume, *machine);
            QVERIFY(!late);
            QCOMPARE(late.error().code, ErrorCode::GuestExited);
        }
    }

    void aPanicIsNoticedAfterPauses()
    {
        const auto machine = m_vm->running("sbx-panic", delaying() + panicking() + idling());
        QVERIFY(machine);
        Ending ending(*machine);
        while (!ending.exit && m_vm->answerOf(&Machine::pause, *machine) && m_vm->answerOf(&Machine::resume, *machine))
            continue;
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, Kind::Panicked);
    }

    void aCloneThatIsToWaitStandsStillUntilResumed()
    {
        const auto base = frozen(counting());
        QVERIFY(base);
        auto spec = cloneSpec("sbx-wait", base);
        spec.paused = true;
        const auto clone = m_vm->start(std::move(spec));
        QVERIFY2(clone, clone ? "" : describe(clone.error()).c_str());
        QVERIFY(m_vm->answerOf(&Machine::pause, **clone)); // it is
        QVERIFY((*clone)->consoleTail().empty());
        QVERIFY(m_vm->answerOf(&Machine::resume, **clone));
        QTRY_VERIFY_WITH_TIMEOUT(!(*clone)->consoleTail().empty(), kPatienceMs);
    }

    void aRemovedTemplateLivesAsLongAsAnyOfItsClones()
    {
        auto base = frozen(counting());
        QVERIFY(base);
        const auto disk = dynamic_cast<const qemu::QemuTemplate &>(*base).disks().frozen;
        QTRY_COMPARE_WITH_TIMEOUT(m_vm->hypervisor->store().templates().size(), std::size_t{1}, kPatienceMs);
        auto clone = m_vm->start(cloneSpec("sbx-heir", base));
        QVERIFY(clone);
        const std::weak_ptr<const ports::Template> watch = base;
        base.reset();
        QVERIFY(m_vm->answered(
            [&](auto done) { return m_vm->hypervisor->store().removeTemplate("sbx-mother", std::move(done)); }));
        QVERIFY(m_vm->hypervisor->store().templates().empty());
        QVERIFY(!watch.expired() && QFile::exists(QString::fromStdString(disk)));
        const auto before = (*clone)->consoleTail();
        QTRY_VERIFY_WITH_TIMEOUT((*clone)->consoleTail() != before, kPatienceMs);
        Ending ending(**clone);
        ::kill(static_cast<pid_t>((*clone)->processId()), SIGKILL);
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, Kind::Killed);
        clone->reset();
        QVERIFY(watch.expired() && !QFile::exists(QString::fromStdString(disk)));
    }

    /// As when the disk was too full to write it down, and nothing holds it any more.
    void aTemplateStaysUnderADiskThatItsCloneLeft()
    {
        auto base = frozen(counting());
        QVERIFY(base);
        const auto &facts = base->facts();
        const ports::MachineSpec spec{.sandbox = domain::SandboxId("sbx-heir"),
                                      .size = facts.size,
                                      .acceleration = facts.acceleration,
                                      .image = facts.image};
        auto clone = m_vm->start(cloneSpec("sbx-heir", base));
        QVERIFY(clone);
        (*clone)->remember({.id = domain::SandboxId("sbx-heir")});
        QVERIFY(m_vm->answered(
            [&](auto done) { return m_vm->hypervisor->store().removeTemplate("sbx-mother", std::move(done)); }));
        base.reset();
        Ending ending(**clone);
        ::kill(static_cast<pid_t>((*clone)->processId()), SIGKILL);
        QVERIFY(ending.wait());
        clone->reset();
        const auto stopped = m_vm->hypervisor->stopped();
        QCOMPARE(stopped.size(), std::size_t{1});
        auto again = spec;
        again.stopped = stopped.front().machine;
        clone = m_vm->start(std::move(again));
        QVERIFY2(clone, clone ? "" : describe(clone.error()).c_str());
        (*clone)->remember({.id = domain::SandboxId("sbx-heir")});
        clone->reset();           // ended by us: its disk goes
        m_vm->hypervisor.reset(); // nothing stands on it any more: the next start removes it
        QVERIFY(m_vm->open());
    }

    void nobodyCanWriteATemplate()
    {
        const auto base = frozen(counting());
        QVERIFY(base);
        const auto &inside = dynamic_cast<const qemu::QemuTemplate &>(*base);
        const auto clone = m_vm->start(cloneSpec("sbx-clone", base));
        QVERIFY(clone);
        for (const auto &file : {inside.memory().openPath(), inside.deviceState().path()}) {
            const qemu::memory::Descriptor again(::open(file.c_str(), O_RDWR | O_CLOEXEC));
            QVERIFY(again);
            QVERIFY(::pwrite(again.get(), "x", 1, 0) < 0);
            QVERIFY(::ftruncate(again.get(), 0) != 0);
        }
        QVERIFY(!(QFile::permissions(QString::fromStdString(inside.disks().frozen)) &
                  (QFile::WriteOwner | QFile::WriteGroup | QFile::WriteOther)));
    }

    void aTemplateIsRefusedForAnotherMachine_data()
    {
        QTest::addColumn<int>("other");
        QTest::newRow("memory") << 0;
        QTest::newRow("processors") << 1;
        QTest::newRow("disk") << 2;
        QTest::newRow("acceleration") << 3;
        QTest::newRow("image") << 4;
    }
    void aTemplateIsRefusedForAnotherMachine()
    {
        QFETCH(int, other);
        const auto base = frozen(idling());
        QVERIFY(base);
        auto spec = cloneSpec("sbx-other", base);
        if (other == 0)
            spec.size.memory = ByteCount::mib(256);
        else if (other == 1)
            spec.size.vcpus = 2;
        else if (other == 2)
            spec.size.disk = ByteCount::mib(128);
        else if (other == 3)
            spec.acceleration = domain::Acceleration::Kvm;
        else
            spec.image.key = "newer";
        const auto clone = m_vm->start(std::move(spec));
        QVERIFY(!clone);
        QCOMPARE(clone.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(clone.error().detail.find("the template was made with another") != std::string::npos,
                 clone.error().detail.c_str());
        QVERIFY(machineProcessesWith(m_vm->path("run")).empty() &&
                qemu::entriesOf(m_vm->path("run/sandboxes")).empty());
    }

    void aBrokenStateGivesAnErrorAndLeavesNothing_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<int>("keep");
        QTest::newRow("cut off") << QByteArray() << 2;
        QTest::newRow("cut off early") << QByteArray() << 100;
        QTest::newRow("something else") << QByteArray(20'000, '#') << 0;
        QTest::newRow("empty") << QByteArray() << 0;
    }
    void aBrokenStateGivesAnErrorAndLeavesNothing()
    {
        QFETCH(QByteArray, state);
        QFETCH(int, keep);
        const auto good = frozen(idling());
        QVERIFY(good);
        const auto &devices = dynamic_cast<const qemu::QemuTemplate &>(*good).deviceState();
        const auto length = static_cast<std::uint64_t>(::lseek(devices.descriptor(), 0, SEEK_END));
        QVERIFY(length > 1000 && length < 1'000'000);
        std::string broken = state.toStdString();
        if (keep > 0)
            broken = *devices.read(ByteCount{length / static_cast<std::uint64_t>(keep)});
        const auto base = withState(*good, broken);
        QVERIFY(base);
        const auto clone = m_vm->start(cloneSpec("sbx-broken", base));
        QVERIFY(!clone);
        QCOMPARE(clone.error().code, ErrorCode::HostToolFailed);
        QVERIFY2(clone.error().detail.find("while it took over the template's devices: ") != std::string::npos,
                 clone.error().detail.c_str());
        QVERIFY(machineProcessesWith(m_vm->path("run")).empty() &&
                qemu::entriesOf(m_vm->path("run/sandboxes")).empty());
        QVERIFY(m_vm->start(cloneSpec("sbx-broken", good))); // the name is free, the good one still good
    }

    void onlyWhatWasStartedForItIsFrozen()
    {
        auto plain = m_vm->running("sbx-plain", idling());
        QVERIFY(plain);
        const auto made = m_vm->freeze(std::move(plain));
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::InvalidState);
        QVERIFY(m_vm->clean()); // on failure the machine is gone too
    }

    void aMachineThatDiesWhileItIsFrozenIsNoTemplate()
    {
        auto machine = freezable("sbx-dies", idling());
        QVERIFY(machine);
        ::kill(static_cast<pid_t>(machine->processId()), SIGKILL);
        const auto made = m_vm->freeze(std::move(machine));
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::GuestExited);
        QVERIFY(m_vm->clean());
    }

    void lettingGoOfAFreezeLeavesNothing()
    {
        for (int turns = 0; turns < 24; turns += 1 + turns / 4) { // each stops it at another step
            auto machine = freezable("sbx-part", idling());
            QVERIFY(machine);
            auto call = m_vm->hypervisor->freeze(std::move(machine), [](auto) {});
            turnTheLoop(turns);
            call.cancel();
            QTRY_VERIFY_WITH_TIMEOUT(m_vm->clean(), kPatienceMs);
        }
    }

    void lettingGoOfACloneLeavesNothing()
    {
        const auto base = frozen(idling());
        QVERIFY(base);
        for (int turns = 0; turns < 40; turns += 1 + turns / 3) {
            auto call = m_vm->hypervisor->start(cloneSpec("sbx-part", base), [](auto) {});
            turnTheLoop(turns);
            call.cancel();
            QTRY_VERIFY_WITH_TIMEOUT(machineProcessesWith(m_vm->path("run")).empty() &&
                                         qemu::entriesOf(m_vm->path("run/sandboxes")).empty() &&
                                         qemu::entriesOf(m_vm->path("run/disks")).empty(),
                                     kPatienceMs);
        }
        QVERIFY(m_vm->start(cloneSpec("sbx-part", base)));
    }

    void theFilesOfTemplatesThatADeadRunLeftAreRemoved()
    {
        m_vm->hypervisor.reset();
        m_vm->write("run/disks/tpl-old.qcow2", "left");
        m_vm->write("run/disks/tpl-old.qcow2.new.qcow2", "left");
        QVERIFY(m_vm->open());
        QVERIFY(m_vm->clean());
    }
};

QTEST_GUILESS_MAIN(TestQemuClones)
#include "tst_qemu_clones.moc"
