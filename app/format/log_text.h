// Role: a log's line as the window shows it: folded when it is long, its JSON laid out. Pure.
// Invariants: what comes out is safe to draw as plain text, and has a bound.
#pragma once

#include <QString>

#include <string>

namespace glovebox::format {

/// Lines with more bytes than this are folded.
inline constexpr std::size_t kLogFoldBytes = 4096;

/// One line of at most kShownLineMax letters. `raw`: with its escape sequences visible.
QString logText(const std::string &message, bool raw);

/// All of it, however long; escape sequences taken out unless `raw`.
QString wholeLogText(const std::string &message, bool raw);

/// Whether it looks like a JSON object or array; only unfolding tells.
bool looksLikeJson(const std::string &message);

/// Its JSON on lines of its own, each safe to draw; empty when it is none.
QString laidOutJson(const std::string &message);

} // namespace glovebox::format
