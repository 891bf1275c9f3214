// Role: where in a log's file every 256th line begins and what time it has: a window is read without reading what is
// before it. Beside the file as <file>.idx, made again from the file when it is missing, torn or not its own.
// Thread: any, a value. Invariants: offsets rise from 0; whatever the bytes of an index file are, reading them ends and
// what does not fit the log's file is left out.
#pragma once

#include "core/base/log_query.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::logs {

/// Lines between two entries: an entry of 16 bytes for about 25 KiB of log, and a window's start is found in one read.
inline constexpr LogNumber kStride = 256;

class SparseIndex {
public:
    struct Entry {
        std::uint64_t offset = 0;
        std::int64_t at = 0; // ms since 1970; 0: the line does not read

        friend bool operator==(const Entry &, const Entry &) = default;
    };

    /// Of a file whose first line has this number.
    explicit SparseIndex(LogNumber first = 1) : m_first(first) {}
    /// What of an index file's bytes makes sense for a log of `logSize` bytes; empty when its head is not ours.
    static SparseIndex parse(std::string_view bytes, std::uint64_t logSize);

    LogNumber first() const { return m_first; }
    const std::vector<Entry> &entries() const { return m_entries; }
    void add(Entry entry) { m_entries.push_back(entry); }
    void cut(std::size_t entries) { m_entries.resize(std::min(entries, m_entries.size())); }

    std::string head() const;
    static std::string bytesOf(const Entry &entry);
    bool isOurs() const { return m_isOurs; }

private:
    LogNumber m_first;
    std::vector<Entry> m_entries;
    bool m_isOurs = false; // parsed from a file with our head
};

} // namespace glovebox::logs
