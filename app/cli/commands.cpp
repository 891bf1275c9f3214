// Role: reads the command line, runs one command, and says what went wrong; see commands.h.
#include "app/cli/commands.h"
#include "app/cli/command_words.h"
#include "app/cli/self_description.h"
#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "core/base/subprocess.h"
#include "core/system/doctor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace glovebox::cli {

namespace {

bool theInputWasClosed = false;

} // namespace

void openStandardStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) >= 0 || errno != EBADF)
            continue;
        theInputWasClosed = theInputWasClosed || stream == STDIN_FILENO;
        if (::open("/dev/null", O_RDWR) != stream) // the lowest that is free
            std::abort();
    }
}

bool standardInputWasClosed()
{
    return theInputWasClosed;
}

/// Names and words of guests and servers are among what went wrong.
int complain(const std::string &text, int status)
{
    auto lines = QString::fromStdString(text).split(QLatin1Char('\n'));
    for (auto &line : lines)
        line = format::shownLine(line);
    std::fprintf(stderr, "gloveboxctl: %s\n", lines.join(QLatin1Char('\n')).toUtf8().constData());
    return status;
}

namespace {

/// What one has to install when `program` was not found: it and its companions, so that this is said once.
std::string packagesFor(const std::string &program)
{
    const auto &known = system::hostPrograms();
    const auto asked = std::ranges::find_if(known, [&](const auto &one) { return program.ends_with(one.name); });
    std::string packages;
    for (const auto &one : known)
        if (asked != known.end() && one.need == asked->need && !findProgram(one.name))
            packages += std::string(" ") + one.package;
    return packages;
}

/// With the help of the command that was given, as far as it was understood.
std::string usageProblem(const CLI::App *app, const CLI::Error &error)
{
    std::string command = "gloveboxctl";
    for (auto given = app->get_subcommands(); !given.empty(); given = app->get_subcommands()) {
        app = given.back();
        command += ' ' + app->get_name();
    }
    std::string what = error.what();
    const auto unknown = app->remaining();
    if (!unknown.empty() && !app->get_subcommands({}).empty() && app->get_subcommands().empty())
        what = "there is no command '" + command.substr(command.find(' ') + 1) + ' ' + unknown.front() + "'";
    return "gloveboxctl: " + what + "\nSee: " + command + " --help\n";
}

/// Whether who read our output went away, as `| head -1` does; that is no failure.
bool readerIsGone()
{
    pollfd output{STDOUT_FILENO, 0, 0};
    return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

/// What is printed is the answer: who stores it on a full disk must not be told that all is well.
int withItsOutput(int status)
{
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (written || status != 0 || readerIsGone())
        return status;
    return complain("What it printed could not be written. It is done all the same; is there space where the output "
                    "goes?",
                    kExitFailed);
}

} // namespace

int complain(const char *what, const Error &error, format::Area area)
{
    auto explanation = format::explain(error, area);
    explanation.what = QString::fromUtf8(what);
    auto text = format::plainText(explanation).toStdString();
    if (error.code == ErrorCode::HostToolMissing)
        if (const auto packages = packagesFor(error.detail); !packages.empty())
            text += "\nInstall it: sudo apt-get install" + packages;
    return complain(text, kExitFailed);
}

int complainOfLedger(const char *what, const Error &error)
{
    if (error.code != ErrorCode::NotFound)
        return complain(what, error);
    return complain(std::string(what) +
                        "\nIt is made when gloveboxctl serve or the panel first runs with its data folder; "
                        "--data-dir names another.\nDetails: " +
                        error.detail,
                    kExitFailed);
}

void addCommands(CLI::App &app, Action &chosen)
{
    forgetProgramWords();
    // Both are taken over by the commands below. A command's words are its own: `ps destroy dev` is no second command.
    app.require_subcommand(0, 1);
    // Each is read when its words end, and none but that: else a variable (envname) would be written into options that
    // commands share, over what the command line says.
    app.immediate_callback();
    addServe(app, chosen);
    addSpawn(app, chosen);
    addDemoServer(app, chosen);
    addDoctor(app, chosen);
    addImage(app, chosen);
    addSandboxes(app, chosen);
    addIdle(app, chosen);
    addExec(app, chosen);
    addTerminals(app, chosen);
    addCopy(app, chosen);
    addSeeds(app, chosen);
    addSnapshots(app, chosen);
    addSecrets(app, chosen);
    addPorts(app, chosen);
    addTemplate(app, chosen);
    addApprovals(app, chosen);
    addSession(app, chosen);
    addEnvironments(app, chosen);
    addKeys(app, chosen);
    addUpkeep(app, chosen);
    addAudit(app, chosen);
    addEgress(app, chosen);
    addUsage(app, chosen);
    addHistory(app, chosen);
    addEvents(app, chosen);
    addLogs(app, chosen);
    addSecretStore(app, chosen);
    addVersion(app, chosen);
    addSelfDescription(app, chosen);
}

int run(std::vector<std::string> words)
{
    CLI::App app("Runs the hands of Claude Managed Agents in sealed microVMs on this host.", "gloveboxctl");
    app.set_version_flag("--version", std::string("gloveboxctl " GLOVEBOX_VERSION));
    app.failure_message(usageProblem);
    Action chosen;
    addCommands(app, chosen);
    if (!words.empty() && words.front() == "__complete") {
        words.erase(words.begin());
        std::printf("%s", completions(app, words).c_str());
        return 0;
    }
    app.allow_extras(); // to name them below; CLI11 would only say that a command is missing
    takeOffProgram(app, words);
    std::ranges::reverse(words); // as CLI11 takes them
    try {
        app.parse(std::move(words));
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? withItsOutput(0) : kExitUsage;
    }
    const auto unknown = app.remaining();
    if (chosen && unknown.empty())
        return withItsOutput(chosen());
    return complain(unknown.empty() ? "which command? gloveboxctl --help lists them"
                                    : "there is no command '" + unknown.front() + "'; gloveboxctl --help lists them",
                    kExitUsage);
}

} // namespace glovebox::cli
