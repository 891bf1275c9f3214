// Role: an image's layers as one tar stream, as container runtimes would lay them over each other; nothing is unpacked
// on the host. Decision 0045. Thread: a pool thread; blocks, and looks at the StopFlag between blocks.
// Invariants: all layers are read and verified once before the sink gets its first byte, and once more while it is
// fed. The same layers give the same bytes. What comes out stays below the root: plain relative names, no "..";
// folders come before everything else, and a hard link's data before the link.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/base/work_pool.h"
#include "core/images/oci/layout.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

/// Images are foreign: these are far above what people use, and bound what one can cost.
struct FlattenLimits {
    std::uint64_t entries = 2'000'000;          // in all layers together
    ByteCount content = ByteCount::gib(64);     // of files, in all layers together
    std::uint64_t ratio = 1000;                 // of a layer's size unpacked to its blob's …
    ByteCount ratioFrom = ByteCount::mib(64);   // … beyond this much
    std::size_t nameLength = 4096;              // of a whole path, and of a link's target
    std::size_t depth = 1024;                   // of folders in each other
    ByteCount attributes = ByteCount::kib(128); // extended ones, of one entry
    ByteCount memory = ByteCount::mib(768);     // for all that is remembered of the entries
};

/// Where the stream goes, piece by piece. An error ends the work with that error.
class Sink {
public:
    virtual ~Sink() = default;
    virtual Result<> write(std::string_view bytes) = 0;
};

struct FlattenProgress {
    enum class Step { Checking, Writing }; // every layer is read twice
    Step step = Step::Checking;
    int layer = 1; // counted from 1
    int layers = 0;
    ByteCount done; // of both steps together
    ByteCount total;
};
/// Called on the working thread: at each layer's beginning and every MiB or so.
using OnFlattenProgress = std::function<void(const FlattenProgress &)>;

struct FlattenFacts {
    struct Layer {
        ByteCount stored;   // as the blob is
        ByteCount unpacked; // its tar stream
    };
    std::uint64_t entries = 0; // that came out: files, folders, links
    ByteCount content;         // of files that came out; of hard links once
    std::vector<Layer> layers; // lowest first; of a tarball one
    std::string digest;        // of a tarball: "sha256:…" of the file
};

/// ImageBroken (names the digest of what does not match or cannot be read: digestNamedIn()), TooLarge (what, how much,
/// the limit), Cancelled, or what the sink said.
Result<FlattenFacts> flatten(const OciImage &image, const LayoutPlace &place, const FlattenLimits &limits, Sink &out,
                             const OnFlattenProgress &progress, const StopFlag &stop);

/// The same for a root file system in a tar file (plain or compressed by gzip, bzip2, xz or zstd), by the same rules;
/// names that mean something in a layer (".wh.…") are names like others there.
Result<FlattenFacts> filterTarball(const std::string &path, const FlattenLimits &limits, Sink &out,
                                   const OnFlattenProgress &progress, const StopFlag &stop);

} // namespace glovebox::images
