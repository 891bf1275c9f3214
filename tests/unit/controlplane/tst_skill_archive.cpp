// Role: skills as archives (reference 5.1), honest ones and hostile ones, written here with libarchive.
#include "core/base/limits.h"
#include "core/controlplane/skill_archive.h"

#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <functional>

using namespace glovebox;
using controlplane::skillFolder;
using controlplane::unpackSkill;

namespace {

struct Member {
    std::string name;
    std::string content;
    unsigned mode = 0644;
    unsigned type = AE_IFREG;
    std::string hardlinkTo;
};

enum class Kind { Zip, Tar };

std::string pack(Kind kind, const std::vector<Member> &members, int filter = ARCHIVE_FILTER_NONE)
{
    std::string bytes(members.size() > 100 ? std::size_t{8} << 20 : std::size_t{1} << 20, '\0');
    std::size_t used = 0;
    archive *writer = archive_write_new();
    if (kind == Kind::Zip)
        archive_write_set_format_zip(writer);
    else
        archive_write_set_format_pax_restricted(writer);
    archive_write_add_filter(writer, filter);
    archive_write_set_options(writer, "hdrcharset=UTF-8");
    archive_write_set_bytes_in_last_block(writer, 1);
    archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
    for (const auto &member : members) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname_utf8(entry, member.name.c_str());
        archive_entry_copy_pathname(entry, member.name.c_str());
        archive_entry_set_filetype(entry, member.type);
        archive_entry_set_perm(entry, static_cast<__LA_MODE_T>(member.mode));
        if (member.type == AE_IFLNK)
            archive_entry_set_symlink(entry, "/etc/passwd");
        if (!member.hardlinkTo.empty())
            archive_entry_set_hardlink(entry, member.hardlinkTo.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, member.content.data(), member.content.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

/// "path=content" of every file, '*' behind what may be run, or the error's name.
std::string shown(const Result<std::vector<ports::SkillFile>> &files)
{
    if (!files)
        return name(files.error().code);
    std::string text;
    for (const auto &file : *files)
        text += (text.empty() ? "" : " ") + file.path + '=' + file.content + (file.executable ? "*" : "");
    return text;
}

std::string unpacked(Kind kind, const std::vector<Member> &members)
{
    return shown(unpackSkill(pack(kind, members)));
}

void replaceAll(std::string &text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

} // namespace

class SkillArchiveTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOneTopFolderIsTakenOff_data()
    {
        QTest::addColumn<bool>("zip");
        QTest::newRow("zip") << true;
        QTest::newRow("tar") << false;
    }

    void theOneTopFolderIsTakenOff()
    {
        QFETCH(const bool, zip);
        const auto kind = zip ? Kind::Zip : Kind::Tar;
        QCOMPARE(unpacked(kind, {{"pdf/", "", 0755, AE_IFDIR}, {"pdf/SKILL.md", "s"}, {"pdf/bin/run", "r", 0755}}),
                 "SKILL.md=s bin/run=r*");
        QCOMPARE(unpacked(kind, {{"SKILL.md", "s"}, {"bin/run", "r", 0700}}), "SKILL.md=s bin/run=r*");
        QCOMPARE(unpacked(kind, {{"SKILL.md", "s"}}), "SKILL.md=s");
        QCOMPARE(unpacked(kind, {{"./pdf//SKILL.md", "s"}, {"pdf/./a", "a"}}), "SKILL.md=s a=a");
        QCOMPARE(unpacked(kind, {{"pdf/SKILL.md", "s"}, {"other/a", "a"}}), "other/a=a pdf/SKILL.md=s");
    }

    void everyCompressionOfATarIsUnderstood_data()
    {
        QTest::addColumn<int>("filter");
        QTest::newRow("gzip") << ARCHIVE_FILTER_GZIP;
        QTest::newRow("bzip2") << ARCHIVE_FILTER_BZIP2;
        QTest::newRow("xz") << ARCHIVE_FILTER_XZ;
        QTest::newRow("zstd") << ARCHIVE_FILTER_ZSTD;
        QTest::newRow("lz4") << ARCHIVE_FILTER_LZ4;
    }

    void everyCompressionOfATarIsUnderstood()
    {
        QFETCH(const int, filter);
        QCOMPARE(shown(unpackSkill(pack(Kind::Tar, {{"a/SKILL.md", "s"}}, filter))), "SKILL.md=s");
    }

    void aNameThatLeadsOutOfTheSkillRefusesTheArchive_data()
    {
        QTest::addColumn<QByteArray>("member");
        for (const auto *bad : {"/etc/passwd", "../x", "a/../../x", "a/..", "..", "\\x", "..\\x", "a\\..\\x", "a/..\\x",
                                "C:\\x", "c:/x", "a\nb", "a\x1b[31m", "a\x7F"})
            QTest::newRow(QByteArray(bad).toPercentEncoding().constData()) << QByteArray(bad);
        QTest::newRow("long component") << QByteArray(256, 'a');
        QTest::newRow("long path") << QByteArray("a/").repeated(1100) + "x";
    }

    void aNameThatLeadsOutOfTheSkillRefusesTheArchive()
    {
        QFETCH(const QByteArray, member);
        for (const auto kind : {Kind::Zip, Kind::Tar})
            QCOMPARE(unpacked(kind, {{"SKILL.md", "s"}, {member.toStdString(), "x"}}), "ProtocolError");
    }

    void namesBeyondAsciiSurviveWhateverTheLocale()
    {
        for (const auto kind : {Kind::Zip, Kind::Tar})
            QCOMPARE(unpacked(kind, {{"r\xC3\xA9sum\xC3\xA9 \xE2\x9C\x93.md", "x"}}),
                     "r\xC3\xA9sum\xC3\xA9 \xE2\x9C\x93.md=x");
        auto bytes = pack(Kind::Zip, {{"latin1-E.md", "x"}});
        replaceAll(bytes, "latin1-E", "latin1-\xE9");
        QCOMPARE(shown(unpackSkill(bytes)), "ProtocolError");
    }

    void linksAndDevicesAreLeftOut()
    {
        QCOMPARE(unpacked(Kind::Zip, {{"SKILL.md", "s"}, {"link", "", 0777, AE_IFLNK}}), "SKILL.md=s");
        QCOMPARE(unpacked(Kind::Tar, {{"SKILL.md", "s"},
                                      {"link", "", 0777, AE_IFLNK},
                                      {"second", "", 0644, AE_IFREG, "SKILL.md"},
                                      {"pipe", "", 0644, AE_IFIFO},
                                      {"device", "", 0644, AE_IFCHR},
                                      {"disk", "", 0644, AE_IFBLK}}),
                 "SKILL.md=s");
        // What stands below a link is a file of its own, not one behind the link.
        QCOMPARE(unpacked(Kind::Tar, {{"SKILL.md", "s"}, {"d", "", 0777, AE_IFLNK}, {"d/passwd", "x"}}),
                 "SKILL.md=s d/passwd=x");
        QCOMPARE(unpacked(Kind::Tar, {{"a/link", "", 0777, AE_IFLNK}, {"a", "x"}}), "ProtocolError");
    }

    void membersThatContradictEachOtherRefuseTheArchive()
    {
        QCOMPARE(unpacked(Kind::Tar, {{"a", "1"}, {"a", "2"}}), "ProtocolError");
        QCOMPARE(unpacked(Kind::Tar, {{"a", "1"}, {"./a", "2"}}), "ProtocolError");
        QCOMPARE(unpacked(Kind::Tar, {{"a", "1"}, {"a/b", "2"}}), "ProtocolError");
        QCOMPARE(unpacked(Kind::Tar, {{"a/b", "1"}, {"a", "2"}}), "ProtocolError");
        QCOMPARE(unpacked(Kind::Tar, {{"a", "1"}, {"a", "", 0755, AE_IFDIR}}), "ProtocolError");
        QCOMPARE(unpacked(Kind::Tar, {{"a/b/c", "1"}, {"a/b", "", 0755, AE_IFDIR}, {"a/B", "2"}}), "B=2 b/c=1");
    }

    void aBombCostsNoMoreThanTheLimit()
    {
        // 2 × 33 MiB of zeros in less than a hundred kilobytes.
        const std::string zeros(std::size_t{33} << 20, '\0');
        for (const auto &bytes : {pack(Kind::Zip, {{"a", zeros}, {"b", zeros}}),
                                  pack(Kind::Tar, {{"a", zeros}, {"b", zeros}}, ARCHIVE_FILTER_GZIP)}) {
            QVERIFY(bytes.size() < (1U << 20));
            QCOMPARE(shown(unpackSkill(bytes)), "TooLarge");
        }
    }

    void aFileThatClaimsToBeHugeIsNotBelieved()
    {
        // A sparse file of GNU tar: one byte behind 8 GiB of nothing.
        std::string header(512, '\0');
        const auto put = [&header](std::size_t at, std::string_view text) {
            header.replace(at, text.size(), text);
        };
        put(0, "hole");
        put(100, "0000644");
        put(124, "00000000001");
        put(148, "        ");
        put(156, "S");
        put(257, "ustar  ");
        put(386, "77777777770");
        put(398, "00000000001");
        put(483, "77777777771");
        unsigned sum = 0;
        for (const char c : header)
            sum += static_cast<unsigned char>(c);
        put(148, QByteArray::number(sum, 8).rightJustified(6, '0').toStdString() + std::string(1, '\0'));
        QCOMPARE(shown(unpackSkill(header + 'x' + std::string(511 + 1024, '\0'))), "TooLarge");
    }

    void tooManyMembersAreRefused()
    {
        std::vector<Member> members;
        for (std::size_t i = 0; i < limits::kSkillFilesMax + 1; ++i)
            members.push_back({"f" + std::to_string(i), ""});
        QCOMPARE(unpacked(Kind::Zip, members), "TooLarge");
        members.pop_back();
        QCOMPARE(unpackSkill(pack(Kind::Zip, members)).value().size(), limits::kSkillFilesMax);
        // Links count as well, and so do long names.
        for (auto &member : members)
            member = {member.name, "", 0777, AE_IFLNK};
        members.push_back({"one more", ""});
        QCOMPARE(unpacked(Kind::Tar, members), "TooLarge");
        members.clear();
        for (int i = 0; i < 1100; ++i)
            members.push_back({std::string(200, 'a') + '/' + std::string(200, 'b') + '/' + std::string(200, 'c') + '/' +
                                   std::string(200, 'd') + '/' + std::string(200, 'e') + std::to_string(i),
                               ""});
        QCOMPARE(unpacked(Kind::Zip, members), "TooLarge");
    }

    void damagedArchivesAreRefused()
    {
        QCOMPARE(shown(unpackSkill("")), "ProtocolError");
        QCOMPARE(shown(unpackSkill(pack(Kind::Tar, {{"a", "1"}}, ARCHIVE_FILTER_LZMA))), "ProtocolError");
        QCOMPARE(shown(unpackSkill("<html>502 Bad Gateway</html>")), "ProtocolError");
        QCOMPARE(unpacked(Kind::Zip, {}), "ProtocolError");
        QCOMPARE(unpacked(Kind::Tar, {{"only/", "", 0755, AE_IFDIR}}), "ProtocolError");
        std::string noise;
        for (unsigned i = 0, state = 7; i < 40'000; ++i)
            noise += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24);
        for (const auto &whole : {pack(Kind::Zip, {{"SKILL.md", noise}, {"b", "2"}}),
                                  pack(Kind::Tar, {{"SKILL.md", noise}, {"b", "2"}}, ARCHIVE_FILTER_GZIP)}) {
            QVERIFY(unpackSkill(whole).has_value());
            for (const auto length : {whole.size() / 4, whole.size() / 2, whole.size() - 40})
                QCOMPARE(shown(unpackSkill(whole.substr(0, length))), "ProtocolError");
        }
        auto changed = pack(Kind::Zip, {{"SKILL.md", noise}});
        changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 0x55);
        QCOMPARE(shown(unpackSkill(changed)), "ProtocolError");
    }

    void aCompressionInsideACompressionIsNotPeeled()
    {
        const auto inner = pack(Kind::Tar, {{"SKILL.md", "s"}}, ARCHIVE_FILTER_GZIP);
        std::string outer(inner.size() + 1024, '\0');
        std::size_t used = 0;
        archive *writer = archive_write_new();
        archive_write_set_format_raw(writer);
        archive_write_add_filter_gzip(writer);
        archive_write_open_memory(writer, outer.data(), outer.size(), &used);
        archive_entry *entry = archive_entry_new();
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_write_header(writer, entry);
        archive_write_data(writer, inner.data(), inner.size());
        archive_entry_free(entry);
        archive_write_close(writer);
        archive_write_free(writer);
        outer.resize(used);
        QCOMPARE(shown(unpackSkill(inner)), "SKILL.md=s");
        QCOMPARE(shown(unpackSkill(outer)), "ProtocolError");
    }

    void unpackingStopsWhenNobodyWantsItAnyMore()
    {
        StopFlag stop;
        const auto archive = pack(Kind::Zip, {{"SKILL.md", std::string(1 << 20, 's')}});
        QVERIFY(unpackSkill(archive, stop));
        stop.raise();
        const auto stopped = unpackSkill(archive, stop);
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
    }

    void aSkillsFolderIsOnePlainName()
    {
        QCOMPARE(skillFolder("pdf", "skill_1"), "pdf");
        QCOMPARE(skillFolder("  pdf \n", "skill_1"), "pdf");
        QCOMPARE(skillFolder("../../etc/pdf/", "skill_1"), "pdf");
        for (const auto *bad : {"", " ", ".", "..", "/", "a/..", "a\nb", "\xFF"})
            QCOMPARE(skillFolder(bad, "skill_1"), "skill_1");
        QCOMPARE(skillFolder(std::string(300, 'a'), "skill_1"), "skill_1");
        QCOMPARE(skillFolder("..", "../x"), "");
        QCOMPARE(skillFolder("", ""), "");
    }
};

QTEST_GUILESS_MAIN(SkillArchiveTest)
#include "tst_skill_archive.moc"
