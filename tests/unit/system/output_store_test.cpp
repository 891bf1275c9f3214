// What kept outputs look like on the host's disk. What any OutputStore promises is in tests/contract.
#include "core/system/output_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace glovebox;
using namespace glovebox::system;
namespace fs = std::filesystem;

namespace {

const domain::SessionId kSession("sesn_1");
constexpr std::int64_t kTime = 1'700'000'000'123'456'789;

unsigned modeOf(const std::string &path)
{
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0U;
}

std::string contentOf(const std::string &path)
{
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

Result<> put(OutputFolders &store, const std::string &path, const std::string &content)
{
    GB_TRY(file, store.begin(kSession, path));
    GB_CHECK(file->write(content));
    return file->commit(kTime);
}

} // namespace

class OutputStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesAreOursAloneWhateverTheUmask()
    {
        const auto before = ::umask(0);
        QTemporaryDir data;
        const auto store = OutputFolders::open(data.path().toStdString());
        QVERIFY(store);
        QVERIFY(put(**store, "a/b.sh", "#!/bin/sh\n"));
        ::umask(before);
        const auto folder = data.path().toStdString() + "/outputs";
        QCOMPARE((*store)->folder(kSession), folder + "/sesn_1");
        for (const auto *path : {"", "/sesn_1", "/sesn_1/a", "/.incoming"})
            QCOMPARE(modeOf(folder + path), 0700U);
        QCOMPARE(modeOf(folder + "/sesn_1/a/b.sh"), 0600U);
        QCOMPARE(contentOf(folder + "/sesn_1/a/b.sh"), std::string("#!/bin/sh\n"));
    }

    void whatIsKeptIsThereAfterARestartAndHalfWrittenFilesAreNot()
    {
        QTemporaryDir data;
        const auto path = data.path().toStdString();
        {
            const auto store = OutputFolders::open(path);
            QVERIFY(store && put(**store, "a", "kept"));
        }
        std::ofstream(path + "/outputs/.incoming/1-1") << "half";
        const auto store = OutputFolders::open(path);
        QVERIFY(store);
        QVERIFY(!fs::exists(path + "/outputs/.incoming/1-1"));
        const auto files = (*store)->list(kSession);
        QVERIFY(files && files->size() == 1 && files->at(0).path == "a" && files->at(0).changed == kTime);
        QVERIFY(put(**store, "a", "newer"));
        QCOMPARE(contentOf(path + "/outputs/sesn_1/a"), std::string("newer"));
    }

    void linksOnTheHostAreNotFollowed()
    {
        QTemporaryDir data;
        QTemporaryDir elsewhere;
        const auto outside = elsewhere.path().toStdString();
        std::ofstream(outside + "/secret") << "secret";
        const auto store = OutputFolders::open(data.path().toStdString());
        QVERIFY(store && put(**store, "a", "x"));
        const auto folder = (*store)->folder(kSession);
        fs::create_directory_symlink(outside, folder + "/link");
        fs::create_symlink(outside + "/secret", folder + "/file");
        QCOMPARE((*store)->list(kSession)->size(), std::size_t{1});
        const auto through = put(**store, "link/new", "x");
        QVERIFY(!through && through.error().code == ErrorCode::InvalidState);
        QVERIFY(!fs::exists(outside + "/new"));
        QVERIFY(put(**store, "file", "x")); // takes the link's place
        QCOMPARE(contentOf(outside + "/secret"), std::string("secret"));
        QVERIFY(!fs::is_symlink(folder + "/file"));

        fs::create_directory_symlink(outside, data.path().toStdString() + "/outputs/sesn_2");
        QVERIFY(!(*store)->list(domain::SessionId("sesn_2")));
        QCOMPARE((*store)->folder(domain::SessionId("sesn_2")), std::string());
        QVERIFY(!(*store)->begin(domain::SessionId("sesn_2"), "a"));
    }

    void aFullDiskIsSaidBeforeItIsFull()
    {
        QTemporaryDir data;
        ports::OutputLimits limits;
        limits.freeMin = ByteCount::gib(1 << 20);
        const auto store = OutputFolders::open(data.path().toStdString(), limits);
        QVERIFY(store);
        const auto refused = (*store)->begin(kSession, "a");
        QVERIFY(!refused && refused.error().code == ErrorCode::OutOfDisk);
    }

    void sessionsDoNotCountAgainstEachOther()
    {
        QTemporaryDir data;
        const auto store = OutputFolders::open(data.path().toStdString(), {.filesMax = 1, .freeMin = {0}});
        QVERIFY(store);
        for (int i = 0; i < 20; ++i) { // more than are remembered at once
            const domain::SessionId session("sesn_" + std::to_string(i));
            auto file = (*store)->begin(session, "only");
            QVERIFY(file && (*file)->commit(kTime));
        }
        for (int i = 0; i < 20; ++i)
            QVERIFY(!(*store)->begin(domain::SessionId("sesn_" + std::to_string(i)), "second"));
    }

    void aFolderThatIsNotOursIsNotUsed()
    {
        QTemporaryDir data;
        QTemporaryDir elsewhere;
        fs::create_directory_symlink(elsewhere.path().toStdString(), data.path().toStdString() + "/outputs");
        QVERIFY(!OutputFolders::open(data.path().toStdString()));
    }
};

QTEST_GUILESS_MAIN(OutputStoreTest)
#include "output_store_test.moc"
