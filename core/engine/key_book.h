// Role: the keys of the local API: made, rotated, revoked, and whose a secret is. Thread: the engine's.
// Invariants: of a secret only its hash stays here; what is kept is on disk before a verdict says so; a key that is
// revoked or has run out is good for nothing at the next request; when the keys cannot be read, none is good.
#pragma once

#include "core/api/engine_control.h"
#include "core/api/engine_door.h"
#include "core/ports/clock.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::engine {

class KeyBook {
public:
    using All = std::vector<domain::ApiKey>;
    /// Written down for the next start.
    using Keep = std::function<Result<>(const All &)>;

    /// `all`: what was kept; an error: none can be used or made, which the view tells.
    KeyBook(ports::Clock &clock, Keep keep, Result<All> all, api::Observer observer);

    api::KeyVerdict act(const api::KeyAction &action);
    std::optional<api::KeyHolder> whoHas(const SecretString &secret);
    /// Where the API listens now.
    void listening(std::vector<std::string> addresses, std::string socket, std::optional<Error> problem);

    api::KeysView view() const;

private:
    struct Doing {
        KeyBook &book;
        api::KeyVerdict operator()(const api::CreateKey &wanted) const;
        api::KeyVerdict operator()(const api::RotateKey &wanted) const;
        api::KeyVerdict operator()(const api::RevokeKey &wanted) const;
    };

    domain::ApiKey *find(const domain::ApiKeyId &id);
    /// Those after the action; the reason why they are not, in words.
    std::string keep(All after);
    api::ShownKey shown(const domain::ApiKey &key) const;
    void publish();

    ports::Clock &m_clock;
    Keep m_keep;
    All m_all;
    std::optional<Error> m_problem; // with all of them
    api::Observer m_observer;
    std::map<domain::ApiKeyId, WallTime> m_usedAt;
    std::vector<std::string> m_addresses;
    std::string m_socket;
    std::optional<Error> m_notListening;
    std::uint64_t m_generation = 0;
    Call m_showSoon;
};

} // namespace glovebox::engine
