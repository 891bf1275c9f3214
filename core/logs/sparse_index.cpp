#include "core/logs/sparse_index.h"

#include <algorithm>
#include <cstring>

namespace glovebox::logs {

namespace {

constexpr std::string_view kMagic = "GBLOGIX1";
constexpr std::size_t kHeadSize = 16;
constexpr std::size_t kEntrySize = 16;
/// Numbers of lines: more were never written; an index that says so is not ours.
constexpr std::uint64_t kFirstMax = std::uint64_t{1} << 52;

/// Least byte first, on every host.
void put(std::string &bytes, std::uint64_t value)
{
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>(value >> (8 * i));
}

std::uint64_t get(std::string_view bytes, std::size_t at)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

} // namespace

SparseIndex SparseIndex::parse(std::string_view bytes, std::uint64_t logSize)
{
    SparseIndex index;
    if (bytes.size() < kHeadSize || !bytes.starts_with(kMagic))
        return index;
    const auto first = get(bytes, kMagic.size());
    if (first < 1 || first > kFirstMax)
        return index;
    index.m_first = static_cast<LogNumber>(first);
    index.m_isOurs = true;
    for (std::size_t at = kHeadSize; at + kEntrySize <= bytes.size(); at += kEntrySize) {
        const Entry entry{get(bytes, at), static_cast<std::int64_t>(get(bytes, at + 8))};
        const bool fits = index.m_entries.empty() ? entry.offset == 0
                                                  // A line is not empty: it takes two bytes at least.
                                                  : entry.offset >= index.m_entries.back().offset + 2 * kStride;
        if (!fits || entry.offset >= std::max<std::uint64_t>(logSize, 1))
            break;
        index.add(entry);
    }
    return index;
}

std::string SparseIndex::head() const
{
    std::string bytes(kMagic);
    put(bytes, static_cast<std::uint64_t>(m_first));
    return bytes;
}

std::string SparseIndex::bytesOf(const Entry &entry)
{
    std::string bytes;
    put(bytes, entry.offset);
    put(bytes, static_cast<std::uint64_t>(entry.at));
    return bytes;
}

} // namespace glovebox::logs
