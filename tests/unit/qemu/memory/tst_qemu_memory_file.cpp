// Files in memory: what may still be done to them, and what not any more.
#include "core/base/subprocess.h"
#include "core/qemu/memory/memory_file.h"
#include "core/qemu/qemu_template.h"
#include "core/qemu/work_disk.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::qemu;
using namespace glovebox::qemu::memory;

class TestMemoryFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thisHostHasThem()
    {
        const auto possible = tryMemoryFiles();
        QVERIFY2(possible, possible ? "" : possible.error().detail.c_str());
    }

    void memoryIsTakenWhereItIsWrittenOnly()
    {
        const auto file = MemoryFile::create("glovebox-test", ByteCount::gib(2));
        QVERIFY(file);
        QCOMPARE(file->size(), ByteCount::gib(2));
        QVERIFY(file->resident() == ByteCount{0});
        QCOMPARE(::pwrite(file->descriptor(), "x", 1, 1 << 30), ssize_t(1));
        QVERIFY(file->resident() > ByteCount{0} && file->resident() < ByteCount::mib(4));
    }

    void onceSealedNobodyWritesOrResizesIt()
    {
        const auto file = MemoryFile::holding("glovebox-test", "content");
        QVERIFY(file);
        const auto again = file->reopen(O_RDWR);
        QVERIFY(again);
        QVERIFY(::pwrite(again->get(), "x", 1, 0) < 0);
        QVERIFY(::ftruncate(again->get(), 1) != 0 && ::ftruncate(again->get(), 100) != 0);
        QVERIFY(::fallocate(again->get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096) != 0);
        QVERIFY(::mmap(nullptr, 7, PROT_READ | PROT_WRITE, MAP_SHARED, again->get(), 0) == MAP_FAILED);
        void *own = ::mmap(nullptr, 7, PROT_READ | PROT_WRITE, MAP_PRIVATE, again->get(), 0);
        QVERIFY(own != MAP_FAILED);
        static_cast<char *>(own)[0] = 'X'; // a copy is written, the file is not
        QCOMPARE(*file->read(ByteCount{7}), std::string("content"));
        ::munmap(own, 7);
        QVERIFY(!file->read(ByteCount{8})); // more than there is
    }

    void aFileThatSomebodyStillWritesIsNotSealed()
    {
        const auto file = MemoryFile::create("glovebox-test", ByteCount::kib(4));
        QVERIFY(file);
        void *mapped = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file->descriptor(), 0);
        QVERIFY(mapped != MAP_FAILED);
        const auto sealed = file->seal();
        QVERIFY(!sealed);
        QCOMPARE(sealed.error().code, ErrorCode::InvalidState);
        ::munmap(mapped, 4096);
        QVERIFY(file->seal());
    }

    void aProgramThatWeStartDoesNotInheritIt()
    {
        const auto file = MemoryFile::holding("glovebox-test", "content");
        QVERIFY(file);
        std::optional<Result<ProcessOutcome>> listed;
        const auto call = runProcess({.program = "ls", .arguments = {"-l", "/proc/self/fd"}},
                                     [&](auto result) { listed = std::move(result); });
        QTRY_VERIFY(listed);
        QVERIFY(*listed);
        QVERIFY((*listed)->standardOutput.find("glovebox-test") == std::string::npos);
    }

    void anEmptyOverlayIsCopiedWithoutItsZeros()
    {
        QTemporaryDir folder;
        const auto path = [&](const char *name) {
            return folder.filePath(QString::fromLatin1(name)).toStdString();
        };
        std::optional<Result<>> made; // on a disk that is not there: nobody looks at it
        const auto call = makeEmptyOverlay(path("frozen.qcow2"), ByteCount::gib(8), path("new.qcow2"),
                                           [&](auto result) { made = std::move(result); });
        QTRY_VERIFY(made);
        QVERIFY2(*made, *made ? "" : made->error().detail.c_str());
        const auto overlay = EmptyOverlay::read(path("new.qcow2"));
        QVERIFY(overlay && overlay->write(path("copy.qcow2")));
        QVERIFY(!overlay->write(path("copy.qcow2"))); // never over another
        QFile original(QString::fromStdString(path("new.qcow2")));
        QFile copy(QString::fromStdString(path("copy.qcow2")));
        QVERIFY(original.open(QIODevice::ReadOnly) && copy.open(QIODevice::ReadOnly));
        QCOMPARE(copy.readAll(), original.readAll());
        struct stat info {};
        QCOMPARE(::stat(path("copy.qcow2").c_str(), &info), 0);
        QVERIFY(info.st_blocks * 512 < 64 << 10);
        QCOMPARE(info.st_mode & 0777, mode_t(0600));

        std::optional<Result<ProcessOutcome>> described;
        const auto look =
            runProcess({.program = "qemu-img", .arguments = {"info", "--output=json", path("copy.qcow2")}},
                       [&](auto result) { described = std::move(result); });
        QTRY_VERIFY(described);
        const auto facts = nlohmann::json::parse((*described)->standardOutput, nullptr, false);
        QCOMPARE(facts["virtual-size"].get<std::uint64_t>(), ByteCount::gib(8).value);
        QCOMPARE(facts["backing-filename-format"].get<std::string>(), std::string("qcow2"));
    }
};

QTEST_GUILESS_MAIN(TestMemoryFile)
#include "tst_qemu_memory_file.moc"
