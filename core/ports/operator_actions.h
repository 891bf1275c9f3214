// Role: what speaks for the user: needs the operator key, an API key that this host may well do without (ux 2.3).
// An implementation holds that key; where there is none, there is no object. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/session.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

struct Agent {
    std::string id;
    std::string name;
    std::string model;

    friend bool operator==(const Agent &, const Agent &) = default;
};
struct AgentList {
    std::vector<Agent> agents; // kAgentsMax at most, in the server's order, without those that are archived
    bool more = false;
};
inline constexpr std::size_t kAgentsMax = 1000;

struct NewSession {
    domain::EnvironmentId environment;
    std::string agent; // its id; the newest version
    std::string title; // may be empty
    std::map<std::string, std::string> metadata;
};

class OperatorActions {
public:
    virtual ~OperatorActions() = default;

    /// user.tool_confirmation. `denyMessage` reaches the agent; ignored with Allow. Verdict::Unknown is a caller's bug.
    virtual Call confirmTool(domain::SessionId session, domain::EventId use, domain::Verdict verdict,
                             std::string denyMessage, Callback<> done) = 0;
    /// user.interrupt: ends the turn; a session without a live item gets a new one with its next message.
    virtual Call interrupt(domain::SessionId session, std::optional<domain::ThreadId> thread, Callback<> done) = 0;
    virtual Call listAgents(Callback<AgentList> done) = 0;
    /// Not tried again when it is unknown whether it was carried out: there would be two. It waits for a message.
    virtual Call createSession(NewSession wanted, Callback<domain::SessionId> done) = 0;
    /// user.message: the session runs, and its work is queued.
    virtual Call sendMessage(domain::SessionId session, std::string text, Callback<> done) = 0;
};

} // namespace glovebox::ports
