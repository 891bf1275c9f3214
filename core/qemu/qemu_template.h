// Role: a frozen machine: its memory and device state (sealed, in memory) and its disk (files that nobody writes).
// Either of a machine that was frozen, or loaded from disk, or spread: made of a snapshot's state, in memory alone.
// Thread: the engine's; its memory and its files are also read on the store's.
// Invariants: clones only ever read what is here, and every clone's machine holds one share of it.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/disk_layer.h"
#include "core/qemu/memory/delta_file.h"
#include "core/qemu/memory/memory_file.h"
#include "core/qemu/memory/sealed_memory.h"
#include "core/qemu/store_folder.h"

#include <string>

namespace glovebox::qemu {

/// The content of a qcow2 file with nothing in it, to be written as a clone's disk. What is zero in it takes no space.
class EmptyOverlay {
public:
    static Result<EmptyOverlay> read(const std::string &file);
    /// A new file, private to us.
    Result<> write(const std::string &file) const;
    std::string_view bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// A file that goes with its owner.
class OwnedFile {
public:
    explicit OwnedFile(std::string path) : m_path(std::move(path)) {}
    OwnedFile(OwnedFile &&other) noexcept : m_path(std::exchange(other.m_path, {})) {}
    OwnedFile &operator=(OwnedFile &&other) noexcept;
    OwnedFile(const OwnedFile &) = delete;
    OwnedFile &operator=(const OwnedFile &) = delete;
    ~OwnedFile();

    const std::string &path() const { return m_path; }
    /// It has another name now.
    void renamed(std::string path) { m_path = std::move(path); }

private:
    std::string m_path;
};

class QemuTemplate final : public ports::Template {
public:
    struct Parts {
        ports::TemplateFacts facts;
        memory::SealedMemory memory;
        memory::MemoryFile deviceState;
        DiskStack disks;                                 // what its clones' disks stand on
        EmptyOverlay overlay;                            // of the disk's size
        std::shared_ptr<StoreFolder> folder;             // with its frozen disk; none of a spread one
        std::shared_ptr<const QemuTemplate> root;        // of a spread one: the template on disk that it differs from,
        std::shared_ptr<const memory::DeltaReader> over; // and in what
    };
    explicit QemuTemplate(Parts parts);

    const ports::TemplateFacts &facts() const override;

    const memory::SealedMemory &memory() const { return m_parts.memory; }
    const memory::MemoryFile &deviceState() const { return m_parts.deviceState; }
    const DiskStack &disks() const { return m_parts.disks; }
    const EmptyOverlay &overlay() const { return m_parts.overlay; }
    const std::shared_ptr<StoreFolder> &folder() const { return m_parts.folder; }
    /// Null: it is one itself.
    const std::shared_ptr<const QemuTemplate> &root() const { return m_parts.root; }
    const std::shared_ptr<const memory::DeltaReader> &over() const { return m_parts.over; }

    /// What deltas against it name.
    memory::DeltaBase deltaBase() const { return {m_parts.facts.id, m_parts.memory.pages()}; }

private:
    mutable Parts m_parts; // facts().memory is looked up each time
};

/// InvalidArgument that names what differs when the machine that is asked for is not the one that was frozen.
Result<> checkAgainst(const ports::TemplateFacts &frozen, const ports::MachineSpec &wanted);

} // namespace glovebox::qemu
