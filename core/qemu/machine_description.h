// Role: a microVM as a value, and the pure function that turns it into QEMU's command line. Nothing is run or read
// here. Invariants: no network device, no USB, no display, no option ROM; every disk's format is stated, so QEMU never
// guesses one from what a guest wrote. Thread: any.
#pragma once

#include "core/base/units.h"
#include "core/domain/sandbox.h"

#include <optional>
#include <string>
#include <vector>

namespace glovebox::qemu {

struct MachineDescription {
    /// microvm has the least device surface; q35 is for a QEMU built without it. The guest's agent serves both.
    enum class Board { Microvm, Q35 } board = Board::Microvm;
    std::string name;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    int vcpus = 1;
    ByteCount memory; // whole MiB

    /// How it begins: a boot, a boot that may be frozen, or from where a template was frozen.
    enum class Origin { Boot, FreezableBoot, Clone } origin = Origin::Boot;
    std::string memoryFile; // not of a plain Boot: the guest's memory, as QEMU can open it

    std::string kernel;
    std::string initrd;
    std::string rootDisk;            // raw squashfs, never written
    std::string workDisk;            // qcow2, this machine's own
    std::vector<std::string> layers; // qcow2 below workDisk, never written; the lowest first. May be none
    std::string frozenDisk;          // of a Clone, or of one that was: qcow2 below those, never written
    std::string blankDisk;           // qcow2 below those, never written

    std::string monitorSocket;
    std::string controlSocket;
    std::string networkSocket; // empty: it has no such port

    std::optional<long> tscKhz; // rate of the host's time stamp counter; used under emulation only
    bool seccomp = true;        // this QEMU was built with its own system call filter
};

/// The writable disk's name in QEMU.
inline constexpr const char *kWorkNode = "work";
/// And the device's that its guest has it by.
inline constexpr const char *kWorkDevice = "disk-work";

/// What the guest's kernel is told.
std::string kernelCommandLine(const MachineDescription &machine);

/// QEMU's arguments, its own name not included. The console is on standard output.
std::vector<std::string> qemuArguments(const MachineDescription &machine);

/// The options of a machine whose state can be saved and loaded; the same at both ends.
std::vector<std::string> savableOptions();
/// As `-M` takes it.
std::string boardOption(MachineDescription::Board board, bool savable);

/// A comma in a file name would end the option it stands in.
std::string optionValue(const std::string &text);

/// QEMU's own system call filter, as `-sandbox` takes it.
inline constexpr const char *kSeccompOption = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

} // namespace glovebox::qemu
