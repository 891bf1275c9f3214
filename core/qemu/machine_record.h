// Role: what is written down of a running machine so that the next program can take it over when this one ends without
// ending it, and its text. It lies where no QEMU can write. A reader takes it from anybody all the same: whatever is in
// it, it names no file outside the folders of disks, layers and templates but for the image's, and no process that the
// supervisor does not have. A second one lies beside the disk: that one is there after the host was off, too.
// Thread: any; values.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/manifest.h"
#include "core/qemu/memory/ram_mapping.h"
#include "core/qemu/supervisor/messages.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::qemu {

struct MachineRecord {
    /// A layer of its disk: in the folder of disks under this name, or in the store under its id.
    struct Layer {
        std::string id;
        std::string file;
        std::string node; // QEMU's name for it
        friend bool operator==(const Layer &, const Layer &) = default;
    };
    /// A snapshot is about to give it another writable disk; QEMU knows whether it did. The one before is then a layer.
    struct Move {
        std::string file;
        std::string node; // QEMU's name for it
        std::string layer;
        friend bool operator==(const Move &, const Move &) = default;
    };

    domain::SandboxRecord sandbox;
    std::string machine;         // names its process and its files
    supervisor::Spawned process; // as the supervisor knows it
    bool wrapped = false;        // it runs inside bubblewrap
    std::string qemuVersion;     // that it runs
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    ports::GuestImage image;
    std::string base;            // the template on disk that its memory differs from; empty: booted
    std::string under;           // the template on disk that its disk stands on; empty: none
    FileStamp blank;             // of the disk below all
    bool over = false;           // by what the supervisor keeps under overName(), too
    memory::FileIdentity memory; // of what it maps
    std::string disk;            // its writable one, in the folder of disks
    std::string node;            // QEMU's name for that
    std::vector<Layer> layers;   // below that and above the template's; the lowest first
    std::optional<Move> move;
    bool held = false;    // it stands still for a snapshot alone, and is to go on
    bool network = false; // it has a port for the network; versions before gave none
};

/// What a machine's memory differs from besides its template, for as long as it lives: a delta that may have no name.
std::string overName(const std::string &machine);

/// 2 KiB, and 150 bytes for each layer.
inline constexpr ByteCount kMachineRecordMax = ByteCount::kib(512);

std::string recordText(const MachineRecord &record);
/// The same of what lasts: neither its meter nor that one's mark, which are new each time.
std::string lastingText(MachineRecord record);
/// ProtocolError for what is none.
Result<MachineRecord> parseMachineRecord(std::string_view text);

/// Whole under that name or not at all, for whoever comes after a crash of this program. Not synced.
Result<> writeMachineRecord(const std::string &file, const MachineRecord &record);
Result<MachineRecord> readMachineRecord(const std::string &file);
/// What was written under that name lasts over a power cut, a moment later. Nobody waits for it.
void syncSoon(const std::string &file);

} // namespace glovebox::qemu
