// Role: where the host's own secrets are kept, such as the key of the audit trail. What operators hand us as files and
// variables stays where they have it.
// Thread: the engine's, or one with an event loop; every answer comes from that loop, bounded in time.
//
// Errors are told apart by their codes. NotFound: the store answered, and there is none of that name. InvalidState: it
// is locked, or does not answer; what is in it may be there all the same, so nothing is made anew for this. TimedOut is
// the same of one that was silent: a write may still have happened. PermissionDenied: it refuses. InvalidArgument,
// TooLarge: the request. A value is never part of an error.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace glovebox::ports {

inline constexpr std::size_t kSecretNameMax = 64;
/// Keys and passwords; what is longer is data.
inline constexpr std::size_t kSecretBytesMax = 16 * 1024;

/// Small letters, digits and hyphens, a letter first: a file's name everywhere.
inline bool isSecretName(std::string_view name)
{
    const auto letter = [](char c) {
        return c >= 'a' && c <= 'z';
    };
    return !name.empty() && name.size() <= kSecretNameMax && letter(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

inline Result<> checkSecretName(std::string_view name)
{
    if (!isSecretName(name))
        return fail(ErrorCode::InvalidArgument, "a secret's name is of small letters, digits and hyphens, " +
                                                    std::to_string(kSecretNameMax) +
                                                    " at most, and begins with a "
                                                    "letter");
    return {};
}

inline Result<> checkSecretValue(const SecretString &value)
{
    if (value.empty())
        return fail(ErrorCode::InvalidArgument, "an empty secret is none");
    if (value.reveal().size() > kSecretBytesMax)
        return fail(ErrorCode::TooLarge,
                    "a secret has " + std::to_string(kSecretBytesMax) + " bytes at most, this one more");
    return {};
}

class SecretStore {
public:
    virtual ~SecretStore() = default;

    virtual Call read(const std::string &name, Callback<SecretString> done) = 0;
    /// Any bytes, in place of what was there. Kept for good when it is answered.
    virtual Call write(const std::string &name, const SecretString &value, Callback<> done) = 0;
    /// Well also when there is none.
    virtual Call remove(const std::string &name, Callback<> done) = 0;
};

} // namespace glovebox::ports
