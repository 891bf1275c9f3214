// Role: `gloveboxctl help`, `completion`, `man` and `version`.
#include "app/cli/self_description.h"

#include "app/cli/command_words.h"
#include "app/cli/live.h"

#include <memory>

namespace glovebox::cli {

namespace {

struct HelpOptions {
    std::vector<std::string> words;
    std::string shell;
};

int printHelp(const CLI::App &app, const std::vector<std::string> &words)
{
    const auto *command = &app;
    for (const auto &word : words) {
        const auto below = commandsBelow(*command);
        const auto found = std::ranges::find_if(below, [&](const auto *one) { return one->get_name() == word; });
        if (found == below.end())
            return complain("there is no command '" + word + "'; " + fullName(*command) + " --help lists them",
                            kExitUsage);
        command = *found;
    }
    std::printf("%s",
                command->get_formatter()->make_help(command, fullName(*command), CLI::AppFormatMode::Normal).c_str());
    return 0;
}

/// Of this program, and of the Glovebox that runs, where one does.
int printVersion(const LiveOptions &options)
{
    const auto api = ApiClient::findQuickly(options.place());
    const auto host = api ? api->get("/v1/host") : Result<nlohmann::json>(tl::unexpected(api.error()));
    const bool noneAnswers =
        !host && (host.error().code == ErrorCode::NotFound || host.error().code == ErrorCode::NetworkError);
    if (options.json) {
        nlohmann::json answer{{"client", GLOVEBOX_VERSION}};
        if (host)
            answer["server"] = host->value("version", std::string());
        else if (!noneAnswers)
            answer["error"] = {{"code", std::string(name(host.error().code))}, {"message", host.error().detail}};
        printAnswer(answer);
    } else {
        std::printf("gloveboxctl %s\n", GLOVEBOX_VERSION);
        if (host)
            std::printf("Glovebox %s, %s\n", shownField(*host, "version").c_str(), shownField(*host, "phase").c_str());
        else if (noneAnswers)
            std::printf("No Glovebox answers.\n");
    }
    if (host || noneAnswers)
        return 0;
    std::fflush(stdout);
    return complain("The version of the Glovebox is not known. " + host.error().detail,
                    host.error().code == ErrorCode::InvalidArgument ? kExitUsage : kExitFailed);
}

} // namespace

void addVersion(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<LiveOptions>();
    auto *command = app.add_subcommand("version", "the version of this program, and of the Glovebox that runs");
    addLiveOptions(*command, *options);
    command->callback([&chosen, options] {
        chosen = [options] {
            return printVersion(*options);
        };
    });
}

void addSelfDescription(CLI::App &app, Action &chosen)
{
    const auto options = std::make_shared<HelpOptions>();
    auto *help = app.add_subcommand("help", "what a command does, as --help behind it");
    takeProgramWords(*help, 0, options->words, "one, with those above it: image build");
    help->callback([&app, &chosen, options] {
        chosen = [&app, options] {
            return printHelp(app, options->words);
        };
    });
    auto *completion =
        app.add_subcommand("completion", "print what makes a shell complete commands, options, ids and names");
    completion->add_option("SHELL", options->shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completion->callback([&chosen, options] {
        chosen = [options] {
            std::printf("%s", completionScript(options->shell).c_str());
            return 0;
        };
    });
    auto *manual = app.add_subcommand("man", "print the manual page: gloveboxctl man | man -l -");
    manual->callback([&app, &chosen] {
        chosen = [&app] {
            std::printf("%s", manualPage(app).c_str());
            return 0;
        };
    });
    describeCommands(app);
}

} // namespace glovebox::cli
