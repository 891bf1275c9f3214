#include "core/demo/scenario.h"

#include "core/base/id.h"

#include <QRegularExpression>

#include <algorithm>
#include <initializer_list>

namespace glovebox::demo {

namespace {

using ScenarioJson = nlohmann::json;

/// Bounds on what a file may hold; the bundled ones are far below.
constexpr std::size_t kFileMax = 1 << 20;
constexpr std::size_t kStatesMax = 200;
constexpr std::size_t kStepsMax = 200;
constexpr std::size_t kCallsMax = 16;
constexpr int kThinkMaxMs = 60'000;
/// Skills or custom tools of one agent, and memory stores of one session (the protocol's own bound).
constexpr std::size_t kGearMax = 16;
constexpr std::size_t kStoresMax = 8;

/// Reads values out of JSON and keeps the first complaint, so that the caller checks once at the end.
class Reader {
public:
    void complain(const std::string &what)
    {
        if (m_error.empty())
            m_error = m_place + ": " + what;
    }
    const std::string &error() const { return m_error; }
    void at(std::string place) { m_place = std::move(place); }
    const std::string &place() const { return m_place; }

    bool object(const ScenarioJson &value, std::initializer_list<std::string_view> keys)
    {
        if (!value.is_object()) {
            complain("an object is expected");
            return false;
        }
        for (const auto &[key, ignored] : value.items())
            if (std::ranges::find(keys, key) == keys.end())
                complain("unknown field \"" + key + "\"");
        return true;
    }

    /// A string, or an array of strings that are its lines.
    std::string text(const ScenarioJson &object, const char *key, bool required = false)
    {
        if (!object.is_object() || !object.contains(key)) {
            if (required)
                complain(std::string("\"") + key + "\" is missing");
            return {};
        }
        const auto &value = object.at(key);
        if (const auto joined = lines(value))
            return *joined;
        if (!value.is_string()) {
            complain(std::string("\"") + key + "\" must be a text");
            return {};
        }
        return value.get<std::string>();
    }

    std::optional<std::string> optionalText(const ScenarioJson &object, const char *key)
    {
        return object.is_object() && object.contains(key) ? std::optional(text(object, key)) : std::nullopt;
    }

    std::optional<bool> flag(const ScenarioJson &object, const char *key)
    {
        if (!object.contains(key))
            return std::nullopt;
        if (!object.at(key).is_boolean())
            complain(std::string("\"") + key + "\" must be true or false");
        return object.at(key) == true;
    }

    std::string pattern(const ScenarioJson &object, const char *key, bool required = false)
    {
        const auto expression = text(object, key, required);
        // With variables in it, it is only known when it is used.
        if (expression.find("${") == std::string::npos &&
            !QRegularExpression(QString::fromStdString(expression), QRegularExpression::MultilineOption).isValid())
            complain("\"" + expression + "\" is no regular expression");
        return expression;
    }

    static std::optional<std::string> lines(const ScenarioJson &value)
    {
        if (!value.is_array() || value.empty() ||
            !std::ranges::all_of(value, [](const auto &line) { return line.is_string(); }))
            return std::nullopt;
        std::string joined;
        for (const auto &line : value)
            joined += (joined.empty() && &line == &value.front() ? "" : "\n") + line.template get<std::string>();
        return joined;
    }

private:
    std::string m_place;
    std::string m_error;
};

Condition readCondition(Reader &reader, const ScenarioJson &json)
{
    Condition condition;
    if (!reader.object(json,
                       {"result", "is_error", "denied", "matches", "not_matches", "text", "equals", "not_equals"}))
        return condition;
    condition.result = reader.text(json, "result");
    condition.isError = reader.flag(json, "is_error");
    condition.denied = reader.flag(json, "denied");
    condition.matches = reader.pattern(json, "matches");
    condition.notMatches = reader.pattern(json, "not_matches");
    condition.text = reader.text(json, "text");
    condition.equals = reader.optionalText(json, "equals");
    condition.notEquals = reader.optionalText(json, "not_equals");
    return condition;
}

std::vector<Branch> readBranches(Reader &reader, const ScenarioJson &json)
{
    std::vector<Branch> branches;
    if (!json.is_array()) {
        reader.complain("branches must be a list");
        return branches;
    }
    for (const auto &entry : json) {
        if (!reader.object(entry, {"if", "goto"}))
            break;
        branches.push_back(
            {readCondition(reader, entry.value("if", ScenarioJson())), reader.text(entry, "goto", true)});
    }
    return branches;
}

CallStep readCall(Reader &reader, const ScenarioJson &json)
{
    CallStep call;
    if (!reader.object(json, {"label", "tool", "input", "permission", "review", "owner", "thread"}))
        return call;
    call.tool = reader.text(json, "tool", true);
    call.label = json.contains("label") ? reader.text(json, "label") : call.tool;
    call.input = json.value("input", ScenarioJson::object());
    if (!call.input.is_object())
        reader.complain("\"input\" must be an object");
    for (auto &value : call.input)
        if (const auto joined = Reader::lines(value))
            value = *joined;
    if (const auto permission = reader.optionalText(json, "permission")) {
        if (*permission != "ask" && *permission != "deny")
            reader.complain("\"permission\" must be ask or deny");
        call.permission = *permission == "ask" ? CallPermission::Ask : CallPermission::Deny;
    }
    if (json.contains("review") && reader.object(json.at("review"), {"answer", "message"})) {
        const auto answer = reader.text(json.at("review"), "answer", true);
        if (answer != "allow" && answer != "deny")
            reader.complain("\"answer\" must be allow or deny");
        call.review = Review{answer == "allow", reader.text(json.at("review"), "message")};
    }
    if (json.contains("owner") && reader.object(json.at("owner"), {"text", "is_error"}))
        call.owner = OwnerAnswer{reader.text(json.at("owner"), "text", true),
                                 reader.flag(json.at("owner"), "is_error").value_or(false)};
    call.thread = reader.text(json, "thread");
    return call;
}

CallsStep readCalls(Reader &reader, const ScenarioJson &json)
{
    CallsStep step;
    if (json.contains("call")) {
        step.calls.push_back(readCall(reader, json.at("call")));
        return step;
    }
    const auto &calls = json.at("calls");
    if (!calls.is_array() || calls.empty() || calls.size() > kCallsMax) {
        reader.complain("\"calls\" must be a list of 1 to 16");
        return step;
    }
    for (const auto &call : calls)
        step.calls.push_back(readCall(reader, call));
    for (std::size_t i = 0; i < step.calls.size(); ++i)
        for (std::size_t j = i + 1; j < step.calls.size(); ++j)
            if (step.calls[i].label == step.calls[j].label)
                reader.complain("two calls at once need different labels");
    return step;
}

ThinkStep readThink(Reader &reader, const ScenarioJson &json)
{
    const auto &value = json.at("think");
    if (!value.is_number_integer() || value < 0 || value > kThinkMaxMs) {
        reader.complain("\"think\" must be milliseconds up to a minute");
        return {};
    }
    return {std::chrono::milliseconds(value.get<int>())};
}

EndStep readEnd(Reader &reader, const ScenarioJson &json)
{
    const auto how = reader.text(json, "end");
    if (how != "well" && how != "badly")
        reader.complain("\"end\" must be well or badly");
    return {how == "well", reader.text(json, "why", how == "badly")};
}

Step readStep(Reader &reader, const ScenarioJson &json)
{
    const auto is = [&](const char *kind, std::initializer_list<std::string_view> keys) {
        return json.is_object() && json.contains(kind) && reader.object(json, keys);
    };
    if (is("think", {"think"}))
        return readThink(reader, json);
    if (is("say", {"say"}))
        return SayStep{reader.text(json, "say")};
    if (is("call", {"call"}) || is("calls", {"calls"}))
        return readCalls(reader, json);
    if (is("branch", {"branch", "else"}))
        return BranchStep{readBranches(reader, json.at("branch")), reader.text(json, "else")};
    if (is("expect", {"expect", "or"}))
        return ExpectStep{readCondition(reader, json.at("expect")), reader.text(json, "or", true)};
    if (is("capture", {"capture", "result", "text"}))
        return CaptureStep{reader.text(json, "result"), reader.text(json, "text"), reader.pattern(json, "capture")};
    if (is("set", {"set", "to"}))
        return SetStep{reader.text(json, "set"), reader.text(json, "to", true)};
    if (is("take_line", {"take_line", "matches", "into", "else"}))
        return TakeLineStep{reader.text(json, "take_line"), reader.pattern(json, "matches", true),
                            reader.text(json, "into", true), reader.text(json, "else", true)};
    if (is("start_thread", {"start_thread", "agent"}))
        return ThreadStep{reader.text(json, "start_thread", true), reader.text(json, "agent", true)};
    if (is("end_thread", {"end_thread"}))
        return ThreadStep{reader.text(json, "end_thread", true), {}};
    if (is("goto", {"goto"}))
        return GotoStep{reader.text(json, "goto")};
    if (is("end", {"end", "why"}))
        return readEnd(reader, json);
    reader.complain("no such step: " + json.dump().substr(0, 80));
    return EndStep{};
}

std::vector<std::string> targetsOf(const Step &step)
{
    std::vector<std::string> targets;
    if (const auto *jump = std::get_if<GotoStep>(&step))
        targets.push_back(jump->target);
    if (const auto *take = std::get_if<TakeLineStep>(&step))
        targets.push_back(take->otherwise);
    if (const auto *branch = std::get_if<BranchStep>(&step)) {
        for (const auto &entry : branch->branches)
            targets.push_back(entry.target);
        if (!branch->otherwise.empty())
            targets.push_back(branch->otherwise);
    }
    return targets;
}

bool leavesState(const Step &step)
{
    return std::holds_alternative<GotoStep>(step) || std::holds_alternative<EndStep>(step) ||
           std::holds_alternative<BranchStep>(step);
}

void checkTargets(Reader &reader, const Scenario &scenario)
{
    const auto need = [&](const std::string &state) {
        if (!scenario.states.contains(state))
            reader.complain("there is no state \"" + state + "\"");
    };
    need(scenario.start);
    for (const auto &branch : scenario.onMessage)
        need(branch.target);
    for (const auto &[name, steps] : scenario.states) {
        reader.at("state \"" + name + "\"");
        if (steps.empty() || !leavesState(steps.back()))
            reader.complain("its last step must be goto, branch or end");
        for (const auto &step : steps)
            for (const auto &target : targetsOf(step))
                need(target);
    }
}

/// The agent's tools as the API shows them, from {"default": policy, "<tool>": policy}.
ScenarioJson readTools(Reader &reader, const ScenarioJson &permissions)
{
    ScenarioJson configs = ScenarioJson::array();
    std::string fallback = "always_allow";
    if (!permissions.is_object())
        reader.complain("\"permissions\" must be an object");
    for (const auto &[tool, policy] : permissions.items()) {
        if (policy != "always_allow" && policy != "always_ask" && policy != "auto") {
            reader.complain("a policy is always_allow, always_ask or auto");
            break;
        }
        if (tool == "default")
            fallback = policy.get<std::string>();
        else
            configs.push_back(
                {{"type", tool}, {"name", tool}, {"enabled", true}, {"permission_policy", {{"type", policy}}}});
    }
    return ScenarioJson::array(
        {{{"type", "agent_toolset_20260401"},
          {"configs", std::move(configs)},
          {"default_config", {{"enabled", true}, {"permission_policy", {{"type", fallback}}}}}}});
}

/// {"name": text, …}: texts by name.
std::map<std::string, std::string> readTexts(Reader &reader, const ScenarioJson &json, const char *key)
{
    std::map<std::string, std::string> texts;
    const auto found = json.value(key, ScenarioJson::object());
    if (!found.is_object()) {
        reader.complain(std::string("\"") + key + "\" must be an object");
        return texts;
    }
    for (const auto &[name, value] : found.items())
        texts[name] = reader.text(found, name.c_str());
    return texts;
}

/// A list of at most `most` objects with these fields and no others.
ScenarioJson readList(Reader &reader, const ScenarioJson &json, const char *key, std::size_t most,
                      std::initializer_list<std::string_view> fields)
{
    auto list = json.value(key, ScenarioJson::array());
    if (!list.is_array() || list.size() > most) {
        reader.complain(std::string("\"") + key + "\" must be a list of at most " + std::to_string(most));
        return ScenarioJson::array();
    }
    for (const auto &entry : list)
        if (!reader.object(entry, fields))
            return ScenarioJson::array();
    return list;
}

/// What the agent and its session are given beside the toolset.
void readBelongings(Reader &reader, const ScenarioJson &json, Scenario &scenario)
{
    scenario.metadata = readTexts(reader, json, "metadata");
    for (const auto &entry : readList(reader, json, "custom_tools", kGearMax, {"name", "description", "input_schema"}))
        scenario.tools.push_back({{"type", "custom"},
                                  {"name", reader.text(entry, "name", true)},
                                  {"description", reader.text(entry, "description", true)},
                                  {"input_schema", entry.value("input_schema", ScenarioJson{{"type", "object"}})}});
    for (const auto &entry : readList(reader, json, "skills", kGearMax, {"name", "description", "files"})) {
        SkillSpec skill{reader.text(entry, "name", true), reader.text(entry, "description", true),
                        readTexts(reader, entry, "files")};
        if (!isSafeToken(skill.name) || skill.files.empty())
            reader.complain("a skill has a name of letters, digits, '-' and '_', and files");
        scenario.skills.push_back(std::move(skill));
    }
    for (const auto &entry : readList(reader, json, "memory_stores", kStoresMax, {"name", "access", "memories"})) {
        const auto access = reader.text(entry, "access", true);
        if (access != "read_write" && access != "read_only")
            reader.complain("\"access\" must be read_write or read_only");
        scenario.memoryStores.push_back(
            {reader.text(entry, "name", true), access == "read_only", readTexts(reader, entry, "memories")});
    }
}

void readStates(Reader &reader, const ScenarioJson &json, Scenario &scenario)
{
    const auto states = json.value("states", ScenarioJson());
    if (!states.is_object() || states.size() > kStatesMax) {
        reader.complain("\"states\" must be an object of at most 200");
        return;
    }
    for (const auto &[name, steps] : states.items()) {
        reader.at("state \"" + name + "\"");
        if (!steps.is_array() || steps.size() > kStepsMax) {
            reader.complain("a state is a list of at most 200 steps");
            return;
        }
        auto &target = scenario.states[name];
        std::size_t number = 0;
        for (const auto &step : steps) {
            reader.at("state \"" + name + "\", step " + std::to_string(++number));
            target.push_back(readStep(reader, step));
        }
    }
}

} // namespace

Result<Scenario> parseScenario(std::string_view text)
{
    if (text.size() > kFileMax)
        return fail(ErrorCode::TooLarge, "a scenario file has 1 MiB at most");
    const auto json = ScenarioJson::parse(text, nullptr, false);
    if (json.is_discarded())
        return fail(ErrorCode::InvalidArgument, "not JSON");
    Reader reader;
    reader.at("top level");
    Scenario scenario;
    if (!reader.object(json, {"name", "title", "description", "system", "prompt", "permissions", "start", "variables",
                              "on_message", "states", "metadata", "custom_tools", "skills", "memory_stores"}))
        return fail(ErrorCode::InvalidArgument, reader.error());
    scenario.name = reader.text(json, "name", true);
    if (!isSafeToken(scenario.name))
        reader.complain("\"name\" must be letters, digits, '-' and '_'");
    scenario.title = reader.text(json, "title", true);
    scenario.description = reader.text(json, "description", true);
    scenario.system = reader.text(json, "system");
    scenario.prompt = reader.text(json, "prompt", true);
    scenario.start = reader.text(json, "start", true);
    scenario.tools = readTools(reader, json.value("permissions", ScenarioJson::object()));
    if (json.contains("on_message"))
        scenario.onMessage = readBranches(reader, json.at("on_message"));
    readBelongings(reader, json, scenario);
    scenario.variables = readTexts(reader, json, "variables");
    readStates(reader, json, scenario);
    if (reader.error().empty())
        checkTargets(reader, scenario);
    if (!reader.error().empty())
        return fail(ErrorCode::InvalidArgument, reader.error());
    return scenario;
}

} // namespace glovebox::demo
