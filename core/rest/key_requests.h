// Role: what callers with a key have begun and is not over: streams, terminals, programs, whatever takes long, with its
// client or without. It is cut off when the key is revoked or runs out, or when the secret that was shown is good no
// more. Thread: the engine's.
#pragma once

#include "core/api/engine_door.h"
#include "core/http/responder.h"
#include "core/ports/clock.h"

#include <optional>
#include <vector>

namespace glovebox::rest {

class KeyRequests {
public:
    /// How late one may be cut off whose key runs out, which nobody tells of.
    static constexpr std::chrono::seconds kLookEvery{15};

    /// The clock must outlive it.
    explicit KeyRequests(ports::Clock &clock) : m_clock(clock) {}

    /// What is over already is not kept.
    void add(const api::KeyHolder &holder, http::Leash request);
    void saw(const api::KeysView &keys);

private:
    struct Begun {
        domain::ApiKeyId key;
        WallTime since; // which of its secrets was shown
        http::Leash request;
    };

    const api::ShownKey *find(const domain::ApiKeyId &key) const;
    bool isGood(const Begun &begun) const;
    void forgetThoseThatAreOver();
    void look();

    ports::Clock &m_clock;
    std::optional<api::KeysView> m_keys; // none before the engine has told
    std::vector<Begun> m_begun;
    std::size_t m_forgetAt = 64; // of m_begun
    Call m_looking;
};

} // namespace glovebox::rest
