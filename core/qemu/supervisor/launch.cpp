#include "core/qemu/supervisor/launch.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>
#include <sys/prctl.h>

#include <linux/close_range.h>

namespace glovebox::qemu::supervisor {

namespace {

enum Step { kSetUp = 1, kWorkingFolder, kDescriptor, kExecute };
/// Where the child's descriptors wait while their numbers may still be in use: above every number they can get.
constexpr int kAside = bounds::kTargetMax + 1;

struct Pipe {
    UniqueFd reading;
    UniqueFd writing;
};

Result<Pipe> makePipe()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::OutOfMemory, std::string("making a pipe: ") + std::strerror(errno));
    Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
    ::fcntl(pipe.reading.get(), F_SETFL, O_NONBLOCK);
    return pipe;
}

std::vector<char *> pointers(const std::vector<std::string> &words, const std::string *first)
{
    std::vector<char *> out;
    out.reserve(words.size() + 2);
    if (first != nullptr)
        out.push_back(const_cast<char *>(first->c_str()));
    for (const auto &word : words)
        out.push_back(const_cast<char *>(word.c_str()));
    out.push_back(nullptr);
    return out;
}

/// All that the child needs, made before the fork: behind it nothing is allocated.
struct Plan {
    const char *program = nullptr;
    const char *workingFolder = nullptr;
    char *const *arguments = nullptr;
    char *const *environment = nullptr;
    int output = -1;
    int errors = -1;
    int outcome = -1;
    std::array<int, bounds::kDescriptors> sources{};
    std::array<int, bounds::kDescriptors> targets{};
    std::size_t descriptors = 0;
    ::rlimit fileLimit{};
    int niceness = 0;
    bool smallPages = false;
    pid_t supervisor = 0;
};

[[noreturn]] void giveUp(int outcome, Step step)
{
    const LaunchFailure failure{step, errno};
    static_cast<void>(::write(outcome, &failure, sizeof failure));
    ::_exit(127);
}

void becomeOrdinary(const Plan &plan, int outcome)
{
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::setsid() < 0)
        giveUp(outcome, kSetUp);
    if (::getppid() != plan.supervisor) // it ended before the line above
        ::_exit(127);
    for (int signal = 1; signal < NSIG; ++signal)
        if (signal != SIGKILL && signal != SIGSTOP)
            ::signal(signal, SIG_DFL);
    ::sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const ::rlimit noCore{0, 0}; // a core file would hold the guest's memory
    ::setrlimit(RLIMIT_CORE, &noCore);
    ::setrlimit(RLIMIT_NOFILE, &plan.fileLimit);
    // Both are inherited by all that it becomes and starts. Where they are refused it is a child like others.
    if (plan.niceness != 0)
        ::setpriority(PRIO_PROCESS, 0, plan.niceness);
    if (plan.smallPages)
        ::prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}

[[noreturn]] void runChild(Plan plan)
{
    const int outcome = ::fcntl(plan.outcome, F_DUPFD_CLOEXEC, kAside);
    if (outcome < 0)
        giveUp(plan.outcome, kSetUp);
    for (std::size_t i = 0; i < plan.descriptors; ++i) {
        plan.sources[i] = ::fcntl(plan.sources[i], F_DUPFD_CLOEXEC, kAside);
        if (plan.sources[i] < 0)
            giveUp(outcome, kDescriptor);
    }
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0 || ::dup2(plan.output, STDOUT_FILENO) < 0 ||
        ::dup2(plan.errors, STDERR_FILENO) < 0)
        giveUp(outcome, kSetUp);
    // Nothing of ours is inherited; what the child is given comes after that.
    if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        giveUp(outcome, kSetUp);
    for (std::size_t i = 0; i < plan.descriptors; ++i)
        if (::dup2(plan.sources[i], plan.targets[i]) < 0)
            giveUp(outcome, kDescriptor);
    becomeOrdinary(plan, outcome);
    if (::chdir(plan.workingFolder) != 0)
        giveUp(outcome, kWorkingFolder);
    ::execve(plan.program, plan.arguments, plan.environment);
    giveUp(outcome, kExecute);
}

} // namespace

Error explain(const LaunchFailure &failure, const Spawn &spawn)
{
    const std::string why = std::strerror(failure.error);
    switch (failure.step) {
    case kWorkingFolder:
        return {ErrorCode::HostToolFailed, "working folder " + spawn.workingFolder + ": " + why};
    case kDescriptor:
        return {ErrorCode::HostToolFailed, "handing over a descriptor: " + why};
    case kExecute:
        return {failure.error == ENOENT ? ErrorCode::HostToolMissing : ErrorCode::HostToolFailed,
                spawn.program + ": " + why};
    default:
        return {ErrorCode::HostToolFailed, "setting up a process: " + why};
    }
}

Result<> checkSpawn(const Spawn &spawn, std::size_t descriptors)
{
    const auto wrong = [](const std::string &why) {
        return fail(ErrorCode::InvalidArgument, why);
    };
    if (spawn.program.empty() || spawn.program.front() != '/' || spawn.workingFolder.empty() ||
        spawn.workingFolder.front() != '/')
        return wrong("a child's program and working folder are absolute paths");
    if (spawn.name.empty())
        return wrong("a child needs a name");
    for (const auto &variable : spawn.environment)
        if (const auto sign = variable.find('='); sign == std::string::npos || sign == 0)
            return wrong("a child's environment is of the form NAME=value");
    if (spawn.niceness < bounds::kNicenessMin || spawn.niceness > bounds::kNicenessMax)
        return wrong("a child's niceness is " + std::to_string(bounds::kNicenessMin) + " to " +
                     std::to_string(bounds::kNicenessMax));
    if (spawn.targets.size() != descriptors)
        return wrong("a child has a number for each of its descriptors");
    std::set<int> taken;
    for (const int target : spawn.targets)
        if (target < bounds::kTargetMin || target > bounds::kTargetMax || !taken.insert(target).second)
            return wrong("a child's descriptors have different numbers from " + std::to_string(bounds::kTargetMin) +
                         " to " + std::to_string(bounds::kTargetMax));
    return {};
}

Result<Launched> launch(const Spawn &spawn, const std::vector<UniqueFd> &descriptors, const ::rlimit &fileLimit)
{
    GB_TRY(output, makePipe());
    GB_TRY(errors, makePipe());
    GB_TRY(outcome, makePipe());
    const auto arguments = pointers(spawn.arguments, &spawn.program);
    const auto environment = pointers(spawn.environment, nullptr);
    Plan plan{.program = spawn.program.c_str(),
              .workingFolder = spawn.workingFolder.c_str(),
              .arguments = arguments.data(),
              .environment = environment.data(),
              .output = output.writing.get(),
              .errors = errors.writing.get(),
              .outcome = outcome.writing.get(),
              .sources = {},
              .targets = {},
              .descriptors = descriptors.size(),
              .fileLimit = fileLimit,
              .niceness = spawn.niceness,
              .smallPages = spawn.smallPages,
              .supervisor = ::getpid()};
    for (std::size_t i = 0; i < descriptors.size(); ++i) {
        plan.sources[i] = descriptors[i].get();
        plan.targets[i] = spawn.targets[i];
    }
    const auto pid = ::fork();
    if (pid == 0)
        runChild(plan);
    if (pid < 0)
        return fail(ErrorCode::OutOfMemory, std::string("starting a process: ") + std::strerror(errno));
    return Launched{pid, std::move(output.reading), std::move(errors.reading), std::move(outcome.reading)};
}

} // namespace glovebox::qemu::supervisor
