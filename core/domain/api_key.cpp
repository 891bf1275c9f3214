#include "core/domain/api_key.h"

#include "core/base/constant_time.h"
#include "core/base/sha256.h"

namespace glovebox::domain {

std::string_view word(KeyScope scope)
{
    switch (scope) {
    case KeyScope::Read:
        return "read";
    case KeyScope::Operate:
        return "operate";
    case KeyScope::Admin:
        return "admin";
    }
    return {};
}

std::optional<KeyScope> keyScope(std::string_view text)
{
    for (const auto scope : kKeyScopes)
        if (word(scope) == text)
            return scope;
    return std::nullopt;
}

const ApiKey *keyOf(const std::vector<ApiKey> &keys, const SecretString &presented, WallTime now)
{
    const auto hash = sha256Hex(presented.reveal());
    const ApiKey *found = nullptr;
    for (const auto &key : keys) { // all of them, whichever it is
        const bool isIt = equalInConstantTime(key.hash, hash);
        const bool wasIt = equalInConstantTime(key.formerHash, hash) && key.formerUntil && now < *key.formerUntil;
        if ((isIt || wasIt) && (!key.expires || now < *key.expires))
            found = &key;
    }
    return found;
}

} // namespace glovebox::domain
