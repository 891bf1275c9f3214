// What the launcher starts is what was asked for, and can be watched where the kernel allows it; nothing of the
// launcher is left beside it.
#include "core/qemu/memory/dirty_tracker.h"

#include "core/qemu/memory/sealed_memory.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <fcntl.h>

using namespace glovebox;
using namespace glovebox::qemu::memory;

namespace {

constexpr int kNumber = 200;
constexpr std::uint64_t kPages = 64;
constexpr int kPatienceMs = 30'000;

QString launcher()
{
    return qEnvironmentVariable("GLOVEBOX_VM_LAUNCHER");
}

QString childrenOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll()).trimmed() : QStringLiteral("?");
}

QString linkOf(qint64 pid, int number)
{
    return QFile::symLinkTarget(QStringLiteral("/proc/%1/fd/%2").arg(pid).arg(number));
}

/// A mapper that was launched, ready to write.
struct Mapper {
    QProcess process;
    SealedMemory memory = *SealedMemory::create({kPages * pageSize()});

    ~Mapper()
    {
        process.kill();
        process.waitForFinished(kPatienceMs);
    }
    bool start()
    {
        const int file = memory.fd();
        process.setChildProcessModifier([file] { ::fcntl(file, F_SETFD, 0); });
        process.start(launcher(), {QString::number(kNumber), qEnvironmentVariable("LAUNCHED_MAPPER"),
                                   QString::number(file), QString::number(kPages)});
        return said("ready");
    }
    bool write(int page)
    {
        process.write(QByteArray::number(page) + '\n');
        return said("written");
    }
    bool said(const QByteArray &word)
    {
        while (!process.canReadLine() && process.waitForReadyRead(kPatienceMs)) {
        }
        return process.readLine().trimmed() == word;
    }
};

} // namespace

class TestLauncher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theProgramCanBeWatched()
    {
        Mapper mapper;
        QVERIFY(mapper.start());
        const auto pid = mapper.process.processId();
        const bool possible = makeFaultDescriptor().has_value();
        QCOMPARE(linkOf(pid, kNumber).contains(QStringLiteral("userfaultfd")), possible);
        if (!probeDirtyTracking()) {
            QVERIFY(mapper.write(3)); // it works without
            return;
        }
        QVERIFY(mapper.write(3) && mapper.write(9));
        const auto mapping = RamMapping::find(static_cast<pid_t>(pid), mapper.memory.size(), *mapper.memory.identity());
        QVERIFY2(mapping, mapping ? "" : describe(mapping.error()).c_str());
        auto descriptor = takeDescriptor(*mapping, kNumber);
        QVERIFY2(descriptor, descriptor ? "" : describe(descriptor.error()).c_str());
        auto tracker = DirtyTracker::attach(*mapping, std::move(*descriptor));
        QVERIFY2(tracker, tracker ? "" : describe(tracker.error()).c_str());
        QCOMPARE(*tracker->protect(), (PageRuns{{3, 1}, {9, 1}}));
        QVERIFY(mapper.write(9) && mapper.write(20));
        QCOMPARE(*tracker->written(), (PageRuns{{9, 1}, {20, 1}}));
    }

    void nothingOfTheLauncherIsLeft()
    {
        Mapper mapper;
        QVERIFY(mapper.start());
        const auto pid = mapper.process.processId();
        QCOMPARE(childrenOf(pid), QString());
        QFile status(QStringLiteral("/proc/%1/status").arg(pid));
        QVERIFY(status.open(QIODevice::ReadOnly));
        QVERIFY(status.readAll().contains("TracerPid:\t0\n"));
        QCOMPARE(QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(pid)),
                 qEnvironmentVariable("LAUNCHED_MAPPER"));
    }

    void itsOutcomeIsThePrograms()
    {
        Mapper mapper;
        QVERIFY(mapper.start() && mapper.write(1));
        mapper.process.closeWriteChannel();
        QVERIFY(mapper.process.waitForFinished(kPatienceMs));
        QCOMPARE(mapper.process.exitCode(), 7);
    }

    void aProgramThatIsNotThereIsNamed()
    {
        QProcess process;
        process.start(launcher(), {QString::number(kNumber), QStringLiteral("/no/such/program")});
        QVERIFY(process.waitForFinished(kPatienceMs));
        QCOMPARE(process.exitCode(), 127);
        QVERIFY(process.readAllStandardError().contains("/no/such/program: No such file"));
    }

    void aSlipIsExplained_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addRow("nothing") << QStringList{};
        QTest::addRow("no program") << QStringList{QStringLiteral("200")};
        QTest::addRow("no number") << QStringList{QStringLiteral("2x"), QStringLiteral("/bin/true")};
        QTest::addRow("taken") << QStringList{QStringLiteral("2"), QStringLiteral("/bin/true")};
        QTest::addRow("too large") << QStringList{QStringLiteral("256"), QStringLiteral("/bin/true")};
    }
    void aSlipIsExplained()
    {
        QFETCH(QStringList, arguments);
        QProcess process;
        process.start(launcher(), arguments);
        QVERIFY(process.waitForFinished(kPatienceMs));
        QCOMPARE(process.exitCode(), 64);
        QVERIFY(process.readAllStandardError().startsWith("usage: "));
    }
};

QTEST_GUILESS_MAIN(TestLauncher)
#include "tst_qemu_launcher.moc"
