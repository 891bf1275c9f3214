// One sandbox from the inside, beside a session's events or its terminals: of whom its lists are, what is selected in
// them, and what can be done from there.
#include "tests/unit/models/panel_fixture.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using models::PanelModel;
using models::SandboxInside;

class InsideTest : public PanelFixture {
    Q_OBJECT

private:
    SandboxInside &inside() { return *m_panel->inside(); }

    static api::EgressAttemptView attempt(std::uint64_t id, const char *sandbox, const char *session, const char *host)
    {
        domain::EgressDecision decision{
            .id = domain::EgressId("e" + std::to_string(id)), .at = kSampleNow, .sandbox = domain::SandboxId(sandbox)};
        if (session)
            decision.session = domain::SessionId(session);
        decision.host = host;
        decision.port = 443;
        decision.verdict = domain::EgressVerdict::Denied;
        decision.reason = "no rule allows it";
        return {decision};
    }
    void attempts(std::vector<api::EgressAttemptView> all)
    {
        std::vector<api::Change> changes;
        for (auto &each : all)
            changes.emplace_back(std::move(each));
        m_panel->apply(batchOf(std::move(changes)));
    }
    static QStringList hosts(models::StableList &list)
    {
        QStringList all;
        for (int row = 0; row < list.rowCount(); ++row)
            all += list.index(row).data(models::EgressModel::HostRole).toString();
        all.sort();
        return all;
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void aSessionsAttemptsAreThoseOfWhereverItRan()
    {
        m_panel->openSession(QString::fromLatin1(kSampleRunningSession));
        QCOMPARE(inside().sandbox(), QString::fromLatin1(kSampleRunningSandbox));
        QVERIFY(inside().ofSession());
        attempts({attempt(1, kSampleRunningSandbox, nullptr, "a.test"),
                  attempt(2, "sbx-before", kSampleRunningSession, "b.test"),
                  attempt(3, "sbx-else", nullptr, "c.test")});
        QCOMPARE(hosts(*inside().attempts()), testing::words({"a.test", "b.test"}));
        QCOMPARE(inside().attempts()->total(), 2);
        m_panel->openTerminals(QString::fromLatin1(kSampleRunningSandbox));
        QVERIFY(!inside().ofSession());
        QCOMPARE(hosts(*inside().attempts()), testing::words({"a.test"}));
        m_panel->setPage(PanelModel::OverviewPage);
        QCOMPARE(inside().attempts()->total(), 0);
        QVERIFY(!inside().looking());
    }
    void aRefusalIsAllowedFromThere()
    {
        m_panel->openSession(QString::fromLatin1(kSampleRunningSession));
        inside().setTab(SandboxInside::Network);
        attempts({attempt(1, kSampleRunningSandbox, kSampleRunningSession, "pypi.test")});
        inside().attempts()->select(0);
        QCOMPARE(m_panel->egress()->target(), QStringLiteral("pypi.test:443"));
        attempts({attempt(2, "sbx-else", nullptr, "c.test")}); // others come and go meanwhile
        QCOMPARE(m_panel->egress()->target(), QStringLiteral("pypi.test:443"));
        m_panel->registry()->trigger(QStringLiteral("egress.allow"));
        QVERIFY(!m_engine->asked.isEmpty());
        QVERIFY2(m_engine->asked.constLast().contains(QLatin1String(kSampleRunningSandbox)) &&
                     m_engine->asked.constLast().contains(QStringLiteral("pypi.test")),
                 qPrintable(m_engine->asked.constLast()));
        m_panel->setPage(PanelModel::OverviewPage);
        QVERIFY(!m_panel->egress()->known());
    }
    void whatIsSelectedOnTheEgressPageStaysSelectedWhenOthersCome()
    {
        attempts({attempt(1, "sbx-1", nullptr, "a.test")});
        m_panel->setPage(PanelModel::EgressPage);
        m_panel->egress()->rows()->select(0);
        attempts({attempt(2, "sbx-2", nullptr, "b.test")});
        QCOMPARE(m_panel->egress()->target(), QStringLiteral("a.test:443"));
    }
    void snapshotsAreThoseOfTheSandbox()
    {
        const auto *first = m_panel->snapshotViews().find(QString::fromLatin1(kSampleFirstSnapshot));
        QVERIFY(first);
        const QString sandbox = QString::fromStdString(first->sandbox.value());
        int own = 0;
        for (const auto &row : m_panel->snapshotViews().all())
            own += row.view.sandbox == first->sandbox ? 1 : 0;
        inside().show(sandbox, {});
        QVERIFY(own > 0 && own < m_panel->snapshots()->total());
        QCOMPARE(inside().snapshots()->total(), own);
        inside().snapshots()->selectKey(QString::fromLatin1(kSampleFirstSnapshot));
        QCOMPARE(m_panel->snapshot()->id(), QString::fromLatin1(kSampleFirstSnapshot));
        m_panel->apply(batchOf(sampleSnapshots())); // told anew
        QCOMPARE(m_panel->snapshot()->id(), QString::fromLatin1(kSampleFirstSnapshot));
        inside().show({}, {});
        QVERIFY(!m_panel->snapshot()->known());
    }
    void anotherSessionBeginsWithItsEvents()
    {
        m_panel->openSession(QString::fromLatin1(kSampleRunningSession));
        m_panel->registry()->trigger(QStringLiteral("session.files"));
        QCOMPARE(inside().tab(), int(SandboxInside::Files));
        m_panel->openLog(QStringLiteral("session/") + QString::fromLatin1(kSampleRunningSession), 0);
        m_panel->back();
        QCOMPARE(m_panel->page(), PanelModel::SessionPage);
        QCOMPARE(inside().tab(), int(SandboxInside::Files)); // one comes back to where one was
        m_panel->openSession(QString::fromLatin1(kSampleTeamSession));
        QCOMPARE(inside().tab(), int(SandboxInside::Page));
    }
    void aSandboxIsBrowsedFromItsList()
    {
        m_panel->openSandbox(QString::fromLatin1(kSampleRunningSandbox));
        m_panel->registry()->trigger(QStringLiteral("sandbox.browse"));
        QCOMPARE(m_panel->page(), PanelModel::TerminalPage);
        QCOMPARE(inside().tab(), int(SandboxInside::Files));
        QCOMPARE(inside().sandbox(), QString::fromLatin1(kSampleRunningSandbox));
        m_panel->openTerminals(QString::fromLatin1(kSampleRunningSandbox));
        QCOMPARE(inside().tab(), int(SandboxInside::Page));
    }
    void takingASnapshotMeansTheSessionsSandbox()
    {
        m_panel->openSession(QString::fromLatin1(kSampleRunningSession));
        inside().setTab(SandboxInside::Snapshots);
        QCOMPARE(m_panel->sandbox()->id(), QString::fromLatin1(kSampleRunningSandbox));
    }
};

QTEST_MAIN(InsideTest)
#include "inside_test.moc"
