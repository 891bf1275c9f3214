#include "core/qemu/image_users.h"

#include "core/qemu/folder.h"
#include "core/qemu/manifest.h"
#include "core/qemu/store_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

namespace glovebox::qemu {

namespace {

constexpr std::string_view kDiskRecordSuffix = ".json";

/// Nothing when there is none; more than `max` bytes read as none of ours.
std::optional<std::string> textOfFile(const std::string &path, ByteCount max)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return std::nullopt;
    std::string text(max.value + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

class Users {
public:
    explicit Users(const std::string &rootDisk) : m_rootDisk(std::filesystem::weakly_canonical(rootDisk, m_ignored)) {}

    template <class Parsed>
    void lookAt(const std::string &path, ByteCount max, Result<Parsed> (*parse)(std::string_view),
                std::string (*nameOf)(const Parsed &), const ports::GuestImage &(*imageOf)(const Parsed &))
    {
        const auto text = textOfFile(path, max);
        if (!text)
            return; // half written, or gone this moment
        const auto parsed = parse(*text);
        if (!parsed)
            m_found.insert("what cannot be read: " + path);
        else if (std::filesystem::weakly_canonical(imageOf(*parsed).rootDisk, m_ignored) == m_rootDisk)
            m_found.insert(nameOf(*parsed));
    }
    std::vector<std::string> found() const { return {m_found.begin(), m_found.end()}; }

private:
    std::error_code m_ignored;
    std::filesystem::path m_rootDisk;
    std::set<std::string> m_found;
};

std::string templateName(const TemplateManifest &manifest)
{
    return "template " + manifest.facts.id;
}
std::string snapshotName(const SnapshotManifest &manifest)
{
    return "snapshot " + manifest.facts.origin.id.value();
}
std::string sandboxName(const MachineRecord &record)
{
    return "sandbox " + record.sandbox.id.value();
}
template <class Manifest>
const ports::GuestImage &manifestImage(const Manifest &manifest)
{
    return manifest.facts.image;
}
const ports::GuestImage &recordImage(const MachineRecord &record)
{
    return record.image;
}

} // namespace

std::vector<std::string> usersOfRoot(const DiskFolders &folders, const std::string &rootDisk)
{
    Users users(rootDisk);
    for (const auto &folder : entriesOf(folders.frozen + "/templates"))
        users.lookAt<TemplateManifest>(folder + '/' + kManifestFile, kManifestMax, parseTemplateManifest, templateName,
                                       manifestImage<TemplateManifest>);
    for (const auto &folder : entriesOf(folders.frozen + "/snapshots"))
        users.lookAt<SnapshotManifest>(folder + '/' + kManifestFile, kManifestMax, parseSnapshotManifest, snapshotName,
                                       manifestImage<SnapshotManifest>);
    for (const auto &entry : entriesOf(folders.disks))
        if (entry.ends_with(kDiskRecordSuffix))
            users.lookAt<MachineRecord>(entry, kMachineRecordMax, parseMachineRecord, sandboxName, recordImage);
    return users.found();
}

} // namespace glovebox::qemu
