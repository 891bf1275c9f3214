// What is done with snapshots and templates that are complete: names and pins, checks of their files, and what is kept
// of a hibernated sandbox.
#include "core/qemu/file_hash.h"
#include "core/qemu/store_notes.h"
#include "tests/unit/qemu/store_rig.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace store_tests;
using domain::SnapshotId;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class TestStoreUpkeep : public QObject {
    Q_OBJECT

    static Result<> label(StoreRig &rig, const char *id, const char *name, bool pinned)
    {
        return rig.answer([&](auto done) { return rig.store->label(SnapshotId(id), {name, pinned}, std::move(done)); });
    }
    static Result<> removeSnapshot(StoreRig &rig, const char *id)
    {
        return rig.answer([&](auto done) { return rig.store->removeSnapshot(SnapshotId(id), std::move(done)); });
    }
    static Result<ports::SnapshotProof> verify(StoreRig &rig, const char *id)
    {
        return rig.answer<ports::SnapshotProof>(
            [&](auto done) { return rig.store->verify(SnapshotId(id), nullptr, std::move(done)); });
    }
    static ports::SnapshotFacts factsOf(StoreRig &rig, const char *id)
    {
        for (auto &facts : rig.store->snapshots())
            if (facts.origin.id.value() == id)
                return facts;
        qFatal("there is no snapshot %s", id);
    }
    static Result<ports::SnapshotFacts> keep(StoreRig &rig, const char *hibernated, const char *id)
    {
        auto origin = factsOf(rig, hibernated).origin;
        origin.id = SnapshotId(id);
        origin.kind = domain::SnapshotKind::Kept;
        origin.name = "kept";
        return rig.answer<ports::SnapshotFacts>(
            [&](auto done) { return rig.store->keep(SnapshotId(hibernated), origin, std::move(done)); });
    }
    static void fill(StoreRig &rig, domain::SnapshotKind kind = domain::SnapshotKind::Kept)
    {
        const auto base = rig.stored("tpl-1");
        const auto one = rig.layer("snap-1");
        must(rig.snapshot("snap-1", base, {one}));
        must(rig.snapshot("snap-2", base, {one, rig.layer("snap-2")}, kind));
    }
    static void turnABit(const std::string &path)
    {
        fs::permissions(path, fs::perms(0600));
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(0, std::ios::end);
        const auto at = static_cast<std::streamoff>(file.tellg()) / 2;
        file.seekg(at);
        const char was = static_cast<char>(file.get());
        file.seekp(at);
        file.put(static_cast<char>(was ^ 1));
    }

private Q_SLOTS:
    void aNameAndAPinAreThereAfterAStart()
    {
        StoreRig rig;
        fill(rig);
        QVERIFY(label(rig, "snap-1", "another \"name\"", true));
        QCOMPARE(factsOf(rig, "snap-1").origin.name, std::string("another \"name\""));
        rig.open();
        QCOMPARE(factsOf(rig, "snap-1").origin.name, std::string("another \"name\""));
        QVERIFY(factsOf(rig, "snap-1").pinned && !factsOf(rig, "snap-2").pinned);
        QCOMPARE(label(rig, "snap-none", "x", false).error().code, ErrorCode::NotFound);
    }

    void aPinnedOneIsNotRemoved()
    {
        StoreRig rig;
        fill(rig);
        QVERIFY(label(rig, "snap-2", "", true));
        QCOMPARE(removeSnapshot(rig, "snap-2").error().code, ErrorCode::InvalidState);
        QVERIFY(label(rig, "snap-2", "", false));
        QVERIFY(removeSnapshot(rig, "snap-2"));
        QCOMPARE(namesIn(rig.frozenDir() + "/snapshots"), Names{"snap-1"});
    }

    void notesThatCannotBeReadCostNothingButThemselves()
    {
        StoreRig rig;
        fill(rig);
        QVERIFY(label(rig, "snap-1", "new", true));
        rig.close();
        const auto notes = rig.frozenDir() + "/snapshots/snap-1/notes.json";
        for (const std::string &text :
             {std::string("{"), std::string(), std::string(300'000, 'x'), std::string("null")}) {
            writeFile(notes, text);
            rig.open();
            QCOMPARE(rig.store->snapshots().size(), std::size_t{2});
            QVERIFY(!factsOf(rig, "snap-1").pinned);
            rig.close();
        }
        fs::remove(notes);
        fs::create_symlink("/etc/passwd", notes);
        rig.open();
        QCOMPARE(rig.store->snapshots().size(), std::size_t{2});
    }

    void whatIsWholeIsFoundWholeAndRemembered()
    {
        StoreRig rig;
        fill(rig);
        const auto proof = verify(rig, "snap-2");
        QVERIFY2(proof, proof ? "" : describe(proof.error()).c_str());
        QVERIFY(proof->byContent);
        QCOMPARE(factsOf(rig, "snap-2").verifiedAt, std::optional(proof->at));
        QVERIFY(label(rig, "snap-2", "x", false)); // behind the note of the check
        rig.open();
        QCOMPARE(factsOf(rig, "snap-2").verifiedAt, std::optional(proof->at));
        QVERIFY(verify(rig, "snap-2"));
    }

    void oneBitInAnyFileIsFoundAndNamed()
    {
        StoreRig rig;
        fill(rig);
        rig.close();
        const Names files{"snapshots/snap-2/memory",    "snapshots/snap-2/devices",    "layers/snap-1.qcow2",
                          "layers/snap-2.qcow2",        "templates/tpl-1/memory",      "templates/tpl-1/devices",
                          "templates/tpl-1/disk.qcow2", "templates/tpl-1/blank.qcow2", "templates/tpl-1/overlay.qcow2"};
        for (const auto &file : files) {
            const auto copy = rig.path("copy");
            removeTree(copy);
            fs::copy(rig.frozenDir(), copy, fs::copy_options::recursive);
            turnABit(copy + "/" + file);
            rig.open(copy, thisHost());
            const auto found = verify(rig, "snap-2");
            QVERIFY2(!found, file.c_str());
            QCOMPARE(found.error().code, ErrorCode::ProtocolError);
            const auto name = fs::path(file).stem().string();
            QVERIFY2(found.error().detail.find(name) != std::string::npos, found.error().detail.c_str());
            QCOMPARE(factsOf(rig, "snap-2").damage, found.error().detail);
            QVERIFY(label(rig, "snap-2", "x", false));
            rig.open(copy, thisHost());
            QCOMPARE(factsOf(rig, "snap-2").damage, found.error().detail);
            rig.close();
        }
    }

    void aFileThatIsGoneMeanwhileIsMissed()
    {
        StoreRig rig;
        fill(rig);
        fs::remove(rig.frozenDir() + "/layers/snap-1.qcow2");
        const auto found = verify(rig, "snap-2");
        QVERIFY(!found && found.error().detail.find("snap-1 is missing") != std::string::npos);
    }

    void ofOneFromBeforeChecksumsLengthsAloneAreCompared()
    {
        StoreRig rig;
        fill(rig);
        rig.close();
        for (const char *of : {"/templates/tpl-1/", "/snapshots/snap-1/"}) {
            const auto path = rig.frozenDir() + of + "manifest.json";
            std::ifstream file(path);
            auto manifest = nlohmann::json::parse(file, nullptr, false);
            manifest.erase("hashes");
            for (auto &layer : manifest["layers"])
                layer.erase("hash");
            writeFile(path, manifest.dump());
        }
        rig.open();
        const auto proof = verify(rig, "snap-1");
        QVERIFY(proof && !proof->byContent);
        QVERIFY(!factsOf(rig, "snap-1").verifiedAt && factsOf(rig, "snap-1").damage.empty());
    }

    void aCheckThatNobodyWaitsForLeavesNoWord()
    {
        StoreRig rig;
        fill(rig);
        auto call = rig.store->verify(SnapshotId("snap-1"), nullptr, [](const auto &) { qFatal("it was let go of"); });
        call.cancel();
        QVERIFY(verify(rig, "snap-2")); // one after the other
        QVERIFY(!factsOf(rig, "snap-1").verifiedAt);
    }

    void whatIsKeptOfAHibernatedOneSharesItsFiles()
    {
        StoreRig rig;
        fill(rig, domain::SnapshotKind::Hibernated);
        const auto before = factsOf(rig, "snap-2");
        const auto kept = keep(rig, "snap-2", "snap-3");
        QVERIFY2(kept, kept ? "" : describe(kept.error()).c_str());
        QCOMPARE(kept->memory, before.memory);
        QCOMPARE(inodeOf(rig.frozenDir() + "/snapshots/snap-2/memory"),
                 inodeOf(rig.frozenDir() + "/snapshots/snap-3/memory"));
        // What both have is counted once.
        QCOMPARE(factsOf(rig, "snap-2").memory, before.memory);
        QCOMPARE(factsOf(rig, "snap-3").memory, ByteCount{0});
        QCOMPARE(factsOf(rig, "snap-3").disk, ByteCount{0});
        rig.open();
        QCOMPARE(factsOf(rig, "snap-3").memory, ByteCount{0});
        QCOMPARE(factsOf(rig, "snap-3").origin.name, std::string("kept"));
        QVERIFY(must(verify(rig, "snap-3")).byContent);
        QVERIFY(removeSnapshot(rig, "snap-2"));
        QCOMPARE(factsOf(rig, "snap-3").memory, before.memory);
        rig.open();
        QVERIFY(must(verify(rig, "snap-3")).byContent);
        const auto opened = rig.answer<std::shared_ptr<const ports::Snapshot>>(
            [&](auto done) { return rig.store->openSnapshot(SnapshotId("snap-3"), std::move(done)); });
        QVERIFY(opened);
    }

    void whatWasKeptMayGoFirst()
    {
        StoreRig rig;
        fill(rig, domain::SnapshotKind::Hibernated);
        must(keep(rig, "snap-2", "snap-3"));
        QVERIFY(removeSnapshot(rig, "snap-3"));
        QVERIFY(must(verify(rig, "snap-2")).byContent);
        QCOMPARE(namesIn(rig.frozenDir() + "/layers"), (Names{"snap-1.qcow2", "snap-2.qcow2"}));
        QVERIFY(removeSnapshot(rig, "snap-2") && removeSnapshot(rig, "snap-1"));
        QCOMPARE(namesIn(rig.frozenDir() + "/layers"), Names());
    }

    void whatIsGoneCannotBeKept()
    {
        StoreRig rig;
        fill(rig, domain::SnapshotKind::Hibernated);
        const auto origin = factsOf(rig, "snap-1").origin;
        const auto kept = rig.answer<ports::SnapshotFacts>(
            [&](auto done) { return rig.store->keep(SnapshotId("snap-9"), origin, std::move(done)); });
        QCOMPARE(kept.error().code, ErrorCode::NotFound);
        QCOMPARE(keep(rig, "snap-2", "snap-1").error().code, ErrorCode::InvalidState); // the name is taken
        QCOMPARE(namesIn(rig.frozenDir() + "/snapshots"), (Names{"snap-1", "snap-2"}));
    }

    void aTemplatesNotesAreThereAfterAStart()
    {
        StoreRig rig;
        const auto base = rig.frozen("tpl-1");
        rig.store->add(base);
        const ports::TemplateNotes notes{"line one\nline \xff two\n",
                                         domain::IdleLadder{std::chrono::seconds(5), {}, {}}};
        QVERIFY(rig.answer([&](auto done) { return rig.store->note("tpl-1", notes, std::move(done)); }));
        rig.wait([&] { return base->folder()->complete() && !rig.store->templates().empty(); });
        QVERIFY(rig.store->templates().front().notes == notes);
        QVERIFY(!rig.answer([&](auto done) { return rig.store->note("tpl-2", notes, std::move(done)); }));
        rig.open();
        QVERIFY(rig.store->templates().front().notes.ladder == notes.ladder);
        QVERIFY(rig.store->templates().front().notes.log.starts_with("line one\nline "));
    }

    void aHashIsOfTheBytesNotOfTheirPlaceOnTheDisk()
    {
        StoreRig rig;
        const auto any = [](std::uint64_t) {
            return true;
        };
        const auto holes = rig.path("holes");
        writeFile(holes, "begin");
        fs::resize_file(holes, 3 << 20);
        writeFile(rig.path("zeros"), "begin" + std::string((3 << 20) - 5, '\0'));
        QCOMPARE(must(hashOfFile(holes, any)), must(hashOfFile(rig.path("zeros"), any)));
        fs::resize_file(holes, (3 << 20) + 1);
        QVERIFY(must(hashOfFile(holes, any)) != must(hashOfFile(rig.path("zeros"), any)));
        std::string moved((3 << 20), '\0');
        moved.replace(1 << 20, 5, "begin");
        writeFile(rig.path("moved"), moved);
        QVERIFY(must(hashOfFile(rig.path("moved"), any)) != must(hashOfFile(rig.path("zeros"), any)));
        QCOMPARE(hashOfFile(rig.path("zeros"), [](std::uint64_t) { return false; }).error().code, ErrorCode::Cancelled);
        QVERIFY(!hashOfFile(rig.path(""), any) && !hashOfFile("/dev/null", any));
    }
};

QTEST_GUILESS_MAIN(TestStoreUpkeep)
#include "tst_qemu_store_upkeep.moc"
