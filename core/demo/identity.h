// Role: the demo control plane's ids and credentials: making them, and telling whose a credential is (reference 8.3).
// Invariants: credentials are compared as wholes by hash look-up, and never leave this folder but in an answer that the
// protocol puts them in. Thread: the server's.
#pragma once

#include "core/base/secret.h"
#include "core/base/units.h"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>

namespace glovebox::demo {

/// Random ids ("sesn_01…") and keys. The same non-zero seed gives the same row of them, for tests; 0 takes the
/// operating system's randomness.
class IdSource {
public:
    explicit IdSource(std::uint64_t seed);

    std::string id(std::string_view prefix); // 24 characters behind "prefix_01"
    SecretString key(std::string_view prefix);

private:
    std::string letters(std::size_t count);

    std::uint64_t m_seed;
    std::mt19937_64 m_engine;
};

/// An operator key is an API key by its looks; it speaks for the user in sessions, also in new ones, and no more.
enum class CallerKind { ApiKey, EnvironmentKey, SessionsToken, OperatorKey };

struct Caller {
    CallerKind kind = CallerKind::ApiKey;
    std::string environment; // of an environment key or a sessions token
    std::string session;     // of a sessions token
    std::string work;        // of a sessions token
};

class Credentials {
public:
    void add(const SecretString &secret, Caller caller);
    void revoke(const SecretString &secret);
    std::optional<Caller> identify(const std::string &secret) const;

private:
    std::unordered_map<std::string, Caller> m_callers; // bounded by the model: three keys and a token per session
};

/// The `secret` of a polled work item: unpadded base64url of its JSON (reference 1.3).
std::string workSecret(const SecretString &sessionsToken);

/// "2026-11-20T10:00:00.000Z"
std::string isoTime(WallTime at);
/// The reverse, for filters. Seconds' fractions and offsets as RFC 3339 has them.
std::optional<WallTime> parseIsoTime(const std::string &text);

std::string base64Url(std::string_view bytes);
std::optional<std::string> fromBase64Url(std::string_view text);

} // namespace glovebox::demo
