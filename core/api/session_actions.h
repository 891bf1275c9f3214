// Role: what speaks for the user to the control plane about sessions that do not exist yet, and what is shown of it.
// Needs the environment's operator key: denied without.
#pragma once

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/domain/ids.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::api {

/// Reads the agents that the operator key sees. AgentsView answers.
struct ListAgents {
    domain::EnvironmentId environment;
};
/// A new session in the environment, its first message, and with that work for whoever serves the environment.
/// StartedSessionView answers, with the same ticket; more than once, the newest counts.
struct StartSession {
    domain::EnvironmentId environment;
    std::string agent;   // its id
    std::string title;   // may be empty
    std::string message; // the first one; empty: the session waits for one
    std::map<std::string, std::string> metadata;
    std::optional<domain::SandboxId> sandbox; // it gets this one: its id is put into the metadata
    std::uint64_t ticket = 0;                 // the asker's own, not 0
    /// Of a start whose message is missing: `message` is sent to this one, and nothing else is looked at.
    std::optional<domain::SessionId> session;
};

/// The service's own bounds, as far as they are known; the message's is ours.
inline constexpr std::size_t kSessionMetadataMax = 16;
inline constexpr std::size_t kMetadataKeyMax = 64;
inline constexpr std::size_t kMetadataValueMax = 512;
inline constexpr std::size_t kSessionTitleMax = 500;
inline constexpr std::size_t kFirstMessageMax = std::size_t{256} << 10;

using SessionAction = std::variant<ListAgents, StartSession>;

struct AgentEntry {
    std::string id;
    std::string name;
    std::string model;

    friend bool operator==(const AgentEntry &, const AgentEntry &) = default;
};

struct AgentsView {
    std::uint64_t generation = 0;
    domain::EnvironmentId environment;
    std::vector<AgentEntry> agents; // by name
    bool more = false;              // there are more than are shown
    bool loading = false;
    std::optional<Error> problem; // of the last reading
    std::optional<WallTime> readAt;

    friend bool operator==(const AgentsView &, const AgentsView &) = default;
};

struct StartedSessionView {
    std::uint64_t generation = 0;
    std::uint64_t ticket = 0;
    domain::EnvironmentId environment;
    std::optional<domain::SessionId> session; // as soon as it is made
    bool over = false;                        // nothing more comes
    std::optional<Error> problem;
    /// The session is there, its first message is not (`problem`): it can be sent again (StartSession::session).
    bool messageMissing = false;

    friend bool operator==(const StartedSessionView &, const StartedSessionView &) = default;
};

} // namespace glovebox::api
