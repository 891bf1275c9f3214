#include "core/base/toml_text.h"

#include <algorithm>
#include <string>

namespace glovebox {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Behind the string that begins at `at`; where a line ends without its quote, there: whoever parses it stops there,
/// too.
std::size_t endOfString(std::string_view text, std::size_t at)
{
    const char quote = text[at];
    const std::string three(3, quote);
    const bool isLong = text.substr(at, 3) == three;
    for (at += isLong ? 3 : 1; at < text.size(); ++at) {
        if (quote == '"' && text[at] == '\\')
            ++at;
        else if (isLong && text.substr(at, 3) == three) {
            at += 3;
            for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) // of the string itself
                ++at;
            return at;
        } else if (!isLong && (text[at] == quote || text[at] == '\n'))
            return text[at] == quote ? at + 1 : at;
    }
    return text.size();
}

} // namespace

std::optional<int> strayLineInToml(std::string_view text)
{
    std::size_t at = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '#')
            at = std::min(text.find('\n', at), text.size());
        else if (c == '"' || c == '\'')
            at = endOfString(text, at);
        else if (static_cast<unsigned char>(c) >= 0x80)
            return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        else
            ++at;
    }
    return std::nullopt;
}

} // namespace glovebox
