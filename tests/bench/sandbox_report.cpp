#include "tests/bench/sandbox_report.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace bench {

namespace {

double bootOf(const SandboxReport &report)
{
    const auto found = std::ranges::find(report.rows, std::string(kColdBoot), &SandboxRow::what);
    return found == report.rows.end() ? 0 : found->median();
}

std::optional<double> ratio(const SandboxReport &report, const SandboxRow &row)
{
    const double boot = bootOf(report);
    return row.unit == "ms" && boot > 0 ? std::optional(row.median() / boot) : std::nullopt;
}

std::optional<double> measured(const SandboxReport &report, const SandboxRow &row)
{
    return row.goal && row.goal->ofBoot ? ratio(report, row) : std::optional(row.median());
}

const char *verdict(const SandboxReport &report, const SandboxRow &row)
{
    const auto figure = measured(report, row);
    if (!figure)
        return "not to be told: no boot was measured";
    return *figure <= row.goal->atMost ? "met" : "not met";
}

std::string goalText(const SandboxRow &row)
{
    char text[64];
    std::snprintf(text, sizeof text, row.goal->ofBoot ? "<= %.4g boots" : "<= %.4g %s", row.goal->atMost,
                  row.unit.c_str());
    return text;
}

} // namespace

double SandboxRow::median() const
{
    if (samples.empty())
        return 0;
    auto sorted = samples;
    std::ranges::sort(sorted);
    const auto middle = sorted.size() / 2;
    return sorted.size() % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double SandboxRow::least() const
{
    return samples.empty() ? 0 : *std::ranges::min_element(samples);
}

double SandboxRow::most() const
{
    return samples.empty() ? 0 : *std::ranges::max_element(samples);
}

void printTable(const SandboxReport &report)
{
    std::printf("%s, %d cores, load %.1f, QEMU %s, VMs: %s, snapshots: %s\n", report.processor.c_str(), report.cores,
                report.load, report.hypervisor.c_str(), report.acceleration.c_str(), report.method.c_str());
    std::printf("Guests have one processor and %.0f MiB unless a line says otherwise.\n\n", report.memoryMib);
    std::printf("%-62s %10s %10s %10s %4s %10s  %s\n", "What", "median", "least", "most", "n", "of a boot", "goal");
    for (const auto &row : report.rows) {
        const auto ofBoot = ratio(report, row);
        char share[16] = "";
        if (ofBoot)
            std::snprintf(share, sizeof share, "%.4f", *ofBoot);
        std::printf("%-62s %10.2f %10.2f %10.2f %4zu %10s  %s\n", (row.what + ", " + row.unit).c_str(), row.median(),
                    row.least(), row.most(), row.samples.size(), share,
                    row.goal ? (goalText(row) + ": " + verdict(report, row)).c_str() : "");
        for (const auto &phase : row.phases)
            std::printf("    %-58s %10.2f\n", phase.name.c_str(), phase.milliseconds);
    }
    for (const auto &[what, why] : report.leftOut)
        std::printf("left out: %s: %s\n", what.c_str(), why.c_str());
    std::printf("\n\"Of a boot\" is the median as a part of a cold boot's in this run. Compare ratios, never times.\n");
}

void printJson(const SandboxReport &report)
{
    auto rows = nlohmann::json::array();
    for (const auto &row : report.rows) {
        nlohmann::json one{{"what", row.what},     {"unit", row.unit},   {"median", row.median()},
                           {"least", row.least()}, {"most", row.most()}, {"n", row.samples.size()}};
        if (const auto ofBoot = ratio(report, row))
            one["of_a_boot"] = *ofBoot;
        if (row.goal)
            one["goal"] = {{"at_most", row.goal->atMost},
                           {"of", row.goal->ofBoot ? "boot" : row.unit},
                           {"verdict", verdict(report, row)}};
        for (const auto &phase : row.phases)
            one["phases"][phase.name] = phase.milliseconds;
        rows.push_back(std::move(one));
    }
    auto leftOut = nlohmann::json::array();
    for (const auto &[what, why] : report.leftOut)
        leftOut.push_back({{"what", what}, {"why", why}});
    const nlohmann::json document{{"version", GLOVEBOX_VERSION},
                                  {"host",
                                   {{"processor", report.processor},
                                    {"cores", report.cores},
                                    {"load", report.load},
                                    {"acceleration", report.acceleration},
                                    {"hypervisor", report.hypervisor},
                                    {"snapshots", report.method}}},
                                  {"memory_mib", report.memoryMib},
                                  {"rows", std::move(rows)},
                                  {"left_out", std::move(leftOut)}};
    std::printf("%s\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

} // namespace bench
