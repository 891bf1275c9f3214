#include "tests/bench/worker_report.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace bench {

namespace {

/// Passes that differ by more say more about the host than about a worker.
constexpr double kSpreadMax = 2;

/// A third of the SDK's processor time and no more latency without VMs; half as much latency again with them.
struct Goal {
    const char *what;
    const char *worker;
    double WorkerRow::*figure;
    double atMost; // as a multiple of the SDK's
};

constexpr Goal kGoals[] = {
    {"processor time a call", kEngine, &WorkerRow::cpuOwn, 1.0 / 3},
    {"latency", kEngine, &WorkerRow::latencyMedian, 1.0},
    {"latency of a trivial call, a VM between", kEngineInVms, &WorkerRow::latencyMedian, 1.5},
};

const WorkerRow *find(const WorkerReport &report, const std::string &worker, int sessions)
{
    const auto found = std::ranges::find_if(
        report.rows, [&](const WorkerRow &row) { return row.worker == worker && row.sessions == sessions; });
    return found == report.rows.end() ? nullptr : &*found;
}

double ratio(const WorkerReport &report, const WorkerRow &row, double WorkerRow::*figure)
{
    const auto *sdk = find(report, kSdk, row.sessions);
    return sdk && sdk->*figure > 0 ? row.*figure / (sdk->*figure) : 0;
}

/// Whether a goal is met is told only from passes that agree.
std::string verdict(const WorkerReport &report, const Goal &goal, const WorkerRow &row, double measured)
{
    if (row.spread > kSpreadMax || find(report, kSdk, row.sessions)->spread > kSpreadMax)
        return "not to be told: the host was busy, passes differ";
    return measured <= goal.atMost ? "met" : "not met";
}

template <class Visit>
void eachGoal(const WorkerReport &report, Visit visit)
{
    for (const auto &goal : kGoals)
        for (const auto &row : report.rows)
            if (row.worker == goal.worker && find(report, kSdk, row.sessions))
                visit(goal, row, ratio(report, row, goal.figure));
}

} // namespace

void printTable(const WorkerReport &report)
{
    std::printf("%s, %d cores, load %.1f, VMs: %s\n", report.processor.c_str(), report.cores, report.load,
                report.acceleration.c_str());
    std::printf("A call: bash `true`. Its time goes from its event to its result, at the server.\n\n");
    std::printf("%-24s %8s %6s %9s %9s %9s %13s %13s %12s %8s %7s\n", "Worker", "sessions", "calls", "median ms",
                "95 % ms", "calls/s", "CPU ms/call", "with tools", "latency/sdk", "CPU/sdk", "spread");
    int sessions = 0;
    for (const auto &row : report.rows) {
        if (std::exchange(sessions, row.sessions) != row.sessions)
            std::printf("\n");
        std::printf("%-24s %8d %6zu %9.2f %9.2f %9.1f %13.3f %13.3f %12.2f %8.2f %7.1f\n", row.worker.c_str(),
                    row.sessions, row.calls, row.latencyMedian, row.latency95, row.callsPerSecond, row.cpuOwn,
                    row.cpuAll, ratio(report, row, &WorkerRow::latencyMedian), ratio(report, row, &WorkerRow::cpuOwn),
                    row.spread);
    }
    std::printf("\n");
    for (const auto &left : report.leftOut)
        std::printf("left out: %s, %d sessions: %s\n", left.worker.c_str(), left.sessions, left.why.c_str());
    eachGoal(report, [&](const Goal &goal, const WorkerRow &row, double measured) {
        std::printf("goal: %s, %d sessions: at most %.2f of the SDK's, measured %.2f: %s\n", goal.what, row.sessions,
                    goal.atMost, measured, verdict(report, goal, row, measured).c_str());
    });
    std::printf("\nCPU is user and system time of the worker's process; \"with tools\" adds its shells or QEMU. Each "
                "line is\nthe quickest of its passes; spread is the slowest pass's median latency as a multiple of it. "
                "Compare ratios, never times.\n");
}

void printJson(const WorkerReport &report)
{
    auto rows = nlohmann::json::array();
    for (const auto &row : report.rows)
        rows.push_back({{"worker", row.worker},
                        {"sessions", row.sessions},
                        {"calls", row.calls},
                        {"latency_ms_median", row.latencyMedian},
                        {"latency_ms_95", row.latency95},
                        {"calls_per_second", row.callsPerSecond},
                        {"cpu_ms_per_call", row.cpuOwn},
                        {"cpu_ms_per_call_with_tools", row.cpuAll},
                        {"spread", row.spread},
                        {"latency_ratio", ratio(report, row, &WorkerRow::latencyMedian)},
                        {"cpu_ratio", ratio(report, row, &WorkerRow::cpuOwn)}});
    auto leftOut = nlohmann::json::array();
    for (const auto &left : report.leftOut)
        leftOut.push_back({{"worker", left.worker}, {"sessions", left.sessions}, {"why", left.why}});
    auto goals = nlohmann::json::array();
    eachGoal(report, [&](const Goal &goal, const WorkerRow &row, double measured) {
        goals.push_back({{"goal", goal.what},
                         {"worker", row.worker},
                         {"sessions", row.sessions},
                         {"at_most", goal.atMost},
                         {"measured", measured},
                         {"verdict", verdict(report, goal, row, measured)}});
    });
    const nlohmann::json document{{"version", GLOVEBOX_VERSION},
                                  {"call", "bash true"},
                                  {"host",
                                   {{"processor", report.processor},
                                    {"cores", report.cores},
                                    {"load", report.load},
                                    {"acceleration", report.acceleration}}},
                                  {"rows", std::move(rows)},
                                  {"left_out", std::move(leftOut)},
                                  {"goals", std::move(goals)}};
    std::printf("%s\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

} // namespace bench
