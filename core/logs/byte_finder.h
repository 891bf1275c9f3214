// Role: whether bytes of a log may have a text, at the speed of memory: most of a log is left unread by it.
// Thread: any, a value.
// Invariants: says no only where no line's message or source has the text; a yes says nothing. Lines are as
// encodeLine() writes them; what others wrote with other escapes is a yes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::logs {

/// Of ASCII.
constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

class ByteFinder {
public:
    /// For lines with this text (UTF-8). None: it has no part that stands in a file as it is.
    static std::optional<ByteFinder> make(std::string_view text, bool matchCase);

    bool mayBeIn(std::string_view bytes) const;
    /// A longer one says yes less often.
    std::size_t size() const { return m_part.size(); }

private:
    ByteFinder(std::string part, bool matchCase);
    bool isIn(std::string_view bytes) const;

    std::string m_part; // lower case, unless the case counts
    bool m_matchCase;
};

} // namespace glovebox::logs
