// Role: what happened, from what the engine shows: a view says how a thing is, an event that it came to be so. It
// keeps how each was. Thread: the engine's.
// Invariants
// - No secret, no tool's input or output and no message of a session is in an event: names, states, times and reasons.
//   Every text is one line of at most kEventTextMax.
// - What is found at a start is told once, without `before`; tool calls and operations of before are not told.
// - A guest that is refused in a loop does not push out what else happened: beyond kRefusalsAtOnce, and one a second, a
//   sandbox's refusals are counted and told with its next one.
#pragma once

#include "core/api/views.h"
#include "core/ports/clock.h"
#include "core/rest/event_log.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace glovebox::rest {

inline constexpr ByteCount kEventTextMax{512};
inline constexpr int kRefusalsAtOnce = 20;

class EventMaker {
public:
    explicit EventMaker(ports::Clock &clock) : m_clock(clock), m_since(clock.wallNow()) {}

    std::vector<EventDraft> saw(const api::Change &change);

private:
    struct Keeper;
    /// What an object was told as last: its states, joined.
    using States = std::map<std::string, std::string>;
    struct Refusals {
        MonoTime filledAt;
        int room = kRefusalsAtOnce;
        int untold = 0;
    };

    void tell(EventDraft draft) { m_told.push_back(std::move(draft)); }
    /// Tells of it when it was in another state or is new, with `state` and `before` in it.
    void tellState(EventDraft draft, std::string state);
    /// The same, where `which` is told apart and not the draft's object.
    void tellStateOf(const std::string &which, EventDraft draft, std::string state);
    void gone(const char *what, const std::string &id);
    void sawSandbox(const api::SandboxView &view);
    void sawSession(const api::SessionView &view);
    void sawCall(const domain::SessionId &session, std::uint64_t sequence, const api::ToolCallView &call);
    void sawWork(const api::WorkView &view);
    void sawOperation(const domain::Operation &operation);
    void sawAttempt(const domain::EgressDecision &decision);
    void sawSecrets(const api::SecretsView &view);
    void sawKeys(const api::KeysView &view);
    template <class Told>
    void sawList(std::optional<std::map<std::string, WallTime>> &before, std::map<std::string, WallTime> now,
                 Told told);
    bool mayTellRefusal(Refusals &refusals) const;

    ports::Clock &m_clock;
    WallTime m_since;
    std::vector<EventDraft> m_told; // of the change that is looked at
    States m_states;                // by object
    std::map<domain::SandboxId, std::string> m_sessionOf;
    std::map<std::pair<domain::SessionId, std::uint64_t>, domain::ToolCallState> m_calls; // that are not over
    std::set<domain::OperationId> m_operations;                                           // likewise
    std::set<domain::OperationId> m_operationsOver;                                       // and told so
    std::map<domain::SandboxId, Refusals> m_refusals;
    std::optional<std::map<std::string, WallTime>> m_secrets; // by name: its value is this one since
    std::optional<std::map<std::string, WallTime>> m_keys;    // by id, likewise
};

} // namespace glovebox::rest
