// Role: `gloveboxctl terminal`: the terminals that live in a sandbox: listed, joined again, closed. Thread: the main
// one; blocks.
#include "app/cli/live.h"
#include "app/cli/terminal_session.h"

#include <unistd.h>

#include <algorithm>
#include <memory>

namespace glovebox::cli {

namespace {

struct TerminalOptions {
    LiveOptions live;
    std::string sandbox;
    std::string terminal; // to be joined
    std::vector<std::string> terminals;
    std::string detachKeys = kUsualDetachKeys;
    bool quiet = false;
    bool force = false;
};

std::string terminalsPath(const std::string &sandbox)
{
    return "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/terminals";
}

std::string endOf(const nlohmann::json &terminal)
{
    const auto end = terminal.find("ended");
    if (end == terminal.end() || !end->is_object())
        return "open";
    return "ended with " + std::to_string(shellStatus(*end));
}

int listTerminals(const TerminalOptions &options)
{
    return withApi(options.live, "The terminals could not be listed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
        GB_TRY(answer, api.get(terminalsPath(sandbox)));
        if (options.live.json) {
            printAnswer(answer);
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &terminal : answer["terminals"]) {
            if (options.quiet)
                std::printf("%s\n", idIn(terminal).c_str());
            rows.push_back(
                {idIn(terminal), shownField(terminal, "program"), endOf(terminal),
                 std::to_string(terminal.value("columns", 0)) + " x " + std::to_string(terminal.value("rows", 0))});
        }
        if (!options.quiet)
            printRows({"ID", "PROGRAM", "STATE", "SIZE"}, rows);
        return 0;
    });
}

/// The one that was named, or the only one that is open.
Result<std::string> terminalOf(const ApiClient &api, const std::string &sandbox, const TerminalOptions &options)
{
    if (!options.terminal.empty())
        return options.terminal;
    GB_TRY(answer, api.get(terminalsPath(sandbox)));
    std::vector<std::string> open;
    for (const auto &terminal : answer["terminals"])
        if (!terminal.contains("ended"))
            open.push_back(idIn(terminal));
    if (open.size() == 1)
        return open.front();
    if (open.empty())
        return fail(ErrorCode::NotFound,
                    "no terminal is open in " + sandbox + "; gloveboxctl shell " + sandbox + " opens one");
    return fail(ErrorCode::InvalidArgument, std::to_string(open.size()) +
                                                " terminals are open in it; name one as TERMINAL behind the sandbox "
                                                "(gloveboxctl terminal list " +
                                                sandbox + " lists them)");
}

int attach(const TerminalOptions &options)
{
    if (::isatty(STDIN_FILENO) == 0)
        return complain("a terminal is joined from a terminal: standard input is none", kExitUsage);
    return withApi(
        options.live, "The terminal was not joined.",
        [&](const ApiClient &api) -> Result<int> {
            GB_TRY(detach, DetachKeys::parse(options.detachKeys));
            GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
            GB_TRY(terminal, terminalOf(api, sandbox, options));
            auto keys = options.detachKeys;
            std::ranges::replace(keys, ',', ' ');
            GB_TRY(left, joinTerminal(api, {sandbox, terminal, false, std::move(detach), keys}));
            if (left.why == TerminalLeft::Why::Detached)
                std::fprintf(stderr, "\r\nIt goes on: gloveboxctl terminal attach %s %s\n", sandbox.c_str(),
                             terminal.c_str());
            return left.status;
        },
        kExitNotRun);
}

int closeTerminals(const TerminalOptions &options)
{
    return withApi(options.live, "It was not closed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
        std::string all;
        for (const auto &terminal : options.terminals)
            all += (all.empty() ? "" : ", ") + terminal;
        if (!isMeant("Close terminal " + all + " of " + sandbox + "? What runs in it is ended.", options.force))
            return kExitFailed;
        for (const auto &terminal : eachOnce(options.terminals)) {
            GB_TRY(answer, api.remove(terminalsPath(sandbox) + '/' + ApiClient::escaped(terminal)));
            if (options.live.json)
                printAnswer(answer);
        }
        return 0;
    });
}

} // namespace

void addTerminals(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("terminal", "terminals that live in a sandbox, whoever looks at them");
    group->require_subcommand(1);
    const auto add = [&](const char *name, const char *what, int (*run)(const TerminalOptions &)) {
        const auto [command, options] = addLiveCommand(*group, chosen, name, what, run);
        command->add_option("SANDBOX", options->sandbox, kSandboxHelp)->required();
        return std::pair(command, options);
    };
    const auto [listing, listOptions] = add("list", "those of one sandbox", listTerminals);
    listing->add_flag("-q,--quiet", listOptions->quiet, "ids alone");
    const auto [attaching, attachOptions] =
        add("attach", "join one again; its exit status is this command's when it ends", attach);
    attaching->add_option("TERMINAL", attachOptions->terminal, "its number; not needed when one alone is open");
    attaching
        ->add_option("--detach-keys", attachOptions->detachKeys, "what leaves it while it goes on; \"\": nothing does")
        ->capture_default_str();
    const auto [closing, closeOptions] = add("close", "hang them up: what runs in them is ended", closeTerminals);
    closing->add_option("TERMINAL", closeOptions->terminals, "their numbers")->required();
    addForce(*closing, closeOptions->force);
}

} // namespace glovebox::cli
