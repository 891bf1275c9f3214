// What sandboxes try to reach, as rows: one for each host of a sandbox, bounded, and what was done about it can be
// taken back for a while.
#include "tests/unit/models/panel_fixture.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::EgressDecision;
using domain::EgressVerdict;
using models::EgressModel;
using models::PanelModel;

class EgressTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void attemptsOnAHostAreOneRow()
    {
        EgressModel model(m_panel->ticker());
        const QAbstractItemModelTester tester(&model);
        auto open = told(1, "api.test", 443);
        model.apply(
            {{open}, {told(2, "api.test", 443)}, {told(3, "api.test", 80)}, {told(4, "api.test", 443, "sbx-2")}});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(text(model, 0, EgressModel::AttemptsRole), QStringLiteral("2"));
        QCOMPARE(text(model, 0, EgressModel::WordRole), QStringLiteral("2 open"));
        open.secrets = {"api-token"};
        model.apply({{open}});
        QCOMPARE(text(model, 0, EgressModel::AttemptsRole), QStringLiteral("2")); // that it used a secret is none
        open.lasted = 30ms;
        open.sent = ByteCount{1024};
        open.received = ByteCount{2048};
        model.apply({{open}});
        QCOMPARE(text(model, 0, EgressModel::AttemptsRole), QStringLiteral("2")); // its end is none
        QCOMPARE(text(model, 0, EgressModel::WordRole), QStringLiteral("Open"));
        QVERIFY(text(model, 0, EgressModel::BytesRole).contains(QStringLiteral("2 KiB")));
    }

    void theNewestVerdictIsShownAndRefusalsAreCounted()
    {
        EgressModel model(m_panel->ticker());
        model.apply({{told(1, "api.test", 443)}, {denied(2, "api.test", 443)}, {denied(3, "api.test", 443)}});
        QCOMPARE(text(model, 0, EgressModel::WordRole), QStringLiteral("Denied"));
        QCOMPARE(text(model, 0, EgressModel::AttemptsRole), QStringLiteral("3, 2 denied"));
        QCOMPARE(model.denied(), 2);
        // In whatever order a batch has them.
        model.apply({{told(9, "api.test", 443)}, {denied(8, "api.test", 443)}});
        QVERIFY(text(model, 0, EgressModel::WordRole) != QStringLiteral("Denied"));
    }

    void aFloodIsBounded()
    {
        EgressModel model(m_panel->ticker());
        std::vector<api::EgressAttemptView> many;
        for (int i = 0; i < 3000; ++i)
            many.push_back({denied(i, ("h" + std::to_string(i) + ".test").c_str(), 443)});
        model.apply(std::move(many));
        QCOMPARE(model.rowCount(), static_cast<int>(EgressModel::kRowsMax));
        QCOMPARE(text(model, 0, EgressModel::HostRole), QStringLiteral("h1000.test")); // those quiet longest are gone
    }

    void whatWasAllowedCanBeTakenBackForAWhile()
    {
        auto &egress = *m_panel->egress();
        m_panel->apply(batchOf(sampleEgress()));
        egress.rows()->select(0);
        QVERIFY(egress.canAllow() && !egress.canDeny());
        egress.allow();
        QTRY_COMPARE(m_engine->asked.size(), 1);
        QTRY_VERIFY(!egress.undoText().isEmpty());
        egress.undo();
        QVERIFY(egress.undoText().isEmpty());
        QTRY_COMPARE(m_engine->asked.size(), 2);
        QVERIFY(m_engine->asked[1].contains(QStringLiteral(" -")));
        egress.undo(); // there is nothing more
        QCOMPARE(m_engine->asked.size(), 2);
    }

    void aRefusalIsSaidAndCannotBeTakenBack()
    {
        auto &egress = *m_panel->egress();
        m_panel->apply(batchOf(sampleEgress()));
        egress.rows()->select(0);
        m_engine->verdict = api::Verdict::denied("It is hibernated.");
        QString said;
        connect(&egress, &models::EgressPanel::toast, this, [&](const QString &text, bool) { said = text; });
        egress.allow();
        QTRY_COMPARE(said, QStringLiteral("It is hibernated."));
        QVERIFY(egress.undoText().isEmpty());
    }

    void whatWasSoAlreadyIsNotOursToTakeBack()
    {
        auto &egress = *m_panel->egress();
        m_panel->apply(batchOf(sampleEgress()));
        egress.rows()->select(0);
        m_engine->verdict = api::Verdict::alreadySo();
        egress.allow();
        QTRY_COMPARE(m_engine->asked.size(), 1);
        QCoreApplication::processEvents();
        QVERIFY(egress.undoText().isEmpty());
    }

    void secretsAreToldWithTheirHost()
    {
        EgressModel model(m_panel->ticker());
        auto used = told(1, "api.test", 443);
        used.rule = "builds: api.test";
        model.apply({{used}});
        QCOMPARE(text(model, 0, EgressModel::WhyRole), QStringLiteral("builds: api.test"));
        used.lasted = 3ms;
        used.secrets = {"api-token", "registry-token"};
        model.apply({{used}});
        QCOMPARE(text(model, 0, EgressModel::WhyRole),
                 QStringLiteral("with api-token, registry-token · builds: api.test"));
        auto misused = denied(2, "api.test", 443);
        misused.misused = {"api-token"};
        model.apply({{misused}});
        QVERIFY(text(model, 0, EgressModel::WhyRole).startsWith(QStringLiteral("misused api-token · ")));
    }

    void aHostIsAllowedForAllWhoObeyAProfileOfTheirOwn()
    {
        auto &egress = *m_panel->egress();
        m_panel->apply(batchOf(sampleEgress()));
        egress.rows()->select(0); // of a sandbox with the profile "builds"
        QCOMPARE(egress.profileName(), QStringLiteral("builds"));
        QCOMPARE(egress.profileUsers(), QStringLiteral("1 sandbox"));
        QCOMPARE(egress.whyNotForAll(), QString());
        egress.allowForAll();
        QTRY_VERIFY(egress.undoText().startsWith(QStringLiteral("Every sandbox with the profile builds may reach")));
        QCOMPARE(m_engine->asked, QStringList{QStringLiteral("profile builds +api.weather.example port 443")});
        egress.undo();
        QTRY_COMPARE(m_engine->asked.size(), 2);
        QCOMPARE(m_engine->asked[1], QStringLiteral("profile builds -api.weather.example port 443"));
        // The ceiling is no profile to widen, and nothing exceeds it.
        for (const char *ceiling : {"builds", "packages"}) {
            auto views = sampleEgress();
            auto &profiles = std::get<api::EgressProfilesView>(views.front());
            profiles.generation += 10;
            profiles.ceiling = ceiling;
            m_panel->apply(batchOf({profiles}));
            QVERIFY(!egress.whyNotForAll().isEmpty());
            egress.allowForAll();
        }
        QCoreApplication::processEvents();
        QCOMPARE(m_engine->asked.size(), 2);
    }

    /// Denied here a moment ago, a host is allowed by taking that back as well.
    void allowingLiftsTheSandboxsOwnDenial()
    {
        auto &egress = *m_panel->egress();
        m_panel->apply(batchOf(sampleEgress()));
        egress.rows()->select(0);
        denyToShown({.action = domain::EgressRule::Action::Deny, .host = "api.weather.example", .ports = {{443, 443}}});
        QVERIFY2(egress.canAllow(), qPrintable(egress.whyNot()));
        egress.allow();
        QTRY_COMPARE(m_engine->asked.size(), 1);
        QVERIFY2(m_engine->asked[0].endsWith(
                     QStringLiteral(" +api.weather.example port 443 -not api.weather.example port 443")),
                 qPrintable(m_engine->asked[0]));
    }

    /// Nobody is offered what would change nothing.
    void whatARuleCannotHelpIsNotOffered()
    {
        auto &egress = *m_panel->egress();
        auto changes = sampleEgress();
        std::get<api::EgressProfilesView>(changes.front()).ceiling = "packages";
        m_panel->apply(batchOf(std::move(changes)));
        egress.rows()->select(0);
        QVERIFY(!egress.canAllow());
        QVERIFY2(egress.whyNot().contains(QStringLiteral("policy packages does not allow")),
                 qPrintable(egress.whyNot()));
        auto open = sampleEgress();
        std::get<api::EgressProfilesView>(open.front()).generation = 9;
        m_panel->apply(batchOf(std::move(open)));
        QVERIFY(egress.canAllow());
        denyToShown({.action = domain::EgressRule::Action::Deny, .host = "*.weather.example"});
        QVERIFY(!egress.canAllow());
        QVERIFY2(egress.whyNot().contains(QStringLiteral("denies it")), qPrintable(egress.whyNot()));
    }

    void whatCannotBeIsNotOffered()
    {
        auto &egress = *m_panel->egress();
        m_panel->apply(batchOf(sampleEgress()));
        egress.rows()->select(0);
        m_panel->apply(batchOf({api::SandboxGone{domain::SandboxId(egress.sandbox().toStdString())}}));
        m_panel->apply(batchOf({api::EgressAttemptView{denied(77, "x.test", 443, "sbx-gone")}}));
        egress.rows()->setFilterText(QStringLiteral("x.test"));
        egress.rows()->showPending();
        egress.rows()->select(0);
        QVERIFY(egress.known() && !egress.canAllow());
        QCOMPARE(egress.whyNot(), QStringLiteral("Its sandbox is no more."));
    }

    void aCeilingCountsForTheTest()
    {
        auto &egress = *m_panel->egress();
        auto changes = sampleEgress();
        auto &profiles = std::get<api::EgressProfilesView>(changes.front());
        profiles.ceiling = "packages";
        m_panel->apply(batchOf(std::move(changes)));
        egress.setTestProfile(static_cast<int>(egress.profileNames().indexOf(QStringLiteral("open"))));
        egress.setTestTarget(QStringLiteral("https://mirror.example.org/debian"));
        QVERIFY(egress.testAllowed());
        egress.setTestTarget(QStringLiteral("http://elsewhere.example/"));
        QVERIFY(!egress.testAllowed());
        QVERIFY2(
            egress.testAnswer().contains(QStringLiteral("policy packages does not allow elsewhere.example port 80")),
            qPrintable(egress.testAnswer()));
    }

private:
    /// To the sandbox whose attempt is selected.
    void denyToShown(const domain::EgressRule &rule)
    {
        for (const auto &change : sampleViews())
            if (const auto *view = std::get_if<api::SandboxView>(&change);
                view && view->id.value() == m_panel->egress()->sandbox().toStdString()) {
                auto denying = *view;
                denying.generation += 100;
                denying.egressOwn = {rule};
                m_panel->apply(batchOf({denying}));
            }
    }
    static EgressDecision told(int number, const char *host, std::uint16_t port, const char *sandbox = "sbx-1")
    {
        return {.id = domain::EgressId("egr-" + std::to_string(number)),
                .at = kSampleNow + std::chrono::seconds(number),
                .sandbox = domain::SandboxId(sandbox),
                .host = host,
                .port = port,
                .verdict = EgressVerdict::Allowed,
                .rule = "web: " + std::string(host)};
    }
    static EgressDecision denied(int number, const char *host, std::uint16_t port, const char *sandbox = "sbx-1")
    {
        auto one = told(number, host, port, sandbox);
        one.verdict = EgressVerdict::Denied;
        one.rule.clear();
        one.reason = "No rule names it.";
        return one;
    }
    static QString text(const EgressModel &model, int row, int role)
    {
        return model.data(model.index(row), role).toString();
    }
};

QTEST_GUILESS_MAIN(EgressTest)
#include "egress_test.moc"
