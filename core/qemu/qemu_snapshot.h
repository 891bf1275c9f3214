// Role: a snapshot of a clone: what differs from its template in memory, its devices' state and its disk's layers, all
// of it files. Thread: the engine's; its files are also read on others. Invariants: complete; it holds its template's
// memory and its disk's layers.
#pragma once

#include "core/qemu/qemu_template.h"

namespace glovebox::qemu {

class QemuSnapshot final : public ports::Snapshot {
public:
    struct Parts {
        ports::SnapshotFacts facts;
        std::shared_ptr<const QemuTemplate> base; // on disk, or to be
        std::shared_ptr<StoreFolder> folder;
        DiskLayers layers;
    };
    explicit QemuSnapshot(Parts parts) : m_parts(std::move(parts)) {}

    const ports::SnapshotFacts &facts() const override { return m_parts.facts; }

    const std::shared_ptr<const QemuTemplate> &base() const { return m_parts.base; }
    DiskStack disks() const;

    // From its files.
    Result<memory::DeltaReader> openDelta() const;
    Result<memory::MemoryFile> readDevices() const;

private:
    Parts m_parts;
};

/// QEMU's word on a machine's devices, as a file keeps it.
Result<memory::MemoryFile> readDeviceState(const std::string &file);
/// 18 kB to 402 kB were seen (snapshot-notes 1, vmm-notes 3.1).
inline constexpr ByteCount kDeviceStateMax = ByteCount::mib(8);
/// The same, out of the descriptor that QEMU wrote it to, which may still be open here and there: a copy, sealed.
Result<memory::MemoryFile> keptDeviceState(const memory::MemoryFile &written);

/// As checkAgainst() for a template.
Result<> checkAgainst(const ports::SnapshotFacts &taken, const ports::MachineSpec &wanted);

} // namespace glovebox::qemu
