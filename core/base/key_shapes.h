// Role: what looks like a credential in a text of others is taken out before the text goes anywhere. Thread: any.
// Invariant: it is a net below SecretString, for keys that somebody else repeats to us; it knows shapes, not values.
#pragma once

#include <string>

namespace glovebox {

/// "sk-ant-…", "whsec_…", "gbx_…" and long words that begin as base64 of a JSON object does (work items' secrets,
/// signed tokens) become "[credential]", also when their end was cut off.
std::string withoutKeyShapes(std::string text);

} // namespace glovebox
