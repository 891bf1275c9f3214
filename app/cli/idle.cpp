// Role: `gloveboxctl idle`: when a sandbox that nobody uses is paused, hibernated and destroyed, and how long it is
// kept awake. Thread: the main one; blocks.
#include "app/cli/live.h"
#include "app/format/quantities.h"

#include <memory>
#include <optional>

namespace glovebox::cli {

namespace {

struct IdleOptions {
    LiveOptions live;
    std::string sandbox;
    std::optional<std::uint64_t> pause; // seconds; 0: never
    std::optional<std::uint64_t> hibernate;
    std::optional<std::uint64_t> destroy;
    std::optional<std::uint64_t> awake;
};

constexpr std::uint64_t kIdleSecondsMax = 366ull * 24 * 3600;

std::string afterWhat(const nlohmann::json &ladder, const char *field)
{
    const auto length = ladder.value(field, std::int64_t{0});
    return length == 0 ? "never" : "after " + format::exactly(std::chrono::milliseconds(length)).toStdString();
}

void printLadder(const nlohmann::json &ladder)
{
    for (const auto &[what, field] : {std::pair("paused", "pause_ms"), std::pair("hibernated", "hibernate_ms"),
                                      std::pair("destroyed", "destroy_ms")})
        std::printf("%-10s  %s\n", what, afterWhat(ladder, field).c_str());
}

/// The steps that are named; the others stay.
int idle(const IdleOptions &options)
{
    return withApi(options.live, "It was not changed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Sandbox, options.sandbox));
        const auto path = "/v1/sandboxes/" + ApiClient::escaped(id);
        auto body = nlohmann::json::object();
        for (const auto &[field, seconds] :
             {std::pair("pause_ms", options.pause), std::pair("hibernate_ms", options.hibernate),
              std::pair("destroy_ms", options.destroy)})
            if (seconds)
                body["ladder"][field] = *seconds * 1000;
        if (options.awake)
            body["keep_alive_ms"] = *options.awake * 1000;
        if (!body.empty()) {
            GB_TRY(answer, api.patch(path, body));
            if (options.live.json)
                printAnswer(answer);
            return 0;
        }
        GB_TRY(view, api.get(path));
        const auto ladder = view.value("ladder", nlohmann::json::object());
        if (options.live.json)
            printAnswer(ladder);
        else
            printLadder(ladder);
        return 0;
    });
}

} // namespace

void addIdle(CLI::App &app, Action &chosen)
{
    const auto [command, options] =
        addLiveCommand(app, chosen, "idle", "say when an unused sandbox is paused, hibernated, destroyed", idle);
    command->add_option("SANDBOX", options->sandbox, kSandboxHelp)->required();
    const auto add = [command = command](const char *name, std::optional<std::uint64_t> &to, const char *what) {
        command->add_option(name, to, what)
            ->transform(CLI::AsNumberWithUnit(
                std::map<std::string, std::uint64_t>{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}))
            ->check(CLI::Range(std::uint64_t{0}, kIdleSecondsMax));
    };
    add("--pause", options->pause, "pause it after so long without use, as 90s, 30m, 12h or 7d; 0: never");
    add("--hibernate", options->hibernate, "hibernate it likewise");
    add("--destroy", options->destroy, "destroy it likewise; one that is kept is not");
    add("--awake", options->awake, "keep it awake for so long from now on; 0: no longer");
}

} // namespace glovebox::cli
