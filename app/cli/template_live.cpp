// Role: `gloveboxctl template list|show|save|build|log|use|delete`: the templates of a running Glovebox.
#include "app/cli/listing.h"
#include "app/cli/step_log.h"
#include "app/cli/template_commands.h"
#include "app/compose/shutdown_signals.h"
#include "core/api/template_views.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <memory>

namespace glovebox::cli {

namespace {

struct NamedTemplate {
    LiveOptions live;
    std::string name;
    int version = 0;
    bool fresh = false;
    bool force = false;
};

/// As the engine has it at most; what is longer is refused there with the right words.
constexpr qint64 kDefinitionRead = 512 << 10;
constexpr int kVersionMax = 1'000'000'000;

std::string pathOf(const std::string &name)
{
    return "/v1/templates/" + ApiClient::escaped(name);
}

std::string versionText(const nlohmann::json &view)
{
    for (const auto &version : view.value("versions", nlohmann::json::array()))
        if (version.value("current", false))
            return std::to_string(version.value("version", 0));
    return "-";
}

std::string templateNote(const nlohmann::json &view)
{
    const auto note = shownField(view, "outdated_because");
    return note.empty() && view.contains("problem") ? shownField(view["problem"], "message") : note;
}

int listTemplates(const ListOptions &options)
{
    return showList(options, {.failed = "The templates could not be listed.",
                              .path = "/v1/templates",
                              .list = "templates",
                              .states = wordsTo(api::DefinedTemplateState::Outdated),
                              .columns = {textColumn("NAME", "name"),
                                          textColumn("STATE", "state"),
                                          {"VERSION", versionText},
                                          textColumn("FROM", "from"),
                                          {"STEPS",
                                           [](const nlohmann::json &view) {
                                               return std::to_string(view.value("steps", 0));
                                           }},
                                          {"WARM",
                                           [](const nlohmann::json &view) {
                                               return std::to_string(view.value("warm", 0)) + " of " +
                                                      std::to_string(view.value("warm_max", 0));
                                           },
                                           true},
                                          textColumn("SINCE", "since", true),
                                          {"NOTE", templateNote}}});
}

int showTemplate(const NamedTemplate &options)
{
    return withApi(options.live, "The template could not be shown.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.get(pathOf(options.name)));
        if (options.live.json) {
            printAnswer(answer);
            return 0;
        }
        std::printf("%s", answer.value("definition", std::string()).c_str());
        return 0;
    });
}

/// Its name, as the engine reads it.
Result<std::string> saveFrom(const ApiClient &api, const std::string &path)
{
    QFile file(QString::fromStdString(path));
    GB_CHECK(openDefinition(file));
    const auto text = file.read(kDefinitionRead).toStdString();
    const auto folder = QFileInfo(file).absoluteDir().absolutePath().toStdString();
    auto answer = api.post("/v1/templates", {{"definition", text}, {"folder", folder}});
    if (!answer)
        return fail(answer.error().code, path + ": " + answer.error().detail);
    if (auto name = objectIn(*answer); !name.empty())
        return name;
    return fail(ErrorCode::ProtocolError, "the running Glovebox does not say what it saved; is it of another version?");
}

int saveTemplate(const NamedTemplate &options)
{
    return withApi(options.live, "The template was not saved.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(name, saveFrom(api, options.name));
        if (options.live.json)
            printAnswer({{"name", name}});
        else
            std::printf("%s\n", name.c_str());
        return 0;
    });
}

/// Until it is not being built any more: the template as it is then. Ctrl+C cancels the build.
Result<nlohmann::json> waitForBuild(const ApiClient &api, const std::string &name, bool quiet)
{
    bool cancel = false;
    const compose::ShutdownSignals stop([&](int) { cancel = true; });
    StepLog log(true);
    for (bool asked = false;; holdOn()) {
        GB_TRY(view, api.get(pathOf(name)));
        const bool isBuilding = shownField(view, "state") == "building";
        // What is there of a log before it begins is of the build before.
        if (!quiet && !(isBuilding && shownField(view, "step_text") == "Waiting for its turn"))
            log.show(view);
        if (!isBuilding && cancel)
            return fail(ErrorCode::Cancelled, "it was cancelled");
        if (!isBuilding && view.contains("problem"))
            return fail(ErrorCode::HostToolFailed, shownField(view["problem"], "message"));
        if (!isBuilding)
            return view;
        if (cancel && !std::exchange(asked, true))
            GB_CHECK(api.post(pathOf(name) + "/cancel"));
    }
}

int buildTemplate(const NamedTemplate &options)
{
    return withApi(options.live, "The template was not built.", [&](const ApiClient &api) -> Result<int> {
        auto name = options.name;
        if (QFileInfo(QString::fromStdString(name)).isFile()) {
            GB_TRY(saved, saveFrom(api, name));
            name = saved;
        } else if (name.find('/') != std::string::npos || name.ends_with(".toml")) {
            return fail(ErrorCode::InvalidArgument, "there is no file " + name);
        }
        GB_CHECK(api.post(pathOf(name) + "/build", {{"fresh", options.fresh}}));
        GB_TRY(view, waitForBuild(api, name, options.live.json));
        if (options.live.json)
            printAnswer(view);
        else
            std::printf("Template %s, version %s, is ready.\n", name.c_str(), versionText(view).c_str());
        return 0;
    });
}

int showLog(const NamedTemplate &options)
{
    return withApi(options.live, "The log could not be shown.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(view, api.get(pathOf(options.name)));
        if (options.live.json)
            printAnswer(view["log"]);
        else
            StepLog().show(view);
        return 0;
    });
}

int useTemplate(const NamedTemplate &options)
{
    return withApi(options.live, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        GB_CHECK(api.post(pathOf(options.name) + "/use", {{"version", options.version}}));
        return 0;
    });
}

int deleteTemplate(const NamedTemplate &options)
{
    return withApi(options.live, "It was not deleted.", [&](const ApiClient &api) -> Result<int> {
        const auto version = options.version > 0 ? "/versions/" + std::to_string(options.version) : std::string();
        if (!isMeant("Delete the template " + options.name +
                         (options.version > 0 ? ", version " + std::to_string(options.version) + "?"
                                              : " with all its versions?"),
                     options.force))
            return kExitFailed;
        GB_CHECK(api.remove(pathOf(options.name) + version));
        return 0;
    });
}

void addNamed(CLI::App &group, Action &chosen, const char *verb, const char *text, const char *what,
              int (*run)(const NamedTemplate &))
{
    auto options = std::make_shared<NamedTemplate>();
    auto *command = group.add_subcommand(verb, text);
    command->add_option(what, options->name)->required();
    addLiveOptions(*command, options->live);
    if (run == useTemplate)
        command->add_option("VERSION", options->version, "its number")->required()->check(CLI::Range(1, kVersionMax));
    if (run == deleteTemplate)
        command->add_option("--version", options->version, "this one alone")->check(CLI::Range(1, kVersionMax));
    if (run == deleteTemplate)
        addForce(*command, options->force);
    if (run == buildTemplate)
        command->add_flag("--fresh", options->fresh, "take no step from an earlier build");
    command->callback([&chosen, options, run] {
        chosen = [options, run] {
            return run(*options);
        };
    });
}

} // namespace

void addLiveTemplates(CLI::App &group, Action &chosen)
{
    addListCommand(group, chosen, "list", "list the templates of a running Glovebox", listTemplates, kByState);
    addNamed(group, chosen, "show", "print a template's definition", "NAME", showTemplate);
    addNamed(group, chosen, "save", "take over a definition, without building it; prints its name", "FILE",
             saveTemplate);
    addNamed(group, chosen, "build", "build a template and wait for it; a file is saved first", "NAME_OR_FILE",
             buildTemplate);
    addNamed(group, chosen, "log", "print the log of its newest build", "NAME", showLog);
    addNamed(group, chosen, "use", "have new sandboxes start from this version", "NAME", useTemplate);
    addNamed(group, chosen, "delete", "delete a template with all its versions, or one version", "NAME",
             deleteTemplate);
}

} // namespace glovebox::cli
