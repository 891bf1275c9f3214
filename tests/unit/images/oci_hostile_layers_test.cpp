// Layers that are broken, lie, or want too much of the host.
#include "tests/unit/images/oci_flatten_rig.h"

#include "core/images/oci/layer_reader.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::images;
using testsupport::FlattenRig;
using testsupport::Packing;
using testsupport::TarItem;

namespace {

Error errorOf(const std::vector<TarItem> &items)
{
    FlattenRig rig;
    rig.image.addLayer(items);
    const auto facts = rig.flatten();
    return facts ? Error{ErrorCode::Internal, "it was taken"} : facts.error();
}

bool says(const Error &error, const std::string &part)
{
    return error.detail.find(part) != std::string::npos;
}

void writeOver(const std::string &path, std::string_view bytes)
{
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string contentOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class FailingSink : public Sink {
public:
    Result<> write(std::string_view) override { return fail(ErrorCode::OutOfDisk, "the packer has no space"); }
};

} // namespace

class OciHostileLayersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBlobThatIsNotWhatItIsCalledIsNamed();
    void aStreamThatTheConfigDoesNotPromiseIsNamed();
    void aBlobThatIsMissingOrCutIsNamed();
    void nothingIsWrittenBeforeAllLayersAreVerified();
    void whatComesBehindTheEntriesIsVerifiedToo();
    void namesThatLeadOutAreRefused();
    void linksToNothingAreRefused();
    void rootIsAFolder();
    void theLimitOfEntriesCountsAllLayers();
    void theLimitOfContentCountsHolesAndHiddenFiles();
    void aBombIsRefusedBeforeItIsUnpacked();
    void compressionsInsideEachOtherAreNotPeeledOff();
    void longNamesDeepFoldersAndManyAttributesAreRefused();
    void whatIsRememberedIsBounded();
    void linksThatLeadOnAndOnEnd();
    void aStopIsNoticedWithinALayer();
    void whatTheSinkSaysEndsTheWork();
};

void OciHostileLayersTest::aBlobThatIsNotWhatItIsCalledIsNamed()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("a", "1")}, Packing::None);
    rig.image.addLayer({TarItem::file("b", "content")}, Packing::None);
    QVERIFY(rig.flatten().has_value());
    const auto digest = rig.image.layerDigests().at(1);
    auto bytes = contentOf(rig.image.blobFile(digest));
    bytes[600] = 'X'; // in the content: the tar file is still one
    writeOver(rig.image.blobFile(digest), bytes);
    const LayoutPlace place{rig.image.folder(), rig.image.blobs()};
    const auto image = readLayout(place, "latest");
    QVERIFY(image.has_value());
    const auto facts = flatten(*image, place, {}, rig.sink, {}, rig.stop);
    QVERIFY(!facts.has_value());
    QCOMPARE(facts.error().code, ErrorCode::ImageBroken);
    QCOMPARE(digestNamedIn(facts.error()), digest);
}

void OciHostileLayersTest::aStreamThatTheConfigDoesNotPromiseIsNamed()
{
    FlattenRig rig;
    const auto other = "sha256:" + std::string(64, '0');
    rig.image.config["rootfs"] = {{"type", "layers"}, {"diff_ids", {other}}};
    rig.image.addLayer({TarItem::file("a", "1")});
    const auto error = rig.flatten().error();
    QCOMPARE(error.code, ErrorCode::ImageBroken);
    QCOMPARE(digestNamedIn(error), rig.image.layerDigests().at(0));
    QVERIFY(says(error, other));
}

void OciHostileLayersTest::aBlobThatIsMissingOrCutIsNamed()
{
    for (const auto packing : {Packing::None, Packing::Gzip, Packing::Zstd}) {
        FlattenRig rig;
        std::string noise; // that does not compress
        for (unsigned at = 0, state = 1; at < 50'000; ++at, state = state * 1664525U + 1013904223U)
            noise += static_cast<char>(state >> 24U);
        rig.image.addLayer({TarItem::file("a", noise)}, packing);
        QVERIFY(rig.flatten().has_value());
        const auto digest = rig.image.layerDigests().at(0);
        const auto file = rig.image.blobFile(digest);
        const LayoutPlace place{rig.image.folder(), rig.image.blobs()};
        const auto image = readLayout(place, "latest");
        writeOver(file, std::string_view(contentOf(file)).substr(0, 20'000));
        const auto cut = flatten(*image, place, {}, rig.sink, {}, rig.stop).error();
        QCOMPARE(cut.code, ErrorCode::ImageBroken);
        QCOMPARE(digestNamedIn(cut), digest);
        std::filesystem::remove(file);
        const auto missing = flatten(*image, place, {}, rig.sink, {}, rig.stop).error();
        QCOMPARE(missing.code, ErrorCode::ImageBroken);
        QCOMPARE(digestNamedIn(missing), digest);
    }
}

void OciHostileLayersTest::nothingIsWrittenBeforeAllLayersAreVerified()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("a", std::string(1 << 20, 'a'))});
    rig.image.addLayer({TarItem::file("../b", "1")});
    QVERIFY(!rig.flatten().has_value());
    QVERIFY(rig.sink.bytes.empty());
}

void OciHostileLayersTest::whatComesBehindTheEntriesIsVerifiedToo()
{
    const auto tar = testsupport::tarOf({TarItem::file("a", "1")});
    FlattenRig good;
    good.image.addLayer(tar + std::string(40'960, '\0') + "and something", Packing::Gzip);
    QCOMPARE(good.text(), std::string("a=1"));

    FlattenRig bad;
    bad.image.addLayer(tar, Packing::Gzip); // for the diff_id
    bad.image.manifest["layers"] = nlohmann::json::array({bad.image.descriptor(
        testsupport::packed(tar + "and something", Packing::Gzip), std::string(bad.image.kLayerType) + "+gzip")});
    QCOMPARE(bad.flatten().error().code, ErrorCode::ImageBroken);
}

void OciHostileLayersTest::namesThatLeadOutAreRefused()
{
    for (const auto *name : {"../x", "a/../../x", "a/..", "/../x", "a/.wh..", ".wh.", ".wh..."}) {
        const auto error = errorOf({TarItem::file(name, "x")});
        QVERIFY2(error.code == ErrorCode::ImageBroken, name);
        QVERIFY2(says(error, "layer sha256:"), name);
    }
    QCOMPARE(errorOf({TarItem::file("a", "x"), TarItem::hardLink("b", "../a")}).code, ErrorCode::ImageBroken);
    // A symbolic link's target is the guest's business.
    FlattenRig rig;
    rig.image.addLayer({TarItem::link("l", "../../../etc/passwd")});
    QCOMPARE(rig.text(), std::string("l->../../../etc/passwd"));
}

void OciHostileLayersTest::linksToNothingAreRefused()
{
    for (const auto *target : {"none", "d", "/", "d/none", "f/x"}) {
        const auto error = errorOf({TarItem::folder("d"), TarItem::file("f", "1"), TarItem::hardLink("l", target)});
        QVERIFY2(error.code == ErrorCode::ImageBroken, target);
    }
}

void OciHostileLayersTest::rootIsAFolder()
{
    QCOMPARE(errorOf({TarItem::link("./", "elsewhere")}).code, ErrorCode::ImageBroken);
    QCOMPARE(errorOf({TarItem::file("/", "x")}).code, ErrorCode::ImageBroken);
}

void OciHostileLayersTest::theLimitOfEntriesCountsAllLayers()
{
    FlattenRig rig;
    rig.limits.entries = 3;
    rig.image.addLayer({TarItem::file("a", "1"), TarItem::file("b", "1")});
    rig.image.addLayer({TarItem::file("a", "2")});
    QVERIFY(rig.flatten().has_value());
    rig.image.addLayer({TarItem::file("a", "1"), TarItem::file("b", "1")});
    rig.image.addLayer({TarItem::file("a", "2"), TarItem::whiteout("b")});
    const LayoutPlace place{rig.image.folder(), rig.image.blobs()};
    rig.image.finish("more");
    const auto error = flatten(*readLayout(place, "more"), place, rig.limits, rig.sink, {}, rig.stop).error();
    QCOMPARE(error.code, ErrorCode::TooLarge);
    QVERIFY(says(error, "more than 3 entries"));
}

void OciHostileLayersTest::theLimitOfContentCountsHolesAndHiddenFiles()
{
    FlattenRig rig;
    rig.limits.content = {1000};
    rig.image.addLayer({TarItem::file("a", std::string(600, 'a'))});
    rig.image.addLayer({TarItem::file("a", std::string(600, 'b'))});
    const auto error = rig.flatten().error();
    QCOMPARE(error.code, ErrorCode::TooLarge);
    QVERIFY2(says(error, "1200") && says(error, "1000"), error.detail.c_str());

    FlattenRig hole;
    auto sparse = TarItem::file("sparse", "x");
    sparse.size = std::uint64_t(1) << 50U;
    hole.image.addLayer({sparse});
    QCOMPARE(hole.flatten().error().code, ErrorCode::TooLarge);
    QVERIFY(hole.sink.bytes.empty());
}

void OciHostileLayersTest::aBombIsRefusedBeforeItIsUnpacked()
{
    FlattenRig rig;
    rig.limits.ratioFrom = ByteCount::mib(1);
    rig.limits.ratio = 100;
    rig.image.addLayer({TarItem::file("zeros", std::string(8 << 20, '\0'))}, Packing::Zstd);
    const auto error = rig.flatten().error();
    QCOMPARE(error.code, ErrorCode::TooLarge);
    QVERIFY2(says(error, "100 to 1"), error.detail.c_str());
    rig.limits.ratioFrom = ByteCount::mib(16); // what is small is no bomb
    rig.image.addLayer({TarItem::file("zeros", std::string(8 << 20, '\0'))}, Packing::Zstd);
    const LayoutPlace place{rig.image.folder(), rig.image.blobs()};
    rig.image.finish("small");
    QVERIFY(flatten(*readLayout(place, "small"), place, rig.limits, rig.sink, {}, rig.stop).has_value());
}

/// Members of nothing, packed again and again: a few kilobytes were worth hours, in which nothing could be cancelled.
void OciHostileLayersTest::compressionsInsideEachOtherAreNotPeeledOff()
{
    std::string nothings;
    const auto empty = testsupport::packed({}, Packing::Gzip);
    while (nothings.size() < 64U << 20)
        nothings += empty;
    auto layers = testsupport::packed(nothings, Packing::Gzip);
    for (int level = 0; level < 2; ++level)
        layers = testsupport::packed(layers, Packing::Gzip);
    const QTemporaryDir folder;
    const auto file = folder.path().toStdString() + "/nested.tar";
    writeOver(file, layers);
    ReadTally tally;
    const FlattenLimits limits;
    StopFlag stop;
    LayerReader reader({.path = file, .name = "nested", .digest = {}, .diffId = {}, .isTarball = false}, limits, tally,
                       stop, {});
    TarEntry entry;
    const auto next = reader.open().and_then([&] { return reader.next(entry); });
    QVERIFY2(!next && next.error().code == ErrorCode::ImageBroken, next ? "" : describe(next.error()).c_str());
    QVERIFY(tally.stream < (1U << 20)); // what is inside was never unpacked
}

void OciHostileLayersTest::longNamesDeepFoldersAndManyAttributesAreRefused()
{
    QCOMPARE(errorOf({TarItem::file(std::string(300, 'n'), "x")}).code, ErrorCode::TooLarge);
    std::string longName;
    for (int part = 0; part < 30; ++part)
        longName += std::string(150, 'p') + '/';
    QCOMPARE(errorOf({TarItem::file(longName + 'x', "x")}).code, ErrorCode::TooLarge);
    QCOMPARE(errorOf({TarItem::link("l", std::string(5000, 't'))}).code, ErrorCode::TooLarge);
    std::string deep;
    for (int part = 0; part < 1100; ++part)
        deep += "d/";
    QCOMPARE(errorOf({TarItem::folder(deep)}).code, ErrorCode::TooLarge);
    // Nor by way of links, each of which is short.
    std::vector<TarItem> chain{TarItem::folder(deep.substr(0, 1200)), TarItem::link("l", deep.substr(0, 1199))};
    chain.push_back(TarItem::folder("l/" + deep.substr(0, 1200)));
    QCOMPARE(errorOf(chain).code, ErrorCode::TooLarge);
    auto heavy = TarItem::file("heavy", "x");
    for (int at = 0; at < 5; ++at)
        heavy.attributes["user.a" + std::to_string(at)] = std::string(40'000, 'v');
    QCOMPARE(errorOf({heavy}).code, ErrorCode::TooLarge);
}

void OciHostileLayersTest::whatIsRememberedIsBounded()
{
    FlattenRig rig;
    rig.limits.memory = ByteCount::kib(100);
    std::vector<TarItem> items;
    for (int at = 0; at < 1000; ++at)
        items.push_back(TarItem::file("file" + std::to_string(at), ""));
    rig.image.addLayer(items);
    QCOMPARE(rig.flatten().error().code, ErrorCode::TooLarge);
    // What is replaced again and again is remembered once.
    FlattenRig same;
    same.limits.memory = ByteCount::kib(200);
    items.clear();
    for (int at = 0; at < 1000; ++at)
        items.push_back(TarItem::folder("d"));
    same.image.addLayer(items);
    QVERIFY(same.flatten().has_value());
}

void OciHostileLayersTest::linksThatLeadOnAndOnEnd()
{
    // Each link leads over the one before it: the way doubles each time.
    std::vector<TarItem> items{TarItem::folder("d")};
    items.push_back(TarItem::link("l0", "d"));
    for (int at = 1; at < 60; ++at) {
        const auto before = "l" + std::to_string(at - 1);
        items.push_back(TarItem::link("l" + std::to_string(at), before + "/../" + before));
    }
    items.push_back(TarItem::file("l59/x", "1"));
    QCOMPARE(errorOf(items).code, ErrorCode::ImageBroken);
}

void OciHostileLayersTest::aStopIsNoticedWithinALayer()
{
    FlattenRig rig;
    std::vector<TarItem> items;
    for (int at = 0; at < 40; ++at)
        items.push_back(TarItem::file("f" + std::to_string(at), std::string(1 << 20, 'x')));
    rig.image.addLayer(items, Packing::None);
    rig.progress = [&](const FlattenProgress &now) {
        if (now.done.value > (2U << 20))
            rig.stop.raise();
        // Told about each MiB: the next after a stop would be one too many.
        QVERIFY(now.done.value < (4U << 20));
    };
    QCOMPARE(rig.flatten().error().code, ErrorCode::Cancelled);
}

void OciHostileLayersTest::whatTheSinkSaysEndsTheWork()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("a", std::string(1 << 20, 'x'))});
    QVERIFY(rig.flatten().has_value());
    const LayoutPlace place{rig.image.folder(), rig.image.blobs()};
    FailingSink full;
    const auto error = flatten(*readLayout(place, "latest"), place, {}, full, {}, rig.stop).error();
    QCOMPARE(error.code, ErrorCode::OutOfDisk);
    QVERIFY(says(error, "the packer has no space"));
}

QTEST_GUILESS_MAIN(OciHostileLayersTest)
#include "oci_hostile_layers_test.moc"
