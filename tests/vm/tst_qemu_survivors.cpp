// Machines that go on when the program that started them is killed, with guests of a few instructions: killed at any
// moment, the next program either has the machine, and all that can be done with it, or nothing of it is left.
#include "tests/vm/survivor_fixture.h"

#include <QTextStream>
#include <QTimer>

#include <random>

using namespace glovebox;
using namespace glovebox::test;
using ports::AfterSnapshot;

namespace {

constexpr const char *kKeeps = "--keeps-a-machine-in";
constexpr const char *kWorks = "--works-with-a-machine-in";
constexpr const char *kForks = "--forks-a-machine-in";
constexpr const char *kPauses = "--pauses-a-machine-in";
constexpr const char *kForgets = "--forgets-a-machine-in";
constexpr int kKills = 24;
constexpr int kPowerCuts = 8;

void say(const char *what)
{
    QTextStream(stdout) << what << Qt::endl;
}

/// The template of the folder; it is made, and written, by who needs it first.
TemplatePtr templateIn(VmFixture &vm)
{
    auto &store = vm.hypervisor->store();
    if (store.templates().empty()) {
        auto spec = vm.spec("tpl-mother", counting());
        spec.freezable = true;
        auto machine = vm.start(std::move(spec));
        auto frozen = machine ? vm.freeze(*std::move(machine)) : tl::unexpected(machine.error());
        if (!frozen || !QTest::qWaitFor([&] { return store.templates().size() == 1; }, kPatienceMs))
            qFatal("no template");
        return *frozen;
    }
    auto opened = valueOf<TemplatePtr>([&](auto done) { return store.openTemplate("tpl-mother", std::move(done)); });
    if (!opened)
        qFatal("%s", describe(opened.error()).c_str());
    return *opened;
}

std::unique_ptr<ports::Machine> started(VmFixture &vm, ports::MachineSpec spec)
{
    auto machine = vm.start(std::move(spec));
    if (!machine)
        qFatal("%s", describe(machine.error()).c_str());
    return *std::move(machine);
}

/// Takes one snapshot after the other, until it is killed.
void work(VmFixture &vm, ports::Machine &machine, const QByteArray &round)
{
    for (int number = 0;; ++number) {
        machine.remember(recordOf("sbx-live", std::to_string(number).c_str()));
        const auto id = "snap-" + round.toStdString() + "-" + std::to_string(number);
        const auto after = number % 3 == 2 ? AfterSnapshot::StandStill : AfterSnapshot::GoOn;
        const auto snapshot = taken(machine, originOf(id.c_str()), after);
        if (!snapshot)
            qFatal("%s", describe(snapshot.error()).c_str());
        if (after == AfterSnapshot::StandStill)
            static_cast<void>(VmFixture::answerOf(&ports::Machine::resume, machine));
        if (number % 2 == 1)
            static_cast<void>(VmFixture::answered([&](auto done) {
                return vm.hypervisor->store().removeSnapshot(domain::SnapshotId(id), std::move(done));
            }));
    }
}

/// The program that is killed.
int own(const std::string &role, const char *folder, const QByteArray &round)
{
    VmFixture vm(folder);
    if (!vm.open())
        return 1;
    auto base = templateIn(vm);
    if (role == kForks) {
        const auto mother = started(vm, cloneSpec("sbx-mother", base));
        const auto fork = taken(*mother, originOf("snap-fork", domain::SnapshotKind::Passing));
        auto spread = fork ? spreadOf(vm, *fork) : tl::unexpected(fork.error());
        if (!spread)
            qFatal("%s", describe(spread.error()).c_str());
        base = *spread;
    }
    say("begins");
    const auto machine = started(vm, cloneSpec("sbx-live", base));
    base.reset();
    if (role != kForgets)
        machine->remember(recordOf("sbx-live"));
    if (role == kPauses)
        static_cast<void>(VmFixture::answerOf(&ports::Machine::pause, *machine));
    if (role == kWorks)
        work(vm, *machine, round);
    say("ready");
    return QCoreApplication::exec();
}

} // namespace

class TestQemuSurvivors : public QObject {
    Q_OBJECT

    std::unique_ptr<VmFixture> m_vm;

    bool endMachines() const
    {
        for (const long pid : machineProcessesWith(m_vm->path("run")))
            ::kill(static_cast<pid_t>(pid), SIGKILL);
        return QTest::qWaitFor([&] { return machineProcessesWith(m_vm->path("run")).empty(); }, kPatienceMs);
    }
    ports::MachineSpec stoppedSpec() const
    {
        auto spec = m_vm->spec("sbx-live", counting());
        spec.stopped = "sbx-live";
        return spec;
    }

    SnapshotPtr snapshotOf(ports::Machine &machine, const char *id, AfterSnapshot after = AfterSnapshot::GoOn)
    {
        auto made = taken(machine, originOf(id), after);
        if (!made)
            qWarning("%s", describe(made.error()).c_str());
        return made ? *made : nullptr;
    }

    /// What the killed program leaves, when that is one machine.
    std::optional<ports::Survivor> survivorOf(const char *role)
    {
        Owner owner(role, *m_vm);
        if (owner.line() != "begins" || owner.line() != "ready" || !owner.kill() || !m_vm->open())
            return std::nullopt;
        auto found = survivorsOf(*m_vm);
        if (found.size() != 1)
            return std::nullopt;
        return std::move(found.front());
    }

    void removeSnapshots()
    {
        auto &store = m_vm->hypervisor->store();
        for (const auto &each : store.snapshots())
            QVERIFY(
                VmFixture::answered([&](auto done) { return store.removeSnapshot(each.origin.id, std::move(done)); }));
    }

private Q_SLOTS:
    void init() { m_vm = std::make_unique<VmFixture>(); }
    void cleanup()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_vm->clean(), kPatienceMs);
        m_vm.reset();
    }

    void aMachineIsTakenOverWithAllThatCanBeDoneWithIt()
    {
        auto survivor = survivorOf(kKeeps);
        QVERIFY(survivor);
        QCOMPARE(survivor->record, recordOf("sbx-live"));
        QCOMPARE(survivor->size.memory, ByteCount::mib(128));
        QCOMPARE(survivor->base, std::string("tpl-mother"));
        QVERIFY(!survivor->paused);
        auto &machine = *survivor->machine;
        QVERIFY(goesOn(machine));
        QVERIFY(machine.processId() > 0);
        const auto usage = machine.usage();
        QVERIFY(usage && usage->memory > ByteCount::kib(512) && usage->diskUsed > ByteCount::kib(1));
        QVERIFY2(machine.monitorTail().find("query-block") != std::string::npos, machine.monitorTail().c_str());
        QVERIFY(machine.monitorTail().size() <= limits::kEvidenceMax.value);
        QVERIFY(VmFixture::answerOf(&ports::Machine::pause, machine));
        QVERIFY(VmFixture::answerOf(&ports::Machine::resume, machine));
        QVERIFY(goesOn(machine));
        const auto first = snapshotOf(machine, "snap-first");
        QVERIFY(first);
        QCOMPARE(first->facts().base, std::string("tpl-mother"));
        QVERIFY(goesOn(machine));
        const auto second = snapshotOf(machine, "snap-second", AfterSnapshot::StandStill);
        QVERIFY(second);
        Ending ending(machine);
        machine.shutDown();
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, ports::MachineExit::Kind::Requested);
        survivor.reset();
        QVERIFY(m_vm->clean());
        for (const auto &snapshot : {first, second}) {
            const auto again = started(*m_vm, restoreSpec("sbx-again", snapshot));
            QVERIFY(goesOn(*again));
        }
    }

    void oneThatWasPausedIsFoundSo()
    {
        auto survivor = survivorOf(kPauses);
        QVERIFY(survivor && survivor->paused);
        QVERIFY(VmFixture::answerOf(&ports::Machine::resume, *survivor->machine));
        QVERIFY(goesOn(*survivor->machine));
    }

    void aForkIsTakenOverAndCanBeSnapshot()
    {
        auto survivor = survivorOf(kForks);
        QVERIFY(survivor);
        QVERIFY(goesOn(*survivor->machine));
        const auto snapshot = snapshotOf(*survivor->machine, "snap-of-fork");
        QVERIFY(snapshot);
        survivor.reset();
        const auto again = started(*m_vm, restoreSpec("sbx-again", snapshot));
        QVERIFY(goesOn(*again));
    }

    void oneThatIsLeftOnPurposeIsThereForTheNextProgram()
    {
        QVERIFY(m_vm->open());
        auto base = templateIn(*m_vm);
        auto machine = started(*m_vm, cloneSpec("sbx-live", base));
        auto forgotten = started(*m_vm, cloneSpec("sbx-other", base));
        base.reset();
        machine->remember(recordOf("sbx-live"));
        QVERIFY(machine->leave());
        QVERIFY(!forgotten->leave());
        machine.reset();
        forgotten.reset();
        m_vm->hypervisor.reset();
        QVERIFY(m_vm->open());
        auto found = survivorsOf(*m_vm);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found.front().record, recordOf("sbx-live"));
        QVERIFY(goesOn(*found.front().machine));
    }

    void whatNobodyRememberedEndsWithItsProgram()
    {
        QVERIFY(!survivorOf(kForgets));
        QVERIFY(m_vm->clean());
    }

    void aMachineThatDiedMeanwhileIsBootedFromItsDisk()
    {
        Owner owner(kKeeps, *m_vm);
        QCOMPARE(owner.line(), QByteArray("begins"));
        QCOMPARE(owner.line(), QByteArray("ready"));
        QVERIFY(owner.kill());
        QVERIFY(endMachines());
        for (int start = 0; start < 2; ++start) { // whoever looks at it twice finds it twice
            QVERIFY(m_vm->open());
            QVERIFY(survivorsOf(*m_vm).empty());
            const auto stopped = m_vm->hypervisor->stopped();
            QCOMPARE(stopped.size(), std::size_t{1});
            QCOMPARE(stopped.front().record, recordOf("sbx-live"));
            QCOMPARE(stopped.front().diskBase, std::string("tpl-mother"));
            m_vm->hypervisor.reset();
        }
        QVERIFY(m_vm->open());
        auto givenUp = started(*m_vm, stoppedSpec()); // it was not remembered
        givenUp.reset();
        QCOMPARE(m_vm->hypervisor->stopped().size(), std::size_t{1});
        auto machine = started(*m_vm, stoppedSpec());
        machine->remember(recordOf("sbx-live", "again"));
        QVERIFY(m_vm->hypervisor->stopped().empty());
        QVERIFY(machine->leave());
        machine.reset();
        m_vm->hypervisor.reset();
        QVERIFY(m_vm->open());
        QVERIFY(m_vm->hypervisor->stopped().empty());
        auto found = survivorsOf(*m_vm);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found.front().record, recordOf("sbx-live", "again"));
        QCOMPARE(found.front().diskBase, std::string("tpl-mother"));
        found.clear();
        QVERIFY(m_vm->clean());
    }

    void oneThatDoesNotAnswerIsEndedAndItsDiskIsThere()
    {
        Owner owner(kKeeps, *m_vm);
        QCOMPARE(owner.line(), QByteArray("begins"));
        QCOMPARE(owner.line(), QByteArray("ready"));
        QVERIFY(owner.kill());
        for (const long pid : machineProcessesWith(m_vm->path("run")))
            ::kill(static_cast<pid_t>(pid), SIGSTOP);
        QVERIFY(m_vm->open());
        QVERIFY(survivorsOf(*m_vm).empty());
        QVERIFY(machineProcessesWith(m_vm->path("run")).empty());
        QCOMPARE(m_vm->hypervisor->stopped().size(), std::size_t{1});
        auto machine = started(*m_vm, stoppedSpec());
        machine->remember(recordOf("sbx-live", "again"));
        QVERIFY(goesOn(*machine));
        machine.reset();
        QVERIFY(m_vm->clean());
    }

    void oneWhoseRecordDoesNotReadIsLeftAloneAndEndsWhenAsked()
    {
        Owner owner(kKeeps, *m_vm);
        QCOMPARE(owner.line(), QByteArray("begins"));
        QCOMPARE(owner.line(), QByteArray("ready"));
        QVERIFY(owner.kill());
        const auto processes = machineProcessesWith(m_vm->path("run"));
        QVERIFY(!processes.empty());
        m_vm->write("run/machines/sbx-live.json", "{");
        const auto orphansNow = [this] {
            return *valueOf<std::vector<domain::Orphan>>(
                [&](auto done) { return m_vm->hypervisor->orphans().find(std::move(done)); });
        };
        for (int start = 0; start < 2; ++start) { // also by a program that comes later
            m_vm->hypervisor.reset();
            QVERIFY(m_vm->open());
            QVERIFY(survivorsOf(*m_vm).empty());
            QVERIFY(m_vm->hypervisor->stopped().empty()); // its disk is in use
            QCOMPARE(machineProcessesWith(m_vm->path("run")), processes);
            const auto orphans = orphansNow();
            QCOMPARE(orphans.size(), std::size_t{1});
            QVERIFY(orphans.front().kind == domain::OrphanKind::Machine);
            QVERIFY(orphans.front().size > ByteCount::mib(5) && orphans.front().at);
            QVERIFY(std::chrono::abs(std::chrono::system_clock::now() - *orphans.front().at) <
                    std::chrono::minutes(10));
        }
        const auto id = orphansNow().front().id;
        QVERIFY(
            VmFixture::answered([&](auto done) { return m_vm->hypervisor->orphans().remove(id, std::move(done)); }));
        QTRY_VERIFY_WITH_TIMEOUT(machineProcessesWith(m_vm->path("run")).empty(), kPatienceMs);
        QVERIFY(orphansNow().empty());
        QVERIFY(
            !VmFixture::answered([&](auto done) { return m_vm->hypervisor->orphans().remove(id, std::move(done)); }));
        m_vm->hypervisor.reset();
        QVERIFY(m_vm->open());
        QCOMPARE(m_vm->hypervisor->stopped().size(), std::size_t{1}); // what it had written is there
        QVERIFY(m_vm->hypervisor->removeStopped("sbx-live"));
        QVERIFY(m_vm->clean());
    }

    void whatIsStoppedIsRemovedWithAllThatIsItsOwn()
    {
        Owner owner(kKeeps, *m_vm);
        QCOMPARE(owner.line(), QByteArray("begins"));
        QCOMPARE(owner.line(), QByteArray("ready"));
        QVERIFY(owner.kill());
        QVERIFY(endMachines());
        QVERIFY(m_vm->open());
        QVERIFY(!m_vm->clean());
        QVERIFY(m_vm->hypervisor->removeStopped("sbx-live"));
        QVERIFY(m_vm->clean());
    }

    void killedWithItsMachineAtAnyMomentItsDiskBootsOrNothingIsThere()
    {
        std::mt19937 seeded(20261127);
        int found = 0;
        for (int round = 0; round < kPowerCuts; ++round) {
            Owner owner(kWorks, *m_vm, {QString::number(1000 + round)});
            QCOMPARE(owner.line(), QByteArray("begins"));
            const int delay = std::uniform_int_distribution<int>(round % 4 == 0 ? 0 : 200, 900)(seeded);
            QEventLoop waiting;
            QTimer::singleShot(delay, &waiting, &QEventLoop::quit);
            waiting.exec();
            QVERIFY(owner.kill());
            QVERIFY(endMachines());
            QVERIFY(m_vm->open());
            QVERIFY(survivorsOf(*m_vm).empty());
            const auto stopped = m_vm->hypervisor->stopped();
            const auto where = QStringLiteral("round %1, after %2 ms").arg(round).arg(delay).toUtf8();
            QVERIFY2(stopped.size() <= 1, where.constData());
            if (!stopped.empty()) {
                ++found;
                QVERIFY2(started(*m_vm, stoppedSpec()), where.constData());
                QVERIFY(m_vm->hypervisor->removeStopped("sbx-live"));
            }
            // A disk that a snapshot had just made and nobody had yet is somebody's guess: it is put aside.
            QVERIFY(QDir(QString::fromStdString(m_vm->path("run/disks/left"))).removeRecursively());
            QVERIFY2(m_vm->clean(), m_vm->left().empty() ? where.constData() : m_vm->left().front().c_str());
            m_vm->hypervisor.reset();
        }
        QVERIFY(found > kPowerCuts / 2);
    }

    void whileItOrItsProgramLivesNobodyElseGetsIt()
    {
        Owner owner(kKeeps, *m_vm);
        QCOMPARE(owner.line(), QByteArray("begins"));
        QCOMPARE(owner.line(), QByteArray("ready"));
        const auto options = m_vm->options;
        for (const char *runtimeDir : {"run", "other"}) { // of the same data folder
            m_vm->options.runtimeDir = m_vm->path(runtimeDir);
            m_vm->options.diskDir = m_vm->path("run/disks");
            std::optional<Error> refused;
            auto call = qemu::QemuHypervisor::create(m_vm->options, [&](auto result) { refused = result.error(); });
            QTRY_VERIFY_WITH_TIMEOUT(refused, kPatienceMs);
            QCOMPARE(refused->code, ErrorCode::FolderInUse);
        }
        QVERIFY(owner.kill());
        QVERIFY(m_vm->open());
        QVERIFY(survivorsOf(*m_vm).empty() && m_vm->hypervisor->stopped().empty());
        m_vm->hypervisor.reset();
        m_vm->options = options;
        QVERIFY(m_vm->open());
        QCOMPARE(survivorsOf(*m_vm).size(), std::size_t{1});
    }

    void lettingGoOfTakingOverLeavesThemForTheNext()
    {
        Owner owner(kKeeps, *m_vm);
        QCOMPARE(owner.line(), QByteArray("begins"));
        QCOMPARE(owner.line(), QByteArray("ready"));
        QVERIFY(owner.kill());
        for (const int turns : {0, 1, 2, 5, 10}) {
            QVERIFY(m_vm->open());
            auto call = m_vm->hypervisor->survivors([](auto) {});
            for (int turn = 0; turn < turns; ++turn)
                QCoreApplication::processEvents();
            call.cancel();
            m_vm->hypervisor.reset();
        }
        QVERIFY(m_vm->open());
        auto found = survivorsOf(*m_vm);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(goesOn(*found.front().machine));
    }

    void lettingGoOfTakingOverLeavesThemForTheSameProgramToo()
    {
        Owner owner(kKeeps, *m_vm);
        QCOMPARE(owner.line(), QByteArray("begins"));
        QCOMPARE(owner.line(), QByteArray("ready"));
        QVERIFY(owner.kill());
        QVERIFY(m_vm->open());
        for (const int turns : {0, 2, 10}) {
            auto call = m_vm->hypervisor->survivors([](auto) {});
            for (int turn = 0; turn < turns; ++turn)
                QCoreApplication::processEvents();
            call.cancel();
        }
        auto found = survivorsOf(*m_vm);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(goesOn(*found.front().machine));
        found.clear();
        QVERIFY(m_vm->clean());
        QVERIFY(survivorsOf(*m_vm).empty());
    }

    void killedAtAnyMomentItIsThereOrNothingIs()
    {
        std::mt19937 seeded(20261126);
        int found = 0;
        int standing = 0;
        for (int round = 0; round < kKills; ++round) {
            Owner owner(kWorks, *m_vm, {QString::number(round)});
            QCOMPARE(owner.line(), QByteArray("begins"));
            const int delay = std::uniform_int_distribution<int>(0, round % 4 == 0 ? 150 : 900)(seeded);
            QEventLoop waiting;
            QTimer::singleShot(delay, &waiting, &QEventLoop::quit);
            waiting.exec();
            QVERIFY(owner.kill());
            QVERIFY(m_vm->open());
            auto survivors = survivorsOf(*m_vm);
            const auto where = QStringLiteral("round %1, after %2 ms").arg(round).arg(delay).toUtf8();
            QVERIFY2(survivors.size() <= 1, where.constData());
            if (survivors.empty()) {
                for (const auto &what : m_vm->left())
                    qWarning("%s", what.c_str());
                QVERIFY2(m_vm->clean(), where.constData());
            } else {
                ++found;
                auto &machine = *survivors.front().machine;
                // Between a snapshot that left it standing still and its being told to go on.
                if (survivors.front().paused) {
                    ++standing;
                    QVERIFY2(VmFixture::answerOf(&ports::Machine::resume, machine), where.constData());
                }
                QVERIFY2(goesOn(machine), where.constData());
                const auto id = "snap-after-" + std::to_string(round);
                const auto snapshot = snapshotOf(machine, id.c_str());
                QVERIFY2(snapshot, where.constData());
                survivors.clear();
                QVERIFY2(m_vm->clean(), where.constData());
                QVERIFY2(goesOn(*started(*m_vm, restoreSpec("sbx-again", snapshot))), where.constData());
            }
            removeSnapshots();
            QTRY_VERIFY_WITH_TIMEOUT(storedIn(*m_vm, "layers").isEmpty() && m_vm->clean(), kPatienceMs);
            m_vm->hypervisor.reset();
        }
        qInfo("%d of %d were taken over, %d of them stood still", found, kKills, standing);
        QVERIFY(found > kKills / 4 && found <= kKills);
        QVERIFY(m_vm->open());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    for (const char *role : {kKeeps, kWorks, kForks, kPauses, kForgets})
        if (argc >= 3 && std::string_view(argv[1]) == role)
            return own(role, argv[2], argc > 3 ? argv[3] : "");
    TestQemuSurvivors test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_qemu_survivors.moc"
