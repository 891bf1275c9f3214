// Role: a secret that somebody hands over: in a file, on standard input, or typed at a terminal that does not show it.
// Thread: the main one; blocks.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <string>

namespace glovebox::cli {

struct SecretSource {
    std::string file; // "-": standard input; empty: that, or a terminal that asks
    std::string what; // "Value of registry-token"
};

/// Without the line end that an editor or echo puts behind it. InvalidArgument: none is there, or it is no text.
Result<SecretString> secretFrom(const SecretSource &source);

} // namespace glovebox::cli
