// Role: keys as operators hand them over, in files and variables. Errors never show what is wrong with a key, only
// where it is. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <string>

namespace glovebox::compose {

enum class KeyKind { Environment, Operator, Webhook, WorkSecret, LocalApi };

/// Refused when every user of the host can read or write it, when it is empty, and when it holds what no key has,
/// or a key of another kind. `source` is what named it: "--environment-key-file".
Result<SecretString> readKeyFile(KeyKind kind, const std::string &source, const std::string &path);

/// Blanks around it are forgiven; empty stays empty. A key that is recognisably of another kind is refused here, before
/// it is sent anywhere (reference 8.3). `source` is where it stands.
Result<SecretString> checkedKey(KeyKind kind, const std::string &source, std::string text);

/// The same for a variable.
Result<SecretString> keyFromVariable(KeyKind kind, const char *name);

/// What is in the variables that hold secrets was taken: out of our environment with it, so that no child inherits it,
/// and overwritten where /proc/<pid>/environ would still show it.
void forgetSecrets();

} // namespace glovebox::compose
