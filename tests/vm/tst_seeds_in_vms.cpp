// Sandboxes that are seeded in real machines: files of the host, an archive with odd things in it, a command, and files
// of another sandbox's snapshot; asleep and awake again with all of it.
#include "core/base/sha256.h"
#include "core/engine/seed_keeper.h"
#include "core/system/copied_files.h"
#include "tests/unit/system/made_archive.h"
#include "tests/vm/pool_rig.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

using namespace glovebox;
using namespace glovebox::test;
using domain::SandboxId;
using domain::SandboxState;
using domain::SeedState;
using testsupport::MadeArchive;

namespace {

constexpr int kSeedMs = 300'000; // a boot and a clone, on a busy host that emulates
constexpr std::size_t kLarge = 3'000'000;

std::string noiseOf(std::size_t size)
{
    std::string text;
    for (std::uint32_t state = 1; text.size() < size;) {
        state = state * 1'664'525 + 1'013'904'223;
        text.push_back(static_cast<char>(state >> 24));
    }
    return text;
}

} // namespace

class TestSeedsInVms : public QObject {
    Q_OBJECT

    VmFixture m_vm;
    QTemporaryDir m_dir;
    WorkPool m_work;
    system::CopiedFiles m_files{m_work};
    std::optional<api::SeedView> m_view;

    std::string path(const char *name) const { return m_dir.filePath(QString::fromUtf8(name)).toStdString(); }
    void put(const char *name, const std::string &content) const
    {
        QFile file(QString::fromStdString(path(name)));
        QVERIFY(QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content.data(), static_cast<qint64>(content.size())), static_cast<qint64>(content.size()));
    }
    std::shared_ptr<engine::SeedKeeper> keeper(Pool &rig)
    {
        const auto all = std::make_shared<engine::SeedKeeper>(
            engine::SeedKeeper::Parts{.clock = rig.clock,
                                      .hypervisor = *m_vm.hypervisor,
                                      .connector = rig.connector,
                                      .files = &m_files,
                                      .pool = rig.pool,
                                      .operations = rig.operations,
                                      .observer = [this](const api::Change &change) {
                                          if (const auto *view = std::get_if<api::SeedView>(&change))
                                              m_view = *view;
                                      }});
        rig.whenSeen = [weak = std::weak_ptr(all)](const api::SandboxView &view) {
            if (const auto seeds = weak.lock())
                seeds->saw(view);
        };
        return all;
    }
    bool isOver() const { return m_view->state != SeedState::Waiting && m_view->state != SeedState::Running; }
    /// Until it is over; how it went is printed.
    void wait()
    {
        QElapsedTimer watch;
        watch.start();
        QVERIFY(QTest::qWaitFor([this] { return isOver(); }, kSeedMs));
        qInfo("seeded in %lld ms", static_cast<long long>(watch.elapsed()));
        for (const auto &line : m_view->log)
            qInfo("  %d %s", line.step, line.text.c_str());
    }
    bool said(const char *text) const
    {
        return std::ranges::any_of(m_view->log,
                                   [&](const auto &line) { return line.text.find(text) != line.text.npos; });
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_vm.open());
        put("site/index.html", "<h1>hello</h1>\n");
        put("site/deep/er/large.bin", noiseOf(kLarge));
        put("site/bin/run", "#!/bin/sh\necho it runs\n");
        QFile run(QString::fromStdString(path("site/bin/run")));
        QVERIFY(run.setPermissions(run.permissions() | QFile::ExeOwner | QFile::ExeUser));
        QVERIFY(QFile::link(QStringLiteral("../index.html"), QString::fromStdString(path("site/bin/page"))));
        MadeArchive(path("odd.tar.zst"), MadeArchive::Form::TarZst)
            .folder("./")
            .file("./plain.txt", "plain\n")
            .file("ünï cödé", "name\n")
            .device("dev/null")
            .pipe("pipe")
            .link("outside", "/etc/hostname")
            .hardLink("twin", "./plain.txt")
            .file("empty", "");
    }
    void cleanup() { QVERIFY(m_vm.clean()); }

    void filesOfAllKindsAreThereAfterItSlept()
    {
        Pool rig(m_vm);
        const auto source = rig.pool.create("source", smallSize());
        QVERIFY(rig.is(source, SandboxState::Running));
        QCOMPARE(rig.bash(source,
                          "mkdir -p data/sub && echo made > data/sub/file && printf '#!/bin/sh\\necho tool\\n' > "
                          "data/tool && chmod 755 data/tool && ln -s sub/file data/link && mkfifo data/pipe && "
                          "head -c 2M /dev/zero > data/zeros && pwd"),
                 QStringLiteral("/mnt/session"));
        QVERIFY(rig.pool.takeSnapshot({source, "source"}).kind == kAccepted);
        QTRY_VERIFY_WITH_TIMEOUT(rig.snapshots.size() == 1 &&
                                     rig.snapshots.begin()->second.state == domain::SnapshotState::Ready,
                                 kPatienceMs);
        const auto snapshot = rig.snapshots.begin()->first;
        QCOMPARE(rig.bash(source, "rm -r data; echo gone"), QStringLiteral("gone")); // as it was then, not as it is

        const auto seeds = keeper(rig);
        const auto id = rig.pool.create("seeded", smallSize());
        domain::Seed seed;
        seed.steps = {
            domain::PutFiles{path("site"), "/srv/site"}, domain::PutFiles{path("odd.tar.zst"), "/srv/odd", true},
            domain::RunStep{.command = {"id -u; echo to stderr >&2; sha256sum /srv/site/deep/er/large.bin", {}}},
            domain::CopyFromSnapshot{snapshot, "/mnt/session/data", "/srv/copied"}};
        seed.hibernate = true;
        const auto verdict = seeds->begin(id, seed);
        QVERIFY2(verdict.kind == kAccepted, verdict.reason.c_str());
        QVERIFY(!rig.pool.acquire(domain::SessionId("sesn_9"), {.named = id, .size = {}}, {})); // it is nobody's yet
        wait();
        QVERIFY2(m_view->state == SeedState::Done, m_view->problem ? describe(*m_view->problem).c_str() : "");
        QVERIFY(said("1000") && said("to stderr"));
        QVERIFY(said(sha256Hex(noiseOf(kLarge)).c_str()));
        QVERIFY(said("Left out: dev/null is a device") && said("Left out: pipe is a pipe"));
        QVERIFY(rig.pool.state(id) == SandboxState::Hibernated); // it is done when it sleeps

        QCOMPARE(rig.bash(id, "cd /srv; cat site/index.html; site/bin/run; readlink site/bin/page; stat -c %u site"),
                 QStringLiteral("<h1>hello</h1>\nit runs\n../index.html\n1000"));
        QCOMPARE(
            rig.bash(id, "cd /srv/odd; cat plain.txt twin 'ünï cödé'; readlink outside; stat -c %s empty; ls | wc -l"),
            QStringLiteral("plain\nplain\nname\n/etc/hostname\n0\n5"));
        QCOMPARE(rig.bash(id, "cd /srv/copied; cat sub/file; ./tool; readlink link; stat -c %s zeros; ls | wc -l"),
                 QStringLiteral("made\ntool\nsub/file\n2097152\n4"));
        for (const auto &each : {id, source})
            rig.pool.destroy(each, {ErrorCode::Cancelled, "over"});
        QVERIFY(rig.pool.snapshots().remove({snapshot}).kind == kAccepted);
        QTRY_VERIFY_WITH_TIMEOUT(rig.snapshots.empty(), kPatienceMs);
        rig.close();
    }

    /// It has a git, and no way out.
    void aCloneThatCannotBeSaysWhatGitSaid()
    {
        Pool rig(m_vm);
        const auto seeds = keeper(rig);
        const auto id = rig.pool.create("clone", smallSize());
        domain::Seed seed;
        seed.steps = {domain::CloneRepository{"http://127.0.0.1:9/team/app.git", "/srv/app", ""}};
        QVERIFY(seeds->begin(id, seed).kind == kAccepted);
        wait();
        QVERIFY(m_view->state == SeedState::Failed);
        QVERIFY2(m_view->problem->detail.find("git: it ended with exit status 128; it printed last:") !=
                     std::string::npos,
                 m_view->problem->detail.c_str());
        QVERIFY(rig.is(id, SandboxState::Running));
        rig.pool.destroy(id, {ErrorCode::Cancelled, "over"});
        QVERIFY(rig.is(id, SandboxState::Destroyed));
        rig.close();
    }
};

QTEST_GUILESS_MAIN(TestSeedsInVms)
#include "tst_seeds_in_vms.moc"
