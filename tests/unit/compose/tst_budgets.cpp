// Budgets as an operator writes them, and the file that keeps those that were set in the panel.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/budget_file.h"
#include "app/compose/settings.h"

#include <QTemporaryDir>

using namespace glovebox;
using namespace glovebox::compose;
using namespace glovebox::domain;

class ComposeBudgetsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void severalAreSetWithOneFlag()
    {
        const auto settings = resolve({.budgets = "host/day=5:pause-polling, session/ever=0.25:pause-sandbox@50"},
                                      {4, ByteCount::gib(16)});
        QVERIFY(settings.has_value());
        const std::vector wanted{Budget{.limit = 5'000'000, .action = BudgetAction::PausePolling},
                                 Budget{.scope = BudgetScope::EachSession,
                                        .period = BudgetPeriod::Ever,
                                        .limit = 250'000,
                                        .action = BudgetAction::PauseSandbox,
                                        .warnPercent = 50}};
        QCOMPARE(settings->engine.budgets, wanted);
        QVERIFY(resolve({.budgets = "none"}, {4, ByteCount::gib(16)})->engine.budgets.empty());
    }

    void aSlipIsNamedWithWhatIsPossible_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const auto *text : {"host",
                                 "host/day",
                                 "host/day=5",
                                 "host/day=:warn",
                                 "host/day=-5:warn",
                                 "host/day=0:warn",
                                 "host/day=5.1234567:warn",
                                 "host/day=5.:warn",
                                 "host/day=1e9:warn",
                                 "host/day=99999999:warn",
                                 "moon/day=5:warn",
                                 "host/year=5:warn",
                                 "host/day=5:explode",
                                 "host/day=5:warn@0",
                                 "host/day=5:warn@101",
                                 "host/day=5:warn@",
                                 "host/day=5:warn,,host/day=5:warn",
                                 "=/:",
                                 "@",
                                 ":=/",
                                 "/=:"})
            QTest::newRow(text) << QByteArray(text);
    }
    void aSlipIsNamedWithWhatIsPossible()
    {
        QFETCH(QByteArray, text);
        const auto refused = resolve({.budgets = text.toStdString()}, {4, ByteCount::gib(16)});
        QVERIFY(!refused && refused.error().code == ErrorCode::InvalidArgument);
        QVERIFY2(refused.error().detail.starts_with("--budgets: '"), refused.error().detail.c_str());
        QVERIFY(refused.error().detail.find("host/day=5.00:pause-polling") != std::string::npos);
    }

    void whatWasSetIsFoundAgainExactly()
    {
        const QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("budgets.txt")).toStdString();
        QCOMPARE(readBudgets(file).value(), std::optional<std::vector<Budget>>());
        const std::vector set{
            Budget{.limit = 1, .warnPercent = 100},
            Budget{.scope = BudgetScope::EachEnvironment, .limit = 12'340'000, .action = BudgetAction::PausePolling}};
        QVERIFY(writeBudgets(file, set).has_value());
        QCOMPARE(readBudgets(file).value(), std::optional(set));
        QVERIFY(writeBudgets(file, {}).has_value()); // none, and not those of the settings
        QCOMPARE(readBudgets(file).value(), std::optional(std::vector<Budget>()));
    }

    void aFileThatIsNotWholeIsRefused()
    {
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("budgets.txt"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("host/day=5.00:warn\nhost/da");
        file.close();
        const auto refused = readBudgets(path.toStdString());
        QVERIFY(!refused);
        QVERIFY2(refused.error().detail.find("'host/da'") != std::string::npos, refused.error().detail.c_str());
    }

    void whatCannotBeWrittenIsSaid() { QVERIFY(!writeBudgets("/nowhere/budgets.txt", {}).has_value()); }
};

QTEST_GUILESS_MAIN(ComposeBudgetsTest)
#include "tst_budgets.moc"
