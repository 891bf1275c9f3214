// Role: how an operation's child tells process 1 what it has: records on a pipe. The child is ours, but it has looked
// at foreign files, so lengths are checked all the same.
//
// A record is its kind (one byte), the payload's length (four bytes, as the machine orders them) and the payload.
#pragma once

#include "core/guest/protocol/limits.h"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::agent {

enum class RecordKind : char { Content = 'c', Entries = 'e', Alive = 'a', Done = 'd' };

inline constexpr std::size_t kRecordHead = 5;
inline constexpr std::size_t kRecordPayloadMax = guest::kFileEntriesPayloadMax; // the largest of the four

inline std::string recordHead(RecordKind kind, std::size_t size)
{
    const auto length = static_cast<std::uint32_t>(size);
    std::array<char, sizeof length> bytes;
    std::memcpy(bytes.data(), &length, sizeof length);
    return std::string(1, static_cast<char>(kind)).append(bytes.data(), bytes.size());
}

/// One bit that process 1 sets and its child reads: a pipe that ends does not say whether all has come through it.
class WholeMark {
public:
    WholeMark()
        : m_bit(::mmap(nullptr, sizeof(std::atomic<bool>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
    {
    }
    ~WholeMark()
    {
        if (m_bit != MAP_FAILED)
            ::munmap(m_bit, sizeof(std::atomic<bool>));
    }
    WholeMark(const WholeMark &) = delete;
    WholeMark &operator=(const WholeMark &) = delete;

    void set()
    {
        if (m_bit != MAP_FAILED)
            static_cast<std::atomic<bool> *>(m_bit)->store(true);
    }
    /// Not when there was no memory for it: then nothing is ever whole.
    bool isSet() const { return m_bit != MAP_FAILED && static_cast<const std::atomic<bool> *>(m_bit)->load(); }

private:
    void *m_bit; // zeros are a false
};

struct RecordHead {
    RecordKind kind;
    std::size_t size;
};

/// Nothing for what no child of ours writes. `bytes` has at least kRecordHead.
inline std::optional<RecordHead> parseRecordHead(std::string_view bytes)
{
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data() + 1, sizeof length);
    const auto kind = static_cast<RecordKind>(bytes.front());
    const bool known = kind == RecordKind::Content || kind == RecordKind::Entries || kind == RecordKind::Alive ||
                       kind == RecordKind::Done;
    return known && length <= kRecordPayloadMax ? std::optional(RecordHead{kind, length}) : std::nullopt;
}

} // namespace glovebox::agent
