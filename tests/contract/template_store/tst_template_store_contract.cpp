// What TemplateStore promises, on the fake that engine tests use and on real folders; and what only real folders can
// get wrong.
#include "core/images/template_folder.h"
#include "core/images/template_record.h"
#include "tests/support/fake_template_store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace glovebox;
using namespace glovebox::ports;
using nlohmann::json;
using testsupport::FakeTemplateStore;

namespace {

WallTime at(int ms)
{
    return WallTime(std::chrono::milliseconds(ms));
}

StoredVersion version(int number)
{
    return {.number = number,
            .snapshot = domain::SnapshotId("tplv-" + std::to_string(number)),
            .builtAt = at(1000 + number),
            .buildTime = std::chrono::milliseconds(17),
            .stepsCached = 1,
            .steps = 2,
            .memory = ByteCount::mib(3),
            .disk = ByteCount::mib(4),
            .baseKey = "image-1",
            .definitionKey = "abc",
            .size = {2, ByteCount::gib(1), ByteCount::gib(8)},
            .ladder = domain::IdleLadder{std::chrono::minutes(1), std::nullopt, std::chrono::hours(2)},
            .warm = 2,
            .runEgress = "none",
            .runner = number == 1 ? domain::CommandLine{} : domain::CommandLine{"", {"node", "/srv/run.mjs"}}};
}

StoredTemplate sample(const std::string &name)
{
    return {.name = name,
            .text = "name = \"" + name + "\"\n# ümläut\n",
            .folder = "/defs",
            .since = at(5),
            .versions = {version(1), version(3)},
            .current = 1,
            .newest = 4,
            .problem = Error{ErrorCode::HostToolFailed, "step 2"},
            .stepKeys = {"k1", "k2"}};
}

StoredStep step(const std::string &key)
{
    return {key, domain::SnapshotId("step-" + key), at(9), ByteCount::mib(7)};
}

} // namespace

#define ON_BOTH(name)                                                                                                  \
    void name##_data()                                                                                                 \
    {                                                                                                                  \
        both();                                                                                                        \
    }                                                                                                                  \
    void name()

class TemplateStoreContract : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<TemplateStore> m_store;

    static void both()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake") << false;
        QTest::newRow("folders") << true;
    }
    QString path(const char *relative) const
    {
        return m_dir->filePath(QLatin1String("templates/") + QLatin1String(relative));
    }
    QByteArray content(const char *relative) const
    {
        QFile file(path(relative));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void put(const char *relative, const QByteArray &bytes) const
    {
        QFile file(path(relative));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QFETCH(bool, real);
        if (!real) {
            m_store = std::make_unique<FakeTemplateStore>();
            return;
        }
        auto opened = images::TemplateFolder::open(m_dir->path().toStdString());
        QVERIFY(opened.has_value());
        m_store = *std::move(opened);
    }
    void cleanup()
    {
        m_store.reset();
        m_dir.reset();
    }

    ON_BOTH(whatIsKeptComesBack)
    {
        QVERIFY(m_store->read()->templates.empty());
        QVERIFY(m_store->keep(sample("b")));
        QVERIFY(m_store->keep(sample("a")));
        StoredTemplate bare{.name = "c", .text = "x", .folder = {}, .since = at(0)};
        QVERIFY(m_store->keep(bare));
        QVERIFY(m_store->keepSteps({step("k1"), step("k2")}));
        const auto shelf = m_store->read();
        QVERIFY(shelf && shelf->unread.empty());
        QCOMPARE(shelf->templates.size(), std::size_t{3});
        QVERIFY(shelf->templates[0] == sample("a"));
        QVERIFY(shelf->templates[1] == sample("b"));
        QVERIFY(shelf->templates[2] == bare);
        QVERIFY((shelf->steps == std::vector<StoredStep>{step("k1"), step("k2")}));
    }

    ON_BOTH(aRecordReplacesTheOneBefore)
    {
        auto record = sample("a");
        QVERIFY(m_store->keep(record));
        record.versions.pop_back();
        record.problem.reset();
        QVERIFY(m_store->keep(record));
        QVERIFY(m_store->read()->templates == std::vector<StoredTemplate>{record});
        QVERIFY(m_store->keepSteps({step("k1")}));
        QVERIFY(m_store->keepSteps({}));
        QVERIFY(m_store->read()->steps.empty());
    }

    ON_BOTH(whatIsRemovedIsGoneWithItsLog)
    {
        QVERIFY(m_store->keep(sample("a")));
        QVERIFY(m_store->keep(sample("b")));
        (*m_store->beginLog("a"))->write("hello");
        QVERIFY(m_store->remove("a"));
        QVERIFY(m_store->remove("a")); // once more
        QCOMPARE(m_store->read()->templates.size(), std::size_t{1});
        QVERIFY(!QDir(path("a")).exists());
    }

    ON_BOTH(aNameThatIsNoneIsRefused)
    {
        for (const auto *name : {"", "../a", "a/b", "A", ".", "tpl-1", "a.json"}) {
            auto record = sample("a");
            record.name = name;
            QVERIFY(m_store->keep(record).error().code == ErrorCode::InvalidArgument);
            QVERIFY(m_store->remove(name).error().code == ErrorCode::InvalidArgument);
            QVERIFY(m_store->beginLog(name).error().code == ErrorCode::InvalidArgument);
        }
        QVERIFY(m_store->read()->templates.empty());
    }

    // ---- Real folders alone

    void aRecordThatDoesNotReadIsNamedAndLeftAlone_data()
    {
        QTest::addColumn<bool>("real"), QTest::newRow("r") << true;
    }
    void aRecordThatDoesNotReadIsNamedAndLeftAlone()
    {
        QVERIFY(m_store->keep(sample("a")));
        QVERIFY(m_store->keep(sample("b")));
        QVERIFY(m_store->keepSteps({step("k1")}));
        put("a/record.json", "{\"format\": 2}");
        put("steps.json", "half of i");
        QVERIFY(QDir(m_dir->path()).mkpath(path("empty")));
        const auto shelf = m_store->read();
        QVERIFY(shelf);
        QCOMPARE(shelf->templates.size(), std::size_t{1});
        QCOMPARE(shelf->unread, (std::vector<std::string>{"a/record.json", "steps.json"}));
        QCOMPARE(content("a/record.json"), QByteArray("{\"format\": 2}"));
    }

    void theLogOfTheBuildBeforeIsKeptBesideTheNewOne_data()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("r") << true;
    }
    void theLogOfTheBuildBeforeIsKeptBesideTheNewOne()
    {
        for (const auto *text : {"one", "two", "three"})
            (*m_store->beginLog("a"))->write(text);
        QCOMPARE(content("a/build.log"), QByteArray("three\n"));
        QCOMPARE(content("a/build.log.1"), QByteArray("two\n"));
        {
            auto log = *m_store->beginLog("a");
            for (int i = 0; i < 20; ++i)
                log->write(std::string(1 << 20, 'x'));
        }
        const auto whole = content("a/build.log");
        QVERIFY(whole.size() < (17 << 20));
        QVERIFY(whole.endsWith("(5 more lines are not kept)\n"));
        QCOMPARE(QFile(path("a/build.log")).permissions() & (QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
    }

    /// Every value missing, of every other type, and beyond its bounds.
    void whatIsMissingOrMadeUpIsRefusedOrTheSame_data()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("r") << true;
    }
    void whatIsMissingOrMadeUpIsRefusedOrTheSame()
    {
        const auto good = json::parse(images::recordText(sample("a")), nullptr, false);
        QVERIFY(images::parseRecord(good.dump()).has_value());
        const std::vector<json> others{nullptr,         true, -1, 1e300, "../x", json::array(), json::object(),
                                       json(UINT64_MAX)};
        int refused = 0;
        const auto flat = good.flatten();
        for (const auto &[key, value] : flat.items())
            for (const auto &other : others) {
                auto changed = good;
                changed[json::json_pointer(key)] = other;
                const auto read = images::parseRecord(changed.dump());
                refused += read ? 0 : 1;
                if (read) // it is something that could have been written
                    QCOMPARE(images::recordText(*images::parseRecord(images::recordText(*read))),
                             images::recordText(*read));
            }
        QVERIFY(refused > 100);
        QVERIFY(!images::parseRecord("[]") && !images::parseRecord("") && !images::parseSteps("{}"));
    }
};

QTEST_GUILESS_MAIN(TemplateStoreContract)
#include "tst_template_store_contract.moc"
