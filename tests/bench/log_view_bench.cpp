// Role: glovebox_log_view_bench, the second half of `./dev bench log`: what the log page costs to look at, drawn by the
// software renderer without a display: the first picture of a million lines, frames while it is scrolled by the wheel
// and by jumps, a search meanwhile, and how late keys come while ten thousand lines a second arrive. Thread: main.
#include "app/compose/disk_log_desk.h"
#include "app/format/quantities.h"
#include "app/panel/panel_app.h"
#include "app/panel/rendering.h"
#include "core/logs/log_book.h"
#include "tests/bench/log_lines.h"

#include <CLI/CLI.hpp>

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFile>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <thread>

using namespace glovebox;
using namespace logbench;

namespace {

double processorMs()
{
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1000 + static_cast<double>(used.tv_nsec) / 1e6;
}

bool wait(const std::function<bool()> &until, int seconds)
{
    for (QDeadlineTimer patience(seconds * 1000); !until();) {
        if (patience.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    }
    return true;
}

double at(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

class Bench {
public:
    explicit Bench(const std::string &folder)
        : m_folder(folder), m_desk(folder),
          m_model(
              nullptr,
              [] { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); },
              QTimeZone::utc()),
          m_app(&m_model)
    {
        demand(m_app.load(), "the window loads");
        m_app.setReducedMotion(true);
        m_app.window()->setProperty("width", 1440);
        m_app.window()->setProperty("height", 900);
        m_app.show();
        api::HostView host{.generation = 1};
        host.phase = api::EnginePhase::Running;
        bridge::Batch batch;
        batch.host = host;
        api::EnvironmentView environment{.id = domain::EnvironmentId("env_1")};
        batch.environments = {environment};
        m_model.apply(batch);
        m_model.log()->setDesk(&m_desk);
        QObject::connect(m_app.window(), &QQuickWindow::frameSwapped, m_app.window(), [this] { ++m_frames; });
        frame();
    }

    void open(LogNumber lines)
    {
        const double before = residentMib();
        const auto begin = Clock::now();
        m_model.setPage(models::PanelModel::LogsPage);
        auto *log = m_model.log();
        demand(wait(
                   [&] {
                       const int last = log->count() - 1;
                       return log->total() == lines &&
                              !log->index(last).data(models::LogModel::TextRole).toString().isEmpty();
                   },
                   60),
               "every line is there");
        frame();
        std::printf("  %-44s %7.1f ms\n", "the page with the end of it", msSince(begin));
        m_list = m_app.window()->findChild<QQuickItem *>(QStringLiteral("logList"));
        demand(m_list != nullptr, "the list is there");
        m_before = before;
    }
    void scroll(int steps)
    {
        auto *log = m_model.log();
        log->setFollowing(false);
        std::vector<Frame> wheel;
        std::vector<Frame> jumps;
        std::mt19937 chance(1);
        for (int step = 0; step < steps; ++step)
            wheel.push_back(
                timed([&] { m_list->setProperty("contentY", m_list->property("contentY").toReal() - 54); }));
        for (int step = 0; step < steps; ++step) {
            const auto row = static_cast<int>(chance() % static_cast<unsigned>(log->count() - 100));
            jumps.push_back(timed([&] { m_list->setProperty("contentY", row * 18.0); }));
        }
        tell("a frame, scrolled by 3 lines", wheel);
        tell("a frame, after a jump", jumps);
    }
    void chart(LogNumber lines)
    {
        auto *volume = m_model.log()->volume();
        const auto begin = Clock::now();
        const bool done = wait([&] { return volume->summary().contains(format::count(lines)); }, 20);
        std::printf("  %-44s %7.1f ms   %s\n", "the chart over all of it, from then", msSince(begin),
                    qPrintable(volume->summary()));
        demand(done, "every line is counted");
    }
    void find(LogNumber matches)
    {
        auto *log = m_model.log();
        const auto begin = Clock::now();
        log->setFindText(QStringLiteral("timeout"));
        demand(wait([&] { return log->findRow() >= 0; }, 60), "something is found");
        const double first = msSince(begin);
        demand(wait([&] { return !log->busy(); }, 60), "all of it is found");
        std::printf("  %-44s first %5.0f  all %5.0f ms   %s\n", "find 'timeout', as the page does", first,
                    msSince(begin), qPrintable(log->findResult()));
        demand(log->findResult().endsWith(format::count(matches)), "every match is counted");
        log->setFindText({});
        std::printf("  %-44s %7.1f MiB\n", "memory more than before the page", residentMib() - m_before);
    }
    /// From another thread, as sandboxes do; keys go to the page meanwhile.
    void flood(logs::LogBook &book, int seconds)
    {
        auto *log = m_model.log();
        log->setFollowing(true);
        const int before = log->total();
        std::atomic<LogNumber> written = 0;
        const auto begin = Clock::now();
        std::thread writer([&] {
            QEventLoop loop;
            QTimer tick;
            tick.setTimerType(Qt::PreciseTimer);
            QObject::connect(&tick, &QTimer::timeout, &loop, [&] {
                const auto wanted = static_cast<LogNumber>(msSince(begin) * 10);
                for (; written < wanted; ++written)
                    book.write({}, lineOf(written + 1));
                if (msSince(begin) >= 1000.0 * seconds)
                    loop.quit();
            });
            tick.start(1);
            loop.exec();
        });
        std::vector<double> late;
        const int frames = m_frames;
        while (msSince(begin) < 1000.0 * seconds) {
            const auto due = Clock::now();
            QKeyEvent press(QEvent::KeyPress, Qt::Key_End, Qt::NoModifier);
            bool came = false;
            QMetaObject::invokeMethod(
                m_app.window(),
                [&] {
                    QCoreApplication::sendEvent(m_app.window(), &press);
                    came = true;
                },
                Qt::QueuedConnection);
            demand(wait([&] { return came; }, 10), "a key comes");
            late.push_back(msSince(due));
            const auto next = Clock::now();
            wait([&] { return msSince(next) > 10; }, 1);
        }
        writer.join();
        book.flush();
        const auto all = before + static_cast<int>(written);
        demand(wait(
                   [&] {
                       log->look();
                       return log->total() >= all * 95 / 100;
                   },
                   30),
               "what was written is shown");
        std::printf("  %-44s %d lines in %d s, %d frames\n", "10,000 lines a second, followed", log->total() - before,
                    seconds, m_frames - frames);
        std::printf("  %-44s p50 %5.1f  p95 %5.1f  longest %5.1f ms\n", "a key, until it was taken", at(late, 0.5),
                    at(late, 0.95), at(late, 1));
    }

private:
    void frame()
    {
        const int before = m_frames;
        m_app.window()->update();
        wait([&] { return m_frames > before; }, 10);
    }
    struct Frame {
        double wall = 0;
        double processor = 0; // of the window's thread: what a host of its own would see
    };
    Frame timed(const std::function<void()> &change)
    {
        QCoreApplication::processEvents(); // what the last one brought is not this one's
        const auto begin = Clock::now();
        const double used = processorMs();
        change();
        frame();
        return {msSince(begin), processorMs() - used};
    }
    static void tell(const char *what, const std::vector<Frame> &frames)
    {
        std::vector<double> wall;
        std::vector<double> processor;
        for (const auto &one : frames) {
            wall.push_back(one.wall);
            processor.push_back(one.processor);
        }
        std::printf("  %-30s wall p50 %5.1f p95 %5.1f longest %5.1f, processor p50 %5.1f p95 %5.1f longest %5.1f ms\n",
                    what, at(wall, 0.5), at(wall, 0.95), at(wall, 1), at(processor, 0.5), at(processor, 0.95),
                    at(processor, 1));
    }

    std::string m_folder;
    compose::DiskLogDesk m_desk;
    models::PanelModel m_model;
    panel::PanelApp m_app;
    QQuickItem *m_list = nullptr;
    int m_frames = 0;
    double m_before = 0;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    panel::chooseRendering(panel::Rendering::Software);
    CLI::App app("Measures the log page: a million lines looked at, scrolled and searched, and ten thousand a second.",
                 "glovebox_log_view_bench");
    bool quick = false;
    app.add_flag("--quick", quick, "a fiftieth of the work: shows that it runs, measures nothing");
    CLI11_PARSE(app, argc, argv);
    const LogNumber lines = quick ? 20'000 : 1'000'000;
    const QTemporaryDir dir;
    auto book = logs::LogBook::open({.folder = dir.path().toStdString(), .files = {ByteCount::mib(16), 100}});
    demand(book.has_value(), "the logs open");
    for (LogNumber i = 1; i <= lines; ++i) {
        (*book)->write({}, lineOf(i));
        if (i % 10'000 == 0)
            (*book)->flush();
    }
    std::printf("%lld lines, 1440 x 900, software renderer\n", static_cast<long long>(lines));
    Bench bench(dir.path().toStdString());
    bench.open(lines);
    bench.scroll(quick ? 20 : 300);
    bench.chart(lines);
    bench.find(lines / 1000);
    bench.flood(**book, quick ? 1 : 20);
}
