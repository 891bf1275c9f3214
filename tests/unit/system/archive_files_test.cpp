// Archives of this host: what they hold comes out entry by entry, and nothing of it leads out of where it goes.
#include "core/base/archive_names.h"
#include "core/base/plain_path.h"
#include "core/system/copied_files.h"
#include "tests/support/waited.h"
#include "tests/unit/system/made_archive.h"

#include <QFile>
#include <QTemporaryDir>

#include <map>
#include <random>

#include <sys/resource.h>

using namespace glovebox;
using testsupport::MadeArchive;
using testsupport::waited;

namespace {

struct Unpacked {
    std::map<std::string, std::string> files;
    std::map<std::string, ports::TreeEntry> entries;
    std::vector<std::string> order;
};

} // namespace

class ArchiveFilesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    WorkPool m_pool;
    system::CopiedFiles m_files{m_pool};

    std::string path(const char *name = "x.tar") const
    {
        return m_dir->filePath(QString::fromUtf8(name)).toStdString();
    }
    Result<ports::HostTree> look(const std::string &path)
    {
        return waited<ports::HostTree>([&](auto done) { return m_files.look({path, true}, std::move(done)); });
    }
    Result<Unpacked> unpack(const std::string &path, std::size_t max = 1000)
    {
        const auto source = m_files.open({path, true}, {});
        Unpacked all;
        for (;;) {
            GB_TRY(entry,
                   waited<std::optional<ports::TreeEntry>>([&](auto done) { return source->next(std::move(done)); }));
            if (!entry)
                return all;
            all.order.push_back(entry->path);
            all.entries.insert_or_assign(entry->path, *entry);
            if (entry->isFolder || entry->isLink())
                continue;
            auto &content = all.files[entry->path];
            for (;;) {
                GB_TRY(piece, waited<std::string>([&](auto done) { return source->read(max, std::move(done)); }));
                if (piece.size() > max)
                    qFatal("more than was asked for");
                if (piece.empty())
                    break;
                content += piece;
            }
        }
    }
    QByteArray refused(const std::string &path)
    {
        const auto found = look(path);
        return found ? QByteArray() : QByteArray(name(found.error().code)) + ": " + found.error().detail.c_str();
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void eachFormIsUnpackedAsItIs_data()
    {
        QTest::addColumn<int>("form");
        QTest::newRow("tar") << static_cast<int>(MadeArchive::Form::Tar);
        QTest::newRow("gzip") << static_cast<int>(MadeArchive::Form::TarGz);
        QTest::newRow("zstd") << static_cast<int>(MadeArchive::Form::TarZst);
        QTest::newRow("zip") << static_cast<int>(MadeArchive::Form::Zip);
    }
    void eachFormIsUnpackedAsItIs()
    {
        QFETCH(int, form);
        const std::string large(300'000, 'x');
        MadeArchive(path(), static_cast<MadeArchive::Form>(form))
            .folder("./d/")
            .file("./d/ä.txt", "text")
            .file("d/run", "#!/bin/sh", 0755)
            .link("d/link", "../elsewhere")
            .file("large", large)
            .file("empty", "");
        const auto tree = look(path());
        QVERIFY2(tree.has_value(), tree ? "" : describe(tree.error()).c_str());
        QCOMPARE(tree->entries.size(), std::size_t{6});
        const auto all = unpack(path());
        QVERIFY2(all.has_value(), all ? "" : describe(all.error()).c_str());
        QCOMPARE(all->order, (std::vector<std::string>{"d", "d/ä.txt", "d/run", "d/link", "large", "empty"}));
        QCOMPARE(all->files.at("d/ä.txt"), std::string("text"));
        QVERIFY(all->files.at("large") == large && all->files.at("empty").empty());
        QVERIFY(all->entries.at("d").isFolder && all->entries.at("d/run").isExecutable);
        QVERIFY(!all->entries.at("d/ä.txt").isExecutable);
        QCOMPARE(all->entries.at("d/link").target, std::string("../elsewhere"));
    }

    void whatIsNotReadIsPassedOver()
    {
        MadeArchive(path()).file("a", std::string(100'000, 'a')).file("b", "b");
        const auto source = m_files.open({path(), true}, {});
        for (const char *expected : {"a", "b"}) {
            const auto entry =
                waited<std::optional<ports::TreeEntry>>([&](auto done) { return source->next(std::move(done)); });
            QCOMPARE((*entry)->path, std::string(expected));
        }
        QCOMPARE(*waited<std::string>([&](auto done) { return source->read(10, std::move(done)); }), std::string("b"));
    }

    void whatLeadsOutOfItIsRefused_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name :
             {"/etc/passwd", "../x", "a/../../x", "a/..", "..\\x", "C:\\x", "\\x", "a\nb", "a\x1b[2J"})
            QTest::newRow(QByteArray(name).toPercentEncoding().constData()) << QByteArray(name);
        QTest::newRow("too long") << (QByteArray("a/").repeated(1500) + "x");
    }
    void whatLeadsOutOfItIsRefused()
    {
        QFETCH(QByteArray, name);
        MadeArchive(path(), MadeArchive::Form::Tar).file("fine", "x").file(name.constData(), "x");
        QVERIFY2(refused(path()).startsWith("InvalidArgument"), refused(path()).constData());
        QVERIFY(!unpack(path()).has_value());
    }

    void devicesAndPipesAreLeftOutAndTold()
    {
        MadeArchive(path()).device("dev/null").pipe("pipe").file("a", "a");
        const auto tree = look(path());
        QCOMPARE(tree->leftOut, (std::vector<std::string>{"dev/null is a device", "pipe is a pipe"}));
        QCOMPARE(tree->entries.size(), std::size_t{1});
    }

    void aHardLinkIsACopy()
    {
        MadeArchive(path()).file("a", "same", 0755).file("b", "other").hardLink("c", "a").file("d", "last");
        const auto all = unpack(path(), 3);
        QVERIFY2(all.has_value(), all ? "" : describe(all.error()).c_str());
        QCOMPARE(all->files.at("c"), std::string("same"));
        QVERIFY(all->entries.at("c").isExecutable);
        QCOMPARE(all->files.at("d"), std::string("last"));
        MadeArchive(path("bad.tar")).hardLink("c", "/etc/shadow");
        QVERIFY(refused(path("bad.tar")).contains("a hard link to what is no file before it"));
        MadeArchive(path("self.tar")).hardLink("c", "c");
        QVERIFY(!refused(path("self.tar")).isEmpty());
    }

    /// A name may stand there twice, and be a hard link first: no reader stands in another for each of them.
    void hardLinksOverHardLinksAreNoChain()
    {
        {
            MadeArchive made(path());
            made.file("x0", "0");
            for (int i = 1; i <= 300; ++i)
                made.hardLink(("x" + std::to_string(i)).c_str(), ("x" + std::to_string(i - 1)).c_str())
                    .file(("x" + std::to_string(i)).c_str(), std::to_string(i % 10));
            made.hardLink("y", "x300");
        }
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit few{100, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
        const auto all = unpack(path());
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY2(all, all ? "" : describe(all.error()).c_str());
        QCOMPARE(all->files.at("y"), std::string("0"));
    }

    void whatIsNoArchiveIsRefused()
    {
        const auto write = [&](const QByteArray &bytes) {
            QFile file(QString::fromStdString(path("n")));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        };
        for (const auto &bytes : {QByteArray(), QByteArray("hello"), QByteArray("\x1F\x8B rubbish"),
                                  QByteArray("PK\x03\x04 rubbish"), QByteArray(2000, 'x')}) {
            write(bytes);
            QVERIFY2(refused(path("n")).startsWith("InvalidArgument"), refused(path("n")).constData());
        }
        QVERIFY(refused(path("nothing")).startsWith("NotFound"));
        QVERIFY(refused(m_dir->path().toStdString()).startsWith("InvalidState"));
        QVERIFY(QFile::link(QString::fromStdString(path("n")), QString::fromStdString(path("link"))));
        QVERIFY(refused(path("link")).startsWith("InvalidState"));
    }

    /// Small on the disk, without end in a sandbox. Told by its heads before anything is put anywhere.
    void aBombIsBounded()
    {
        const std::string block(1U << 20, '\0');
        {
            MadeArchive made(path("torn.tar.gz"));
            made.file("a", block);
        }
        QVERIFY(QFile::resize(QString::fromStdString(path("torn.tar.gz")), 200));
        QVERIFY(!unpack(path("torn.tar.gz")).has_value());
        MadeArchive(path("many.tar"), MadeArchive::Form::TarZst).file("a", "a");
        QFile many(QString::fromStdString(path("heads.tar.gz")));
        {
            MadeArchive made(path("heads.tar.gz"));
            for (std::size_t i = 0; i <= ports::kHostEntriesMax; ++i)
                made.folder("d");
        }
        QVERIFY2(refused(path("heads.tar.gz")).startsWith("TooLarge"), refused(path("heads.tar.gz")).constData());
    }

    /// Each hard link has its archive read from the beginning again.
    void whatWouldBeReadAgainAndAgainIsBounded()
    {
        const auto made = [this](const char *name, int links) {
            MadeArchive archive(path(name), MadeArchive::Form::TarZst);
            archive.file("big", std::string(64U << 20, '\0')).file("small", "s");
            for (int i = 0; i < links; ++i)
                archive.hardLink(("l" + std::to_string(i)).c_str(), "small");
        };
        made("few.tar", 100);
        QVERIFY(look(path("few.tar")).has_value());
        made("many.tar", 300);
        QVERIFY2(refused(path("many.tar")).startsWith("TooLarge"), refused(path("many.tar")).constData());
    }

    void namesAreBoundedInAll()
    {
        const std::string folder(200, 'n');
        std::string deep;
        while (deep.size() < 1700)
            deep += folder + '/';
        {
            MadeArchive archive(path("names.tar"), MadeArchive::Form::TarZst);
            for (int i = 0; i < 20'000; ++i)
                archive.file((deep + std::to_string(i)).c_str(), "");
        }
        QVERIFY2(refused(path("names.tar")).startsWith("TooLarge"), refused(path("names.tar")).constData());
    }

    /// What a zip has at its end is taken in before its first entry is told.
    void aTableOfEntriesIsBounded()
    {
        const auto number = [](std::string &text, std::size_t at, std::uint32_t value) {
            for (std::size_t i = 0; i < 4; ++i)
                text[at + i] = static_cast<char>(value >> (8 * i));
        };
        const auto made = [&](const char *name, std::uint32_t entries) {
            const std::string head("PK\x03\x04", 4);
            std::string bytes = head + std::string(26, '\0') + std::string(entries * 46UL, '\0');
            for (std::uint32_t i = 0; i < entries; ++i) {
                bytes.replace(30 + i * 46UL, 4, "PK\x01\x02");
                number(bytes, 30 + i * 46UL + 42, i * 64);
            }
            std::string end("PK\x05\x06" + std::string(18, '\0'));
            end[8] = end[10] = 1; // so it says
            number(end, 12, entries * 46);
            number(end, 16, 30);
            QFile file(QString::fromStdString(path(name)));
            bytes += end;
            return file.open(QIODevice::WriteOnly) && file.write(bytes.data(), static_cast<qint64>(bytes.size())) > 0;
        };
        QVERIFY(made("large.zip", 1'500'000));
        const auto whole = refused(path("large.zip"));
        QVERIFY2(whole.startsWith("TooLarge") && whole.contains("table of entries"), whole.constData());
        QVERIFY(made("many.zip", 300'000)); // read, and then one by one
        const auto many = refused(path("many.zip"));
        QVERIFY2(!many.isEmpty() && !many.contains("table of entries"), many.constData());
    }

    /// Whatever a name is: what comes of it stays below where it goes.
    void noNameLeadsOut()
    {
        std::mt19937 random(20'261'126); // NOLINT: the same each time
        const std::vector<std::string> parts{"a",
                                             "..",
                                             ".",
                                             "",
                                             "/",
                                             "\\",
                                             "//",
                                             "b c",
                                             "\n",
                                             "\xC3\xA4",
                                             "\xFF",
                                             "C:",
                                             std::string(300, 'x'),
                                             std::string("\0", 1),
                                             "...",
                                             "..a",
                                             "~"};
        std::size_t accepted = 0;
        for (int i = 0; i < 50'000; ++i) {
            std::string name;
            for (auto count = random() % 8; count > 0; --count)
                name += parts[random() % parts.size()] + (random() % 2 ? "/" : "");
            const auto found = archiveName(name, 2048);
            if (found.trouble != ArchiveName::Trouble::None) {
                QVERIFY(found.path.empty());
                continue;
            }
            ++accepted;
            QVERIFY(found.path.empty() || isPlainRelativePath(found.path));
            QVERIFY(!hasControlCharacters(found.path) && !name.starts_with('/'));
            QCOMPARE(archiveName(found.path, 2048).path, found.path); // it is what it is
        }
        QVERIFY(accepted > 1000);
    }
};

QTEST_GUILESS_MAIN(ArchiveFilesTest)
#include "archive_files_test.moc"
