#include "app/cli/copy_in.h"

#include "app/cli/commands.h"
#include "app/cli/copy_out.h"
#include "core/base/units.h"

#include <archive.h>
#include <archive_entry.h>

#include <QFile>

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

namespace glovebox::cli {

namespace fs = std::filesystem;

namespace {

constexpr unsigned kPermissionBits = 0777;
constexpr std::size_t kArchiveBlock = 64 << 10;
constexpr int kLinkWithinMs = 60'000;

std::string octal(unsigned mode)
{
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%04o", mode & kPermissionBits);
    return text.data();
}

/// What arrives in a sandbox.
class SandboxWriter {
public:
    SandboxWriter(const ApiClient &api, const std::string &sandbox) : m_api(api), m_sandbox(sandbox) {}

    Result<> folder(const std::string &path, unsigned mode) const
    {
        GB_CHECK(m_api.post("/v1/sandboxes/" + ApiClient::escaped(m_sandbox) + "/folders",
                            {{"path", path}, {"mode", octal(mode)}}));
        return {};
    }

    Result<> file(const std::string &path, std::optional<unsigned> mode, const ApiClient::Give &give,
                  std::optional<std::uint64_t> size) const
    {
        return m_api.upload(filesPath(m_sandbox, path) + (mode ? "&mode=" + octal(*mode) : std::string()), give, size);
    }

    /// By its own ln: there is no other way to make one.
    Result<> link(const std::string &path, const std::string &target, bool isHard = false) const
    {
        GB_TRY(end, m_api.postAndWait("/v1/sandboxes/" + ApiClient::escaped(m_sandbox) + "/exec",
                                      {{"arguments", {"ln", isHard ? "-f" : "-sfn", "--", target, path}},
                                       {"timeout_ms", kLinkWithinMs}}));
        if (end.value("exit_code", 1) != 0)
            return fail(ErrorCode::Conflict, "the link " + path + " could not be made: " + end.value("stderr", ""));
        return {};
    }

private:
    const ApiClient &m_api;
    const std::string &m_sandbox;
};

Result<> fileIn(const SandboxWriter &writer, const fs::path &path, const std::string &target, unsigned mode)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, path.string() + " cannot be read: " + file.errorString().toStdString());
    const auto give = [&](std::size_t max) -> Result<std::string> {
        const auto bytes = file.read(static_cast<qint64>(max));
        if (file.error() != QFileDevice::NoError)
            return fail(ErrorCode::InvalidArgument,
                        path.string() + " cannot be read: " + file.errorString().toStdString());
        return bytes.toStdString();
    };
    return writer.file(target, mode, give, static_cast<std::uint64_t>(file.size()));
}

/// Links are not followed, so this ends.
Result<> treeIn(const SandboxWriter &writer, const fs::path &path, const std::string &target, LeftOut &leftOut)
{
    std::error_code error;
    const auto status = fs::symlink_status(path, error);
    const auto mode = static_cast<unsigned>(status.permissions()) & kPermissionBits;
    if (fs::is_symlink(status))
        return writer.link(target, fs::read_symlink(path, error).string());
    if (fs::is_regular_file(status))
        return fileIn(writer, path, target, mode);
    if (!fs::is_directory(status)) {
        complain("left out: " + path.string() + " is neither a file nor a folder nor a link", 0);
        return {};
    }
    GB_CHECK(writer.folder(target, mode));
    for (fs::directory_iterator each(path, error), end; !error && each != end; each.increment(error))
        GB_CHECK(
            leftOut.without(each->path().string(),
                            treeIn(writer, each->path(), target + '/' + each->path().filename().string(), leftOut)));
    return error ? fail(ErrorCode::InvalidArgument, path.string() + " cannot be read: " + error.message()) : Result<>();
}

Result<std::string> readInput(std::size_t max)
{
    std::string bytes(max, '\0');
    for (;;) {
        const auto count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(ErrorCode::InvalidArgument,
                        std::string("standard input cannot be read: ") + std::strerror(errno));
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }
}

struct FreeReader {
    void operator()(archive *reader) const { archive_read_free(reader); }
};

/// Where it goes; empty: right into the folder itself.
Result<std::string> belowFolder(const char *name)
{
    const fs::path path = fs::path(name ? name : "").relative_path();
    for (const auto &part : path)
        if (part == "..")
            return fail(ErrorCode::InvalidArgument, "a name leads out of the archive: " + path.string());
    auto text = path.lexically_normal().string();
    while (text.ends_with('/'))
        text.pop_back();
    return text == "." ? std::string() : text;
}

Result<> entryIn(const SandboxWriter &writer, archive *reader, archive_entry *entry, const std::string &folder)
{
    GB_TRY(name, belowFolder(archive_entry_pathname(entry)));
    const auto path = name.empty() ? folder : folder + '/' + name;
    const auto mode = static_cast<unsigned>(archive_entry_perm(entry)) & kPermissionBits;
    if (const char *other = archive_entry_hardlink(entry)) {
        GB_TRY(target, belowFolder(other));
        return writer.link(path, folder + '/' + target, true);
    }
    switch (archive_entry_filetype(entry)) {
    case AE_IFDIR:
        return name.empty() ? Result<>() : writer.folder(path, mode);
    case AE_IFLNK:
        return writer.link(path, archive_entry_symlink(entry) ? archive_entry_symlink(entry) : "");
    case AE_IFREG:
        return writer.file(
            path, mode,
            [&](std::size_t max) -> Result<std::string> {
                std::string bytes(max, '\0');
                const auto count = archive_read_data(reader, bytes.data(), bytes.size());
                if (count < 0)
                    return fail(ErrorCode::InvalidArgument,
                                std::string("the archive is broken: ") + archive_error_string(reader));
                bytes.resize(static_cast<std::size_t>(count));
                return bytes;
            },
            archive_entry_size_is_set(entry) ? std::optional(static_cast<std::uint64_t>(archive_entry_size(entry)))
                                             : std::nullopt);
    default:
        complain("left out: " + name + " is neither a file nor a folder nor a link", 0);
        return {};
    }
}

} // namespace

Result<> copyIn(const ApiClient &api, const std::string &sandbox, const std::string &path, const std::string &target,
                LeftOut &leftOut)
{
    std::error_code error;
    // What is named is meant: a link there leads to it.
    const auto named = fs::canonical(path, error);
    if (error)
        return fail(ErrorCode::InvalidArgument, path + " cannot be read: " + error.message());
    if (!fs::is_regular_file(named, error) && !fs::is_directory(named, error))
        return fail(ErrorCode::InvalidArgument,
                    path + " is neither a file nor a folder; - in its place copies what standard input gives");
    return treeIn(SandboxWriter(api, sandbox), named, target, leftOut);
}

Result<> copyInputIn(const ApiClient &api, const std::string &sandbox, const std::string &target)
{
    return SandboxWriter(api, sandbox).file(target, std::nullopt, readInput, std::nullopt);
}

Result<> unpackInputIn(const ApiClient &api, const std::string &sandbox, const std::string &target)
{
    const std::unique_ptr<archive, FreeReader> reader(archive_read_new());
    archive_read_support_filter_all(reader.get());
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_empty(reader.get());
    const SandboxWriter writer(api, sandbox);
    auto folder = target;
    while (folder.size() > 1 && folder.ends_with('/'))
        folder.pop_back();
    int status = archive_read_open_fd(reader.get(), STDIN_FILENO, kArchiveBlock);
    while (status == ARCHIVE_OK) {
        archive_entry *entry = nullptr;
        status = archive_read_next_header(reader.get(), &entry);
        if (status == ARCHIVE_OK || status == ARCHIVE_WARN) {
            status = ARCHIVE_OK;
            GB_CHECK(entryIn(writer, reader.get(), entry, folder == "/" ? "" : folder));
        }
    }
    return status == ARCHIVE_EOF ? Result<>()
                                 : fail(ErrorCode::InvalidArgument, std::string("standard input is no whole tar: ") +
                                                                        archive_error_string(reader.get()));
}

} // namespace glovebox::cli
