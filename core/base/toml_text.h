// Role: what is looked at in a TOML text before it is parsed. Pure. Thread: any.
// The parser (toml++ 3.3) may not be given everything: outside of strings and comments, some characters that are not
// ASCII
// ("é" among them) lead it to where its authors say that nothing leads. TOML has none there.
#pragma once

#include <optional>
#include <string_view>

namespace glovebox {

inline constexpr const char *kStrayInToml = "a character that is not ASCII stands outside of quotes and comments";

/// The line, from 1 on, of the first such character; none: the text may be parsed. A byte order mark at its beginning
/// is well.
std::optional<int> strayLineInToml(std::string_view text);

} // namespace glovebox
