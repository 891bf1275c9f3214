// A template's memory cannot be changed by anybody once it is sealed, and survives the disk with its holes.
#include "core/qemu/memory/sealed_memory.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/unit/qemu/memory/memory_rig.h"
#include "tests/unit/qemu/memory/small_disk.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

using namespace memory_tests;

class TestSealedMemory : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::string path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)).toStdString(); }
    static std::uint64_t diskOf(const std::string &path)
    {
        struct ::stat facts {};
        return ::stat(path.c_str(), &facts) == 0 ? static_cast<std::uint64_t>(facts.st_blocks) * 512 : 0;
    }

private Q_SLOTS:
    void aSealedOneCannotBeChanged()
    {
        const auto memory = makeTemplate();
        QVERIFY(memory.isSealed());
        const auto before = must(memory.contentHash());
        QVERIFY(::pwrite(memory.fd(), "x", 1, 0) < 0 && errno == EPERM);
        QVERIFY(::ftruncate(memory.fd(), 4096) < 0 && errno == EPERM);
        QVERIFY(::fallocate(memory.fd(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096) < 0 && errno == EPERM);
        QVERIFY(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory.fd(), 0) == MAP_FAILED);
        // A clone writes all it likes, to its own pages.
        CloneStandIn clone(memory.fd(), kPages);
        clone.write({0, kPages}, 99);
        QCOMPARE(must(memory.contentHash()), before);
    }

    void whileAMachineCanWriteItIsNotSealed()
    {
        auto memory = must(SealedMemory::create(ramSize()));
        void *const mapped = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory.fd(), 0);
        QVERIFY(mapped != MAP_FAILED);
        QVERIFY(memory.seal().error().code == ErrorCode::InvalidState);
        QVERIFY(!memory.isSealed());
        ::munmap(mapped, 4096);
        must(memory.seal());
        must(memory.seal());
        QVERIFY(memory.isSealed());
    }

    void itsSizeIsFixedFromTheStart()
    {
        const auto memory = must(SealedMemory::create(ramSize()));
        QVERIFY(::ftruncate(memory.fd(), 4096) < 0);
        QCOMPARE(memory.allocated().value, std::uint64_t{0});
        QVERIFY(!SealedMemory::create({1}));
        QVERIFY(!SealedMemory::create({0}));
        QVERIFY(!SealedMemory::create(ByteCount::gib(1025)));
    }

    void itSurvivesTheDiskWithItsHoles()
    {
        const auto memory = makeTemplate();
        must(memory.storeTo(path("stored")));
        QVERIFY(!QFile::exists(QString::fromStdString(NewFile::waitingName(path("stored")))));
        QCOMPARE(QFile(QString::fromStdString(path("stored"))).size(), static_cast<qint64>(ramSize().value));
        QVERIFY(diskOf(path("stored")) < (1124 + 100) * pageSize());
        const auto loaded = must(SealedMemory::loadFrom(path("stored"), ramSize()));
        QVERIFY(loaded.isSealed());
        QCOMPARE(must(loaded.contentHash()), must(memory.contentHash()));
        QCOMPARE(loaded.allocated().value, memory.allocated().value);
        Clone clone(loaded);
        QVERIFY(clone.isAsModelled());
    }

    void pagesOfZerosBecomeHoles()
    {
        const auto model = templateModel();
        QFile file(QString::fromStdString(path("dense")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto bytes = model.bytes();
        QVERIFY(file.write(reinterpret_cast<const char *>(bytes.data()), static_cast<qint64>(bytes.size())) ==
                static_cast<qint64>(bytes.size()));
        file.close();
        const auto loaded = must(SealedMemory::loadFrom(path("dense"), ramSize()));
        QCOMPARE(loaded.allocated().value, 1124 * pageSize());
        QCOMPARE(must(loaded.contentHash()), must(makeTemplate().contentHash()));
    }

    void aFileOfAnotherLengthIsRefused()
    {
        must(makeTemplate().storeTo(path("short")));
        QVERIFY(::truncate(path("short").c_str(), static_cast<off_t>(ramSize().value) - 1) == 0);
        QVERIFY(SealedMemory::loadFrom(path("short"), ramSize()).error().code == ErrorCode::ProtocolError);
        QVERIFY(SealedMemory::loadFrom(path("none"), ramSize()).error().code == ErrorCode::NotFound);
        QVERIFY(!SealedMemory::loadFrom(m_dir.path().toStdString(), ramSize()));
    }

    void aFullDiskLeavesNoFile()
    {
        const auto memory = makeTemplate();
        const auto folder = path("small");
        QVERIFY(::mkdir(folder.c_str(), 0700) == 0);
        const int status = onSmallDisk(folder, [&] {
            const auto stored = memory.storeTo(folder + "/memory");
            const bool left = QFile::exists(QString::fromStdString(folder + "/memory")) ||
                              QFile::exists(QString::fromStdString(NewFile::waitingName(folder + "/memory")));
            return stored || stored.error().code != ErrorCode::OutOfDisk || left ? 1 : 0;
        });
        QCOMPARE(status, 0);
    }

    void storingAndLoadingCanBeStopped()
    {
        const auto memory = makeTemplate();
        const auto never = [](std::uint64_t, std::uint64_t) {
            return false;
        };
        QVERIFY(memory.storeTo(path("stopped"), never).error().code == ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(QString::fromStdString(path("stopped"))));
        must(memory.storeTo(path("whole")));
        QVERIFY(SealedMemory::loadFrom(path("whole"), ramSize(), never).error().code == ErrorCode::Cancelled);
    }

    void anotherProcesssIsTakenOverOnlyAtTheRightSize()
    {
        const auto memory = makeTemplate();
        const auto copy = [](int fd) {
            return Descriptor(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
        };
        const auto same = must(SealedMemory::adopt(copy(memory.fd()), ramSize()));
        QVERIFY(same.isSealed());
        QCOMPARE(must(same.identity()).inode, must(memory.identity()).inode);
        QVERIFY(!SealedMemory::adopt(copy(memory.fd()), {ramSize().value / 2}));
        must(memory.storeTo(path("file")));
        QVERIFY(!SealedMemory::adopt(Descriptor(::open(path("file").c_str(), O_RDONLY | O_CLOEXEC)), ramSize()));
    }

    void theHashIsOfContentNotOfHoles()
    {
        const auto one = must(SealedMemory::create(ramSize()));
        const auto other = must(SealedMemory::create(ramSize()));
        const std::vector<std::byte> zeros(4 * pageSize());
        must(writeAt(one.fd(), zeros, 0, "zeros"));
        QCOMPARE(must(one.contentHash()), must(other.contentHash()));
        must(writeAt(one.fd(), std::as_bytes(std::span("x", 1)), pageSize(), "x"));
        must(writeAt(other.fd(), std::as_bytes(std::span("x", 1)), 2 * pageSize(), "x"));
        QVERIFY(must(one.contentHash()) != must(other.contentHash()));
    }
};

QTEST_GUILESS_MAIN(TestSealedMemory)
#include "tst_qemu_sealed_memory.moc"
