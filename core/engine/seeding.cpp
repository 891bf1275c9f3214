#include "core/engine/seeding.h"

#include <algorithm>
#include <array>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// What a large copy out of a snapshot takes where the processor is emulated; its machine has no place in the books.
constexpr std::chrono::milliseconds kSnapshotCopyMax = 30min;
constexpr std::chrono::milliseconds kCloneMax = 30min;
constexpr std::chrono::milliseconds kCheckOutMax = 10min;

/// In git's words, nothing of this has to do with a policy.
constexpr const char *kEgressHint =
    "\nWhat a sandbox may reach says its egress profile; gloveboxctl egress log tells what was refused.";

/// As curl says it, which git fetches with: the guest's proxy refuses what no rule allows; past it a name that none
/// allows does not resolve, and one on another port is refused.
bool wasRefused(const std::string &words)
{
    constexpr std::array<std::string_view, 5> kRefusals{"CONNECT tunnel failed, response 403",
                                                        "HTTP code 403 from proxy", "Could not resolve host",
                                                        "access denied", "returned error: 403"};
    return std::ranges::any_of(kRefusals,
                               [&words](std::string_view refusal) { return words.find(refusal) != std::string::npos; });
}

std::string lastPart(std::string path)
{
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path.substr(path.rfind('/') + 1);
}

std::string sizeInWords(ByteCount size)
{
    constexpr std::uint64_t mib = 1U << 20;
    return size.value < mib ? std::to_string(size.value) + " bytes"
                            : std::to_string((size.value + mib / 2) / mib) + " MiB";
}

} // namespace

Seeding::Seeding(Parts parts, ports::GuestLink &link, Seed seed, Handlers handlers)
    : m_parts(parts), m_link(link), m_seed(std::move(seed)), m_handlers(std::move(handlers)), m_steps(stepsOf(m_seed)),
      m_command([this](ports::ExecStream stream, std::string text) { print(m_step, stream, std::move(text)); }),
      m_service([this](ports::ExecStream stream, std::string text) {
          print(m_seed.steps.size(), stream, std::move(text)); // the step behind them
      })
{
}

std::vector<std::string> Seeding::stepsOf(const Seed &seed)
{
    std::vector<std::string> all;
    for (const auto &step : seed.steps)
        all.push_back(textOf(step));
    if (!seed.start.empty())
        all.push_back("start " + textOf(SeedStep(RunStep{.command = seed.start})).substr(4));
    if (seed.ready)
        all.push_back("wait until ready: " + textOf(SeedStep(RunStep{.command = seed.ready->command})).substr(4));
    return all;
}

void Seeding::begin()
{
    soon([this] { next(); });
}

void Seeding::next()
{
    if (m_step == m_steps.size())
        return over({});
    m_handlers.step(static_cast<int>(m_step) + 1);
    m_handlers.progress(std::nullopt);
    say(m_steps[m_step]);
    if (m_step < m_seed.steps.size())
        return std::visit([this](const auto &what) { perform(what); }, m_seed.steps[m_step]);
    if (!m_seed.start.empty() && m_step == m_seed.steps.size())
        return startCommand();
    waitUntilReady();
}

void Seeding::stepDone()
{
    soon([this] {
        m_limit.cancel();
        m_copy.reset();
        m_snapshot.reset();
        m_wait.reset();
        ++m_step;
        next();
    });
}

void Seeding::perform(const PutFiles &step)
{
    if (!m_parts.files)
        return failed({ErrorCode::Unsupported, "this program puts no files of its host anywhere"});
    const ports::HostPath from{.path = step.from, .isArchive = step.unpack};
    m_call = m_parts.files->look(from, [this, from, to = step.to](Result<ports::HostTree> tree) {
        if (!tree)
            return failed(tree.error());
        soon([this, from, to, tree = *std::move(tree)] {
            copy(m_parts.files->open({from.path, from.isArchive, tree.folder}, tree.entries), tree, from.path, to);
        });
    });
}

void Seeding::perform(const CopyFromSnapshot &step)
{
    m_limit = m_parts.clock.after(kSnapshotCopyMax, [this] {
        failed({ErrorCode::TimedOut, "it took longer than " + std::to_string(kSnapshotCopyMax / 1min) + " minutes"});
    });
    m_snapshot =
        std::make_unique<SnapshotFiles>(SnapshotFiles::Parts{m_parts.clock, m_parts.hypervisor, m_parts.connector});
    m_snapshot->find(step.snapshot, step.from, [this, step](Result<ports::HostTree> tree) {
        if (!tree)
            return failed(tree.error());
        soon([this, step, tree = *std::move(tree)] {
            copy(m_snapshot->source(tree.entries), tree, step.from, step.to);
        });
    });
}

void Seeding::tellLeftOut(const ports::HostTree &tree)
{
    for (const auto &each : tree.leftOut)
        say("Left out: " + each);
}

void Seeding::copy(std::unique_ptr<ports::FileSource> source, const ports::HostTree &tree, const std::string &from,
                   const std::string &to)
{
    tellLeftOut(tree);
    const auto moved = [this, total = tree.bytes](ByteCount now) {
        if (total.value > 0)
            m_handlers.progress(std::min(1.0, static_cast<double>(now.value) / static_cast<double>(total.value)));
    };
    m_copy = std::make_unique<FileCopy>(
        m_link.files(), FileCopy::Order{.source = std::move(source), .name = lastPart(from), .to = to},
        FileCopy::Handlers{moved, [this, bytes = tree.bytes](const Result<std::size_t> &copied) {
                               if (!copied)
                                   return failed(copied.error());
                               say(*copied == 0 ? "There is nothing in it"
                                                : "Copied " + std::to_string(*copied) +
                                                      (*copied == 1 ? " entry, " : " entries, ") + sizeInWords(bytes));
                               stepDone();
                           }});
    m_copy->begin();
}

/// The sandbox's own git, as its user. Its folder is made first: it may be where only root may make one.
void Seeding::perform(const CloneRepository &step)
{
    auto to = step.to.empty() ? folderOf(step.url) : step.to;
    while (to.ends_with('/'))
        to.pop_back();
    if (step.to.empty())
        return clone(step, to);
    m_call = m_link.files().makeFolder({.path = to, .mode = 0755}, [this, step, to](const Result<> &made) {
        if (!made)
            return failed(inContext("make the folder", made.error()));
        soon([this, step, to] { clone(step, to); });
    });
}

void Seeding::clone(const CloneRepository &step, const std::string &to)
{
    git({"clone", "--", step.url, to}, [this, step, to] {
        if (step.reference.empty())
            return stepDone();
        checkOut(step, to);
    });
}

void Seeding::checkOut(const CloneRepository &step, const std::string &to)
{
    git({"-C", to, "checkout", step.reference, "--"}, [this] { stepDone(); });
}

void Seeding::git(std::vector<std::string> arguments, std::function<void()> then)
{
    const auto timeout = arguments.front() == "clone" ? kCloneMax : kCheckOutMax;
    arguments.insert(arguments.begin(), "git");
    auto request = requestOf(std::move(arguments), timeout);
    // Nobody is there to be asked; and no other way of fetching, whatever a repository's submodules name.
    request.environment = {{"GIT_TERMINAL_PROMPT", "0"}, {"GIT_ALLOW_PROTOCOL", "http:https"}};
    m_call = m_command.run(
        m_link, std::move(request), [this, timeout, then = std::move(then)](const Result<ports::ExecEnd> &end) {
            if (!end && end.error().code == ErrorCode::NotFound)
                return failed({ErrorCode::NotFound, "the sandbox has no git; choose an image that has one, or put the "
                                                    "files in from this host (" +
                                                        end.error().detail + ")"});
            if (!end)
                return failed(inContext("git could not be run", end.error()));
            if (const auto why = whyFailed(*end, timeout); !why.empty())
                return failed({ErrorCode::HostToolFailed, "git: " + why + m_command.lastWords() +
                                                              (wasRefused(m_command.lastWords()) ? kEgressHint : "")});
            soon(then);
        });
}

ports::ExecRequest Seeding::requestOf(std::vector<std::string> arguments, std::chrono::milliseconds timeout) const
{
    return {.arguments = std::move(arguments),
            .environment = {},
            .user = std::nullopt,
            .workdir = {},
            .standardInput = {},
            .timeout = timeout};
}

void Seeding::perform(const RunStep &step)
{
    m_call = m_command.run(m_link, requestOf(argumentsOf(step.command), step.timeout),
                           [this, timeout = step.timeout](const Result<ports::ExecEnd> &end) {
                               if (!end)
                                   return failed(inContext("it could not be run", end.error()));
                               if (const auto why = whyFailed(*end, timeout); !why.empty())
                                   return failed({ErrorCode::HostToolFailed, why + m_command.lastWords()});
                               stepDone();
                           });
}

/// Nobody's in the end: it goes on for as long as the sandbox does. That it ends at once is heard of, and told.
void Seeding::startCommand()
{
    m_watching = m_service.start(m_link, requestOf(argumentsOf(m_seed.start), 0ms), m_seed.ready,
                                 [this, step = m_step](const Result<> &goesOn) {
                                     if (!goesOn)
                                         return failed(step, goesOn.error());
                                     if (m_seed.ready) // that decides
                                         return;
                                     tellStarted();
                                     stepDone();
                                 });
    if (m_seed.ready)
        stepDone();
}

void Seeding::tellStarted()
{
    if (!m_seed.start.empty())
        m_handlers.started(
            {.arguments = argumentsOf(m_seed.start), .environment = {}, .user = std::nullopt, .workdir = {}});
}

void Seeding::waitUntilReady()
{
    m_wait = std::make_unique<ReadyWait>(
        ReadyWait::Parts{m_parts.clock, m_link, m_command,
                         [this](const CommandLine &command, std::chrono::milliseconds timeout) {
                             return requestOf(argumentsOf(command), timeout);
                         }},
        *m_seed.ready, [this](const Result<> &ready) {
            if (!ready)
                return failed(ready.error());
            tellStarted();
            stepDone();
        });
    m_wait->begin();
}

/// Whoever calls us is in the middle of something.
void Seeding::soon(std::function<void()> then)
{
    if (!m_over)
        m_soon = m_parts.clock.after(0ms, std::move(then));
}

void Seeding::say(std::string text)
{
    const auto step = m_step < m_steps.size() ? static_cast<int>(m_step) + 1 : 0;
    m_handlers.line({api::BuildLine::Stream::System, m_parts.clock.wallNow(), step, std::move(text)});
}

void Seeding::print(std::size_t step, ports::ExecStream stream, std::string text)
{
    const auto of =
        stream == ports::ExecStream::Output ? api::BuildLine::Stream::Output : api::BuildLine::Stream::Error;
    m_handlers.line({of, m_parts.clock.wallNow(), static_cast<int>(step) + 1, std::move(text)});
}

/// "step 2, run make: it ended with exit status 2; …"
void Seeding::failed(std::size_t step, const Error &why)
{
    if (!m_over)
        over(fail(why.code, "step " + std::to_string(step + 1) + ", " + m_steps[step] + ": " + why.detail));
}

void Seeding::over(Result<> result)
{
    m_over = true;
    m_soon = m_parts.clock.after(0ms, [this, result = std::move(result)] {
        m_limit.cancel();
        m_call.cancel();
        m_watching.cancel();
        m_copy.reset();
        m_snapshot.reset();
        m_wait.reset();
        const auto done = std::move(m_handlers.done);
        done(result); // may destroy us
    });
}

} // namespace glovebox::engine
