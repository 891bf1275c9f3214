// Role: a finished part of a guest image: a folder of files with a manifest that says what they must be. Kernel, root
// file system and initial RAM disk are one part each, because they change for different reasons.
// Invariants: a part is complete or not there (made elsewhere, renamed into place); its files never change afterwards.
// Thread: any; blocking file work, run on the pool.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/base/work_pool.h"

#include <string>
#include <utility>
#include <vector>

namespace glovebox::images {

struct PartFile {
    std::string name; // relative to the part's folder
    std::uint64_t size = 0;
    std::string sha256; // of the whole, hex
    std::string sample; // of the size and some blocks of it: what is compared at every start
    std::int64_t modifiedNs = 0;

    friend bool operator==(const PartFile &, const PartFile &) = default;
};

struct Manifest {
    std::string kind;    // "kernel", "root", "initrd"
    std::string key;     // of the recipe it was made by
    std::string version; // for people: the kernel's version, the distribution's release
    std::vector<PartFile> files;

    friend bool operator==(const Manifest &, const Manifest &) = default;
};

struct Part {
    std::string folder;
    Manifest manifest;

    std::string path(const std::string &file) const { return folder + '/' + file; }
};

inline constexpr const char *kManifestName = "manifest.json";

/// Measures the files that lie in `folder` and writes its manifest, durably.
Result<Part> sealPart(const std::string &folder, Manifest withoutFiles, const StopFlag &stop);

/// Reads a part and compares it with its manifest: sizes and samples, and the whole of a file whose time stamp changed
/// since it was sealed. NotFound when there is no such part, ImageBroken with the file's name when it does not match.
Result<Part> openPart(const std::string &folder, const std::string &kind, const StopFlag &stop);

std::string toJson(const Manifest &manifest);
/// ImageBroken when the text is no manifest, or names a file outside its folder.
Result<Manifest> manifestFromJson(std::string_view text);

/// Hex SHA-256 of a file, read block by block. Cancelled when asked to stop.
Result<std::string> sha256OfFile(const std::string &path, const StopFlag &stop);
std::string sha256OfText(std::string_view text);

/// A whole file of at most `max` bytes.
Result<std::string> readFile(const std::string &path, ByteCount max);
/// Makes the file anew; OutOfDisk when it does not fit.
Result<> writeFile(const std::string &path, std::string_view content);
/// What was written below `folder` survives a power cut from here on.
Result<> syncTree(const std::string &folder);

} // namespace glovebox::images
