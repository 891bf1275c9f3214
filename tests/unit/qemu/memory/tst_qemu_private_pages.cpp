// A clone's own pages are found exactly, without touching it, and a process that went is never taken for a clean one.
#include "core/qemu/memory/private_pages.h"

#include <QTest>

#include "tests/unit/qemu/memory/memory_rig.h"

#include <random>
#include <sys/mman.h>

using namespace memory_tests;

class TestPrivatePages : public QObject {
    Q_OBJECT

    static std::string line(const char *range, const char *mode, const char *offset, const char *inode)
    {
        return std::string(range) + ' ' + mode + ' ' + offset + " 00:01 " + inode + "    /memfd:ram (deleted)\n";
    }

private Q_SLOTS:
    void exactlyTheWrittenPagesAreFound_data()
    {
        QTest::addColumn<int>("by");
        QTest::newRow("scan") << static_cast<int>(ScanBy::Scan);
        QTest::newRow("reading") << static_cast<int>(ScanBy::Reading);
        QTest::newRow("whichever") << static_cast<int>(ScanBy::Whichever);
    }

    void exactlyTheWrittenPagesAreFound()
    {
        QFETCH(int, by);
        const auto base = makeTemplate();
        Clone clone(base);
        const auto found = [&] {
            return scanPrivate(clone.mapping, static_cast<ScanBy>(by));
        };
        // A host whose kernel has no such scan has to say so; there is nothing else to compare then.
        if (const auto none = found(); !none) {
            QCOMPARE(static_cast<int>(ScanBy::Scan), by);
            QVERIFY(none.error().code == ErrorCode::Unsupported);
            return;
        }
        QCOMPARE(*found(), PageRuns());
        clone.process.read({0, 2200}); // also holes
        QCOMPARE(*found(), PageRuns());
        clone.write({5, 1}, 21);
        clone.write({4095, 1}, 21);
        clone.write({1020, 10}, 22); // from data into a hole
        clone.process.receive({3000, 3}, 23);
        QCOMPARE(*found(), (PageRuns{{5, 1}, {1020, 10}, {3000, 3}, {4095, 1}}));
        clone.write({5, 1}, 0); // zeros are a content like any other
        QCOMPARE(*found(), (PageRuns{{5, 1}, {1020, 10}, {3000, 3}, {4095, 1}}));
        clone.write({0, kPages}, 24);
        QCOMPARE(*found(), (PageRuns{{0, kPages}}));
    }

    void bothWaysFindTheSame()
    {
        const auto base = makeTemplate();
        for (unsigned seed = 1; seed <= 20; ++seed) {
            std::mt19937 chance(seed);
            Clone clone(base);
            std::vector<bool> written(kPages);
            const auto runs = chance() % 400;
            for (unsigned i = 0; i < runs; ++i) {
                const std::uint64_t first = chance() % kPages;
                const auto count = std::min<std::uint64_t>(1 + chance() % (1U << chance() % 8), kPages - first);
                if (chance() % 4 == 0) {
                    clone.process.read({first, count});
                    continue;
                }
                clone.process.write({first, count}, seed);
                std::fill_n(written.begin() + static_cast<std::ptrdiff_t>(first), count, true);
            }
            PageRuns expected;
            for (std::uint64_t page = 0; page < kPages; ++page)
                if (written[page])
                    append(expected, {page, 1});
            QCOMPARE(must(scanPrivate(clone.mapping, ScanBy::Reading)), expected);
            QCOMPARE(must(scanPrivate(clone.mapping, ScanBy::Whichever)), expected);
        }
    }

    void manyPiecesAreFoundToo()
    {
        // More than one answer of the kernel holds: every other page of 64 MiB.
        constexpr std::uint64_t pages = 16'384;
        const auto memory = must(SealedMemory::create({pages * pageSize()}));
        CloneStandIn process(memory.fd(), pages);
        const auto mapping = must(RamMapping::find(process.pid(), memory.size(), must(memory.identity())));
        for (std::uint64_t page = 1; page < pages; page += 2)
            process.write({page, 1}, 3);
        const auto found = must(scanPrivate(mapping));
        QCOMPARE(found.size(), pages / 2);
        QCOMPARE(found.front(), (PageRun{1, 1}));
        QCOMPARE(found.back(), (PageRun{pages - 1, 1}));
        QCOMPARE(must(scanPrivate(mapping, ScanBy::Reading)), found);
    }

    void lookingLeavesTheTemplateAsItWas()
    {
        const auto base = makeTemplate();
        const auto before = base.allocated();
        Clone clone(base);
        clone.write({10, 5}, 4);
        const auto arena = copyOf(clone);
        QCOMPARE(arena.held(), std::uint64_t{5});
        QCOMPARE(base.allocated().value, before.value);
    }

    void aDeadProcessIsAnErrorAndNotAnEmptyList()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({10, 5}, 4);
        clone.process.kill(); // and not waited for: its number is still its own
        for (const auto by : {ScanBy::Whichever, ScanBy::Reading}) {
            const auto found = scanPrivate(clone.mapping, by);
            QVERIFY(!found);
            QVERIFY(found.error().code == ErrorCode::GuestExited);
        }
        QVERIFY(clone.mapping.stillThere().error().code == ErrorCode::GuestExited);
        QVERIFY(RamMapping::find(clone.process.pid(), base.size(), must(base.identity())).error().code ==
                ErrorCode::GuestExited);
    }

    void aProcessThatNeverWasIsGone()
    {
        const auto base = makeTemplate();
        const pid_t never = 0x3fffffff; // above the kernel's bound of process ids
        QVERIFY(RamMapping::find(never, base.size(), must(base.identity())).error().code == ErrorCode::GuestExited);
    }

    void onlyTheRightFileAndLengthAreTaken()
    {
        const auto base = makeTemplate();
        const auto other = must(SealedMemory::create(ramSize()));
        const CloneStandIn process(base.fd(), kPages);
        const auto find = [&](ByteCount size, const SealedMemory &file) {
            return RamMapping::find(process.pid(), size, must(file.identity()));
        };
        QVERIFY(find(base.size(), base));
        QVERIFY(find(base.size(), other).error().code == ErrorCode::InvalidState);
        QVERIFY(find({base.size().value / 2}, base).error().code == ErrorCode::InvalidState);
        QVERIFY(find({base.size().value + 1}, base).error().code == ErrorCode::InvalidArgument);
    }

    void whoMayNotLookIsToldWhatHelps()
    {
        const auto base = makeTemplate();
        CloneStandIn process(base.fd(), kPages);
        process.hide();
        const auto identity = must(base.identity());
        const int status = inChild([&] {
            if (::geteuid() == 0 && ::setuid(65'534) != 0)
                return 2;
            const auto found = RamMapping::find(process.pid(), base.size(), identity);
            const bool told = !found && found.error().code == ErrorCode::PermissionDenied &&
                              found.error().detail.find(whyRefused(readYamaScope())) != std::string::npos;
            return told ? 0 : 1;
        });
        QCOMPARE(status, 0);
        QVERIFY(whyRefused(std::nullopt).find("another user") != std::string::npos);
        for (const int scope : {1, 2, 3})
            QVERIFY(whyRefused(scope).find("ptrace_scope is " + std::to_string(scope)) != std::string::npos);
    }

    void aMappingIsFoundInTheKernelsText()
    {
        const FileIdentity file{1, 77};
        const auto find = [&](const std::string &text) {
            return findMapping(text, {0x3000}, file);
        };
        const auto whole = line("7f0000001000-7f0000004000", "rw-p", "00000000", "77");
        QCOMPARE(*find("00400000-00401000 r-xp 00000000 08:01 12   /usr/bin/qemu\n" + whole), 0x7f0000001000U);
        // In pieces, as a change of some of its pages' properties leaves it.
        const auto first = line("7f0000001000-7f0000002000", "rw-p", "00000000", "77");
        const auto rest = line("7f0000002000-7f0000004000", "rw-p", "00001000", "77");
        QCOMPARE(*find(first + rest), 0x7f0000001000U);
        for (const auto &wrong :
             {std::string(), first, rest, first + "\n" + rest,
              whole + line("7f1000000000-7f1000003000", "rw-p", "00000000", "77"),
              line("7f0000001000-7f0000004000", "rw-s", "00000000", "77"),
              line("7f0000001000-7f0000004000", "r--p", "00000000", "77"),
              line("7f0000001000-7f0000004000", "rw-p", "00001000", "77"),
              line("7f0000001000-7f0000004000", "rw-p", "00000000", "78"), std::string("7f0000001000-"),
              std::string("-\n"), std::string("7f0000001000-7f0000004000 rw-p 0 1 77")})
            QVERIFY2(find(wrong).error().code == ErrorCode::InvalidState, wrong.c_str());
    }
};

QTEST_GUILESS_MAIN(TestPrivatePages)
#include "tst_qemu_private_pages.moc"
