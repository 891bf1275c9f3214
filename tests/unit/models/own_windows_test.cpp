// Windows of their own, the tray's menu, and whether closing the main window hides it: there is always a way back.
#include "tests/unit/models/panel_fixture.h"

#include "app/models/action_deeds.h"
#include "app/models/desktop_panel.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::models;
using namespace glovebox::testing;

class OwnWindowsTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void whatThePageShowsOpens_data();
    void whatThePageShowsOpens();
    void elsewhereItSaysWhyNot();
    void whatIsOpenComesForward();
    void aTerminalIsLookedAtOnce();
    void theyHaveTheirOwnChoiceOfAllThereIs();
    void theyComeBackWithTheNextStart();
    void whatAFileSaysWrongIsLeftOut();
    void noMoreThanSoMany();

    void closingHidesOnlyWhereThereIsAWayBack_data();
    void closingHidesOnlyWhereThereIsAWayBack();
    void whenTheLastWayBackGoesTheWindowComes();
    void theLastWindowThatIsClosedLeavesTheProgram();

    void theTraySaysWhatWaits();
    void theTrayDoesWhatTheRegistryDoes();

private:
    DesktopPanel &desktop() { return *m_panel->desktop(); }
    OwnWindows &windows() { return *desktop().windows(); }
    static QString sandboxId() { return QString::fromLatin1(kSampleRunningSandbox); }
    static QString sessionId() { return QString::fromLatin1(kSampleRunningSession); }
    QString memory() const { return m_folder.filePath(QStringLiteral("panel.ini")); }
    void trigger() { m_panel->registry()->trigger(QStringLiteral("app.ownWindow")); }

    QTemporaryDir m_folder;
};

void OwnWindowsTest::whatThePageShowsOpens_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("object");
    QTest::newRow("the engine's log") << int(PanelModel::LogsPage) << int(OwnWindow::Log) << QString();
    QTest::newRow("a session's log") << int(PanelModel::SessionPage) << int(OwnWindow::Log)
                                     << QStringLiteral("session/") + sessionId();
    QTest::newRow("a sandbox's terminals")
        << int(PanelModel::SandboxesPage) << int(OwnWindow::Terminal) << QStringLiteral("sandbox/") + sandboxId();
    QTest::newRow("the terminals' page") << int(PanelModel::TerminalPage) << int(OwnWindow::Terminal)
                                         << QStringLiteral("sandbox/") + sandboxId();
}

void OwnWindowsTest::whatThePageShowsOpens()
{
    QFETCH(int, page);
    QFETCH(int, kind);
    QFETCH(QString, object);
    m_panel->openSession(sessionId());
    m_panel->openSandbox(sandboxId());
    if (page == PanelModel::TerminalPage)
        m_panel->openTerminals(sandboxId());
    m_panel->setPage(static_cast<PanelModel::Page>(page));
    QCOMPARE(windows().whyNotShown(), QString());
    trigger();
    QCOMPARE(windows().count(), 1);
    OwnWindow *own = windows().at(0);
    QCOMPARE(int(own->kind()), kind);
    QCOMPARE(own->object(), object);
    QCOMPARE(own->log() != nullptr, kind == OwnWindow::Log);
    QCOMPARE(own->terminals() != nullptr, kind == OwnWindow::Terminal);
    QVERIFY2(own->title().endsWith(m_panel->windowTitle()), qPrintable(own->title()));
    if (page == PanelModel::TerminalPage)
        QCOMPARE(m_panel->page(), PanelModel::SandboxesPage);
}

void OwnWindowsTest::elsewhereItSaysWhyNot()
{
    QSignalSpy toast(m_panel.get(), &PanelModel::toast);
    m_panel->setPage(PanelModel::CostsPage);
    trigger();
    QCOMPARE(windows().count(), 0);
    QVERIFY(toast.back().front().toString().contains(QLatin1String("Terminals and logs")));
    m_panel->setPage(PanelModel::SandboxesPage);
    QVERIFY(windows().whyNotShown().contains(QLatin1String("Select a sandbox")));
}

void OwnWindowsTest::whatIsOpenComesForward()
{
    windows().open(OwnWindow::Log, QStringLiteral("session/") + sessionId());
    QSignalSpy forward(windows().at(0), &OwnWindow::forwardAsked);
    windows().open(OwnWindow::Log, QStringLiteral("session/") + sessionId());
    QCOMPARE(windows().count(), 1);
    QCOMPARE(forward.count(), 1);
    openLink(*m_panel, QStringLiteral("glovebox://session/") + sessionId());
    QCOMPARE(forward.count(), 2);
    QVERIFY(m_panel->page() != PanelModel::SessionPage);
    windows().close(windows().at(0));
    openLink(*m_panel, QStringLiteral("glovebox://session/") + sessionId());
    QCOMPARE(m_panel->page(), PanelModel::SessionPage);
}

void OwnWindowsTest::aTerminalIsLookedAtOnce()
{
    m_panel->openTerminals(sandboxId());
    trigger();
    QCOMPARE(m_panel->terminals()->sandbox(), QString());
    QCOMPARE(windows().at(0)->terminals()->sandbox(), sandboxId());
    QSignalSpy forward(windows().at(0), &OwnWindow::forwardAsked);
    m_panel->openTerminals(sandboxId());
    QCOMPARE(forward.count(), 1);
    QVERIFY(m_panel->page() != PanelModel::TerminalPage);
    QCOMPARE(m_panel->terminals()->sandbox(), QString());
}

void OwnWindowsTest::theyHaveTheirOwnChoiceOfAllThereIs()
{
    windows().open(OwnWindow::Terminal, QStringLiteral("sandbox/") + sandboxId());
    windows().open(OwnWindow::Log, {});
    m_panel->openSandbox(QString::fromLatin1(kSampleFailedSandbox));
    QCOMPARE(windows().at(0)->sandbox()->id(), sandboxId());
    windows().at(1)->log()->setFilterText(QStringLiteral("error"));
    QCOMPARE(m_panel->log()->filterText(), QString());
    QVERIFY(windows().at(0)->sandbox()->known());
    bridge::Batch gone;
    gone.goneSandboxes.push_back(domain::SandboxId(kSampleRunningSandbox));
    m_panel->apply(gone); // one engine behind all of them
    QSignalSpy title(windows().at(0), &OwnWindow::titleChanged);
    m_panel->setSample(true);
    QVERIFY(windows().at(0)->title().contains(QLatin1String("[sample]")));
    QVERIFY(title.count() > 0);
}

void OwnWindowsTest::theyComeBackWithTheNextStart()
{
    m_panel->setMemoryFile(memory());
    windows().open(OwnWindow::Terminal, QStringLiteral("sandbox/") + sandboxId());
    windows().open(OwnWindow::Log, {});
    windows().open(OwnWindow::Log, QStringLiteral("session/") + sessionId());
    windows().at(1)->setPlace({10, 20, 700, 500});
    windows().close(windows().at(2));

    end();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
    m_panel->setMemoryFile(memory());
    QCOMPARE(windows().count(), 0); // it is not known what there is
    m_panel->apply(batchOf(sampleViews()));
    QCOMPARE(windows().count(), 2);
    QVERIFY(windows().find(OwnWindow::Terminal, QStringLiteral("sandbox/") + sandboxId()));
    QCOMPARE(windows().find(OwnWindow::Log, {})->place(), QRect(10, 20, 700, 500));
}

void OwnWindowsTest::whatAFileSaysWrongIsLeftOut()
{
    QSettings(memory(), QSettings::IniFormat)
        .setValue(QStringLiteral("windows/own"),
                  words({"terminal sandbox/sbx-gone 0 0 1 1", "terminal - 0 0 1 1", "wish sandbox/sbx-1 0 0 1 1", "log",
                         "", "log - 1 2 3 4", "log - 5 6 7 8"}));
    m_panel->setMemoryFile(memory());
    QCOMPARE(windows().count(), 1);
    QCOMPARE(windows().at(0)->place(), QRect(1, 2, 3, 4));
}

void OwnWindowsTest::noMoreThanSoMany()
{
    for (int i = 0; i < OwnWindows::kMost + 3; ++i)
        windows().open(OwnWindow::Log, QStringLiteral("sandbox/sbx-%1").arg(i));
    QCOMPARE(windows().count(), OwnWindows::kMost);
    m_panel->setPage(PanelModel::LogsPage);
    QVERIFY(windows().whyNotShown().contains(QLatin1String("Close one first")));
}

void OwnWindowsTest::closingHidesOnlyWhereThereIsAWayBack_data()
{
    QTest::addColumn<bool>("tray");
    QTest::addColumn<bool>("keep");
    QTest::addColumn<bool>("other");
    QTest::addColumn<bool>("hides");
    for (const bool tray : {false, true})
        for (const bool keep : {false, true})
            for (const bool other : {false, true})
                QTest::addRow("tray %d, kept %d, another window %d", tray, keep, other)
                    << tray << keep << other << ((tray && keep) || other);
}

void OwnWindowsTest::closingHidesOnlyWhereThereIsAWayBack()
{
    QFETCH(bool, tray);
    QFETCH(bool, keep);
    QFETCH(bool, other);
    desktop().tray()->setThere(tray);
    m_panel->settings()->setKeepInTray(keep);
    if (other)
        windows().open(OwnWindow::Log, {});
    QTEST(desktop().hidesMain(), "hides");
}

void OwnWindowsTest::whenTheLastWayBackGoesTheWindowComes()
{
    QSignalSpy forward(&desktop(), &DesktopPanel::forwardAsked);
    desktop().tray()->setThere(true);
    m_panel->settings()->setKeepInTray(true);
    QVERIFY(desktop().hidesMain());
    windows().open(OwnWindow::Log, {});
    desktop().tray()->setThere(false);
    QCOMPARE(forward.count(), 0); // the other window is there
    desktop().tray()->setThere(true);
    windows().close(windows().at(0));
    QCOMPARE(forward.count(), 0); // the tray is
    QVERIFY(!m_panel->quit()->asking());
    desktop().tray()->setThere(false);
    QCOMPARE(forward.count(), 1);
    QVERIFY(!desktop().mainHidden());
}

void OwnWindowsTest::theLastWindowThatIsClosedLeavesTheProgram()
{
    QSignalSpy forward(&desktop(), &DesktopPanel::forwardAsked);
    windows().open(OwnWindow::Log, {});
    QVERIFY(desktop().hidesMain());
    windows().close(windows().at(0));
    QCOMPARE(forward.count(), 1);
    QVERIFY(m_panel->quit()->asking()); // sandboxes are alive: it is asked, in the main window
    m_panel->quit()->stay();
    windows().open(OwnWindow::Log, {});
    windows().close(windows().at(0));
    QVERIFY(!m_panel->quit()->asking()); // the main window is there
}

void OwnWindowsTest::theTraySaysWhatWaits()
{
    TrayMenu &tray = *desktop().tray();
    QVERIFY(tray.rows().empty()); // where there is none nothing is made
    QSignalSpy changed(&tray, &TrayMenu::changed);
    tray.setThere(true);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(tray.rows().size(), 8U);
    QVERIFY(!tray.rows()[0].enabled && tray.rows()[0].text.contains(QLatin1String("active")));
    QCOMPARE(tray.rows()[1].text, QStringLiteral("%1 approvals wait").arg(m_panel->waitingApprovals()));
    QVERIFY(tray.rows()[1].enabled);
    QCOMPARE(tray.rows()[3].text, QStringLiteral("Pause polling"));
    QCOMPARE(tray.rows()[4].text, QStringLiteral("Stop everything…"));
    QCOMPARE(tray.rows()[7].text, QStringLiteral("Quit…"));
    QCOMPARE(tray.look(), TrayMenu::Look::NeedsYou);
    m_panel->ticker()->tick();
    QCOMPARE(changed.count(), 1); // nothing is told twice

    PanelModel quiet(nullptr, m_clock.now(), QTimeZone::utc());
    quiet.desktop()->tray()->setThere(true);
    quiet.apply(batchOf(sampleHost()));
    QCOMPARE(quiet.desktop()->tray()->look(), TrayMenu::Look::Normal);
    QCOMPARE(quiet.desktop()->tray()->rows()[1].text, QStringLiteral("No approval waits"));
    QVERIFY(!quiet.desktop()->tray()->rows()[1].enabled);
    quiet.apply(batchOf({testing::sandbox("sbx-9", 1, domain::SandboxState::Failed)}));
    QCOMPARE(quiet.desktop()->tray()->look(), TrayMenu::Look::Problem);
}

void OwnWindowsTest::theTrayDoesWhatTheRegistryDoes()
{
    TrayMenu &tray = *desktop().tray();
    tray.setThere(true);
    QSignalSpy forward(&desktop(), &DesktopPanel::forwardAsked);
    QSignalSpy asked(m_panel->registry(), &ActionRegistry::asked);
    tray.choose({});
    tray.choose(tray.rows()[3].action);
    QCOMPARE(forward.count(), 0); // polling is paused without the window
    QVERIFY(m_engine->asked.back().startsWith(QLatin1String("pause ")));
    tray.choose(tray.rows()[4].action);
    QCOMPARE(forward.count(), 1);
    QCOMPARE(asked.back().front().toString(), QStringLiteral("app.stop"));
    tray.choose(tray.rows()[1].action);
    QCOMPARE(m_panel->page(), PanelModel::ApprovalsPage);
    tray.choose(tray.rows()[7].action);
    QVERIFY(m_panel->quit()->asking());
}

QTEST_MAIN(OwnWindowsTest)
#include "own_windows_test.moc"
