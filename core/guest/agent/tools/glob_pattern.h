// Role: glob patterns as data: braces expanded, segments matched. Pure functions, bounded against patterns that are
// made to explode. The dialect is that of the official toolset's library: '\' divides like '/', so nothing is escaped
// by it; "[*]" is how a star is meant literally.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::agent {

/// Most alternatives that braces may expand to, and how deep braces and parentheses nest.
inline constexpr std::size_t kAlternativesMax = 1000;
inline constexpr int kNestingMax = 10;

/// "a{b,c}d" → "abd", "acd"; "{1..3}", "{a..e..2}". A brace without a comma or range, or without its end, is literal.
/// What exceeds the bounds is cut.
std::vector<std::string> expandBraces(const std::string &pattern);

/// One segment (no '/') against names: '*', '?', "[a-z]", "[!x]", "[[:alpha:]]", and "@(a|b)" with '?', '*', '+' or '!'
/// before the parenthesis. Wildcards do not match a leading dot. Characters count, not bytes.
bool segmentMatches(std::string_view segment, std::string_view name);

/// No wildcard in it: it names one entry.
bool isLiteral(std::string_view segment);

} // namespace glovebox::agent
