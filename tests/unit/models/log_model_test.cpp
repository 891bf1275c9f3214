// Reading a log that does not stop and is on disk: rows, filter, find, follow, selection, export.
#include "app/models/log_model.h"
#include "tests/support/log_shelf.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

using namespace glovebox;
using namespace glovebox::testing;
using models::LogModel;

namespace {

LogLine line(std::string message, std::string source = "engine", LogLevel level = LogLevel::Info)
{
    return {kSampleNow, level, std::move(source), std::move(message)};
}

/// A model over real files.
struct Reading {
    HandClock clock;
    models::Ticker ticker{clock.now(), QTimeZone::utc()};
    LogShelf shelf;
    LogModel model{&ticker};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    Reading() { model.setDesk(&shelf.desk()); }
    void write(std::vector<LogLine> lines)
    {
        for (auto &one : lines)
            shelf.write({}, std::move(one));
        shelf.flush();
    }
    void number(int from, int to)
    {
        for (int i = from; i <= to; ++i)
            shelf.write({}, line(i % 100 == 0 ? "hundred " + std::to_string(i) : std::to_string(i)));
        shelf.flush();
    }
    bool sees(int total)
    {
        return QTest::qWaitFor([&] {
            model.look();
            return model.total() == total && !model.busy();
        });
    }
    QVariant at(int row, int role) const { return model.index(row).data(role); }
    /// Asks for it, and waits until it is read.
    QString text(int row)
    {
        QString text;
        static_cast<void>(QTest::qWaitFor([&] {
            text = at(row, LogModel::TextRole).toString();
            return !text.isEmpty();
        }));
        return text;
    }
    QStringList texts()
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all += text(row);
        return all;
    }
};

} // namespace

class LogModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyLineIsReadWhenItIsLookedAt()
    {
        Reading log;
        log.number(1, 20'000);
        QVERIFY(log.sees(20'000));
        for (const int row : {0, 9'998, 19'999, 255, 256})
            QCOMPARE(log.text(row),
                     (row + 1) % 100 == 0 ? QStringLiteral("hundred %1").arg(row + 1) : QString::number(row + 1));
        QCOMPARE(log.at(9'998, LogModel::NumberRole).toInt(), 9'999);
        QCOMPARE(log.model.countText(), QStringLiteral("20,000 lines"));
    }

    void filtersByLevelWordsAndSource()
    {
        Reading log;
        log.write({line("poll failed", "engine", LogLevel::Warning), line("Lease renewed"),
                   line("process died", "qemu", LogLevel::Error), line("lease lost", "qemu", LogLevel::Error)});
        QVERIFY(log.sees(4));
        log.model.setLevel(static_cast<int>(LogLevel::Warning));
        QVERIFY(log.sees(4));
        QCOMPARE(log.model.countText(), QStringLiteral("3 of 4"));
        log.model.setFilterText(QStringLiteral("LEASE"));
        QVERIFY(log.sees(4));
        QCOMPARE(log.texts(), QStringList{QStringLiteral("lease lost")});
        log.model.clearFilter();
        log.model.setFilterText(QStringLiteral("lease -lost"));
        QVERIFY(log.sees(4));
        QCOMPARE(log.texts(), QStringList{QStringLiteral("Lease renewed")});
        log.model.setFilterText(QStringLiteral("source:qemu process"));
        QVERIFY(log.sees(4));
        QCOMPARE(log.texts(), QStringList{QStringLiteral("process died")});
        log.write({line("another process", "qemu"), line("something else", "qemu")});
        QVERIFY(log.sees(6));
        QCOMPARE(log.texts(), (QStringList{QStringLiteral("process died"), QStringLiteral("another process")}));
    }

    void findLooksAtTheWholeFileAndWalksRound()
    {
        Reading log;
        log.number(1, 50'000);
        QVERIFY(log.sees(50'000));
        log.model.setFindText(QStringLiteral("HUNDRED"));
        QVERIFY(log.sees(50'000));
        QCOMPARE(log.model.findResult(), QStringLiteral("500 / 500"));
        QCOMPARE(log.model.findRow(), 49'999);
        log.model.findNext(1);
        QCOMPARE(log.model.findResult(), QStringLiteral("1 / 500"));
        QCOMPARE(log.model.findRow(), 99);
        QVERIFY(!log.model.following());
        QVERIFY(!log.text(99).isEmpty());
        QCOMPARE(log.at(99, LogModel::MatchRole).toInt(), 2);
        QCOMPARE(log.at(99, LogModel::MatchStartRole).toInt(), 0);
        log.model.setFindCase(true);
        QVERIFY(log.sees(50'000));
        QCOMPARE(log.model.findResult(), QStringLiteral("no match"));
    }

    void anExpressionIsMarkedWhereItMatchesAndExplainedWhenItIsWrong()
    {
        Reading log;
        log.write({line("took 41 ms"), line("took long")});
        QVERIFY(log.sees(2));
        log.model.setFindExpression(true);
        log.model.setFindText(QStringLiteral("\\d+ ms"));
        QVERIFY(log.sees(2));
        QCOMPARE(log.model.findResult(), QStringLiteral("1 / 1"));
        QCOMPARE(log.text(0), QStringLiteral("took 41 ms"));
        QCOMPARE(log.at(0, LogModel::MatchStartRole).toInt(), 5);
        QCOMPARE(log.at(0, LogModel::MatchLengthRole).toInt(), 5);
        log.model.setFindText(QStringLiteral("(ms"));
        QTRY_VERIFY(log.model.findProblem().contains(QStringLiteral("at character")));
        QCOMPARE(log.model.findResult(), QString());
    }

    void aFindIsAboutWhatTheFilterShows()
    {
        Reading log;
        log.write({line("lease a", "engine"), line("lease b", "qemu"), line("lease c", "engine")});
        QVERIFY(log.sees(3));
        log.model.setFilterText(QStringLiteral("source:engine"));
        log.model.setFindText(QStringLiteral("lease"));
        QVERIFY(log.sees(3));
        QCOMPARE(log.model.findResult(), QStringLiteral("2 / 2"));
        QCOMPARE(log.model.findRow(), 1);
    }

    void matchesAndPausedRowsStayOnTheirLineWhenMoreComes()
    {
        Reading log;
        log.number(1, 1000);
        QVERIFY(log.sees(1000));
        log.model.setFindText(QStringLiteral("hundred"));
        QVERIFY(log.sees(1000));
        log.model.findNext(-1);
        QCOMPARE(log.model.findResult(), QStringLiteral("9 / 10"));
        QSignalSpy moved(&log.model, &QAbstractItemModel::rowsAboutToBeRemoved);
        QSignalSpy reset(&log.model, &QAbstractItemModel::modelReset);
        const int row = log.model.findRow();
        log.number(1001, 1500);
        QVERIFY(log.sees(1500));
        QCOMPARE(log.model.findRow(), row);
        QCOMPARE(log.at(row, LogModel::NumberRole).toInt(), 900);
        QCOMPARE(log.model.findResult(), QStringLiteral("9 / 15"));
        QCOMPARE(log.model.pausedText(), QStringLiteral("Paused at line 1,000 · 500 new"));
        QVERIFY(moved.isEmpty() && reset.isEmpty());
        log.model.setFollowing(true);
        QCOMPARE(log.model.pausedText(), QString());
    }

    void selectedLinesAreCopiedWithTimeAndSourceAlsoWhenTheyAreNotInMemory()
    {
        Reading log;
        log.number(1, 10'000);
        QVERIFY(log.sees(10'000));
        QSignalSpy copied(&log.model, &LogModel::copied);
        log.model.selectRow(10, false);
        log.model.selectRow(6009, true);
        QVERIFY(log.model.hasSelection() && !log.model.following());
        log.model.copySelection();
        QVERIFY(copied.wait());
        const auto lines = copied[0][0].toString().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 6000);
        QCOMPARE(lines[0], QString::fromStdString(describe(line("11"))));
        log.model.clearSelection();
        QVERIFY(!log.model.hasSelection());
    }

    void aConsolesColoursAreDrawnAndNothingElseOfIt()
    {
        Reading log;
        log.write({line("\x1b[31mred\x1b[0m & <b>plain</b> \x1b]0;title\x07 \xe2\x80\xaeturned"), line("no colours")});
        QVERIFY(log.sees(2));
        log.model.setPalette({QStringLiteral("#000000"), QStringLiteral("#aa0000")});
        const auto text = log.text(0);
        QVERIFY2(text.startsWith(QStringLiteral("red & <b>plain</b> \u241b]0;title\u2407 ")), qPrintable(text));
        QVERIFY(!text.contains(QChar(0x202e)));
        const auto styled = log.at(0, LogModel::StyledRole).toString();
        QVERIFY2(styled.startsWith(QStringLiteral("<font color=\"#aa0000\">red</font>")), qPrintable(styled));
        QVERIFY(styled.contains(QStringLiteral("&nbsp;&amp;&nbsp;&lt;b&gt;")));
        QCOMPARE(log.at(1, LogModel::StyledRole).toString(), QString());
        log.model.setRaw(true);
        QVERIFY(log.text(0).startsWith(QStringLiteral("\u241b[31mred")));
        QCOMPARE(log.at(0, LogModel::StyledRole).toString(), QString());
    }

    void otherLogsAreChosenByName()
    {
        Reading log;
        log.shelf.write({LogName::Kind::Sandbox, "sbx-1"}, line("booted", "console"));
        log.shelf.write({LogName::Kind::Session, "sesn_1"}, line("bash", "tool"));
        log.write({line("engine")});
        log.model.setWatching(true);
        QTRY_COMPARE(log.model.logChoices().size(), 3);
        QCOMPARE(log.model.logChoices()[0], QStringLiteral("Engine"));
        QCOMPARE(log.model.logIndex(), 0);
        log.model.setLogIndex(static_cast<int>(log.model.logChoices().indexOf(QStringLiteral("Console of sbx-1"))));
        QTRY_COMPARE(log.model.total(), 1);
        QCOMPARE(log.text(0), QStringLiteral("booted"));
    }

    void rotationTakesTheOldestRowsAndLeavesTheNumbers()
    {
        HandClock clock;
        models::Ticker ticker(clock.now(), QTimeZone::utc());
        LogShelf shelf({.files = {ByteCount{20'000}, 2}});
        LogModel model(&ticker);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDesk(&shelf.desk());
        for (int i = 1; i <= 2000; ++i) {
            shelf.write({}, line(std::to_string(i)));
            if (i % 200 != 0)
                continue;
            shelf.flush();
            QVERIFY(QTest::qWaitFor([&] {
                model.look();
                return model.count() > 0 && model.index(model.count() - 1).data(LogModel::NumberRole).toInt() == i;
            }));
        }
        QVERIFY(model.count() < 1000);
        QCOMPARE(model.index(0).data(LogModel::NumberRole).toInt() + model.count(), 2001);
    }
};

QTEST_GUILESS_MAIN(LogModelTest)
#include "log_model_test.moc"
