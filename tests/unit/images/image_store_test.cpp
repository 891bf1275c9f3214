#include "core/images/image_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <signal.h>
#include <sstream>

using namespace glovebox;
using namespace glovebox::images;
namespace fs = std::filesystem;

namespace {

/// Stand-ins for the tools: they do as much as the store looks at, and note that they were called.
constexpr std::pair<const char *, const char *> kTools[] = {
    {"apt-config", ""},
    {"apt-get", "case $1 in download) echo package > kernel_1_amd64.deb;; esac"},
    {"apt-cache", "echo 'Depends: linux-image-1-cloud-amd64 (= 1)'"},
    {"dpkg-deb", "/bin/mkdir -p $3/boot $3/lib/modules/1/kernel\n"
                 "echo kernel > $3/boot/vmlinuz-1\n"
                 "printf 'code\\0depends=virtio_ring\\0' > $3/lib/modules/1/kernel/virtio.ko\n"
                 "printf 'code\\0depends=\\0' > $3/lib/modules/1/kernel/virtio_ring.ko"},
    {"fakechroot", ""},
    {"fakeroot", ""},
    {"mmdebstrap", "for a; do before=$target target=$out out=$a; done\necho tar > $target\necho 'I: unpacking' >&2"},
    {"tar2sqfs", "for a; do out=$a; done\n/bin/cat > $out\n/usr/bin/head -c 200000 /dev/zero >> $out"},
};

struct Outcome {
    std::optional<Result<ports::GuestImage>> result;
    std::vector<ports::ImageProgress> progress;

    Call start(DebianImageStore &store)
    {
        return store.prepare([this](ports::ImageProgress step) { progress.push_back(std::move(step)); },
                             [this](Result<ports::GuestImage> image) { result = std::move(image); });
    }
    bool said(const std::string &what) const
    {
        return std::ranges::any_of(progress,
                                   [&](const auto &step) { return step.what.find(what) != std::string::npos; });
    }
};

} // namespace

class ImageStoreTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_scratch;
    QByteArray m_path;

    std::string root() const { return m_scratch->path().toStdString(); }
    std::string storePath() const { return root() + "/images"; }

    void writeTool(const std::string &name, const std::string &body) const
    {
        const auto path = root() + "/bin/" + name;
        QVERIFY(writeFile(path, "#!/bin/sh\necho " + name + " >> " + root() + "/calls\n" + body + "\n"));
        fs::permissions(path, fs::perms::owner_all);
    }

    int calls(const std::string &tool) const
    {
        std::ifstream file(root() + "/calls");
        int count = 0;
        for (std::string line; std::getline(file, line);)
            count += line == tool;
        return count;
    }

    StoreOptions options() const
    {
        StoreOptions options;
        options.folder = storePath();
        options.agentBinary = root() + "/agent";
        options.installedFolder = root() + "/not-installed";
        options.aptFolder = root() + "/apt";
        options.osReleaseFile = root() + "/os-release";
        options.recipe = {{"bash"}, {}, {"virtio"}, "layout", "finish"};
        return options;
    }

    Outcome prepare(const StoreOptions &options) const
    {
        DebianImageStore store(options);
        Outcome outcome;
        const auto call = outcome.start(store);
        [&] {
            QTRY_VERIFY(outcome.result.has_value());
        }();
        return outcome;
    }

    std::set<std::string> storeEntries() const
    {
        std::set<std::string> names;
        std::error_code error;
        for (fs::directory_iterator at(storePath(), error), end; !error && at != end; at.increment(error))
            names.insert(at->path().filename().string());
        return names;
    }

    bool nothingHalfMade() const
    {
        return std::ranges::none_of(storeEntries(), [](const std::string &name) { return name.starts_with("tmp-"); });
    }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        fs::create_directories(root() + "/bin");
        fs::create_directories(root() + "/apt");
        for (const auto &[name, body] : kTools)
            writeTool(name, body);
        QVERIFY(writeFile(root() + "/apt/sources.list", "deb http://m.example/debian bookworm main\n"));
        QVERIFY(writeFile(root() + "/os-release", "ID=debian\nVERSION_CODENAME=bookworm\n"));
        QVERIFY(writeFile(root() + "/agent", "\177ELF agent"));
        m_path = qgetenv("PATH");
        qputenv("PATH", QByteArray::fromStdString(root() + "/bin"));
    }

    void cleanup() { qputenv("PATH", m_path); }

    void buildsEverythingOnceAndIsThereAtOnceTheNextTime()
    {
        const auto first = prepare(options());
        QVERIFY2(*first.result, first.result->has_value() ? "" : describe(first.result->error()).c_str());
        const auto image = **first.result;
        for (const auto &file : {image.kernel, image.initrd, image.rootDisk})
            QVERIFY2(file.starts_with(storePath()) && fs::is_regular_file(file), file.c_str());
        QVERIFY(nothingHalfMade());

        const auto second = prepare(options());
        QVERIFY(*second.result);
        QCOMPARE((*second.result)->key, image.key);
        QVERIFY(second.progress.empty());
        QCOMPARE(calls("mmdebstrap"), 1);
        QCOMPARE(calls("dpkg-deb"), 1);
    }

    void tellsEachStepInOrderWithTheLinesOfTheTools()
    {
        const auto outcome = prepare(options());
        QVERIFY(*outcome.result);
        std::vector<std::string> what;
        for (const auto &step : outcome.progress) {
            if (what.empty() || what.back() != step.what)
                what.push_back(step.what);
            QCOMPARE(step.step, static_cast<int>(what.size()));
            QCOMPARE(step.steps, 6);
        }
        QCOMPARE(what.size(), std::size_t{6});
        QVERIFY(std::ranges::any_of(outcome.progress, [](const auto &step) { return step.line == "I: unpacking"; }));
    }

    void theRamDiskListsItsModulesInLoadOrder()
    {
        const auto outcome = prepare(options());
        QVERIFY(*outcome.result);
        const auto archive = readFile((*outcome.result)->initrd, ByteCount::mib(1));
        QVERIFY(archive);
        QVERIFY(archive->find("/gb/mod/virtio_ring.ko\n/gb/mod/virtio.ko\n") != std::string::npos);
        QVERIFY(archive->find("\177ELF agent") != std::string::npos);
    }

    void aNewAgentOnlyRemakesTheRamDisk()
    {
        const auto before = prepare(options());
        QVERIFY(*before.result && writeFile(root() + "/agent", "\177ELF newer agent"));
        const auto after = prepare(options());
        QVERIFY(*after.result);
        QVERIFY((*after.result)->initrd != (*before.result)->initrd && (*after.result)->key != (*before.result)->key);
        QCOMPARE((*after.result)->rootDisk, (*before.result)->rootDisk);
        QCOMPARE(calls("mmdebstrap"), 1);
        QCOMPARE(calls("apt-get"), 2); // update and download of the first time
    }

    void aNewPackageListRemakesTheRootFileSystemOnly()
    {
        QVERIFY(*prepare(options()).result);
        auto more = options();
        more.recipe.packages.push_back("git");
        QVERIFY(*prepare(more).result);
        QCOMPARE(calls("mmdebstrap"), 2);
        QCOMPARE(calls("dpkg-deb"), 1);
    }

    void aTruncatedFileIsMadeAnew()
    {
        const auto before = prepare(options());
        QVERIFY(*before.result);
        fs::resize_file((*before.result)->rootDisk, 1000);
        const auto after = prepare(options());
        QVERIFY2(*after.result, after.result->has_value() ? "" : describe(after.result->error()).c_str());
        QCOMPARE(calls("mmdebstrap"), 2);
        QCOMPARE(calls("dpkg-deb"), 1);
        QVERIFY(fs::file_size((*after.result)->rootDisk) > 200000);
    }

    void whatACrashLeftIsRemovedAtTheNextStart()
    {
        QVERIFY(*prepare(options()).result);
        fs::create_directories(storePath() + "/tmp-crash/unpacked");
        QVERIFY(*prepare(options()).result); // everything is there, and yet
        QVERIFY(nothingHalfMade());
        QCOMPARE(calls("mmdebstrap"), 1);
    }

    void twoAtOnceBuildOnceAndTheSecondWaits()
    {
        DebianImageStore one(options());
        DebianImageStore two(options());
        writeTool("mmdebstrap",
                  "while [ ! -e " + root() + "/go ]; do /bin/sleep 0.02; done\n" + std::string(kTools[6].second));
        Outcome first;
        Outcome second;
        const auto firstCall = first.start(one);
        const auto secondCall = second.start(two);
        QTRY_VERIFY(first.said("Waiting for another") || second.said("Waiting for another"));
        QVERIFY(writeFile(root() + "/go", ""));
        QTRY_VERIFY_WITH_TIMEOUT(first.result && second.result, 20000);
        QVERIFY(*first.result && *second.result);
        QCOMPARE((*first.result)->key, (*second.result)->key);
        QCOMPARE(calls("mmdebstrap"), 1);
    }

    void cancellingLeavesNeitherFilesNorProcesses()
    {
        // Like fakeroot's daemon, it is in no process group of ours by the time it is known.
        writeTool("mmdebstrap",
                  "/usr/bin/setsid /bin/sh -c 'echo $$ > " + root() + "/stray; exec /bin/sleep 600' &\nwait");
        auto store = std::make_unique<DebianImageStore>(options());
        Outcome outcome;
        auto call = outcome.start(*store);
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(root() + "/stray") && fs::file_size(root() + "/stray") > 0, 20000);
        call.cancel();
        store.reset();
        QTRY_VERIFY_WITH_TIMEOUT(nothingHalfMade(), 20000);
        QVERIFY(!outcome.result);
        std::ifstream file(root() + "/stray");
        pid_t stray = 0;
        file >> stray;
        // A zombie still takes signals; what counts is that it does not run.
        QTRY_VERIFY(::kill(stray, 0) != 0 || [stray] {
            std::ifstream stat("/proc/" + std::to_string(stray) + "/stat");
            std::string text;
            std::getline(stat, text);
            return text.empty() || text.find(") Z") != std::string::npos;
        }());
        QVERIFY(!storeEntries().empty());                // the kernel was done and stays
        QTRY_VERIFY(StoreFolder(storePath()).tryLock()); // the pool lets go of it after the last file
    }

    void oneMayCancelFromInsideTheProgress()
    {
        DebianImageStore store(options());
        Call call;
        bool answered = false;
        bool told = false;
        call = store.prepare(
            [&](ports::ImageProgress) {
                told = true;
                call.cancel();
            },
            [&](Result<ports::GuestImage>) { answered = true; });
        QTRY_VERIFY(told);
        QTRY_VERIFY(StoreFolder(storePath()).tryLock());
        QVERIFY(!answered && nothingHalfMade());
    }

    void oneMayLetGoOfEverythingInsideTheAnswer()
    {
        auto store = std::make_unique<DebianImageStore>(options());
        auto call = std::make_unique<Call>();
        bool answered = false;
        *call = store->prepare({}, [&](Result<ports::GuestImage>) {
            store.reset();
            call.reset();
            answered = true;
        });
        QTRY_VERIFY(answered);
    }

    void anUnreachableMirrorIsSaidInPlainWords()
    {
        writeTool("apt-get",
                  "echo 'E: Failed to fetch http://m.example/debian  Could not connect to m.example' >&2; exit 100");
        const auto outcome = prepare(options());
        QVERIFY(!*outcome.result);
        QCOMPARE(outcome.result->error().code, ErrorCode::NetworkError);
        QVERIFY(outcome.result->error().detail.starts_with("could not reach the package mirror"));
        QVERIFY(nothingHalfMade());
        QCOMPARE(calls("mmdebstrap"), 0);
    }

    void aMissingToolIsNamedWithItsPackageBeforeAnythingIsFetched()
    {
        fs::remove(root() + "/bin/tar2sqfs");
        const auto outcome = prepare(options());
        QVERIFY(!*outcome.result);
        QCOMPARE(outcome.result->error().code, ErrorCode::HostToolMissing);
        QCOMPARE(outcome.result->error().detail,
                 std::string("tar2sqfs is not installed (Debian package squashfs-tools-ng)"));
        QCOMPARE(calls("apt-get"), 0);
    }

    void withoutADebianSourceNothingIsTried()
    {
        QVERIFY(writeFile(root() + "/apt/sources.list", "deb https://vendor.example/ubuntu noble main\n"));
        const auto outcome = prepare(options());
        QVERIFY(!*outcome.result);
        QCOMPARE(outcome.result->error().code, ErrorCode::NotFound);
        QVERIFY(nothingHalfMade());
    }

    void aMissingAgentIsNamed()
    {
        QVERIFY(*prepare(options()).result);
        fs::remove(root() + "/agent");
        const auto outcome = prepare(options());
        QVERIFY(!*outcome.result);
        QVERIFY(outcome.result->error().detail.starts_with("the guest agent"));
    }

    void aReadyFolderIsUsedAsItIsAndNeverRepaired()
    {
        QVERIFY(*prepare(options()).result);
        auto ready = options();
        ready.readyFolder = root() + "/ready";
        ready.folder = root() + "/other-images";
        fs::create_directories(ready.readyFolder);
        for (const auto &entry : fs::directory_iterator(storePath())) {
            const auto name = entry.path().filename().string();
            if (name.starts_with("kernel-") || name.starts_with("root-"))
                fs::copy(entry.path(), ready.readyFolder + '/' + name.substr(0, name.find('-')),
                         fs::copy_options::recursive);
        }
        const auto used = prepare(ready);
        QVERIFY(*used.result);
        QVERIFY((*used.result)->kernel.starts_with(ready.readyFolder));
        QCOMPARE(calls("mmdebstrap"), 1);

        fs::resize_file(ready.readyFolder + "/root/root.sqfs", 10);
        const auto broken = prepare(ready);
        QVERIFY(!*broken.result);
        QCOMPARE(broken.result->error().code, ErrorCode::ImageBroken);
        QVERIFY(broken.result->error().detail.find("root.sqfs") != std::string::npos);
        QCOMPARE(calls("mmdebstrap"), 1);
    }

    void theBuiltInRecipeIsComplete()
    {
        const auto recipe = builtInRecipe();
        for (const auto *package : {"bash", "python3", "git", "ripgrep", "jq"})
            QVERIFY2(std::ranges::find(recipe.packages, package) != recipe.packages.end(), package);
        QVERIFY(std::ranges::find(recipe.modules, "virtio_blk") != recipe.modules.end());
        QVERIFY(recipe.finishScript.starts_with("#!/bin/sh") && recipe.layoutScript.starts_with("#!/bin/sh"));
        QVERIFY(recipe.kernelKey() != recipe.rootKey());
    }
};

QTEST_GUILESS_MAIN(ImageStoreTest)
#include "image_store_test.moc"
