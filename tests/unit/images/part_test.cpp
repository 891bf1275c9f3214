#include "core/images/part.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::images;
namespace fs = std::filesystem;

namespace {

const Manifest kSample{"root", "0123456789abcdef", "bookworm", {}};

/// A sealed part with a big and a nested small file.
std::string sealedPart(const QTemporaryDir &scratch)
{
    const auto folder = scratch.path().toStdString() + "/part";
    fs::create_directories(folder + "/mod");
    std::string big(3U << 20, 'a');
    big.replace(0, 4, "sqsh");
    if (!writeFile(folder + "/root.sqfs", big) || !writeFile(folder + "/mod/x.ko", "module") ||
        !sealPart(folder, kSample, StopFlag()))
        return {};
    return folder;
}

ErrorCode openCode(const std::string &folder)
{
    const auto part = openPart(folder, "root", StopFlag());
    return part ? ErrorCode::Internal : part.error().code;
}

void overwriteAt(const std::string &path, std::streamoff offset, char byte)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file.put(byte);
}

} // namespace

class PartTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSealedPartOpensWithItsFilesAndHashes()
    {
        QTemporaryDir scratch;
        const auto part = openPart(sealedPart(scratch), "root", StopFlag());
        QVERIFY(part);
        QCOMPARE(part->manifest.version, std::string("bookworm"));
        QCOMPARE(part->manifest.files.size(), std::size_t{2});
        QCOMPARE(part->manifest.files[0].name, std::string("mod/x.ko"));
        QCOMPARE(part->manifest.files[0].sha256, sha256OfText("module"));
        QCOMPARE(part->manifest.files[1].size, std::uint64_t{3U << 20});
    }

    void aTruncatedFileIsNoticed()
    {
        QTemporaryDir scratch;
        const auto folder = sealedPart(scratch);
        fs::resize_file(folder + "/root.sqfs", (3U << 20) - 1);
        QCOMPARE(openCode(folder), ErrorCode::ImageBroken);
    }

    void oneChangedByteAnywhereIsNoticed()
    {
        for (const std::streamoff offset :
             {std::streamoff{0}, std::streamoff{1'111'111}, std::streamoff{(3 << 20) - 1}}) {
            QTemporaryDir scratch;
            const auto folder = sealedPart(scratch);
            overwriteAt(folder + "/root.sqfs", offset, 'X');
            QCOMPARE(openCode(folder), ErrorCode::ImageBroken);
        }
    }

    void damageThatKeepsTheTimeStampIsNoticedAtTheEnds()
    {
        QTemporaryDir scratch;
        const auto folder = sealedPart(scratch);
        const auto path = folder + "/root.sqfs";
        const auto time = fs::last_write_time(path);
        overwriteAt(path, (3 << 20) - 1, 'X');
        fs::last_write_time(path, time);
        QCOMPARE(openCode(folder), ErrorCode::ImageBroken);
    }

    void aCopiedPartWithOtherTimeStampsIsStillSound()
    {
        QTemporaryDir scratch;
        const auto folder = sealedPart(scratch);
        fs::last_write_time(folder + "/root.sqfs", fs::file_time_type::clock::now() - std::chrono::hours(1));
        QVERIFY(openPart(folder, "root", StopFlag()));
    }

    void aMissingFileOrManifestOrPartIsToldApart()
    {
        QTemporaryDir scratch;
        const auto folder = sealedPart(scratch);
        QCOMPARE(openCode(folder + "-not"), ErrorCode::NotFound);
        fs::remove(folder + "/mod/x.ko");
        QCOMPARE(openCode(folder), ErrorCode::ImageBroken);
        fs::remove(folder + "/manifest.json");
        QCOMPARE(openCode(folder), ErrorCode::ImageBroken);
    }

    void aPartOfAnotherKindIsRefused()
    {
        QTemporaryDir scratch;
        const auto part = openPart(sealedPart(scratch), "kernel", StopFlag());
        QVERIFY(!part);
        QCOMPARE(part.error().code, ErrorCode::ImageBroken);
    }

    void aLinkInPlaceOfAFileIsRefused()
    {
        QTemporaryDir scratch;
        const auto folder = sealedPart(scratch);
        fs::rename(folder + "/mod/x.ko", scratch.path().toStdString() + "/x.ko");
        fs::create_symlink(scratch.path().toStdString() + "/x.ko", folder + "/mod/x.ko");
        QCOMPARE(openCode(folder), ErrorCode::ImageBroken);
    }

    void aManifestSurvivesBeingWrittenAndRead()
    {
        auto manifest = kSample;
        manifest.files = {{"a/b", 5, "s", "q", 1763596800123456789}};
        const auto read = manifestFromJson(toJson(manifest));
        QVERIFY(read);
        QVERIFY(*read == manifest);
    }

    void anyOtherTextIsNoManifest()
    {
        auto manifest = kSample;
        manifest.files = {{"a", 5, "s", "q", 1}};
        const auto good = toJson(manifest);
        for (std::size_t cut = 0; cut + 2 < good.size(); ++cut)
            QVERIFY(!manifestFromJson(good.substr(0, cut)));
        for (const auto *bad :
             {"[]", "{}", "null", "{\"kind\":\"a\",\"key\":\"b\",\"files\":[]}",
              "{\"kind\":\"a\",\"key\":\"b\",\"files\":[1]}",
              "{\"kind\":\"a\",\"key\":\"b\",\"files\":[{\"name\":\"x\",\"size\":-1,\"modifiedNs\":0}]}"})
            QVERIFY2(!manifestFromJson(bad), bad);
    }

    void aManifestCannotNameFilesOutsideItsFolder()
    {
        for (const auto *name : {"../x", "/etc/passwd", "a/../../x", "", "a//.."}) {
            auto manifest = kSample;
            manifest.files = {{name, 5, "s", "q", 1}};
            QVERIFY2(!manifestFromJson(toJson(manifest)), name);
        }
    }

    void hashingStopsWhenAsked()
    {
        QTemporaryDir scratch;
        const auto folder = sealedPart(scratch);
        StopFlag stop;
        stop.raise();
        const auto hash = sha256OfFile(folder + "/root.sqfs", stop);
        QVERIFY(!hash);
        QCOMPARE(hash.error().code, ErrorCode::Cancelled);
    }

    void readingIsBounded()
    {
        QTemporaryDir scratch;
        const auto folder = sealedPart(scratch);
        QCOMPARE(*readFile(folder + "/mod/x.ko", ByteCount{6}), std::string("module"));
        QCOMPARE(readFile(folder + "/mod/x.ko", ByteCount{5}).error().code, ErrorCode::TooLarge);
        QCOMPARE(readFile(folder + "/mod", ByteCount{5}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(readFile(folder + "/none", ByteCount{5}).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(PartTest)
#include "part_test.moc"
