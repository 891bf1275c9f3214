// Role: pages of a log: each line once, in its order, whichever way one walks, and no page costs more than a bounded
// look.
#include "core/logs/log_pages.h"
#include "tests/unit/logs/log_folder.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::logs;

namespace {

LogPage page(LogReader &reader, LogPageQuery query)
{
    const StopFlag stop;
    auto found = pageOf(reader, query, stop);
    if (!found)
        qFatal("%s", describe(found.error()).c_str());
    return *std::move(found);
}

std::vector<std::string> textsOf(const LogPage &page)
{
    return logs::textsOf(Result<std::vector<StoredLine>>(page.lines));
}

LogQuery withText(const char *text)
{
    return {.filter = {}, .find = {.text = text}};
}

} // namespace

class LogPagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNewestComeFirstAndThePageBeforeGoesOn()
    {
        LogFolder folder;
        folder.fill(25);
        auto reader = readerOf(folder);
        auto newest = page(reader, {.most = 10});
        QCOMPARE(newest.lines.size(), std::size_t{10});
        QCOMPARE(newest.lines.front().number, LogNumber{16});
        QCOMPARE(newest.looked, (LogExtent{16, 26}));
        QCOMPARE(newest.all, (LogExtent{1, 26}));
        const auto middle = page(reader, {.before = newest.looked.first, .most = 10});
        QCOMPARE(middle.lines.back().number, LogNumber{15});
        const auto oldest = page(reader, {.before = middle.looked.first, .most = 10});
        QCOMPARE(textsOf(oldest), (std::vector<std::string>{"line 1", "line 2", "line 3", "line 4", "line 5"}));
        QCOMPARE(oldest.looked.first, oldest.all.first);
        QVERIFY(page(reader, {.before = 1, .most = 10}).lines.empty());
        QVERIFY(page(reader, {.most = 0}).looked == (LogExtent{26, 26}));
    }

    void whoReadsOnGetsEachLineOnceAlsoOfWhatIsWrittenMeanwhile()
    {
        LogFolder folder;
        folder.fill(5);
        auto reader = readerOf(folder);
        const auto first = page(reader, {.after = 3, .most = 10});
        QCOMPARE(textsOf(first), (std::vector<std::string>{"line 4", "line 5"}));
        QCOMPARE(first.looked.end, first.all.end);
        folder.fill(3);
        const auto next = page(reader, {.after = first.looked.end - 1, .most = 2});
        QCOMPARE(textsOf(next), (std::vector<std::string>{"line 1", "line 2"}));
        QVERIFY(next.looked.end < next.all.end);
        QCOMPARE(textsOf(page(reader, {.after = next.looked.end - 1, .most = 2})), std::vector<std::string>{"line 3"});
        // A number of a log that was begun anew, or of nowhere, is its end.
        QVERIFY(page(reader, {.after = 4000, .most = 2}).lines.empty());
        QCOMPARE(page(reader, {.after = 4000, .most = 2}).looked, (LogExtent{9, 9}));
    }

    void linesThatAreNoMoreAreLeftOut()
    {
        LogFolder folder;
        const BookOptions small{.files = {ByteCount{20'000}, 2}};
        for (int i = 0; i < 6; ++i) // lines that are written together stay in one file
            folder.fill(300, small);
        auto reader = readerOf(folder);
        const auto all = page(reader, {.after = 0, .most = 1});
        QVERIFY(all.all.first > 1);
        QCOMPARE(all.lines.front().number, all.all.first);
        QCOMPARE(all.looked.first, all.all.first);
    }

    void aPageIsABoundedLook()
    {
        LogFolder folder;
        QByteArray bytes;
        const auto plain = QByteArray::fromStdString(encodeLine(LogFolder::line(1)));
        for (LogNumber i = 0; i < kPageLook + 1000; ++i)
            bytes += i == 10 ? QByteArray(plain).replace("line 1", "needle") : plain;
        folder.write("engine.log", bytes);
        auto reader = readerOf(folder);
        const auto look = page(reader, {.query = withText("needle"), .most = 10});
        QVERIFY(look.lines.empty());
        QCOMPARE(look.looked.count(), kPageLook);
        QVERIFY(look.looked.first > look.all.first);
        const auto rest = page(reader, {.query = withText("needle"), .before = look.looked.first, .most = 10});
        QCOMPARE(textsOf(rest), std::vector<std::string>{"needle"});
        QCOMPARE(rest.looked.first, rest.all.first);
        const auto up = page(reader, {.query = withText("nothing"), .after = 0, .most = 10});
        QCOMPARE(up.looked, (LogExtent{1, 1 + kPageLook}));
        QCOMPARE(page(reader, {.after = 0, .most = 5000}).lines.size(), kPageLinesMax);
    }

    /// What a guest prints may be long: fewer lines come then, and the next page goes on behind them.
    void longLinesMakeShortPages()
    {
        LogFolder folder;
        {
            const auto book = folder.book();
            for (int i = 1; i <= 100; ++i)
                book->write(kEngine, {kBegin, LogLevel::Info, "console", std::to_string(i) + std::string(60'000, 'x')});
            book->flush();
        }
        auto reader = readerOf(folder);
        for (const bool up : {true, false}) {
            std::size_t seen = 0;
            LogPageQuery query{.most = 1000};
            if (up)
                query.after = 0;
            for (int pages = 0; seen < 100 && pages < 100; ++pages) {
                const auto one = page(reader, query);
                QVERIFY(!one.lines.empty() && one.lines.size() <= 32);
                for (const auto &line : one.lines)
                    QVERIFY(line.line.message.starts_with(std::to_string(line.number) + 'x'));
                seen += one.lines.size();
                if (up)
                    query.after = one.looked.end - 1;
                else
                    query.before = one.looked.first;
            }
            QCOMPARE(seen, std::size_t{100});
        }
    }
};

QTEST_GUILESS_MAIN(LogPagesTest)
#include "tst_logs_log_pages.moc"
