// Role: what each command is grouped with in the help, and examples of it, in one place: the help and the manual show
// them, and a test reads each as a command line. See self_description.h. Pure.
#include "app/cli/command_words.h"
#include "app/cli/self_description.h"

#include <map>

namespace glovebox::cli {

namespace {

constexpr const char *kWorking = "Sandboxes";
constexpr const char *kMaking = "What sandboxes are made of";
constexpr const char *kReaching = "What they may reach";
constexpr const char *kServing = "Sessions and environments";
constexpr const char *kLooking = "What was done";
constexpr const char *kHost = "This host";
constexpr const char *kSelf = "This program";

struct Told {
    const char *command;
    const char *group; // of one right below gloveboxctl
    std::vector<const char *> examples;
};

const std::vector<Told> &working()
{
    static const std::vector<Told> all{
        {"ps",
         kWorking,
         {"ps", "ps --state running --label team=billing --wide", "ps -q --session sesn_01ABC", "ps --watch --json"}},
        {"create", kWorking, {"create --name dev --image debian:12", "create --template py --label team=ops --wait"}},
        {"exec",
         kWorking,
         {"exec dev ls -l /workspace", "exec -it dev bash", "exec -i dev sha256sum < file",
          "exec --timeout 90s --env CI=1 dev make test"}},
        {"shell", kWorking, {"shell dev", "shell --user root sbx-1a2b"}},
        {"terminal", kWorking, {}},
        {"terminal list", nullptr, {"terminal list dev"}},
        {"terminal attach", nullptr, {"terminal attach dev 1"}},
        {"terminal close", nullptr, {"terminal close dev 1 2"}},
        {"cp",
         kWorking,
         {"cp notes.txt dev:/workspace/", "cp dev:/workspace/out ./out", "cp dev:/srv - | tar -t",
          "cp - dev:/srv/ < site.tar.gz"}},
        {"seed", kWorking, {"seed dev --put ./site:/srv/site --run 'make -C /srv/site' --wait", "seed dev --cancel"}},
        {"pause", kWorking, {"pause dev"}},
        {"resume", kWorking, {"resume dev"}},
        {"hibernate", kWorking, {"hibernate dev other"}},
        {"idle", kWorking, {"idle dev --pause 10m --hibernate 2h", "idle dev --awake 1d", "idle dev"}},
        {"label", kWorking, {"label dev team=billing tmp-", "label dev"}},
        {"reserve", kWorking, {"reserve dev --match team=billing --for 2h"}},
        {"unreserve", kWorking, {"unreserve dev"}},
        {"fork", kWorking, {"fork dev --count 3"}},
        {"snapshot", kWorking, {}},
        {"snapshot take", nullptr, {"snapshot take dev --name before-upgrade"}},
        {"snapshot list", nullptr, {"snapshot list --sandbox dev"}},
        {"snapshot rename", nullptr, {"snapshot rename before-upgrade before"}},
        {"snapshot pin", nullptr, {"snapshot pin before-upgrade"}},
        {"snapshot unpin", nullptr, {"snapshot unpin before-upgrade"}},
        {"snapshot verify", nullptr, {"snapshot verify before-upgrade"}},
        {"snapshot remove", nullptr, {"snapshot remove before-upgrade"}},
        {"restore", kWorking, {"restore before-upgrade --name again", "restore snap-1a2b --in-place dev"}},
        {"destroy", kWorking, {"destroy dev", "destroy --force sbx-1a2b sbx-3c4d"}},
    };
    return all;
}

const std::vector<Told> &making()
{
    static const std::vector<Told> all{
        {"image", kMaking, {}},
        {"image prepare", nullptr, {"image prepare"}},
        {"image build", nullptr, {}},
        {"image build agent", nullptr, {"image build agent --yes"}},
        {"image pull", nullptr, {"image pull docker.io/library/debian:12"}},
        {"image import", nullptr, {"image import docker.io/library/debian:12 --name debian:12"}},
        {"image list", nullptr, {"image list"}},
        {"image inspect", nullptr, {"image inspect debian:12"}},
        {"image tag", nullptr, {"image tag debian:12 base"}},
        {"image remove", nullptr, {"image remove debian:12"}},
        {"image verify", nullptr, {"image verify debian:12"}},
        {"image prune", nullptr, {"image prune"}},
        {"template", kMaking, {}},
        {"template check", nullptr, {"template check py.toml"}},
        {"template list", nullptr, {"template list --state ready"}},
        {"template show", nullptr, {"template show py"}},
        {"template save", nullptr, {"template save py.toml"}},
        {"template build", nullptr, {"template build py.toml", "template build py --fresh"}},
        {"template log", nullptr, {"template log py"}},
        {"template use", nullptr, {"template use py 3"}},
        {"template delete", nullptr, {"template delete py --version 2"}},
    };
    return all;
}

const std::vector<Told> &reaching()
{
    static const std::vector<Told> all{
        {"egress", kReaching, {}},
        {"egress profiles", nullptr, {"egress profiles --unused --since 30d"}},
        {"egress check", nullptr, {"egress check example.org:443 --profile packages"}},
        {"egress log", nullptr, {"egress log --sandbox sbx-1a2b --denied --follow"}},
        {"egress set", nullptr, {"egress set dev packages"}},
        {"egress allow",
         nullptr,
         {"egress allow dev api.example.org", "egress allow --profile packages api.example.org"}},
        {"egress deny", nullptr, {"egress deny dev '*.example.org:443'"}},
        {"egress forget", nullptr, {"egress forget dev api.example.org"}},
        {"secret", kReaching, {}},
        {"secret set", nullptr, {"secret set registry-token --host registry.example.org --value-file token"}},
        {"secret list", nullptr, {"secret list"}},
        {"secret remove", nullptr, {"secret remove registry-token"}},
        {"secret grant", nullptr, {"secret grant dev registry-token"}},
        {"secret revoke", nullptr, {"secret revoke dev registry-token"}},
        {"port", kReaching, {}},
        {"port open", nullptr, {"port open dev 8080", "port open dev 5432 --tcp"}},
        {"port list", nullptr, {"port list --sandbox dev"}},
        {"port close", nullptr, {"port close prt-1a2b3c"}},
    };
    return all;
}

const std::vector<Told> &serving()
{
    static const std::vector<Told> all{
        {"sessions", kServing, {"sessions --state needs-approval", "sessions --watch"}},
        {"calls", kServing, {"calls sesn_01ABC"}},
        {"approve", kServing, {"approve sesn_01ABC"}},
        {"deny", kServing, {"deny sesn_01ABC --reason 'not on a Friday'"}},
        {"interrupt", kServing, {"interrupt sesn_01ABC"}},
        {"session", kServing, {}},
        {"session start",
         nullptr,
         {"session start --agent agent_01ABC --message 'look at /workspace' --sandbox sbx-1a2b"}},
        {"agents", kServing, {"agents --json"}},
        {"env", kServing, {}},
        {"env list", nullptr, {"env list"}},
        {"env add", nullptr, {"env add env_01ABC --name prod --environment-key-file key"}},
        {"env pause", nullptr, {"env pause prod"}},
        {"env resume", nullptr, {"env resume prod"}},
        {"env refresh", nullptr, {"env refresh prod"}},
        {"env remove", nullptr, {"env remove prod"}},
        {"work", kServing, {}},
        {"work list", nullptr, {"work list --state queued", "work list --watch"}},
        {"work repair", nullptr, {"work repair work_01ABC"}},
        {"webhook", kServing, {}},
        {"webhook on", nullptr, {"webhook on"}},
        {"webhook off", nullptr, {"webhook off"}},
    };
    return all;
}

const std::vector<Told> &looking()
{
    static const std::vector<Told> all{
        {"events", kLooking, {"events -f", "events --kind sandbox.state --json"}},
        {"logs", kLooking, {"logs -f", "logs --sandbox sbx-1a2b --level warning", "logs --list"}},
        {"usage", kLooking, {"usage --by session --since 2026-11-01"}},
        {"history", kLooking, {"history --most 20"}},
        {"audit", kLooking, {}},
        {"audit verify", nullptr, {"audit verify"}},
        {"audit list", nullptr, {"audit list --since 2h --object sandbox/sbx-1a2b"}},
        {"audit export", nullptr, {"audit export --format csv --output trail.csv"}},
    };
    return all;
}

const std::vector<Told> &hosting()
{
    static const std::vector<Told> all{
        {"serve", kHost, {"serve", "serve --environment-id env_01ABC --environment-key-file key --capacity 8"}},
        {"spawn", kHost, {"spawn --session-idle 60s"}},
        {"demo-server", kHost, {"demo-server --json"}},
        {"doctor", kHost, {"doctor --json"}},
        {"key", kHost, {}},
        {"key create", nullptr, {"key create ci --scope operate --days 90"}},
        {"key list", nullptr, {"key list"}},
        {"key rotate", nullptr, {"key rotate ci --grace 1h"}},
        {"key revoke", nullptr, {"key revoke ci"}},
        {"budget", kHost, {}},
        {"budget list", nullptr, {"budget list"}},
        {"budget spent", nullptr, {"budget spent --json"}},
        {"budget set", nullptr, {"budget set host day 500 --then pause-polling", "budget set session ever 200"}},
        {"budget remove", nullptr, {"budget remove host day"}},
        {"operation", kHost, {}},
        {"operation list", nullptr, {"operation list --state running", "operation list --watch"}},
        {"operation cancel", nullptr, {"operation cancel op-1a2b3c"}},
        {"leftover", kHost, {}},
        {"leftover list", nullptr, {"leftover list"}},
        {"leftover look", nullptr, {"leftover look"}},
        {"leftover remove", nullptr, {"leftover remove layer-1a2b"}},
        {"secret-store", kHost, {}},
        {"secret-store status", nullptr, {"secret-store status"}},
        {"secret-store move", nullptr, {"secret-store move --to keyring"}},
        {"secret-store new-audit-key", nullptr, {"secret-store new-audit-key"}},
        {"version", kSelf, {"version"}},
        {"help", kSelf, {"help image build"}},
        {"completion", kSelf, {"completion bash > /etc/bash_completion.d/gloveboxctl", "completion fish | source"}},
        {"man", kSelf, {"man | man -l -"}},
    };
    return all;
}

const std::map<std::string, const Told *> &told()
{
    static const auto all = [] {
        std::map<std::string, const Told *> by;
        for (const auto *list : {&working(), &making(), &reaching(), &serving(), &looking(), &hosting()})
            for (const auto &one : *list)
                by.emplace(std::string("gloveboxctl ") + one.command, &one);
        return by;
    }();
    return all;
}

void describe(CLI::App &command)
{
    const auto found = told().find(fullName(command));
    if (found != told().end() && found->second->group)
        command.group(found->second->group);
    std::string footer;
    for (const auto &example : examplesOf(command))
        footer += (footer.empty() ? "Examples:\n  " : "\n  ") + example;
    command.footer(footer);
    for (auto *below : command.get_subcommands([](CLI::App *one) { return !one->get_name().empty(); }))
        describe(*below);
}

} // namespace

std::vector<std::string> examplesOf(const CLI::App &command)
{
    std::vector<std::string> examples;
    if (const auto found = told().find(fullName(command)); found != told().end())
        for (const char *example : found->second->examples)
            examples.push_back(std::string("gloveboxctl ") + example);
    return examples;
}

void describeCommands(CLI::App &app)
{
    describe(app);
    app.footer("What a command takes and how it is used: gloveboxctl COMMAND --help, gloveboxctl man.");
}

} // namespace glovebox::cli
