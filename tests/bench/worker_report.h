// Role: what the worker benchmark found, as a table or as JSON. Pure.
#pragma once

#include <string>
#include <vector>

namespace bench {

/// The quickest pass of one worker with so many sessions.
struct WorkerRow {
    std::string worker;
    int sessions = 0;
    std::size_t calls = 0;
    double latencyMedian = 0; // milliseconds, from a call's event to its result at the server
    double latency95 = 0;
    double callsPerSecond = 0;
    double cpuOwn = 0; // milliseconds a call, of the worker's process
    double cpuAll = 0; // with its shells and machines
    double spread = 1; // the slowest pass's median latency, as a multiple of this one's
};

/// What could not be measured on this host.
struct LeftOut {
    std::string worker;
    int sessions = 0;
    std::string why;
};

struct WorkerReport {
    std::string processor;
    int cores = 0;
    double load = 0; // of the host's last minute, when the run began
    std::string acceleration;
    std::vector<WorkerRow> rows;
    std::vector<LeftOut> leftOut;
};

inline constexpr const char *kSdk = "sdk";
inline constexpr const char *kSdkIdle = "sdk, idle tool";
inline constexpr const char *kEngine = "engine, fake sandboxes";
inline constexpr const char *kEngineInVms = "engine, VMs";

void printTable(const WorkerReport &report);
void printJson(const WorkerReport &report);

} // namespace bench
