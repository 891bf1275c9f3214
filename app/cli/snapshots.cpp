// Role: `gloveboxctl snapshot`: points in time of sandboxes, taken, listed and removed. What is made of one: `create
// --snapshot`. Thread: the main one; blocks.
#include "app/cli/live.h"
#include "app/format/quantities.h"

#include <memory>

namespace glovebox::cli {

namespace {

struct SnapshotOptions {
    LiveOptions live;
    std::string sandbox;
    std::string name;
    std::vector<std::string> snapshots;
};

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
        GB_TRY(answer, api.post("/v1/sandboxes/" + ApiClient::escaped(options.sandbox) + "/snapshots", body));
        return waitUntilKept(api, objectIn(answer), options.live.json);
    });
}

std::string sizeIn(const nlohmann::json &snapshot)
{
    const auto bytes =
        snapshot.value("memory_bytes", std::uint64_t{0}) + snapshot.value("disk_bytes", std::uint64_t{0});
    return format::bytes(ByteCount{bytes}).toStdString();
}

int list(const SnapshotOptions &options)
{
    return withApi(options.live, "The snapshots could not be listed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer,
               api.get("/v1/snapshots" +
                       (options.sandbox.empty() ? std::string() : "?sandbox=" + ApiClient::escaped(options.sandbox))));
        if (options.live.json) {
            printAnswer(answer);
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &snapshot : answer["snapshots"])
            rows.push_back({shownField(snapshot, "id"), shownField(snapshot, "state"), shownField(snapshot, "name"),
                            shownField(snapshot, "sandbox"), sizeIn(snapshot), shownField(snapshot, "at")});
        printRows({"ID", "STATE", "NAME", "SANDBOX", "SIZE", "TAKEN"}, rows);
        return 0;
    });
}

int removeAll(const SnapshotOptions &options)
{
    return withApi(options.live, "It was not removed.", [&](const ApiClient &api) -> Result<int> {
        for (const auto &snapshot : options.snapshots) {
            GB_TRY(answer, api.remove("/v1/snapshots/" + ApiClient::escaped(snapshot)));
            if (options.live.json)
                printAnswer(answer);
        }
        return 0;
    });
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
    taking->add_option("SANDBOX", takeOptions->sandbox, "its id, like sbx-1a2b3c")->required();
    taking->add_option("--name", takeOptions->name, "what it is called; 64 bytes at most");
    const auto [listing, listOptions] = add("list", "all of this host's", list);
    listing->add_option("--sandbox", listOptions->sandbox, "of this sandbox alone");
    const auto [removing, removeOptions] = add("remove", "remove them, where nothing stands on them", removeAll);
    removing->add_option("SNAPSHOT", removeOptions->snapshots, "ids, like snap-1a2b3c")->required();
}

} // namespace glovebox::cli
