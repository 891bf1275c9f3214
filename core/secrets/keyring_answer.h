// Role: what glovebox-keyring prints, as values. Thread: any; pure.
// Invariant: an answer that is not one of its own is ProtocolError; no part of a secret gets into an error.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

namespace glovebox::secrets {

/// More than it ever prints: a line for people and a secret.
inline constexpr std::size_t kKeyringAnswerMax = 64 * 1024;

/// The value of a read, empty for other questions. NotFound, InvalidState (locked, or no keyring) or PermissionDenied
/// with the keyring's words.
Result<SecretString> parseKeyringAnswer(const SecretString &printed);

} // namespace glovebox::secrets
