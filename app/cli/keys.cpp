// Role: `gloveboxctl key`: keys of the local API. Thread: the main one; blocks.
// Invariant: a secret is printed once, when it is made, on standard output alone.
#include "app/cli/how_long.h"
#include "app/cli/listing.h"

#include <memory>

namespace glovebox::cli {

namespace {

constexpr int kDaysMax = 3650;
constexpr int kGraceSecondsMax = 7 * 24 * 3600;

struct KeyOptions {
    LiveOptions live;
    std::string name;
    std::string scope = "operate";
    int days = 0;
    int grace = 0;
    std::vector<std::string> keys;
    bool force = false;
};

int listKeys(const ListOptions &options)
{
    return showList(options,
                    {.failed = "The keys could not be listed.",
                     .path = "/v1/keys",
                     .list = "keys",
                     .columns = {textColumn("ID", "id"), textColumn("NAME", "name"), textColumn("SCOPE", "scope"),
                                 textColumn("ENDS IN", "hint", true), textColumn("SINCE", "since"),
                                 textColumn("EXPIRES", "expires"), textColumn("USED", "used_at")}});
}

/// The secret alone goes where it can be caught: KEY=$(gloveboxctl key create ci).
void printSecret(const nlohmann::json &answer, bool json)
{
    if (json)
        return printAnswer(answer);
    std::printf("%s\n", shownField(answer, "secret").c_str());
    std::fflush(stdout);
    std::fprintf(stderr, "This is the secret of %s. It is shown this once, and only its hash is kept.\n",
                 idIn(answer).c_str());
}

int createKey(const KeyOptions &options)
{
    return withApi(options.live, "No key was made.", [&](const ApiClient &api) -> Result<int> {
        nlohmann::json body{{"name", options.name}, {"scope", options.scope}};
        if (options.days > 0)
            body["expires_in_days"] = options.days;
        GB_TRY(answer, api.post("/v1/keys", body));
        printSecret(answer, options.live.json);
        return 0;
    });
}

int rotateKey(const KeyOptions &options)
{
    return withApi(options.live, "It was not rotated.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Key, options.keys.front()));
        auto body = nlohmann::json::object();
        if (options.grace > 0)
            body["grace_seconds"] = options.grace;
        GB_TRY(answer, api.post("/v1/keys/" + ApiClient::escaped(id) + "/rotate", body));
        printSecret(answer, options.live.json);
        return 0;
    });
}

int revokeKeys(const KeyOptions &options)
{
    return withApi(options.live, "It was not revoked.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(ids, resolveAll(api, Named::Key, options.keys));
        std::string all;
        for (const auto &id : ids)
            all += (all.empty() ? "" : ", ") + id;
        if (!isMeant("Revoke " + all + "? Whoever uses it is refused from then on.", options.force))
            return kExitFailed;
        for (const auto &id : ids) {
            GB_TRY(answer, api.remove("/v1/keys/" + ApiClient::escaped(id)));
            if (options.live.json)
                printAnswer(answer);
        }
        return 0;
    });
}

} // namespace

void addKeys(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("key", "keys of the local API, for programs that come over --api-port");
    group->require_subcommand(1);
    const auto add = [&](const char *name, const char *what, int (*run)(const KeyOptions &)) {
        return addLiveCommand(*group, chosen, name, what, run);
    };
    const auto [creating, createOptions] = add("create", "make one; prints its secret, this once", createKey);
    creating->add_option("NAME", createOptions->name, "what to call it; 64 bytes at most")->required();
    creating->add_option("--scope", createOptions->scope, "read (look), operate (use), or admin (all)")
        ->check(CLI::IsMember({"read", "operate", "admin"}))
        ->capture_default_str();
    creating->add_option("--days", createOptions->days, "how long it is good; without it for ever")
        ->check(CLI::Range(1, kDaysMax));
    addListCommand(*group, chosen, "list", "all of them, without their secrets", listKeys);
    const auto [rotating, rotateOptions] = add("rotate", "give it another secret; prints that, this once", rotateKey);
    rotating->add_option("KEY", rotateOptions->keys, "its id, the beginning of one, or its name")
        ->required()
        ->expected(1);
    takeTime(*rotating->add_option("--grace", rotateOptions->grace,
                                   "how long the secret of before is good, too, as 90s, 1h or 7d"),
             {kSecondsToDays, "90s, 1h or 7d", 1, kGraceSecondsMax});
    const auto [revoking, revokeOptions] = add("revoke", "it is good no more, at once", revokeKeys);
    revoking->add_option("KEY", revokeOptions->keys, "ids, beginnings of one, or names")->required();
    addForce(*revoking, revokeOptions->force);
}

} // namespace glovebox::cli
