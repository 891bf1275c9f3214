// Role: a frozen machine: its memory and device state (sealed, in memory) and its disk (a file that nobody writes).
// Thread: the engine's.
// Invariants: clones only ever read what is here; the disk's file is removed with this object, and every clone's
// machine holds one share of it.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/memory_file.h"

#include <string>

namespace glovebox::qemu {

/// The content of a qcow2 file with nothing in it, to be written as a clone's disk. What is zero in it takes no space.
class EmptyOverlay {
public:
    static Result<EmptyOverlay> read(const std::string &file);
    /// A new file, private to us.
    Result<> write(const std::string &file) const;

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
        MemoryFile memory;
        MemoryFile deviceState;
        OwnedFile frozenDisk;
        std::string blankDisk; // below the frozen one
        EmptyOverlay overlay;  // of the frozen disk's size
    };
    explicit QemuTemplate(Parts parts);

    const ports::TemplateFacts &facts() const override;

    const MemoryFile &memory() const { return m_parts.memory; }
    const MemoryFile &deviceState() const { return m_parts.deviceState; }
    const std::string &frozenDisk() const { return m_parts.frozenDisk.path(); }
    const std::string &blankDisk() const { return m_parts.blankDisk; }
    const EmptyOverlay &overlay() const { return m_parts.overlay; }

private:
    mutable Parts m_parts; // facts().memory is looked up each time
};

/// InvalidArgument that names what differs when the machine that is asked for is not the one that was frozen.
Result<> checkAgainst(const ports::TemplateFacts &frozen, const ports::MachineSpec &wanted);

} // namespace glovebox::qemu
