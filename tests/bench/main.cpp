// Role: glovebox_bench, the program behind `./dev bench`: runs the benchmarks and prints a table, or JSON.
#include "tests/bench/bench.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace bench {

void demand(bool done, const char *what)
{
    if (done)
        return;
    std::fprintf(stderr, "glovebox_bench: not so: %s\n", what);
    std::exit(1);
}

std::vector<Row> yardstick(const Effort &effort)
{
    const std::string bytes(static_cast<std::size_t>(64e6 * effort.share) + 1, 'x');
    std::uint64_t hash = 0;
    const double seconds = bestOf(
        effort, [] { return 0; },
        [&](int) {
            hash = 14695981039346656037ULL;
            for (const char c : bytes)
                hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        });
    demand(hash != 0, "the hash was computed");
    return {{kYardstick, static_cast<double>(bytes.size()) / 1e6, "MB", seconds, ""}};
}

namespace {

/// How many times as much processor time a unit takes as one of what it is compared with.
double ratio(const Row &row, const std::vector<Row> &rows)
{
    const auto other = std::ranges::find(rows, row.comparedWith, &Row::name);
    return other == rows.end() || other->perUnit() <= 0 ? 1.0 : row.perUnit() / other->perUnit();
}

void printTable(const std::vector<Row> &rows)
{
    std::printf("%-50s %14s %10s\n", "Processor time, best round", "", "ratio");
    for (const auto &row : rows) {
        if (row.comparedWith.empty())
            std::printf("\n");
        const double figure = row.unit == "MB" ? 1.0 / row.perUnit() : row.perUnit() * 1e6;
        std::printf("%-50s %9.1f %s %9.2f\n", row.name.c_str(), figure, row.unit == "MB" ? "MB/s" : "us  ",
                    ratio(row, rows));
    }
    std::printf(
        "\nThe ratio is time per MB or call, as a multiple of the first line of its block. Compare ratios between\n"
        "machines and versions, never times.\n");
}

void printJson(const std::vector<Row> &rows)
{
    auto list = nlohmann::json::array();
    for (const auto &row : rows)
        list.push_back({{"name", row.name},
                        {"amount", row.amount},
                        {"unit", row.unit},
                        {"cpu_seconds", row.seconds},
                        {"compared_with", row.comparedWith},
                        {"ratio", ratio(row, rows)}});
    std::printf("%s\n", nlohmann::json{{"version", GLOVEBOX_VERSION}, {"rows", std::move(list)}}.dump(2).c_str());
}

} // namespace

} // namespace bench

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false")); // the engine tells of every sandbox
    CLI::App app("Measures what Glovebox costs by itself: processor time, and ratios within this run.",
                 "glovebox_bench");
    bool json = false;
    bool quick = false;
    app.add_flag("--json", json, "machine-readable output");
    app.add_flag("--quick", quick, "a hundredth of the work, once: shows that it runs, measures nothing");
    CLI11_PARSE(app, argc, argv);
    const bench::Effort effort = quick ? bench::Effort{1, 0.01} : bench::Effort{};
    std::vector<bench::Row> rows;
    for (const auto measure : {bench::yardstick, bench::channel, bench::eventStream, bench::engine, bench::memory})
        std::ranges::move(measure(effort), std::back_inserter(rows));
    json ? bench::printJson(rows) : bench::printTable(rows);
}
