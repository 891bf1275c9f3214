// Role: the gate's secrets as text, as they are sealed. Pure. Thread: any. The text holds values: nobody prints it.
#pragma once

#include "core/ports/secret_vault.h"

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::secrets {

/// A value as its bytes in hexadecimal: it may be no text.
std::string textOf(const ports::KeptSecrets &all);
/// Nothing for what textOf() does not write: every definition and value passes its check, names are there once.
std::optional<ports::KeptSecrets> keptSecretsFrom(std::string_view text);

} // namespace glovebox::secrets
