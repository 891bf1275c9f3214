#include "core/domain/seed.h"

#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/domain/words.h"

#include <algorithm>

namespace glovebox::domain {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSeedPathMax = 1024;
constexpr std::size_t kSeedUrlMax = 2048;
constexpr std::size_t kSeedReferenceMax = 255;
constexpr std::size_t kSeedCommandMax = 64 << 10; // as of a template's step
constexpr std::size_t kSeedArgumentsMax = 256;
constexpr std::chrono::milliseconds kSeedLongest = 24h;
constexpr ByteCount kSeedTextShown{120};

constexpr std::array kSeedStateWords{
    Word<SeedState>{SeedState::Waiting, "waiting"},     Word<SeedState>{SeedState::Running, "running"},
    Word<SeedState>{SeedState::Done, "done"},           Word<SeedState>{SeedState::Failed, "failed"},
    Word<SeedState>{SeedState::Cancelled, "cancelled"},
};

std::string shownOf(const std::string &text)
{
    return '\'' + clipped(toOneLine(text), kSeedTextShown) + '\'';
}

/// Why it is none; empty: it is one. With a slash at its end it means "into that folder".
std::string whyNoPlace(const std::string &path, const char *what)
{
    auto place = path;
    if (place.size() > 1 && place.ends_with('/') && place != "//")
        place.pop_back();
    if (place.size() > kSeedPathMax)
        return std::string(what) + " has more than " + std::to_string(kSeedPathMax) + " bytes";
    if (place != "/" && !isPlainAbsolutePath(place))
        return std::string(what) + " is to be an absolute path without . and .. in it, as /srv/site: " + shownOf(path);
    return {};
}

std::string whyNotRunnable(const CommandLine &command)
{
    auto bytes = command.shell.size();
    auto hasNul = command.shell.find('\0') != std::string::npos;
    for (const auto &argument : command.arguments) {
        bytes += argument.size();
        hasNul = hasNul || argument.find('\0') != std::string::npos;
    }
    if (!command.shell.empty() && !command.arguments.empty())
        return "a command is a line for the shell or a list of arguments, not both";
    if (bytes > kSeedCommandMax || command.arguments.size() > kSeedArgumentsMax)
        return "a command has 64 KiB and " + std::to_string(kSeedArgumentsMax) + " arguments at most";
    if (hasNul || (!command.arguments.empty() && command.arguments.front().empty()))
        return "there is no such program";
    return {};
}

/// Of https://host/path: what is behind the two slashes; empty: it begins with something else.
std::string_view behindScheme(std::string_view url)
{
    for (const std::string_view scheme : {"https://", "http://"})
        if (url.starts_with(scheme))
            return url.substr(scheme.size());
    return {};
}

struct WhyNoStep {
    std::string operator()(const PutFiles &step) const
    {
        if (auto why = whyNoPlace(step.from, "what is put in"); !why.empty())
            return why;
        if (step.unpack && step.from.ends_with('/'))
            return "an archive is a file: " + shownOf(step.from);
        return whyNoPlace(step.to, "where it goes");
    }
    std::string operator()(const CopyFromSnapshot &step) const
    {
        if (!isSafeToken(step.snapshot.value()))
            return "name the snapshot by its id, as snap-1a2b3c";
        if (auto why = whyNoPlace(step.from, "what is copied"); !why.empty())
            return why;
        return whyNoPlace(step.to, "where it goes");
    }
    std::string operator()(const CloneRepository &step) const
    {
        const auto rest = behindScheme(step.url);
        const auto host = rest.substr(0, rest.find('/'));
        if (rest.empty() || host.empty() || host.size() == rest.size())
            return "a repository is cloned from an address as https://git.example/team/app.git; this is " +
                   shownOf(step.url);
        if (host.find('@') != std::string_view::npos)
            return "an address with a user or a password in it would be kept in the sandbox, where its agent can read "
                   "it; leave them out";
        if (step.url.size() > kSeedUrlMax || hasControlCharacters(step.url) ||
            step.url.find_first_of(" \\\"'`<>{}|^") != std::string::npos)
            return "this is no address: " + shownOf(step.url);
        if (host.starts_with('-') || host.starts_with(':'))
            return "there is no host in the address " + shownOf(step.url);
        if (step.to.empty() && folderOf(step.url).empty())
            return "say where it goes: the address does not tell a folder's name";
        if (!isReference(step.reference))
            return "this is no branch, tag or commit: " + shownOf(step.reference);
        if (step.to.empty())
            return {};
        return step.to == "/" ? "a repository is cloned into a folder of its own, not into /"
                              : whyNoPlace(step.to, "where it goes");
    }
    std::string operator()(const RunStep &step) const
    {
        if (step.command.empty())
            return "there is no command";
        if (step.timeout <= 0ms || step.timeout > kSeedLongest)
            return "a command may take up to 24 hours";
        return whyNotRunnable(step.command);
    }

private:
    /// What git takes for one, and no option.
    static bool isReference(const std::string &name)
    {
        return name.size() <= kSeedReferenceMax && !name.starts_with('-') && !hasControlCharacters(name) &&
               name.find_first_of(" ~^:?*[\\") == std::string::npos && name.find("..") == std::string::npos &&
               name.find("@{") == std::string::npos;
    }
};

struct SeedStepText {
    std::string operator()(const PutFiles &step) const
    {
        return (step.unpack ? "unpack " : "put ") + step.from + " into " + step.to;
    }
    std::string operator()(const CopyFromSnapshot &step) const
    {
        return "copy " + step.from + " of " + step.snapshot.value() + " into " + step.to;
    }
    std::string operator()(const CloneRepository &step) const
    {
        return "clone " + step.url + (step.reference.empty() ? "" : " at " + step.reference) +
               (step.to.empty() ? "" : " into " + step.to);
    }
    std::string operator()(const RunStep &step) const { return "run " + domain::textOf(step.command); }
};

} // namespace

std::string folderOf(const std::string &url)
{
    auto path = behindScheme(url);
    path = path.substr(0, path.find_first_of("?#"));
    while (path.ends_with('/'))
        path.remove_suffix(1);
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return {};
    path = path.substr(slash + 1);
    if (path.ends_with(".git"))
        path.remove_suffix(4);
    return isPlainRelativePath(path) && !path.starts_with('-') ? std::string(path) : std::string();
}

Result<> check(const Seed &seed)
{
    if (seed.steps.size() > kSeedStepsMax)
        return fail(ErrorCode::InvalidArgument, "it has " + std::to_string(seed.steps.size()) + " steps; " +
                                                    std::to_string(kSeedStepsMax) + " at most");
    for (std::size_t i = 0; i < seed.steps.size(); ++i)
        if (const auto why = std::visit(WhyNoStep{}, seed.steps[i]); !why.empty())
            return fail(ErrorCode::InvalidArgument, "step " + std::to_string(i + 1) + ": " + why);
    if (const auto why = whyNotRunnable(seed.start); !why.empty())
        return fail(ErrorCode::InvalidArgument, "the start command: " + why);
    if (!seed.ready)
        return {};
    if (seed.ready->command.empty())
        return fail(ErrorCode::InvalidArgument, "the ready check: there is no command");
    if (const auto why = whyNotRunnable(seed.ready->command); !why.empty())
        return fail(ErrorCode::InvalidArgument, "the ready check: " + why);
    if (seed.ready->every < 100ms || seed.ready->every > 1h || seed.ready->within < 1s ||
        seed.ready->within > kSeedLongest)
        return fail(ErrorCode::InvalidArgument,
                    "the ready check: asked every 100 ms to 1 hour, within 1 second to 24 hours");
    return {};
}

std::string textOf(const SeedStep &step)
{
    const auto text = toOneLine(std::visit(SeedStepText{}, step));
    return text.size() > kSeedTextShown.value ? clipped(text, kSeedTextShown) : text;
}

std::string_view word(SeedState state)
{
    return wordOf(kSeedStateWords, state);
}

} // namespace glovebox::domain
