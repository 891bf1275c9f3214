// Writable disks, made by the real mkfs.ext4 and qemu-img.
#include "core/base/subprocess.h"
#include "core/qemu/folder.h"
#include "core/qemu/work_disk.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace glovebox;
using namespace glovebox::qemu;

namespace {

constexpr ByteCount kSize = ByteCount::mib(64);

struct Blank {
    std::optional<Result<std::string>> answer;
    Call call;

    explicit Blank(const std::string &cache)
    {
        call = prepareBlankDisk(cache, kSize, [this](Result<std::string> path) { answer = std::move(path); });
    }
};

} // namespace

class TestWorkDisk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBlankDiskIsMadeOnceAndNothingElseRemains()
    {
        QTemporaryDir cache;
        Blank first(cache.path().toStdString());
        QVERIFY(!first.answer); // never from inside the call
        QTRY_VERIFY(first.answer);
        QVERIFY2(*first.answer, first.answer->has_value() ? "" : first.answer->error().detail.c_str());
        const auto path = QString::fromStdString(**first.answer);
        QCOMPARE(QDir(cache.filePath(QStringLiteral("disks"))).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{QFileInfo(path).fileName()});
        QVERIFY(!(QFileInfo(path).permissions() & QFileDevice::WriteOwner));
        QVERIFY(QFileInfo(path).size() < 4 << 20); // not the whole 64 MiB

        struct stat before {};
        struct stat after {};
        QCOMPARE(::stat(path.toUtf8().constData(), &before), 0);
        Blank second(cache.path().toStdString());
        QTRY_VERIFY(second.answer);
        QCOMPARE(::stat(path.toUtf8().constData(), &after), 0);
        QCOMPARE(after.st_ino, before.st_ino);
    }

    void severalAtOnceGetTheSameDisk()
    {
        QTemporaryDir cache;
        Blank first(cache.path().toStdString());
        Blank second(cache.path().toStdString());
        Blank third(cache.path().toStdString());
        QTRY_VERIFY(first.answer && second.answer && third.answer);
        QVERIFY(*first.answer && *second.answer && *third.answer);
        QCOMPARE(**first.answer, **second.answer);
        QCOMPARE(**first.answer, **third.answer);
        QTRY_COMPARE(entriesOf(cache.filePath(QStringLiteral("disks")).toStdString()).size(), std::size_t(1));
    }

    void lettingGoOfItLeavesNothing()
    {
        QTemporaryDir cache;
        {
            Blank blank(cache.path().toStdString());
            QTRY_VERIFY(!entriesOf(cache.filePath(QStringLiteral("disks")).toStdString()).empty()); // under way
        }
        QTRY_VERIFY(entriesOf(cache.filePath(QStringLiteral("disks")).toStdString()).empty());
    }

    void whatADeadRunLeftIsRemovedAndWhatIsBeingMadeIsNot()
    {
        QTemporaryDir cache;
        QDir disks(cache.path());
        QVERIFY(disks.mkpath(QStringLiteral("disks/tmp-old")) && disks.mkpath(QStringLiteral("disks/tmp-new")));
        const struct timespec longAgo[2] = {{1000, 0}, {1000, 0}};
        QCOMPARE(
            ::utimensat(AT_FDCWD, disks.filePath(QStringLiteral("disks/tmp-old")).toUtf8().constData(), longAgo, 0), 0);
        Blank blank(cache.path().toStdString());
        QTRY_VERIFY(blank.answer);
        QVERIFY(!disks.exists(QStringLiteral("disks/tmp-old")));
        QVERIFY(disks.exists(QStringLiteral("disks/tmp-new")));
    }

    void anOverlayStandsOnTheBlankDiskWithItsSize()
    {
        QTemporaryDir cache;
        Blank blank(cache.path().toStdString());
        QTRY_VERIFY(blank.answer && *blank.answer);
        const auto overlay = cache.filePath(QStringLiteral("work.qcow2")).toStdString();
        std::optional<Result<>> made;
        auto call = makeOverlay(**blank.answer, overlay, [&](Result<> result) { made = result; });
        QTRY_VERIFY(made);
        QVERIFY(*made);
        struct stat mode {};
        QCOMPARE(::stat(overlay.c_str(), &mode), 0);
        QCOMPARE(mode.st_mode & 0777, 0600U); // what a session writes is nobody else's to read
        std::optional<Result<ProcessOutcome>> info;
        call = runProcess({.program = "qemu-img", .arguments = {"info", "--output=json", overlay}},
                          [&](Result<ProcessOutcome> outcome) { info = outcome; });
        QTRY_VERIFY(info);
        QVERIFY(*info);
        const auto facts = nlohmann::json::parse((*info)->standardOutput);
        QCOMPARE(facts["virtual-size"].get<std::uint64_t>(), kSize.value);
        QCOMPARE(facts["backing-filename"].get<std::string>(), **blank.answer);
        QCOMPARE(facts["backing-filename-format"].get<std::string>(), std::string("qcow2"));
    }

    void aCacheThatCannotBeWrittenIsAnError()
    {
        Blank blank("/proc/none");
        QTRY_VERIFY(blank.answer);
        QVERIFY(!*blank.answer);
        QVERIFY(blank.answer->error().detail.find("/proc/none") != std::string::npos);
    }

    void tooLittleSpaceIsSaidInMiB()
    {
        QVERIFY(checkFreeSpace("/", ByteCount{1}));
        const auto full = checkFreeSpace("/", ByteCount::gib(1 << 30));
        QVERIFY(!full && full.error().code == ErrorCode::OutOfDisk);
        QVERIFY(full.error().detail.find("MiB are free in /") != std::string::npos);
        QCOMPARE(withResourceCode({ErrorCode::HostToolFailed, "mkfs: No space left on device"}).code,
                 ErrorCode::OutOfDisk);
        QCOMPARE(withResourceCode({ErrorCode::HostToolFailed, "mkfs: bad day"}).code, ErrorCode::HostToolFailed);
    }
};

QTEST_GUILESS_MAIN(TestWorkDisk)
#include "tst_qemu_work_disk.moc"
