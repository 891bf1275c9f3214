// Memory stores and skills of the demo server, as the protocol has them: conflicts, preconditions, bounds, pages, zips.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/demo/memory_shelf.h"
#include "core/demo/skill_shelf.h"
#include "tests/support/manual_clock.h"

#include <archive.h>
#include <archive_entry.h>

using namespace glovebox::demo;
using glovebox::http::Query;

namespace {

struct Unpacked {
    std::string content;
    unsigned mode = 0;
};

std::map<std::string, Unpacked> unpacked(const std::string &zip)
{
    std::map<std::string, Unpacked> files;
    const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), archive_read_free);
    archive_read_support_format_zip(reader.get());
    if (archive_read_open_memory(reader.get(), zip.data(), zip.size()) != ARCHIVE_OK)
        return files;
    archive_entry *entry = nullptr;
    while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
        std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
        archive_read_data(reader.get(), content.data(), content.size());
        files[archive_entry_pathname(entry)] = {content, archive_entry_perm(entry)};
    }
    return files;
}

} // namespace

class ShelvesTest : public QObject {
    Q_OBJECT

    testsupport::ManualClock m_clock;
    IdSource m_ids{3};
    std::unique_ptr<MemoryShelf> m_shelf;
    std::string m_store;

    Answer<Json> create(const std::string &path, const std::string &content = "x")
    {
        return m_shelf->create(m_store, {{"path", path}, {"content", content}}, {});
    }
    static std::string textIn(const Json &json, const char *key) { return json.at(key).get<std::string>(); }

private Q_SLOTS:
    void init()
    {
        m_shelf = std::make_unique<MemoryShelf>(m_clock, m_ids);
        m_shelf->addStore("Team notes", {{"/style.md", "short"}});
        m_store = MemoryShelf::idFor("Team notes");
    }

    void aStoreIsWhereItsNameSays_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("words") << QByteArray("User Preferences") << QByteArray("/mnt/memory/user-preferences");
        QTest::newRow("runs") << QByteArray("a -- b") << QByteArray("/mnt/memory/a-b");
        QTest::newRow("letters of others") << QByteArray("caf\xC3\xA9s") << QByteArray("/mnt/memory/caf-s");
        QTest::newRow("climbing") << QByteArray("../../etc") << QByteArray("/mnt/memory/-etc");
    }

    void aStoreIsWhereItsNameSays()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, path);
        QCOMPARE(MemoryShelf::mountPathFor(name.toStdString()), path.toStdString());
    }

    void aMemoryIsWrittenReadAndForgotten()
    {
        const auto created = create("/n/new.md", "hello");
        QVERIFY(created);
        QVERIFY(created->at("content").is_null());
        QCOMPARE(textIn(*created, "content_sha256"),
                 std::string("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
        const auto id = textIn(*created, "id");
        QCOMPARE(textIn(*m_shelf->retrieve(m_store, id, {}), "content"), std::string("hello"));
        QVERIFY(m_shelf->retrieve(m_store, id, Query::parse("view=basic"))->at("content").is_null());
        QCOMPARE(m_shelf->remove(m_store, id, Query::parse("expected_content_sha256=00")).error().type,
                 std::string("memory_precondition_failed_error"));
        QVERIFY(m_shelf->remove(m_store, id, {}));
        QCOMPARE(m_shelf->retrieve(m_store, id, {}).error().status, 404);
    }

    void aPathThatIsTakenIsAConflict()
    {
        for (const char *path : {"/style.md", "/style.md/below"}) {
            const auto refused = create(path);
            QVERIFY2(!refused, path);
            QCOMPARE(refused.error().status, 409);
            const auto body = envelope(refused.error(), "req_1").at("error");
            QCOMPARE(textIn(body, "type"), std::string("memory_path_conflict_error"));
            QCOMPARE(textIn(body, "conflicting_path"), std::string("/style.md"));
        }
        QVERIFY(create("/a/b/c.md"));
        QCOMPARE(create("/a/b").error().status, 409);
        QVERIFY(create("/a/bc"));
    }

    void anUpdateWantsTheContentThatWasSeen()
    {
        const auto listed = m_shelf->list(m_store, Query::parse("view=full"));
        const auto &memory = listed->at("data").at(0);
        const auto id = textIn(memory, "id");
        const auto expecting = [&](const std::string &sha, const char *content) {
            return m_shelf->update(
                m_store, id,
                {{"content", content}, {"precondition", {{"type", "content_sha256"}, {"content_sha256", sha}}}}, {});
        };
        QVERIFY(expecting(textIn(memory, "content_sha256"), "longer"));
        QCOMPARE(expecting(textIn(memory, "content_sha256"), "other").error().status, 409);
        // Somebody whose first answer was lost is not told off.
        QVERIFY(expecting(textIn(memory, "content_sha256"), "longer"));
        QCOMPARE(textIn(*m_shelf->retrieve(m_store, id, {}), "content"), std::string("longer"));
        QVERIFY(m_shelf->update(m_store, id, {{"path", "/moved.md"}}, {}));
        QCOMPARE(textIn(*m_shelf->retrieve(m_store, id, {}), "path"), std::string("/moved.md"));
        QVERIFY(create("/style.md"));
        QCOMPARE(m_shelf->update(m_store, id, {{"path", "/style.md"}}, {}).error().status, 409);
    }

    void badPathsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"", "/", "a.md", "/a//b", "/a/", "/./a", "/../a", "/a/..", "/a\nb", "/a\x01"})
            QTest::newRow(path) << QByteArray(path);
        QTest::newRow("deep") << QByteArray("/a").repeated(21);
        QTest::newRow("long") << "/" + QByteArray(1024, 'x');
    }

    void badPathsAreRefused()
    {
        QFETCH(QByteArray, path);
        const auto refused = create(path.toStdString());
        QVERIFY(!refused);
        QCOMPARE(refused.error().status, 400);
    }

    void whatIsTooLargeIsRefused()
    {
        QVERIFY(create("/most.md", std::string(102'400, 'x')));
        QCOMPARE(create("/more.md", std::string(102'401, 'x')).error().status, 413);
        QCOMPARE(m_shelf->create(m_store, {{"path", "/a"}, {"content", 7}}, {}).error().status, 400);
    }

    void listsComeInPagesOfTheirOwnSizes()
    {
        for (int i = 0; i < 120; ++i)
            QVERIFY(create("/many/" + std::to_string(i)));
        QCOMPARE(m_shelf->list(m_store, {})->at("data").size(), std::size_t(100));
        const auto full = m_shelf->list(m_store, Query::parse("view=full&limit=20"));
        QCOMPARE(full->at("data").size(), std::size_t(20));
        QCOMPARE(m_shelf->list(m_store, Query::parse("view=full&limit=21")).error().status, 400);
        QCOMPARE(m_shelf->list(m_store, Query::parse("limit=101")).error().status, 400);
        const auto rest =
            m_shelf->list(m_store, Query::parse("page=" + textIn(*m_shelf->list(m_store, {}), "next_page")));
        QCOMPARE(rest->at("data").size(), std::size_t(21));
        QVERIFY(rest->at("next_page").is_null());
        const auto top = m_shelf->list(m_store, Query::parse("depth=1"));
        QCOMPARE(top->at("data").size(), std::size_t(2));
        QVERIFY(top->at("data").at(0) == (Json{{"type", "memory_prefix"}, {"path", "/many/"}}));
        QCOMPARE(m_shelf->list(m_store, Query::parse("path_prefix=/style"))->at("data").size(), std::size_t(1));
    }

    void aSkillIsAZipWithOneFolder()
    {
        SkillShelf shelf;
        shelf.add({"forms", "Fills forms", {{"SKILL.md", "# Forms\n"}, {"bin/fill.sh", "#!/bin/sh\n"}}}, "t");
        QVERIFY(!shelf.version("skill_none", "latest") && !shelf.version("skill_forms", "2"));
        const auto version = shelf.version("skill_forms", "latest");
        const auto concrete = textIn(*version, "id");
        QVERIFY(*shelf.version("skill_forms", concrete) == *version);
        QVERIFY(!shelf.archive("skill_forms", "latest"));
        const auto zip = shelf.archive("skill_forms", concrete);
        QVERIFY(zip && zip->starts_with("PK\x03\x04"));
        const auto files = unpacked(*zip);
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files.at("forms/SKILL.md").content, std::string("# Forms\n"));
        QCOMPARE(files.at("forms/SKILL.md").mode, 0644U);
        QCOMPARE(files.at("forms/bin/fill.sh").mode, 0755U);
    }
};

QTEST_GUILESS_MAIN(ShelvesTest)
#include "tst_shelves.moc"
