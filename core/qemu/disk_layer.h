// Role: the frozen qcow2 files that a machine's writable disk stands on. Thread: the engine's.
// Invariants: a layer's file is never written again; it goes with the last snapshot on disk that names it and the last
// machine, template or snapshot that holds it.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace glovebox::qemu {

/// Deeper chains are refused: each layer is a file that QEMU has open and looks into.
inline constexpr std::size_t kLayersMax = 64;

/// So many are merged into the running machine's own disk, in the background (ChainMerge).
inline constexpr std::size_t kMergeFrom = 32;

/// What was written to a machine's disk between two snapshots.
class DiskLayer {
public:
    DiskLayer(std::string id, std::string path) : m_id(std::move(id)), m_path(std::move(path)) {}
    DiskLayer(const DiskLayer &) = delete;
    DiskLayer &operator=(const DiskLayer &) = delete;
    /// Its file too, unless something on disk names it.
    ~DiskLayer();

    const std::string &id() const { return m_id; }
    const std::string &path() const { return m_path; }

    /// To where it stays: ours, read-only.
    Result<> moveTo(const std::string &path);
    /// One more snapshot on disk names it, or one less.
    void named() { ++m_named; }
    void forgotten() { --m_named; }

    /// Of its content (hashOfFile()); empty: not known yet. Any thread.
    std::string hash() const;
    void setHash(std::string hash);

private:
    std::string m_id;
    std::string m_path;
    int m_named = 0;
    mutable std::mutex m_mutex; // of the hash
    std::string m_hash;
};

using DiskLayers = std::vector<std::shared_ptr<DiskLayer>>; // the lowest first

struct DiskStack {
    std::string blank;
    std::string frozen; // of a template, on the blank one; empty for a machine that boots
    DiskLayers layers;  // on those

    /// All of them.
    std::vector<std::string> files() const;
    std::vector<std::string> layerFiles() const;
};

/// What a file takes of the disk; 0 when there is none.
ByteCount spaceOf(const std::string &file);
/// Its length; 0 when there is none, or it is no file.
ByteCount lengthOf(const std::string &file);
/// Which file it is on its disk; 0 when there is none.
std::uint64_t inodeOf(const std::string &file);
/// Ours, and nobody may write it.
Result<> closeDisk(const std::string &file);

} // namespace glovebox::qemu
