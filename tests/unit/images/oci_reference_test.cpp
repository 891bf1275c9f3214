// What an operator may write as the place of an image, and what a file turns out to be.
#include "core/images/oci/reference.h"
#include "tests/support/oci_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::images;
using domain::ImageOrigin;
using domain::ImageSource;
using testsupport::Packing;
using testsupport::TarItem;

namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

ImageSource parsed(const std::string &text)
{
    auto source = parseImageSource(text);
    return source ? *source : ImageSource{ImageOrigin::Built, describe(source.error()), {}, {}};
}

bool isRefused(const std::string &text, const std::string &why)
{
    const auto source = parseImageSource(text);
    return !source && source.error().code == ErrorCode::InvalidArgument &&
           source.error().detail.find(why) != std::string::npos;
}

std::string write(const std::string &path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

} // namespace

class OciReferenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatPeopleLeaveOutIsAdded();
    void aHostIsToldFromAFolder();
    void whatIsWrongIsSaidWithWhatIsTaken();
    void filesAndFoldersAreNamedBySchemes();
    void aPathIsLookedInto();
    void anArchivesKindIsFound();
    void aTarballIsKnownByItsFirstEntry();
    void aPathThatIsNoImageIsSaidSo();
    void aPathIsNotLookedAtBeforeItIsImported();
    void whatIsWrittenBackIsReadAlike();
    void theUsualNameIsShort();
};

void OciReferenceTest::whatPeopleLeaveOutIsAdded()
{
    const ImageSource python{ImageOrigin::Registry, "docker.io/library/python", "3.12-slim", {}};
    for (const auto *text : {"python:3.12-slim", "library/python:3.12-slim", "docker.io/python:3.12-slim",
                             "docker.io/library/python:3.12-slim", "index.docker.io/library/python:3.12-slim",
                             "docker://python:3.12-slim", "docker://docker.io/library/python:3.12-slim"})
        QVERIFY2(parsed(text) == python, text);
    QCOMPARE(parsed("debian").tag, std::string("latest"));
    const auto pinned = parsed("registry.example:5000/team/app@" + kDigest);
    QVERIFY(pinned == (ImageSource{ImageOrigin::Registry, "registry.example:5000/team/app", {}, kDigest}));
    const auto both = parsed("team/app:1.0@" + kDigest);
    QVERIFY(both == (ImageSource{ImageOrigin::Registry, "docker.io/team/app", "1.0", kDigest}));
}

void OciReferenceTest::aHostIsToldFromAFolder()
{
    QCOMPARE(parsed("localhost/app").path, std::string("localhost/app"));
    QCOMPARE(parsed("localhost:5000/app:1").path, std::string("localhost:5000/app"));
    QCOMPARE(parsed("registry.example/app").path, std::string("registry.example/app"));
    QCOMPARE(parsed("[::1]:5000/app").path, std::string("[::1]:5000/app"));
    QCOMPARE(parsed("registry/app").path, std::string("docker.io/registry/app"));
    QCOMPARE(parsed("a/b/c/d").path, std::string("docker.io/a/b/c/d"));
    QCOMPARE(parsed("team/my-app__x.y--z:V1").tag, std::string("V1"));
}

void OciReferenceTest::whatIsWrongIsSaidWithWhatIsTaken()
{
    QVERIFY(isRefused("", "names no image"));
    QVERIFY(isRefused("Python", "upper-case"));
    QVERIFY(isRefused("team/App", "upper-case"));
    QVERIFY(isRefused("python:", "tag"));
    QVERIFY(isRefused("python:-x", "tag"));
    QVERIFY(isRefused("python:" + std::string(129, 't'), "128"));
    QVERIFY(isRefused("python@sha256:abc", "digest"));
    QVERIFY(isRefused("python@sha512:" + std::string(128, 'a'), "digest"));
    for (const auto *text : {"a..b", "a___b", "-a", "a-", "team//app", "a b", "team/", "a._b", "ä", "--help"})
        QVERIFY2(isRefused(text, "repository's name"), text);
    for (const auto *text : {"registry.example:0/app", "registry.example:99999/app", "-x.example/app", "a..example/app",
                             "[::1/app", "[..]:5000/app"})
        QVERIFY2(isRefused(text, "host"), text);
    QVERIFY(isRefused("https://registry.example/app", "address"));
    QVERIFY(isRefused("~/image.tar", "shell"));
    QVERIFY(isRefused("python\n", "control"));
    QVERIFY(isRefused("registry.example/" + std::string(300, 'a'), "255"));
    QVERIFY(isRefused(std::string(10'000, 'a'), "8192"));
    QVERIFY(isRefused("Python", "taken are"));
}

void OciReferenceTest::filesAndFoldersAreNamedBySchemes()
{
    QVERIFY(parsed("oci:/a/layout") == (ImageSource{ImageOrigin::Layout, "/a/layout", {}, {}}));
    QVERIFY(parsed("oci:/a/layout:1.0") == (ImageSource{ImageOrigin::Layout, "/a/layout", "1.0", {}}));
    QVERIFY(parsed("docker-archive:/a/x.tar:team/app:1") ==
            (ImageSource{ImageOrigin::Archive, "/a/x.tar", "team/app:1", {}}));
    QVERIFY(parsed("oci-archive:/a/x.tar") == (ImageSource{ImageOrigin::Archive, "/a/x.tar", {}, {}}));
    QVERIFY(parsed("tarball:/a/b:c.tar") == (ImageSource{ImageOrigin::Tarball, "/a/b:c.tar", {}, {}}));
    QVERIFY(parsed("tarball:/a/../b//c.tar") == (ImageSource{ImageOrigin::Tarball, "/b/c.tar", {}, {}}));
    const auto here = std::filesystem::current_path().string();
    QCOMPARE(parsed("oci:layout/").path, here + "/layout");
    QVERIFY(isRefused("oci:", "path"));
    QVERIFY(isRefused("oci:/a:", "tag"));
    QVERIFY(isRefused("oci:/a:x y", "tag"));
}

void OciReferenceTest::aPathIsLookedInto()
{
    const QTemporaryDir folder;
    const auto root = folder.path().toStdString();
    const testsupport::OciFixture layout(root + "/layout");
    const auto lookedInto = [](const std::string &text) {
        auto source = parsed(text);
        source.origin = whatIsInside(source.path).value_or(ImageOrigin::Path);
        return source;
    };
    QVERIFY(lookedInto(root + "/layout/") == (ImageSource{ImageOrigin::Layout, root + "/layout", {}, {}}));
    const auto tar = testsupport::tarOf({TarItem::folder("./"), TarItem::file("./etc/os-release", "x")});
    for (const auto packing : {Packing::None, Packing::Gzip, Packing::Zstd, Packing::Xz}) {
        const auto file = write(root + "/root.tar", testsupport::packed(tar, packing));
        QVERIFY(lookedInto(file) == (ImageSource{ImageOrigin::Tarball, file, {}, {}}));
    }
    const auto colon = write(root + "/a:b.tar", tar);
    QVERIFY(lookedInto(colon) == (ImageSource{ImageOrigin::Tarball, colon, {}, {}}));
}

void OciReferenceTest::anArchivesKindIsFound()
{
    const QTemporaryDir folder;
    const auto file = folder.path().toStdString() + "/x.tar";
    const std::string hex(64, 'b');
    const std::string large(200'000, 'x');
    const StopFlag stop;
    const auto kindOf = [&](const std::vector<TarItem> &items, Packing packing) {
        write(file, testsupport::packed(testsupport::tarOf(items), packing));
        return whatIsInside(file) == ImageOrigin::Archive ? archiveKind(file, stop)
                                                          : Result<ArchiveKind>(fail(ErrorCode::Internal));
    };
    for (const auto packing : {Packing::None, Packing::Gzip}) {
        QVERIFY(kindOf({TarItem::folder(hex + "/"), TarItem::file(hex + "/layer.tar", large),
                        TarItem::file("manifest.json", "[]")},
                       packing) == ArchiveKind::Docker);
        QVERIFY(kindOf({TarItem::file(hex + ".tar", large), TarItem::file(hex + ".json", "{}"),
                        TarItem::file("manifest.json", "[]")},
                       packing) == ArchiveKind::Docker);
        const auto blob = TarItem::file("blobs/sha256/" + hex, large);
        QVERIFY(kindOf({TarItem::folder("blobs/"), TarItem::folder("blobs/sha256/"), blob,
                        TarItem::file("index.json", "{}"), TarItem::file("oci-layout", "{}")},
                       packing) == ArchiveKind::Oci);
        // What newer versions of Docker write is both.
        QVERIFY(kindOf({TarItem::folder("blobs/"), blob, TarItem::file("index.json", "{}"),
                        TarItem::file("manifest.json", "[]"), TarItem::file("oci-layout", "{}")},
                       packing) == ArchiveKind::Docker);
        QVERIFY(kindOf({TarItem::file("./oci-layout", "{}"), blob}, packing) == ArchiveKind::Oci);
        QCOMPARE(kindOf({blob}, packing).error().code, ErrorCode::ImageBroken);
    }
    StopFlag stopped;
    stopped.raise();
    QCOMPARE(archiveKind(file, stopped).error().code, ErrorCode::Cancelled);
}

void OciReferenceTest::aTarballIsKnownByItsFirstEntry()
{
    const QTemporaryDir folder;
    const auto file = folder.path().toStdString() + "/root.tar";
    // Cut off soon after its first entry: nothing behind that is needed.
    const auto tar =
        testsupport::tarOf({TarItem::file("bin/sh", std::string(1 << 20, 'x')), TarItem::file("manifest.json", "")});
    write(file, std::string_view(tar).substr(0, 4096));
    QVERIFY(whatIsInside(file) == ImageOrigin::Tarball);
    for (const auto *name : {"blobs/readme", "manifest.json/x", "etc/oci-layout"}) {
        write(file, testsupport::tarOf({TarItem::file(name, "x")}));
        QVERIFY2(whatIsInside(file) == ImageOrigin::Tarball, name);
    }
}

void OciReferenceTest::aPathThatIsNoImageIsSaidSo()
{
    const QTemporaryDir folder;
    const auto root = folder.path().toStdString();
    QCOMPARE(whatIsInside(root + "/none").error().code, ErrorCode::NotFound);
    QCOMPARE(whatIsInside(root).error().code, ErrorCode::InvalidArgument);
    QVERIFY(whatIsInside(root).error().detail.find("oci-layout") != std::string::npos);
    QCOMPARE(whatIsInside(write(root + "/text", "just text, long enough for whoever looks at beginnings")).error().code,
             ErrorCode::InvalidArgument);
    QCOMPARE(whatIsInside(write(root + "/empty", "")).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(::mkfifo((root + "/pipe").c_str(), 0600), 0);
    QCOMPARE(whatIsInside(root + "/pipe").error().code, ErrorCode::InvalidArgument);
}

/// The engine's thread asks what a name means: no file is opened for that, whatever it is.
void OciReferenceTest::aPathIsNotLookedAtBeforeItIsImported()
{
    for (const auto *text : {"/none/of/this", "/", "./x.tar"}) {
        const auto source = parseImageSource(text);
        QVERIFY2(source && source->origin == ImageOrigin::Path && source->path.starts_with('/'), text);
        QVERIFY2(parseImageSource(toText(*source)) == source, text);
    }
}

void OciReferenceTest::whatIsWrittenBackIsReadAlike()
{
    for (const auto *text :
         {"docker.io/library/python:3.12", "registry.example:5000/team/app:1", "oci:/a/layout", "oci:/a/layout:1.0",
          "archive:/a/x.tar", "archive:/a/x.tar:team/app:1", "tarball:/a/b:c.tar"})
        QCOMPARE(toText(parsed(text)), std::string(text));
    const auto pinned = "registry.example/app:1@" + kDigest;
    QCOMPARE(toText(parsed(pinned)), pinned);
    QCOMPARE(toText(parsed("python")), std::string("docker.io/library/python:latest"));
    QCOMPARE(toText(parsed("docker-archive:/a/x.tar")), std::string("archive:/a/x.tar"));
    QCOMPARE(toText(ImageSource{ImageOrigin::Archive, "/a:b.tar", {}, {}}), std::string("/a:b.tar"));
}

void OciReferenceTest::theUsualNameIsShort()
{
    QCOMPARE(usualName(parsed("docker.io/library/python:3.12-slim")), std::string("python:3.12-slim"));
    QCOMPARE(usualName(parsed("docker.io/team/app:1")), std::string("team/app:1"));
    QCOMPARE(usualName(parsed("registry.example/team/app:1")), std::string("registry.example/team/app:1"));
    QCOMPARE(usualName(parsed("python@" + kDigest)), "python@" + kDigest);
    QCOMPARE(usualName(parsed("tarball:/a/my.root.tar.gz")), std::string("my.root"));
    QCOMPARE(usualName(parsed("tarball:/a/root.tgz")), std::string("root"));
    QCOMPARE(usualName(parsed("docker-archive:/a/saved.tar")), std::string("saved"));
    QCOMPARE(usualName(parsed("docker-archive:/a/saved.tar:team/app:1")), std::string("team/app:1"));
    QCOMPARE(usualName(parsed("oci:/a/layout.tar:1.0")), std::string("layout.tar:1.0"));
}

QTEST_GUILESS_MAIN(OciReferenceTest)
#include "oci_reference_test.moc"
