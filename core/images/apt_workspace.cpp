#include "core/images/apt_workspace.h"

#include "core/base/text.h"
#include "core/images/part.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

bool isPackageNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

bool isVersionCharacter(char c)
{
    return isPackageNameCharacter(c) || (c >= 'A' && c <= 'Z') || c == ':' || c == '~';
}

std::string quoted(const std::string &path)
{
    return '"' + path + '"';
}

std::string configurationText(const std::string &folder, const AptWorkspace &workspace)
{
    std::ostringstream text;
    text << "Dir::State " << quoted(folder + "/state") << ";\n"
         << "Dir::State::status " << quoted(folder + "/state/status") << ";\n"
         << "Dir::Cache " << quoted(folder + "/cache") << ";\n"
         << "Dir::Etc::main \"/dev/null\";\n"
         << "Dir::Etc::parts " << quoted(folder + "/none") << ";\n"
         << "Dir::Etc::sourcelist " << quoted(workspace.sourcesFile) << ";\n"
         << "Dir::Etc::sourceparts " << quoted(folder + "/none") << ";\n"
         << "Dir::Etc::preferences \"/dev/null\";\n"
         << "Dir::Etc::preferencesparts " << quoted(folder + "/none") << ";\n"
         << "APT::Architecture \"amd64\";\n"
         << "Acquire::Languages \"none\";\n"
         // apt-get update otherwise succeeds with nothing fetched.
         << "APT::Update::Error-Mode \"any\";\n";
    return text.str();
}

/// The first line of `text` with one of the words in it.
template <std::size_t N>
std::string lineWith(std::string_view text, const std::array<std::string_view, N> &words)
{
    std::istringstream stream{std::string(text)};
    for (std::string line; std::getline(stream, line);)
        if (std::ranges::any_of(words, [&](std::string_view word) { return line.find(word) != std::string::npos; }))
            return line.substr(std::min(line.find_first_not_of(' '), line.size()));
    return {};
}

} // namespace

std::string hostAcquireSettings(std::string_view aptConfigDump)
{
    constexpr std::array<std::string_view, 6> kKept{"Acquire::http::", "Acquire::https::",    "Acquire::http ",
                                                    "Acquire::https ", "Acquire::ForceIPv4 ", "Acquire::ForceIPv6 "};
    std::istringstream stream{std::string(aptConfigDump)};
    std::string kept;
    for (std::string line; std::getline(stream, line);)
        if (std::ranges::any_of(kKept, [&](std::string_view start) { return line.starts_with(start); }) &&
            line.find(" \"\";") == std::string::npos) // a bare name says nothing
            kept += line + '\n';
    return kept;
}

Result<AptWorkspace> makeAptWorkspace(const std::string &folder, const DebianSources &sources,
                                      const std::string &acquireSettings)
{
    if (folder.find('"') != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "a data folder with a quote in its name: " + folder);
    AptWorkspace workspace{folder, sources.suite, folder + "/sources.list", folder + "/acquire.conf",
                           folder + "/apt.conf"};
    for (const auto *inner : {"/state/lists/partial", "/cache/archives/partial", "/none"}) {
        std::error_code error;
        fs::create_directories(folder + inner, error);
        if (error)
            return fail(ErrorCode::OutOfDisk, "making " + folder + inner + ": " + error.message());
    }
    std::string list;
    for (std::size_t i = 0; i < sources.sources.size(); ++i) {
        const auto keyFile = folder + "/key-" + std::to_string(i) + ".asc";
        if (hasInlineKey(sources.sources[i]))
            GB_CHECK(writeFile(keyFile, sources.sources[i].signedBy + '\n'));
        list += renderOneLine(sources.sources[i], keyFile);
    }
    // As root apt would fetch as another user, who may not enter a private folder.
    const auto acquire = acquireSettings + "Acquire::Retries \"3\";\nAPT::Sandbox::User \"root\";\n";
    GB_CHECK(writeFile(workspace.sourcesFile, list));
    GB_CHECK(writeFile(workspace.acquireFile, acquire));
    GB_CHECK(writeFile(folder + "/state/status", {}));
    GB_CHECK(writeFile(workspace.configurationFile, configurationText(folder, workspace) + acquire));
    return workspace;
}

ProcessSpec aptProcess(const AptWorkspace &workspace, const std::string &program, std::vector<std::string> arguments)
{
    ProcessSpec spec;
    spec.program = program;
    spec.arguments = std::move(arguments);
    spec.environment = {
        {"APT_CONFIG", workspace.configurationFile}, {"LC_ALL", "C.UTF-8"}, {"DEBIAN_FRONTEND", "noninteractive"}};
    return spec;
}

Result<PackageVersion> dependencyIn(std::string_view aptCacheShow, const std::string &prefix)
{
    std::istringstream record{std::string(aptCacheShow)};
    for (std::string line; std::getline(record, line);) {
        if (!line.starts_with("Depends:"))
            continue;
        auto at = line.find(' ' + prefix);
        if (at == std::string::npos)
            continue;
        PackageVersion found;
        for (++at; at < line.size() && isPackageNameCharacter(line[at]); ++at)
            found.name += line[at];
        if (line.compare(at, 4, " (= ") == 0)
            for (at += 4; at < line.size() && isVersionCharacter(line[at]); ++at)
                found.version += line[at];
        return found;
    }
    return fail(ErrorCode::NotFound, "the package lists name no " + prefix + " package");
}

Error explainPackageFailure(Error error)
{
    using namespace std::string_view_literals;
    if (error.code != ErrorCode::HostToolFailed)
        return error;
    if (const auto line = lineWith(error.detail, std::array{"No space left on device"sv, "enough free space"sv});
        !line.empty())
        return {ErrorCode::OutOfDisk, line};
    // Before the signatures: what could not be fetched is also not signed.
    if (const auto line = lineWith(
            error.detail, std::array{"Could not resolve"sv, "Temporary failure"sv, "Could not connect"sv,
                                     "Unable to connect"sv, "onnection timed out"sv, "onnection failed"sv,
                                     "Failed to fetch"sv, "Could not handshake"sv, "Cannot initiate the connection"sv});
        !line.empty())
        return {ErrorCode::NetworkError, "could not reach the package mirror: " + clipped(line, ByteCount{300})};
    if (const auto line = lineWith(error.detail, std::array{"NO_PUBKEY"sv, "is not signed"sv, "EXPKEYSIG"sv});
        !line.empty())
        return {ErrorCode::HostToolFailed, "the package mirror's signature could not be checked (is the Debian package "
                                           "debian-archive-keyring up to date?): " +
                                               clipped(line, ByteCount{300})};
    return error;
}

} // namespace glovebox::images
