// Role: whether a delivery is the control plane's own (reference 6.3, the Standard Webhooks scheme), and whether it is
// new. Pure: what is signed, by what, and what time it is come in as values. Thread: any.
// Invariants: nothing of a delivery's content is looked at before its signature was found good; an id is remembered for
// as long as any copy of its delivery would still be believed.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/units.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace glovebox::rest {

/// A delivery whose own time is further away than this, before or after, is refused.
inline constexpr std::chrono::seconds kWebhookTolerance{300};
/// An id is some thirty bytes.
inline constexpr std::size_t kWebhookIdMax = 256;
/// Ids remembered. Only what was signed comes in here; a busy organisation sends some a second.
inline constexpr std::size_t kWebhookIdsRemembered = 8192;

class SigningKey {
public:
    /// "whsec_" and base64 of either alphabet, padded or not; also without the prefix. InvalidArgument, in words that
    /// show nothing of it, for anything else.
    static Result<SigningKey> parse(const SecretString &text);

    /// Base64, as it stands behind "v1,".
    std::string sign(std::string_view id, std::int64_t timestamp, std::string_view body) const;

private:
    explicit SigningKey(SecretString bytes) : m_bytes(std::move(bytes)) {}

    SecretString m_bytes;
};

/// The three headers as they came, empty when missing, and the body before anybody looked into it.
struct SignedDelivery {
    std::string_view id;
    std::string_view timestamp;
    std::string_view signatures;
    std::string_view body;
};

/// When it was signed. Unauthorized, in words, when it cannot be believed.
Result<WallTime> verify(const SigningKey &key, const SignedDelivery &delivery, WallTime now);

/// The ids that were believed lately.
class ReplayMemory {
public:
    explicit ReplayMemory(std::size_t max = kWebhookIdsRemembered) : m_max(max) {}

    /// False: it was here before. Full, it forgets the one that would be forgotten next: hearing that one twice costs
    /// a look at the queue.
    bool take(const std::string &id, WallTime signedAt, WallTime now);
    std::size_t size() const { return m_until.size(); }

private:
    void forgetNext();

    std::size_t m_max;
    std::unordered_map<std::string, WallTime> m_until;
    std::set<std::pair<WallTime, std::string>> m_order;
};

} // namespace glovebox::rest
