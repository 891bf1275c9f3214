// Role: `gloveboxctl secret-store`: where the host's own secrets are, and taking them elsewhere.
// Thread: the main one. Invariant: no part of a secret is printed.
#include "app/cli/commands.h"
#include "app/cli/wait.h"
#include "app/compose/secret_files.h"
#include "app/compose/secret_status.h"
#include "app/format/foreign_text.h"
#include "core/system/paths.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace glovebox::cli {

namespace {

constexpr const char *kSecretsUnusable = "The secrets of this data folder cannot be used.";
constexpr const char *kSecretsNotMoved = "The secrets were not moved; they are where they were.";

struct SecretStoreOptions {
    std::string dataDir;
    bool json = false;
    std::string to;
};

Result<compose::SecretSetup> setupFor(const SecretStoreOptions &options)
{
    compose::forgetSecrets();
    GB_TRY(layout, system::layoutOfProcess(options.dataDir));
    return compose::secretSetup(layout.data);
}

std::string safe(const std::string &text)
{
    return format::shownLine(QString::fromStdString(text)).toStdString();
}

/// The details say what to do by themselves.
int refuse(const char *what, const Error &error)
{
    return complain(std::string(what) + ' ' + safe(describe(error)), kExitFailed);
}

int status(const SecretStoreOptions &options)
{
    const auto setup = setupFor(options);
    if (!setup)
        return complain(setup.error().detail, kExitUsage);
    const auto found = answerOf<compose::SecretStatus>(
        [&](Callback<compose::SecretStatus> done) { return compose::secretStatus(*setup, std::move(done)); });
    if (!found)
        return refuse(kSecretsUnusable, found.error());
    if (options.json) {
        const nlohmann::json object{
            {"store", found->store}, {"usable", !found->problem}, {"found", found->found}, {"advice", found->advice}};
        std::printf("%s\n", object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return found->problem ? kExitFailed : 0;
    }
    if (found->problem)
        return refuse(kSecretsUnusable, *found->problem);
    std::printf("Secrets: %s.\n", safe(found->found).c_str());
    if (!found->advice.empty())
        std::printf("To put it right: %s\n", safe(found->advice).c_str());
    return 0;
}

int move(const SecretStoreOptions &options)
{
    const auto setup = setupFor(options);
    if (!setup)
        return complain(setup.error().detail, kExitUsage);
    const auto to = options.to == "keyring" ? secrets::StoreKind::Keyring : secrets::StoreKind::File;
    const auto moved = answerOf<secrets::MoveReport>(
        [&](Callback<secrets::MoveReport> done) { return compose::moveAllSecrets(*setup, to, std::move(done)); });
    if (!moved)
        return refuse(kSecretsNotMoved, moved.error());
    std::printf("%d of this data folder's secrets moved; they are in the store \"%s\" now.\n", moved->moved, word(to));
    if (moved->leftBehind)
        return complain("copies are still where they were (" + safe(describe(*moved->leftBehind)) +
                            "); run the same command again to remove them",
                        kExitFailed);
    return 0;
}

CLI::App *add(CLI::App &group, const std::shared_ptr<SecretStoreOptions> &options, const char *name, const char *what)
{
    auto *command = group.add_subcommand(name, what);
    command->add_option("--data-dir", options->dataDir, "one folder for everything Glovebox keeps")
        ->envname("GLOVEBOX_DATA_DIR");
    return command;
}

} // namespace

void addSecretStore(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("secret-store", "where the host's own secrets are kept, and moving them");
    group->require_subcommand(1);
    const auto options = std::make_shared<SecretStoreOptions>();
    const auto does = [&chosen, options](CLI::App *command, int (*what)(const SecretStoreOptions &)) {
        command->callback([&chosen, options, what] {
            chosen = [options, what] {
                return what(*options);
            };
        });
    };
    auto *showing = add(*group, options, "status", "which store is in use, and whether it answers");
    showing->add_flag("--json", options->json, "as JSON");
    does(showing, status);
    auto *moving = add(*group, options, "move", "take all secrets to the other store; a running Glovebox goes on");
    moving->add_option("--to", options->to, "file or keyring")->required()->check(CLI::IsMember({"file", "keyring"}));
    does(moving, move);
}

} // namespace glovebox::cli
