// Role: glob patterns as data: braces expanded, segments matched. Pure functions, bounded against patterns that are
// made to explode.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::agent {

/// Most alternatives that braces may expand to, and how deep they nest.
inline constexpr std::size_t kAlternativesMax = 1000;
inline constexpr int kBraceDepthMax = 10;

/// "a{b,c}d" → "abd", "acd". A brace without a comma or without its end is literal. What exceeds the bounds is cut.
std::vector<std::string> expandBraces(const std::string &pattern);

/// One segment (no '/') against one name: '*', '?', '[a-z]', '[!x]', '\' before a literal. Wildcards do not match a
/// leading dot.
bool segmentMatches(std::string_view segment, std::string_view name);

/// No wildcard in it: it names one entry.
bool isLiteral(std::string_view segment);
/// The literal without its backslashes.
std::string unescaped(std::string_view segment);

} // namespace glovebox::agent
