// Role: a layer's blob, or a tar file, entry by entry: decompressed, hashed on both sides of that, and bounded, all in
// passing. Thread: one at a time; blocking.
// Invariants: finish() succeeded means that every byte of the file was read, and that both digests are right.
#pragma once

#include "core/images/oci/digest.h"
#include "core/images/oci/flatten.h"
#include "core/images/oci/regular_file.h"
#include "core/images/oci/tar_entry.h"

#include <memory>
#include <optional>

struct archive;
struct archive_entry;

namespace glovebox::images {

/// What all layers of an image may cost together, counted once for each time that they are read.
struct ReadTally {
    std::uint64_t entries = 0;
    std::uint64_t content = 0;
    std::uint64_t stream = 0;
};

class LayerReader {
public:
    struct Source {
        std::string path;
        std::string name;   // in errors: "layer sha256:…", or the file
        std::string digest; // what the file's must be; empty: anything
        std::string diffId; // what the tar stream's must be; empty: anything
        bool isTarball = false;
    };
    struct Digests {
        std::string stored;
        FlattenFacts::Layer sizes;
    };
    /// Told how many more bytes of the file were read.
    using OnRead = std::function<void(std::uint64_t more)>;
    using OnContent = std::function<Result<>(std::uint64_t offset, std::string_view bytes)>;

    LayerReader(Source source, const FlattenLimits &limits, ReadTally &tally, const StopFlag &stop, OnRead onRead);
    ~LayerReader();
    LayerReader(const LayerReader &) = delete;
    LayerReader &operator=(const LayerReader &) = delete;

    Result<> open();
    /// The next entry that can be in a root file system, or nothing at the end. Entries are counted as they come,
    /// those that are left out, too: see position().
    Result<bool> next(TarEntry &entry);
    /// Of the entry that next() gave, from 0 on.
    std::uint32_t position() const { return m_position; }
    /// Content of that entry, in order; holes are left out.
    Result<> content(const OnContent &take);
    /// Reads what is left and compares.
    Result<Digests> finish();

private:
    struct FreeReader {
        void operator()(archive *reader) const;
    };
    using Reader = std::unique_ptr<archive, FreeReader>;

    static ssize_t readFile(archive *, void *self, const void **block);
    static ssize_t readStream(archive *, void *self, const void **block);
    bool mayGoOn();
    Result<std::size_t> fillBlock();
    Result<std::string_view> nextOfStream();
    Result<> countStream(std::size_t more);
    Result<> take(archive_entry *from, TarEntry &entry) const;
    tl::unexpected<Error> broken(archive *reader);
    tl::unexpected<Error> broken(const std::string &why) const;

    const Source m_source;
    const FlattenLimits &m_limits;
    ReadTally &m_tally;
    const StopFlag &m_stop;
    const OnRead m_onRead;
    std::unique_ptr<RegularFile> m_file;
    Reader m_unpacker; // file -> tar stream
    Reader m_tar;      // tar stream -> entries
    std::string m_block;
    std::optional<std::size_t> m_waiting; // of it, what the first look took in
    RunningDigest m_stored;
    RunningDigest m_unpacked;
    FlattenFacts::Layer m_sizes;
    std::uint64_t m_headBytes = 0; // of the stream, since the last entry began; counted while a head is read
    bool m_inHead = false;
    bool m_streamEnded = false;
    std::uint32_t m_position = 0;
    std::uint32_t m_seen = 0;
    std::optional<Error> m_failure; // of ours, from below libarchive, which cannot carry it
};

} // namespace glovebox::images
