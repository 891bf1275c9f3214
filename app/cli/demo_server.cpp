// Role: `gloveboxctl demo-server`: the demo control plane alone, for other workers and clients.
#include "app/cli/commands.h"
#include "app/compose/demo_host.h"
#include "app/compose/shutdown_signals.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <memory>

namespace glovebox::cli {

namespace {

struct DemoServerOptions {
    int port = 0;
    bool json = false;
    bool seed = false;
    double pace = 1.0;
    int leaseSeconds = 120;
    std::string webhookUrl;
    std::string webhookKey;
};

void printFacts(const compose::DemoHost &host)
{
    const auto &environment = host.environment();
    nlohmann::json facts{{"url", environment.baseUrl},
                         {"environment_id", environment.id},
                         {"environment_key", environment.key.reveal()},
                         {"api_key", host.apiKey().reveal()},
                         {"operator_key", host.operatorKey().reveal()}};
    if (!host.webhookKey().empty())
        facts["webhook_key"] = host.webhookKey().reveal();
    std::printf("%s\n", facts.dump().c_str());
}

void printText(const compose::DemoHost &host)
{
    const auto &environment = host.environment();
    std::printf("Demo control plane on %s\n\n"
                "  export ANTHROPIC_BASE_URL=%s\n"
                "  export ANTHROPIC_ENVIRONMENT_ID=%s\n"
                "  export ANTHROPIC_ENVIRONMENT_KEY=%s   # for a worker: gloveboxctl serve\n"
                "  export ANTHROPIC_API_KEY=%s   # for a client: create sessions, send messages\n\n"
                "Operator key, to answer approvals and interrupt: %s\n",
                environment.baseUrl.c_str(), environment.baseUrl.c_str(), environment.id.c_str(),
                environment.key.reveal().c_str(), host.apiKey().reveal().c_str(), host.operatorKey().reveal().c_str());
    if (!host.webhookKey().empty())
        std::printf("Webhooks are signed with %s\n", host.webhookKey().reveal().c_str());
    std::printf("\nCtrl+C ends it; nothing is kept.\n");
}

int runDemoServer(const DemoServerOptions &options)
{
    demo::DemoServer::Options server;
    server.port = static_cast<std::uint16_t>(options.port);
    server.pace = options.pace;
    server.leaseTtl = std::chrono::seconds(options.leaseSeconds);
    if (options.seed)
        server.seedSessions = demo::DemoServer::standardSeeds();
    server.webhookUrl = options.webhookUrl;
    server.webhookKey = SecretString(options.webhookKey);
    const auto host = compose::DemoHost::start(std::move(server));
    if (!host && host.error().code == ErrorCode::AddressInUse)
        return complain("port " + std::to_string(options.port) +
                            " on 127.0.0.1 is in use by another program; choose another with --port, or leave it out "
                            "for any free one",
                        kExitFailed);
    if (!host)
        return complain(describe(host.error()), kExitFailed);
    // The keys are the demo's own and die with it: printing them is the point.
    if (options.json)
        printFacts(**host);
    else
        printText(**host);
    std::fflush(stdout);
    const compose::ShutdownSignals stop([](int) { QCoreApplication::quit(); });
    return QCoreApplication::exec();
}

} // namespace

void addDemoServer(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<DemoServerOptions>();
    auto *command =
        app.add_subcommand("demo-server", "run the demo control plane, for any worker or client of the protocol");
    command->add_option("--port", options->port, "port on 127.0.0.1; 0: any free one")->check(CLI::Range(0, 65535));
    command->add_flag("--json", options->json, "print one line of JSON instead of text");
    command->add_flag("--seed", options->seed, "let the demo's sessions arrive");
    command->add_option("--pace", options->pace, "factor on the agents' thinking; 0: none")
        ->check([](const std::string &text) {
            const double pace = std::strtod(text.c_str(), nullptr);
            return pace >= 0.0 && pace <= 100.0 ? std::string()
                                                : std::string("takes a number from 0 to 100"); // nan is neither
        });
    command->add_option("--lease-ttl", options->leaseSeconds, "seconds a lease lasts without a heartbeat")
        ->check(CLI::Range(1, 600));
    auto *url = command->add_option("--webhook-url", options->webhookUrl,
                                    "tell this endpoint, http:// on this machine, what happens to sessions");
    // A key of the demo's own: unlike a real one it may be read from the list of processes.
    command->add_option("--webhook-key", options->webhookKey, "sign with this key, whsec_…; made anew unless given")
        ->needs(url);
    command->callback([&chosen, options] {
        chosen = [options] {
            return runDemoServer(*options);
        };
    });
}

} // namespace glovebox::cli
