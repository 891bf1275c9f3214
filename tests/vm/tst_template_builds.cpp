// A template that somebody defined, built in real machines: its steps, what is taken from the build before, and what a
// clone of it finds.
#include "core/engine/template_library.h"
#include "core/images/template_file.h"
#include "core/images/template_folder.h"
#include "core/system/copied_files.h"
#include "tests/vm/guest_fixture.h"
#include "tests/vm/pool_rig.h"
#include "tests/vm/snapshot_fixture.h"

#include <QElapsedTimer>

using namespace glovebox;
using namespace glovebox::test;
using namespace std::chrono_literals;
using api::DefinedTemplateState;

namespace {

/// A build with its boot, on a busy host that emulates.
constexpr int kBuildMs = 240'000;

std::string definition(const std::string &fourth)
{
    return "name = \"tools\"\n"
           "from = { image = \"default\" }\n"
           "[[step]]\nrun = \"echo 1 >> /etc/steps; id -u >> /etc/steps\"\n"
           "[[step]]\ncopy = \"motd\"\nto = \"/etc/\"\n"
           "[[step]]\nenv = { GREETING = \"hello there\" }\n"
           "[[step]]\nrun = \"echo " +
           fourth +
           " >> /etc/steps\"\n"
           "[[step]]\nrun = [\"/bin/sh\", \"-c\", \"echo $GREETING >> /etc/steps; cat /etc/motd >> /etc/steps; ls -n "
           "/etc/motd\"]\n"
           "[start]\nrun = \"i=0; while :; do i=$((i + 1)); echo $i > /tmp/beat; sleep 1; done\"\n"
           "[ready]\nrun = \"test -s /tmp/beat\"\nevery = \"200ms\"\nwithin = \"60s\"\n";
}

} // namespace

class TestTemplateBuildsInVms : public QObject {
    Q_OBJECT

    std::unique_ptr<GuestFixture> m_mother;
    TemplatePtr m_base;
    QTemporaryDir m_dir;
    system::RealClock m_clock;
    guest::SocketConnector m_connector{m_clock};
    WorkPool m_pool;
    system::CopiedFiles m_files{m_pool};
    std::unique_ptr<images::TemplateFolder> m_store;
    std::unique_ptr<engine::OperationsBook> m_book;
    std::unique_ptr<engine::TemplateLibrary> m_library;
    std::optional<api::DefinedTemplateView> m_view;

    void makeLibrary()
    {
        m_book = std::make_unique<engine::OperationsBook>(engine::OperationsBook::Parts{m_clock, [](const auto &) {},
                                                                                        [](const auto &) {
                                                                                        }});
        m_library = std::make_unique<engine::TemplateLibrary>(engine::TemplateLibrary::Parts{
            .clock = m_clock,
            .hypervisor = *m_mother->vm().hypervisor,
            .connector = m_connector,
            .store = *m_store,
            .files = m_files,
            .operations = *m_book,
            .observer =
                [this](const api::Change &change) {
                    if (const auto *view = std::get_if<api::DefinedTemplateView>(&change))
                        m_view = *view;
                },
            .parse = images::parseTemplate,
            .imageStart =
                [this](const std::string &, const auto &, Callback<engine::TemplateStart> done) {
                    return m_clock.after(0ms, [this, done = std::move(done)] {
                        done(engine::TemplateStart{.spec = cloneSpec("any", m_base), .image = {}, .key = "image-1"});
                    });
                },
            .imageKey =
                [](const std::string &, const auto &) {
                    return std::optional<std::string>("image-1");
                }});
        m_library->open(domain::Acceleration::Emulated);
    }
    void build(const std::string &text)
    {
        QVERIFY(m_library->act(api::SaveTemplate{text, m_dir.path().toStdString()}).kind ==
                api::Verdict::Kind::Accepted);
        QElapsedTimer watch;
        watch.start();
        QVERIFY(m_library->act(api::BuildTemplate{"tools"}).kind == api::Verdict::Kind::Accepted);
        QVERIFY(QTest::qWaitFor([this] { return m_view->state != DefinedTemplateState::Building; }, kBuildMs));
        qInfo("built in %lld ms", static_cast<long long>(watch.elapsed()));
        for (const auto &line : m_view->log)
            qInfo("  %d %s", line.step, line.text.c_str());
        QVERIFY2(m_view->state == DefinedTemplateState::Ready,
                 m_view->problem ? describe(*m_view->problem).c_str() : "no problem is told");
    }
    int ran(const std::string &text) const
    {
        return static_cast<int>(std::ranges::count(m_view->log, text, &api::BuildLine::text));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_mother = std::make_unique<GuestFixture>();
        auto spec = guestSpec("tpl-mother");
        spec.freezable = true;
        QVERIFY(m_mother->boot(spec));
        QCOMPARE(m_mother->bash("true"), QStringLiteral(""));
        m_mother->link.reset();
        auto made = m_mother->vm().freeze(std::move(m_mother->machine));
        QVERIFY2(made, made ? "" : describe(made.error()).c_str());
        m_base = *made;
        QFile motd(m_dir.filePath(QStringLiteral("motd")));
        QVERIFY(motd.open(QIODevice::WriteOnly) && motd.write("of the day\n") > 0);
        auto store = images::TemplateFolder::open(m_dir.path().toStdString());
        QVERIFY(store.has_value());
        m_store = *std::move(store);
        makeLibrary();
    }
    void cleanupTestCase()
    {
        m_library.reset();
        m_base.reset();
        m_mother.reset();
    }

    void theFirstBuildRunsAllFiveSteps()
    {
        build(definition("4"));
        QVERIFY(m_view->cachedSteps.empty());
        QCOMPARE(m_view->versions.size(), std::size_t{1});
        QCOMPARE(ran("run echo 4 >> /etc/steps"), 1);
    }

    void afterAChangeOfTheFourthItAndTheFifthRun()
    {
        build(definition("four"));
        // The third only says how programs run and leaves nothing: it is told from the definition.
        QCOMPARE(m_view->cachedSteps, (std::vector<int>{1, 2}));
        QCOMPARE(ran("run echo 1 >> /etc/steps; id -u >> /etc/steps"), 0);
        QCOMPARE(ran("copy motd to /etc/"), 0);
        QCOMPARE(ran("run echo four >> /etc/steps"), 1);
    }

    void aStartAfterTheProgramsEndFindsItAgain()
    {
        m_library.reset();
        makeLibrary();
        QVERIFY(m_view->state == DefinedTemplateState::Ready);
        QCOMPARE(m_view->versions.size(), std::size_t{2});
    }

    void aCloneHasTheFilesAndWhatWasStarted()
    {
        const auto current = m_library->current("tools");
        QVERIFY(current && current->version == 2);
        auto &vm = m_mother->vm();
        auto opened = valueOf<SnapshotPtr>(
            [&](auto done) { return vm.hypervisor->store().openSnapshot(current->snapshot, std::move(done)); });
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        auto spread = spreadOf(vm, *opened);
        QVERIFY2(spread, spread ? "" : describe(spread.error()).c_str());
        RunningGuest guest;
        QVERIFY(guest.greet(startedIn(vm, cloneSpec("sbx-one", *spread)), "sbx-one"));
        QCOMPARE(guest.bash("cat /etc/steps"), QStringLiteral("1\n0\nfour\nhello there\nof the day"));
        const auto before = guest.bash("cat /tmp/beat").toInt();
        QVERIFY(before > 0);
        QTRY_VERIFY_WITH_TIMEOUT(guest.bash("cat /tmp/beat").toInt() > before, 30'000);
        guest.link.reset();
    }

    void aWarmCloneIsTakenAtOnceAndRunsAsTheTemplateSays()
    {
        const auto current = m_library->current("tools");
        QVERIFY(current.has_value());
        Pool pool(m_mother->vm(), 2);
        pool.pool.warm().setWishes({{current->snapshot, current->size, 1}});
        QVERIFY(QTest::qWaitFor([&] { return pool.pool.warm().ready(current->snapshot) == 1; }, 2 * kPatienceMs));
        QVERIFY(pool.sandboxes.empty());
        QElapsedTimer watch;
        watch.start();
        const auto id =
            pool.pool.create("one", current->size, {},
                             {.image = {}, .askedBy = {}, .base = "tools, version 2", .version = current->snapshot});
        QVERIFY(pool.is(id, domain::SandboxState::Running));
        qInfo("a warm clone was there after %lld ms", static_cast<long long>(watch.elapsed()));
        QVERIFY(pool.sandboxes.at(id).warm);
        // Its shell began before it had a name, and has it now, with the template's variables and files.
        QCOMPARE(pool.bash(id, "echo $GREETING; hostname; cat /etc/steps | wc -l"),
                 QStringLiteral("hello there\n%1\n5").arg(QString::fromStdString(id.value())));
        QVERIFY(QTest::qWaitFor([&] { return pool.pool.warm().ready(current->snapshot) == 1; }, 2 * kPatienceMs));
        QVERIFY(pool.pool.destroy(id, Error{ErrorCode::Cancelled, "the test is over"}));
        pool.close();
    }
};

QTEST_GUILESS_MAIN(TestTemplateBuildsInVms)
#include "tst_template_builds.moc"
