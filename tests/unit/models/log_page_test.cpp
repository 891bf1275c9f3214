// What the log page draws beside its rows, and where it can lead: the chart, marks, neighbours, unfolded lines, copies,
// exports, times.
#include "app/models/log_model.h"
#include "tests/support/log_shelf.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QMetaProperty>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::LogModel;
using models::Ticker;

namespace {

struct Page {
    HandClock clock;
    Ticker ticker{clock.now(), QTimeZone(2 * 3600)};
    LogShelf shelf;
    LogModel model{&ticker};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    Page() { model.setDesk(&shelf.desk()); }
    /// A line a second, from kSampleNow on; each tenth a warning, each hundredth an error.
    void fill(int lines)
    {
        for (int i = 1; i <= lines; ++i)
            write("line " + std::to_string(i),
                  i % 100 == 0  ? LogLevel::Error
                  : i % 10 == 0 ? LogLevel::Warning
                                : LogLevel::Info,
                  kSampleNow + std::chrono::seconds(i));
        shelf.flush();
        model.setWatching(true);
    }
    void write(std::string text, LogLevel level = LogLevel::Info, WallTime at = kSampleNow)
    {
        shelf.write({}, {at, level, "engine", std::move(text)});
    }
    bool sees(int total)
    {
        shelf.flush();
        return QTest::qWaitFor([&] {
            model.look();
            return model.total() == total && !model.busy();
        });
    }
    QString at(int row, int role)
    {
        static_cast<void>(
            QTest::qWaitFor([&] { return !model.index(row).data(LogModel::LevelRole).toString().isEmpty(); }));
        return model.index(row).data(role).toString();
    }
    QList<int> numbers()
    {
        QList<int> all;
        for (int row = 0; row < model.count(); ++row)
            all += model.index(row).data(LogModel::NumberRole).toInt();
        return all;
    }
    QString copied(int how)
    {
        QSignalSpy spy(&model, &LogModel::copied);
        model.copySelection(how);
        return spy.wait() ? spy[0][0].toString() : QString();
    }
};

} // namespace

class LogPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theChartCountsEveryLineOverTimeAndLeadsThere()
    {
        Page page;
        page.fill(1000);
        QVERIFY(page.sees(1000));
        auto &volume = *page.model.volume();
        QTRY_VERIFY2(volume.summary().contains(QStringLiteral("1,000 lines, warnings 90, errors 10")),
                     qPrintable(volume.summary()));
        QVERIFY(volume.count() > 30 && volume.count() <= models::LogVolume::kSlotsMax);
        const auto shares = volume.lines();
        QCOMPARE(*std::max_element(shares.begin(), shares.end()), 1.0);
        page.model.goToSlot(volume.count() / 2);
        QTRY_VERIFY(page.model.selectedRow() >= 0);
        const auto at = kSampleNow + std::chrono::seconds(page.model.selectedRow() + 1);
        QVERIFY(at >= volume.timeOf(volume.count() / 2) && at < volume.timeOf(volume.count() / 2 + 1));
        QVERIFY(!page.model.following());
    }

    void theChartGoesOnWithTheLogAndKeepsItsBound()
    {
        Page page;
        page.fill(100);
        QVERIFY(page.sees(100));
        QTRY_VERIFY(page.model.volume()->summary().contains(QStringLiteral("100 lines")));
        for (int i = 1; i <= 200; ++i)
            page.write("later", LogLevel::Info, kSampleNow + std::chrono::minutes(i));
        QVERIFY(page.sees(300));
        QTRY_VERIFY(page.model.volume()->summary().contains(QStringLiteral("300 lines")));
        QVERIFY(page.model.volume()->count() <= models::LogVolume::kSlotsMax);
    }

    void theChartCountsALogOfManyPieces()
    {
        Page page;
        for (int i = 1; i <= 100'000; ++i) {
            page.write("x", LogLevel::Info, kSampleNow + std::chrono::milliseconds(i));
            if (i % 10'000 == 0)
                page.shelf.flush();
        }
        page.model.setWatching(true);
        QVERIFY(page.sees(100'000));
        QTRY_VERIFY2(page.model.volume()->summary().contains(QStringLiteral("100,000 lines")),
                     qPrintable(page.model.volume()->summary()));
    }

    void aStretchOfTheChartBecomesTheFiltersTimes()
    {
        Page page;
        page.fill(1000);
        QVERIFY(page.sees(1000));
        auto &volume = *page.model.volume();
        QTRY_VERIFY(volume.summary().contains(QStringLiteral("1,000")));
        const auto from = volume.timeOf(10);
        const auto until = volume.timeOf(20);
        page.model.setTimes(10, 20);
        QVERIFY(page.sees(1000));
        QCOMPARE(page.model.count(), static_cast<int>((until - from) / 1s));
        QCOMPARE(page.model.rangeChoices().size(), 5);
        QCOMPARE(page.model.range(), 4);
        page.model.setRange(0);
        QVERIFY(page.sees(1000));
        QCOMPARE(page.model.count(), 1000);
        QCOMPARE(page.model.rangeChoices().size(), 4);
    }

    void marksStandWhereMatchesAndErrorsAre()
    {
        Page page;
        page.fill(1000);
        QVERIFY(page.sees(1000));
        constexpr int places = LogModel::kMarkPlaces;
        QList<int> errors;
        for (int i = 100; i <= 1000; i += 100)
            errors += (i - 1) * places / 1000;
        QTRY_COMPARE(page.model.errorMarks(), errors);
        page.model.setFindText(QStringLiteral("line 7"));
        QVERIFY(page.sees(1000));
        QTRY_VERIFY(!page.model.findMarks().isEmpty());
        QVERIFY(page.model.findMarks().contains(6 * places / 1000));
        QVERIFY(page.model.findMarks().contains(750 * places / 1000));
        QVERIFY(!page.model.findMarks().contains(500 * places / 1000));
        QCOMPARE(page.model.currentMark(), page.model.findRow() * places / 1000);
        page.model.setFindText({});
        QTRY_VERIFY(page.model.findMarks().isEmpty());
    }

    void bracketsWalkThroughErrorsThatTheFilterShows()
    {
        Page page;
        page.fill(1000);
        QVERIFY(page.sees(1000));
        QTRY_COMPARE(page.model.errorMarks().size(), 10);
        QSignalSpy shown(&page.model, &LogModel::showRow);
        page.model.errorNext(-1);
        QCOMPARE(page.model.selectedRow(), 999);
        page.model.errorNext(1);
        QCOMPARE(page.model.selectedRow(), 99); // round the end
        page.model.errorNext(1);
        QCOMPARE(page.model.selectedRow(), 199);
        QCOMPARE(shown.size(), 3);
        page.model.setFilterText(QStringLiteral("500"));
        QVERIFY(page.sees(1000));
        page.model.errorNext(1);
        QCOMPARE(page.numbers(), QList<int>{500});
        QCOMPARE(page.model.selectedRow(), 0);
    }

    void neighboursOfAMatchComeFiveAtATimeAndGoAgain()
    {
        Page page;
        page.fill(1000);
        QVERIFY(page.sees(1000));
        page.model.setLevel(static_cast<int>(LogLevel::Error));
        QVERIFY(page.sees(1000));
        QCOMPARE(page.model.count(), 10);
        page.model.addContext(1); // line 200
        QCOMPARE(page.numbers().mid(0, 13),
                 (QList<int>{100, 195, 196, 197, 198, 199, 200, 201, 202, 203, 204, 205, 300}));
        QVERIFY(page.model.index(1).data(LogModel::ContextRole).toBool());
        QVERIFY(!page.model.index(6).data(LogModel::ContextRole).toBool());
        QCOMPARE(page.at(1, LogModel::TextRole), QStringLiteral("line 195"));
        QCOMPARE(page.model.countText(), QStringLiteral("10 of 1,000"));
        page.model.addContext(3); // of one of them: of all that hangs together
        QCOMPARE(page.numbers().mid(1, 3), (QList<int>{190, 191, 192}));
        QCOMPARE(page.model.count(), 10 + 20);
        page.model.addContext(0);
        QCOMPARE(page.numbers()[0], 95);
        page.write("more", LogLevel::Error);
        QVERIFY(page.sees(1001));
        QCOMPARE(page.numbers().last(), 1001);
        QVERIFY(page.model.hasContext());
        page.model.clearContext();
        QCOMPARE(page.numbers(), (QList<int>{100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1001}));
    }

    void theSelectedLineIsToldOfWhenRowsComeAndGoAboveIt()
    {
        Page page;
        page.fill(1000);
        page.model.setFilterText(QStringLiteral("line 500"));
        QVERIFY(page.sees(1000));
        QCOMPARE(page.at(0, LogModel::TextRole), QStringLiteral("line 500")); // it is read: nothing else tells of it
        page.model.selectRow(0, false);
        QSignalSpy told(&page.model, &LogModel::selectedLineChanged);
        QSignalSpy moved(&page.model, &LogModel::revealRow);
        page.model.addContext(0);
        QCOMPARE(page.model.selectedRow(), 5);
        QCOMPARE(told.size(), 1);
        page.model.clearContext();
        QCOMPARE(page.model.selectedRow(), 0);
        QCOMPARE(told.size(), 2);
        for (const auto name : {"selectedRow", "selectedText", "selectedAt"}) { // those who show it hear of it
            const auto &kind = LogModel::staticMetaObject;
            QCOMPARE(kind.property(kind.indexOfProperty(name)).notifySignal().name(),
                     QByteArray("selectedLineChanged"));
        }
        page.write("nothing of it"); // below
        QVERIFY(page.sees(1001));
        QCOMPARE(told.size(), 2);
        QVERIFY(moved.isEmpty());
    }

    void aSelectedLineThatPassesTheNextFilterIsSelectedStill()
    {
        Page page;
        page.fill(1000);
        QVERIFY(page.sees(1000));
        QCOMPARE(page.at(499, LogModel::TextRole), QStringLiteral("line 500"));
        page.model.selectRow(499, false);
        QStringList seen;
        connect(&page.model, &LogModel::selectedLineChanged, &page.model,
                [&] { seen += QString::number(page.model.selectedRow()) + page.model.selectedText().left(8); });
        page.model.setFilterText(QStringLiteral("500"));
        QVERIFY(page.sees(1000));
        QVERIFY(page.model.hasSelection());
        QTRY_VERIFY2(!seen.isEmpty() && seen.last() == QStringLiteral("0Line 500"), qPrintable(seen.join(u',')));
    }

    void neighboursOfTheFirstAndTheLastLineEndWithTheLog()
    {
        Page page;
        page.fill(12);
        page.model.setFilterText(QStringLiteral("2"));
        QVERIFY(page.sees(12));
        QCOMPARE(page.numbers(), (QList<int>{2, 12}));
        page.model.addContext(0);
        page.model.addContext(page.model.count() - 1);
        QCOMPARE(page.numbers(), (QList<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
        page.model.addContext(3);
        QCOMPARE(page.model.count(), 12);
    }

    void jsonAndLongLinesUnfoldOneAtATime()
    {
        Page page;
        page.write(R"({"a":{"b":[1,2]},"c":"\u202e<b>"})");
        page.write("[info] this is none");
        page.write("[1, 2");
        page.write(R"({"broken": })");
        page.write(std::string(40'000, 'x') + "end");
        QVERIFY(page.sees(5));
        QCOMPARE(page.at(0, LogModel::UnfoldRole), QStringLiteral("JSON"));
        QCOMPARE(page.at(1, LogModel::UnfoldRole), QString());
        QCOMPARE(page.at(2, LogModel::UnfoldRole), QString());
        QCOMPARE(page.at(4, LogModel::UnfoldRole), QStringLiteral("39 KB"));
        QVERIFY(page.at(4, LogModel::TextRole).size() < 4200);
        page.model.toggleUnfolded(0);
        const auto json = page.at(0, LogModel::DetailRole);
        QVERIFY2(json.startsWith(QStringLiteral("{\n  \"a\": {\n    \"b\": [\n      1,")), qPrintable(json));
        QVERIFY(!json.contains(QChar(0x202e)));
        page.model.toggleUnfolded(4);
        QCOMPARE(page.at(0, LogModel::DetailRole), QString());
        QCOMPARE(page.at(4, LogModel::DetailRole).size(), 40'003);
        QVERIFY(page.at(4, LogModel::DetailRole).endsWith(QStringLiteral("xend")));
        page.model.toggleUnfolded(3); // told by its ends; what is no JSON is shown as it is
        QCOMPARE(page.at(3, LogModel::DetailRole), QStringLiteral(R"({"broken": })"));
        page.model.toggleUnfolded(3);
        QCOMPARE(page.at(3, LogModel::DetailRole), QString());
    }

    void jsonThatNestsWithoutEndIsNotLaidOut()
    {
        Page page;
        page.write(std::string(2000, '[') + "1" + std::string(2000, ']'));
        QVERIFY(page.sees(1));
        QCOMPARE(page.at(0, LogModel::UnfoldRole), QStringLiteral("JSON"));
        page.model.toggleUnfolded(0);
        QVERIFY(!page.at(0, LogModel::DetailRole).contains(QLatin1Char('\n')));
    }

    void linesAreCopiedAsTextWithTimesWithContextAndAsJson()
    {
        Page page;
        page.fill(30);
        QVERIFY(page.sees(30));
        page.model.selectRow(9, false);
        page.model.selectRow(10, true);
        QCOMPARE(page.copied(LogModel::Plain), QStringLiteral("line 10\nline 11"));
        QVERIFY(page.copied(LogModel::WithTimes).contains(QStringLiteral("Z warning engine: line 10\n")));
        const auto context = page.copied(LogModel::WithContext).split(QLatin1Char('\n'));
        QCOMPARE(context.size(), 13);
        QCOMPARE(context[0], QStringLiteral("# Log: engine, lines 5 to 16"));
        QVERIFY(context[1].startsWith(QStringLiteral("  ")) && context[1].endsWith(QStringLiteral("line 5")));
        QVERIFY(context[6].startsWith(QStringLiteral("> ")) && context[6].endsWith(QStringLiteral("line 10")));
        const auto json = page.copied(LogModel::AsJson).split(QLatin1Char('\n'));
        QCOMPARE(json.size(), 2);
        QVERIFY2(json[1].endsWith(QStringLiteral(R"("l":"I","s":"engine","m":"line 11"})")), qPrintable(json[1]));
    }

    void onlyWhoWalksThroughMatchesMovesTheRows()
    {
        Page page;
        page.fill(1000);
        page.model.setLevel(static_cast<int>(LogLevel::Warning));
        QVERIFY(page.sees(1000));
        QSignalSpy moved(&page.model, &LogModel::revealRow);
        page.model.setFindText(QStringLiteral("line 500"));
        QVERIFY(page.sees(1000));
        QCOMPARE(moved.size(), 1); // it was asked for
        QCOMPARE(moved[0][0].toInt(), page.model.findRow());
        const int row = page.model.findRow();
        page.model.addContext(0); // above
        QVERIFY(page.model.findRow() > row);
        page.write("line 500 once more", LogLevel::Error);
        QVERIFY(page.sees(1001));
        QCOMPARE(page.model.findResult(), QStringLiteral("1 / 2"));
        QCOMPARE(moved.size(), 1);
        page.model.findNext(1);
        QCOMPARE(moved.size(), 2);
        QCOMPARE(moved[1][0].toInt(), page.model.count() - 1);
    }

    void aMatchThatComesWhilePausedMovesNothing()
    {
        Page page;
        page.fill(100);
        QVERIFY(page.sees(100));
        page.model.setFindText(QStringLiteral("needle"));
        QVERIFY(page.sees(100));
        QSignalSpy moved(&page.model, &LogModel::revealRow);
        page.write("a needle");
        QVERIFY(page.sees(101));
        QCOMPARE(page.model.findResult(), QStringLiteral("1 / 1"));
        QVERIFY(moved.isEmpty());
    }

    void goingToTheLineThatIsSelectedStopsFollowing()
    {
        Page page;
        page.fill(1000);
        QVERIFY(page.sees(1000));
        page.model.selectRow(499, false);
        page.model.setFollowing(true);
        QSignalSpy shown(&page.model, &LogModel::showRow);
        QVERIFY(page.model.goTo(QStringLiteral("500")));
        QCOMPARE(shown.size(), 1);
        QVERIFY(!page.model.following());
        page.model.setFollowing(true);
        QSignalSpy moved(&page.model, &LogModel::revealRow);
        page.model.selectRow(499, false); // as Home does at the first line
        QCOMPARE(moved.size(), 1);
    }

    void everythingIsSelectedAndCopiedWithoutBeingInMemory()
    {
        Page page;
        page.fill(8000);
        QVERIFY(page.sees(8000));
        page.model.selectAll();
        QCOMPARE(page.model.selectedText(), QStringLiteral("8,000 lines selected"));
        QCOMPARE(page.copied(LogModel::Plain).count(QLatin1Char('\n')), 7999);
    }

    void aLineAndATimeAreGoneTo_data()
    {
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("row");
        QTest::newRow("a line") << "123" << 122;
        QTest::newRow("a line in thousands") << "1,000" << 999;
        QTest::newRow("beyond the end") << "999999" << 1999;
        // kSampleNow is 14:02:11.480 UTC, two hours later here.
        QTest::newRow("a time") << "16:02:21" << 9;
        QTest::newRow("a minute") << "16:03" << 48;
        QTest::newRow("a day") << "2026-11-20 16:03:00" << 48;
        QTest::newRow("nothing") << "soon" << -1;
        QTest::newRow("no line") << "0" << -1;
    }
    void aLineAndATimeAreGoneTo()
    {
        QFETCH(QString, to);
        QFETCH(int, row);
        Page page;
        page.fill(2000);
        QVERIFY(page.sees(2000));
        QCOMPARE(page.model.goTo(to), row >= 0);
        QTRY_COMPARE(page.model.selectedRow(), row);
    }

    void aTimeIsGoneToAlsoBeforeTheLogWasRead()
    {
        Page page;
        for (int i = 1; i <= 500; ++i)
            page.shelf.write({LogName::Kind::Session, "sesn_1"},
                             {kSampleNow + std::chrono::seconds(i), LogLevel::Info, "tool", "bash sevt_7: running"});
        page.shelf.flush();
        QSignalSpy shown(&page.model, &LogModel::showRow);
        page.model.choose({LogName::Kind::Session, "sesn_1"});
        page.model.goToTime(kSampleNow + 250s);
        QTRY_COMPARE(page.model.selectedRow(), 249);
        QCOMPARE(shown.size(), 1);
        QVERIFY(!page.model.following());
        QTRY_COMPARE(page.model.selectedCall(), QStringLiteral("sevt_7"));
        QCOMPARE(page.model.selectedObject(), QStringLiteral("session/sesn_1"));
    }

    void aLineOfTheEngineNamesWhatItIsAbout()
    {
        Page page;
        page.write("session sesn_01ab took sandbox sbx-7k2m4p");
        page.write("nothing of that kind");
        QVERIFY(page.sees(2));
        page.at(0, LogModel::TextRole);
        page.model.selectRow(0, false);
        QCOMPARE(page.model.selectedObject(), QStringLiteral("session/sesn_01ab"));
        page.model.selectRow(1, false);
        QCOMPARE(page.model.selectedObject(), QString());
    }

    void timesAreLocalUtcOrRelativeByOneSwitch()
    {
        Page page;
        page.write("x", LogLevel::Info, kSampleNow - 3min);
        QVERIFY(page.sees(1));
        QCOMPARE(page.at(0, LogModel::TimeRole), QStringLiteral("15:59:11.480"));
        QSignalSpy changed(&page.model, &QAbstractItemModel::dataChanged);
        page.ticker.setTimes(Ticker::Times::Utc);
        QVERIFY(!changed.isEmpty());
        QCOMPARE(page.at(0, LogModel::TimeRole), QStringLiteral("13:59:11.480"));
        QVERIFY(page.at(0, LogModel::TimeFullRole).endsWith(QStringLiteral("UTC")));
        page.ticker.setTimes(Ticker::Times::Relative);
        QCOMPARE(page.at(0, LogModel::TimeRole), QStringLiteral("3 min ago"));
    }

    void whatIsOnScreenSelectedFilteredOrAllIsExportedAndNothingIsReplaced()
    {
        Page page;
        page.fill(1000);
        page.model.setLevel(static_cast<int>(LogLevel::Error));
        QVERIFY(page.sees(1000));
        auto &form = *page.model.exporting();
        const auto lines = [&](int choice, const char *name) {
            page.model.selectRow(2, false);
            page.model.selectRow(4, true);
            page.model.prepareExport(0, 1);
            const auto file = page.shelf.path(QString::fromLatin1(name));
            form.setTarget(file);
            form.setChoice(choice);
            form.start();
            static_cast<void>(QTest::qWaitFor([&] { return !form.running(); }));
            QFile opened(file);
            return opened.open(QIODevice::ReadOnly) ? opened.readAll().count("error engine") : -1;
        };
        QCOMPARE(lines(models::LogExportForm::Filtered, "filtered.log"), 10);
        QVERIFY(form.done() && !form.failed());
        QCOMPARE(lines(models::LogExportForm::OnScreen, "screen.log"), 2);
        QCOMPARE(lines(models::LogExportForm::Selected, "selected.log"), 3);
        QCOMPARE(lines(models::LogExportForm::All, "all.log"), 10);
        QVERIFY2(form.outcome().startsWith(QStringLiteral("1,000 lines")), qPrintable(form.outcome()));
        page.model.prepareExport(0, 1);
        form.setTarget(page.shelf.path(QStringLiteral("all.log")));
        QVERIFY(!form.canStart());
        QVERIFY(form.problem().contains(QStringLiteral("there already")));
        form.setAsJson(true);
        form.setCompressed(true);
        QVERIFY(form.target().endsWith(QStringLiteral("all.jsonl.gz")));
        QVERIFY(form.canStart());
    }
};

QTEST_GUILESS_MAIN(LogPageTest)
#include "log_page_test.moc"
