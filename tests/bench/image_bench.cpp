// Role: glovebox_image_bench, the program behind `./dev bench image`: what images and templates cost on this host, cold
// and warm: bringing one in, booting it, cloning it, building a template of it, and what all that takes on disk. The
// images are made here: the small test root with layers above it. Times are told as parts of a cold boot of the same
// run; asserts nothing about time. Thread: main only.
#include "tests/bench/image_measures.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QThread>

#include <cstdlib>

namespace {

std::string processorOf()
{
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (file.open(QIODevice::ReadOnly))
        for (const auto &line : file.readAll().split('\n'))
            if (line.startsWith("model name"))
                return line.mid(line.indexOf(':') + 2).toStdString();
    return "unknown processor";
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication qt(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false"));
    CLI::App app("Measures what images and templates cost on this host, as parts of a cold boot.",
                 "glovebox_image_bench");
    std::string image;
    bench::ImagePlan plan;
    bool json = false;
    bool quick = false;
    app.add_option("--image", image, "folder with kernel, initrd and root.sqfs")->required();
    app.add_option("--rounds", plan.rounds, "times that short operations are measured")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    app.add_flag("--quick", quick, "small layers, once: shows that it runs, measures nothing");
    app.add_flag("--json", json, "machine-readable output");
    CLI11_PARSE(app, argc, argv);
    if (quick)
        plan = bench::ImagePlan::quick();

    bench::SandboxReport report;
    report.processor = processorOf();
    report.cores = QThread::idealThreadCount();
    ::getloadavg(&report.load, 1);
    report.memoryMib = static_cast<double>(plan.memory.value >> 20);
    report.method = "not measured here";
    bench::Rig rig(QDir(QString::fromStdString(image)).absolutePath().toStdString(), bench::Rig::Copying::AsCan);
    report.acceleration = std::string(word(rig.acceleration()));
    report.hypervisor = rig.hypervisor().version();
    bench::measureImages(rig, plan, report);
    json ? printJson(report) : printTable(report);
}
