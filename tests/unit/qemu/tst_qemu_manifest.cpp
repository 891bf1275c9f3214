// Manifests as somebody made them up: nothing but a refusal comes of them.
#include "core/qemu/image_users.h"
#include "core/qemu/manifest.h"
#include "core/qemu/store_notes.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::qemu;
using nlohmann::json;

namespace {

domain::SandboxRecord record()
{
    return {
        .id = domain::SandboxId("sbx-1"),
        .name = "s",
        .kept = true,
        .session = domain::SessionId("sesn_1"),
        .title = "a title",
        .hasWorked = true,
        .createdAt = WallTime(std::chrono::milliseconds(3)),
        .shares = {.cpuWeight = 50, .diskRate = ByteCount::mib(20), .diskOperations = 300},
        .ladder = {.pauseAfter = std::chrono::seconds(1), .hibernateAfter = {}, .destroyAfter = std::chrono::hours(1)},
        .keptAliveUntil = WallTime(std::chrono::milliseconds(9)),
        .forkOf = domain::SandboxId("sbx-0"),
        .line = domain::SnapshotId("snap-0"),
        .kernelRelease = "6.1",
        .meter = {.running = std::chrono::milliseconds(10),
                  .paused = std::chrono::milliseconds(20),
                  .hibernated = std::chrono::milliseconds(30),
                  .cpuTime = std::chrono::milliseconds(40),
                  .memoryPeak = ByteCount{50},
                  .diskPeak = ByteCount{60}}};
}

SnapshotManifest sample()
{
    return {.facts = {.origin = {.id = domain::SnapshotId("snap-1"),
                                 .kind = domain::SnapshotKind::Hibernated,
                                 .name = "n",
                                 .sandbox = domain::SandboxId("sbx-1"),
                                 .sandboxName = "s",
                                 .sandboxKept = false,
                                 .session = std::nullopt,
                                 .parent = std::nullopt,
                                 .at = WallTime(std::chrono::milliseconds(5)),
                                 .record = record()},
                      .base = "tpl-1",
                      .size = {},
                      .acceleration = domain::Acceleration::Kvm,
                      .image = {"/k", "/i", "/r", "key"},
                      .memory = ByteCount{1},
                      .disk = ByteCount{2},
                      .diskShared = ByteCount{3},
                      .stopped = std::chrono::microseconds(4),
                      .method = "m"},
            .host = {"7.2", "microvm", "cpu", 4096, 1},
            .rootDisk = {5, -6},
            .files = {{"memory", 7}, {"devices", 8}},
            .hashes = {{"memory", "aa"}, {"devices", "bb"}},
            .content = "abc",
            .layers = {{"snap-1", 9, "cc"}}};
}

} // namespace

class TestManifest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allOfItComesBack()
    {
        const auto text = manifestText(sample());
        const auto back = parseSnapshotManifest(text);
        QVERIFY2(back, back ? "" : describe(back.error()).c_str());
        QCOMPARE(manifestText(*back), text);
        QVERIFY(back->facts.origin == sample().facts.origin);
        QVERIFY(!parseTemplateManifest(text));
        TemplateManifest base;
        base.facts = {.id = "tpl-1",
                      .size = {},
                      .acceleration = domain::Acceleration::Emulated,
                      .image = {"/k", "/i", "/r", "key"},
                      .memory = {},
                      .disk = ByteCount{1}};
        base.host = sample().host;
        base.files = {{"memory", 1}};
        base.content = "abc";
        const auto again = parseTemplateManifest(manifestText(base));
        QVERIFY2(again, again ? "" : describe(again.error()).c_str());
        QCOMPARE(manifestText(*again), manifestText(base));
    }

    /// Of every kind, as a runner's mark. What was written before there were any has none.
    void labelsComeBack()
    {
        auto manifest = sample();
        QVERIFY(parseSnapshotManifest(manifestText(manifest))->facts.origin.labels.empty());
        manifest.facts.origin.labels = manifest.facts.origin.record->labels = {{"team", "billing"}};
        const auto asleep = parseSnapshotManifest(manifestText(manifest));
        QVERIFY(asleep && asleep->facts.origin == manifest.facts.origin);
        manifest.facts.origin.kind = domain::SnapshotKind::Kept;
        manifest.facts.origin.record.reset();
        const auto kept = parseSnapshotManifest(manifestText(manifest));
        QVERIFY(kept && kept->facts.origin == manifest.facts.origin);
        manifest.facts.origin.labels = {{"no name", ""}};
        QVERIFY(!parseSnapshotManifest(manifestText(manifest)));
    }

    /// Of every kind: a record has it of those that sleep alone.
    void aRunnersMarkComesBack()
    {
        auto manifest = sample();
        QVERIFY(!parseSnapshotManifest(manifestText(manifest))->facts.origin.guestRunner);
        manifest.facts.origin.kind = domain::SnapshotKind::Kept;
        manifest.facts.origin.record.reset();
        manifest.facts.origin.guestRunner = true;
        const auto back = parseSnapshotManifest(manifestText(manifest));
        QVERIFY(back && back->facts.origin.guestRunner);
    }

    /// QEMU loads a state only into the devices that it was saved of.
    void whetherThereIsANetworkPortComesBackAndOldOnesHaveNone()
    {
        auto manifest = sample();
        QVERIFY(!parseSnapshotManifest(manifestText(manifest))->facts.network);
        QCOMPARE(json::parse(manifestText(manifest), nullptr, false)["format"], 1); // as versions before wrote them
        manifest.facts.network = true;
        const auto back = parseSnapshotManifest(manifestText(manifest));
        QVERIFY(back && back->facts.network);
        auto later = json::parse(manifestText(manifest), nullptr, false);
        later["format"] = 3;
        QVERIFY(!parseSnapshotManifest(later.dump()));
        TemplateManifest base;
        base.facts = {.id = "tpl-1", .image = sample().facts.image, .network = true};
        base.host = sample().host;
        base.files = {{"memory", 1}};
        base.content = "abc";
        const auto frozen = parseTemplateManifest(manifestText(base));
        QVERIFY2(frozen, frozen ? "" : describe(frozen.error()).c_str());
        QVERIFY(frozen->facts.network);
    }

    void whatASnapshotRunsAsComesBackWithIt()
    {
        auto manifest = sample();
        auto &facts = manifest.facts;
        facts.image.id = domain::ImageId("img-1");
        facts.origin.image = {domain::ImageId("img-1"), "python:3.12", domain::GuestSetup{{{"A", "b"}}, "app", "/srv"}};
        facts.origin.record->image = facts.origin.image;
        const auto asleep = parseSnapshotManifest(manifestText(manifest));
        QVERIFY(asleep.has_value());
        QVERIFY(asleep->facts.origin == facts.origin);
        QVERIFY(asleep->facts.image.id == facts.image.id);
        facts.origin.kind = domain::SnapshotKind::Kept;
        facts.origin.record.reset();
        const auto kept = parseSnapshotManifest(manifestText(manifest));
        QVERIFY(kept.has_value());
        QVERIFY(kept->facts.origin == facts.origin);
        for (const json &bad : {json(3), json::object(), json{{"name", "x"}, {"id", "../x"}}}) {
            auto changed = json::parse(manifestText(manifest), nullptr, false);
            changed["origin"]["image"] = bad;
            QVERIFY(!parseSnapshotManifest(changed.dump()));
        }
    }

    void aTemplateAndASnapshotStandOnTheirRoot()
    {
        const QTemporaryDir folder;
        const auto put = [&](const QString &path, const std::string &text) {
            QFile file(folder.filePath(path + QStringLiteral("/manifest.json")));
            QVERIFY(QDir(folder.path()).mkpath(path) && file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(text.data(), static_cast<qint64>(text.size())), static_cast<qint64>(text.size()));
        };
        TemplateManifest base;
        base.facts = {.id = "tpl-1", .image = sample().facts.image};
        base.host = sample().host;
        base.files = {{"memory", 1}};
        base.content = "abc";
        put(QStringLiteral("templates/tpl-1"), manifestText(base));
        put(QStringLiteral("snapshots/one"), manifestText(sample()));
        const auto frozen = folder.path().toStdString();
        const auto users = usersOfRoot({frozen + "/disks", frozen, {}}, sample().facts.image.rootDisk);
        QCOMPARE(users, (std::vector<std::string>{"snapshot " + sample().facts.origin.id.value(), "template tpl-1"}));
        QVERIFY(usersOfRoot({frozen + "/disks", frozen, {}}, "/another").empty());
    }

    /// Every value missing, of every other type, and beyond its bounds.
    void whatIsMissingOrMadeUpIsRefused()
    {
        const auto good = json::parse(manifestText(sample()), nullptr, false);
        const auto flat = good.flatten();
        const std::vector<json> others{
            nullptr, true, -1, 1e300, "../x", json::array(), json::object(), std::string(5000, 'x'), json(UINT64_MAX)};
        int refused = 0;
        for (const auto &[key, value] : flat.items()) {
            if (key.starts_with("/origin/record"))
                continue; // see the next test
            for (const auto &other : others) {
                auto changed = good;
                changed[json::json_pointer(key)] = other;
                if (const auto taken = parseSnapshotManifest(changed.dump(-1, ' ', false)); taken) {
                    // What was taken is a value of the same kind that nothing is looked up by.
                    QVERIFY2(other.type() == value.type() || (other.is_number() && value.is_number()), key.c_str());
                    QVERIFY(isSafeToken(taken->facts.origin.id.value()) && isSafeToken(taken->facts.base));
                    for (const auto &layer : taken->layers)
                        QVERIFY(isSafeToken(layer.id));
                    for (const auto &file : taken->files)
                        QVERIFY(file.first.find('/') == std::string::npos);
                } else {
                    ++refused;
                }
            }
        }
        QVERIFY(refused > 200);
        auto names = good;
        names["files"] = {{"../../x", 1}};
        QVERIFY(!parseSnapshotManifest(names.dump()));
        auto layers = good;
        layers["layers"] = json(std::vector<json>(65, json{{"id", "snap-1"}, {"bytes", 1}}));
        QVERIFY(!parseSnapshotManifest(layers.dump()));
    }

    void aRecordThatCannotBeReadCostsTheRecordAlone()
    {
        const auto good = json::parse(manifestText(sample()), nullptr, false);
        const std::vector<json> others{
            nullptr, -1, 1e300, "../x\u0001", json::array(), json::object(), std::string(5000, 'x'), json(UINT64_MAX)};
        int lost = 0;
        const auto flat = good.flatten();
        for (const auto &[key, value] : flat.items()) {
            if (!key.starts_with("/origin/record"))
                continue;
            for (const auto &other : others) {
                auto changed = good;
                changed[json::json_pointer(key)] = other;
                const auto taken = parseSnapshotManifest(changed.dump(-1, ' ', false));
                QVERIFY2(taken, key.c_str());
                if (!taken->facts.origin.record)
                    ++lost;
                else
                    QVERIFY2(other.type() == value.type() || (other.is_number() && value.is_number()), key.c_str());
            }
        }
        QVERIFY(lost > 100);
        auto another = sample();
        another.facts.origin.record->id = domain::SandboxId("sbx-2");
        QVERIFY(!parseSnapshotManifest(manifestText(another))->facts.origin.record);
        auto before = good; // as versions before wrote it
        before["origin"].erase("record");
        before.erase("hashes");
        before["layers"][0].erase("hash");
        const auto old = parseSnapshotManifest(before.dump());
        QVERIFY(old && !old->facts.origin.record && old->hashes.empty() && old->layers[0].hash.empty());
    }

    void aRecordWithLongTextsCanBeReadAgain()
    {
        auto long1 = sample();
        long1.facts.origin.record->title = std::string(20'000, '\xff');
        const auto back = parseSnapshotManifest(manifestText(long1));
        QVERIFY(back && back->facts.origin.record);
    }

    void notesComeBackAndWhatIsMadeUpIsRefused()
    {
        const SnapshotNotes notes{"n", true, WallTime(std::chrono::milliseconds(7)), "d"};
        QVERIFY(parseSnapshotNotes(notesText(notes)) == notes);
        const ports::TemplateNotes log{std::string(17'000, 'l'), domain::IdleLadder{std::chrono::seconds(3), {}, {}}};
        QVERIFY(parseTemplateNotes(notesText(log)) == log);
        QVERIFY(!parseTemplateNotes(notesText(notes)) && !parseSnapshotNotes(notesText(log)));
        for (const std::string &text : {std::string(), std::string("[]"), std::string(200'000, '['), std::string("{}")})
            QVERIFY(!parseSnapshotNotes(text) && !parseTemplateNotes(text));
        for (const auto &text : {notesText(notes), notesText(log)}) {
            const auto whole = json::parse(text, nullptr, false);
            const auto flat = whole.flatten();
            for (const auto &[key, value] : flat.items())
                for (const auto &other : {json(nullptr), json(json::array()), json(UINT64_MAX)}) {
                    auto changed = whole;
                    changed[json::json_pointer(key)] = other;
                    QVERIFY2(!parseSnapshotNotes(changed.dump()) && !parseTemplateNotes(changed.dump()), key.c_str());
                }
        }
    }

    void whatIsNoManifestIsRefused()
    {
        for (const std::string &text :
             {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string(60'000, '['),
              std::string(70'000, ' '), manifestText(sample()).substr(0, 300)})
            QVERIFY(!parseSnapshotManifest(text) && !parseTemplateManifest(text));
    }
};

QTEST_GUILESS_MAIN(TestManifest)
#include "tst_qemu_manifest.moc"
