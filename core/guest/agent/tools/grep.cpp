// Role: the grep tool (reference 4.7): ripgrep when the image has one, else our own walk.
#include "core/base/text.h"
#include "core/guest/agent/tools/file_io.h"
#include "core/guest/agent/tools/file_tools.h"
#include "core/guest/agent/tools/grep_walker.h"
#include "core/guest/agent/tools/process.h"
#include "core/guest/agent/tools/utf16.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace glovebox::agent {

namespace {

constexpr std::size_t kRgErrorsMax = 4096;
/// The limit is in UTF-16 units, of which each takes three bytes at most.
constexpr std::size_t kRgOutputMax = 3 * kOutputMax;

std::string environmentValue(const ToolContext &context, std::string_view name)
{
    for (const auto &[key, value] : context.environment)
        if (key == name)
            return value;
    return {};
}

/// A program called rg on PATH that the model did not put there: not inside the folders it may write.
std::string findRg(const ToolContext &context)
{
    const auto value = environmentValue(context, "PATH");
    for (std::string_view path = value; !path.empty();) {
        const auto colon = path.find(':');
        const std::string folder(path.substr(0, colon));
        path.remove_prefix(colon == std::string_view::npos ? path.size() : colon + 1);
        if (!folder.starts_with('/'))
            continue;
        int error = 0;
        const auto program = canonicalPath(folder + "/rg", error);
        struct stat info {};
        if (error != 0 || ::stat(program.c_str(), &info) != 0 || !S_ISREG(info.st_mode) ||
            ::access(program.c_str(), X_OK) != 0)
            continue;
        if (!std::holds_alternative<ResolvedPath>(resolvePath(context, program)))
            return program;
    }
    return {};
}

struct RgRun {
    pid_t child = -1;
    Descriptor output;
    Descriptor errors;
};

RgRun startRg(const ToolContext &context, const std::string &program, const std::string &pattern,
              const std::string &place)
{
    auto output = makePipe();
    auto errors = makePipe();
    if (!output || !errors)
        return {};
    std::vector<std::string> words{"rg", "--no-config", "-n", "--no-heading", "-e", pattern, "--", place};
    std::vector<char *> arguments;
    for (auto &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const EnvironmentBlock environment(context, {});
    const pid_t child = ::fork();
    if (child == 0) {
        const int nothing = ::open("/dev/null", O_RDONLY);
        if (nothing >= 0)
            ::dup2(nothing, STDIN_FILENO);
        ::dup2(output.writeEnd.get(), STDOUT_FILENO);
        ::dup2(errors.writeEnd.get(), STDERR_FILENO);
        ::execve(program.c_str(), arguments.data(), environment.get());
        ::_exit(127);
    }
    return {child, std::move(output.readEnd), std::move(errors.readEnd)};
}

/// Reads what is there into `text`, up to `max`; false at the end of the stream.
bool drain(Descriptor &from, std::string &text, std::size_t max)
{
    std::array<char, 16 << 10> buffer;
    const auto got = ::read(from.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR)
        return true;
    if (got <= 0)
        return false;
    const auto room = max - std::min(max, text.size());
    text.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
    return true;
}

ToolOutcome grepByRg(const ToolContext &context, const std::string &program, const std::string &pattern,
                     const std::string &place)
{
    auto run = startRg(context, program, pattern, place);
    if (run.child < 0)
        return failure("grep: rg failed: " + errnoText(errno));
    std::string text;
    std::string problems;
    while ((run.output || run.errors) && text.size() <= kRgOutputMax) {
        std::array<pollfd, 2> wait{pollfd{run.output.get(), POLLIN, 0}, pollfd{run.errors.get(), POLLIN, 0}};
        if (::poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR)
            break;
        if (wait[0].revents != 0 && !drain(run.output, text, kRgOutputMax + 1))
            run.output.reset();
        if (wait[1].revents != 0 && !drain(run.errors, problems, kRgErrorsMax))
            run.errors.reset();
    }
    if (text.size() > kRgOutputMax)
        ::kill(run.child, SIGKILL);
    int status = 0;
    while (::waitpid(run.child, &status, 0) < 0 && errno == EINTR) {
    }
    text = toValidUtf8(text);
    if (const auto kept = firstUnits(text, kOutputMax); kept.size() < text.size())
        return success(std::string(kept) + "\n[output truncated at " + std::to_string(kOutputMax) + " bytes]");
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == 0)
        return success(text);
    if (code == 1)
        return success("no matches");
    // One file that may not be read must not cost the matches in all others.
    problems = toValidUtf8(problems);
    if (!text.empty())
        return success(text + problems);
    return failure("grep: rg failed: " + (problems.empty() ? "exit " + std::to_string(code) : problems));
}

} // namespace

ToolOutcome grepTool(const ToolContext &context, const nlohmann::json &input)
{
    const auto pattern = inputText(input, "pattern");
    if (pattern.empty())
        return failure("grep: pattern is required");
    const auto path = inputText(input, "path");
    const auto resolved = resolvePath(context, path.empty() ? "." : path);
    if (const auto *refused = std::get_if<std::string>(&resolved))
        return failure(*refused);
    const auto place = std::get<ResolvedPath>(resolved).absolute();
    const auto program = findRg(context);
    return program.empty() ? grepByWalking(place, pattern) : grepByRg(context, program, pattern, place);
}

bool isFileTool(std::string_view name)
{
    return name == "read" || name == "write" || name == "edit" || name == "glob" || name == "grep";
}

ToolOutcome runFileTool(const ToolContext &context, std::string_view name, const nlohmann::json &input)
{
    if (name == "read")
        return readTool(context, input);
    if (name == "write")
        return writeTool(context, input);
    if (name == "edit")
        return editTool(context, input);
    if (name == "glob")
        return globTool(context, input);
    return grepTool(context, input);
}

} // namespace glovebox::agent
