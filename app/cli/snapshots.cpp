// Role: `gloveboxctl snapshot`, `restore` and `fork`: points in time of sandboxes, taken, listed and removed, and what
// is made of them. Thread: the main one; blocks.
#include "app/cli/listing.h"
#include "app/format/quantities.h"
#include "core/base/limits.h"
#include "core/domain/snapshot.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace glovebox::cli {

namespace {

struct SnapshotOptions {
    LiveOptions live;
    std::string sandbox;
    std::string name;
    std::vector<std::string> snapshots;
    bool force = false;
};

struct ChangeOptions {
    LiveOptions live;
    std::string snapshot;
    std::string name;
};

struct CopyOptions {
    LiveOptions live;
    std::string from; // a snapshot, or a sandbox
    std::string inPlace;
    std::string name;
    int count = 1;
    bool unsafe = false;
    bool force = false;
};

constexpr int kCopiesMax = limits::kForkMax;

/// Until it is on disk: nothing can be made of it before.
Result<int> waitUntilKept(const ApiClient &api, const std::string &snapshot, bool json)
{
    for (;; holdOn()) {
        GB_TRY(view, api.get("/v1/snapshots/" + ApiClient::escaped(snapshot)));
        const auto state = shownField(view, "state");
        if (state == "taking")
            continue;
        if (state != "ready")
            return fail(ErrorCode::Internal, snapshot + " is " + state + ": " +
                                                 (view.contains("problem") ? shownField(view["problem"], "message")
                                                                           : std::string("it says no more")));
        if (json)
            printAnswer(view);
        else
            std::printf("%s\n", snapshot.c_str());
        return 0;
    }
}

int take(const SnapshotOptions &options)
{
    return withApi(options.live, "No snapshot was taken.", [&](const ApiClient &api) -> Result<int> {
        auto body = nlohmann::json::object();
        if (!options.name.empty())
            body["name"] = options.name;
        GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
        GB_TRY(answer, api.post("/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/snapshots", body));
        return waitUntilKept(api, objectIn(answer), options.live.json);
    });
}

std::string sizeIn(const nlohmann::json &snapshot)
{
    const auto bytes =
        snapshot.value("memory_bytes", std::uint64_t{0}) + snapshot.value("disk_bytes", std::uint64_t{0});
    return format::bytes(ByteCount{bytes}).toStdString();
}

int listSnapshots(const ListOptions &options)
{
    return showList(options, {.failed = "The snapshots could not be listed.",
                              .path = "/v1/snapshots",
                              .list = "snapshots",
                              .states = wordsTo(domain::SnapshotState::Gone),
                              .columns = {textColumn("ID", "id"),
                                          textColumn("STATE", "state"),
                                          textColumn("NAME", "name"),
                                          textColumn("SANDBOX", "sandbox"),
                                          {"SIZE", sizeIn},
                                          textColumn("TAKEN", "at")}});
}

int removeAll(const SnapshotOptions &options)
{
    return withApi(options.live, "It was not removed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(ids, resolveAll(api, Named::Snapshot, options.snapshots));
        std::string all;
        for (const auto &id : ids)
            all += (all.empty() ? "" : ", ") + id;
        if (!isMeant("Remove " + all + "?", options.force))
            return kExitFailed;
        for (const auto &snapshot : ids) {
            GB_TRY(answer, api.remove("/v1/snapshots/" + ApiClient::escaped(snapshot)));
            if (options.live.json)
                printAnswer(answer);
        }
        return 0;
    });
}

int change(const ChangeOptions &options, const char *failed, const nlohmann::json &body)
{
    return withApi(options.live, failed, [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Snapshot, options.snapshot));
        GB_TRY(answer, api.patch("/v1/snapshots/" + ApiClient::escaped(id), body));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int rename(const ChangeOptions &options)
{
    return change(options, "It was not renamed.", {{"name", options.name}});
}

int pin(const ChangeOptions &options)
{
    return change(options, "It was not pinned.", {{"pinned", true}});
}

int unpin(const ChangeOptions &options)
{
    return change(options, "It was not unpinned.", {{"pinned", false}});
}

/// The newest on this object; empty: there is none.
Result<nlohmann::json> newestOperation(const ApiClient &api, const std::string &object)
{
    GB_TRY(answer, api.get("/v1/operations?object=" + ApiClient::escaped(object)));
    const auto &all = answer["operations"];
    return all.empty() ? nlohmann::json::object() : all[0];
}

bool isUnderWay(const nlohmann::json &operation)
{
    const auto state = shownField(operation, "state");
    return state == "running" || state == "queued";
}

/// Waits until all of it is read, and says what is wrong with it.
int verify(const ChangeOptions &options)
{
    return withApi(options.live, "It was not verified.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Snapshot, options.snapshot));
        const auto path = "/v1/snapshots/" + ApiClient::escaped(id);
        GB_TRY(before, newestOperation(api, "snapshot/" + id));
        GB_CHECK(api.post(path + "/verify"));
        for (;; holdOn()) {
            GB_TRY(operation, newestOperation(api, "snapshot/" + id));
            if (isUnderWay(operation) || (idIn(operation) == idIn(before) && !isUnderWay(before)))
                continue;
            const auto state = shownField(operation, "state");
            if (state != "done")
                return fail(ErrorCode::Conflict, operation.contains("problem")
                                                     ? shownField(operation["problem"], "message")
                                                     : "it was " + state);
            GB_TRY(view, api.get(path));
            if (options.live.json)
                printAnswer(view);
            return 0;
        }
    });
}

/// Asks for copies and waits until they are there; prints their ids.
Result<int> makeCopies(const ApiClient &api, const std::string &path, const nlohmann::json &body,
                       const std::string &object, bool json)
{
    GB_TRY(before, newestOperation(api, object));
    GB_TRY(answer, api.postAndWait(path, body));
    const auto ids = answer.value("sandboxes", std::vector<std::string>{});
    for (;; holdOn()) {
        GB_TRY(operation, newestOperation(api, object)); // before the list: one that is over has told of all
        GB_TRY(now, api.get("/v1/sandboxes"));
        auto made = nlohmann::json::array();
        for (const auto &sandbox : now["sandboxes"])
            if (std::ranges::find(ids, idIn(sandbox)) != ids.end())
                made.push_back(sandbox);
        const auto state = idIn(operation) == idIn(before) ? std::string() : shownField(operation, "state");
        const bool isOver = !state.empty() && !isUnderWay(operation);
        if (made.size() < ids.size() && !isOver)
            continue;
        if (made.empty())
            return fail(ErrorCode::Conflict, operation.contains("problem") ? shownField(operation["problem"], "message")
                                                                           : "it was " + state);
        if (json)
            printAnswer({{"sandboxes", made}});
        else
            for (const auto &sandbox : made)
                std::printf("%s\n", idIn(sandbox).c_str());
        return made.size() < ids.size() ? kExitFailed : 0;
    }
}

int fork(const CopyOptions &options)
{
    return withApi(options.live, "It was not forked.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(sandbox, resolve(api, Named::Sandbox, options.from));
        return makeCopies(api, "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/fork", {{"count", options.count}},
                          "sandbox/" + sandbox, options.live.json);
    });
}

Result<int> restoreInPlace(const ApiClient &api, const CopyOptions &options, const std::string &snapshot)
{
    GB_TRY(sandbox, resolve(api, Named::Sandbox, options.inPlace));
    if (!isMeant("Put " + sandbox + " back to " + snapshot + "? What it is now " +
                     (options.unsafe ? "is lost." : "is kept as a snapshot."),
                 options.force))
        return kExitFailed;
    GB_TRY(answer, api.postAndWait("/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/restore",
                                   {{"snapshot", snapshot}, {"safety", !options.unsafe}}));
    if (options.live.json)
        printAnswer(answer);
    return 0;
}

int restore(const CopyOptions &options)
{
    if (options.unsafe && options.inPlace.empty())
        return complain("--no-safety goes with --in-place", kExitUsage);
    return withApi(options.live, "It was not restored.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(snapshot, resolve(api, Named::Snapshot, options.from));
        if (!options.inPlace.empty())
            return restoreInPlace(api, options, snapshot);
        nlohmann::json body{{"count", options.count}};
        if (!options.name.empty())
            body["name"] = options.name;
        return makeCopies(api, "/v1/snapshots/" + ApiClient::escaped(snapshot) + "/restore", body,
                          "snapshot/" + snapshot, options.live.json);
    });
}

void addChanges(CLI::App &group, Action &chosen)
{
    const auto add = [&](const char *name, const char *what, int (*run)(const ChangeOptions &)) {
        const auto [command, options] = addLiveCommand(group, chosen, name, what, run);
        command->add_option("SNAPSHOT", options->snapshot, "its id, the beginning of one, or its name")->required();
        return std::pair(command, options);
    };
    const auto [renaming, options] = add("rename", "call one otherwise", rename);
    renaming->add_option("NAME", options->name, "64 bytes at most")->required();
    add("pin", "have one removed by nobody, until it is unpinned", pin);
    add("unpin", "let one be removed again", unpin);
    add("verify", "read all of one, and compare", verify);
}

void addCopies(CLI::App &app, Action &chosen)
{
    auto *group = &app;
    const auto [restoring, restoreOptions] = addLiveCommand(
        *group, chosen, "restore", "make a sandbox of a snapshot, or put one back to it; prints new ids", restore);
    constexpr const char *snapshotHelp = "its id, the beginning of one, or its name";
    restoring->add_option("SNAPSHOT", restoreOptions->from, snapshotHelp)->required();
    auto *inPlace = restoring->add_option("--in-place", restoreOptions->inPlace,
                                          "put this sandbox back to it; what it is now is kept as a snapshot");
    restoring->add_flag("--no-safety", restoreOptions->unsafe, "with --in-place: and is not kept")->needs(inPlace);
    restoring->add_option("--name", restoreOptions->name, "what to call the new one")->excludes(inPlace);
    restoring->add_option("--count", restoreOptions->count, "how many new ones")
        ->check(CLI::Range(1, kCopiesMax))
        ->excludes(inPlace);
    addForce(*restoring, restoreOptions->force);
    const auto [forking, forkOptions] =
        addLiveCommand(*group, chosen, "fork", "copy a sandbox as it is now, memory and files; prints new ids", fork);
    forking->add_option("SANDBOX", forkOptions->from, kSandboxHelp)->required();
    forking->add_option("--count", forkOptions->count, "how many copies")->check(CLI::Range(1, kCopiesMax));
}

} // namespace

void addSnapshots(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("snapshot", "points in time of sandboxes, on disk");
    group->require_subcommand(1);
    const auto add = [&](const char *name, const char *what, int (*run)(const SnapshotOptions &)) {
        return addLiveCommand(*group, chosen, name, what, run);
    };
    const auto [taking, takeOptions] = add("take", "take one, and wait until it is on disk; the sandbox goes on", take);
    taking->add_option("SANDBOX", takeOptions->sandbox, kSandboxHelp)->required();
    taking->add_option("--name", takeOptions->name, "what it is called; 64 bytes at most");
    addListCommand(*group, chosen, "list", "all of this host's", listSnapshots, kByState | kBySandbox);
    addChanges(*group, chosen);
    const auto [removing, removeOptions] = add("remove", "remove them, where nothing stands on them", removeAll);
    removing->add_option("SNAPSHOT", removeOptions->snapshots, "ids, beginnings of one, or names")->required();
    addForce(*removing, removeOptions->force);
    addCopies(app, chosen);
}

} // namespace glovebox::cli
