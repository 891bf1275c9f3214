// The library's folder: sizes that add up, locks, what crashes and damage leave, and that it is shared.
#include <QTest> // first: Qt 6.4's moc cannot read <compare> when nothing came before it

#include "tests/support/image_sources.h"
#include "tests/support/oci_fixture.h"
#include "tests/support/waited.h"

#include <QTemporaryDir>

#include <set>

using namespace glovebox;
using namespace glovebox::images;
using namespace testsupport;
namespace fs = std::filesystem;

class ImageLibraryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        m_library = std::make_unique<DiskImageLibrary>(libraryIn(path("library")));
    }
    void cleanup()
    {
        m_other.reset();
        m_library.reset();
        m_scratch.reset();
    }

    void sizesAddUpToWhatTheDiskSays()
    {
        const auto one = imported("one", {std::string(100'000, 'a'), std::string(50'000, 'b')});
        const auto two = imported("two", {std::string(100'000, 'a'), std::string(70'000, 'c')});
        QVERIFY(one && two);
        makeTarball(path("three.tar"), "f", std::string(9'000, 'd'));
        QVERIFY(import({{domain::ImageOrigin::Tarball, path("three.tar"), {}, {}}, {}, {}, false}));
        writeContent(path("library/images/tmp-left/half"), std::string(20'000, 'x'));
        compareWithDu();
        QVERIFY(usage().unneeded.value >= 20'000);
        QVERIFY(remove(one->id));
        compareWithDu();
        const auto before = usage();
        QCOMPARE(collect(), before.unneeded);
        QCOMPARE(usage().unneeded.value, std::uint64_t{0});
        compareWithDu();
    }

    void sharedLayersAreKeptOnceAndStayWithTheLastWhoHasThem()
    {
        const auto one = imported("one", {"below", "above"});
        const auto two = imported("two", {"below", "other"});
        QVERIFY(one && two);
        QCOMPARE(one->layers[0].digest, two->layers[0].digest);
        QCOMPARE(blobs().size(), std::size_t{3 + 4}); // layers; a config and a manifest each
        QVERIFY(remove(one->id));
        QVERIFY(collect().value > 0);
        QVERIFY(blobs().contains(two->layers[0].digest.substr(7)));
        QVERIFY(!blobs().contains(one->layers[1].digest.substr(7)));
        QVERIFY(verify(two->id));
    }

    void imagesOfTheSameLayersHaveOneRoot()
    {
        const auto one = imported("one", {"same"});
        QVERIFY(one);
        makeLayout(path("two"), {"same"});
        changeConfig(path("two"));
        const auto two = import({layoutSource("two"), {}, {}, false});
        QVERIFY2(two, two ? "" : describe(two.error()).c_str());
        QVERIFY(two->id != one->id);
        QCOMPARE(two->rootSize, one->rootSize);
        QCOMPARE(two->entries, one->entries);
        QCOMPARE(open("one")->guest.rootDisk, open("two")->guest.rootDisk);
        QVERIFY(remove(one->id));
        QVERIFY(open("two")); // it is still theirs
    }

    void blobsAreKeptWhenTheirSourceGoesAndCannotBeWritten()
    {
        const auto image = imported("one", {"hello"});
        QVERIFY(image);
        fs::remove_all(path("one"));
        QVERIFY(open("one"));
        QVERIFY(verify(image->id));
        for (const auto &hex : blobs())
            QCOMPARE(fs::status(path("library/blobs/sha256/" + hex)).permissions(),
                     fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
    }

    void aBlobThatWasDamagedIsMadeAnewFromTheSource()
    {
        const auto image = imported("one", {std::string(5000, 'a')});
        QVERIFY(image);
        QVERIFY(remove(image->id));
        spoil(path("library/blobs/sha256/" + image->layers[0].digest.substr(7)));
        const auto again = import({layoutSource("one"), {}, {}, false});
        QVERIFY2(again, again ? "" : describe(again.error()).c_str());
        QCOMPARE(again->id, image->id);
        QVERIFY(verify(image->id));
    }

    /// While one looks at a damaged blob, another program may have made it anew.
    void aBlobThatIsMadeAnewMeanwhileIsNotRemoved()
    {
        const auto image = imported("one", {std::string(5000, 'a')});
        QVERIFY(image);
        const LibraryFolder folder(path("library/images"), path("library/blobs"));
        const auto place = folder.makeWorkplace(folder.blobsFolder());
        QVERIFY(place);
        const auto hex = image->layers[0].digest.substr(7);
        const auto blob = folder.blobPath(hex);
        const auto whole = contentOf(blob);
        const auto look = [&](const std::function<void(ByteCount)> &meanwhile) {
            return removeDamagedBlob(folder, hex, (*place)->path(), meanwhile, {});
        };
        const auto nothing = [](ByteCount) {
        };
        QCOMPARE(look(nothing).value(), false);
        QCOMPARE(contentOf(blob), whole);
        spoil(blob);
        QCOMPARE(look([&](ByteCount) {
                     writeContent(path("fresh"), whole);
                     fs::rename(path("fresh"), blob);
                 }).value(),
                 true);
        QCOMPARE(contentOf(blob), whole);
        spoil(blob);
        QCOMPARE(look(nothing).value(), true);
        QVERIFY(!fs::exists(blob));
        QCOMPARE(look(nothing).value(), true); // it has to come, too
        QCOMPARE(names((*place)->path()), std::set<std::string>{"lock"});
    }

    void aLayoutThatIsDamagedIsRefusedAndLeavesNothing()
    {
        makeLayout(path("one"), {std::string(5000, 'a')});
        spoil(largestIn(path("one/blobs/sha256")));
        const auto image = import({layoutSource("one"), {}, {}, false});
        QVERIFY(!image);
        QCOMPARE(image.error().code, ErrorCode::ImageBroken);
        QVERIFY(image.error().detail.find("sha256:") != std::string::npos);
        QCOMPARE(names(path("library/images")), (std::set<std::string>{"imports", "lock", "records"}));
        QCOMPARE(names(path("library/blobs")), std::set<std::string>{"sha256"});
    }

    void aRootThatWasDamagedIsMadeAnewByTheNextImport()
    {
        const auto image = imported("one", {"hello"});
        QVERIFY(image);
        spoil(open("one")->guest.rootDisk);
        m_library = std::make_unique<DiskImageLibrary>(libraryIn(path("library"))); // lets go of it
        QVERIFY(!open("one"));
        QVERIFY(import({layoutSource("one"), {}, {}, false}));
        QVERIFY(open("one"));
        QVERIFY(verify(image->id));
    }

    /// Another image may need it, however its own config lies about it.
    void aLayerThatIsWholeStaysWhateverAnImageSaysOfIt()
    {
        const auto good = imported("one", {std::string(5000, 'a')});
        QVERIFY(good);
        const auto kept = blobs();
        testsupport::OciFixture liar(path("two"));
        const auto wrong = "sha256:" + std::string(64, '0');
        liar.config["rootfs"] = {{"type", "layers"}, {"diff_ids", {wrong, wrong}}};
        for (const auto &blob : names(path("one/blobs/sha256")))
            if (blob == good->layers[0].digest.substr(7))
                liar.addLayer(contentOf(path("one/blobs/sha256/" + blob)), testsupport::Packing::None);
        liar.addLayer({testsupport::TarItem::file("another", "root than the first one's")}); // or that would be taken
        liar.finish();
        const auto refused = import({layoutSource("two"), {}, {}, false});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ImageBroken);
        QVERIFY(std::ranges::includes(blobs(), kept));
        QVERIFY(verify(good->id));
    }

    /// What is wrong with it comes again however often it is fetched.
    void anImageThatIsBadAtItsSourceIsReadOnce()
    {
        OciFixture bad(path("bad"));
        bad.addLayer({TarItem::file("../../escaped", "x")});
        bad.finish();
        std::vector<std::string> steps;
        const auto refused = waited<domain::Image>([&](auto done) {
            return m_library->import(
                {layoutSource("bad"), {}, {}, false},
                [&](ports::ImportProgress told) {
                    if (steps.empty() || steps.back() != told.step)
                        steps.push_back(told.step);
                },
                std::move(done));
        });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ImageBroken);
        QVERIFY2(refused.error().detail.find("escaped") != std::string::npos, refused.error().detail.c_str());
        for (const auto &step : steps)
            QVERIFY2(step.find("again") == std::string::npos, step.c_str());
        QVERIFY(std::ranges::count(steps, "Reading the image") == 1);
    }

    void aNameThatIsTakenForSomethingElseIsRefusedAtOnce()
    {
        makeLayout(path("one"), {"hello"});
        for (const char *name : {"../../x", "A B", "default"}) {
            const auto refused = import({layoutSource("one"), name, {}, false});
            QVERIFY2(!refused && refused.error().code == ErrorCode::InvalidArgument, name);
        }
        QVERIFY(!fs::exists(path("library/blobs"))); // nothing was copied
        fs::rename(path("one"), path("one of mine"));
        const auto image = import({layoutSource("one of mine"), {}, {}, false});
        QVERIFY2(image, image ? "" : describe(image.error()).c_str());
        QCOMPARE(image->names, std::vector<std::string>{"one-of-mine"});
    }

    void aDamagedLayerIsNamedByVerifying()
    {
        const auto image = imported("one", {std::string(5000, 'a')});
        QVERIFY(image);
        const auto hex = image->layers[0].digest.substr(7);
        spoil(path("library/blobs/sha256/" + hex));
        const auto found = verify(image->id);
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::ImageBroken);
        QVERIFY(found.error().detail.find(hex) != std::string::npos);
        // The cache may go, and the image does not need it.
        fs::remove_all(path("library/blobs"));
        QCOMPARE(verify(image->id).value(), (ports::ImageProof{1, 3}));
        QVERIFY(open("one"));
        // It says so until an import brings them again.
        QVERIFY(import({layoutSource("one"), {}, {}, false}));
        QCOMPARE(verify(image->id).value(), (ports::ImageProof{4, 0}));
    }

    void whatAnotherProgramUsesIsNotRemoved()
    {
        const auto image = imported("one", {"hello"});
        QVERIFY(image);
        m_other = std::make_unique<DiskImageLibrary>(libraryIn(path("library")));
        QVERIFY(waited<ports::OpenImage>([&](auto done) { return m_other->open("one", std::move(done)); }));
        const auto removed = remove(image->id);
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::Conflict);
        QVERIFY(open("one"));
        m_other.reset();
        QVERIFY(remove(image->id));
    }

    void whatOneProgramBringsInAnotherFinds()
    {
        m_other = std::make_unique<DiskImageLibrary>(libraryIn(path("library")));
        const auto image = imported("one", {"hello"});
        QVERIFY(image);
        const auto seen = waited<std::vector<domain::Image>>([&](auto done) { return m_other->list(std::move(done)); });
        QCOMPARE(seen.value(), std::vector{*image});
        QVERIFY(waited<ports::OpenImage>([&](auto done) { return m_other->open("one", std::move(done)); }));
    }

    void collectingTakesNothingWhileAnotherProgramImports()
    {
        QVERIFY(imported("one", {"hello"}));
        writeContent(path("library/blobs/sha256/" + std::string(64, 'e')), "of an import that runs");
        const LibraryFolder folder(path("library/images"), path("library/blobs"));
        {
            const auto running = folder.joinImports();
            QVERIFY(running);
            const auto place = folder.makeWorkplace(folder.blobsFolder());
            QVERIFY(place);
            QCOMPARE(collect().value, std::uint64_t{0});
            QVERIFY(fs::exists((*place)->path()));
            QVERIFY(blobs().contains(std::string(64, 'e')));
        }
        QVERIFY(collect().value > 0);
        QVERIFY(!blobs().contains(std::string(64, 'e')));
    }

    void anImportWaitsForTheOneThatIsUnderWay()
    {
        makeLayout(path("one"), {"hello"});
        const LibraryFolder folder(path("library/images"), path("library/blobs"));
        QVERIFY(folder.make());
        auto claim = folder.claim(layoutSource("one"));
        QVERIFY(claim);
        std::vector<std::string> steps;
        std::optional<Result<domain::Image>> answer;
        const auto call = m_library->import(
            {layoutSource("one"), {}, {}, false}, [&](ports::ImportProgress told) { steps.push_back(told.step); },
            [&](Result<domain::Image> image) { answer = std::move(image); });
        QTRY_COMPARE(steps, std::vector<std::string>{"Waiting for another import of it"});
        QVERIFY(!answer);
        claim->reset();
        QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000);
        QVERIFY(*answer);
        for (const auto &name : names(path("library/images")))
            QVERIFY2(!name.starts_with("importing-"), name.c_str());
    }

    void whatAKilledImportLeftGoesWithTheNextOne()
    {
        writeContent(path("library/images/tmp-killed/root/root.sqfs"), "half a root");
        writeContent(path("library/images/tmp-killed/lock"), "");
        writeContent(path("library/blobs/tmp-killed/layout/index.json"), "{}");
        writeContent(path("library/images/importing-0123456789abcdef"), "");
        QVERIFY(imported("one", {"hello"}));
        QVERIFY(!fs::exists(path("library/images/importing-0123456789abcdef")));
        QVERIFY(!fs::exists(path("library/images/tmp-killed")));
        QVERIFY(!fs::exists(path("library/blobs/tmp-killed")));
    }

    void aRecordThatSomebodyBrokeHidesNoOther()
    {
        const auto one = imported("one", {"hello"});
        const auto two = imported("two", {"world"});
        QVERIFY(one && two);
        writeContent(path("library/images/records/" + one->id.value() + ".json"), "{ not json");
        const auto images =
            waited<std::vector<domain::Image>>([&](auto done) { return m_library->list(std::move(done)); });
        QCOMPARE(images.value(), std::vector{*two});
        // Which blobs it has cannot be told: none goes.
        const auto before = blobs();
        const auto collected = waited<ByteCount>([&](auto done) { return m_library->collect(std::move(done)); });
        QVERIFY(!collected);
        QCOMPARE(collected.error().code, ErrorCode::ImageBroken);
        QVERIFY(collected.error().detail.find(one->id.value() + ".json") != std::string::npos);
        QCOMPARE(blobs(), before);
        // As the words advise. What is no record of an image is nobody's business.
        writeContent(path("library/images/records/backup.json"), "{ not json");
        QVERIFY(imported("one", {"hello"}));
        QCOMPARE(collect(), ByteCount{});
        writeContent(path("library/images/records/" + one->id.value() + ".json"), "{ not json");
        QVERIFY(remove(one->id));
        QVERIFY(collect().value > 0);
        QVERIFY(verify(two->id));
    }

    void aTarballIsAnImageThatSaysNothingOfItself()
    {
        makeTarball(path("root.tar"), "etc/motd", "hello");
        const domain::ImageSource source{domain::ImageOrigin::Tarball, path("root.tar"), {}, {}};
        const auto image = import({source, {}, {}, false});
        QVERIFY2(image, image ? "" : describe(image.error()).c_str());
        QCOMPARE(image->names, std::vector<std::string>{"root"});
        QCOMPARE(image->digest, "sha256:" + sha256Hex(contentOf(path("root.tar"))));
        QCOMPARE(image->config, domain::ImageConfig{});
        QVERIFY(image->layers.empty());
        QVERIFY(contentOf(open("root")->guest.rootDisk).starts_with("hsqs"));
        const auto again = import({source, "again", {}, false});
        QVERIFY(again);
        QCOMPARE(again->id, image->id);
    }

    void whatIsNoImageIsRefused()
    {
        writeContent(path("text.tar"), "this is no archive, whatever it is called");
        const auto text = import({{domain::ImageOrigin::Tarball, path("text.tar"), {}, {}}, {}, {}, false});
        QVERIFY(!text);
        QVERIFY2(text.error().code == ErrorCode::ImageBroken || text.error().code == ErrorCode::InvalidArgument,
                 describe(text.error()).c_str());
        const auto folder =
            import({{domain::ImageOrigin::Tarball, m_scratch->path().toStdString(), {}, {}}, {}, {}, false});
        QCOMPARE(folder.error().code, ErrorCode::InvalidArgument);
        writeContent(path("empty.tar"), "");
        const auto empty = import({{domain::ImageOrigin::Tarball, path("empty.tar"), {}, {}}, {}, {}, false});
        QVERIFY(!empty);
        QCOMPARE(empty.error().code, ErrorCode::InvalidArgument);
        const auto keyless =
            import({{domain::ImageOrigin::Registry, "localhost:1/a", {}, {}}, {}, path("gone.json"), false});
        QCOMPARE(keyless.error().code, ErrorCode::InvalidArgument);
        makeLayout(path("one"), {"hello"});
        const auto needless = import({layoutSource("one"), {}, path("gone.json"), false});
        QVERIFY(!needless && needless.error().detail.find("gone.json") != std::string::npos);
        const auto nameless = import({layoutSource("one"), "a\nb", {}, false});
        QCOMPARE(nameless.error().code, ErrorCode::InvalidArgument);
    }

private:
    std::string path(const std::string &name) const { return m_scratch->path().toStdString() + '/' + name; }
    domain::ImageSource layoutSource(const std::string &name) const
    {
        return {domain::ImageOrigin::Layout, path(name), {}, {}};
    }
    Result<domain::Image> import(const ports::ImageImport &wanted)
    {
        return waited<domain::Image>([&](auto done) { return m_library->import(wanted, {}, std::move(done)); });
    }
    Result<domain::Image> imported(const std::string &name, const std::vector<std::string> &layers)
    {
        makeLayout(path(name), layers);
        return import({layoutSource(name), {}, {}, false});
    }
    Result<ports::OpenImage> open(const std::string &name)
    {
        return waited<ports::OpenImage>([&](auto done) { return m_library->open(name, std::move(done)); });
    }
    Result<> remove(const domain::ImageId &id)
    {
        return waited<void>([&](auto done) { return m_library->remove(id, std::move(done)); });
    }
    Result<ports::ImageProof> verify(const domain::ImageId &id)
    {
        return waited<ports::ImageProof>([&](auto done) { return m_library->verify(id, {}, std::move(done)); });
    }
    ports::LibraryUsage usage()
    {
        return *waited<ports::LibraryUsage>([&](auto done) { return m_library->usage(std::move(done)); });
    }
    ByteCount collect()
    {
        return *waited<ByteCount>([&](auto done) { return m_library->collect(std::move(done)); });
    }
    void compareWithDu()
    {
        const auto text = ran("du", {"-s", "-c", "-B1", path("library/images"), path("library/blobs")});
        const auto total = std::stoull(text.substr(text.rfind('\n', text.size() - 2) + 1));
        const auto sums = usage();
        QCOMPARE(sums.layers.value + sums.roots.value + sums.unneeded.value, std::uint64_t{total});
    }
    std::set<std::string> blobs() const { return names(path("library/blobs/sha256")); }
    /// Of what is in a folder.
    static std::set<std::string> names(const std::string &folder)
    {
        std::set<std::string> found;
        for (const auto &entry : fs::directory_iterator(folder))
            found.insert(entry.path().filename().string());
        return found;
    }
    static std::string largestIn(const std::string &folder)
    {
        std::string largest;
        for (const auto &entry : fs::directory_iterator(folder))
            if (largest.empty() || entry.file_size() > fs::file_size(largest))
                largest = entry.path().string();
        return largest;
    }
    /// One bit in its middle; the length stays.
    static void spoil(const std::string &file)
    {
        fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
        auto content = contentOf(file);
        content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
        writeContent(file, content);
    }
    /// The image in the layout says something else of itself and has the same layers.
    static void changeConfig(const std::string &folder)
    {
        const auto blob = [&](const nlohmann::json &descriptor) {
            return folder + "/blobs/sha256/" + descriptor["digest"].get<std::string>().substr(7);
        };
        const auto put = [&](nlohmann::json descriptor, const nlohmann::json &content) {
            const auto text = content.dump();
            descriptor["digest"] = "sha256:" + sha256Hex(text);
            descriptor["size"] = text.size();
            writeContent(folder + "/blobs/sha256/" + sha256Hex(text), text);
            return descriptor;
        };
        auto index = nlohmann::json::parse(contentOf(folder + "/index.json"));
        auto manifest = nlohmann::json::parse(contentOf(blob(index["manifests"][0])));
        auto config = nlohmann::json::parse(contentOf(blob(manifest["config"])));
        config["config"]["User"] = "4321";
        manifest["config"] = put(manifest["config"], config);
        index["manifests"][0] = put(index["manifests"][0], manifest);
        writeContent(folder + "/index.json", index.dump());
    }

    std::unique_ptr<QTemporaryDir> m_scratch;
    std::unique_ptr<DiskImageLibrary> m_library;
    std::unique_ptr<DiskImageLibrary> m_other; // of another program
};

QTEST_GUILESS_MAIN(ImageLibraryTest)
#include "image_library_test.moc"
