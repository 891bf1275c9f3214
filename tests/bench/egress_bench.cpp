// Role: glovebox_egress_bench, the program behind `./dev bench egress`: what the way out of a guest costs. The same
// program sends the same bytes to the same server over the gate, over the guest's own loopback, and over this host's
// own: the first is told as a part of the others. Asserts nothing about time. Thread: main only.
#include "core/egress/gate.h"
#include "tests/bench/bench.h"
#include "tests/bench/sandbox_report.h"
#include "tests/bench/sandbox_rig.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QProcess>

#include <cstdio>
#include <cstdlib>

namespace {

using namespace glovebox;
using bench::giveUp;

constexpr std::uint16_t kPort = 9000;
constexpr const char *kName = "peer.test";
constexpr const char *kPeerInGuest = "/tmp/egress_peer.py";

struct Plan {
    int mib = 32;
    int times = 200;
    int many = 200;

    static Plan quick() { return {1, 5, 10}; }
    QStringList words() const { return {QString::number(mib), QString::number(times), QString::number(many)}; }
};

/// What egress_peer.py measured, by its names.
using Samples = std::map<std::string, std::vector<double>>;

Samples samplesOf(const std::string &text)
{
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        giveUp("the peer says: " + text);
    return document.get<Samples>();
}

/// The server at the other end, and the measuring on this host.
class Peer {
public:
    explicit Peer(QString program) : m_program(std::move(program))
    {
        m_server.start(QStringLiteral("python3"), {m_program, QStringLiteral("serve")});
        if (!m_server.waitForReadyRead(bench::kAnswerWithinMs))
            giveUp("the server does not start");
        m_port = m_server.readLine().trimmed().toUShort();
    }
    ~Peer()
    {
        m_server.closeWriteChannel();
        m_server.waitForFinished();
    }

    std::uint16_t port() const { return m_port; }
    Samples measureHere(const Plan &plan) const
    {
        QProcess process;
        process.start(QStringLiteral("python3"), QStringList{m_program, QStringLiteral("measure"),
                                                             QStringLiteral("127.0.0.1"), QString::number(m_port)} +
                                                     plan.words());
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        if (!process.waitForFinished(bench::kAnswerWithinMs))
            giveUp("measuring on this host: no answer");
        return samplesOf(process.readAllStandardOutput().toStdString());
    }

private:
    QString m_program;
    QProcess m_server;
    std::uint16_t m_port = 0;
};

struct Line {
    const char *sample;
    const char *what;
    bool isThroughput; // of the plan's bytes
};
constexpr Line kLines[]{
    {"down", "from the server", true},
    {"up", "to the server", true},
    {"touch", "connecting, and a byte back and forth", false},
    {"echo", "a byte back and forth", false},
    {"beside", "the same, beside a stream that takes all it can", false},
    {"many", "connections at once, a byte on each", false},
};

struct Row {
    bench::SandboxRow gate;
    double ownLoopback = 0; // of the same unit
    double hostLoopback = 0;
};

bench::SandboxRow rowOf(const Line &line, const Plan &plan, const Samples &samples)
{
    bench::SandboxRow row{.what = line.what, .unit = line.isThroughput ? "MB/s" : "ms", .samples = {}, .goal = {}};
    if (std::string_view(line.sample) == "many")
        row.what = std::to_string(plan.many) + ' ' + row.what;
    const auto found = samples.find(line.sample);
    if (found == samples.end() || found->second.empty())
        giveUp(std::string("the peer did not measure ") + line.sample);
    for (const double seconds : found->second)
        row.samples.push_back(line.isThroughput ? plan.mib * double(1 << 20) / 1e6 / seconds : seconds * 1e3);
    return row;
}

struct Found {
    std::vector<Row> rows;
    double gateShare = 0; // of a core, while the guest measured
};

Found measure(bench::Rig &rig, const Plan &plan, const QString &program)
{
    Peer peer(program);
    auto spec = rig.spec(ByteCount::mib(512));
    spec.network = true;
    auto guest = rig.begin(std::move(spec));
    egress::Gate gate(rig.clock());
    const domain::EgressProfile profile{
        "bench", "", {{.host = kName, .ports = {{kPort, kPort}}, .to = "127.0.0.1:" + std::to_string(peer.port())}}};
    const auto line = gate.attach({.sandbox = domain::SandboxId(guest.name),
                                   .socket = guest.machine->networkSocket(),
                                   .policy = {.profile = profile, .own = {}},
                                   .session = nullptr,
                                   .decided = [](const domain::EgressDecision &) {
                                   }});
    QFile file(program);
    if (!file.open(QIODevice::ReadOnly))
        giveUp("there is no " + program.toStdString());
    rig.bash(guest, std::string("cat > ") + kPeerInGuest + " <<'END'\n" + file.readAll().toStdString() + "END");
    const auto words = plan.words().join(QLatin1Char(' ')).toStdString();
    std::fprintf(stderr, "over this host's loopback ...\n");
    const auto host = peer.measureHere(plan);
    std::fprintf(stderr, "over the guest's own loopback ...\n");
    const auto own = samplesOf(rig.bash(guest, std::string("python3 ") + kPeerInGuest + " own " + words));
    std::fprintf(stderr, "through the gate ...\n");
    bench::Watch watch;
    const double before = bench::processorSeconds();
    const auto through = samplesOf(rig.bash(guest, std::string("python3 ") + kPeerInGuest + " measure " + kName + ' ' +
                                                       std::to_string(kPort) + ' ' + words));
    Found found;
    found.gateShare = (bench::processorSeconds() - before) * 1e3 / watch.lap();
    for (const auto &each : kLines)
        found.rows.push_back(
            {rowOf(each, plan, through), rowOf(each, plan, own).median(), rowOf(each, plan, host).median()});
    return found;
}

void printTable(const bench::Rig &rig, const std::string &hypervisor, const Found &found, double load)
{
    std::printf("load %.1f, QEMU %s, VMs: %s. One guest with one processor; a server on this host.\n\n", load,
                hypervisor.c_str(), std::string(word(rig.acceleration())).c_str());
    std::printf("%-60s %10s %10s %10s %5s %12s %12s\n", "Through the gate", "median", "least", "most", "n",
                "of its own", "of the host");
    for (const auto &row : found.rows)
        std::printf("%-60s %10.3f %10.3f %10.3f %5zu %11.3fx %11.3fx\n", (row.gate.what + ", " + row.gate.unit).c_str(),
                    row.gate.median(), row.gate.least(), row.gate.most(), row.gate.samples.size(),
                    row.gate.median() / row.ownLoopback, row.gate.median() / row.hostLoopback);
    std::printf("%-60s %10.3f\n", "the gate's processor time meanwhile, of a core", found.gateShare);
    std::printf(
        "\n\"Of its own\": as a multiple of the same over the guest's own loopback; \"of the host\": of the same "
        "program and bytes\nover this host's. Compare these, never times.\n");
}

void printJson(const bench::Rig &rig, const std::string &hypervisor, const Found &found, double load)
{
    auto rows = nlohmann::json::array();
    for (const auto &row : found.rows)
        rows.push_back({{"what", row.gate.what},
                        {"unit", row.gate.unit},
                        {"median", row.gate.median()},
                        {"least", row.gate.least()},
                        {"most", row.gate.most()},
                        {"n", row.gate.samples.size()},
                        {"of_its_own_loopback", row.gate.median() / row.ownLoopback},
                        {"of_the_hosts_loopback", row.gate.median() / row.hostLoopback}});
    const nlohmann::json document{{"version", GLOVEBOX_VERSION},
                                  {"acceleration", word(rig.acceleration())},
                                  {"hypervisor", hypervisor},
                                  {"load", load},
                                  {"gate_share_of_a_core", found.gateShare},
                                  {"rows", std::move(rows)}};
    std::printf("%s\n", document.dump(2).c_str());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication qt(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false"));
    CLI::App app("Measures what a guest's way out costs, as a part of direct connections.", "glovebox_egress_bench");
    std::string image;
    std::string peer;
    Plan plan;
    bool json = false;
    bool quick = false;
    app.add_option("--image", image, "folder with kernel, initrd and root.sqfs")->required();
    app.add_option("--peer", peer, "egress_peer.py")->required()->check(CLI::ExistingFile);
    app.add_option("--mib", plan.mib, "of a stream")->check(CLI::Range(1, 1024))->capture_default_str();
    app.add_option("--times", plan.times, "that short things are measured")->check(CLI::Range(1, 10'000));
    app.add_option("--many", plan.many, "connections at once")->check(CLI::Range(1, 900))->capture_default_str();
    app.add_flag("--quick", quick, "little of each: shows that it runs, measures nothing");
    app.add_flag("--json", json, "machine-readable output");
    CLI11_PARSE(app, argc, argv);
    if (quick)
        plan = Plan::quick();

    double load = 0;
    ::getloadavg(&load, 1);
    bench::Rig rig(QDir(QString::fromStdString(image)).absolutePath().toStdString(), bench::Rig::Copying::AsCan);
    const auto hypervisor = rig.hypervisor().version();
    const auto found = measure(rig, plan, QString::fromStdString(peer));
    json ? printJson(rig, hypervisor, found, load) : printTable(rig, hypervisor, found, load);
}
