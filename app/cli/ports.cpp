// Role: `gloveboxctl port`: local addresses that lead to ports inside sandboxes, opened, listed and closed. Thread: the
// main one; blocks.
#include "app/cli/listing.h"
#include "core/base/text.h"

#include <algorithm>
#include <memory>

namespace glovebox::cli {

namespace {

struct PortOptions {
    LiveOptions live;
    std::string sandbox;
    unsigned port = 0;
    bool tcp = false;
    std::string path;
    std::vector<std::string> ports;
};

int openPort(const PortOptions &options)
{
    return withApi(options.live, "The port was not opened.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
        nlohmann::json body{{"port", options.port}, {"kind", options.tcp ? "tcp" : "http"}};
        if (!options.path.empty())
            body["path"] = options.path;
        GB_TRY(answer, api.post("/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/ports", body));
        if (options.live.json)
            printAnswer(answer);
        else
            std::printf("%s\n", shownField(answer, "url").c_str());
        return 0;
    });
}

std::string countIn(const nlohmann::json &port, const char *field)
{
    return std::to_string(port.value(field, std::uint64_t{0}));
}

ListColumn countColumn(const char *head, const char *field)
{
    return {head, [field](const nlohmann::json &port) {
                return countIn(port, field);
            }};
}

int listPorts(const ListOptions &options)
{
    return showList(options, {.failed = "The ports could not be listed.",
                              .path = "/v1/ports",
                              .list = "ports",
                              .columns = {textColumn("ID", "id"), textColumn("SANDBOX", "sandbox"),
                                          countColumn("PORT", "port"), textColumn("KIND", "kind"),
                                          textColumn("ADDRESS", "address"), countColumn("OPEN", "connections"),
                                          countColumn("TAKEN", "taken"), textColumn("SINCE", "since", true)}});
}

int closePorts(const PortOptions &options)
{
    return withApi(options.live, "It was not closed.", [&](const ApiClient &api) -> Result<int> {
        const auto ports = eachOnce(options.ports);
        GB_TRY(open, api.get("/v1/ports"));
        for (const auto &port : ports) // all or none
            if (std::ranges::none_of(open["ports"], [&](const auto &each) { return shownField(each, "id") == port; }))
                return fail(ErrorCode::NotFound,
                            "there is no port '" + clipped(toOneLine(port), ByteCount{80}) + "' open");
        for (const auto &port : ports) {
            GB_TRY(answer, api.remove("/v1/ports/" + ApiClient::escaped(port)));
            if (options.live.json)
                printAnswer(answer);
        }
        return 0;
    });
}

} // namespace

void addPorts(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("port", "local addresses that lead to ports inside sandboxes");
    group->require_subcommand(1);
    const auto add = [&](const char *name, const char *what, int (*run)(const PortOptions &)) {
        return addLiveCommand(*group, chosen, name, what, run);
    };
    const auto [opening, openOptions] =
        add("open", "print an address that leads there; its token is good once, for a minute", openPort);
    opening->add_option("SANDBOX", openOptions->sandbox, kSandboxHelp)->required();
    opening->add_option("PORT", openOptions->port, "inside the sandbox")->required()->check(CLI::Range(1U, 65'535U));
    opening->add_flag("--tcp", openOptions->tcp, "bytes as they are, for any program of this host, without a token");
    opening->add_option("--path", openOptions->path, "what the address goes on with, like /x?y=z");
    addListCommand(*group, chosen, "list", "those that are open", listPorts, kBySandbox);
    const auto [closing, closeOptions] = add("close", "close them, and all that is open through them", closePorts);
    closing->add_option("PORT", closeOptions->ports, "ids, like prt-1a2b3c")->required();
}

} // namespace glovebox::cli
