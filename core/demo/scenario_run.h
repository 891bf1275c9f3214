// Role: plays one scenario: says what the agent does next, and is told what came of it. Pure; whoever plays it sends
// the events, waits out the pauses and runs nothing of its own.
// Invariants: it always comes to an end: a turn is bounded in steps and calls, variables in size. An unexpected result
// never passes as success: it ends the session badly and says why. Thread: the server's.
#pragma once

#include "core/demo/scenario.h"

#include <memory>

namespace glovebox::demo {

struct Outcome {
    enum class Kind { Running, EndedWell, EndedBadly };
    Kind kind = Kind::Running;
    std::string why; // when it ended badly

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

struct ToolOutcome {
    std::string text;
    bool isError = false;
    bool denied = false;
};

struct PauseAction {
    std::chrono::milliseconds length;
};
struct SayAction {
    std::string text;
};
struct CallAction {
    std::vector<CallStep> calls;
}; // inputs have their variables filled in
struct ThreadAction {
    ThreadStep step;
};
struct EndTurnAction {};
using AgentAction = std::variant<PauseAction, SayAction, CallAction, ThreadAction, EndTurnAction>;

class ScenarioRun {
public:
    explicit ScenarioRun(std::shared_ptr<const Scenario> scenario);

    /// A user's message begins a turn.
    void begin(const std::string &message);
    /// What to do now. After a CallAction, results() comes first.
    AgentAction next();
    /// In the order of the CallAction's calls.
    void results(const std::vector<ToolOutcome> &outcomes);
    /// The turn was broken off from outside.
    void interrupt(std::string why);

    const Outcome &outcome() const { return m_outcome; }

private:
    struct Visitor;

    AgentAction endBadly(std::string why);
    bool go(const std::string &state);
    std::optional<std::string> fill(const std::string &text);
    bool fillJson(nlohmann::json &value);
    std::optional<std::string> subject(const std::string &result, const std::string &text);
    std::optional<bool> holds(const Condition &condition);
    void remember(const std::string &variable, std::string value);
    void fault(std::string why);

    std::shared_ptr<const Scenario> m_scenario;
    std::map<std::string, std::string> m_variables;
    std::map<std::string, ToolOutcome> m_results;
    std::vector<std::string> m_called; // labels of the calls under way
    std::string m_lastResult;
    const std::vector<Step> *m_steps = nullptr;
    std::size_t m_at = 0;
    std::size_t m_stepsThisTurn = 0;
    std::string m_fault; // set by a step that cannot go on
    Outcome m_outcome;
};

} // namespace glovebox::demo
