// Role: `gloveboxctl ps`, `create`, `destroy`, `pause`, `resume`, `hibernate`, `label`: the sandboxes of a running
// Glovebox.
#include "app/cli/how_long.h"
#include "app/cli/listing.h"
#include "app/cli/seeds.h"
#include "app/format/quantities.h"
#include "core/domain/sandbox.h"

#include <memory>
#include <optional>

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
    std::optional<std::uint64_t> vcpus;
    std::optional<std::uint64_t> memory;
    SeedOptions seed;
    std::string forSession;
    std::vector<std::string> forMatch;
    std::uint64_t forSeconds = 0;
    std::vector<std::string> labels;
};

/// As the local API takes it.
Result<nlohmann::json> reservationBody(const std::string &session, const std::vector<std::string> &match,
                                       std::uint64_t seconds, const char *option)
{
    auto body = nlohmann::json::object();
    if (!session.empty())
        body["session"] = session;
    for (const auto &pair : match)
        GB_CHECK(takePair(pair, option, body["match"]));
    if (seconds > 0)
        body["seconds"] = seconds;
    return body;
}

/// As the local API takes it: ten years.
constexpr std::uint64_t kReservedSecondsMax = 10ull * 366 * 24 * 3600;

void takeReservedTime(CLI::Option &option)
{
    takeTime(option, {kSecondsToDays, "90s, 30m, 12h or 7d", 1, kReservedSecondsMax});
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

/// What it waits for, or is at, or is for; of one that is not well why it is not.
std::string noteOf(const nlohmann::json &sandbox)
{
    auto note = shownField(sandbox, "operation");
    if (note.empty())
        note = seedNote(sandbox);
    for (const char *field : {"waits_for", "busy_with"})
        if (note.empty())
            note = shownField(sandbox, field);
    const auto state = shownField(sandbox, "state");
    const auto whom = shownField(sandbox, "reserved_for");
    const bool isWell = state != "failed" && state != "stopped";
    if (note.empty() && isWell && !whom.empty())
        note = "reserved for " + whom;
    return note.empty() ? shownField(sandbox, "reason") : note;
}

std::string sizeOf(const nlohmann::json &sandbox)
{
    const auto size = sandbox.value("size", nlohmann::json::object());
    return std::to_string(size.value("vcpus", 0)) + " x " +
           format::bytes(ByteCount{size.value("memory_bytes", std::uint64_t{0})}).toStdString();
}

int listSandboxes(const ListOptions &options)
{
    return showList(options, {.failed = "The sandboxes could not be listed.",
                              .path = "/v1/sandboxes",
                              .list = "sandboxes",
                              .states = wordsTo(domain::SandboxState::Destroyed),
                              .columns = {textColumn("ID", "id"),
                                          textColumn("STATE", "state"),
                                          textColumn("NAME", "name"),
                                          textColumn("IMAGE", "image"),
                                          textColumn("SESSION", "session"),
                                          textColumn("TEMPLATE", "template", true),
                                          textColumn("EGRESS", "egress", true),
                                          {"SIZE", sizeOf, true},
                                          textColumn("CREATED", "created_at", true),
                                          {"LABELS", labelsIn, true},
                                          {"NOTE", noteOf}}});
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
    if (options.vcpus)
        body["vcpus"] = *options.vcpus;
    if (options.memory)
        body["memory_mib"] = *options.memory;
    if (options.seed.hasWork()) {
        GB_TRY(seed, seedBody(options.seed));
        body["seed"] = std::move(seed);
    }
    GB_TRY(reservation, reservationBody(options.forSession, options.forMatch, options.forSeconds, "--reserve-match"));
    if (!reservation.empty())
        body["reservation"] = std::move(reservation);
    for (const auto &label : options.labels)
        GB_CHECK(takePair(label, "--label", body["labels"]));
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
        if (!options.snapshot.empty()) {
            GB_TRY(snapshot, resolve(api, Named::Snapshot, options.snapshot));
            body["snapshot"] = snapshot;
        }
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

struct ActOptions {
    LiveOptions live;
    std::vector<std::string> ids;
    bool force = false;
};

/// Each of them, whatever becomes of the others; the first that fails is said last.
int act(const ActOptions &options, const char *what)
{
    const bool destroys = std::string_view(what) == "destroy";
    return withApi(options.live, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(ids, resolveAll(api, Named::Sandbox, options.ids));
        std::string all;
        for (const auto &id : ids)
            all += (all.empty() ? "" : ", ") + id;
        if (destroys && !isMeant("Destroy " + all + "? What is in it is lost.", options.force))
            return kExitFailed;
        Result<int> status = 0;
        for (const auto &id : ids) {
            const auto path = "/v1/sandboxes/" + ApiClient::escaped(id);
            const auto answer = destroys ? api.remove(path) : api.post(path + '/' + what);
            if (answer && options.live.json)
                printAnswer(*answer);
            if (!answer && ids.size() > 1)
                status = complain(id + ": " + answer.error().detail, kExitFailed);
            else if (!answer)
                status = tl::unexpected(answer.error());
        }
        return status;
    });
}

struct LabelOptions {
    LiveOptions live;
    std::string id;
    std::vector<std::string> changes; // "name=value", "name-"
};

/// Those that it has, with what is changed.
int label(const LabelOptions &options)
{
    return withApi(options.live, "It was not labelled.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Sandbox, options.id));
        const auto path = "/v1/sandboxes/" + ApiClient::escaped(id);
        GB_TRY(view, api.get(path));
        auto labels = view.value("labels", nlohmann::json::object());
        for (const auto &change : options.changes)
            if (change.ends_with('-') && change.find('=') == std::string::npos)
                labels.erase(change.substr(0, change.size() - 1));
            else
                GB_CHECK(takePair(change, "label", labels));
        if (!options.changes.empty())
            GB_CHECK(api.patch(path, {{"labels", labels}}));
        if (options.live.json)
            printAnswer(labels);
        else if (options.changes.empty())
            std::printf("%s\n", labelsIn({{"labels", labels}}).c_str());
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
        GB_TRY(id, resolve(api, Named::Sandbox, options.id));
        GB_TRY(answer, api.put("/v1/sandboxes/" + ApiClient::escaped(id) + "/reservation", body));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int unreserve(const ReserveOptions &options)
{
    return withApi(options.live, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Sandbox, options.id));
        GB_TRY(answer, api.remove("/v1/sandboxes/" + ApiClient::escaped(id) + "/reservation"));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

void addReservations(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<ReserveOptions>();
    auto *command = app.add_subcommand("reserve", "keep a sandbox of your own for a session to come");
    command->add_option("SANDBOX", options->id, kSandboxHelp)->required();
    auto *session = command->add_option("--session", options->session, "for this session");
    command->add_option("--match", options->match, "for the first session whose metadata has KEY=VALUE; several: all")
        ->excludes(session);
    takeReservedTime(
        *command->add_option("--for", options->seconds, "how long, as 90s, 30m, 12h or 7d; without it for ever"));
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options] {
        chosen = [options] {
            return reserve(*options);
        };
    });
    auto *back = app.add_subcommand("unreserve", "take a reservation back");
    back->add_option("SANDBOX", options->id, kSandboxHelp)->required();
    addLiveOptions(*back, options->live);
    back->callback([&chosen, options] {
        chosen = [options] {
            return unreserve(*options);
        };
    });
}

void addAct(CLI::App &app, Action &chosen, const char *what, const char *text)
{
    auto options = std::make_shared<ActOptions>();
    auto *command = app.add_subcommand(what, text);
    command->add_option("SANDBOX", options->ids, kSandboxHelp)->required();
    if (std::string_view(what) == "destroy")
        addForce(*command, options->force);
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options, what] {
        chosen = [options, what] {
            return act(*options, what);
        };
    });
}

void addLabel(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<LabelOptions>();
    auto *command = app.add_subcommand("label", "put labels on a sandbox or take them off; without any: print them");
    command->add_option("SANDBOX", options->id, kSandboxHelp)->required();
    command->add_option("LABEL", options->changes, "NAME=VALUE, or NAME- to take it off");
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options] {
        chosen = [options] {
            return label(*options);
        };
    });
}

} // namespace

void addSandboxes(CLI::App &app, Action &chosen)
{
    addListCommand(app, chosen, "ps", "list the sandboxes of a running Glovebox", listSandboxes,
                   kByState | kByLabel | kBySession);
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
    command->add_option("-l,--label", options->labels, "a label, NAME=VALUE; several: one each")
        ->allow_extra_args(false);
    addSeedOptions(*command, options->seed);
    auto *session =
        command->add_option("--reserve-session", options->forSession, "keep it, when all is done, for this session");
    command
        ->add_option("--reserve-match", options->forMatch,
                     "or for the first session whose metadata has KEY=VALUE; several: all")
        ->excludes(session)
        ->allow_extra_args(false);
    takeReservedTime(
        *command->add_option("--reserve-for", options->forSeconds, "how long from now, as 90s, 30m, 12h or 7d"));
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options] {
        chosen = [options] {
            return create(*options);
        };
    });

    addReservations(app, chosen);
    addAct(app, chosen, "destroy", "end sandboxes and remove their disks");
    addAct(app, chosen, "pause", "have a sandbox stand still; any use wakes it");
    addAct(app, chosen, "resume", "have a paused sandbox go on");
    addAct(app, chosen, "hibernate", "write a sandbox to disk and free its slot; any use wakes it");
    addLabel(app, chosen);
}

} // namespace glovebox::cli
