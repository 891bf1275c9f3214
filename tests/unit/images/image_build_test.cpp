#include "core/images/image_build.h"

#include "core/images/library/disk_image_library.h"

#include "tests/unit/images/file_server.h"

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

using namespace glovebox;
using namespace glovebox::images;
namespace fs = std::filesystem;

namespace {

/// Stand-ins for the tools, which do as much as the build looks at and note how they were called. ROOT is the test's
/// folder.
constexpr std::pair<const char *, const char *> kTools[] = {
    {"apt-config", ""},
    {"apt-get", "for a; do case $a in Dir::Cache::archives=*) to=${a#*=};; --print-uris) print=1;; --download-only) "
                "get=1;; esac; done\n"
                "if [ -n \"$print\" ]; then /bin/cat ROOT/uris; fi\n"
                "if [ -n \"$get\" ]; then [ -e ROOT/slow ] && { echo x > \"$to/partial/b.deb\"; /bin/sleep 60; }\n"
                "  for f in ROOT/mirror/*; do n=${f##*/}; [ -e \"$to/$n\" ] || { echo \"got $n\" >> ROOT/calls; "
                "/bin/cp $f \"$to/$n\"; }; done; fi"},
    {"mmdebstrap", "if [ \"$1\" = --unshare-helper ]; then [ -e ROOT/no-namespaces ] && { echo 'newuidmap: no' >&2; "
                   "exit 1; }; shift; exec \"$@\"; fi\n"
                   "for a; do before=$target target=$out out=$a; echo \"$a\" >> ROOT/arguments; done\n"
                   "/bin/cp $out ROOT/used-sources\n"
                   "[ -e ROOT/broken-scripts ] && { echo 'E: dpkg failed' >&2; exit 1; }\n"
                   "/bin/tar -cf $target -C ROOT/mirror ."},
    {"tar2sqfs", "for a; do out=$a; done\n/bin/cat > $out"},
};

QByteArray archiveWith(const char *name, const QByteArray &content)
{
    QByteArray bytes(100'000, '\0');
    std::size_t used = 0;
    auto *writer = ::archive_write_new();
    ::archive_write_add_filter_gzip(writer);
    ::archive_write_set_format_ustar(writer);
    ::archive_write_set_bytes_in_last_block(writer, 1);
    ::archive_write_open_memory(writer, bytes.data(), static_cast<std::size_t>(bytes.size()), &used);
    auto *made = ::archive_entry_new();
    ::archive_entry_set_pathname(made, name);
    ::archive_entry_set_filetype(made, AE_IFREG);
    ::archive_entry_set_perm(made, 0755);
    ::archive_entry_set_size(made, content.size());
    ::archive_write_header(writer, made);
    ::archive_write_data(writer, content.data(), static_cast<std::size_t>(content.size()));
    ::archive_entry_free(made);
    ::archive_write_close(writer);
    ::archive_write_free(writer);
    return bytes.left(static_cast<qsizetype>(used));
}

std::string hexOf(const QByteArray &bytes, QCryptographicHash::Algorithm algorithm)
{
    return QCryptographicHash::hash(bytes, algorithm).toHex().toStdString();
}

/// A machine whose programs do as the test says. Only exec() is asked of it.
class StandInLink final : public ports::GuestLink {
public:
    struct Says {
        QByteArray output;
        Result<ports::ExecEnd> end{ports::ExecEnd{0, 0, false}};
        bool never = false;
    };

    Call exec(ports::ExecRequest request, ports::ExecHandlers handlers) override
    {
        requests.push_back(request);
        const auto says = requests.size() == 1 ? install : take;
        if (!says.never)
            QMetaObject::invokeMethod(
                &m_context,
                [says, handlers = std::move(handlers)] {
                    handlers.output(ports::ExecStream::Output, says.output.toStdString());
                    handlers.done(says.end);
                },
                Qt::QueuedConnection);
        return {};
    }
    Call runTool(ports::ToolRequest, ports::ToolHandlers) override { return {}; }
    void abortTool(const domain::EventId &) override {}
    ports::GuestFiles &files() override { std::abort(); }
    void standStill() override {}
    void goOn(ports::GuestIdentity) override {}
    void onChecked(std::function<void(std::vector<domain::GuestCheck>)>) override {}
    void onLost(std::function<void(Error)>) override {}

    Says install;
    Says take;
    std::vector<ports::ExecRequest> requests;

private:
    QObject m_context;
};

struct Machines {
    StandInLink link;
    std::vector<MachineOrder> orders;
    std::optional<Error> refused;
    int alive = 0;

    BootMachine boot()
    {
        return [this](MachineOrder order, Callback<std::unique_ptr<BuildMachine>> done) {
            orders.push_back(order);
            QMetaObject::invokeMethod(
                &m_context,
                [this, done] {
                    if (refused)
                        done(tl::unexpected(*refused));
                    else
                        done(std::make_unique<Machine>(*this));
                },
                Qt::QueuedConnection);
            return Call();
        };
    }

private:
    class Machine final : public BuildMachine {
    public:
        explicit Machine(Machines &all) : m_all(all) { ++m_all.alive; }
        ~Machine() override { --m_all.alive; }
        ports::GuestLink &guest() override { return m_all.link; }
        std::string consoleTail() const override { return {}; }

    private:
        Machines &m_all;
    };

    QObject m_context;
};

} // namespace

class ImageBuildTest : public QObject {
    Q_OBJECT

    std::optional<QTemporaryDir> m_scratch;
    std::optional<test::FileServer> m_registry;
    QByteArray m_path;
    QByteArray m_node;

    std::optional<Result<BuiltImage>> m_result;
    std::optional<BuildPlan> m_plan;
    std::vector<BuildProgress> m_progress;
    bool m_cleared = false;

    std::string root() const { return m_scratch->path().toStdString(); }
    std::string builds() const { return root() + "/builds"; }

    void put(const std::string &name, const std::string &text) const { QVERIFY(writeFile(root() + '/' + name, text)); }

    QByteArrayList linesOf(const char *name) const
    {
        QFile file(QString::fromStdString(root() + '/' + name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n') : QByteArrayList();
    }

    BuildOptions options() const
    {
        Recipe recipe;
        recipe.packages = {"bash", "git"};
        recipe.pathFilters = {"path-exclude=/x"};
        recipe.finishScript = "finish";
        recipe.install = Install::RunScripts;
        recipe.npm = {{"@s/node",
                       "22.0.0",
                       {static_cast<std::uint64_t>(m_node.size())},
                       hexOf(m_node, QCryptographicHash::Sha512),
                       "opt/node",
                       {"bin/node"}}};
        BuildOptions options{.folder = builds(), .name = "agent", .recipe = std::move(recipe), .config = {}};
        options.config.user = "agent";
        options.host = {root() + "/apt", root() + "/os-release"};
        options.npmUserFile = root() + "/npmrc";
        options.npmGlobalFile = root() + "/none";
        options.openFolder = root() + "/open";
        return options;
    }

    Call begin(const BuildOptions &options, Result<> answer = {})
    {
        m_result.reset();
        m_plan.reset();
        m_progress.clear();
        return buildImage(options, {[this](BuildProgress progress) { m_progress.push_back(std::move(progress)); },
                                    [this, answer](BuildPlan plan, Callback<> done) {
                                        m_plan = plan;
                                        QMetaObject::invokeMethod(
                                            this, [done, answer] { done(answer); }, Qt::QueuedConnection);
                                        return Call();
                                    },
                                    [this](Result<BuiltImage> built) { m_result = std::move(built); },
                                    [this] {
                                        m_cleared = true;
                                    }});
    }

    Result<BuiltImage> build(const BuildOptions &options, Result<> answer = {})
    {
        const auto call = begin(options, std::move(answer));
        if (!QTest::qWaitFor([this] { return m_result.has_value(); }, 20'000))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return *m_result;
    }

    /// In a machine, whose root is what the mirror has.
    BuildOptions optionsFor(Machines &machines) const
    {
        for (const char *name : {"fakechroot", "fakeroot"}) {
            put(std::string("bin/") + name, "#!/bin/sh\n");
            fs::permissions(root() + "/bin/" + name, fs::perms::owner_all);
        }
        QProcess tar;
        tar.start(QStringLiteral("/bin/tar"), {QStringLiteral("-cf"), QStringLiteral("-"), QStringLiteral("-C"),
                                               QString::fromStdString(root() + "/mirror"), QStringLiteral(".")});
        tar.waitForFinished();
        machines.link.install.output = "Setting up base\nSetting up git\n";
        machines.link.take.output = tar.readAllStandardOutput();
        auto build = options();
        build.bootMachine = machines.boot();
        return build;
    }

    void takeNamespacesAway() const
    {
        put("bin/unshare", "#!/bin/sh\nexit 1\n"); // root has another way
        fs::permissions(root() + "/bin/unshare", fs::perms::owner_all);
        put("no-namespaces", "");
    }

    bool nothingHalfMade() const
    {
        std::error_code error;
        for (fs::directory_iterator at(builds(), error), end; !error && at != end; at.increment(error))
            if (at->path().filename().string().starts_with("tmp-"))
                return false;
        return fs::is_empty(root() + "/open");
    }

private Q_SLOTS:
    void init()
    {
        m_scratch.emplace();
        m_registry.emplace();
        m_cleared = false;
        m_node = archiveWith("package/bin/node", "ELF");
        m_registry->files["/@s/node/-/node-22.0.0.tgz"] = m_node;
        for (const char *folder : {"bin", "apt", "mirror", "open"})
            fs::create_directories(root() + '/' + folder);
        for (const auto &[name, body] : kTools) {
            auto text = QString::fromLatin1("#!/bin/sh\n%1\n").arg(QString::fromLatin1(body));
            text.replace(QStringLiteral("ROOT"), m_scratch->path());
            put(std::string("bin/") + name, text.toStdString());
            fs::permissions(root() + "/bin/" + name, fs::perms::owner_all);
        }
        put("apt/sources.list", "deb http://u:secret@m.example/debian bookworm main\n");
        put("os-release", "ID=debian\nVERSION_CODENAME=bookworm\n");
        put("npmrc", "registry=" + m_registry->address() + '\n');
        std::string uris;
        for (const char *name : {"a", "b"}) {
            const QByteArray content = QByteArray("package ") + name;
            put(std::string("mirror/") + name + ".deb", content.toStdString());
            uris += std::string("'http://m.example/") + name + ".deb' " + name + ".deb " +
                    std::to_string(content.size()) + " SHA256:" + hexOf(content, QCryptographicHash::Sha256) + '\n';
        }
        put("uris", uris);
        m_path = qgetenv("PATH");
        qputenv("PATH", QByteArray::fromStdString(root() + "/bin"));
        for (const char *name : {"http_proxy", "NPM_CONFIG_REGISTRY", "npm_config_registry"})
            qunsetenv(name);
    }

    void cleanup() { qputenv("PATH", m_path); }

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

        std::optional<Result<>> verified;
        const auto call = library.verify(image->id, {}, [&](Result<> answer) { verified = std::move(answer); });
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

    void withoutUserNamespacesItIsInstalledInAMachine()
    {
        takeNamespacesAway();
        Machines machines;
        const auto built = build(optionsFor(machines));
        QVERIFY2(built, built ? "" : describe(built.error()).c_str());
        QVERIFY(m_plan->inMachine);
        QVERIFY2(m_plan->whyInMachine.find("newuidmap: no") != std::string::npos, m_plan->whyInMachine.c_str());
        QCOMPARE(built->entries, std::uint64_t{3});
        QCOMPARE(built->contentSize, ByteCount{18});
        QCOMPARE(machines.orders.size(), std::size_t{1});
        QCOMPARE(machines.link.requests.size(), std::size_t{2});
        for (const auto &request : machines.link.requests) {
            QCOMPARE(request.user, std::optional<std::string>("0:0"));
            QCOMPARE(request.workdir, std::string("/"));
        }
        QCOMPARE(machines.alive, 0);
        QVERIFY(nothingHalfMade());
        QVERIFY(std::ranges::any_of(m_progress, [](const auto &shown) { return shown.line == "Setting up git"; }));
        const auto arguments = linesOf("arguments");
        QVERIFY(arguments.contains("--mode=fakechroot"));
        QVERIFY(arguments.contains("--variant=extract"));
        QVERIFY(arguments.contains("--include=?essential"));
        for (const auto &line : arguments)
            QVERIFY2(!line.contains("secret") && !line.contains("unshare"), line);
        // The same recipe is the same image, wherever it was installed.
        QVERIFY(build(options())->wasThere);
    }

    void aMachineIsUsedWhenItIsAskedFor()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        QVERIFY(build(wanted));
        QVERIFY(m_plan->inMachine && m_plan->whyInMachine.empty());
        QCOMPARE(machines.orders.size(), std::size_t{1});
        QVERIFY(m_plan->needs > m_plan->keeps);
    }

    void withUserNamespacesNoMachineIsStarted()
    {
        Machines machines;
        QVERIFY(build(optionsFor(machines)));
        QVERIFY(!m_plan->inMachine);
        QVERIFY(machines.orders.empty());
    }

    void whatFailsInAMachineIsToldWithItsLastLines()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        machines.link.install = {"Setting up git\nE: dpkg failed\n", ports::ExecEnd{100, 0, false}};
        const auto failed = build(wanted);
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::HostToolFailed);
        QVERIFY2(failed.error().detail.ends_with("status 100\nSetting up git\nE: dpkg failed"),
                 failed.error().detail.c_str());
        QCOMPARE(machines.alive, 0);
        QVERIFY(nothingHalfMade());

        machines.link.requests.clear();
        machines.link.install = {};
        QVERIFY(build(wanted));
        QCOMPARE(m_plan->toFetch, ByteCount{0});
    }

    void aMachineThatEndsOrDoesNotStartIsAnErrorOfItsOwn()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        machines.link.take.end = fail(ErrorCode::GuestExited, "it ended");
        const auto ended = build(wanted);
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::GuestExited);
        QCOMPARE(machines.alive, 0);

        machines.refused = Error{ErrorCode::OutOfMemory, "none left"};
        const auto refused = build(wanted);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
        QVERIFY(nothingHalfMade());
    }

    void lettingGoEndsTheMachine()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        machines.link.install.never = true;
        auto call = begin(wanted);
        QTRY_VERIFY_WITH_TIMEOUT(!machines.link.requests.empty(), 20'000);
        QCOMPARE(machines.alive, 1);
        call.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(m_cleared, 20'000);
        QCOMPARE(machines.alive, 0);
        QVERIFY(!m_result);
        QVERIFY(nothingHalfMade());
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
