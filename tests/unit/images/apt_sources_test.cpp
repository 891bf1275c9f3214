#include "core/images/apt_sources.h"

#include <QTemporaryDir>
#include <QTest>

#include "core/images/part.h"

#include <filesystem>

using namespace glovebox;
using namespace glovebox::images;
namespace fs = std::filesystem;

namespace {

constexpr const char *kArchiveKey = "/usr/share/keyrings/debian-archive-keyring.gpg";

AptSource source(std::string uri, std::string suite, std::string signedBy = {})
{
    return {std::move(uri), std::move(suite), {"main"}, {}, std::move(signedBy), false, true};
}

std::string render(const std::vector<AptSource> &sources)
{
    std::string text;
    for (const auto &entry : sources)
        text += renderOneLine(entry, "/tmp/key.asc");
    return text;
}

} // namespace

class AptSourcesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsOneLineSourcesWithTheirOptions()
    {
        const auto sources =
            parseOneLineSources("# a comment\n"
                                "deb http://mirror.example/debian bookworm main contrib # the base\n"
                                "deb\t[ arch=amd64,arm64 signed-by=/k.gpg trusted=yes check-valid-until=no ] "
                                "http://m.example/debian-security bookworm-security main\n"
                                "deb-src http://mirror.example/debian bookworm main\n"
                                "#deb http://off.example/debian bookworm main\n"
                                "deb cdrom:[Debian]/ bookworm main\n"
                                "deb [broken http://m.example bookworm main\n"
                                "deb http://flat.example ./\n");
        QCOMPARE(sources.size(), std::size_t{3});
        QCOMPARE(sources[0].uri, std::string("http://mirror.example/debian"));
        QCOMPARE(sources[0].components, (std::vector<std::string>{"main", "contrib"}));
        QCOMPARE(sources[1].suite, std::string("bookworm-security"));
        QCOMPARE(sources[1].architectures, (std::vector<std::string>{"amd64", "arm64"}));
        QCOMPARE(sources[1].signedBy, std::string("/k.gpg"));
        QVERIFY(sources[1].trusted && !sources[1].checkValidUntil);
    }

    void readsDeb822ParagraphsWithEverySuiteAndUri()
    {
        const auto sources =
            parseDeb822Sources("# comment\nTypes: deb deb-src\nURIs: http://a.example/debian http://b.example/debian\n"
                               "Suites: bookworm\n bookworm-updates\n# in between\nComponents: main\n"
                               "Signed-By: /k.gpg\n\n\nTypes: deb\nEnabled: no\nURIs: http://off.example/debian\n"
                               "Suites: bookworm\nComponents: main\n\nTypes: deb-src\nURIs: http://src.example/debian\n"
                               "Suites: bookworm\nComponents: main\n");
        QCOMPARE(sources.size(), std::size_t{4});
        QCOMPARE(sources[1].suite, std::string("bookworm-updates"));
        QCOMPARE(sources[2].uri, std::string("http://b.example/debian"));
        QCOMPARE(sources[3].signedBy, std::string("/k.gpg"));
    }

    void keepsAKeyThatStandsInTheSource()
    {
        const auto sources =
            parseDeb822Sources("Types: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main\n"
                               "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEabc\n"
                               " -----END PGP PUBLIC KEY BLOCK-----\n");
        QCOMPARE(sources.size(), std::size_t{1});
        QVERIFY(hasInlineKey(sources[0]));
        QCOMPARE(sources[0].signedBy,
                 std::string("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabc\n-----END PGP PUBLIC KEY BLOCK-----"));
        QCOMPARE(render(sources),
                 std::string("deb [arch=amd64 signed-by=/tmp/key.asc] http://m.example/debian bookworm main\n"));
    }

    void writesWhatItRead()
    {
        const std::string line = "deb [arch=amd64 signed-by=/k.gpg trusted=yes check-valid-until=no] "
                                 "http://m.example/debian bookworm main\n";
        QCOMPARE(render(parseOneLineSources(line)), line);
        auto two = source("http://m.example/debian", "bookworm", "/a.gpg /b.gpg");
        QVERIFY(render({two}).find("signed-by=/a.gpg,/b.gpg]") != std::string::npos);
    }

    void readsAWholeAptFolderInOrderAndSkipsSwitchedOffFiles()
    {
        QTemporaryDir scratch;
        const auto root = scratch.path().toStdString();
        fs::create_directories(root + "/sources.list.d");
        QVERIFY(writeFile(root + "/sources.list", "deb http://first.example/debian bookworm main\n"));
        QVERIFY(writeFile(root + "/sources.list.d/b.list", "deb http://third.example/debian bookworm main\n"));
        QVERIFY(writeFile(root + "/sources.list.d/a.sources",
                          "Types: deb\nURIs: http://second.example/debian\nSuites: bookworm\nComponents: main\n"));
        QVERIFY(writeFile(root + "/sources.list.d/c.list.disabled", "deb http://off.example/debian bookworm main\n"));
        const auto sources = readAptSources(root);
        QCOMPARE(sources.size(), std::size_t{3});
        QCOMPARE(sources[0].uri, std::string("http://first.example/debian"));
        QCOMPARE(sources[1].uri, std::string("http://second.example/debian"));
        QCOMPARE(sources[2].uri, std::string("http://third.example/debian"));
        QVERIFY(readAptSources(root + "/not-there").empty());
    }

    void otherVendorsStayOutOfTheImage()
    {
        auto docker = source("https://vendor.example/linux/debian", "bookworm", "/etc/apt/keyrings/vendor.asc");
        docker.components = {"stable"};
        auto arm = source("http://ports.example/debian", "bookworm", kArchiveKey);
        arm.architectures = {"arm64"};
        const auto chosen = chooseDebianSources(
            {source("http://m.example/debian", "bookworm", kArchiveKey),
             source("http://m.example/debian", "bookworm-updates", kArchiveKey),
             source("http://m.example/debian-security", "bookworm-security", kArchiveKey),
             source("http://m.example/debian", "bookworm-backports", kArchiveKey),
             source("http://m.example/debian", "trixie", kArchiveKey),
             source("https://apt.tool.example/", "bookworm", "/keyrings/tool.gpg"),
             source("https://tool.example/debian", "bookworm", "/keyrings/tool.gpg"),
             source("https://apt.tool.example/", "bookworm"), source("cdrom:/debian", "bookworm"), docker, arm},
            "bookworm");
        QVERIFY(chosen);
        QCOMPARE(chosen->suite, std::string("bookworm"));
        QCOMPARE(chosen->sources.size(), std::size_t{3});
        for (const auto &entry : chosen->sources)
            QVERIFY(entry.uri.starts_with("http://m.example/"));
    }

    void onlyTheComponentMainIsUsedAndNothingTwice()
    {
        auto wide = source("http://m.example/debian", "bookworm");
        wide.components = {"main", "contrib", "non-free-firmware"};
        const auto chosen = chooseDebianSources({wide, source("http://m.example/debian", "bookworm")}, "bookworm");
        QVERIFY(chosen);
        QCOMPARE(chosen->sources, std::vector<AptSource>{source("http://m.example/debian", "bookworm")});
    }

    void aMirrorSignedWithAnotherKeyIsUsedWhenThereIsNoOther()
    {
        const auto own = source("https://artifacts.example/repository/debian-remote", "bookworm", "/keyrings/corp.gpg");
        const auto chosen = chooseDebianSources({own}, "bookworm");
        QVERIFY(chosen);
        QCOMPARE(chosen->sources, std::vector<AptSource>{own});
    }

    void sourcesThatFollowStableAreUnderstood()
    {
        const auto chosen = chooseDebianSources({source("http://m.example/debian", "stable")}, "bookworm");
        QVERIFY(chosen);
        QCOMPARE(chosen->suite, std::string("stable"));
    }

    void withoutADebianSourceItSaysSo()
    {
        for (const auto &sources : {std::vector<AptSource>{},
                                    {source("http://m.example/debian-security", "bookworm-security", kArchiveKey)}}) {
            const auto chosen = chooseDebianSources(sources, "bookworm");
            QVERIFY(!chosen);
            QCOMPARE(chosen.error().code, ErrorCode::NotFound);
            QVERIFY(chosen.error().detail.find("/etc/apt") != std::string::npos);
        }
    }

    void theReleaseIsTheHostsOwnOnDebianAndBookwormElsewhere()
    {
        QCOMPARE(debianCodename("ID=debian\nVERSION_CODENAME=trixie\n"), std::string("trixie"));
        QCOMPARE(debianCodename("ID=\"debian\"\nVERSION_CODENAME=\"bookworm\"\n"), std::string("bookworm"));
        QCOMPARE(debianCodename("ID=ubuntu\nVERSION_CODENAME=noble\n"), std::string("bookworm"));
        QCOMPARE(debianCodename(""), std::string("bookworm"));
    }
};

QTEST_GUILESS_MAIN(AptSourcesTest)
#include "apt_sources_test.moc"
