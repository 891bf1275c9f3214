// A packed delta comes back as it was, from any page on, takes less of the disk, and is refused or harmless when it is
// not what was written.
#include "core/qemu/memory/apply_delta.h"
#include "core/qemu/memory/delta_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/unit/qemu/memory/memory_rig.h"
#include "tests/unit/qemu/memory/small_disk.h"

#include <array>
#include <random>
#include <sys/stat.h>

using namespace memory_tests;

namespace {

/// Pages of three kinds, by number: text, noise, zeros.
class MixedPages final : public PageSource {
public:
    explicit MixedPages(PageRuns runs) : m_runs(std::move(runs))
    {
        for (const auto &run : m_runs)
            for (auto page = run.first; page < run.end(); ++page)
                append(page);
    }
    const PageRuns &runs() const override { return m_runs; }
    Result<std::span<const std::byte>> view(std::uint64_t index, std::uint64_t most,
                                            std::span<std::byte>) const override
    {
        // As an arena gives out what lies in one piece, seven at most.
        const auto count = std::min({most, std::uint64_t{7}, pagesIn(m_runs) - index});
        return std::span(m_bytes).subspan(index * pageSize(), count * pageSize());
    }
    std::span<const std::byte> bytes() const { return m_bytes; }

private:
    void append(std::uint64_t page)
    {
        std::mt19937 noise(static_cast<unsigned>(page));
        for (std::size_t i = 0; i < pageSize(); ++i) {
            const auto text = static_cast<unsigned>("the quick brown fox "[i % 20]);
            const auto kind = page / 50 % 3;
            m_bytes.push_back(static_cast<std::byte>(kind == 0 ? text : kind == 1 ? noise() : 0U));
        }
    }

    PageRuns m_runs;
    std::vector<std::byte> m_bytes;
};

} // namespace

class TestPackedDelta : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    const DeltaBase m_base{"tpl-1", kPages};

    std::string path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)).toStdString(); }
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
    DeltaSize write(const std::string &path, const PageSource &pages) const
    {
        return must(writeDelta(path, m_base, pages, {}, DeltaForm::Packed));
    }

private Q_SLOTS:
    void itComesBackAsItWas_data()
    {
        QTest::addColumn<unsigned>("pattern");
        for (unsigned pattern = 0; pattern < 5; ++pattern)
            QTest::addRow("%u", pattern) << pattern;
    }
    void itComesBackAsItWas()
    {
        QFETCH(unsigned, pattern);
        const std::vector<PageRuns> patterns{{},
                                             {{0, 1}, {1023, 2}, {4095, 1}},
                                             {{100, 1500}, {1990, 50}, {3000, 700}},
                                             {{0, kPages}},
                                             {{5, 32}, {99, 32}}};
        const auto base = makeTemplate();
        Clone parent(base);
        parent.write(patterns[pattern], 61);
        const auto file = path("packed");
        const auto size = write(file, copyOf(parent));
        QCOMPARE(size.pages, pagesIn(patterns[pattern]));
        const auto reader = must(DeltaReader::open(file));
        must(reader.belongsTo(m_base));
        QVERIFY(reader.header().packed);
        QCOMPARE(reader.runs(), patterns[pattern]);
        QVERIFY(holds(reader, parent.model));
        Clone child(base);
        must(applyDelta(reader, child.mapping));
        child.model = parent.model;
        QVERIFY(child.isAsModelled());
        const auto flat = must(flatten(base, reader));
        Clone grandchild(flat);
        grandchild.model = child.model;
        QVERIFY(grandchild.isAsModelled());
    }

    void anyPageIsReadAlone()
    {
        const MixedPages pages({{10, 333}, {1000, 1}});
        write(path("mixed"), pages);
        const auto reader = must(DeltaReader::open(path("mixed")));
        std::vector<std::byte> scratch(kBatchPages * pageSize());
        std::mt19937 chance(7);
        for (int round = 0; round < 500; ++round) {
            const auto index = chance() % 334;
            const auto most = 1 + chance() % 100;
            const auto got = must(reader.view(index, most, scratch));
            QVERIFY(got.data() == scratch.data() && !got.empty());
            QVERIFY(std::ranges::equal(got, pages.bytes().subspan(index * pageSize(), got.size())));
        }
        QVERIFY(!reader.view(334, 1, scratch));
    }

    void textTakesLessNoiseNoMoreAndZerosNothing()
    {
        const auto text = write(path("text"), MixedPages({{0, 50}, {150, 50}}));
        QVERIFY(text.file.value < 100 * pageSize() / 10);
        const auto noise = write(path("noise"), MixedPages({{50, 50}}));
        QVERIFY(noise.file.value <= 51 * pageSize() + 24 + 2 * 8);
        const auto zeros = write(path("zeros"), MixedPages({{100, 50}}));
        QCOMPARE(zeros.file.value, pageSize() + 24 + 2 * 8);
        QCOMPARE(zeros.zeroPages, std::uint64_t{50});
    }

    void aMadeUpFileIsRefusedOrReadWithinItsBounds()
    {
        const MixedPages pages({{0, 50}, {150, 50}});
        write(path("good"), pages);
        const auto good = contentOf(path("good"));
        std::vector<std::byte> scratch(kBatchPages * pageSize());
        std::mt19937 chance(11);
        int refused = 0;
        int unreadable = 0;
        for (int round = 0; round < 600; ++round) {
            auto bytes = good;
            // In turn: the header, what is packed, the table and the ends.
            constexpr qsizetype kTables = 2 * 24 + 4 * 8;
            const auto header = static_cast<qsizetype>(deltaHeaderSize());
            const auto from = std::array<qsizetype, 3>{0, header, bytes.size() - kTables}[round % 3];
            const auto length = std::array<qsizetype, 3>{64, bytes.size() - kTables - header, kTables}[round % 3];
            for (unsigned change = 0; change <= chance() % 3; ++change)
                bytes[from + static_cast<qsizetype>(chance()) % length] = static_cast<char>(chance());
            replace(path("bad"), bytes);
            const auto reader = DeltaReader::open(path("bad"));
            if (!reader) {
                ++refused;
                continue;
            }
            for (std::uint64_t index = 0; index < reader->header().pages;) {
                const auto view = reader->view(index, 40, scratch);
                if (!view) {
                    QCOMPARE(view.error().code, ErrorCode::ProtocolError);
                    ++unreadable;
                    break;
                }
                index += view->size() / pageSize();
            }
        }
        QVERIFY2(refused > 250 && unreadable > 150,
                 qPrintable(QString::number(refused) + u' ' + QString::number(unreadable)));
    }

    void halfAFileIsRefusedAndOneThatShrinksIsAnError()
    {
        write(path("whole"), MixedPages({{0, 200}}));
        const auto whole = contentOf(path("whole"));
        for (const qsizetype length : {qsizetype{0}, qsizetype{100}, whole.size() / 2, whole.size() - 1}) {
            replace(path("half"), whole.left(length));
            QVERIFY(!DeltaReader::open(path("half")));
        }
        replace(path("shrinks"), whole);
        const auto reader = must(DeltaReader::open(path("shrinks")));
        QVERIFY(::truncate(path("shrinks").c_str(), whole.size() / 3) == 0);
        const Clone clone(makeTemplate());
        QVERIFY(!applyDelta(reader, clone.mapping));
    }

    void aFullDiskLeavesNoFileAndLettingGoNeither()
    {
        const MixedPages noise({{50, 50}, {200, 50}, {350, 50}, {500, 50}, {650, 50}});
        const auto folder = path("small-disk");
        QVERIFY(::mkdir(folder.c_str(), 0700) == 0);
        const int status = onSmallDisk(folder, [&] {
            const auto file = folder + "/delta";
            for (int i = 0; i < 64; ++i) { // until it is full
                const auto written = writeDelta(file + std::to_string(i), m_base, noise, {}, DeltaForm::Packed);
                if (written)
                    continue;
                const bool left = QFile::exists(QString::fromStdString(file + std::to_string(i))) ||
                                  QFile::exists(QString::fromStdString(NewFile::waitingName(file + std::to_string(i))));
                return written.error().code == ErrorCode::OutOfDisk && !left ? 0 : 1;
            }
            return 2;
        });
        QCOMPARE(status, 0);
        const auto stopped = writeDelta(
            path("stopped"), m_base, noise, [](auto, auto) { return false; }, DeltaForm::Packed);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(m_dir.filePath(QStringLiteral("stopped"))));
    }
};

QTEST_GUILESS_MAIN(TestPackedDelta)
#include "tst_qemu_packed_delta.moc"
