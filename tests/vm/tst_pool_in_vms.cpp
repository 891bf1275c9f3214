// The engine's pool on real machines: what an operator does with a sandbox, from asking to what its guest says.
#include "tests/vm/pool_rig.h"

#include <csignal>

using namespace glovebox;
using namespace glovebox::test;
using domain::SandboxId;
using domain::SandboxState;
using domain::SessionId;

class TestPoolInVms : public QObject {
    Q_OBJECT

    VmFixture m_vm;

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_vm.open()); }
    void cleanup() { QVERIFY(m_vm.clean()); }

    /// With a process that counts and a file that it appends to: nothing lost, nothing doubled.
    void aSandboxSleepsTwentyTimesAndLosesNothing()
    {
        Pool rig(m_vm);
        const auto id = rig.pool.create("sleeper", smallSize());
        QVERIFY(rig.is(id, SandboxState::Running));
        QCOMPARE(rig.bash(id, "(i=0; while :; do i=$((i+1)); echo $i >> counted; sleep 0.05; done) > /dev/null 2>&1 & "
                              "echo started"),
                 QStringLiteral("started"));
        for (int round = 0; round < 20; ++round) {
            const auto verdict = rig.pool.hibernate(id, "operator");
            QVERIFY2(verdict.kind == kAccepted, verdict.reason.c_str());
            QVERIFY2(rig.is(id, SandboxState::Hibernated), rig.sandboxes.at(id).reason.c_str());
            QTRY_VERIFY_WITH_TIMEOUT(m_vm.clean(), kPatienceMs); // no process, no disk of a running machine
            QCOMPARE(rig.pool.slotsUsed(), 0);
            // Whoever uses it wakes it, and it counts on.
            QCOMPARE(rig.bash(id, "a=$(wc -l < counted); sleep 0.3; [ $(wc -l < counted) -gt $a ] && echo on; "
                                  "awk '$1 != NR {bad=1} END {print bad ? \"gaps\" : \"whole\"}' counted"),
                     QStringLiteral("on\nwhole"));
        }
        QVERIFY(rig.pool.destroy(id, {ErrorCode::Cancelled, "over"}));
        QVERIFY(rig.is(id, SandboxState::Destroyed));
        rig.close();
        QTRY_VERIFY_WITH_TIMEOUT(m_vm.hypervisor->store().snapshots().empty(), kPatienceMs);
    }

    void aSnapshotIsRestoredAsNewAndInPlace()
    {
        Pool rig(m_vm);
        const auto id = rig.pool.create("worker", smallSize());
        QVERIFY(rig.is(id, SandboxState::Running));
        QCOMPARE(rig.bash(id, "echo first > state; hostname"), QString::fromStdString(id.value()));
        QVERIFY(rig.pool.takeSnapshot({id, "first"}).kind == kAccepted);
        QTRY_VERIFY_WITH_TIMEOUT(rig.snapshots.size() == 1 &&
                                     rig.snapshots.begin()->second.state == domain::SnapshotState::Ready,
                                 kPatienceMs);
        const auto snapshot = rig.snapshots.begin()->first;
        QCOMPARE(rig.bash(id, "cat state; echo second > state"), QStringLiteral("first"));

        QVERIFY(rig.pool.restoreAsNew({snapshot, 1, "twin"}).kind == kAccepted);
        const auto twin = [&] {
            const auto found =
                std::ranges::find_if(rig.sandboxes, [](const auto &each) { return each.second.name == "twin"; });
            return found == rig.sandboxes.end() ? SandboxId("none") : found->first;
        };
        QTRY_VERIFY_WITH_TIMEOUT(rig.pool.state(twin()) == SandboxState::Running, kPatienceMs);
        QCOMPARE(rig.bash(twin(), "cat state; hostname"), QString::fromStdString("first\n" + twin().value()));

        const auto back = rig.pool.restoreInPlace({id, snapshot, false});
        QVERIFY2(back.kind == kAccepted, back.reason.c_str());
        QTRY_VERIFY_WITH_TIMEOUT(rig.pool.state(id) == SandboxState::Running, kPatienceMs);
        QCOMPARE(rig.bash(id, "cat state; hostname"), QString::fromStdString("first\n" + id.value()));
        for (const auto &each : {id, twin()})
            rig.pool.destroy(each, {ErrorCode::Cancelled, "over"});
        QVERIFY(rig.pool.snapshots().remove({snapshot}).kind == kAccepted);
        QTRY_VERIFY_WITH_TIMEOUT(rig.snapshots.empty(), kPatienceMs);
        rig.close();
    }

    void childrenOfAForkGoTheirOwnWays()
    {
        Pool rig(m_vm);
        const auto id = rig.pool.create("root", smallSize());
        QVERIFY(rig.is(id, SandboxState::Running));
        QCOMPARE(rig.bash(id, "echo root > mine; head -c 20M /dev/urandom > bulk; sha1sum bulk > sum; echo made"),
                 QStringLiteral("made"));
        const auto verdict = rig.pool.fork({id, 3});
        QVERIFY2(verdict.kind == kAccepted, verdict.reason.c_str());
        QTRY_COMPARE_WITH_TIMEOUT(rig.childrenOf(id).size(), std::size_t{3}, kPatienceMs);
        QSet<QString> random;
        for (const auto &child : rig.childrenOf(id)) {
            QVERIFY(rig.is(child, SandboxState::Running));
            QCOMPARE(rig.bash(child, "cat mine; sha1sum -c sum; hostname; hostname > mine"),
                     QString::fromStdString("root\nbulk: OK\n" + child.value()));
            random.insert(rig.bash(child, "head -c 16 /dev/urandom | od -An -tx1"));
        }
        QCOMPARE(random.size(), 3);
        QCOMPARE(rig.bash(id, "cat mine"), QStringLiteral("root"));
        for (const auto &child : rig.childrenOf(id)) {
            QCOMPARE(rig.bash(child, "cat mine"), QString::fromStdString(child.value()));
            rig.pool.destroy(child, {ErrorCode::Cancelled, "over"});
        }
        rig.pool.destroy(id, {ErrorCode::Cancelled, "over"});
        rig.close();
    }

    /// What was begun is gone, the guest has lost nothing and can be hibernated as ever.
    void aBuildAndAHibernationThatAreCancelledLeaveNothing()
    {
        using domain::OperationKind;
        using domain::OperationState;
        using domain::TemplateState;
        // A size of its own: no other test's template is on disk.
        auto size = smallSize();
        size.memory = ByteCount::mib(288);
        Pool rig(m_vm);
        const auto booted = rig.pool.create("booted", size);
        const auto isOurs = [&](const auto &each) {
            return each.second.size == size;
        };
        const auto ours = [&] {
            return std::ranges::find_if(rig.templates, isOurs);
        };
        QTRY_VERIFY_WITH_TIMEOUT(ours() != rig.templates.end() && ours()->second.step == "Booting", kPatienceMs);
        const auto base = ours()->first;
        QVERIFY(rig.pool.giveUp(OperationKind::BuildTemplate, "template/" + base.value(), false).kind == kAccepted);
        QVERIFY(rig.is(booted, SandboxState::Running)); // it booted
        QVERIFY(rig.templates.at(base).state == TemplateState::Failed);
        const auto onDisk = m_vm.hypervisor->store().templates();
        QVERIFY(std::ranges::none_of(onDisk, [&](const auto &facts) { return facts.size == size; }));
        rig.pool.destroy(booted, {ErrorCode::Cancelled, "over"});
        QVERIFY(rig.is(booted, SandboxState::Destroyed));
        QTRY_VERIFY_WITH_TIMEOUT(m_vm.clean(), kPatienceMs); // nothing of the build, either

        QVERIFY(rig.pool.rebuildTemplate({base}).kind == kAccepted);
        const auto id = rig.pool.create("sleeper", size);
        QVERIFY(rig.is(id, SandboxState::Running));
        QCOMPARE(rig.bash(id,
                          "head -c 60M /dev/urandom > /dev/shm/x; (i=0; while :; do i=$((i+1)); echo $i >> counted; "
                          "sleep 0.05; done) > /dev/null 2>&1 & echo started"),
                 QStringLiteral("started"));
        bool cancelled = false;
        rig.whenWriting = [&] {
            cancelled = rig.pool.giveUp(OperationKind::Hibernate, "sandbox/" + id.value(), false).kind == kAccepted;
        };
        QVERIFY(rig.pool.hibernate(id, "operator").kind == kAccepted);
        QTRY_VERIFY_WITH_TIMEOUT(cancelled, kPatienceMs);
        QVERIFY(rig.pool.state(id) == SandboxState::Running);
        const auto countsOn = QStringLiteral("on\nwhole");
        const auto *look = "a=$(wc -l < counted); sleep 0.3; [ $(wc -l < counted) -gt $a ] && echo on; "
                           "awk '$1 != NR {bad=1} END {print bad ? \"gaps\" : \"whole\"}' counted";
        QCOMPARE(rig.bash(id, look), countsOn);
        QTRY_VERIFY_WITH_TIMEOUT(m_vm.hypervisor->store().snapshots().empty(), kPatienceMs);
        QVERIFY(rig.pool.hibernate(id, "operator").kind == kAccepted);
        QVERIFY2(rig.is(id, SandboxState::Hibernated), rig.sandboxes.at(id).reason.c_str());
        QCOMPARE(rig.bash(id, look), countsOn);
        rig.pool.destroy(id, {ErrorCode::Cancelled, "over"});
        rig.close();
    }

    void whatTheOperatorKeepsIsThereAfterTheEngineHasStopped()
    {
        SandboxId id("none");
        {
            Pool rig(m_vm);
            id = rig.pool.create("kept", smallSize());
            QVERIFY(rig.is(id, SandboxState::Running));
            QCOMPARE(rig.bash(id, "echo still here > note; x=in-the-shell"), QString());
            rig.close();
            QVERIFY(m_vm.clean());
        }
        Pool next(m_vm);
        QTRY_VERIFY_WITH_TIMEOUT(next.pool.state(id) == SandboxState::Hibernated, kPatienceMs);
        QCOMPARE(next.sandboxes.at(id).name, std::string("kept"));
        QCOMPARE(next.bash(id, "cat note; echo $x"), QStringLiteral("still here\nin-the-shell"));
        next.pool.destroy(id, {ErrorCode::Cancelled, "over"});
        QVERIFY(next.is(id, SandboxState::Destroyed));
        next.close();
    }

    /// Its disk stands on a template and on what a snapshot froze. The machine is ended as a power cut does it: nobody
    /// is there to see it, and its guest writes nothing more.
    void whatTheOperatorKeepsComesBackFromItsDiskAfterAPowerCut()
    {
        SandboxId id("none");
        domain::SnapshotId snapshot("none");
        {
            Pool rig(m_vm);
            id = rig.pool.create("kept", smallSize());
            QVERIFY(rig.is(id, SandboxState::Running));
            QCOMPARE(rig.bash(id, "head -c 5M /dev/urandom > bulk; sha1sum bulk > sum; echo first > note"), QString());
            QVERIFY(rig.pool.takeSnapshot({id, "between"}).kind == kAccepted);
            QTRY_VERIFY_WITH_TIMEOUT(rig.snapshots.size() == 1 &&
                                         rig.snapshots.begin()->second.state == domain::SnapshotState::Ready,
                                     kPatienceMs);
            snapshot = rig.snapshots.begin()->first;
            QCOMPARE(rig.bash(id, "echo second >> note; sync; x=in-the-shell; echo late > unsynced"), QString());
            bool closed = false;
            rig.pool.closeAll([&](const auto &) { closed = true; });
            rig.pool.hurry(); // so that it lives on
            QTRY_VERIFY_WITH_TIMEOUT(closed, kPatienceMs);
        }
        m_vm.hypervisor.reset();
        const auto processes = machineProcessesWith(m_vm.path("run"));
        QVERIFY(!processes.empty());
        for (const long pid : processes)
            ::kill(static_cast<pid_t>(pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(machineProcessesWith(m_vm.path("run")).empty(), kPatienceMs);
        QVERIFY(m_vm.open());
        {
            Pool next(m_vm);
            QTRY_VERIFY_WITH_TIMEOUT(next.pool.state(id) == SandboxState::Stopped, kPatienceMs);
            QCOMPARE(next.sandboxes.at(id).name, std::string("kept"));
            QVERIFY(next.sandboxes.at(id).stored.value > 0);
            QCOMPARE(next.pool.slotsUsed(), 0);
            QVERIFY(next.pool.resume(id).kind == kAccepted);
            QVERIFY2(next.is(id, SandboxState::Running), next.sandboxes.at(id).reason.c_str());
            QCOMPARE(next.bash(id, "cat note; sha1sum -c sum; echo \"x=$x\"; hostname"),
                     QString::fromStdString("first\nsecond\nbulk: OK\nx=\n" + id.value()));
            qInfo("what was not synced is %s",
                  next.bash(id, "cat unsynced").contains(QStringLiteral("late")) ? "there" : "gone");
            QVERIFY(next.pool.takeNews(id) && !next.pool.takeNews(id));
            next.pool.destroy(id, {ErrorCode::Cancelled, "over"});
            QVERIFY(next.is(id, SandboxState::Destroyed));
            QVERIFY(next.pool.snapshots().remove({snapshot}).kind == kAccepted);
            QTRY_VERIFY_WITH_TIMEOUT(next.snapshots.empty(), kPatienceMs);
            next.close();
        }
    }
};

QTEST_GUILESS_MAIN(TestPoolInVms)
#include "tst_pool_in_vms.moc"
