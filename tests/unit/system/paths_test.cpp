#include "core/system/paths.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <map>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::system;
namespace fs = std::filesystem;

namespace {

PathChoice choiceWith(std::map<std::string, std::string> environment, std::string dataDir = {})
{
    return {std::move(dataDir),
            [environment = std::move(environment)](const std::string &name) {
                const auto found = environment.find(name);
                return found == environment.end() ? std::string() : found->second;
            },
            "/home/sam", 1000};
}

unsigned modeOf(const std::string &path)
{
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777U : 0U;
}

} // namespace

class PathsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsTheXdgFolders()
    {
        const auto layout = layoutFor(choiceWith({{"HOME", "/home/sam"},
                                                  {"XDG_DATA_HOME", "/d/"},
                                                  {"XDG_CACHE_HOME", "/c"},
                                                  {"XDG_STATE_HOME", "/s"},
                                                  {"XDG_RUNTIME_DIR", "/run/user/1000"}}));
        QVERIFY(layout);
        QVERIFY((*layout == PathLayout{"/d/glovebox", "/c/glovebox", "/s/glovebox", "/run/user/1000/glovebox"}));
    }

    void usesTheStandardFoldersOfTheHomeFolderWhenNothingIsSet()
    {
        const auto layout = layoutFor(choiceWith({}));
        QVERIFY(layout);
        QVERIFY((*layout == PathLayout{"/home/sam/.local/share/glovebox", "/home/sam/.cache/glovebox",
                                       "/home/sam/.local/state/glovebox", "/tmp/glovebox-1000"}));
    }

    void ignoresRelativeXdgFolders()
    {
        const auto layout = layoutFor(choiceWith({{"XDG_DATA_HOME", "data"}, {"XDG_RUNTIME_DIR", "run"}}));
        QVERIFY(layout);
        QCOMPARE(layout->data, std::string("/home/sam/.local/share/glovebox"));
        QCOMPARE(layout->runtime, std::string("/tmp/glovebox-1000"));
    }

    void putsEverythingBelowTheNamedFolder()
    {
        const PathLayout expected{"/srv/gb/data", "/srv/gb/cache", "/srv/gb/state", "/srv/gb/run"};
        const auto byOption = layoutFor(choiceWith({{"GLOVEBOX_DATA_DIR", "/other"}}, "/srv/gb/"));
        QVERIFY(byOption && *byOption == expected);
        const auto byVariable = layoutFor(choiceWith({{"GLOVEBOX_DATA_DIR", "/srv/./gb"}}));
        QVERIFY(byVariable && *byVariable == expected);
    }

    void keepsSocketPathsShortHoweverDeepTheNamedFolderIs()
    {
        const std::string deep = "/srv/" + std::string(200, 'x');
        const auto first = layoutFor(choiceWith({}, deep));
        const auto again = layoutFor(choiceWith({}, deep));
        const auto other = layoutFor(choiceWith({}, deep + "y"));
        QVERIFY(first && again && other);
        QVERIFY(first->runtime.size() + kSocketNameMax < sizeof(sockaddr_un::sun_path));
        QCOMPARE(first->runtime, again->runtime);
        QVERIFY(first->runtime != other->runtime);
        QCOMPARE(first->data, deep + "/data");
    }

    void saysWhatToDoWithoutAHomeFolder()
    {
        auto choice = choiceWith({});
        choice.homeOfUser.clear();
        const auto layout = layoutFor(choice);
        QVERIFY(!layout);
        QCOMPARE(layout.error().code, ErrorCode::InvalidArgument);
        QVERIFY(layout.error().detail.find("--data-dir") != std::string::npos);
    }

    void makesFoldersThatOnlyWeCanEnter()
    {
        QTemporaryDir scratch;
        const auto root = scratch.path().toStdString() + "/a/b";
        for (int round = 0; round < 2; ++round) { // the second time they are there already
            const auto paths = Paths::create(choiceWith({}, root));
            QVERIFY2(paths, paths ? "" : paths.error().detail.c_str());
            for (const auto &folder : {paths->data(), paths->cache(), paths->state(), paths->runtime()})
                QCOMPARE(modeOf(folder), 0700U);
        }
    }

    void closesAFolderThatWasOpenToOthers()
    {
        QTemporaryDir scratch;
        const auto folder = scratch.path().toStdString() + "/open";
        QCOMPARE(::mkdir(folder.c_str(), 0777), 0);
        QCOMPARE(::chmod(folder.c_str(), 0777), 0);
        QVERIFY(makePrivateFolder(folder));
        QCOMPARE(modeOf(folder), 0700U);
    }

    void refusesALinkInPlaceOfAFolder()
    {
        QTemporaryDir scratch;
        const auto base = scratch.path().toStdString();
        fs::create_directory(base + "/elsewhere");
        fs::create_directory_symlink(base + "/elsewhere", base + "/link");
        const auto made = makePrivateFolder(base + "/link");
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::FolderUnusable);
    }

    void namesTheFolderThatCannotBeMade()
    {
        QTemporaryDir scratch;
        const auto file = scratch.path().toStdString() + "/file";
        QVERIFY(QFile(QString::fromStdString(file)).open(QIODevice::WriteOnly));
        const auto paths = Paths::create(choiceWith({}, file));
        QVERIFY(!paths);
        QCOMPARE(paths.error().code, ErrorCode::FolderUnusable);
        QVERIFY(paths.error().detail.find(file) != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(PathsTest)
#include "paths_test.moc"
