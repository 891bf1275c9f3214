// Role: glovebox_api_bench, the program behind `./dev bench api`: reads of the local API beside sandboxes that work.
// By itself it puts up an engine over fakes (nothing is measured of machines) whose sessions call a tool each tenth of
// a second; with --url it asks a Glovebox that runs, whose load is its owner's affair. Asserts nothing about time.
// Thread: main makes the load; engine and API are on one of their own, as in the product.
#include "core/engine/engine.h"
#include "core/rest/local_api.h"
#include "core/system/real_clock.h"
#include "tests/bench/api_load.h"
#include "tests/support/fake_control_plane.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/fake_output_store.h"
#include "tests/support/fake_queue_control.h"
#include "tests/support/fake_sandboxes.h"
#include "tests/support/lent_ports.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QLoggingCategory>
#include <QThread>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kCallEach = 100ms;
constexpr std::chrono::milliseconds kCallTakes = 40ms;

/// An engine whose sessions work, and its API. Everything on the engine's thread.
class Working {
public:
    Working(int sandboxes, std::atomic<int> &calls) : m_calls(calls)
    {
        m_guests.hypervisor = &m_hypervisor;
        m_guests.toolTime = kCallTakes;
        m_guests.tool = [this](const ports::ToolRequest &) -> Result<domain::ToolResult> {
            ++m_calls;
            return domain::ToolResult{"done"};
        };
        api::EngineSettings settings;
        settings.capacity = sandboxes;
        settings.size.memory = ByteCount::mib(128); // or the fake host has no room for all of them
        settings.accelerate = api::EngineSettings::Accelerate::Emulated;
        settings.warm = 0;
        std::vector<engine::Environment> environments;
        environments.push_back({.id = domain::EnvironmentId("env_1"),
                                .baseUrl = "http://fake",
                                .controlPlane = std::make_unique<testsupport::LentControlPlane>(m_plane),
                                .queue = std::make_unique<testsupport::LentQueueControl>(m_queue)});
        engine::Engine::Parts parts{m_clock, m_hypervisor, m_guests, m_images, m_facts, m_ledger, m_outputs};
        parts.keepKeys = [](const engine::KeyBook::All &) -> Result<> {
            return {};
        };
        m_engine = std::make_unique<engine::Engine>(std::move(parts), settings, std::move(environments),
                                                    [this](const api::Change &change) {
                                                        if (m_api)
                                                            m_api->saw(change);
                                                    });
        const auto listening = m_api->listen(rest::LocalApi::Places{.port = 0});
        const auto key = m_engine->door().act(api::KeyAction(api::CreateKey{.name = "bench"}));
        if (!listening || !key.reason.empty()) {
            std::fprintf(stderr, "glovebox_api_bench: %s\n",
                         listening ? key.reason.c_str() : describe(listening.error()).c_str());
            std::exit(1);
        }
        m_key = key.secret.reveal();
        for (int i = 0; i < sandboxes; ++i)
            m_plane.addSession("sesn_" + std::to_string(i));
        m_engine->start();
        work();
    }

    /// The doors that the API has go before their engine.
    ~Working() { m_api.reset(); }

    /// Over TCP on loopback with a key that may read, as watchers ask.
    std::string url() const { return m_api->addresses().front(); }
    const std::string &key() const { return m_key; }

private:
    /// Each session once; the next call of one that is behind waits its turn in the engine.
    void work()
    {
        m_next = m_clock.after(kCallEach, [this] { work(); });
        for (int i = 0; i < m_plane.openStreams(); ++i)
            m_plane.callTool("sesn_" + std::to_string(i), "bash", {{"command", "make -j2"}});
    }

    std::atomic<int> &m_calls;
    system::RealClock m_clock;
    testsupport::FakeHypervisor m_hypervisor{m_clock};
    testsupport::FakeGuests m_guests{m_clock};
    testsupport::FakeImages m_images{m_clock};
    testsupport::FakeHostFacts m_facts;
    testsupport::FakeLedger m_ledger{m_clock};
    testsupport::FakeOutputStore m_outputs;
    testsupport::FakeControlPlane m_plane{m_clock};
    testsupport::FakeQueueControl m_queue{m_clock};
    std::unique_ptr<rest::LocalApi> m_api =
        std::make_unique<rest::LocalApi>(m_clock, [this](const rest::LocalApi::Job &job) { job(m_engine->door()); });
    std::unique_ptr<engine::Engine> m_engine;
    std::string m_key;
    Call m_next;
};

/// The thread that they have.
class WorkingThread {
public:
    explicit WorkingThread(int sandboxes)
    {
        m_owner.moveToThread(&m_thread);
        m_thread.start();
        run([this, sandboxes] { m_working = std::make_unique<Working>(sandboxes, m_calls); });
    }
    ~WorkingThread()
    {
        run([this] { m_working.reset(); });
        m_thread.quit();
        m_thread.wait();
    }
    int calls() const { return m_calls; }
    const Working &working() const { return *m_working; }

private:
    void run(const std::function<void()> &job)
    {
        QMetaObject::invokeMethod(&m_owner, job, Qt::BlockingQueuedConnection);
    }

    std::atomic<int> m_calls = 0;
    QThread m_thread;
    QObject m_owner;
    std::unique_ptr<Working> m_working;
};

nlohmann::json listOf(const bench::ApiTarget &target, const char *path, const char *name)
{
    const auto answer = nlohmann::json::parse(bench::askApi(target, path), nullptr, false);
    return answer.is_object() ? answer.value(name, nlohmann::json::array()) : nlohmann::json::array();
}

int running(const bench::ApiTarget &target)
{
    int count = 0;
    for (const auto &sandbox : listOf(target, "/v1/sandboxes", "sandboxes"))
        count += sandbox.value("state", std::string()) == "running" ? 1 : 0;
    return count;
}

/// What watchers and command lines read, with the lists that are longest here.
std::vector<std::string> paths(const bench::ApiTarget &target)
{
    std::vector<std::string> all{
        "/v1/host",   "/v1/sandboxes", "/v1/environments",    "/v1/operations", "/v1/snapshots", "/v1/events?limit=20",
        "/v1/images", "/v1/ports",     "/v1/egress/profiles", "/metrics"};
    for (const auto &sandbox : listOf(target, "/v1/sandboxes", "sandboxes"))
        all.push_back("/v1/sandboxes/" + sandbox.value("id", std::string()));
    return all;
}

struct Options {
    std::string url;
    std::string keyFile;
    int sandboxes = 20;
    bench::ApiLoad load;
    bool json = false;
    bool quick = false;
};

void print(const Options &options, const bench::ApiLoadReport &report, int sandboxes, int calls, bool isOurs)
{
    if (options.json) {
        nlohmann::json out{{"version", GLOVEBOX_VERSION},
                           {"requests", report.asked},
                           {"errors", report.failed()},
                           {"errors_by", report.errors},
                           {"seconds", report.seconds},
                           {"per_second", static_cast<double>(report.answered) / report.seconds},
                           {"bytes", report.bytes},
                           {"sandboxes_running", sandboxes},
                           {"connections", options.load.connections},
                           {"ms",
                            {{"p50", report.percentile(0.5)},
                             {"p90", report.percentile(0.9)},
                             {"p99", report.percentile(0.99)},
                             {"p999", report.percentile(0.999)},
                             {"most", report.percentile(1)}}}};
        if (isOurs)
            out["tool_calls"] = calls;
        std::printf("%s\n", out.dump(2).c_str());
        return;
    }
    std::printf("%d reads in %.1f s (%.0f a second were asked for) over %d connections, beside %d running sandboxes\n",
                report.asked, report.seconds, static_cast<double>(options.load.perSecond), options.load.connections,
                sandboxes);
    if (isOurs)
        std::printf("  meanwhile          %d tool calls\n", calls);
    std::printf("  errors             %d\n", report.failed());
    for (const auto &[what, count] : report.errors)
        std::printf("    %-16s %d\n", what.c_str(), count);
    std::printf("  milliseconds       p50 %.2f   p90 %.2f   p99 %.2f   p99.9 %.2f   most %.2f\n",
                report.percentile(0.5), report.percentile(0.9), report.percentile(0.99), report.percentile(0.999),
                report.percentile(1));
    std::printf("  of answers         %.1f MB\n", static_cast<double>(report.bytes) / 1e6);
    std::printf("\nTimes are from when a request was due, also where others were still being answered.\n");
}

std::string keyIn(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (path.empty())
        return {};
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "glovebox_api_bench: %s cannot be read\n", path.c_str());
        std::exit(1);
    }
    return file.readAll().trimmed().toStdString();
}

int measure(const Options &options)
{
    std::unique_ptr<WorkingThread> working;
    if (options.url.empty())
        working = std::make_unique<WorkingThread>(options.sandboxes);
    const auto target = working ? bench::apiTarget(working->working().url(), working->working().key())
                                : bench::apiTarget(options.url, keyIn(options.keyFile));
    if (!target) {
        std::fprintf(stderr, "glovebox_api_bench: %s\n", target.error().detail.c_str());
        return 1;
    }
    // An item a poll: all of them are there after some seconds.
    const auto until = std::chrono::steady_clock::now() + 120s;
    while (working && running(*target) < options.sandboxes && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    auto load = options.load;
    load.paths = paths(*target);
    const auto before = working ? working->calls() : 0;
    const auto report = bench::loadApi(*target, load);
    const auto calls = working ? working->calls() - before : 0;
    const auto sandboxes = running(*target);
    print(options, report, sandboxes, calls, working != nullptr);
    if (working && sandboxes < options.sandboxes) {
        std::fprintf(stderr, "glovebox_api_bench: not so: %d sandboxes run\n", options.sandboxes);
        return 1;
    }
    return report.failed() == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // as gloveboxctl does
    QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false")); // the engine tells of every sandbox
    CLI::App app("Reads of the local API beside sandboxes that work: errors, and how long answers take.",
                 "glovebox_api_bench");
    Options options;
    app.add_option("--url", options.url, "of a Glovebox that runs: unix:/path/api.sock or http://127.0.0.1:PORT");
    app.add_option("--key-file", options.keyFile, "with a key that may read, for --url http://…");
    app.add_option("--sandboxes", options.sandboxes, "that work meanwhile (without --url)")->check(CLI::Range(1, 100));
    app.add_option("--rate", options.load.perSecond, "reads a second")->check(CLI::Range(1, 100'000));
    app.add_option("--seconds", options.load.seconds, "how long")->check(CLI::Range(1, 3600));
    app.add_option("--connections", options.load.connections, "that are kept")->check(CLI::Range(1, 60));
    app.add_flag("--json", options.json, "machine-readable output");
    app.add_flag("--quick", options.quick, "a moment of it: shows that it runs, measures nothing");
    CLI11_PARSE(app, argc, argv);
    if (options.quick) {
        options.load.perSecond = 100;
        options.load.seconds = 1;
        options.sandboxes = std::min(options.sandboxes, 3);
    }
    return measure(options);
}
