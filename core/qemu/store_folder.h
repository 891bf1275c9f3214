// Role: the folder of one template or snapshot in the store. Thread: any; its flags are atomic.
// Invariants: it is removed with the last who holds it, unless it was made complete and nobody has removed it since, or
// a disk that a machine left stands on it: then the first start at which nothing does any more removes it.
#pragma once

#include "core/base/result.h"

#include <atomic>
#include <memory>
#include <string>

namespace glovebox::qemu {

class StoreFolder {
public:
    /// A new one. InvalidState when there is one of that name.
    static Result<std::shared_ptr<StoreFolder>> create(const std::string &path);
    /// One that is complete.
    static std::shared_ptr<StoreFolder> existing(const std::string &path);

    StoreFolder(std::string path, bool complete) : m_path(std::move(path)), m_complete(complete) {}
    StoreFolder(const StoreFolder &) = delete;
    StoreFolder &operator=(const StoreFolder &) = delete;
    ~StoreFolder();

    const std::string &path() const { return m_path; }
    std::string file(const char *name) const { return m_path + "/" + name; }

    /// Its manifest is on the disk.
    bool complete() const { return m_complete && !m_discarded; }
    /// InvalidState when it was discarded meanwhile; the manifest is gone then.
    Result<> setComplete();
    /// The manifest goes now, for good; the rest with the last holder.
    Result<> discard();
    /// A disk stands on what is in it, whose owner does not hold it.
    void stay() { m_stays = true; }

private:
    Result<> removeManifest() const;

    std::string m_path;
    std::atomic<bool> m_complete;
    std::atomic<bool> m_discarded{false}; // each side sets its own and then looks at the other's
    std::atomic<bool> m_stays{false};
};

inline constexpr const char *kManifestFile = "manifest.json";
inline constexpr const char *kMemoryFile = "memory";
inline constexpr const char *kDevicesFile = "devices";
inline constexpr const char *kDiskFile = "disk.qcow2";       // of a template
inline constexpr const char *kBlankFile = "blank.qcow2";     // below that
inline constexpr const char *kOverlayFile = "overlay.qcow2"; // what a clone's own disk begins as

/// What was done to the names in a folder is on the disk.
Result<> syncFolder(const std::string &path);

} // namespace glovebox::qemu
