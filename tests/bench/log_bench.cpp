// Role: glovebox_log_bench, the program behind `./dev bench log`: what the log page's promises cost on this machine. A
// million lines on disk: the first window, the first match, the whole count, memory. Ten thousand lines a second beside
// an event loop: what is dropped, and what it takes from the loop. Times are wall time of one run. Thread: main.
#include "core/logs/log_book.h"
#include "core/logs/log_reader.h"
#include "tests/bench/log_lines.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace glovebox;
using namespace glovebox::logs;
using namespace logbench;

namespace {

/// Everything goes in: whoever fills waits for the disk.
void fill(const std::string &folder, LogNumber lines)
{
    auto book = LogBook::open({.folder = folder, .files = {ByteCount::mib(16), 100}});
    demand(book.has_value(), "the logs open");
    for (LogNumber i = 1; i <= lines; ++i) {
        (*book)->write({}, lineOf(i));
        if (i % 10'000 == 0)
            (*book)->flush();
    }
}

/// The whole log by pieces, newest first, as the page does it.
LogNumber count(const LogReader &reader, const LogQuery &query, double *first)
{
    const auto begin = Clock::now();
    const auto matcher = LineMatcher::make(query);
    const StopFlag stop;
    LogNumber found = 0;
    for (auto to = reader.extent().end; to > reader.extent().first;
         to -= std::min(kPieceMax, to - reader.extent().first)) {
        const auto piece = reader.search(std::max(reader.extent().first, to - kPieceMax), to, *matcher, stop);
        demand(piece.has_value(), "the log is read");
        found += static_cast<LogNumber>(piece->size());
        if (found > 0 && *first < 0)
            *first = msSince(begin);
    }
    return found;
}

void measureSearch(const LogReader &reader, const char *name, const LogQuery &query, LogNumber expected)
{
    double first = -1;
    const auto begin = Clock::now();
    demand(count(reader, query, &first) == expected, "every match is counted");
    std::printf("  %-44s first %7.1f ms   all %7.0f ms   %lld matches\n", name, first, msSince(begin),
                static_cast<long long>(expected));
}

void measureReading(LogNumber lines)
{
    const QTemporaryDir dir;
    const auto folder = dir.path().toStdString();
    auto begin = Clock::now();
    fill(folder, lines);
    std::printf("%lld lines\n  written in %.1f s\n", static_cast<long long>(lines), msSince(begin) / 1000);
    const double before = residentMib();
    for (const bool indexed : {true, false}) {
        if (!indexed)
            for (const auto &part : partsOf(folder, {}))
                QFile::remove(QString::fromStdString(part.path + ".idx"));
        begin = Clock::now();
        LogReader reader(folder, {});
        demand(reader.refresh().has_value() && reader.extent().count() == lines, "every line is there");
        demand(reader.read(lines - 199, 200)->size() == 200, "a window is read");
        std::printf("  %-44s %7.1f ms\n", indexed ? "opened, first window" : "the same without indexes",
                    msSince(begin));
    }
    LogReader reader(folder, {});
    demand(reader.refresh().has_value(), "the log opens");
    begin = Clock::now();
    constexpr int windows = 200;
    for (LogNumber i = 0; i < windows; ++i)
        demand(reader.read(1 + i * 7919 % std::max<LogNumber>(lines - 300, 1), 200)->size() == 200, "a window is read");
    std::printf("  %-44s %7.2f ms each\n", "200 lines anywhere", msSince(begin) / windows);
    measureSearch(reader, "find 'timeout', any case", {{}, {.text = "timeout"}}, lines / 1000);
    measureSearch(reader, "find a line near the beginning", {{}, {.text = "KQMZ77 in"}}, 1);
    measureSearch(reader, "find an expression", {{}, {.text = "time\\w+ while", .isExpression = true}}, lines / 1000);
    measureSearch(reader, "filter: warnings", {{.atLeast = LogLevel::Warning}, {}}, lines / 100);
    measureSearch(reader, "filter: two words", {{.words = {"posted", "-timeout"}}, {}}, lines - lines / 1000);
    std::printf("  %-44s %7.1f MiB\n", "memory more than before reading", residentMib() - before);
}

/// Ten lines a millisecond from an event loop, which also has a tick to keep.
void measureWriting(int seconds)
{
    const QTemporaryDir dir;
    std::vector<double> spent;
    std::vector<double> late;
    LogNumber written = 0;
    {
        auto book = LogBook::open({.folder = dir.path().toStdString(), .files = {ByteCount::mib(16), 100}});
        demand(book.has_value(), "the logs open");
        const auto begin = Clock::now();
        auto due = begin;
        QTimer tick;
        tick.setTimerType(Qt::PreciseTimer);
        QObject::connect(&tick, &QTimer::timeout, [&] {
            const auto now = Clock::now();
            late.push_back(std::chrono::duration<double, std::milli>(now - due).count());
            const auto wanted = static_cast<LogNumber>(std::chrono::duration<double>(now - begin).count() * 10'000);
            for (; written < wanted; ++written)
                (*book)->write({}, lineOf(written + 1));
            spent.push_back(msSince(now));
            due = Clock::now() + std::chrono::milliseconds(1);
            if (msSince(begin) >= 1000.0 * seconds)
                QCoreApplication::quit();
        });
        tick.start(1);
        QCoreApplication::exec();
    }
    LogReader reader(dir.path().toStdString(), {});
    demand(reader.refresh().has_value(), "the log opens");
    LogNumber kept = 0;
    std::uint64_t lost = 0;
    demand(reader
               .visit(1, reader.extent().end,
                      [&](LogNumber number, std::string_view line) {
                          const auto read = decodeLine(line, number);
                          lost += read.lost;
                          kept += read.lost == 0 ? 1 : 0;
                          return true;
                      })
               .has_value(),
           "the log is read");
    demand(kept + static_cast<LogNumber>(lost) == written, "every line is kept or counted");
    double total = 0;
    for (const double one : spent)
        total += one;
    std::ranges::sort(late);
    std::ranges::sort(spent);
    const auto at = [](const std::vector<double> &values, double share) {
        return values.empty() ? 0.0 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    std::printf("%lld lines in %d s, from an event loop\n", static_cast<long long>(written), seconds);
    std::printf("  dropped                                      %7llu lines\n", static_cast<unsigned long long>(lost));
    std::printf("  taken from the loop                          %7.2f us a line, %.1f %% of it\n",
                1000 * total / static_cast<double>(std::max<LogNumber>(written, 1)), total / (10.0 * seconds));
    std::printf("  one tick's writing: p99 %.2f ms, longest %.2f ms; ticks late: p99 %.2f ms, longest %.2f ms\n",
                at(spent, 0.99), at(spent, 1), at(late, 0.99), at(late, 1));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    CLI::App app("Measures logs on disk: reading a million lines, and writing ten thousand a second.",
                 "glovebox_log_bench");
    bool quick = false;
    app.add_flag("--quick", quick, "a fiftieth of the work: shows that it runs, measures nothing");
    CLI11_PARSE(app, argc, argv);
    measureReading(quick ? 20'000 : 1'000'000);
    measureWriting(quick ? 1 : 10);
}
