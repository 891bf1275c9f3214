#include "app/cli/live.h"

#include "app/compose/secret_files.h"
#include "app/format/foreign_text.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>

namespace glovebox::cli {

namespace {

/// Quick for a person, and next to nothing for the engine.
constexpr int kLookEveryMs = 300;
constexpr std::size_t kCellMax = 60;

std::size_t widthOf(const std::string &text)
{
    return static_cast<std::size_t>(QString::fromStdString(text).size());
}

} // namespace

std::vector<std::string> eachOnce(const std::vector<std::string> &names)
{
    std::vector<std::string> out;
    for (const auto &name : names)
        if (std::ranges::find(out, name) == out.end())
            out.push_back(name);
    return out;
}

void holdOn()
{
    QEventLoop loop;
    QTimer::singleShot(kLookEveryMs, &loop, &QEventLoop::quit);
    loop.exec();
}

void addLiveOptions(CLI::App &command, LiveOptions &options)
{
    command.add_option("--data-dir", options.dataDir, "the data folder of the Glovebox to speak to")
        ->envname("GLOVEBOX_DATA_DIR");
    command.add_flag("--json", options.json, "print what it answers, as JSON");
}

int withApi(const LiveOptions &options, const char *failed, const std::function<Result<int>(const ApiClient &)> &work)
{
    compose::forgetSecrets();
    const auto api = ApiClient::find(options.dataDir);
    if (!api)
        return complain(std::string(failed) + ' ' + api.error().detail + '.', kExitFailed);
    const auto status = work(*api);
    // Where the answer says itself what is not done, that is said once.
    const bool saysIt = !status && status.error().detail.starts_with("It cannot be ");
    return status ? *status
                  : complain((saysIt ? "" : std::string(failed) + ' ') + status.error().detail,
                             status.error().code == ErrorCode::InvalidArgument ? kExitUsage : kExitFailed);
}

void printRows(const std::vector<std::string> &head, const std::vector<std::vector<std::string>> &rows)
{
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < head.size(); ++column) {
        std::size_t width = head[column].size();
        for (const auto &row : rows)
            width = std::max(width, std::min(kCellMax, widthOf(row[column])));
        widths.push_back(width);
    }
    const auto print = [&](const std::vector<std::string> &row) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += row[column];
            if (column + 1 < row.size())
                line += std::string(widths[column] > widthOf(row[column]) ? widths[column] - widthOf(row[column]) : 0,
                                    ' ') +
                        "  ";
        }
        std::printf("%s\n", line.c_str());
    };
    print(head);
    for (const auto &row : rows)
        print(row);
}

void printAnswer(const nlohmann::json &value)
{
    std::printf("%s\n", value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

std::string shownField(const nlohmann::json &object, const char *field)
{
    const auto it = object.is_object() ? object.find(field) : object.end();
    if (it == object.end() || !it->is_string())
        return {};
    return format::shownLine(QString::fromStdString(it->get<std::string>())).toStdString();
}

std::string objectIn(const nlohmann::json &answer)
{
    const auto object = shownField(answer, "object");
    const auto slash = object.find('/');
    return slash == std::string::npos ? std::string() : object.substr(slash + 1);
}

} // namespace glovebox::cli
