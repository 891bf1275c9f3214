// Role: what the sandbox benchmark found, as a table or as JSON. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bench {

/// A part of what was measured, to tell where the time goes.
struct Phase {
    std::string name;
    double milliseconds = 0; // median
};

/// What is promised of a line: its median, or the ratio of that to a cold boot of the same run.
struct SandboxGoal {
    double atMost = 0;
    bool ofBoot = true;
};

struct SandboxRow {
    std::string what;
    std::string unit = "ms"; // "ms", "MiB", "% of memory", "x" (a ratio of its own)
    std::vector<double> samples;
    std::optional<SandboxGoal> goal;
    std::vector<Phase> phases;

    double median() const;
    double least() const;
    double most() const;
};

struct SandboxReport {
    std::string processor;
    int cores = 0;
    double load = 0; // of the host's last minute, when the run began
    std::string acceleration;
    std::string hypervisor;
    std::string method;   // how snapshots copied memory: the tier
    double memoryMib = 0; // of a guest, where a line does not say otherwise
    std::vector<SandboxRow> rows;
    std::vector<std::pair<std::string, std::string>> leftOut; // what, and why
};

inline constexpr const char *kColdBoot = "cold boot to first answer";

void printTable(const SandboxReport &report);
void printJson(const SandboxReport &report);

} // namespace bench
