// Role: `gloveboxctl secret-store`: where the host's own secrets are, taking them elsewhere, and a new key for one that
// is lost.
// Thread: the main one. Invariant: no part of a secret is printed.
#include "app/cli/commands.h"
#include "app/cli/wait.h"
#include "app/compose/secret_files.h"
#include "app/compose/secret_status.h"
#include "app/format/foreign_text.h"
#include "core/system/paths.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace glovebox::cli {

namespace {

constexpr const char *kSecretsUnusable = "The secrets of this data folder cannot be used.";
constexpr const char *kNoNewKey = "No new key was made; everything is as it was.";
constexpr const char *kNewKeyWord = "new-audit-key";
constexpr std::size_t kTypedMax = 100;
constexpr const char *kSecretsNotMoved = "The secrets were not moved; they are where they were.";

struct SecretStoreOptions {
    std::string dataDir;
    bool json = false;
    std::string to;
    bool yes = false;
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

/// Whoever was asked typed the word, and nothing else.
bool isConfirmed()
{
    std::printf("The audit trail will say for ever that its key changed here, and nobody can check its older entries\n"
                "without the key that is lost. Type %s to go on: ",
                kNewKeyWord);
    std::fflush(stdout);
    std::string typed;
    for (int byte = std::getchar(); byte != EOF && byte != '\n' && typed.size() < kTypedMax; byte = std::getchar())
        typed += static_cast<char>(byte);
    return typed == kNewKeyWord;
}

int newAuditKey(const SecretStoreOptions &options)
{
    const auto setup = setupFor(options);
    if (!setup)
        return complain(setup.error().detail, kExitUsage);
    if (!options.yes && !isConfirmed())
        return complain(kNoNewKey, kExitFailed);
    const auto made = answerOf<SecretString>(
        [&](Callback<SecretString> done) { return compose::replaceLostAuditKey(*setup, std::move(done)); });
    if (!made)
        return refuse(kNoNewKey, made.error());
    std::printf("There is a new key of the audit trail; the next start says in the trail that it changed.\n");
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
    auto *making = add(*group, options, kNewKeyWord, "a new key of the audit trail, when the old one is lost for good");
    making->add_flag("--yes", options->yes, "do not ask");
    does(making, newAuditKey);
}

} // namespace glovebox::cli
