#include "core/images/image_build.h"

#include "core/images/library/disk_image_library.h"

#include "tests/unit/images/image_build_rig.h"

#include <QFile>

using namespace glovebox;
using namespace glovebox::images;
namespace fs = std::filesystem;

class ImageBuildTest : public BuildRig {
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void anImageIsBuiltOnceAndIsThereAtOnceTheNextTime()
    {
        const auto built = build(options());
        QVERIFY2(built, built ? "" : describe(built.error()).c_str());
        QVERIFY(!built->wasThere);
        QCOMPARE(built->name, std::string("agent"));
        QCOMPARE(built->config.user, std::string("agent"));
        QCOMPARE(built->config.labels.at(kRecipeLabel), options().recipe.rootKey());
        QCOMPARE(built->entries, std::uint64_t{3});
        QCOMPARE(built->contentSize, ByteCount{18});
        StopFlag stop;
        QCOMPARE(built->digest, "sha256:" + *sha256OfFile(built->root.path("root.sqfs"), stop));
        QVERIFY(nothingHalfMade());
        QVERIFY(!fs::exists(builds() + "/fetched"));

        const auto calls = linesOf("calls");
        const auto again = build(options());
        QVERIFY(again && again->wasThere);
        QCOMPARE(again->digest, built->digest);
        QCOMPARE(again->entries, built->entries);
        QVERIFY(!m_plan);
        QCOMPARE(linesOf("calls"), calls);
    }

    void theLibraryTakesItInUnderItsName()
    {
        const auto built = build(options());
        QVERIFY(built);
        LibraryOptions where;
        where.folder = root() + "/library";
        where.blobs = root() + "/blobs";
        DiskImageLibrary library(where);
        const auto adopted = [&] {
            std::optional<Result<domain::Image>> image;
            const auto call = library.adopt(*built, [&](auto answer) { image = std::move(answer); });
            return QTest::qWaitFor([&] { return image.has_value(); }, 20'000)
                       ? *image
                       : Result<domain::Image>(fail(ErrorCode::TimedOut));
        };
        const auto image = adopted();
        QVERIFY2(image, image ? "" : describe(image.error()).c_str());
        QCOMPARE(image->names, std::vector<std::string>{"agent"});
        QVERIFY(image->origin == domain::ImageOrigin::Built);
        QCOMPARE(image->digest, built->digest);
        QCOMPARE(image->rootSize, built->rootSize);
        QCOMPARE(image->config, built->config);
        QCOMPARE(adopted()->id, image->id);

        std::optional<Result<ports::ImageProof>> verified;
        const auto call =
            library.verify(image->id, {}, [&](Result<ports::ImageProof> answer) { verified = std::move(answer); });
        QVERIFY(QTest::qWaitFor([&] { return verified.has_value(); }, 20'000));
        QVERIFY2(*verified, *verified ? "" : describe(verified->error()).c_str());
    }

    void itSaysBeforehandWhatItFetches()
    {
        QVERIFY(build(options()));
        QVERIFY(m_plan.has_value());
        QCOMPARE(m_plan->packages, std::size_t{2});
        QCOMPARE(m_plan->toFetch, ByteCount{18 + static_cast<std::uint64_t>(m_node.size())});
        QCOMPARE(m_plan->fetched, ByteCount{0});
        QVERIFY(m_plan->needs > m_plan->keeps);
    }

    void withoutConsentNothingIsFetched()
    {
        const auto built = build(options(), fail(ErrorCode::Cancelled, "not wanted"));
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::Cancelled);
        QCOMPARE(linesOf("calls"), QByteArrayList());
        QCOMPARE(m_registry->requests, QByteArrayList());
        QVERIFY(nothingHalfMade());
    }

    void whatWasFetchedIsKeptWhenTheInstallationFails()
    {
        put("broken-scripts", "");
        const auto failed = build(options());
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::HostToolFailed);
        QVERIFY2(failed.error().detail.find("dpkg failed") != std::string::npos, failed.error().detail.c_str());
        QVERIFY(nothingHalfMade());

        fs::remove(root() + "/broken-scripts");
        const auto built = build(options());
        QVERIFY2(built, built ? "" : describe(built.error()).c_str());
        QCOMPARE(m_plan->toFetch, ByteCount{0});
        QCOMPARE(linesOf("calls"), (QByteArrayList{"got a.deb", "got b.deb"}));
        QCOMPARE(m_registry->requests.size(), 1);
    }

    void aDamagedArchiveIsFetchedAnew()
    {
        put("broken-scripts", "");
        QVERIFY(!build(options()));
        fs::remove(root() + "/broken-scripts");
        QVERIFY(writeFile(builds() + "/fetched/archives/a.deb", "packagX a"));
        QVERIFY(build(options()));
        QCOMPARE(m_plan->toFetch, ByteCount{9});
        QCOMPARE(linesOf("calls"), (QByteArrayList{"got a.deb", "got b.deb", "got a.deb"}));
    }

    void aMirrorThatGivesSomethingElseIsRefused()
    {
        put("mirror/b.deb", "packagX b");
        const auto built = build(options());
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::ProtocolError);
        QVERIFY2(built.error().detail.find("b.deb") != std::string::npos, built.error().detail.c_str());
        QVERIFY(linesOf("arguments").isEmpty());
    }

    void aRegistryThatGivesSomethingElseIsRefused()
    {
        auto other = m_node;
        other[other.size() / 2] = static_cast<char>(other[other.size() / 2] ^ 1);
        m_registry->files["/@s/node/-/node-22.0.0.tgz"] = other;
        const auto built = build(options());
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::ProtocolError);
        QVERIFY(linesOf("arguments").isEmpty());
    }

    void lettingGoKillsTheToolsAndKeepsWhatWasFetched()
    {
        put("slow", "");
        auto call = begin(options());
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(builds() + "/fetched/archives/partial/b.deb"), 20'000);
        call.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(m_cleared, 20'000);
        QVERIFY(!m_result);
        QVERIFY(nothingHalfMade());
        QVERIFY(fs::exists(builds() + "/fetched/archives/partial/b.deb"));

        fs::remove(root() + "/slow");
        QVERIFY(build(options())); // the lock is free
    }

    void aStepThatFetchesCountsBytes()
    {
        put("slow", "");
        const auto call = begin(options());
        QTRY_VERIFY_WITH_TIMEOUT(!m_progress.empty() && m_progress.back().what == "Fetching packages" &&
                                     m_progress.back().done.value == 2,
                                 20'000);
        QCOMPARE(m_progress.back().total, ByteCount{18});
        QVERIFY(m_progress.back().step > 0 && m_progress.back().step < m_progress.back().steps);
    }

    void withoutUserNamespacesItSaysWhatIsMissing()
    {
        takeNamespacesAway();
        const auto built = build(options());
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::Unsupported);
        QVERIFY2(built.error().detail.find("newuidmap: no") != std::string::npos || ::geteuid() == 0,
                 built.error().detail.c_str());
        QVERIFY(!m_plan);
    }

    void withoutARegistryItSaysSoBeforeAnythingIsFetched()
    {
        put("npmrc", "");
        const auto built = build(options());
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::NotFound);
        QVERIFY(!m_plan);
    }

    void theInstallationAsksNoNetworkAndGetsNoPassword()
    {
        QVERIFY(build(options()));
        const auto arguments = linesOf("arguments");
        QVERIFY(arguments.contains("--mode=unshare"));
        QVERIFY(arguments.contains("--skip=update,download/empty,essential/unlink"));
        QVERIFY(arguments.contains("--include=bash,git"));
        QVERIFY(arguments.contains("--dpkgopt=path-exclude=/x"));
        for (const auto &line : arguments)
            QVERIFY2(!line.contains("secret"), line);
        QCOMPARE(linesOf("used-sources"), QByteArrayList{"deb [arch=amd64] http://m.example/debian bookworm main"});
    }

    void anewMeansFromTodaysPackages()
    {
        QVERIFY(build(options()));
        auto anew = options();
        anew.anew = true;
        const auto built = build(anew);
        QVERIFY2(built, built ? "" : describe(built.error()).c_str());
        QVERIFY(!built->wasThere);
        QCOMPARE(linesOf("calls").size(), 4);
    }
};

QTEST_GUILESS_MAIN(ImageBuildTest)
#include "image_build_test.moc"
