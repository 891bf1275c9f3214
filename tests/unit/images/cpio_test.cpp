#include "core/images/cpio.h"

#include <QTest>

#include <map>
#include <string>

using namespace glovebox;
using namespace glovebox::images;

namespace {

struct Entry {
    std::uint32_t mode = 0;
    std::uint32_t time = 0;
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint32_t inode = 0;
    std::string content;
};

/// An independent reader of the format, strict about everything the kernel looks at.
bool readArchive(const std::string &archive, std::map<std::string, Entry> &entries)
{
    std::size_t at = 0;
    for (;;) {
        if (at % 4 != 0 || archive.compare(at, 6, "070701") != 0)
            return false;
        std::array<std::uint32_t, 13> fields{};
        for (std::size_t i = 0; i < fields.size(); ++i)
            fields[i] = static_cast<std::uint32_t>(std::stoul(archive.substr(at + 6 + i * 8, 8), nullptr, 16));
        at += 110;
        if (fields[11] == 0 || archive.at(at + fields[11] - 1) != '\0')
            return false;
        const std::string name = archive.substr(at, fields[11] - 1);
        at = (at + fields[11] + 3) / 4 * 4;
        if (name == "TRAILER!!!")
            return archive.find_first_not_of('\0', at) == std::string::npos && archive.size() % 512 == 0;
        entries[name] = {fields[1], fields[5], fields[9], fields[10], fields[0], archive.substr(at, fields[6])};
        at = (at + fields[6] + 3) / 4 * 4;
    }
}

std::string sampleArchive()
{
    CpioWriter writer;
    writer.addFolder("dev");
    writer.addCharacterDevice("dev/console", 0600, 5, 1);
    writer.addFile("init", std::string("\177ELF\0agent", 10), 0755);
    writer.addFile("empty", {}, 0644);
    return std::move(writer).finish().value_or(std::string());
}

} // namespace

class CpioTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theKernelFindsEveryFileAsItWasPut()
    {
        std::map<std::string, Entry> entries;
        QVERIFY(readArchive(sampleArchive(), entries));
        QCOMPARE(entries.size(), std::size_t{4});
        QCOMPARE(entries["dev"].mode, 040755U);
        QCOMPARE(entries["dev/console"].mode, 020600U);
        QCOMPARE(entries["dev/console"].major, 5U);
        QCOMPARE(entries["dev/console"].minor, 1U);
        QCOMPARE(entries["init"].mode, 0100755U);
        QCOMPARE(entries["init"].content, std::string("\177ELF\0agent", 10));
        QCOMPARE(entries["empty"].content, std::string());
    }

    void namesAndContentsOfEveryLengthStayAligned()
    {
        CpioWriter writer;
        for (std::size_t n = 0; n < 9; ++n)
            writer.addFile(std::string(n + 1, 'n'), std::string(n, 'c'), 0644);
        std::map<std::string, Entry> entries;
        QVERIFY(readArchive(*std::move(writer).finish(), entries));
        for (std::size_t n = 0; n < 9; ++n)
            QCOMPARE(entries[std::string(n + 1, 'n')].content, std::string(n, 'c'));
    }

    void theSameFilesGiveTheSameBytes()
    {
        QCOMPARE(sampleArchive(), sampleArchive());
        std::map<std::string, Entry> entries;
        QVERIFY(readArchive(sampleArchive(), entries));
        std::uint32_t inode = 1;
        for (const auto *name : {"dev", "dev/console", "init", "empty"}) {
            QCOMPARE(entries[name].time, 0U);
            QCOMPARE(entries[name].inode, inode++);
        }
    }

    void theFirstBytesAreExactlyThese()
    {
        CpioWriter writer;
        writer.addFile("a", "b", 0644);
        const auto archive = *std::move(writer).finish();
        const std::string expected = "070701"
                                     "00000001000081A400000000000000000000000100000000"
                                     "000000010000000000000000000000000000000000000002"
                                     "00000000" +
                                     std::string("a\0b\0\0\0", 6);
        QCOMPARE(archive.substr(0, 116), expected.substr(0, 116));
    }
};

QTEST_GUILESS_MAIN(CpioTest)
#include "cpio_test.moc"
