// How an end is explained to the user.
#include "core/qemu/qemu_machine.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::qemu;
using Kind = ports::MachineExit::Kind;

namespace {

void expect(const EndFacts &facts, Kind kind, const char *detail)
{
    const auto exit = explainEnd(facts);
    QCOMPARE(static_cast<int>(exit.kind), static_cast<int>(kind));
    QCOMPARE(exit.detail, std::string(detail));
}

const std::string kPanicConsole = "[    1.2] Kernel panic - not syncing: Attempted to kill init!\n[    1.3] CPU: 0\n";

} // namespace

class TestMachineEnd : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWeAskedForIsRequestedHoweverItEnded()
    {
        expect({.requested = true, .process = {.signal = 9}}, Kind::Requested, "");
    }
    void aGuestThatPowersOff()
    {
        expect({.shutdownReason = "guest-shutdown"}, Kind::PoweredOff, "the guest powered off");
    }
    void aPanicSaysTheKernelsOwnSentence()
    {
        expect({.panicked = true, .shutdownReason = "guest-panic", .console = kPanicConsole}, Kind::Panicked,
               "Kernel panic - not syncing: Attempted to kill init!");
    }
    void aPanicWithNothingOnTheConsole() { expect({.panicked = true}, Kind::Panicked, "the guest's kernel panicked"); }
    void aPanicBeforeItsDriverWasLoadedLooksLikeAReboot()
    {
        expect({.shutdownReason = "guest-reset", .console = kPanicConsole}, Kind::Panicked,
               "Kernel panic - not syncing: Attempted to kill init!");
    }
    void aReboot() { expect({.shutdownReason = "guest-reset"}, Kind::PoweredOff, "the guest rebooted"); }
    void aKilledQemuSaysItsLastWords()
    {
        expect({.process = {.signal = 9, .lastErrorLine = "out of luck"}}, Kind::Killed,
               "QEMU ended by signal 9 (Killed): out of luck");
    }
    void aKillForWantOfMemoryIsSaid()
    {
        expect({.oomKill = true, .process = {.signal = 9}}, Kind::OutOfMemory,
               "the host ran out of memory, and its kernel ended the sandbox");
        expect({.oomKill = true, .process = {.signal = 11}}, Kind::Killed,
               "QEMU ended by signal 11 (Segmentation fault)");
        expect({.killedByUs = true, .oomKill = true, .process = {.signal = 9}}, Kind::Killed,
               "QEMU ended by signal 9 (Killed)");
        expect({.requested = true, .oomKill = true, .process = {.signal = 9}}, Kind::Requested, "");
    }
    void aReasonOfOursGoesBeforeWhatItLookedLike()
    {
        expect({.shutdownReason = "guest-shutdown", .cause = "the disk is full", .process = {.signal = 9}},
               Kind::Killed, "the disk is full");
    }

    void aFailedStartQuotesQemu()
    {
        const auto error =
            explainFailedStart({.exitStatus = 1}, "qemu-system-x86_64: -M nonsense: unsupported machine type\n",
                               "before its monitor answered");
        QCOMPARE(error.code, ErrorCode::HostToolFailed);
        QCOMPARE(error.detail,
                 std::string("QEMU ended with status 1 before its monitor answered: qemu-system-x86_64: -M "
                             "nonsense: unsupported machine type"));
    }
    void aFailedStartNamesWhatIsMissing_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<int>("code");
        QTest::newRow("kvm device") << QByteArray("Could not access KVM kernel module: Permission denied\n"
                                                  "qemu-system-x86_64: failed to initialize kvm: Permission denied")
                                    << static_cast<int>(ErrorCode::AccelerationUnusable);
        QTest::newRow("memory") << QByteArray(
                                       "qemu-system-x86_64: cannot set up guest memory 'ram': Cannot allocate memory")
                                << static_cast<int>(ErrorCode::OutOfMemory);
        QTest::newRow("disk") << QByteArray("qemu-system-x86_64: could not write: No space left on device")
                              << static_cast<int>(ErrorCode::OutOfDisk);
    }
    void aFailedStartNamesWhatIsMissing()
    {
        QFETCH(QByteArray, words);
        QFETCH(int, code);
        QCOMPARE(static_cast<int>(explainFailedStart({.exitStatus = 1}, words.toStdString(), "then").code), code);
    }
};

QTEST_GUILESS_MAIN(TestMachineEnd)
#include "tst_qemu_machine_end.moc"
