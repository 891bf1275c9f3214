// Which image of a layout is read, and what of its config is taken.
#include "core/images/oci/layout.h"
#include "tests/support/oci_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::images;
using nlohmann::json;
using testsupport::OciFixture;
using testsupport::TarItem;

namespace {

struct Layout {
    QTemporaryDir folder;
    OciFixture image{folder.path().toStdString() + "/layout"};
    LayoutPlace place{image.folder(), image.blobs()};

    /// The image with that config, read.
    Result<OciImage> withConfig(const json &config)
    {
        image.config["config"] = config;
        image.addLayer({TarItem::file("a", "1")});
        image.finish(std::to_string(++m_images));
        return readLayout(place, std::to_string(m_images));
    }

private:
    int m_images = 0;
};

json forPlatform(json descriptor, const std::string &os, const std::string &architecture,
                 const std::string &variant = {})
{
    descriptor["platform"] = {{"os", os}, {"architecture", architecture}};
    if (!variant.empty())
        descriptor["platform"]["variant"] = variant;
    return descriptor;
}

json indexOf(const json &manifests)
{
    return {{"schemaVersion", 2}, {"mediaType", OciFixture::kIndexType}, {"manifests", manifests}};
}

bool says(const Error &error, const std::string &part)
{
    return error.detail.find(part) != std::string::npos;
}

} // namespace

class OciLayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anImageIsReadWithItsLayersAndConfig();
    void blobsMayLieInASharedPool();
    void theTagOrTheOnlyImageIsTaken();
    void anIndexIsFollowedToThisPlatform();
    void anIndexInAnIndexIsFollowedSomeSteps();
    void aForeignPlatformIsSaidWithThoseThatThereAre();
    void changedJsonIsNamedByItsDigest();
    void oldForeignAndOtherFormatsAreRefused();
    void countsAndSizesAreBounded();
    void whatNobodyCanPassToAProgramIsLeftOutOrRefused();
    void theConfigIsCleaned();
    void whatIsNoLayoutIsSaidSo();
};

void OciLayoutTest::anImageIsReadWithItsLayersAndConfig()
{
    Layout layout;
    layout.image.config = {{"architecture", "amd64"},
                           {"os", "linux"},
                           {"created", "2024-02-03T04:05:06.789123456Z"},
                           {"history", json::array({{{"created_by", "x"}}})},
                           {"config",
                            {{"Env", {"PATH=/bin", "A=b=c"}},
                             {"User", "app:2000"},
                             {"WorkingDir", "/srv/app"},
                             {"Entrypoint", {"/start", "with a blank"}},
                             {"Cmd", {"serve"}},
                             {"ExposedPorts", {{"8080/tcp", json::object()}}},
                             {"Volumes", {{"/data", json::object()}}},
                             {"StopSignal", "SIGINT"},
                             {"Labels", {{"maintainer", "somebody"}}}}}};
    layout.image.addLayer({TarItem::file("a", "1")});
    layout.image.addLayer({TarItem::file("b", "2")}, testsupport::Packing::Zstd);
    const auto written = layout.image.finish();
    const auto image = readLayout(layout.place, "latest");
    QVERIFY2(image.has_value(), image ? "" : describe(image.error()).c_str());
    QCOMPARE(image->manifestDigest, written.at("digest").get<std::string>());
    QVERIFY(isDigest(image->configDigest));
    QCOMPARE(image->layers.size(), std::size_t(2));
    QCOMPARE(image->layers[0].digest, layout.image.layerDigests()[0]);
    QCOMPARE(image->layers[1].diffId, layout.image.diffIds()[1]);
    QCOMPARE(image->layers[1].mediaType, std::string(OciFixture::kLayerType) + "+zstd");
    QCOMPARE(image->layers[0].size.value, std::filesystem::file_size(blobPath(layout.place, image->layers[0].digest)));
    QCOMPARE(image->createdAt->time_since_epoch().count(), std::int64_t(1706933106789));
    QCOMPARE(image->architecture, std::string("amd64"));
    const domain::ImageConfig wanted{.environment = {{"PATH", "/bin"}, {"A", "b=c"}},
                                     .user = "app:2000",
                                     .workdir = "/srv/app",
                                     .entrypoint = {"/start", "with a blank"},
                                     .command = {"serve"},
                                     .exposedPorts = {"8080/tcp"},
                                     .volumes = {"/data"},
                                     .stopSignal = "SIGINT",
                                     .labels = {{"maintainer", "somebody"}}};
    QVERIFY(image->config == wanted);
}

void OciLayoutTest::blobsMayLieInASharedPool()
{
    const QTemporaryDir folder;
    const auto root = folder.path().toStdString();
    OciFixture one(root + "/one", root + "/pool");
    one.addLayer({TarItem::file("a", "1")});
    one.finish();
    QVERIFY(!std::filesystem::exists(root + "/one/blobs"));
    QVERIFY(readLayout({root + "/one", root + "/pool"}, "latest").has_value());
}

void OciLayoutTest::theTagOrTheOnlyImageIsTaken()
{
    Layout layout;
    layout.image.addLayer({TarItem::file("a", "1")});
    const auto first = layout.image.finish("1.0").at("digest").get<std::string>();
    QCOMPARE(readLayout(layout.place, "")->manifestDigest, first);
    layout.image.addLayer({TarItem::file("a", "2")});
    const auto second = layout.image.finish("2.0").at("digest").get<std::string>();
    QCOMPARE(readLayout(layout.place, "2.0")->manifestDigest, second);
    QCOMPARE(readLayout(layout.place, "1.0")->manifestDigest, first);
    const auto unclear = readLayout(layout.place, "").error();
    QCOMPARE(unclear.code, ErrorCode::InvalidArgument);
    QVERIFY(says(unclear, "1.0") && says(unclear, "2.0"));
    const auto missing = readLayout(layout.place, "3.0").error();
    QCOMPARE(missing.code, ErrorCode::NotFound);
    QVERIFY(says(missing, "2.0"));
}

void OciLayoutTest::anIndexIsFollowedToThisPlatform()
{
    Layout layout;
    layout.image.addLayer({TarItem::file("a", "mine")});
    const auto mine = layout.image.finishManifest();
    layout.image.addLayer({TarItem::file("a", "newer")});
    const auto newer = layout.image.finishManifest();
    layout.image.config["architecture"] = "arm64";
    layout.image.addLayer({TarItem::file("a", "other")});
    const auto other = layout.image.finishManifest();
    auto provenance = forPlatform(other, "unknown", "unknown");
    provenance["annotations"] = {{"vnd.docker.reference.type", "attestation-manifest"}};
    const auto index = indexOf({provenance, forPlatform(other, "linux", "arm64", "v8"),
                                forPlatform(newer, "linux", "amd64", "v3"), forPlatform(mine, "linux", "amd64")});
    auto top = layout.image.descriptor(index.dump(), OciFixture::kIndexType);
    layout.image.writeIndex(indexOf(json::array({top})));
    QCOMPARE(readLayout(layout.place, "")->manifestDigest, mine.at("digest").get<std::string>());
    // Platforms may stand in the layout's own index, too.
    layout.image.writeIndex(index);
    QCOMPARE(readLayout(layout.place, "")->manifestDigest, mine.at("digest").get<std::string>());
    layout.image.writeIndex(indexOf(json::array({forPlatform(newer, "linux", "amd64", "v3")})));
    QVERIFY(readLayout(layout.place, "").has_value());
}

void OciLayoutTest::anIndexInAnIndexIsFollowedSomeSteps()
{
    Layout layout;
    layout.image.addLayer({TarItem::file("a", "1")});
    auto inner = layout.image.finishManifest();
    for (int depth = 0; depth < 4; ++depth) {
        inner = layout.image.descriptor(indexOf(json::array({inner})).dump(), OciFixture::kIndexType);
        layout.image.writeIndex(indexOf(json::array({inner})));
        QVERIFY(readLayout(layout.place, "").has_value());
    }
    for (int depth = 0; depth < 2; ++depth)
        inner = layout.image.descriptor(indexOf(json::array({inner})).dump(), OciFixture::kIndexType);
    layout.image.writeIndex(indexOf(json::array({inner})));
    QCOMPARE(readLayout(layout.place, "").error().code, ErrorCode::TooLarge);
}

void OciLayoutTest::aForeignPlatformIsSaidWithThoseThatThereAre()
{
    Layout layout;
    layout.image.config["architecture"] = "arm64";
    layout.image.config["variant"] = "v8";
    layout.image.addLayer({TarItem::file("a", "1")});
    const auto other = layout.image.finish();
    const auto single = readLayout(layout.place, "latest").error();
    QCOMPARE(single.code, ErrorCode::Unsupported);
    QVERIFY2(says(single, "linux/arm64/v8") && says(single, "linux/amd64"), single.detail.c_str());
    layout.image.writeIndex(indexOf({forPlatform(other, "windows", "amd64"), forPlatform(other, "linux", "s390x")}));
    const auto several = readLayout(layout.place, "").error();
    QCOMPARE(several.code, ErrorCode::Unsupported);
    QVERIFY2(says(several, "linux/s390x, windows/amd64"), several.detail.c_str());
}

void OciLayoutTest::changedJsonIsNamedByItsDigest()
{
    Layout layout;
    layout.image.addLayer({TarItem::file("a", "1")});
    const auto manifest = layout.image.finish().at("digest").get<std::string>();
    const auto image = readLayout(layout.place, "latest");
    for (const auto &digest : {image->configDigest, manifest}) {
        std::ofstream(layout.image.blobFile(digest), std::ios::app) << ' ';
        const auto error = readLayout(layout.place, "latest").error();
        QCOMPARE(error.code, ErrorCode::ImageBroken);
        QCOMPARE(digestNamedIn(error), digest);
        std::filesystem::remove(layout.image.blobFile(digest));
        QCOMPARE(digestNamedIn(readLayout(layout.place, "latest").error()), digest);
    }
    QVERIFY(digestNamedIn(Error{ErrorCode::NotFound, "sha256:" + std::string(64, 'a')}).empty());
    QVERIFY(digestNamedIn(Error{ErrorCode::ImageBroken, "sha256:abc"}).empty());
}

void OciLayoutTest::oldForeignAndOtherFormatsAreRefused()
{
    const auto withLayerType = [](const std::string &type) {
        Layout layout;
        layout.image.manifest["layers"] = json::array({layout.image.descriptor("x", type)});
        layout.image.finish();
        return readLayout(layout.place, "latest").error();
    };
    const auto foreign = withLayerType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
    QCOMPARE(foreign.code, ErrorCode::Unsupported);
    QVERIFY2(says(foreign, "not in the registry"), foreign.detail.c_str());
    QVERIFY(says(withLayerType("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"), "not in the registry"));
    QCOMPARE(withLayerType("application/vnd.oci.image.layer.v1.tar+gzip+encrypted").code, ErrorCode::Unsupported);

    Layout chart;
    chart.image.manifest["config"] = chart.image.descriptor("{}", "application/vnd.example.chart.config.v1+json");
    chart.image.finish();
    QVERIFY(says(readLayout(chart.place, "latest").error(), "no container image"));

    Layout old;
    const auto schema1 =
        old.image.descriptor(R"({"schemaVersion": 1})", "application/vnd.docker.distribution.manifest.v1+prettyjws");
    old.image.writeIndex(indexOf(json::array({schema1})));
    QVERIFY(says(readLayout(old.place, "").error(), "schema 1"));
    const auto hidden = old.image.descriptor(R"({"schemaVersion": 1})", OciFixture::kManifestType);
    old.image.writeIndex(indexOf(json::array({hidden})));
    QCOMPARE(readLayout(old.place, "").error().code, ErrorCode::Unsupported);

    Layout docker; // Docker's own types are the same thing by other names
    docker.image.manifest["mediaType"] = "application/vnd.docker.distribution.manifest.v2+json";
    docker.image.manifest["layers"] =
        json::array({docker.image.descriptor("x", "application/vnd.docker.image.rootfs.diff.tar.gzip")});
    docker.image.config["rootfs"] = {{"diff_ids", {"sha256:" + std::string(64, '1')}}};
    docker.image.finish();
    QVERIFY(readLayout(docker.place, "latest").has_value());
}

void OciLayoutTest::countsAndSizesAreBounded()
{
    Layout many;
    const auto layer = many.image.descriptor("x", OciFixture::kLayerType);
    many.image.manifest["layers"] = json::array();
    for (int at = 0; at < 513; ++at)
        many.image.manifest["layers"].push_back(layer);
    many.image.finish();
    const auto layers = readLayout(many.place, "latest").error();
    QCOMPARE(layers.code, ErrorCode::TooLarge);
    QVERIFY(says(layers, "513") && says(layers, "512"));

    Layout config;
    json variables = json::array();
    for (int at = 0; at < 1025; ++at)
        variables.push_back("V" + std::to_string(at) + "=1");
    QCOMPARE(config.withConfig({{"Env", variables}}).error().code, ErrorCode::TooLarge);
    QCOMPARE(config.withConfig({{"Cmd", {std::string(200'000, 'x')}}}).error().code, ErrorCode::TooLarge);
    QCOMPARE(config.withConfig({{"User", std::string(300, 'x')}}).error().code, ErrorCode::TooLarge);
    QCOMPARE(config.withConfig({{"Labels", {{"big", std::string(100'000, 'x')}}}}).error().code, ErrorCode::TooLarge);
    QCOMPARE(config.withConfig({{"Comment", std::string(5 << 20, 'x')}}).error().code, ErrorCode::TooLarge);
    json deep = 1;
    for (int at = 0; at < 100; ++at)
        deep = json::array({deep});
    QCOMPARE(config.withConfig({{"Deep", deep}}).error().code, ErrorCode::TooLarge);
    config.image.config["history"] = json::array();
    for (int at = 0; at < 5000; ++at)
        config.image.config["history"].push_back(json::object());
    QCOMPARE(config.withConfig(json::object()).error().code, ErrorCode::TooLarge);

    Layout promised;
    promised.image.config["rootfs"] = {{"diff_ids", json::array()}};
    promised.image.addLayer({TarItem::file("a", "1")});
    promised.image.finish();
    QCOMPARE(readLayout(promised.place, "latest").error().code, ErrorCode::ImageBroken);
}

void OciLayoutTest::whatNobodyCanPassToAProgramIsLeftOutOrRefused()
{
    using namespace std::string_literals;
    Layout layout;
    const auto image =
        layout.withConfig({{"Env", {"NOVALUE", "=x", "NUL=a\0b"s, 5, "A=1", "B=", "A=2"}},
                           {"ExposedPorts", {{"80", {}}, {"rm -rf", {}}, {"53/udp", {}}, {"1/icmp", {}}}},
                           {"Volumes", {{"relative", {}}, {"/ok", {}}, {"/line\nend", {}}}},
                           {"StopSignal", "SIG TERM"},
                           {"Labels", {{"n\0ul"s, "x"}, {"number", 5}, {"ok", "yes"}}}});
    QVERIFY2(image.has_value(), image ? "" : describe(image.error()).c_str());
    const domain::ImageConfig wanted{.environment = {{"A", "2"}, {"B", ""}},
                                     .exposedPorts = {"53/udp", "80"},
                                     .volumes = {"/ok"},
                                     .labels = {{"ok", "yes"}}};
    QVERIFY(image->config == wanted);
    QCOMPARE(layout.withConfig({{"Cmd", {"a\0b"s}}}).error().code, ErrorCode::ImageBroken);
    QCOMPARE(layout.withConfig({{"Entrypoint", {1}}}).error().code, ErrorCode::ImageBroken);
    QCOMPARE(layout.withConfig({{"User", "root\nx"}}).error().code, ErrorCode::ImageBroken);
}

void OciLayoutTest::theConfigIsCleaned()
{
    Layout layout;
    QCOMPARE(layout.withConfig({{"WorkingDir", "srv//app/../x/."}})->config.workdir, std::string("/srv/x"));
    QCOMPARE(layout.withConfig({{"WorkingDir", "/../.."}})->config.workdir, std::string("/"));
    QVERIFY(layout.withConfig({{"Cmd", "one"}})->config.command == std::vector<std::string>{"one"});
    QVERIFY(layout.withConfig({{"Env", nullptr}, {"Cmd", nullptr}, {"Labels", nullptr}, {"User", 5}})->config ==
            domain::ImageConfig());
    QVERIFY(layout.withConfig(nullptr)->config == domain::ImageConfig());
}

void OciLayoutTest::whatIsNoLayoutIsSaidSo()
{
    Layout layout;
    QCOMPARE(readLayout(layout.place, "").error().code, ErrorCode::NotFound);
    for (const auto *text : {"", "{", "[]", "{}", R"({"manifests": []})", R"({"manifests": [5]})", "\xff"}) {
        std::ofstream(layout.image.folder() + "/index.json", std::ios::trunc) << text;
        QVERIFY2(readLayout(layout.place, "").error().code == ErrorCode::ImageBroken, text);
    }
    layout.image.writeIndex(
        indexOf(json::array({{{"mediaType", OciFixture::kManifestType}, {"digest", "sha256:../../etc/passwd"}}})));
    QCOMPARE(readLayout(layout.place, "").error().code, ErrorCode::ImageBroken);
}

QTEST_GUILESS_MAIN(OciLayoutTest)
#include "oci_layout_test.moc"
