#include "app/cli/live.h"

#include "app/format/foreign_text.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <iostream>
#include <poll.h>
#include <unistd.h>

namespace glovebox::cli {

namespace {

/// Quick for a person, and next to nothing for the engine.
constexpr int kLookEveryMs = 300;
constexpr std::size_t kCellMax = 60;

std::size_t widthOf(const std::string &text)
{
    return static_cast<std::size_t>(QString::fromStdString(text).size());
}

/// What a terminal would obey or hide is escaped on one; programs are given texts as they are.
void printJson(const nlohmann::json &value, int indent)
{
    const bool isSeen = ::isatty(STDOUT_FILENO) == 1;
    std::printf("%s\n", value.dump(indent, ' ', isSeen, nlohmann::json::error_handler_t::replace).c_str());
}

CLI::Option *addPlace(CLI::App &command, LiveOptions &options, const char *folder, const char *orUrl)
{
    command.add_option("--data-dir", options.dataDir, folder)->envname("GLOVEBOX_DATA_DIR");
    auto *url = command.add_option("--url", options.url, orUrl);
    command.add_option("--key-file", options.keyFile,
                       "a file with the key for that address, in place of GLOVEBOX_API_KEY");
    return url;
}

CLI::Option *addFolder(CLI::App &command, LiveOptions &options)
{
    return addPlace(command, options, "one folder for everything Glovebox keeps",
                    "or ask the Glovebox at this address, like http://127.0.0.1:8467 (GLOVEBOX_API_URL, unless "
                    "--data-dir is given)");
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

bool isReadNoMore()
{
    pollfd output{STDOUT_FILENO, 0, 0};
    return std::ferror(stdout) != 0 ||
           (::poll(&output, 1, 0) > 0 && (output.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0);
}

void addLiveOptions(CLI::App &command, LiveOptions &options)
{
    addPlace(command, options, "the data folder of the Glovebox to speak to",
             "or its address, like http://127.0.0.1:8467 (GLOVEBOX_API_URL, unless --data-dir is given)");
    command.add_flag("--json", options.json, "print what it answers, as JSON");
}

void addFolderOrUrl(CLI::App &command, LiveOptions &options)
{
    addFolder(command, options);
}

void addLedgerOrUrl(CLI::App &command, LiveOptions &options, std::string &ledger)
{
    auto *url = addFolder(command, options);
    command.add_option("--ledger", ledger, "a ledger file itself, as of a spawned session")->excludes(url);
}

bool asksUrl(const LiveOptions &options, const std::string &ledger)
{
    return ledger.empty() && !urlOf(options.place()).empty();
}

int withApi(const LiveOptions &options, const char *failed, const std::function<Result<int>(const ApiClient &)> &work,
            int statusOfFailure)
{
    const auto statusOf = [&](const Error &error, bool nothingWasDone) {
        return error.code == ErrorCode::InvalidArgument && nothingWasDone ? kExitUsage : statusOfFailure;
    };
    const auto api = ApiClient::find(options.place());
    if (!api) {
        const auto &detail = api.error().detail;
        return complain(std::string(failed) + ' ' + detail + (detail.ends_with('.') ? "" : "."),
                        statusOf(api.error(), true));
    }
    const auto status = work(*api);
    // Where the answer says itself what is not done, that is said once.
    const bool saysIt = !status && status.error().detail.starts_with("It cannot be ");
    return status ? *status
                  : complain((saysIt ? "" : std::string(failed) + ' ') + status.error().detail,
                             statusOf(status.error(), !api->hasChangedSomething()));
}

void addForce(CLI::App &command, bool &force)
{
    command.add_flag("-f,--force", force, "do not ask; a script is not asked");
}

bool isMeant(const std::string &question, bool force)
{
    if (force || ::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0)
        return true;
    std::fprintf(stderr, "%s [y/N] ", question.c_str());
    std::string answer;
    std::getline(std::cin, answer);
    if (answer == "y" || answer == "Y" || answer == "yes")
        return true;
    complain("Nothing was done.", kExitFailed);
    return false;
}

std::vector<std::string> linesOf(const std::vector<std::string> &head,
                                 const std::vector<std::vector<std::string>> &rows, std::vector<std::size_t> &widths)
{
    widths.resize(head.size());
    for (std::size_t column = 0; column < head.size(); ++column) {
        widths[column] = std::max(widths[column], head[column].size());
        for (const auto &row : rows)
            widths[column] = std::max(widths[column], std::min(kCellMax, widthOf(row[column])));
    }
    std::vector<std::string> lines;
    const auto add = [&](const std::vector<std::string> &row) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += row[column];
            if (column + 1 < row.size())
                line += std::string(widths[column] > widthOf(row[column]) ? widths[column] - widthOf(row[column]) : 0,
                                    ' ') +
                        "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    };
    add(head);
    for (const auto &row : rows)
        add(row);
    return lines;
}

void printRows(const std::vector<std::string> &head, const std::vector<std::vector<std::string>> &rows)
{
    std::vector<std::size_t> widths;
    for (const auto &line : linesOf(head, rows, widths))
        std::printf("%s\n", line.c_str());
}

void printAnswer(const nlohmann::json &value)
{
    printJson(value, 2);
}

void printJsonLine(const nlohmann::json &value)
{
    printJson(value, -1);
}

std::string shownField(const nlohmann::json &object, const char *field)
{
    const auto it = object.is_object() ? object.find(field) : object.end();
    if (it == object.end() || !it->is_string())
        return {};
    return format::shownLine(QString::fromStdString(it->get<std::string>())).toStdString();
}

std::string idIn(const nlohmann::json &object)
{
    const auto id = object.is_object() ? object.find("id") : object.end();
    if (id == object.end())
        return shownField(object, "name"); // as templates and secrets have it
    return id->is_string() ? shownField(object, "id") : id->dump();
}

Result<> takePair(const std::string &text, const char *option, nlohmann::json &object)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        return fail(ErrorCode::InvalidArgument, std::string(option) + " takes NAME=VALUE, not '" + text + "'");
    object[text.substr(0, equals)] = text.substr(equals + 1);
    return {};
}

std::string objectIn(const nlohmann::json &answer)
{
    const auto object = shownField(answer, "object");
    const auto slash = object.find('/');
    return slash == std::string::npos ? std::string() : object.substr(slash + 1);
}

} // namespace glovebox::cli
