// Role: writes the one tar stream that comes out (pax, for long names and extended attributes). Thread: one at a time.
// Invariants: the same calls give the same bytes, wherever and when; names go out byte by byte as they came.
#pragma once

#include "core/images/oci/flatten.h"
#include "core/images/oci/tar_entry.h"

#include <memory>
#include <optional>

struct archive;
struct archive_entry;

namespace glovebox::images {

class PaxWriter {
public:
    explicit PaxWriter(Sink &out);
    ~PaxWriter();
    PaxWriter(const PaxWriter &) = delete;
    PaxWriter &operator=(const PaxWriter &) = delete;

    Result<> folder(const std::string &path, const EntryFacts &facts);
    /// What is no folder; a file's content follows in as many pieces as it likes.
    Result<> entry(const std::string &path, const TarEntry &entry);
    Result<> content(std::string_view bytes);
    Result<> hardLink(const std::string &path, const std::string &target, const EntryFacts &facts);
    Result<> finish();

private:
    struct FreeWriter {
        void operator()(archive *writer) const;
    };
    struct FreeEntry {
        void operator()(archive_entry *entry) const;
    };

    static ssize_t pass(archive *, void *self, const void *bytes, std::size_t length);
    void begin(const std::string &path, const EntryFacts &facts, unsigned kind);
    Result<> head();
    Result<> answered(int answer);

    Sink &m_out;
    std::optional<Error> m_failure; // the sink's, from below libarchive
    std::unique_ptr<archive, FreeWriter> m_writer;
    std::unique_ptr<archive_entry, FreeEntry> m_entry;
};

} // namespace glovebox::images
