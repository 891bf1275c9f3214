// Role: where the library lives on disk, shared by every Glovebox of this user, and the rules that keep it whole:
//   FOLDER/root-KEY/{root.sqfs, manifest.json}   a packed root file system; its manifest is locked while it is in use
//   FOLDER/records/ID.json                       an image: what it is and which root and blobs it has
//   FOLDER/names.json                            name → id
//   FOLDER/tmp-XXXXXX/                           of one import; its file "lock" is locked as long as that runs
//   FOLDER/{lock, imports, importing-KEY}        see below; the last goes with its import
//   BLOBS/sha256/HEX                             layers, configs and manifests, 0444
//   BLOBS/tmp-XXXXXX/                            as above, on the file system of the blobs
// Thread: any; blocking file work, run on a pool.
// Invariants: records and names change only under "lock", which is held for moments; a record is written after its
// root is in place and removed before it. Imports share "imports"; who holds it alone may remove blobs that no record
// names. Two imports of one source wait for each other on "importing-KEY".
#pragma once

#include "core/images/library/image_record.h"
#include "core/images/store_folder.h"
#include "core/ports/image_library.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::images {

inline constexpr const char *kRootDiskFile = "root.sqfs";
inline constexpr const char *kClaimPrefix = "importing-";

/// A folder of one import's own. Goes with the object.
class Workplace {
public:
    Workplace(std::string path, std::shared_ptr<FileLock> lock) : m_path(std::move(path)), m_lock(std::move(lock)) {}
    ~Workplace();
    Workplace(const Workplace &) = delete;
    Workplace &operator=(const Workplace &) = delete;
    const std::string &path() const { return m_path; }

private:
    std::string m_path;
    std::shared_ptr<FileLock> m_lock;
};

class LibraryFolder {
public:
    LibraryFolder(std::string folder, std::string blobs) : m_folder(std::move(folder)), m_blobs(std::move(blobs)) {}

    const std::string &path() const { return m_folder; }
    const std::string &blobsFolder() const { return m_blobs; }
    std::string blobPath(const std::string &hex) const { return m_blobs + "/sha256/" + hex; }
    std::string rootFolder(const std::string &key) const { return m_folder + "/root-" + key; }

    /// Makes what is missing of the above.
    Result<> make() const;

    // Looking.
    /// Whole ones with their names, newest first. A record that cannot be read is left out, and logged.
    Result<std::vector<ImageRecord>> records() const;
    /// By name or id. NotFound.
    Result<ImageRecord> find(const std::string &nameOrId) const;
    /// Its root, held; compared with its manifest. ImageBroken.
    struct HeldRoot {
        Part part;
        std::shared_ptr<FileLock> lock;
    };
    Result<HeldRoot> openRoot(const std::string &key, const StopFlag &stop) const;
    /// openRoot() of the image, which nobody removes in between.
    Result<std::pair<ImageRecord, HeldRoot>> open(const std::string &nameOrId, const StopFlag &stop) const;

    // Changing.
    /// `root`: sealed, in a workplace; none: it is there and held. An image with its id stays as it is but for the
    /// name.
    Result<ImageRecord> keep(const ImageRecord &record, const std::optional<Part> &root, const std::string &name) const;
    Result<> setName(const std::string &id, const std::string &name) const;
    Result<> removeName(const std::string &name) const;
    /// Conflict when somebody holds its root.
    Result<> remove(const std::string &id) const;

    // Imports.
    /// Shared with other imports. Conflict while blobs are being removed.
    Result<std::shared_ptr<FileLock>> joinImports() const;
    /// Conflict while another import of `source` runs.
    Result<std::shared_ptr<FileLock>> claim(const domain::ImageSource &source) const;
    Result<std::shared_ptr<Workplace>> makeWorkplace(const std::string &parent) const;

    // Upkeep; library_upkeep.cpp.
    Result<ports::LibraryUsage> usage() const;
    /// What it freed. ImageBroken: see ports::ImageLibrary.
    Result<ByteCount> collect(const StopFlag &stop) const;
    /// Removes workplaces and claims of imports that are no more. Under the lock.
    ByteCount sweepWorkplaces() const;
    Result<std::shared_ptr<FileLock>> lock() const;

private:
    std::string recordPath(const std::string &id) const { return m_folder + "/records/" + id + ".json"; }
    Result<ImageNames> names() const;
    Result<> writeNames(const ImageNames &names) const;
    Result<ImageRecord> record(const std::string &id, const ImageNames &names) const;
    Result<std::vector<ImageRecord>> recordsWith(const ImageNames &names) const;
    bool othersHaveRoot(const ImageRecord &record) const;

    std::string m_folder;
    std::string m_blobs;
};

/// Writes beside `path`, syncs and renames: whoever looks finds the old or the new.
Result<> replaceFile(const std::string &path, std::string_view content);

} // namespace glovebox::images
