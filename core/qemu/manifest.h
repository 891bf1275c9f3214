// Role: what a template's or a snapshot's manifest says, and its text. The file is the last that is written of one; a
// reader takes it from anybody: whatever is in it, nothing but a Result comes of it. Thread: any.
#pragma once

#include "core/ports/hypervisor.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::qemu {

/// What a machine's state can only be loaded with.
struct HostIdentity {
    std::string qemuVersion;
    std::string board; // "microvm"
    std::string cpuModel;
    std::uint64_t pageSize = 0;
    std::uint64_t tscKhz = 0; // as measured; 0: unknown

    /// Why a state of `saved` cannot be loaded on this host; ok when it can.
    Result<> takes(const HostIdentity &saved) const;
};

/// The root disk as it was, since a clone reads on from it.
struct FileStamp {
    std::uint64_t size = 0;
    std::int64_t changed = 0; // its modification time, in nanoseconds since 1970
    friend bool operator==(const FileStamp &, const FileStamp &) = default;
};
FileStamp stampOf(const std::string &file);

/// Lengths of the files beside the manifest, by name.
using FileLengths = std::map<std::string, std::uint64_t>;
/// Their contents' hashes (hashOfFile()), as far as they are known: versions before wrote none.
using FileHashes = std::map<std::string, std::string>;

struct TemplateManifest {
    ports::TemplateFacts facts; // but for `memory`
    HostIdentity host;
    FileStamp rootDisk;
    FileLengths files;
    FileHashes hashes;
    std::string content; // SHA-256 of its memory: what deltas stand on
    WallTime at;
};

struct LayerLength {
    std::string id;
    std::uint64_t length = 0;
    std::string hash{}; // likewise; may be empty
};

struct SnapshotManifest {
    ports::SnapshotFacts facts;
    HostIdentity host;
    FileStamp rootDisk;
    FileLengths files;
    FileHashes hashes;
    std::string content;             // of its template
    std::vector<LayerLength> layers; // of its disk, the lowest first
};

/// A manifest of ours has 4 KiB, 180 bytes for each layer, and how programs run in it (domain::kSetupBytesMax,
/// escaped).
inline constexpr ByteCount kManifestMax = ByteCount::kib(512);

std::string manifestText(const TemplateManifest &manifest);
std::string manifestText(const SnapshotManifest &manifest);
/// ProtocolError for what is none.
Result<TemplateManifest> parseTemplateManifest(std::string_view text);
Result<SnapshotManifest> parseSnapshotManifest(std::string_view text);

} // namespace glovebox::qemu
