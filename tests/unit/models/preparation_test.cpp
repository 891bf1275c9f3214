// Sandboxes that are made ready for somebody: what is typed is checked with the domain's own words, what is asked for
// is what was typed, and what comes of it is shown.
#include "app/models/panel_model.h"
#include "tests/unit/models/preparing_engine.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::PanelModel;
using models::ReservationForm;
using models::SeedSteps;

class PreparationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aReservationIsCheckedInTheDomainsWords();
    void whichSessionsAReservationWouldMatchNow();
    void aReservationIsAskedForAndCancelled();
    void whatIsReservedIsShownWithItsEnd();
    void sessionsSandboxesAreNotReserved();
    void filesFoldersAndArchivesBecomeSteps();
    void stepsKeepTheirPlaceAndTellWhatIsWrong();
    void theStartIsCheckedWithItsTimes();
    void theWizardAsksForAllOfIt();
    void theQuickPathAsksForNothingElse();
    void aSnapshotIsAnOriginWithASizeOfItsOwn();
    void whatFailedIsSeededAgainWithWhatWasAskedFor();
    void howASeedingGoesIsShown();
    void anOlderViewOfASeedingIsIgnored();
    void aSeedingIsCancelledFromItsFirstMoment();
    void agentsAreReadWhenTheDialogOpens();
    void aSessionIsStartedOnceAndAMissingMessageIsSentToIt();
    void othersStartsAreNotOurs();
    void withoutAnOperatorKeyNothingIsAsked();

private:
    void apply(std::vector<api::Change> changes) { m_panel->apply(batchOf(std::move(changes))); }
    models::PreparationPanel &preparation() { return *m_panel->preparation(); }
    static QString idOf(const char *id) { return QString::fromLatin1(id); }

    HandClock m_clock;
    std::unique_ptr<PreparingEngine> m_engine;
    std::unique_ptr<bridge::EngineClient> m_client;
    std::unique_ptr<PanelModel> m_panel;
};

void PreparationTest::init()
{
    m_engine = std::make_unique<PreparingEngine>();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
    apply(sampleViews());
    apply(samplePrepared());
}

void PreparationTest::cleanup()
{
    m_panel.reset();
    m_client.reset();
    m_engine.reset();
}

void PreparationTest::aReservationIsCheckedInTheDomainsWords()
{
    ReservationForm &form = *preparation().reservation();
    form.clear();
    QVERIFY(!form.wrong());
    QVERIFY(!form.reservation());
    form.setForWhom(ReservationForm::Session);
    QVERIFY(form.wrong()); // and nothing is red before somebody typed
    QVERIFY(form.problem().isEmpty());
    form.setSession(QStringLiteral("no id/at all"));
    QVERIFY2(form.problem().contains(QStringLiteral("is no session's id")), qPrintable(form.problem()));
    form.setSession(QStringLiteral(" sesn_1 "));
    QVERIFY(!form.wrong());
    QCOMPARE(form.reservation()->session->value(), std::string("sesn_1"));
    QVERIFY(!form.reservation()->until);
    form.setForWhom(ReservationForm::Match);
    form.match()->setName(0, QStringLiteral("team"));
    form.match()->setValue(0, QStringLiteral("billing"));
    form.match()->add();
    form.match()->setName(1, QStringLiteral("team"));
    QVERIFY(form.problem().contains(QStringLiteral("twice")));
    form.match()->remove(1);
    QVERIFY(!form.wrong());
    QVERIFY(!form.reservation()->session);
    form.setExpiry(2);
    QCOMPARE(*form.reservation()->until - kSampleNow, 8h);
    form.setExpiry(5);
    form.setHours(QStringLiteral("0"));
    QVERIFY(form.hoursWrong());
    QVERIFY(form.wrong());
    form.setHours(QStringLiteral("36"));
    QCOMPARE(*form.reservation()->until - kSampleNow, 36h);
}

void PreparationTest::whichSessionsAReservationWouldMatchNow()
{
    ReservationForm &form = *preparation().reservation();
    form.clear();
    form.setForWhom(ReservationForm::Match);
    form.match()->setName(0, QStringLiteral("team"));
    form.match()->setValue(0, QStringLiteral("billing"));
    QCOMPARE(form.matchLines().size(), 3);
    form.match()->add();
    form.match()->setName(1, QStringLiteral("purpose"));
    form.match()->setValue(1, QStringLiteral("evals"));
    QCOMPARE(form.matchLines().size(), 1);
    QSignalSpy again(&form, &ReservationForm::matchesChanged);
    auto view = session("sesn_new", 1, api::SessionState::Running, "One more");
    view.metadata = {{"team", "billing"}, {"purpose", "evals"}};
    apply({view});
    QVERIFY(!again.isEmpty());
    QCOMPARE(form.matchLines().size(), 2);
    form.match()->setValue(1, QStringLiteral("nothing"));
    QVERIFY(form.matchLines().isEmpty());
    QVERIFY(form.matchText().contains(QStringLiteral("None")));
}

void PreparationTest::aReservationIsAskedForAndCancelled()
{
    preparation().prepareReservation(idOf(kSampleSeedFailedSandbox));
    ReservationForm &form = *preparation().reservation();
    QCOMPARE(form.forWhom(), int{ReservationForm::Nobody});
    form.setForWhom(ReservationForm::Session);
    form.setSession(QStringLiteral("sesn_1"));
    QSignalSpy accepted(&preparation(), &models::PreparationPanel::accepted);
    m_engine->verdict = api::Verdict::denied("Not today.");
    preparation().sendReservation();
    QTRY_COMPARE(preparation().refusal(), QStringLiteral("Not today."));
    QCOMPARE(accepted.count(), 0);
    m_engine->verdict = {};
    preparation().sendReservation();
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(m_engine->reservations.back().sandbox.value(), std::string(kSampleSeedFailedSandbox));
    preparation().prepareReservation(idOf(kSampleSeedingSandbox));
    QCOMPARE(form.forWhom(), int{ReservationForm::Match}); // as it is
    QCOMPARE(form.match()->pairs(), (std::map<std::string, std::string>{{"purpose", "evals"}, {"team", "billing"}}));
    QCOMPARE(*form.reservation()->until - kSampleNow, 8h);
    QVERIFY(preparation().targetReserved());
    form.setForWhom(ReservationForm::Nobody);
    preparation().sendReservation();
    QTRY_COMPARE(m_engine->asked.last(), QStringLiteral("unreserve ") + idOf(kSampleSeedingSandbox));
}

void PreparationTest::whatIsReservedIsShownWithItsEnd()
{
    m_panel->openSandbox(idOf(kSampleSeedingSandbox));
    QCOMPARE(m_panel->sandbox()->reservedText(),
             QStringLiteral("purpose = evals, team = billing, until 2026-11-20 22:02:11 UTC"));
    QCOMPARE(preparation().handOut(idOf(kSampleSeedingSandbox)), QStringLiteral("glovebox.sandbox_id = sbx-p3r8yd"));
    QStringList facts;
    auto &rows = *m_panel->sandbox()->facts();
    for (int row = 0; row < rows.rowCount(); ++row)
        facts += rows.data(rows.index(row), Qt::UserRole + 1).toString() + QLatin1Char('=') +
                 rows.data(rows.index(row), Qt::UserRole + 2).toString();
    QVERIFY2(facts.contains(QStringLiteral("Egress=packages")), qPrintable(facts.join(QLatin1Char('\n'))));
    m_panel->openSandbox(idOf(kSampleGuestRunnerSandbox));
    QVERIFY(m_panel->sandbox()->guestRunner());
}

void PreparationTest::sessionsSandboxesAreNotReserved()
{
    QVERIFY(!preparation().whyNotReserve(idOf(kSampleRunningSandbox)).isEmpty());
    QVERIFY(!preparation().whyNotSeed(idOf(kSampleRunningSandbox)).isEmpty());
    QVERIFY(preparation().whyNotReserve(idOf(kSampleSeedingSandbox)).isEmpty());
    QVERIFY(preparation().whyNotSeed(idOf(kSampleSeedingSandbox)).contains(QStringLiteral("being seeded")));
    QVERIFY(preparation().whyNotSeed(idOf(kSampleSeedFailedSandbox)).isEmpty());
}

void PreparationTest::filesFoldersAndArchivesBecomeSteps()
{
    QTemporaryDir folder;
    QDir(folder.path()).mkdir(QStringLiteral("site"));
    for (const char *name : {"notes.txt", "data.tar.zst", "old.zip"}) {
        QFile file(folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    SeedSteps steps;
    const QAbstractItemModelTester tester(&steps);
    steps.addFiles({QUrl::fromLocalFile(folder.filePath(QStringLiteral("site/"))),
                    QUrl::fromLocalFile(folder.filePath(QStringLiteral("notes.txt"))),
                    QUrl::fromLocalFile(folder.filePath(QStringLiteral("data.tar.zst"))),
                    QUrl::fromLocalFile(folder.filePath(QStringLiteral("old.zip"))),
                    QUrl(QStringLiteral("https://example.test/not-local"))});
    const auto all = steps.steps();
    QCOMPARE(all.size(), std::size_t{4});
    const auto put = [&](std::size_t at) {
        return std::get<domain::PutFiles>(all[at]);
    };
    const std::string base = folder.path().toStdString();
    QCOMPARE(put(0), (domain::PutFiles{base + "/site", "/workspace/site", false}));
    QCOMPARE(put(1), (domain::PutFiles{base + "/notes.txt", "/workspace/", false}));
    QCOMPARE(put(2), (domain::PutFiles{base + "/data.tar.zst", "/workspace", true}));
    QVERIFY(put(3).unpack);
    QVERIFY(domain::check({.steps = all, .start = {}, .ready = {}}).has_value());
}

void PreparationTest::stepsKeepTheirPlaceAndTellWhatIsWrong()
{
    SeedSteps steps;
    const QAbstractItemModelTester tester(&steps);
    const auto problem = [&](int row) {
        return steps.data(steps.index(row), SeedSteps::ProblemRole).toString();
    };
    steps.add(SeedSteps::Clone);
    QVERIFY(problem(0).isEmpty()); // nothing was typed yet
    steps.setFirst(0, QStringLiteral("git@host:team/app.git"));
    QVERIFY2(problem(0).startsWith(QStringLiteral("A repository is cloned from an address")), qPrintable(problem(0)));
    steps.setFirst(0, QStringLiteral("https://me:secret@git.example/app.git"));
    QVERIFY(problem(0).contains(QStringLiteral("password")));
    steps.setFirst(0, QStringLiteral("https://git.example/app.git"));
    QVERIFY(problem(0).isEmpty());
    steps.add(SeedSteps::Run);
    steps.setFirst(1, QStringLiteral("npm ci"));
    steps.add(SeedSteps::Put);
    steps.setFirst(2, QStringLiteral("/no/such/file"));
    QVERIFY(problem(2).contains(QStringLiteral("no such file")));
    steps.move(2, -1);
    steps.move(1, -1);
    QCOMPARE(steps.data(steps.index(0), SeedSteps::FirstRole).toString(), QStringLiteral("/no/such/file"));
    steps.move(0, -1); // not further
    steps.remove(0);
    QCOMPARE(steps.words(),
             (QStringList{QStringLiteral("clone https://git.example/app.git"), QStringLiteral("run npm ci")}));
    auto seed = steps.steps();
    std::get<domain::RunStep>(seed[1]).timeout = 7min;
    steps.set(seed);
    QCOMPARE(steps.steps(), seed); // what no field shows stays
}

void PreparationTest::theStartIsCheckedWithItsTimes()
{
    models::SeedForm form;
    QVERIFY(form.empty());
    form.setStart(QStringLiteral("npm run dev"));
    form.setReady(QStringLiteral("[\"curl\", \"-f\", \"http://127.0.0.1/\"]"));
    form.setEvery(QStringLiteral("0.5"));
    form.setWithin(QStringLiteral("90"));
    QVERIFY(!form.wrong());
    const auto seed = form.seed();
    QCOMPARE(seed.ready->every, 500ms);
    QCOMPARE(seed.ready->within, 90s);
    QCOMPARE(seed.ready->command.arguments.size(), std::size_t{3});
    form.setWithin(QStringLiteral("0"));
    QVERIFY(form.withinWrong());
    QVERIFY(form.problem().contains(QStringLiteral("seconds")));
    form.set(seed);
    QCOMPARE(form.seed(), seed);
}

void PreparationTest::theWizardAsksForAllOfIt()
{
    m_panel->prepareNewSandbox();
    auto &form = *m_panel->newSandbox();
    form.seed()->steps()->add(SeedSteps::Run);
    QVERIFY(!form.canCreate());
    QCOMPARE(form.wrongStep(), int{models::NewSandboxForm::Seeding});
    QVERIFY(form.whyNot().startsWith(QStringLiteral("Step 1")));
    form.seed()->steps()->setFirst(0, QStringLiteral("npm ci"));
    form.seed()->setHibernate(true);
    form.reservation()->setForWhom(ReservationForm::Match);
    QCOMPARE(form.wrongStep(), int{models::NewSandboxForm::Binding});
    form.reservation()->match()->setName(0, QStringLiteral("team"));
    form.reservation()->match()->setValue(0, QStringLiteral("billing"));
    form.egress()->setCurrent(static_cast<int>(form.egress()->titles().indexOf(QStringLiteral("packages"))));
    QVERIFY(form.dirty());
    QVERIFY(form.canCreate());
    m_engine->verdict = api::Verdict::accepted(std::string("sandbox/") + kSampleSeedingSandbox);
    m_panel->createSandbox();
    QTRY_COMPARE(m_engine->created.size(), std::size_t{1});
    const api::NewSandbox &wanted = m_engine->created.front();
    QCOMPARE(wanted.seed.steps.size(), std::size_t{1});
    QVERIFY(wanted.seed.hibernate);
    QCOMPARE(wanted.reservation->match.at("team"), std::string("billing"));
    QCOMPARE(wanted.egress, std::string("packages"));
    // How it is seeded is what one wants to see then.
    QTRY_COMPARE(m_panel->sandboxes()->currentKey(), idOf(kSampleSeedingSandbox));
    QVERIFY(preparation().seeding()->goesOn());
}

void PreparationTest::theQuickPathAsksForNothingElse()
{
    m_panel->prepareNewSandbox();
    QVERIFY(!m_panel->newSandbox()->dirty());
    m_engine->verdict = api::Verdict::accepted("sandbox/sbx-new");
    m_panel->createSandbox();
    QTRY_COMPARE(m_engine->created.size(), std::size_t{1});
    QVERIFY(m_engine->created.front().seed.empty());
    QVERIFY(!m_engine->created.front().reservation);
    QVERIFY(!m_engine->created.front().snapshot);
    QVERIFY(m_engine->created.front().egress.empty());
    QVERIFY(m_panel->sandboxes()->currentKey().isEmpty());
}

void PreparationTest::aSnapshotIsAnOriginWithASizeOfItsOwn()
{
    m_panel->prepareNewSandbox({}, {}, idOf(kSampleSnapshot));
    auto &form = *m_panel->newSandbox();
    QVERIFY(form.origin() > 0);
    QVERIFY(!form.sizeIsOpen());
    const auto wanted = form.wanted();
    QVERIFY(wanted);
    QCOMPARE(wanted->snapshot->value(), std::string(kSampleSnapshot));
    QVERIFY(!wanted->size);
}

void PreparationTest::whatFailedIsSeededAgainWithWhatWasAskedFor()
{
    const QString sandbox = idOf(kSampleSeedFailedSandbox);
    preparation().prepareSeed(sandbox);
    preparation().seed()->steps()->add(SeedSteps::Run);
    preparation().sendSeed(); // it has no command
    QVERIFY(m_engine->seeds.empty());
    preparation().seed()->steps()->setFirst(0, QStringLiteral("make"));
    preparation().sendSeed();
    QTRY_COMPARE(m_engine->seeds.size(), std::size_t{1});
    preparation().prepareSeed(sandbox);
    QVERIFY(preparation().seed()->empty());
    preparation().prepareSeedAgain(sandbox);
    QCOMPARE(preparation().seed()->steps()->words(), QStringList{QStringLiteral("run make")});
    apply({api::SeedGone{domain::SandboxId(kSampleSeedFailedSandbox)}});
    preparation().prepareSeedAgain(sandbox);
    QVERIFY(preparation().seed()->empty());
}

void PreparationTest::howASeedingGoesIsShown()
{
    m_panel->openSandbox(idOf(kSampleSeedingSandbox));
    models::SeedDetail &seeding = *preparation().seeding();
    QVERIFY(seeding.known());
    QVERIFY(seeding.goesOn());
    QCOMPARE(seeding.word(), QStringLiteral("Seeding 4/6"));
    QCOMPARE(seeding.progress(), 0.42);
    QVERIFY(seeding.stepText().startsWith(QStringLiteral("Step 4 of 6: run cd")));
    const auto how = [&](int row) {
        return seeding.steps()->data(seeding.steps()->index(row), models::SeedLadder::StateRole).toString();
    };
    QCOMPARE(how(0), QStringLiteral("done"));
    QCOMPARE(how(3), QStringLiteral("now"));
    QCOMPARE(how(4), QStringLiteral("later"));
    QVERIFY(seeding.logText().contains(QStringLiteral("Step 2 of 6")));
    QVERIFY(seeding.logText().contains(QStringLiteral("Cloning into")));
    m_panel->openSandbox(idOf(kSampleSeedFailedSandbox));
    QVERIFY(seeding.over());
    QCOMPARE(seeding.problemCode().left(7), QStringLiteral("GBX-SED"));
    QVERIFY(seeding.problemTodo().contains(QStringLiteral("seed again")));
    QCOMPARE(how(1), QStringLiteral("failed"));
    m_panel->openSandbox(idOf(kSampleKeptSandbox));
    QVERIFY(!seeding.known());
    QCOMPARE(seeding.steps()->count(), 0);
}

void PreparationTest::anOlderViewOfASeedingIsIgnored()
{
    m_panel->openSandbox(idOf(kSampleSeedingSandbox));
    api::SeedView old{.generation = 2, .sandbox = domain::SandboxId(kSampleSeedingSandbox)};
    old.state = domain::SeedState::Failed;
    apply({old});
    QVERIFY(preparation().seeding()->goesOn());
    old.generation = 99;
    apply({old});
    QVERIFY(preparation().seeding()->over());
}

void PreparationTest::aSeedingIsCancelledFromItsFirstMoment()
{
    QSignalSpy toasts(&preparation(), &models::PreparationPanel::toast);
    preparation().cancelSeed(QStringLiteral("sbx-unknown"));
    QVERIFY(m_engine->asked.isEmpty());
    preparation().cancelSeed(idOf(kSampleSeedingSandbox)); // its operation is not shown yet
    QTRY_COMPARE(m_engine->asked, QStringList{QStringLiteral("cancel seed ") + idOf(kSampleSeedingSandbox)});
    m_engine->verdict = api::Verdict::denied("It was never seeded.");
    preparation().cancelSeed(idOf(kSampleSeedingSandbox));
    QTRY_COMPARE(toasts.size(), 1);
    QVERIFY(toasts[0][0].toString().contains(QStringLiteral("never seeded")) && toasts[0][1].toBool());
}

void PreparationTest::agentsAreReadWhenTheDialogOpens()
{
    models::StartSessionForm &form = *preparation().starting();
    preparation().prepareStart();
    QTRY_COMPARE(m_engine->asked.size(), 1);
    QVERIFY(form.hasKey());
    QCOMPARE(form.agents().size(), 3);
    QVERIFY(form.agents().first().contains(QStringLiteral("Billing refactorer")));
    QCOMPARE(form.agent(), -1);
    QVERIFY(!form.canStart());
    apply(sampleAgents("refused"));
    QVERIFY(!form.agentsProblem().isEmpty());
    apply(sampleAgents("loading"));
    QVERIFY(form.loading());
    apply(sampleAgents());
    form.setAgent(1);
    QVERIFY(form.canStart());
}

void PreparationTest::aSessionIsStartedOnceAndAMissingMessageIsSentToIt()
{
    models::StartSessionForm &form = *preparation().starting();
    preparation().prepareStart(idOf(kSampleSeedFailedSandbox));
    form.setAgent(0);
    form.setTitle(QStringLiteral("  Evaluate  it "));
    form.setMessage(QStringLiteral("Go."));
    form.metadata()->setName(0, QStringLiteral("team"));
    form.metadata()->setValue(0, QStringLiteral("billing"));
    preparation().sendStart();
    preparation().sendStart(); // it is on its way
    QCOMPARE(m_engine->starts.size(), std::size_t{1});
    const api::StartSession &asked = m_engine->starts.front();
    QCOMPARE(asked.agent, std::string("agent_01JD3BILLING"));
    QCOMPARE(asked.title, std::string("Evaluate it"));
    QCOMPARE(asked.sandbox->value(), std::string(kSampleSeedFailedSandbox));
    QCOMPARE(asked.metadata.at("team"), std::string("billing"));
    QVERIFY(asked.ticket != 0);
    QVERIFY(form.sending());
    api::StartedSessionView started{
        .generation = 1, .ticket = asked.ticket, .environment = domain::EnvironmentId(kSampleEnvironment)};
    started.session = domain::SessionId("sesn_new");
    apply({started}); // its message is on its way
    QVERIFY(form.sending());
    started.generation = 2;
    started.over = true;
    started.messageMissing = true;
    started.problem = Error{ErrorCode::ServerError, "503"};
    apply({started});
    QVERIFY(!form.sending());
    QVERIFY(form.messageMissing());
    QVERIFY(!form.refusal().isEmpty());
    preparation().sendStart();
    QCOMPARE(m_engine->starts.size(), std::size_t{2});
    QCOMPARE(m_engine->starts.back().session->value(), std::string("sesn_new"));
    QCOMPARE(m_engine->starts.back().message, std::string("Go."));
    started = {.generation = 1,
               .ticket = m_engine->starts.back().ticket,
               .environment = domain::EnvironmentId(kSampleEnvironment)};
    started.over = true;
    started.session = domain::SessionId("sesn_new");
    apply({started});
    QCOMPARE(form.session(), QStringLiteral("sesn_new"));
    QVERIFY(!form.messageMissing());
    QVERIFY(!form.canStart()); // it is there: not another one
}

void PreparationTest::othersStartsAreNotOurs()
{
    models::StartSessionForm &form = *preparation().starting();
    preparation().prepareStart();
    form.setAgent(0);
    preparation().sendStart();
    api::StartedSessionView others{
        .generation = 1, .ticket = 1, .environment = domain::EnvironmentId(kSampleEnvironment)};
    others.session = domain::SessionId("sesn_others");
    apply({others});
    QVERIFY(form.session().isEmpty());
    QVERIFY(form.sending());
}

void PreparationTest::withoutAnOperatorKeyNothingIsAsked()
{
    apply(sampleEnvironmentWithoutKey());
    QVERIFY(!preparation().whyNotStart().isEmpty());
    m_engine->asked.clear();
    preparation().prepareStart();
    QVERIFY(m_engine->asked.isEmpty());
    QVERIFY(!preparation().starting()->hasKey());
    QVERIFY(!preparation().starting()->canStart());
}

QTEST_GUILESS_MAIN(PreparationTest)
#include "preparation_test.moc"
