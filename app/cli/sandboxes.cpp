// Role: `gloveboxctl ps`, `create`, `destroy`, `pause`, `resume`, `hibernate`: the sandboxes of a running Glovebox.
#include "app/cli/live.h"
#include "app/cli/seeds.h"

#include <memory>

namespace glovebox::cli {

namespace {

struct CreateOptions {
    LiveOptions live;
    std::string name;
    std::string image;
    std::string base;
    std::string snapshot;
    std::string egress;
    std::vector<std::string> secrets;
    std::uint64_t vcpus = 0;
    std::uint64_t memory = 0;
    SeedOptions seed;
    std::string forSession;
    std::vector<std::string> forMatch;
    std::uint64_t forSeconds = 0;
};

/// As the local API takes it.
Result<nlohmann::json> reservationBody(const std::string &session, const std::vector<std::string> &match,
                                       std::uint64_t seconds, const char *option)
{
    auto body = nlohmann::json::object();
    if (!session.empty())
        body["session"] = session;
    for (const auto &pair : match) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(ErrorCode::InvalidArgument,
                        std::string(option) + " takes metadata as KEY=VALUE, not '" + pair + "'");
        body["match"][pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    if (seconds > 0)
        body["seconds"] = seconds;
    return body;
}

/// As the local API takes it: ten years.
constexpr std::uint64_t kReservedSecondsMax = 10ull * 366 * 24 * 3600;

CLI::AsNumberWithUnit howLong()
{
    return CLI::AsNumberWithUnit(std::map<std::string, std::uint64_t>{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}});
}

/// Of one that is under way: "is seeded, step 2 of 5".
std::string seedNote(const nlohmann::json &sandbox)
{
    const auto seed = sandbox.value("seed", nlohmann::json::object());
    const auto state = shownField(seed, "state");
    if (state == "waiting")
        return "waits to be seeded";
    if (state != "running")
        return {};
    return "is seeded, step " + std::to_string(seed.value("step", 0)) + " of " + std::to_string(seed.value("steps", 0));
}

int list(const LiveOptions &options)
{
    return withApi(options, "The sandboxes could not be listed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.get("/v1/sandboxes"));
        if (options.json) {
            printAnswer(answer);
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &sandbox : answer["sandboxes"]) {
            auto note = shownField(sandbox, "operation");
            if (note.empty())
                note = seedNote(sandbox);
            for (const char *field : {"waits_for", "busy_with"})
                if (note.empty())
                    note = shownField(sandbox, field);
            const auto state = shownField(sandbox, "state");
            const auto whom = shownField(sandbox, "reserved_for");
            const bool isWell = state != "failed" && state != "stopped"; // else why it is not comes first
            if (note.empty() && isWell && !whom.empty())
                note = "reserved for " + whom;
            if (note.empty())
                note = shownField(sandbox, "reason");
            rows.push_back({shownField(sandbox, "id"), state, shownField(sandbox, "name"), shownField(sandbox, "image"),
                            shownField(sandbox, "session"), note});
        }
        printRows({"ID", "STATE", "NAME", "IMAGE", "SESSION", "NOTE"}, rows);
        return 0;
    });
}

Result<nlohmann::json> createBody(const CreateOptions &options)
{
    auto body = nlohmann::json::object();
    for (const auto &[field, value] : {std::pair{"name", options.name},
                                       {"image", options.image},
                                       {"template", options.base},
                                       {"snapshot", options.snapshot},
                                       {"egress", options.egress}})
        if (!value.empty())
            body[field] = value;
    if (!options.secrets.empty())
        body["secrets"] = options.secrets;
    if (options.vcpus > 0)
        body["vcpus"] = options.vcpus;
    if (options.memory > 0)
        body["memory_mib"] = options.memory;
    if (options.seed.hasWork()) {
        GB_TRY(seed, seedBody(options.seed));
        body["seed"] = std::move(seed);
    }
    GB_TRY(reservation, reservationBody(options.forSession, options.forMatch, options.forSeconds, "--reserve-match"));
    if (!reservation.empty())
        body["reservation"] = std::move(reservation);
    return body;
}

/// Until it runs.
Result<int> waitUntilUp(const ApiClient &api, const std::string &sandbox, bool json)
{
    for (;; holdOn()) {
        GB_TRY(view, api.get("/v1/sandboxes/" + ApiClient::escaped(sandbox)));
        const auto state = shownField(view, "state");
        if (state == "failed" || state == "destroying" || state == "destroyed")
            return fail(ErrorCode::GuestExited, sandbox + " is " + state + ": " +
                                                    (view.contains("problem") ? shownField(view["problem"], "message")
                                                                              : shownField(view, "reason")));
        if (state == "queued" || state == "creating" || state == "restoring")
            continue;
        if (json)
            printAnswer(view);
        return 0;
    }
}

int create(const CreateOptions &options)
{
    return withApi(options.live, "The sandbox was not created.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(body, createBody(options));
        GB_TRY(answer, api.post("/v1/sandboxes", body));
        const auto id = objectIn(answer);
        if (options.live.json && !options.seed.wait)
            printAnswer(answer);
        else if (!options.live.json)
            std::printf("%s\n", id.c_str());
        std::fflush(stdout);
        if (!options.seed.wait)
            return 0;
        const auto waited =
            options.seed.hasWork() ? followSeed(api, id, options.live) : waitUntilUp(api, id, options.live.json);
        // It is there, and what became of it is another matter.
        return waited ? *waited : complain(waited.error().detail, kExitFailed);
    });
}

int act(const LiveOptions &options, const std::string &id, const char *what)
{
    return withApi(options, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        const auto path = "/v1/sandboxes/" + ApiClient::escaped(id);
        const bool destroys = std::string_view(what) == "destroy";
        GB_TRY(answer, destroys ? api.remove(path) : api.post(path + '/' + what));
        if (options.json)
            printAnswer(answer);
        return 0;
    });
}

struct ReserveOptions {
    LiveOptions live;
    std::string id;
    std::string session;
    std::vector<std::string> match;
    std::uint64_t seconds = 0;
};

int reserve(const ReserveOptions &options)
{
    return withApi(options.live, "It was not reserved.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(body, reservationBody(options.session, options.match, options.seconds, "--match"));
        GB_TRY(answer, api.put("/v1/sandboxes/" + ApiClient::escaped(options.id) + "/reservation", body));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int unreserve(const ReserveOptions &options)
{
    return withApi(options.live, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.remove("/v1/sandboxes/" + ApiClient::escaped(options.id) + "/reservation"));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

void addReservations(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<ReserveOptions>();
    auto *command = app.add_subcommand("reserve", "keep a sandbox of your own for a session to come");
    command->add_option("SANDBOX", options->id, "its id, like sbx-1a2b3c")->required();
    auto *session = command->add_option("--session", options->session, "for this session");
    command->add_option("--match", options->match, "for the first session whose metadata has KEY=VALUE; several: all")
        ->excludes(session);
    command->add_option("--for", options->seconds, "how long, as 90s, 30m, 12h or 7d; without it for ever")
        ->transform(howLong())
        ->check(CLI::Range(std::uint64_t{1}, kReservedSecondsMax));
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options] {
        chosen = [options] {
            return reserve(*options);
        };
    });
    auto *back = app.add_subcommand("unreserve", "take a reservation back");
    back->add_option("SANDBOX", options->id, "its id, like sbx-1a2b3c")->required();
    addLiveOptions(*back, options->live);
    back->callback([&chosen, options] {
        chosen = [options] {
            return unreserve(*options);
        };
    });
}

void addAct(CLI::App &app, Action &chosen, const char *what, const char *text)
{
    struct Options {
        LiveOptions live;
        std::string id;
    };
    auto options = std::make_shared<Options>();
    auto *command = app.add_subcommand(what, text);
    command->add_option("SANDBOX", options->id, "its id, like sbx-1a2b3c")->required();
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options, what] {
        chosen = [options, what] {
            return act(options->live, options->id, what);
        };
    });
}

} // namespace

void addSandboxes(CLI::App &app, Action &chosen)
{
    auto listing = std::make_shared<LiveOptions>();
    auto *ps = app.add_subcommand("ps", "list the sandboxes of a running Glovebox");
    addLiveOptions(*ps, *listing);
    ps->callback([&chosen, listing] {
        chosen = [listing] {
            return list(*listing);
        };
    });

    auto options = std::make_shared<CreateOptions>();
    auto *command = app.add_subcommand("create", "create a sandbox of your own; prints its id");
    command->add_option("--name", options->name, "what to call it");
    auto *image = command->add_option("--image", options->image, "an image, by name or id");
    auto *base = command->add_option("--template", options->base, "a template, by name")->excludes(image);
    command->add_option("--snapshot", options->snapshot, "a snapshot, by its id")->excludes(image)->excludes(base);
    command->add_option("--egress", options->egress, "the egress profile that it gets, by name");
    command
        ->add_option("--secret", options->secrets,
                     "a secret of the gate that it may use, by name; several: one each (gloveboxctl secret)")
        ->allow_extra_args(false);
    command->add_option("--vcpus", options->vcpus, "virtual processors");
    command->add_option("--memory-mib", options->memory, "memory in MiB");
    addSeedOptions(*command, options->seed);
    auto *session =
        command->add_option("--reserve-session", options->forSession, "keep it, when all is done, for this session");
    command
        ->add_option("--reserve-match", options->forMatch,
                     "or for the first session whose metadata has KEY=VALUE; several: all")
        ->excludes(session)
        ->allow_extra_args(false);
    command->add_option("--reserve-for", options->forSeconds, "how long from now, as 90s, 30m, 12h or 7d")
        ->transform(howLong())
        ->check(CLI::Range(std::uint64_t{1}, kReservedSecondsMax));
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options] {
        chosen = [options] {
            return create(*options);
        };
    });

    addReservations(app, chosen);
    addAct(app, chosen, "destroy", "end a sandbox and remove its disk");
    addAct(app, chosen, "pause", "have a sandbox stand still; any use wakes it");
    addAct(app, chosen, "resume", "have a paused sandbox go on");
    addAct(app, chosen, "hibernate", "write a sandbox to disk and free its slot; any use wakes it");
}

} // namespace glovebox::cli
