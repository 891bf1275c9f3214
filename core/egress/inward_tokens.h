// Role: who may use a local address that leads into a sandbox: tokens that are good once and soon, what becomes of
// those that a program claims, and what a browser keeps. Thread: the engine's. No I/O; time is given.
// Invariants: comparing takes as long whatever is compared; of each kind kTokensMax are known at most, the newest.
#pragma once

#include "core/base/secret.h"
#include "core/base/units.h"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace glovebox::egress {

/// How long a token waits for whoever uses it first.
inline constexpr std::chrono::milliseconds kPortTokenFor = std::chrono::seconds(60);

class InwardTokens {
public:
    static constexpr std::size_t kTokensMax = 16;

    InwardTokens();

    /// For an address that a browser opens, or as a bearer: whichever comes first within kPortTokenFor.
    std::string newOnce(MonoTime now);
    /// In an address. True once: it is good for nothing from then on.
    bool redeem(std::string_view token, MonoTime now);
    /// As a bearer: one that was not used before is claimed, and stays good in this way alone.
    bool isBearer(std::string_view token, MonoTime now);
    /// What a browser has in place of a token that it redeemed.
    const std::string &cookie() const { return m_cookie.reveal(); }
    bool isCookie(std::string_view value) const;
    /// Something that still admits somebody stands in this text. For texts of who was admitted: how long it takes says
    /// something about what was looked for.
    bool isIn(std::string_view text, MonoTime now) const;

private:
    struct Once {
        SecretString token;
        MonoTime until;
    };

    std::deque<Once> m_once;
    std::deque<SecretString> m_bearers;
    SecretString m_cookie;
};

} // namespace glovebox::egress
