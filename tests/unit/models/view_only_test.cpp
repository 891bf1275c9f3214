// The view-only role: whatever is asked, by action, model or door, nothing reaches the engine that would change it.
#include "app/bridge/door_client.h"
#include "app/models/view_only.h"
#include "tests/unit/models/panel_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace glovebox::models;

namespace {

const QString kReason = QStringLiteral("View only: you can look and export, not change.");

} // namespace

class ViewOnlyTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        begin({samplePrepared()});
        m_panel->settings()->setViewOnly(true);
    }
    void cleanup() { end(); }
    void everyActionThatChangesSomethingIsOffAndSaysWhy();
    void whatOnlyLooksIsAnActionAndDestroysNothing();
    void whoAsksPastTheActionsIsDeniedToo();
    void commandsOfTheClientAreDenied();
    void doorsAreClosed();
    void theBannerSaysSo();
    void itHoldsForThisStartWhateverIsChosen();
};

void ViewOnlyTest::everyActionThatChangesSomethingIsOffAndSaysWhy()
{
    m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
    m_panel->openSnapshot(QString::fromLatin1(kSampleSnapshot));
    m_panel->openSession(QString::fromLatin1(kSampleRunningSession));
    QSignalSpy opened(m_panel->registry(), &ActionRegistry::asked);
    QSignalSpy said(m_panel.get(), &PanelModel::toast);
    int off = 0;
    for (const auto page :
         {PanelModel::ApprovalsPage, PanelModel::SessionPage, PanelModel::SandboxesPage, PanelModel::SnapshotsPage,
          PanelModel::DefinedPage, PanelModel::ImagesPage, PanelModel::EgressPage, PanelModel::EnvironmentsPage}) {
        m_panel->setPage(page);
        for (const auto &action : m_panel->registry()->actions()) {
            if (onlyLooks(action->def().id))
                continue;
            QVERIFY2(!action->why().isEmpty(), action->def().id);
            off += action->why() == kReason ? 1 : 0;
            said.clear();
            action->trigger();
            QVERIFY2(said.count() == 1, action->def().id);
        }
    }
    QVERIFY(off > 60);
    QCOMPARE(opened.count(), 0); // no dialog that could not be answered
    QCOMPARE(m_engine->asked, QStringList());
    m_panel->settings()->setViewOnly(false);
    m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
    QCOMPARE(m_panel->registry()->find(QStringLiteral("sandbox.pause"))->why(), QString());
}

void ViewOnlyTest::whatOnlyLooksIsAnActionAndDestroysNothing()
{
    int looking = 0;
    for (const auto &action : m_panel->registry()->actions()) {
        if (!onlyLooks(action->def().id))
            continue;
        ++looking;
        QVERIFY2(action->def().kind != ActionKind::Destructive, action->def().id);
    }
    QVERIFY(looking > 60);
    for (const char *id : {"sandbox.pause", "approval.allow", "image.import", "key.revoke", "engine.start", "nothing"})
        QVERIFY2(!onlyLooks(id), id);
}

/// Buttons and forms that call their models.
void ViewOnlyTest::whoAsksPastTheActionsIsDeniedToo()
{
    QSignalSpy said(m_panel.get(), &PanelModel::toast);
    m_panel->actions()->pauseSandbox(QString::fromLatin1(kSampleIdleSandbox));
    QVERIFY(said.wait());
    QVERIFY(said.first().first().toString().endsWith(kReason));
    m_panel->startEngine();
    m_panel->drainEngine();
    m_panel->pausePolling(QString::fromLatin1(kSampleEnvironment));
    QCOMPARE(m_engine->asked, QStringList());
    m_panel->readQueues(); // that is looking
    QVERIFY(!m_engine->asked.isEmpty());
}

void ViewOnlyTest::commandsOfTheClientAreDenied()
{
    int denied = 0;
    const auto count = [&denied](const api::Verdict &verdict) {
        denied += verdict.kind == api::Verdict::Kind::Denied && verdict.reason == kReason.toStdString() ? 1 : 0;
    };
    const domain::SandboxId sandbox("sbx-1");
    const domain::SessionId session("sesn_1");
    const domain::EnvironmentId environment("env_1");
    bridge::EngineClient &client = *m_client;
    client.pausePolling(environment, count);
    client.resumePolling(environment, count);
    client.pauseSandbox(sandbox, count);
    client.resumeSandbox(sandbox, count);
    client.destroySandbox(sandbox, count);
    client.answerApproval(session, domain::EventId("e"), {}, count);
    client.cancelCall(session, domain::EventId("e"), count);
    client.interruptSession(session, count);
    client.repairWork(environment, domain::WorkId("w"), count);
    client.listenForWebhooks(true, count);
    client.act(api::SandboxAction(api::HibernateSandbox{sandbox}), count);
    client.act(api::ImageAction(api::RemoveImage{domain::ImageId("img-1")}), count);
    client.act(api::TemplateAction(api::BuildTemplate{"tools"}), count);
    client.act(api::SessionAction(api::StartSession{.environment = environment}), count);
    client.createSandbox({}, count);
    client.maintain(api::SetBudgets{}, count);
    QSignalSpy heard(&client, &bridge::EngineClient::heard);
    QVERIFY(heard.wait());
    QCOMPARE(denied, 16);
    QCOMPARE(m_engine->asked, QStringList());
    // The program's own: it begins and ends, reports and looks.
    client.start();
    client.drain();
    client.maintain(api::LookForOrphans{});
    QCOMPARE(m_engine->asked.size(), 3);
}

void ViewOnlyTest::doorsAreClosed()
{
    testsupport::NotingDoor engine;
    bridge::DoorClient doors([&](const bridge::DoorClient::Job &job) { job(engine); });
    doors.setViewOnly(true);
    QStringList told;
    const auto note = [&told](const auto &result) {
        told += result ? QStringLiteral("done") : QString::fromStdString(result.error().detail);
    };
    const auto opening = doors.open(domain::SandboxId("sbx-1"), {}, note);
    const auto typing = doors.type(domain::SandboxId("sbx-1"), domain::TerminalNumber(1), "rm", note);
    const auto closing = doors.close(domain::SandboxId("sbx-1"), domain::TerminalNumber(1), note);
    doors.act(api::RevokeKey{domain::ApiKeyId("key-1")},
              [&told](const api::KeyVerdict &verdict) { told += QString::fromStdString(verdict.reason); });
    QTRY_COMPARE(told, QStringList({kReason, kReason, kReason, kReason}));
    QVERIFY(engine.said.empty());
}

void ViewOnlyTest::theBannerSaysSo()
{
    QCOMPARE(m_panel->banners()->index(0).data(BannerList::KeyRole).toString(), QStringLiteral("view-only"));
    m_panel->settings()->setViewOnly(false);
    QVERIFY(m_panel->banners()->rowCount() == 0 ||
            m_panel->banners()->index(0).data(BannerList::KeyRole).toString() != QStringLiteral("view-only"));
}

void ViewOnlyTest::itHoldsForThisStartWhateverIsChosen()
{
    m_panel->settings()->fixViewOnly();
    m_panel->settings()->setViewOnly(false);
    QVERIFY(m_panel->settings()->viewOnly());
}

QTEST_GUILESS_MAIN(ViewOnlyTest)
#include "view_only_test.moc"
