// Role: what a scripted agent does, as a value read from a file (resources/demo/README.md documents the format). An
// agent is a set of named states; each is a list of steps. What comes next depends on what the tools really answered.
// Thread: any.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glovebox::demo {

/// What the person at the demo answers when nobody else does.
struct Review {
    bool allow = true;
    std::string message; // with a denial
};

/// What a custom tool's owner answers when no worker has.
struct OwnerAnswer {
    std::string text;
    bool isError = false;
};

enum class CallPermission { Policy, Ask, Deny };

struct CallStep {
    std::string label; // by which conditions and captures name its result
    std::string tool;
    nlohmann::json input;
    CallPermission permission = CallPermission::Policy; // Ask and Deny need the tool's policy to be `auto`
    std::optional<Review> review;
    std::optional<OwnerAnswer> owner; // of a custom tool
    std::string thread;               // the label of the thread that calls; empty: the session's own agent
};

/// All parts that are set must hold.
struct Condition {
    std::string result; // a call's label; empty: the last call
    std::optional<bool> isError;
    std::optional<bool> denied;
    std::string matches;                  // a regular expression on the result's text, or on `text` when that is set
    std::string notMatches;               // likewise
    std::string text;                     // a template, instead of a result
    std::optional<std::string> equals;    // a template to compare `text` with
    std::optional<std::string> notEquals; // likewise
};

struct Branch {
    Condition when;
    std::string target;
};

struct ThinkStep {
    std::chrono::milliseconds pause;
};
struct SayStep {
    std::string text;
};
struct CallsStep {
    std::vector<CallStep> calls;
};
/// Goes to the first branch that holds. None holds: to `otherwise`, or, if that is empty, the scenario ends badly.
struct BranchStep {
    std::vector<Branch> branches;
    std::string otherwise;
};
/// The condition must hold, or the scenario ends badly with `message`.
struct ExpectStep {
    Condition condition;
    std::string message;
};
/// The pattern's named groups become variables. No match: the scenario ends badly.
struct CaptureStep {
    std::string result;
    std::string text;
    std::string pattern;
};
struct SetStep {
    std::string variable;
    std::string value;
};
/// Takes the first line that matches out of a variable; group 1 becomes another. None left: goes to `otherwise`.
struct TakeLineStep {
    std::string from;
    std::string pattern;
    std::string into;
    std::string otherwise;
};
/// Another agent begins or ends its part of the session.
struct ThreadStep {
    std::string label;
    std::string agent; // its name; empty: the thread ends
};
struct GotoStep {
    std::string target;
};
struct EndStep {
    bool well = true;
    std::string why;
};

using Step = std::variant<ThinkStep, SayStep, CallsStep, BranchStep, ExpectStep, CaptureStep, SetStep, TakeLineStep,
                          ThreadStep, GotoStep, EndStep>;

/// A skill that the agent brings along.
struct SkillSpec {
    std::string name; // as a file name
    std::string description;
    std::map<std::string, std::string> files; // by path below the skill's folder
};

/// A memory store that the demo's session is given, with what it holds at the server's start.
struct MemoryStoreSpec {
    std::string name;
    bool readOnly = false;
    std::map<std::string, std::string> memories; // by path
};

struct Scenario {
    std::string name; // as a file name: letters, digits, '-'
    std::string title;
    std::string description;
    std::string system;
    std::string prompt;   // the user's message when the demo starts it
    nlohmann::json tools; // of the agent, as the API shows them
    std::string start;
    std::map<std::string, std::string> metadata; // of the session that the demo starts
    std::vector<SkillSpec> skills;
    std::vector<MemoryStoreSpec> memoryStores;
    std::map<std::string, std::string> variables;
    std::vector<Branch> onMessage; // where a user's message leads; none holds: to `start`
    std::map<std::string, std::vector<Step>> states;
};

/// Refuses what cannot run: unknown fields, states or step kinds, broken patterns. The error names the place.
Result<Scenario> parseScenario(std::string_view text);

/// Every scenario that the program carries, by name. An error is a defect of the build and names the file.
Result<std::map<std::string, Scenario>> bundledScenarios();

} // namespace glovebox::demo
