// An image whose packages are installed in a virtual machine, as on a host that gives its user no root: the
// distribution's base and two small packages, from this host's own mirror; then a sandbox's machine boots from it.
#include "app/compose/build_machine.h"
#include "core/images/image_build.h"
#include "tests/vm/guest_fixture.h"

#include <filesystem>

using namespace glovebox;
using namespace glovebox::test;
namespace fs = std::filesystem;

namespace {

constexpr int kBuildMs = 25 * 60 * 1000;

/// What the test looks at afterwards, as the machine's root saw it.
constexpr const char *kFinish = R"(set -eu
useradd --create-home --uid 1000 agent
mkdir -p /workspace /mnt/session/outputs
chown -R 1000:1000 /workspace /mnt/session
printf '127.0.0.1 localhost\n' > /etc/hosts
echo glovebox > /etc/hostname
: > /etc/resolv.conf
printf 'four\n' > /srv/a
ln /srv/a /srv/b
chmod 4755 /srv/a
setcap cap_net_raw+ep /usr/bin/tree
tree --version > /srv/said
)";

} // namespace

class TestBuildMachine : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    GuestFixture m_guest;

    Result<images::BuiltImage> build()
    {
        const auto paths = system::Paths::create(m_folder.path().toStdString());
        if (!paths)
            return tl::unexpected(paths.error());
        images::BuildOptions options;
        options.folder = paths->cache() + "/builds";
        options.name = "small";
        options.recipe.packages = {"tree", "libcap2-bin"};
        options.recipe.pathFilters = {"path-exclude=/usr/share/man/*"};
        options.recipe.finishScript = kFinish;
        options.recipe.install = images::Install::RunScripts;
        options.bootMachine =
            compose::machinesForBuilds(*paths, qEnvironmentVariable("GLOVEBOX_TEST_PARTS_DIR").toStdString());
        options.inMachine = true;
        std::optional<Result<images::BuiltImage>> built;
        std::string step;
        QElapsedTimer time;
        time.start();
        const auto call =
            images::buildImage(std::move(options), {[&](const images::BuildProgress &progress) {
                                                        if (std::exchange(step, progress.what) != step)
                                                            qInfo("%lld s: %s", time.elapsed() / 1000, step.c_str());
                                                    },
                                                    {},
                                                    [&](auto result) { built = std::move(result); },
                                                    {}});
        if (!QTest::qWaitFor([&] { return built.has_value(); }, kBuildMs))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        qInfo("%lld s: done", time.elapsed() / 1000);
        return *std::move(built);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto built = build();
        QVERIFY2(built, built ? "" : describe(built.error()).c_str());
        QVERIFY(built->rootSize > ByteCount::mib(20) && built->rootSize < ByteCount::mib(150));
        QVERIFY(built->contentSize > ByteCount::mib(80));
        auto spec = guestSpec("sbx-small");
        spec.image.rootDisk = built->root.path("root.sqfs");
        spec.image.key = "small";
        QVERIFY(m_guest.boot(std::move(spec)));
    }

    void nothingIsLeftOfTheMachine()
    {
        QVERIFY(processesWith(m_folder.path().toStdString() + "/run").empty());
        for (const char *folder : {"cache/builds", "runs", "run"}) {
            std::error_code error;
            const auto path = m_folder.path().toStdString() + '/' + folder;
            for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
                const auto name = at->path().filename().string();
                QVERIFY2(!name.starts_with("tmp-") && !name.starts_with("run-"), at->path().c_str());
            }
        }
    }

    void packagesAreInstalledAsTheyShouldBe()
    {
        QCOMPARE(m_guest.bash("dpkg --audit; dpkg-query -W -f='${db:Status-Status}\\n' | sort | uniq -c | wc -l; "
                              "dpkg-query -W -f='${db:Status-Status}' tree; echo; cat /srv/said | head -c 4"),
                 QStringLiteral("1\ninstalled\ntree"));
    }

    void ownersLinksAndCapabilitiesCameOut()
    {
        QCOMPARE(m_guest.bash("stat -c '%a %h %U' /srv/b; stat -c %u /workspace; getcap /usr/bin/tree; "
                              "stat -c '%a %U' /usr/bin/passwd; stat -c '%a' /tmp"),
                 QStringLiteral("4755 2 root\n1000\n/usr/bin/tree cap_net_raw=ep\n4755 root\n1777"));
    }

    void nothingOfTheBuildIsInIt()
    {
        QCOMPARE(m_guest.bash("ls -d /glovebox-build /usr/sbin/policy-rc.d /etc/apt/apt.conf.d/*mmdebstrap "
                              "2>/dev/null | wc -l; "
                              "find /var/cache/apt/archives /var/lib/apt/lists -type f -size +0 2>/dev/null | wc -l; "
                              "ls /usr/share/man | wc -l; id -un"),
                 QStringLiteral("0\n0\n0\nagent"));
    }
};

QTEST_GUILESS_MAIN(TestBuildMachine)
#include "tst_build_machine.moc"
