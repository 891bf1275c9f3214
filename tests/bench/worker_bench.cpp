// Role: glovebox_worker_bench, the program behind `./dev bench worker`: our engine and Anthropic's own worker serve the
// same demo server, one after the other, with the same sessions. Measures and prints; asserts nothing about time.
// Thread: main only. Invariants: a call that is not answered, or answered with an error, ends the run with a message.
#include "tests/bench/worker_load.h"
#include "tests/bench/worker_process.h"
#include "tests/bench/worker_report.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace bench {

namespace {

using namespace glovebox;
using namespace std::chrono_literals;

/// The npm packages, VMs that boot one beside the other in emulation.
constexpr std::chrono::seconds kBeginWithin = 300s;
constexpr std::chrono::seconds kRoundWithin = 300s;
constexpr int kWarmUpCalls = 5;
/// A worker is quiet when it takes less of a core than this for so long.
constexpr double kQuietShare = 0.05;
constexpr std::chrono::milliseconds kSettleLook{500};
constexpr std::chrono::seconds kSettlesWithin{60};
/// Enough for an agent and a shell, and little enough for many.
constexpr std::uint64_t kVmMemoryMib = 256;
constexpr std::uint64_t kQemuMemoryMib = 160; // 128 of them for translated code
/// Emulated machines that one core boots in reasonable time.
constexpr int kEmulatedPerCore = 5;

struct Setting {
    std::string sdk;    // run.sh
    std::string engine; // glovebox_fake_guest_engine
    std::string ctl;    // gloveboxctl; empty: no VMs
    std::string image;
    std::vector<int> sessions{1, 10, 50};
    std::string only; // a worker's name
    int rounds = 3;
    int calls = 0; // of each session; 0: as many as planFor() says
    bool quick = false;
};

struct Plan {
    std::string worker;
    int sessions;
    int callsEach;
};

QString q(const std::string &text)
{
    return QString::fromStdString(text);
}

WorkerSpec specFor(const Plan &plan, const Setting &setting, const WorkerLoad &load, const QTemporaryDir &folder)
{
    const QStringList server{q(load.url()), q(load.environmentId()), q(load.environmentKey())};
    const auto count = QString::number(plan.sessions);
    if (plan.worker == kSdk || plan.worker == kSdkIdle) {
        QStringList arguments{QStringLiteral("sdk_bench_workers.mjs")};
        arguments << server << count << folder.path();
        if (plan.worker == kSdkIdle)
            arguments << QStringLiteral("idle-tools");
        return {.program = setting.sdk, .arguments = arguments, .saysWhenReady = QStringLiteral("polling")};
    }
    if (plan.worker == kEngine)
        return {.program = setting.engine,
                .arguments = QStringList(server)
                             << count << folder.filePath(QStringLiteral("ledger.db")) << QStringLiteral("600")};
    return {.program = setting.ctl,
            .arguments = {QStringLiteral("serve"), QStringLiteral("--quiet"), QStringLiteral("--capacity"), count,
                          QStringLiteral("--queue"), QStringLiteral("0"), QStringLiteral("--memory"),
                          QString::number(kVmMemoryMib) + QLatin1Char('M'), QStringLiteral("--session-idle"),
                          QStringLiteral("600s"), QStringLiteral("--log-level"), QStringLiteral("warning")},
            .environment = {{QStringLiteral("ANTHROPIC_BASE_URL"), server[0]},
                            {QStringLiteral("ANTHROPIC_ENVIRONMENT_ID"), server[1]},
                            {QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"), server[2]},
                            {QStringLiteral("GLOVEBOX_DATA_DIR"), folder.filePath(QStringLiteral("data"))},
                            {QStringLiteral("GLOVEBOX_IMAGE_DIR"), QFileInfo(q(setting.image)).absoluteFilePath()}},
            .endsBySignal = true,
            .folder = folder.path()};
}

WorkerRow rowOf(const Plan &plan, Round round, const ProcessorTime &before, const ProcessorTime &after)
{
    std::ranges::sort(round.latencies);
    const auto calls = round.latencies.size();
    const auto at = [&](double share) {
        return round.latencies[static_cast<std::size_t>(std::llround(share * static_cast<double>(calls - 1)))];
    };
    const auto perCall = [&](double from, double to) {
        return (to - from) * 1000 / static_cast<double>(calls);
    };
    return {.worker = plan.worker,
            .sessions = plan.sessions,
            .calls = calls,
            .latencyMedian = at(0.5),
            .latency95 = at(0.95),
            .callsPerSecond = static_cast<double>(calls) / round.seconds,
            .cpuOwn = perCall(before.own, after.own),
            .cpuAll = perCall(before.all, after.all)};
}

/// A template is written to disk behind the first session, which is no part of a call.
void letItSettle(const WorkerProcess &worker)
{
    const auto until = std::chrono::steady_clock::now() + kSettlesWithin;
    for (double before = worker.spent().own; std::chrono::steady_clock::now() < until;) {
        QEventLoop loop; // the server that it talks to is on this thread
        QTimer::singleShot(kSettleLook, &loop, &QEventLoop::quit);
        loop.exec();
        const double after = worker.spent().own;
        if (std::exchange(before, after) + kQuietShare * std::chrono::duration<double>(kSettleLook).count() > after)
            return;
    }
}

Result<WorkerRow> measure(const Plan &plan, const Setting &setting, WorkerLoad &load, std::string *acceleration)
{
    const QTemporaryDir folder;
    GB_TRY(worker, WorkerProcess::start(specFor(plan, setting, load, folder),
                                        [&load](std::string why) { load.giveUp(std::move(why)); }));
    GB_CHECK(load.begin(plan.sessions, setting.quick ? 1 : kWarmUpCalls, kBeginWithin));
    if (acceleration)
        *acceleration = worker->acceleration();
    if (!setting.quick)
        letItSettle(*worker);
    const auto before = worker->spent();
    GB_TRY(round, load.round(plan.callsEach, kRoundWithin));
    const auto after = worker->spent();
    worker->stop();
    load.clear();
    return rowOf(plan, std::move(round), before, after);
}

/// Keeps the quicker pass: the one that the rest of the host disturbed least.
void keepQuicker(WorkerReport &report, WorkerRow row)
{
    const auto same = std::ranges::find_if(report.rows, [&](const WorkerRow &other) {
        return other.worker == row.worker && other.sessions == row.sessions;
    });
    if (same == report.rows.end()) {
        report.rows.push_back(std::move(row));
        return;
    }
    const double slowest = std::max(same->latencyMedian * same->spread, row.latencyMedian);
    if (row.latencyMedian < same->latencyMedian)
        *same = std::move(row);
    same->spread = slowest / same->latencyMedian;
}

Plan planFor(const char *worker, int sessions, const Setting &setting)
{
    if (setting.quick)
        return {worker, sessions, 3};
    if (setting.calls > 0)
        return {worker, sessions, setting.calls};
    // A call takes a few milliseconds, in an emulated machine some tens.
    const int calls = worker == std::string_view(kEngineInVms) ? 100
                                                               : 300 * (sessions < 10   ? 1
                                                                        : sessions < 50 ? 3
                                                                                        : 6);
    return {worker, sessions, std::max(5, calls / sessions)};
}

std::string lineOf(const char *path, const char *key)
{
    QFile file(QString::fromLatin1(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (const auto &line : file.readAll().split('\n'))
        if (line.startsWith(key))
            return line.mid(line.indexOf(':') + 1).trimmed().toStdString();
    return {};
}

/// Why so many VMs are too many here; empty: they are not.
std::string tooManyVms(int sessions, const std::string &acceleration, int cores)
{
    const auto needed = static_cast<std::uint64_t>(sessions) * (kVmMemoryMib + kQemuMemoryMib);
    const auto available = std::strtoull(lineOf("/proc/meminfo", "MemAvailable").c_str(), nullptr, 10) >> 10;
    const auto needs = "they need " + std::to_string((needed + 1023) / 1024) + " GiB of free memory";
    if (acceleration != "kvm" && sessions > kEmulatedPerCore * cores)
        return std::to_string(cores) + " cores without KVM emulate " + std::to_string(kEmulatedPerCore * cores) +
               " at most; " + needs;
    return needed * 4 > available * 3 ? needs + ", and a quarter of it stays free" : std::string();
}

Result<> measureVms(const Setting &setting, WorkerLoad &load, WorkerReport &report, int sessions, int pass)
{
    const auto why = setting.ctl.empty() ? std::string("this run measures without VMs")
                                         : tooManyVms(sessions, report.acceleration, report.cores);
    if (!why.empty()) {
        if (pass == 0)
            report.leftOut.push_back({kEngineInVms, sessions, why});
        return {};
    }
    GB_TRY(row, measure(planFor(kEngineInVms, sessions, setting), setting, load, &report.acceleration));
    keepQuicker(report, row);
    return {};
}

/// Every worker once. Passes alternate between them, so that what else the host does meets all of them alike.
Result<> pass(const Setting &setting, WorkerLoad &load, WorkerReport &report, int sessions, int number)
{
    for (const auto *worker : {kSdk, kSdkIdle, kEngine}) {
        if (!setting.only.empty() && setting.only != worker)
            continue;
        auto row = measure(planFor(worker, sessions, setting), setting, load, nullptr);
        if (!row)
            return tl::unexpected(inContext(worker, row.error()));
        keepQuicker(report, *std::move(row));
    }
    if (!setting.only.empty() && setting.only != kEngineInVms)
        return {};
    if (auto done = measureVms(setting, load, report, sessions, number); !done)
        return tl::unexpected(inContext(kEngineInVms, done.error()));
    return {};
}

Result<WorkerReport> run(const Setting &setting)
{
    WorkerReport report{.processor = lineOf("/proc/cpuinfo", "model name"), .cores = QThread::idealThreadCount()};
    ::getloadavg(&report.load, 1);
    GB_TRY(load, WorkerLoad::open());
    for (const int sessions : setting.sessions)
        for (int number = 0; number < (setting.quick ? 1 : setting.rounds); ++number)
            GB_CHECK(pass(setting, *load, report, sessions, number));
    if (report.acceleration.empty())
        report.acceleration = "none were started";
    return report;
}

} // namespace

} // namespace bench

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false"));
    CLI::App app("Our engine beside Anthropic's own worker, on one demo server: latency, calls per second, CPU.",
                 "glovebox_worker_bench");
    bench::Setting setting;
    bool json = false;
    app.add_option("--sdk", setting.sdk, "tests/conformance/run.sh")->required();
    app.add_option("--engine", setting.engine, "glovebox_fake_guest_engine")->required();
    app.add_option("--ctl", setting.ctl, "gloveboxctl; without it no VMs are measured");
    app.add_option("--image", setting.image, "folder of a finished guest image");
    app.add_option("--sessions", setting.sessions, "how many at a time")->delimiter(',');
    app.add_option("--only", setting.only, "this worker alone, for a profiler")
        ->check(CLI::IsMember({bench::kSdk, bench::kSdkIdle, bench::kEngine, bench::kEngineInVms}));
    app.add_option("--calls", setting.calls, "of each session in a pass, for a profiler")->check(CLI::PositiveNumber);
    app.add_option("--rounds", setting.rounds, "passes, of which the quickest counts")->check(CLI::PositiveNumber);
    app.add_flag("--quick", setting.quick, "one short round: shows that it runs, measures nothing");
    app.add_flag("--json", json, "machine-readable output");
    CLI11_PARSE(app, argc, argv);
    const auto report = bench::run(setting);
    if (!report) {
        std::fprintf(stderr, "glovebox_worker_bench: %s\n", describe(report.error()).c_str());
        return 1;
    }
    json ? bench::printJson(*report) : bench::printTable(*report);
}
