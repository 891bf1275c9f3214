#include "app/cli/image_commands.h"

#include "app/cli/api_client.h"
#include "app/cli/live.h"
#include "app/compose/secret_files.h"
#include "app/format/foreign_text.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFileInfo>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace glovebox::cli {

namespace {

constexpr qsizetype kStepWidth = 110;
constexpr std::chrono::milliseconds kSeenWithin{3000};
const std::string kNoFolder = "There is no folder ";

std::string isoTime(WallTime at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODate).toStdString();
}

nlohmann::ordered_json configJson(const domain::ImageConfig &config)
{
    auto environment = nlohmann::ordered_json::array();
    for (const auto &[name, value] : config.environment)
        environment.push_back(name + '=' + value);
    return {{"environment", std::move(environment)},
            {"user", config.user},
            {"workdir", config.workdir},
            {"entrypoint", config.entrypoint},
            {"command", config.command},
            {"exposed_ports", config.exposedPorts},
            {"volumes", config.volumes},
            {"stop_signal", config.stopSignal},
            {"labels", config.labels}};
}

} // namespace

void addLibraryOptions(CLI::App &command, LibraryCommand &options, const char *json)
{
    command.add_option("--data-dir", options.dataDir, "one folder for everything Glovebox keeps")
        ->envname("GLOVEBOX_DATA_DIR");
    if (json)
        command.add_flag("--json", options.json, json);
}

Result<OpenLibrary> openLibrary(const LibraryCommand &options, Folder folder)
{
    compose::forgetSecrets();
    // A name that is typed wrongly is told, not made. The user's own folders may be missing: there are no images then.
    GB_TRY(layout, system::layoutOfProcess(options.dataDir));
    if (folder == Folder::IsThere && !options.dataDir.empty() &&
        !QFileInfo::exists(QString::fromStdString(layout.data)))
        return fail(ErrorCode::FolderUnusable,
                    kNoFolder + layout.data + ". --data-dir names a folder in which a Glovebox keeps its things.");
    GB_TRY(paths, system::Paths::create(options.dataDir));
    GB_TRY(library, compose::makeImageLibrary(paths, {}));
    return OpenLibrary{paths, std::move(library)};
}

void awaitSeen(const LibraryCommand &options, const domain::Image &image)
{
    const auto api = ApiClient::find({.dataDir = options.dataDir, .url = {}, .keyFile = {}, .isHere = true});
    QElapsedTimer waited;
    waited.start();
    for (; api; holdOn()) {
        const auto answer = api->get("/v1/images/" + ApiClient::escaped(image.id.value()));
        const auto names = answer ? answer->value("names", nlohmann::json::array()) : nlohmann::json::array();
        const bool isSeen = std::ranges::all_of(image.names, [&](const auto &name) {
            return std::ranges::find(names, nlohmann::json(name)) != names.end();
        });
        const bool isAway = !answer && answer.error().code != ErrorCode::NotFound; // or it does not listen yet
        if ((answer && isSeen) || isAway || waited.elapsed() > kSeenWithin.count())
            return;
    }
}

int complainOfImage(const char *what, const Error &error, format::Area area)
{
    if (error.detail.starts_with(kNoFolder)) // which the words for a folder that cannot be written do not fit
        return complain(std::string(what) + ' ' + error.detail, kExitFailed);
    complain(what, error, area);
    return error.code == ErrorCode::InvalidArgument ? kExitUsage : kExitFailed;
}

nlohmann::ordered_json imageJson(const domain::Image &image)
{
    auto layers = nlohmann::ordered_json::array();
    for (const auto &layer : image.layers)
        layers.push_back({{"digest", layer.digest}, {"size", layer.size.value}});
    nlohmann::ordered_json json{{"id", image.id.value()},
                                {"names", image.names},
                                {"origin", std::string(word(image.origin))},
                                {"source", image.source},
                                {"digest", image.digest},
                                {"architecture", image.architecture},
                                {"root_size", image.rootSize.value},
                                {"content_size", image.contentSize.value},
                                {"entries", image.entries},
                                {"created_at", nullptr},
                                {"imported_at", isoTime(image.importedAt)},
                                {"layers", std::move(layers)},
                                {"config", configJson(image.config)}};
    if (image.createdAt)
        json["created_at"] = isoTime(*image.createdAt);
    return json;
}

void printImageJson(const nlohmann::ordered_json &json)
{
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

StepLine::StepLine() : m_terminal(::isatty(STDERR_FILENO) == 1) {}

StepLine::~StepLine()
{
    if (m_terminal && !m_last.empty())
        std::fprintf(stderr, "\r\033[K");
}

void StepLine::show(const std::string &step, const std::string &more)
{
    // What a tool prints, or an image is called, may hold anything.
    const auto line = format::shownLine(QString::fromStdString(m_terminal ? step + more : step)).left(kStepWidth);
    if (m_terminal)
        std::fprintf(stderr, "\r\033[K%s", qUtf8Printable(line));
    else if (step != m_last && !step.empty())
        std::fprintf(stderr, "%s\n", qUtf8Printable(line));
    m_last = step;
}

} // namespace glovebox::cli
