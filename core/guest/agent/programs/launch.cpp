#include "core/guest/agent/programs/launch.h"

#include "core/guest/agent/programs/program.h"
#include "core/guest/agent/tools/path.h"
#include "core/guest/agent/tools/process.h"

#include <sys/wait.h>

#include <cerrno>

namespace glovebox::agent {

using guest::ExecEnd;
using LaunchOutcome = ExecEnd::Outcome;

namespace {

enum class Step : int { Rights, Folder, Program };
struct Report {
    Step step = Step::Rights;
    int error = 0;
};

ExecEnd refused(const Report &report, const ToolContext &context, const std::string &program)
{
    const auto what = report.step == Step::Folder ? "the folder " + inQuotes(context.workdir) : inQuotes(program);
    const auto as = [&what](LaunchOutcome outcome, const std::string &why) {
        return ExecEnd{.outcome = outcome, .detail = what + why};
    };
    if (report.step == Step::Rights)
        return {.outcome = LaunchOutcome::PermissionDenied,
                .detail = "cannot become the program's user: " + errnoText(report.error)};
    switch (report.error) {
    case ENOENT:
    case ENOTDIR:
        return as(LaunchOutcome::NotFound, report.step == Step::Folder
                                               ? " is not there"
                                               : " is not there, or what its first line or its loader names is not");
    case EACCES:
    case EPERM:
        return as(LaunchOutcome::PermissionDenied, " may not be " +
                                                       std::string(report.step == Step::Folder ? "entered" : "run") +
                                                       " by the program's user");
    case ENOEXEC:
        return as(LaunchOutcome::InvalidArgument, " is no program of this machine, and no script that begins with #!");
    case EAGAIN:
        return as(LaunchOutcome::InvalidState, " cannot be started: too many processes");
    default:
        return as(LaunchOutcome::InvalidState, " cannot be started: " + errnoText(report.error));
    }
}

/// Runs in the child. Reports what failed.
[[noreturn]] void launchMain(const ToolContext &context, const std::vector<char *> &arguments, char *const *environment,
                             const std::function<void()> &inChild, int reportTo)
{
    ::setsid();
    inChild();
    Report report;
    if (!becomeToolUser(context))
        report = {Step::Rights, errno};
    else if (::chdir(context.workdir.c_str()) != 0)
        report = {Step::Folder, errno};
    else
        report = {Step::Program, runProgram(context, arguments, environment)};
    const auto written = ::write(reportTo, &report, sizeof report);
    ::_exit(written > 0 ? 126 : 127);
}

} // namespace

ExecEnd notLaunched(const ToolContext &context, const std::string &program, int error)
{
    return refused({Step::Program, error}, context, program);
}

Launched launchProgram(const ToolContext &context, const std::vector<std::string> &arguments,
                       const std::function<void()> &inChild)
{
    auto report = makePipe(); // closes by itself when the program has started
    const EnvironmentBlock environment(context, {});
    std::vector<char *> words;
    for (const auto &word : arguments)
        words.push_back(const_cast<char *>(word.c_str()));
    words.push_back(nullptr);
    const auto child = report ? forkInto(context) : -1;
    if (child == 0)
        launchMain(context, words, environment.get(), inChild, report.writeEnd.get());
    if (child < 0)
        return {-1, notLaunched(context, arguments.front(), errno)};
    report.writeEnd.reset();
    Report failed;
    if (::read(report.readEnd.get(), &failed, sizeof failed) != static_cast<ssize_t>(sizeof failed))
        return {child, {}};
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return {-1, refused(failed, context, arguments.front())};
}

} // namespace glovebox::agent
