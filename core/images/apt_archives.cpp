#include "core/images/apt_archives.h"

#include "core/images/part.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <map>
#include <sstream>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kArchivesMax = 5000;
constexpr std::string_view kSha256Start = "SHA256:";
constexpr std::size_t kSha256Length = 64;

bool isArchiveName(const std::string &name)
{
    return name.ends_with(".deb") && !name.starts_with('.') && name.find('/') == std::string::npos;
}

/// 'https://mirror/pool/bash_5.2.deb' bash_5.2.deb 1234 SHA256:…
Result<AptArchive> archiveIn(const std::string &line)
{
    std::istringstream words(line);
    std::string uri;
    std::string size;
    std::string hash;
    AptArchive archive;
    words >> uri >> archive.file >> size >> hash;
    const auto *end = size.data() + size.size();
    const auto number = std::from_chars(size.data(), end, archive.size.value);
    const bool isHash = hash.starts_with(kSha256Start) && hash.size() == kSha256Start.size() + kSha256Length;
    if (!isArchiveName(archive.file) || size.empty() || number.ptr != end || number.ec != std::errc() || !isHash)
        return fail(ErrorCode::ProtocolError, "apt-get names an archive that makes no sense");
    archive.sha256 = hash.substr(kSha256Start.size());
    return archive;
}

} // namespace

Result<std::vector<AptArchive>> parseAptArchives(std::string_view printedUris)
{
    std::istringstream stream{std::string(printedUris)};
    std::vector<AptArchive> archives;
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with('\''))
            continue; // what apt says besides
        GB_TRY(archive, archiveIn(line));
        archives.push_back(std::move(archive));
        if (archives.size() > kArchivesMax)
            return fail(ErrorCode::ProtocolError, "apt-get names more archives than an image has");
    }
    if (archives.empty())
        return fail(ErrorCode::ProtocolError, "apt-get names no archives");
    return archives;
}

ByteCount sizeOf(const std::vector<AptArchive> &archives)
{
    ByteCount sum;
    for (const auto &archive : archives)
        sum.value += archive.size.value;
    return sum;
}

Result<std::vector<AptArchive>> missingArchives(const std::string &folder, const std::vector<AptArchive> &archives,
                                                const StopFlag &stop)
{
    std::map<std::string, const AptArchive *> wanted;
    for (const auto &archive : archives)
        wanted[archive.file] = &archive;
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".deb")
            found.push_back(at->path());
    for (const auto &path : found) {
        const auto known = wanted.find(path.filename().string());
        if (known != wanted.end() && fs::file_size(path, error) == known->second->size.value) {
            const auto hash = sha256OfFile(path.string(), stop);
            if (!hash && hash.error().code == ErrorCode::Cancelled)
                return tl::unexpected(hash.error());
            if (hash && *hash == known->second->sha256) {
                wanted.erase(known);
                continue;
            }
        }
        fs::remove(path, error);
    }
    std::vector<AptArchive> missing;
    for (const auto &archive : archives)
        if (wanted.contains(archive.file))
            missing.push_back(archive);
    return missing;
}

ByteCount sizeOnDisk(const std::string &folder)
{
    ByteCount sum;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (std::error_code gone; at->is_regular_file(gone))
            if (const auto size = at->file_size(gone); !gone)
                sum.value += size;
    return sum;
}

} // namespace glovebox::images
