// A delta on disk comes back as it was, or is refused: half a file, another template's, or one that somebody made up.
#include "core/qemu/memory/apply_delta.h"
#include "core/qemu/memory/delta_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/unit/qemu/memory/memory_rig.h"
#include "tests/unit/qemu/memory/small_disk.h"

#include <csignal>
#include <random>
#include <sys/stat.h>

using namespace memory_tests;

class TestMemoryDelta : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QByteArray m_small; // a file of two runs, {0, 3} and {10, 1}
    const DeltaBase m_base{std::string(64, 'a'), kPages};

    std::string path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)).toStdString(); }
    static bool exists(const std::string &path) { return QFile::exists(QString::fromStdString(path)); }
    static QByteArray contentOf(const std::string &path)
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void replace(const std::string &path, const QByteArray &bytes)
    {
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    static void put(QByteArray &bytes, qsizetype at, std::uint64_t value)
    {
        std::memcpy(bytes.data() + at, &value, sizeof value);
    }
    /// A file with these runs, of a clone of a template; what the clone has.
    Model write(const std::string &path, const PageRuns &runs) const
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write(runs, 61);
        must(writeDelta(path, m_base, copyOf(clone)));
        return clone.model;
    }

private Q_SLOTS:
    void initTestCase()
    {
        write(path("small"), {{0, 3}, {10, 1}});
        m_small = contentOf(path("small"));
        QCOMPARE(m_small.size(), static_cast<qsizetype>(5 * pageSize() + 2 * 24));
        must(DeltaReader::open(path("small")));
    }

    void aDeltaComesBackAsItWas_data()
    {
        QTest::addColumn<unsigned>("pattern");
        for (unsigned pattern = 0; pattern < 4; ++pattern)
            QTest::addRow("%u", pattern) << pattern;
    }

    void aDeltaComesBackAsItWas()
    {
        QFETCH(unsigned, pattern);
        const std::vector<PageRuns> patterns{
            {}, {{0, 1}, {1023, 2}, {4095, 1}}, {{100, 1500}, {1990, 50}, {3000, 700}}, {{0, kPages}}};
        const auto base = makeTemplate();
        Clone parent(base);
        parent.write(patterns[pattern], 61);
        const auto file = path("whole");
        const auto size = must(writeDelta(file, m_base, copyOf(parent)));
        QCOMPARE(size.pages, pagesIn(patterns[pattern]));
        QCOMPARE(size.file.value, (1 + size.pages) * pageSize() + 24 * patterns[pattern].size());
        QVERIFY(!exists(NewFile::waitingName(file)));

        const auto reader = must(DeltaReader::open(file));
        must(reader.belongsTo(m_base));
        QCOMPARE(reader.runs(), patterns[pattern]);
        QVERIFY(holds(reader, parent.model));
        Clone child(base);
        must(applyDelta(reader, child.mapping));
        child.model = parent.model;
        QVERIFY(child.isAsModelled());
        // A child's delta is again one against the template: nothing is lost over generations.
        child.write({500, 3}, 62);
        const auto second = path("second");
        must(writeDelta(second, m_base, copyOf(child)));
        const auto flat = must(flatten(base, must(DeltaReader::open(second))));
        Clone grandchild(flat);
        grandchild.model = child.model;
        QVERIFY(grandchild.isAsModelled());
    }

    void manyPiecesInMoreThanOneBatchComeBack()
    {
        PageRuns every2nd;
        for (std::uint64_t page = 0; page < kPages; page += 2)
            every2nd.push_back({page, 1});
        const auto file = path("many");
        const auto model = write(file, every2nd);
        const auto base = makeTemplate();
        const auto reader = must(DeltaReader::open(file));
        QCOMPARE(reader.runs(), every2nd);
        Clone child(base);
        must(applyDelta(reader, child.mapping));
        QCOMPARE(must(scanPrivate(child.mapping)), every2nd);
        child.model = model;
        QVERIFY(child.isAsModelled());
    }

    void pagesOfZerosTakeNoDisk()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({0, 1000}, 0); // the template had something there
        clone.write({1000, 10}, 3);
        const auto size = must(writeDelta(path("zeros"), m_base, copyOf(clone)));
        QCOMPARE(size.pages, std::uint64_t{1010});
        QCOMPARE(size.zeroPages, std::uint64_t{1000});
        QVERIFY2(size.disk.value < 40 * pageSize(), std::to_string(size.disk.value).c_str());
        Clone child(base);
        must(applyDelta(must(DeltaReader::open(path("zeros"))), child.mapping));
        child.model = clone.model;
        QVERIFY(child.isAsModelled());
    }

    void aFullDiskLeavesNoFile()
    {
        write(path("source"), {{0, kPages}});
        const auto folder = path("small-disk");
        QVERIFY(::mkdir(folder.c_str(), 0700) == 0);
        const int status = onSmallDisk(folder, [&] {
            const auto source = must(DeltaReader::open(path("source")));
            const auto file = folder + "/delta";
            const auto written = writeDelta(file, m_base, source);
            if (written || written.error().code != ErrorCode::OutOfDisk)
                return 1;
            return exists(file) || exists(NewFile::waitingName(file)) ? 2 : 0;
        });
        QCOMPARE(status, 0);
    }

    void aFullDiskKeepsWhatWasThereBefore()
    {
        write(path("source"), {{0, kPages}});
        write(path("good"), {{9, 9}});
        const auto folder = path("small-with-one");
        QVERIFY(::mkdir(folder.c_str(), 0700) == 0);
        const int status = onSmallDisk(folder, [&] {
            const auto file = folder + "/delta";
            must(writeDelta(file, m_base, must(DeltaReader::open(path("good")))));
            const bool wrote = writeDelta(file, m_base, must(DeltaReader::open(path("source")))).has_value();
            return wrote || must(DeltaReader::open(file)).runs() != PageRuns{{9, 9}} ? 1 : 0;
        });
        QCOMPARE(status, 0);
    }

    void aFileCutOffByAKillIsRefusedAndReplaced()
    {
        write(path("source"), {{0, kPages}});
        const auto file = path("killed");
        for (std::uint64_t step = 0; step <= kPages; step += kBatchPages) {
            const int status = inChild([&] {
                static_cast<void>(writeDelta(
                    file, m_base, must(DeltaReader::open(path("source"))),
                    [step](std::uint64_t done, std::uint64_t) { return done < step || ::raise(SIGKILL) == 0; }));
                return 0;
            });
            QVERIFY(WIFSIGNALED(status));
            QVERIFY(!exists(file));
            QVERIFY(exists(NewFile::waitingName(file)));
            QVERIFY(DeltaReader::open(NewFile::waitingName(file)).error().code == ErrorCode::ProtocolError);
        }
        must(writeDelta(file, m_base, must(DeltaReader::open(path("source")))));
        QVERIFY(!exists(NewFile::waitingName(file)));
        QCOMPARE(contentOf(file), contentOf(path("source")));
    }

    void writingCanBeStopped()
    {
        write(path("source"), {{0, kPages}});
        const auto file = path("stopped");
        const auto stopped = writeDelta(file, m_base, must(DeltaReader::open(path("source"))),
                                        [](std::uint64_t done, std::uint64_t) { return done == 0; });
        QVERIFY(stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(!exists(file) && !exists(NewFile::waitingName(file)));
    }

    void aDeltaOfAnotherTemplateIsRefused()
    {
        write(path("mine"), {{3, 1}});
        const auto reader = must(DeltaReader::open(path("mine")));
        QVERIFY(reader.belongsTo({std::string(64, 'b'), kPages}).error().code == ErrorCode::InvalidArgument);
        QVERIFY(reader.belongsTo({std::string(64, 'a'), kPages * 2}).error().code == ErrorCode::InvalidArgument);
        const Clone clone(makeTemplate());
        QVERIFY(writeDelta(path("unnamed"), {"../x", kPages}, copyOf(clone)).error().code ==
                ErrorCode::InvalidArgument);
    }

    void anyShorterFileIsRefused()
    {
        const auto file = path("cut");
        const auto whole = m_small;
        for (const auto length : {qsizetype{0}, qsizetype{1}, qsizetype{8}, qsizetype{4095}, qsizetype{4096},
                                  whole.size() - 49, whole.size() - 48, whole.size() - 24, whole.size() - 1}) {
            replace(file, whole.left(length));
            QVERIFY2(!DeltaReader::open(file), std::to_string(length).c_str());
        }
        replace(file, whole + 'x');
        QVERIFY(!DeltaReader::open(file));
        replace(file, whole);
        QVERIFY(DeltaReader::open(file));
        QVERIFY(DeltaReader::open(path("not-there")).error().code == ErrorCode::NotFound);
        QVERIFY(!DeltaReader::open(m_dir.path().toStdString()));
        QVERIFY(::mkfifo(path("fifo").c_str(), 0600) == 0);
        QVERIFY(!DeltaReader::open(path("fifo")));
    }

    void aMadeUpFileIsRefused_data()
    {
        QTest::addColumn<qsizetype>("at"); // behind the start, or before the end
        QTest::addColumn<std::uint64_t>("value");
        const std::uint64_t huge = ~std::uint64_t{0};
        const auto row = [](const char *name, qsizetype at, std::uint64_t value) {
            QTest::newRow(name) << at << value;
        };
        row("no magic", 0, 0);
        row("another page size", 8, 65'536);
        row("no memory", 16, 0);
        row("memory without end", 16, huge);
        row("memory that overflows in bytes", 16, huge / pageSize() + 2);
        row("less memory than the runs reach", 16, 10);
        row("no page", 24, 0);
        row("pages without end", 24, huge);
        row("a page more", 24, 5);
        row("no run", 32, 0);
        row("runs without end", 32, huge);
        row("a run more", 32, 3);
        row("runs that overflow in bytes", 32, huge / 24 + 2);
        row("the table at the start", 40, 0);
        row("the table past the end", 40, huge);
        row("the table one byte off", 40, 5 * pageSize() + 1);
        row("no template", 48, 0);
        row("a template that is a path", 48, 0x2f2e2e2f2e2e2f2eULL);
        row("something behind the template's name", 48 + 64 + 8, 1);
        row("something in the rest of the page", 4088, 1);
        // The table: {0, 3, 4096} {10, 1, 16384}
        row("a first page out of memory", -24, kPages);
        row("a first page without end", -24, huge);
        row("a page of both runs", -24, 2);
        row("runs out of order", -48, 11);
        row("an empty run", -16, 0);
        row("a run without end", -16, huge);
        row("counts that overflow", -40, huge - 0);
        row("content in the header", -8, 0);
        row("content of another run", -8, pageSize());
        row("content past the end", -8, huge);
    }

    void aMadeUpFileIsRefused()
    {
        QFETCH(qsizetype, at);
        QFETCH(std::uint64_t, value);
        const auto file = path("made-up");
        auto bytes = m_small;
        put(bytes, at < 0 ? bytes.size() + at : at, value);
        replace(file, bytes);
        const auto opened = DeltaReader::open(file);
        QVERIFY(!opened);
        QVERIFY(opened.error().code == ErrorCode::ProtocolError || opened.error().code == ErrorCode::TooLarge);
    }

    void aFileThatShrinksUnderTheReaderIsAnError()
    {
        const auto file = path("shrinks");
        write(file, {{0, 1000}});
        const auto reader = must(DeltaReader::open(file));
        QVERIFY(::truncate(file.c_str(), 40 * 4096) == 0);
        const Clone clone(makeTemplate());
        QVERIFY(applyDelta(reader, clone.mapping).error().code == ErrorCode::ProtocolError);
        QVERIFY(flatten(makeTemplate(), reader).error().code == ErrorCode::ProtocolError);
    }
};

QTEST_GUILESS_MAIN(TestMemoryDelta)
#include "tst_qemu_memory_delta.moc"
