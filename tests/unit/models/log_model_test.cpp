// Reading a log that does not stop: ring, filter, find, follow, selection.
#include "app/models/log_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using models::LogModel;

namespace {

LogLine line(std::string message, std::string source = "engine", LogLevel level = LogLevel::Info)
{
    return {kSampleNow, level, std::move(source), std::move(message)};
}

QStringList texts(const LogModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all += model.index(row).data(LogModel::TextRole).toString();
    return all;
}

} // namespace

class LogModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRingDropsTheOldestAndKeepsNumbers();
    void whileAReaderPausesNothingIsDroppedUntilTwiceTheSize();
    void filtersBySourceLevelAndWords();
    void findCountsAndWalksRound();
    void matchesStayOnTheirLineWhenMoreComes();
    void pausingCountsWhatIsNew();
    void selectedLinesAreCopiedWithTimeAndSource();
    void lostLinesAreSaid();
    void guestLinesAreMadeSafe();

private:
    HandClock m_clock;
    models::Ticker m_ticker{m_clock.now(), QTimeZone::utc()};
};

void LogModelTest::theRingDropsTheOldestAndKeepsNumbers()
{
    LogModel model(&m_ticker, nullptr, 100);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int i = 1; i <= 250; ++i)
        model.append({line(std::to_string(i))}, 0);
    QVERIFY(model.total() <= 100);
    QCOMPARE(model.index(model.count() - 1).data(LogModel::NumberRole).toInt(), 250);
    QCOMPARE(model.index(model.count() - 1).data(LogModel::TextRole).toString(), QStringLiteral("250"));
    QCOMPARE(model.index(0).data(LogModel::NumberRole).toString(), model.index(0).data(LogModel::TextRole).toString());
}

void LogModelTest::whileAReaderPausesNothingIsDroppedUntilTwiceTheSize()
{
    LogModel model(&m_ticker, nullptr, 100);
    for (int i = 1; i <= 100; ++i)
        model.append({line("x")}, 0);
    model.setFollowing(false);
    for (int i = 1; i <= 100; ++i)
        model.append({line("x")}, 0);
    QCOMPARE(model.index(0).data(LogModel::NumberRole).toInt(), 1);
    model.append({line("x")}, 0);
    QVERIFY(model.total() <= 200);
    model.setFollowing(true);
    QVERIFY(model.total() <= 100);
}

void LogModelTest::filtersBySourceLevelAndWords()
{
    LogModel model(&m_ticker);
    model.append({line("lease ok"), line("lease late", "engine", LogLevel::Warning), line("boot", "qemu"), line("died", "qemu", LogLevel::Error)}, 0);
    QCOMPARE(model.sourceChoices(), (words({"all", "engine", "qemu"})));
    model.setSourceIndex(2);
    QCOMPARE(texts(model), (words({"boot", "died"})));
    QCOMPARE(model.countText(), QStringLiteral("2 of 4"));
    model.setSourceIndex(0);
    model.setLevel(2);
    QCOMPARE(texts(model), (words({"lease late", "died"})));
    model.setFilterText(QStringLiteral("-died"));
    QCOMPARE(texts(model), words({"lease late"}));
    model.append({line("more", "engine", LogLevel::Error), line("quiet")}, 0);
    QCOMPARE(texts(model), (words({"lease late", "more"})));
    model.clearFilter();
    QCOMPARE(model.count(), 6);
}

void LogModelTest::findCountsAndWalksRound()
{
    LogModel model(&m_ticker);
    model.append({line("Lease 1"), line("other"), line("lease 2"), line("lease 3")}, 0);
    model.setFindText(QStringLiteral("lease"));
    QCOMPARE(model.findResult(), QStringLiteral("3 / 3"));
    QCOMPARE(model.findRow(), 3);
    model.findNext(1);
    QCOMPARE(model.findResult(), QStringLiteral("1 / 3"));
    QCOMPARE(model.findRow(), 0);
    QVERIFY(!model.following());
    model.findNext(-1);
    QCOMPARE(model.findRow(), 3);
    QCOMPARE(model.index(2).data(LogModel::MatchStartRole).toInt(), 0);
    QCOMPARE(model.index(1).data(LogModel::MatchRole).toInt(), 0);
    model.setFindText(QStringLiteral("nowhere"));
    QCOMPARE(model.findResult(), QStringLiteral("no match"));
}

void LogModelTest::matchesStayOnTheirLineWhenMoreComes()
{
    LogModel model(&m_ticker, nullptr, 100);
    model.setFindText(QStringLiteral("needle"));
    for (int i = 0; i < 60; ++i)
        model.append({line(i == 50 ? "needle" : "hay")}, 0);
    model.findNext(1);
    const int number = model.index(model.findRow()).data(LogModel::NumberRole).toInt();
    model.setFollowing(true);
    for (int i = 0; i < 70; ++i)
        model.append({line("hay")}, 0);
    QCOMPARE(model.index(model.findRow()).data(LogModel::NumberRole).toInt(), number);
}

void LogModelTest::pausingCountsWhatIsNew()
{
    LogModel model(&m_ticker);
    model.append({line("1"), line("2")}, 0);
    QCOMPARE(model.pausedText(), QString());
    model.setFollowing(false);
    QCOMPARE(model.pausedText(), QStringLiteral("Paused at line 2"));
    model.append({line("3")}, 0);
    QCOMPARE(model.pausedText(), QStringLiteral("Paused at line 2 · 1 new"));
}

void LogModelTest::selectedLinesAreCopiedWithTimeAndSource()
{
    LogModel model(&m_ticker);
    model.append({line("1"), line("2"), line("3")}, 0);
    model.selectRow(0, false);
    model.moveSelection(1, true);
    QVERIFY(!model.following());
    QVERIFY(model.index(1).data(LogModel::SelectedRole).toBool());
    QCOMPARE(model.selectedText(), QStringLiteral("2026-11-20T14:02:11.480Z info engine: 1\n2026-11-20T14:02:11.480Z info engine: 2"));
    model.clearSelection();
    QVERIFY(!model.hasSelection());
}

void LogModelTest::lostLinesAreSaid()
{
    LogModel model(&m_ticker);
    QCOMPARE(model.droppedText(), QString());
    model.append({line("1")}, 312);
    QVERIFY(model.droppedText().startsWith(QStringLiteral("312 lines dropped")));
}

void LogModelTest::guestLinesAreMadeSafe()
{
    LogModel model(&m_ticker);
    model.append({line("\x1b[31mred\x1b[0m", "sandbox sbx-1")}, 0);
    QCOMPARE(texts(model), words({"red"}));
}

QTEST_GUILESS_MAIN(LogModelTest)
#include "log_model_test.moc"
