// Role: `gloveboxctl cp`: files and folders into a sandbox and out of it, in the manner of docker. Thread: the main
// one; blocks.
#include "app/cli/copy_in.h"
#include "app/cli/copy_out.h"
#include "app/cli/live.h"
#include "app/cli/terminal_session.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

namespace glovebox::cli {

namespace fs = std::filesystem;

namespace {

struct CopyCommand {
    LiveOptions live;
    std::string from;
    std::string to;
};

struct CopyPlace {
    std::string sandbox; // empty: here
    std::string path;    // "-", here: standard input or output

    bool isStream() const { return sandbox.empty() && path == "-"; }
};

/// "sbx-1:/srv" is in a sandbox; "./a:b" and "/a:b" are here.
CopyPlace placeOf(const std::string &text)
{
    const auto colon = text.find(':');
    if (colon == std::string::npos || colon == 0 || text.find('/') < colon || text[0] == '.')
        return {{}, text};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

/// The last part of a path that is one; "." and ".." mean what is in it, and nothing has that name.
std::string lastPart(const std::string &path)
{
    const auto name = fs::path(path).has_filename() ? fs::path(path).filename().string()
                                                    : fs::path(path).parent_path().filename().string();
    return name == "." || name == ".." || name == "/" ? std::string() : name;
}

std::string trimmedFolder(std::string path)
{
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path;
}

/// Of a sandbox: "/srv/./data//" is "/srv/data". Where ".." leads its own links decide; that is refused there.
std::string plainPath(const std::string &path)
{
    std::string plain;
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto part = path.substr(at, end - at);
        if (!part.empty() && part != ".")
            plain += '/' + part;
        at = end + 1;
    }
    return plain.empty() ? "/" : plain;
}

tl::unexpected<Error> cannotWrite(const std::string &to)
{
    return fail(ErrorCode::FolderUnusable, to + " cannot be written: " + std::strerror(errno));
}

/// A file's bytes into what is open here; `to` is for words.
Result<> pour(const ApiClient &api, const CopyPlace &from, int descriptor, const std::string &to)
{
    return contentOf(api, from.sandbox, plainPath(from.path))([&](std::string_view piece) -> Result<> {
        if (writeFully(descriptor, piece))
            return {};
        return errno == EPIPE ? fail(ErrorCode::Cancelled, "nobody reads it any more") : cannotWrite(to);
    });
}

/// A device, a pipe, a terminal: it stays what it is.
Result<> intoDevice(const ApiClient &api, const CopyPlace &from, const std::string &to)
{
    const int device = ::open(to.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (device < 0)
        return cannotWrite(to);
    const auto poured = pour(api, from, device, to);
    return ::close(device) == 0 || !poured ? poured : cannotWrite(to);
}

Result<> toHere(const ApiClient &api, const CopyPlace &from, const std::string &to, LeftOut &leftOut)
{
    const auto source = plainPath(from.path);
    const auto name = lastPart(from.path);
    std::error_code error;
    if (fs::is_directory(to, error))
        return copyOut(api, from.sandbox, source, *takeIntoFolder(to, name), leftOut);
    const fs::path target(trimmedFolder(to));
    if (to.ends_with('/')) {
        fs::create_directories(target, error);
        if (error)
            return fail(ErrorCode::InvalidArgument, to + " cannot be made: " + error.message());
        return copyOut(api, from.sandbox, source, *takeIntoFolder(target.string(), name), leftOut);
    }
    if (fs::exists(to, error) && !fs::is_regular_file(to, error))
        return intoDevice(api, from, to);
    const auto parent = target.has_parent_path() ? target.parent_path().string() : std::string(".");
    return copyOut(api, from.sandbox, source, *takeIntoFolder(parent, target.filename().string()), leftOut);
}

/// A file as it is, a folder as a tar.
Result<> toOutput(const ApiClient &api, const CopyPlace &from, LeftOut &leftOut)
{
    const auto source = plainPath(from.path);
    if (isFolder(api, from.sandbox, source)) {
        const auto name = lastPart(from.path);
        return copyOut(api, from.sandbox, source, *takeAsTar(name.empty() ? "." : name), leftOut);
    }
    return pour(api, from, STDOUT_FILENO, "standard output");
}

/// Where a folder is, into it; else as it.
Result<> toSandbox(const ApiClient &api, const CopyPlace &from, const CopyPlace &to, LeftOut &leftOut)
{
    const auto target = plainPath(to.path);
    const bool isThere = isFolder(api, to.sandbox, target);
    if (from.isStream())
        return isThere || to.path.ends_with('/') ? unpackInputIn(api, to.sandbox, target)
                                                 : copyInputIn(api, to.sandbox, target);
    const auto name = lastPart(from.path);
    const bool goesInto = (isThere || to.path.ends_with('/')) && !name.empty();
    return copyIn(api, to.sandbox, from.path, goesInto ? (target == "/" ? "" : target) + '/' + name : target, leftOut);
}

int copy(const CopyCommand &command)
{
    auto from = placeOf(command.from);
    auto to = placeOf(command.to);
    if (from.sandbox.empty() == to.sandbox.empty())
        return complain("copy from here into a sandbox or out of one: exactly one of FROM and TO is SANDBOX:PATH",
                        kExitUsage);
    const auto &path = from.sandbox.empty() ? to.path : from.path;
    if (!path.starts_with('/'))
        return complain("a path in a sandbox begins with '/': SANDBOX:/workspace/file", kExitUsage);
    return withApi(command.live, "It was not copied.", [&](const ApiClient &api) -> Result<int> {
        auto &place = from.sandbox.empty() ? to : from;
        GB_TRY(sandbox, resolve(api, Named::Sandbox, place.sandbox));
        place.sandbox = sandbox;
        LeftOut leftOut;
        const auto copied = from.sandbox.empty() ? toSandbox(api, from, to, leftOut)
                            : to.isStream()      ? toOutput(api, from, leftOut)
                                                 : toHere(api, from, to.path, leftOut);
        if (!copied && copied.error().code == ErrorCode::Cancelled)
            return 0;
        if (!copied)
            return tl::unexpected(copied.error());
        if (const auto count = leftOut.count(); count > 0)
            return complain("Not all was copied: " + std::to_string(count) +
                                (count == 1 ? " file or folder" : " files or folders") +
                                " could not be had, as said above. The rest is there.",
                            kExitFailed);
        return 0;
    });
}

} // namespace

void addCopy(CLI::App &app, Action &chosen)
{
    const auto [command, options] =
        addLiveCommand(app, chosen, "cp", "copy files and folders into a sandbox, or out of it", copy);
    command
        ->add_option("FROM", options->from,
                     "SANDBOX:PATH, a path here, or - for standard input: a file, or a tar "
                     "when TO is a folder")
        ->required();
    command->add_option("TO", options->to, "likewise; - for standard output: a file as it is, a folder as a tar")
        ->required();
}

} // namespace glovebox::cli
