#include "core/qemu/store_upkeep.h"

#include "core/qemu/file_hash.h"

#include <cerrno>
#include <filesystem>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

namespace fs = std::filesystem;

/// One file after another, counted.
class Comparison {
public:
    Comparison(Counted &counted, const StopFlag &stop) : m_counted(counted), m_stop(stop) {}

    Result<> compare(const std::string &path, const std::string &name, std::uint64_t length, const std::string &hash)
    {
        if (length == 0 || lengthOf(path).value != length)
            return fail(ErrorCode::ProtocolError, name + " is missing or not as long as it was");
        if (hash.empty()) {
            m_byContent = false;
            return {};
        }
        auto found = hashOfFile(path, [this](std::uint64_t bytes) {
            m_counted.done += bytes;
            return !m_stop.raised();
        });
        if (!found && found.error().code == ErrorCode::Cancelled)
            return tl::unexpected(found.error());
        if (!found)
            return fail(ErrorCode::ProtocolError, name + " cannot be read: " + found.error().detail);
        if (*found != hash)
            return fail(ErrorCode::ProtocolError, name + " is not what was written");
        return {};
    }
    Result<> compareAll(const StoreFolder &folder, const std::string &of, const FileLengths &files,
                        const FileHashes &hashes)
    {
        for (const auto &[name, length] : files) {
            const auto hash = hashes.find(name);
            GB_CHECK(compare(folder.path() + "/" + name, of + name, length,
                             hash == hashes.end() ? std::string() : hash->second));
        }
        return {};
    }
    bool byContent() const { return m_byContent; }

private:
    Counted &m_counted;
    const StopFlag &m_stop;
    bool m_byContent = true;
};

std::uint64_t spaceOfAll(const StoreFolder &folder, const FileLengths &files)
{
    std::uint64_t sum = 0;
    for (const auto &[name, length] : files)
        sum += spaceOf(folder.path() + "/" + name).value;
    return sum;
}

template <class T>
Result<T> readable(Result<T> manifest, const char *of)
{
    if (!manifest)
        return fail(ErrorCode::ProtocolError, std::string("its ") + of + " cannot be read: " + manifest.error().detail);
    return manifest;
}

Result<SnapshotManifest> manifestOf(const StoreFolder &folder)
{
    GB_TRY(text, readManifest(folder.path()));
    return parseSnapshotManifest(text);
}

Result<TemplateManifest> templateManifestOf(const StoreFolder &folder)
{
    GB_TRY(text, readManifest(folder.path()));
    return parseTemplateManifest(text);
}

Result<> linkFile(const std::string &from, const std::string &to)
{
    if (::link(from.c_str(), to.c_str()) != 0)
        return memory::refused("giving " + from + " another name", errno);
    return {};
}

} // namespace

Result<bool> verifySnapshot(const SnapshotFiles &files, const StopFlag &stop)
{
    GB_TRY(manifest, readable(manifestOf(*files.folder), "manifest"));
    GB_TRY(base, readable(templateManifestOf(*files.templateFolder), "template's manifest"));
    if (base.content != manifest.content)
        return fail(ErrorCode::ProtocolError, "its template is another than it was taken on");
    auto total = spaceOfAll(*files.folder, manifest.files) + spaceOfAll(*files.templateFolder, base.files);
    for (const auto &layer : files.layers)
        total += spaceOf(layer->path()).value;
    files.counted->total = total;
    Comparison comparison(*files.counted, stop);
    GB_CHECK(comparison.compareAll(*files.folder, "its ", manifest.files, manifest.hashes));
    for (const auto &named : manifest.layers) {
        const auto layer = std::ranges::find(files.layers, named.id, [](const auto &each) { return each->id(); });
        if (layer == files.layers.end())
            return fail(ErrorCode::ProtocolError, "its disk's layer " + named.id + " is missing");
        GB_CHECK(comparison.compare((*layer)->path(), "its disk's layer " + named.id, named.length, named.hash));
    }
    GB_CHECK(comparison.compareAll(*files.templateFolder, "its template's ", base.files, base.hashes));
    return comparison.byContent();
}

Result<SharedSnapshot> shareSnapshot(const StoreFolder &folder, const domain::SnapshotOrigin &origin,
                                     const std::string &path)
{
    GB_TRY(manifest, manifestOf(folder));
    GB_TRY(made, StoreFolder::create(path)); // goes again with an error
    for (const auto &[name, length] : manifest.files)
        GB_CHECK(linkFile(folder.path() + "/" + name, made->path() + "/" + name));
    GB_CHECK(syncFolder(made->path()));
    manifest.facts.origin = origin;
    SharedSnapshot out{std::make_shared<UnclaimedFolder>(made), manifest.facts};
    GB_CHECK(complete(*made, manifestText(manifest)));
    return out;
}

} // namespace glovebox::qemu
