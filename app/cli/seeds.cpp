// Role: `gloveboxctl seed`, and what `create` shares with it.
#include "app/cli/seeds.h"

#include "app/cli/how_long.h"
#include "app/cli/step_log.h"
#include "app/compose/seed_texts.h"
#include "app/compose/shutdown_signals.h"

#include <QFileInfo>

#include <memory>

namespace glovebox::cli {

namespace {

constexpr std::uint64_t kReadySecondsMax = 24 * 3600; // as the local API takes it

/// What stands on the command line is a step of its own, behind those before it.
void addStep(CLI::App &command, SeedOptions &options, const char *name, const char *text, const char *takes,
             const std::function<Result<domain::SeedStep>(const std::string &)> &read)
{
    command
        .add_option_function<std::string>(
            name,
            [&options, read](const std::string &value) {
                auto step = read(value);
                if (!step)
                    throw CLI::ValidationError(step.error().detail);
                options.seed.steps.push_back(*std::move(step));
            },
            text)
        ->trigger_on_parse()
        ->type_name(takes);
}

nlohmann::json stepBody(const domain::PutFiles &step)
{
    return {{step.unpack ? "unpack" : "put", step.from}, {"to", step.to}};
}

nlohmann::json stepBody(const domain::CopyFromSnapshot &step)
{
    return {{"copy", step.from}, {"snapshot", step.snapshot.value()}, {"to", step.to}};
}

nlohmann::json stepBody(const domain::CloneRepository &step)
{
    return {{"clone", step.url}, {"to", step.to}, {"reference", step.reference}};
}

nlohmann::json stepBody(const domain::RunStep &step)
{
    return {{"run", step.command.shell}, {"seconds", step.timeout / std::chrono::seconds(1)}};
}

std::string seedPath(const std::string &sandbox)
{
    return "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/seed";
}

bool isOver(const std::string &state)
{
    return state != "waiting" && state != "running";
}

/// The one whom the server would ask is this host, and this user.
Result<> isThere(const domain::SeedStep &step)
{
    const auto *put = std::get_if<domain::PutFiles>(&step);
    if (!put)
        return {};
    const QFileInfo file(QString::fromStdString(put->from));
    if (!file.exists())
        return fail(ErrorCode::InvalidArgument, "There is no " + put->from + " on this host.");
    if (!file.isReadable())
        return fail(ErrorCode::InvalidArgument, "This user cannot read " + put->from + ".");
    if (put->unpack && file.isDir())
        return fail(ErrorCode::InvalidArgument, "A folder is no archive: " + put->from + "; --put takes folders.");
    return {};
}

Result<int> endOf(const nlohmann::json &view, const std::string &sandbox, const LiveOptions &live)
{
    if (live.json)
        printAnswer(view);
    const auto state = shownField(view, "state");
    if (state == "failed")
        return fail(ErrorCode::HostToolFailed,
                    sandbox + " was not seeded: " +
                        (view.contains("problem") ? shownField(view["problem"], "message") : std::string()));
    if (state == "cancelled")
        return fail(ErrorCode::Cancelled, "it was cancelled; what was done so far stays in " + sandbox);
    return 0;
}

struct SeedCommand {
    LiveOptions live;
    SeedOptions seed;
    std::string sandbox;
    bool cancel = false;
};

int seedSandbox(const SeedCommand &given)
{
    return withApi(given.live, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        auto options = given;
        GB_TRY(sandbox, resolve(api, Named::Sandbox, given.sandbox));
        options.sandbox = sandbox;
        const auto waited = [&]() -> Result<int> {
            const auto status = followSeed(api, options.sandbox, options.live);
            return status ? *status : complain(status.error().detail, kExitFailed); // which says itself what was not
        };
        if (options.cancel) {
            GB_CHECK(api.post(seedPath(options.sandbox) + "/cancel"));
            return 0;
        }
        if (options.seed.hasWork()) {
            GB_TRY(body, seedBody(options.seed));
            GB_TRY(answer, api.post(seedPath(options.sandbox), body));
            if (!options.seed.wait && options.live.json)
                printAnswer(answer);
            return options.seed.wait ? waited() : Result<int>(0);
        }
        if (options.seed.wait)
            return waited();
        GB_TRY(view, api.get(seedPath(options.sandbox)));
        if (options.live.json) {
            printAnswer(view);
            return 0;
        }
        StepLog().show(view);
        std::printf("%s\n", shownField(view, "state").c_str());
        return 0;
    });
}

} // namespace

void addSeedOptions(CLI::App &command, SeedOptions &options)
{
    addStep(command, options, "--put", "put a file, or all that is in a folder, into it; again for more", "SRC:DEST",
            [](const std::string &text) { return compose::putStepFrom(text, false); });
    addStep(command, options, "--unpack", "put what is in a tar or zip archive into it", "ARCHIVE:DEST",
            [](const std::string &text) { return compose::putStepFrom(text, true); });
    addStep(command, options, "--from-snapshot", "copy a file or folder as it was in a snapshot", "SNAPSHOT:PATH:DEST",
            compose::copyStepFrom);
    addStep(command, options, "--clone", "have its own git clone a repository", "URL[#REF][:DEST]",
            compose::cloneStepFrom);
    addStep(command, options, "--run", "run a line of its shell; steps are done in the order in which they stand",
            "COMMAND", [](const std::string &text) -> Result<domain::SeedStep> {
                return domain::RunStep{.command = {.shell = text, .arguments = {}}};
            });
    command.add_option("--start", options.start, "a command that goes on running, after the steps");
    command.add_option("--ready", options.ready, "a command that succeeds when all is ready; asked every second");
    takeTime(*command.add_option("--ready-within", options.readySeconds, "how long, as 90s or 5m (1m)"),
             {kSecondsToDays, "90s or 5m", 1, kReadySecondsMax});
    command.add_flag("--hibernate", options.hibernate, "write it to disk when all is done; any use wakes it");
    command.add_flag("--wait", options.wait, "show what it does until it is done");
}

Result<nlohmann::json> seedBody(const SeedOptions &options)
{
    auto seed = options.seed;
    seed.start.shell = options.start;
    if (!options.ready.empty())
        seed.ready = domain::ReadyCheck{.command = {.shell = options.ready, .arguments = {}},
                                        .within = std::chrono::seconds(options.readySeconds)};
    GB_CHECK(domain::check(seed));
    for (const auto &step : seed.steps)
        GB_CHECK(isThere(step));
    nlohmann::json body{{"steps", nlohmann::json::array()}, {"hibernate", options.hibernate}};
    for (const auto &step : seed.steps)
        body["steps"].push_back(std::visit([](const auto &what) { return stepBody(what); }, step));
    if (!options.start.empty())
        body["start"] = options.start;
    if (seed.ready)
        body["ready"] = {{"run", options.ready}, {"seconds", options.readySeconds}};
    return body;
}

Result<int> followSeed(const ApiClient &api, const std::string &sandbox, const LiveOptions &live)
{
    bool interrupted = false;
    const compose::ShutdownSignals stop([&](int) { interrupted = true; });
    StepLog log(true);
    for (;; holdOn()) {
        GB_TRY(view, api.get(seedPath(sandbox)));
        if (!live.json)
            log.show(view);
        if (isOver(shownField(view, "state")))
            return endOf(view, sandbox, live);
        if (interrupted)
            return complain("It goes on. Watch it with 'gloveboxctl seed " + sandbox +
                                " --wait', cancel it with 'gloveboxctl seed " + sandbox + " --cancel'.",
                            kExitInterrupted);
    }
}

void addSeeds(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<SeedCommand>();
    auto *command = app.add_subcommand(
        "seed", "put files into a sandbox of your own, clone repositories, run commands; without any: how that stands");
    command->add_option("SANDBOX", options->sandbox, kSandboxHelp)->required();
    addSeedOptions(*command, options->seed);
    command->add_flag("--cancel", options->cancel, "end what is under way; what was done so far stays");
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options] {
        chosen = [options] {
            return options->cancel && options->seed.hasWork() ? complain("--cancel goes with no steps", kExitUsage)
                                                              : seedSandbox(*options);
        };
    });
}

} // namespace glovebox::cli
