// Role: glovebox_sandbox_bench, the program behind `./dev bench sandbox`: how long sandboxes take to start, pause,
// hibernate, fork and be snapshot on this host, in relation to a cold boot of the same run, beside plain QEMU. Measures
// and prints; asserts nothing about time. Thread: main only.
#include "tests/bench/sandbox_measures.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QThread>

#include <algorithm>
#include <cstdlib>

namespace bench {

namespace {

std::string processorName()
{
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (file.open(QIODevice::ReadOnly))
        for (const auto &line : file.readAll().split('\n'))
            if (line.startsWith("model name"))
                return line.mid(line.indexOf(':') + 2).toStdString();
    return "unknown processor";
}

void run(const std::string &image, SandboxPlan plan, bool json)
{
    SandboxReport report;
    report.processor = processorName();
    report.cores = QThread::idealThreadCount();
    ::getloadavg(&report.load, 1);
    report.memoryMib = static_cast<double>(plan.memory.value >> 20);
    Rig rig(image, Rig::Copying::AsCan);
    report.acceleration = std::string(word(rig.acceleration()));
    report.hypervisor = rig.hypervisor().version();
    measureSandboxes(rig, plan, report);
    if (plan.startsOnly)
        return json ? printJson(report) : printTable(report);
    if (report.method == kWriteTracking) {
        Rig plain(image, Rig::Copying::StopAndCopy);
        measureStopAndCopy(plain, plan, report);
    }
    measurePeer(rig, plan, report);
    json ? printJson(report) : printTable(report);
}

} // namespace

} // namespace bench

int main(int argc, char **argv)
{
    QCoreApplication qt(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false"));
    CLI::App app("Measures what sandboxes cost on this host, as parts of a cold boot.", "glovebox_sandbox_bench");
    std::string image;
    bench::SandboxPlan plan;
    std::uint64_t memoryMib = 2048;
    bool json = false;
    bool quick = false;
    app.add_option("--image", image, "folder with kernel, initrd and root.sqfs")->required();
    app.add_option("--memory", memoryMib, "MiB of a guest")->check(CLI::Range(128, 65536))->capture_default_str();
    app.add_option("--rounds", plan.rounds, "times that short operations are measured")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    app.add_flag("--starts", plan.startsOnly, "starts and idle clones alone, for a profiler");
    app.add_flag("--quick", quick, "small guests, once: shows that it runs, measures nothing");
    app.add_flag("--json", json, "machine-readable output");
    CLI11_PARSE(app, argc, argv);
    plan.memory = glovebox::ByteCount::mib(memoryMib);
    if (quick)
        plan = bench::SandboxPlan::quick();
    bench::run(QDir(QString::fromStdString(image)).absolutePath().toStdString(), plan, json);
}
