// Whom a secret of the gate can be given to: the likeliest of many first, in a list that stands still; and what speaks
// against it, here and at the variable that two of them want.
#include "tests/support/sample_secret_crowd.h"
#include "tests/unit/models/panel_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using models::PanelModel;

class SecretGrantingTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin({sampleEgress(), sampleSecrets()}); }
    void cleanup() { end(); }

    void theLikeliestOfAThousandStandFirstAndNothingMoves()
    {
        m_panel->apply(batchOf(sampleManySandboxes(1000)));
        secrets().rows()->selectKey(QStringLiteral("git-forge"));
        secrets().beginGrant();
        auto &candidates = *secrets().candidates();
        const QAbstractItemModelTester tester(&candidates, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto idAt = [&](int row) {
            return candidates.index(row).data(models::SecretCandidates::SandboxIdRole).toString();
        };
        const auto noteAt = [&](int row) {
            return candidates.index(row).data(models::SecretCandidates::NoteRole).toString();
        };
        QVERIFY(candidates.total() >= 1000);
        QCOMPARE(idAt(0), QStringLiteral("sbx-many-0000")); // reaches its host, and was made last
        QCOMPARE(idAt(1), QStringLiteral("sbx-many-0002"));
        QCOMPARE(candidates.index(0).data(models::SecretCandidates::UseRole).toString().section(u'·', 1),
                 QStringLiteral(" tools, version 1"));
        QVERIFY(noteAt(0).isEmpty() && candidates.hint().isEmpty());
        QCOMPARE(noteAt(candidates.count() - 1), QStringLiteral("no host within reach"));
        candidates.moveSelection(-5);
        QCOMPARE(candidates.currentRow(), 0);
        candidates.moveSelection(5000);
        QCOMPARE(candidates.currentRow(), candidates.count() - 1);
        QVERIFY(candidates.hint().contains(QStringLiteral("a secret lets nobody out by itself")));
        candidates.select(1);
        QSignalSpy reset(&candidates, &QAbstractItemModel::modelReset);
        QSignalSpy moved(&candidates, &QAbstractItemModel::rowsMoved);
        auto changed = sandbox("sbx-many-0000", 2, domain::SandboxState::Paused);
        changed.egress = "none";
        auto asleep = sandbox("sbx-many-0004", 2, domain::SandboxState::Hibernated);
        auto fresh = sandbox("sbx-fresh", 1);
        fresh.egress = "open";
        fresh.createdAt = kSampleNow + std::chrono::hours(1);
        m_panel->apply(batchOf({changed, asleep, fresh}));
        QCOMPARE(idAt(0), QStringLiteral("sbx-many-0000")); // where it was, as it is now
        QCOMPARE(noteAt(0), QStringLiteral("no host within reach"));
        QCOMPARE(idAt(2), QStringLiteral("sbx-many-0006"));
        QCOMPARE(idAt(candidates.count() - 1), QStringLiteral("sbx-fresh")); // what comes later stands at the end
        QCOMPARE(candidates.current(), QStringLiteral("sbx-many-0002"));
        m_panel->apply(batchOf({api::SandboxGone{domain::SandboxId("sbx-many-0002")}}));
        QVERIFY(candidates.current().isEmpty() && !candidates.canChoose()); // nobody else is meant instead
        m_panel->apply(batchOf({sandbox("sbx-fresh", 2)}));
        QVERIFY(candidates.current().isEmpty());
        secrets().grant();
        QVERIFY(m_engine->asked.isEmpty());
        QCOMPARE(reset.count() + moved.count(), 0);
        candidates.setFilterText(QStringLiteral("0777 job"));
        QCOMPARE(candidates.count(), 1);
        QCOMPARE(candidates.current(), QStringLiteral("sbx-many-0777"));
        m_panel->apply(batchOf({sandbox("sbx-other", 1)})); // it does not match
        QCOMPARE(candidates.count(), 1);
        candidates.setFilterText(QStringLiteral("nobody"));
        QVERIFY(candidates.count() == 0 && candidates.total() > 990 && !candidates.canChoose());
    }

    void whoHasAnotherInThatVariableCannotBeGivenIt()
    {
        api::SecretsView view{.generation = 9, .secrets = {}, .store = "the keyring"};
        for (const char *name : {"alpha", "beta", "gamma"})
            view.secrets.push_back({{name, "", {"api.example.org"}, domain::BearerForm{}, "TOKEN"}, kSampleNow});
        view.secrets.back().secret.variable = "OTHER";
        auto taken = sandbox("sbx-taken", 1);
        taken.secrets = {"beta"};
        auto full = sandbox("sbx-full", 1);
        full.secrets.assign(domain::kGrantedSecretsMax, "gamma");
        m_panel->apply(batchOf({view, taken, full}));
        secrets().rows()->selectKey(QStringLiteral("alpha"));
        secrets().beginGrant();
        auto &candidates = *secrets().candidates();
        candidates.setFilterText(QStringLiteral("sbx-taken"));
        QVERIFY(!candidates.canChoose()); // nothing that can be given it matches
        candidates.select(0);
        QVERIFY(!candidates.canChoose());
        QCOMPARE(
            candidates.problem(),
            QStringLiteral("It may use beta, which is in the same variable, TOKEN: take that away from it first."));
        candidates.setFilterText(QStringLiteral("sbx-full"));
        candidates.select(0);
        QVERIFY(candidates.problem().startsWith(QStringLiteral("It may use 32 secrets already")));
        secrets().grant();
        QVERIFY(m_engine->asked.isEmpty());
        view.generation = 10;
        view.secrets[1].secret.variable = "BETA"; // meanwhile
        m_panel->apply(batchOf({view}));
        candidates.setFilterText(QStringLiteral("sbx-taken"));
        QVERIFY(candidates.canChoose() && candidates.problem().isEmpty());
    }

    void anotherInTheSameVariableIsSaidAndMayBeKept()
    {
        secrets().prepareNew();
        auto &form = *secrets().form();
        form.setName(QStringLiteral("fine"));
        form.setHosts(QStringLiteral("api.example.org"));
        form.setValue(QStringLiteral("hunter2-hunter2-hunter2"));
        QVERIFY(form.variableWarning().isEmpty());
        form.setVariable(QStringLiteral("GIT_FORGE"));
        QCOMPARE(form.variableWarning(), QStringLiteral("git-forge is in it as well: no sandbox can be given both."));
        QVERIFY(!form.wrong() && form.variableProblem().isEmpty());
        secrets().rows()->selectKey(QStringLiteral("git-forge"));
        secrets().prepareChange();
        QVERIFY(form.variableWarning().isEmpty()); // it is not in its own way
        form.setVariable(QStringLiteral("WEATHER_API"));
        QCOMPARE(form.variableWarning(), QStringLiteral("sbx-7k2m4p may use weather-api as well, which is in the same "
                                                        "variable: take one of the two from it, or choose another."));
        auto more = sandboxesWithBoth(5);
        m_panel->apply(batchOf(more)); // while the form is open
        QVERIFY2(form.variableWarning().contains(QStringLiteral(" and 3 more may use weather-api as well")),
                 qPrintable(form.variableWarning()));
        QVERIFY(secrets().save());
        QTRY_COMPARE(m_engine->kept.size(), std::size_t(1));
        form.clear();
        QVERIFY(form.variableWarning().isEmpty());
        api::SecretsView view{.generation = 9, .secrets = {}, .store = "the keyring"};
        for (const char *name : {"alpha", "beta"})
            view.secrets.push_back({{name, "", {"api.example.org"}, domain::BearerForm{}, "TOKEN"}, kSampleNow});
        m_panel->apply(batchOf({view}));
        secrets().prepareNew();
        form.setVariable(QStringLiteral(" TOKEN "));
        QCOMPARE(form.variableWarning(),
                 QStringLiteral("alpha, beta are in it as well: no sandbox can be given two of them."));
    }

private:
    models::SecretsPanel &secrets() { return *m_panel->secrets(); }
    static std::vector<api::Change> sandboxesWithBoth(int count)
    {
        std::vector<api::Change> out;
        for (int i = 0; i < count; ++i) {
            auto view = sandbox(("sbx-both-" + std::to_string(i)).c_str(), 1);
            view.secrets = {"git-forge", "weather-api"};
            out.emplace_back(std::move(view));
        }
        return out;
    }
};

QTEST_GUILESS_MAIN(SecretGrantingTest)
#include "secret_granting_test.moc"
