// Clones of a real guest: each is itself and no other, none harms the template, nothing is lost over pauses. One
// template for all.
#include "core/qemu/qemu_template.h"
#include "tests/vm/guest_fixture.h"

#include <QCryptographicHash>
#include <QEventLoop>
#include <QTimer>

#include <csignal>
#include <set>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::test;
using namespace std::chrono_literals;
using ports::Machine;

namespace {

/// The rule is 50 ms; the conversation with a busy emulated guest is measured with it, so its length is allowed for.
constexpr auto kClockOff = 50ms;

QByteArray contentHash(const ports::Template &frozen)
{
    const auto &memory = dynamic_cast<const qemu::QemuTemplate &>(frozen).memory();
    QCryptographicHash hash(QCryptographicHash::Sha1);
    QByteArray piece(4 << 20, '\0');
    ssize_t got = 0;
    for (off_t at = 0; (got = ::pread(memory.fd(), piece.data(), static_cast<std::size_t>(piece.size()), at)) > 0;
         at += got)
        hash.addData(QByteArrayView(piece.constData(), got));
    return hash.result();
}

} // namespace

class TestGuestClones : public QObject {
    Q_OBJECT

    GuestFixture m_guest; // its hypervisor, and the machine that becomes the template
    std::shared_ptr<const ports::Template> m_base;
    QByteArray m_hash;

    bool clone(RunningGuest &guest, const char *name)
    {
        auto spec = guestSpec(name, ByteCount::mib(256));
        spec.base = m_base;
        auto started = m_guest.vm().start(std::move(spec));
        if (!started)
            qWarning("%s", describe(started.error()).c_str());
        return started && guest.greet(*std::move(started), name);
    }

    /// Nothing but the template is left.
    bool onlyTheTemplate()
    {
        auto &vm = m_guest.vm();
        return machineProcessesWith(vm.path("run")).empty() && qemu::entriesOf(vm.path("run/sandboxes")).empty() &&
               qemu::entriesOf(vm.path("run/disks")).empty() &&
               qemu::entriesOf(vm.path("run/frozen/templates")).size() == 1;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto spec = guestSpec("sbx-template", ByteCount::mib(256));
        spec.freezable = true;
        QVERIFY(m_guest.boot(std::move(spec)));
        QCOMPARE(m_guest.bash("echo before > kept; sync; hostname"), QStringLiteral("sbx-template"));
        m_guest.link.reset();
        auto frozen = m_guest.vm().freeze(std::move(m_guest.machine));
        QVERIFY2(frozen, frozen ? "" : describe(frozen.error()).c_str());
        m_base = *frozen;
        QVERIFY(onlyTheTemplate());
        m_hash = contentHash(*m_base);
        QVERIFY(m_base->facts().memory > ByteCount::mib(40) && m_base->facts().memory < ByteCount::mib(256));
    }

    void cleanup()
    {
        QVERIFY(onlyTheTemplate());
        QCOMPARE(contentHash(*m_base), m_hash);
    }

    void eachCloneIsItselfAndNoOther()
    {
        std::array<RunningGuest, 3> clones;
        std::set<QString> random;
        std::set<QString> machineIds;
        std::set<QString> bootIds;
        for (std::size_t i = 0; i < clones.size(); ++i) {
            const auto name = "sbx-clone-" + std::to_string(i);
            QVERIFY(clone(clones[i], name.c_str()));
            auto &guest = clones[i];
            random.insert(guest.bash("head -c 16 /dev/urandom | od -An -tx1")); // the first thing in it
            const auto before = guest.clock.wallNow().time_since_epoch();
            const auto clock = guest.bash("date +%s%3N").toLongLong();
            const auto after = guest.clock.wallNow().time_since_epoch();
            QVERIFY2(std::chrono::milliseconds(clock) >= before - kClockOff, qPrintable(QString::number(clock)));
            QVERIFY2(std::chrono::milliseconds(clock) <= after + kClockOff, qPrintable(QString::number(clock)));
            QCOMPARE(guest.bash("hostname; cat /etc/hostname; getent hosts " + name + " | wc -l; cat kept"),
                     QString::fromStdString(name + "\n" + name + "\n1\nbefore"));
            machineIds.insert(guest.bash("cat /etc/machine-id"));
            bootIds.insert(guest.bash("cat /proc/sys/kernel/random/boot_id"));
        }
        QCOMPARE(random.size(), clones.size());
        QCOMPARE(machineIds.size(), clones.size());
        QCOMPARE(bootIds.size(), clones.size());
        for (std::size_t i = 0; i < clones.size(); ++i) // each goes its own way, on disk and in memory
            QCOMPARE(clones[i].bash("mine=" + std::to_string(i) + "; echo $mine > kept; sync; echo $mine > /dev/shm/m"),
                     QString());
        for (std::size_t i = 0; i < clones.size(); ++i)
            QCOMPARE(clones[i].bash("cat kept /dev/shm/m; echo $mine"), QStringLiteral("%1\n%1\n%1").arg(i));
    }

    /// Of a greeting, and of going on: each was done, looked at, and is said.
    void whatWasPutRightInAGuestIsKnown()
    {
        RunningGuest guest;
        QVERIFY(clone(guest, "sbx-checked"));
        const std::vector<std::string> names{"Clock", "Random numbers", "Machine id", "Host name"};
        const auto wellDone = [&names](const std::vector<domain::GuestCheck> &checks) {
            std::vector<std::string> found;
            for (const auto &check : checks) {
                qInfo("%s: %s", check.name.c_str(), check.detail.c_str());
                if (check.ok)
                    found.push_back(check.name);
            }
            return found == names;
        };
        QVERIFY(wellDone(guest.greeting.checks));
        QVERIFY(guest.greeting.checks[0].detail.starts_with("put forward by ")); // it is of the template's time
        QVERIFY(guest.greeting.checks[1].detail.starts_with("64 bytes "));
        QCOMPARE(guest.greeting.checks[2].detail, std::string("a new one"));

        std::optional<std::vector<domain::GuestCheck>> told;
        guest.link->onChecked([&](std::vector<domain::GuestCheck> checks) { told = std::move(checks); });
        guest.link->standStill();
        QVERIFY(VmFixture::answerOf(&Machine::pause, *guest.machine));
        QEventLoop stillness;
        QTimer::singleShot(1500ms, &stillness, &QEventLoop::quit);
        stillness.exec();
        guest.link->goOn({"sbx-checked", guest.clock.wallNow(), std::string(64, 'e')});
        QVERIFY(VmFixture::answerOf(&Machine::resume, *guest.machine));
        QTRY_VERIFY_WITH_TIMEOUT(told.has_value(), kPatienceMs);
        QVERIFY(wellDone(*told));
        // A clock that stood still is put forward by what it missed; nobody knows by how much a busy host's ran on.
        const auto moved = QString::fromStdString(told->front().detail);
        QVERIFY2(moved.startsWith(QStringLiteral("put forward by ")), qPrintable(moved));
        QVERIFY2(moved.endsWith(QStringLiteral(" s")) && moved.section(QLatin1Char(' '), 3, 3).toDouble() >= 1.0,
                 qPrintable(moved));
        QCOMPARE(told->at(2).detail, std::string("its own, as before"));
    }

    void whatACloneFillsAndFreesIsItsOwn()
    {
        RunningGuest guest;
        QVERIFY(clone(guest, "sbx-fill"));
        const auto before = guest.machine->usage();
        QCOMPARE(guest.bash("head -c 60M /dev/urandom > /dev/shm/x; head -c 20M /dev/urandom > y; sync; wc -c < y"),
                 QStringLiteral("20971520"));
        const auto after = guest.machine->usage();
        QVERIFY(before && after);
        QVERIFY(after->memory.value > before->memory.value + (60 << 20));
        QVERIFY(after->diskUsed > ByteCount::mib(20));
        QCOMPARE(contentHash(*m_base), m_hash);
        QCOMPARE(guest.bash("rm /dev/shm/x y; sync; echo gone"), QStringLiteral("gone"));
    }

    void nothingIsLostOverAHundredPauses()
    {
        RunningGuest guest;
        QVERIFY(clone(guest, "sbx-count"));
        guest.bash("(i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done) > count 2>&1 &");
        for (int round = 0; round < 100; ++round) {
            QVERIFY(VmFixture::answerOf(&Machine::pause, *guest.machine));
            QVERIFY(VmFixture::answerOf(&Machine::resume, *guest.machine));
        }
        QCOMPARE(
            guest.bash("kill %1; wait; awk '$1 != NR {bad=1} END {print (NR > 3 && !bad) ? \"all\" : \"lost\"}' count"),
            QStringLiteral("all"));
        QVERIFY(!guest.lost);
    }

    void aGuestThatWasPausedStaysWhoItIs()
    {
        RunningGuest guest;
        QVERIFY(clone(guest, "sbx-same"));
        const auto who = QStringLiteral("cat /etc/machine-id; hostname");
        const auto before = guest.bash(who.toStdString());
        guest.link->standStill();
        QVERIFY(VmFixture::answerOf(&Machine::pause, *guest.machine));
        guest.link->goOn({"sbx-same", guest.clock.wallNow(), std::string(64, 'e')});
        QVERIFY(VmFixture::answerOf(&Machine::resume, *guest.machine));
        QCOMPARE(guest.bash(who.toStdString()), before);
        guest.link.reset();
        QVERIFY(guest.greet("sbx-same")); // as after it slept on disk
        QCOMPARE(guest.bash(who.toStdString()), before);
    }

    void aSecondGreetingMakesAGuestAnew()
    {
        RunningGuest guest;
        QVERIFY(clone(guest, "sbx-first"));
        const auto id = guest.bash("cat /etc/machine-id");
        guest.link.reset();
        QVERIFY(guest.greet("sbx-second"));
        QCOMPARE(guest.bash("hostname"), QStringLiteral("sbx-second"));
        QVERIFY(guest.bash("cat /etc/machine-id") != id);
    }

    void aHostThatComesRightAfterAnotherIsAnswered()
    {
        RunningGuest guest;
        QVERIFY(clone(guest, "sbx-again"));
        for (int round = 0; round < 40; ++round) {
            guest.link.reset();
            QVERIFY(guest.greet("sbx-again", 10s));
        }
    }

    void aKilledCloneIsNoticedAndTheOthersLive()
    {
        RunningGuest first;
        RunningGuest second;
        QVERIFY(clone(first, "sbx-dies") && clone(second, "sbx-lives"));
        ::kill(static_cast<pid_t>(first.machine->processId()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(first.exit && first.lost, kPatienceMs);
        QCOMPARE(first.exit->kind, ports::MachineExit::Kind::Killed);
        QCOMPARE(second.bash("cat kept"), QStringLiteral("before"));
    }
};

QTEST_GUILESS_MAIN(TestGuestClones)
#include "tst_guest_clones.moc"
