#include "core/demo/scenario_run.h"

#include "core/base/text.h"

#include <QRegularExpression>

namespace glovebox::demo {

namespace {

/// A turn that takes more than this is a scenario going in circles.
constexpr std::size_t kStepsPerTurnMax = 5000;
/// Of a result that is searched, and of what a variable holds.
constexpr ByteCount kVariableMax = ByteCount::kib(128);
constexpr std::size_t kVariablesMax = 500;
/// Of a result that is quoted when it was not what was expected.
constexpr ByteCount kQuoteMax{600};

QRegularExpression compiled(const std::string &pattern)
{
    return QRegularExpression(QString::fromStdString(pattern), QRegularExpression::MultilineOption);
}

std::string quoted(const ToolOutcome &outcome)
{
    return std::string(outcome.isError ? "The tool reported an error:\n" : "The tool answered:\n") +
           lastOf(outcome.text, kQuoteMax);
}

} // namespace

ScenarioRun::ScenarioRun(std::shared_ptr<const Scenario> scenario)
    : m_scenario(std::move(scenario)), m_variables(m_scenario->variables)
{
}

void ScenarioRun::begin(const std::string &message)
{
    m_outcome = {};
    m_fault.clear();
    m_stepsThisTurn = 0;
    m_called.clear();
    remember("message", message);
    for (const auto &branch : m_scenario->onMessage)
        if (holds(branch.when).value_or(false)) {
            go(branch.target);
            return;
        }
    if (m_fault.empty())
        go(m_scenario->start);
}

void ScenarioRun::interrupt(std::string why)
{
    m_steps = nullptr;
    m_called.clear();
    m_outcome = {Outcome::Kind::EndedBadly, std::move(why)};
}

void ScenarioRun::results(const std::vector<ToolOutcome> &outcomes)
{
    for (std::size_t i = 0; i < m_called.size() && i < outcomes.size(); ++i) {
        auto outcome = outcomes[i];
        outcome.text = clipped(outcome.text, kVariableMax);
        m_results.insert_or_assign(m_called[i], std::move(outcome));
        m_lastResult = m_called[i];
    }
    m_called.clear();
}

void ScenarioRun::fault(std::string why)
{
    if (m_fault.empty())
        m_fault = std::move(why);
}

void ScenarioRun::remember(const std::string &variable, std::string value)
{
    if (!m_variables.contains(variable) && m_variables.size() >= kVariablesMax)
        return fault("too many variables");
    m_variables.insert_or_assign(variable, clipped(value, kVariableMax));
}

bool ScenarioRun::go(const std::string &state)
{
    const auto found = m_scenario->states.find(state);
    if (found == m_scenario->states.end())
        return false; // the parser has made sure that it exists
    m_steps = &found->second;
    m_at = 0;
    return true;
}

/// "${name}" is a variable, "${label.text}" a result; "$${" stands for "${" itself.
std::optional<std::string> ScenarioRun::fill(const std::string &text)
{
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto mark = text.find("${", at);
        if (mark == std::string::npos)
            break;
        if (mark > at && text[mark - 1] == '$') {
            out.append(text, at, mark - 1 - at).append("${");
            at = mark + 2;
            continue;
        }
        const auto end = text.find('}', mark);
        if (end == std::string::npos)
            break;
        out.append(text, at, mark - at);
        const auto name = text.substr(mark + 2, end - mark - 2);
        if (name.ends_with(".text") && m_results.contains(name.substr(0, name.size() - 5))) {
            out += m_results.at(name.substr(0, name.size() - 5)).text;
        } else if (const auto found = m_variables.find(name); found != m_variables.end()) {
            out += found->second;
        } else {
            fault("nothing has set ${" + name + "}");
            return std::nullopt;
        }
        at = end + 1;
    }
    return out.append(text, std::min(at, text.size()));
}

bool ScenarioRun::fillJson(nlohmann::json &value)
{
    if (value.is_string()) {
        auto filled = fill(value.get_ref<const std::string &>());
        if (!filled)
            return false;
        value = std::move(*filled);
        return true;
    }
    if (value.is_structured())
        for (auto &child : value)
            if (!fillJson(child))
                return false;
    return true;
}

std::optional<std::string> ScenarioRun::subject(const std::string &result, const std::string &text)
{
    if (!text.empty())
        return fill(text);
    const auto found = m_results.find(result.empty() ? m_lastResult : result);
    if (found == m_results.end()) {
        fault("there is no result \"" + result + "\" yet");
        return std::nullopt;
    }
    return found->second.text;
}

std::optional<bool> ScenarioRun::holds(const Condition &condition)
{
    if (condition.isError || condition.denied) {
        const auto found = m_results.find(condition.result.empty() ? m_lastResult : condition.result);
        if (found == m_results.end()) {
            fault("there is no result \"" + condition.result + "\" yet");
            return std::nullopt;
        }
        if (condition.isError && *condition.isError != found->second.isError)
            return false;
        if (condition.denied && *condition.denied != found->second.denied)
            return false;
    }
    for (const auto &[pattern, wanted] : {std::pair{&condition.matches, true}, {&condition.notMatches, false}}) {
        if (pattern->empty())
            continue;
        const auto expression = fill(*pattern);
        const auto text = subject(condition.result, condition.text);
        if (!expression || !text)
            return std::nullopt;
        if (compiled(*expression).match(QString::fromStdString(*text)).hasMatch() != wanted)
            return false;
    }
    for (const auto &[other, wanted] : {std::pair{&condition.equals, true}, {&condition.notEquals, false}}) {
        if (!*other)
            continue;
        const auto left = fill(condition.text);
        const auto right = fill(**other);
        if (!left || !right)
            return std::nullopt;
        if ((*left == *right) != wanted)
            return false;
    }
    return true;
}

AgentAction ScenarioRun::endBadly(std::string why)
{
    m_steps = nullptr;
    m_fault.clear();
    m_outcome = {Outcome::Kind::EndedBadly, why};
    return SayAction{"I have to stop here. " + std::move(why)};
}

/// Each step either yields an action, or moves on and yields nothing.
struct ScenarioRun::Visitor {
    using Yield = std::optional<AgentAction>;
    ScenarioRun &run;

    Yield operator()(const ThinkStep &step) { return PauseAction{step.pause}; }

    Yield operator()(const SayStep &step)
    {
        auto text = run.fill(step.text);
        return text ? Yield(SayAction{std::move(*text)}) : std::nullopt;
    }

    Yield operator()(const CallsStep &step)
    {
        CallAction action{step.calls};
        run.m_called.clear();
        for (auto &call : action.calls) {
            if (!run.fillJson(call.input))
                return std::nullopt;
            if (call.owner) {
                auto text = run.fill(call.owner->text);
                if (!text)
                    return std::nullopt;
                call.owner->text = std::move(*text);
            }
            run.m_called.push_back(call.label);
        }
        return action;
    }

    Yield operator()(const BranchStep &step)
    {
        for (const auto &branch : step.branches) {
            const auto holds = run.holds(branch.when);
            if (!holds)
                return std::nullopt;
            if (*holds) {
                run.go(branch.target);
                return std::nullopt;
            }
        }
        if (!step.otherwise.empty())
            run.go(step.otherwise);
        else
            run.fault("I did not expect this result. " + quoted(run.m_results[run.m_lastResult]));
        return std::nullopt;
    }

    Yield operator()(const ExpectStep &step)
    {
        const auto holds = run.holds(step.condition);
        if (!holds || *holds)
            return std::nullopt;
        const auto message = run.fill(step.message);
        const auto &label = step.condition.result.empty() ? run.m_lastResult : step.condition.result;
        if (message)
            run.fault(*message + (step.condition.text.empty() ? " " + quoted(run.m_results[label]) : ""));
        return std::nullopt;
    }

    Yield operator()(const CaptureStep &step)
    {
        const auto expression = run.fill(step.pattern);
        const auto text = run.subject(step.result, step.text);
        if (!expression || !text)
            return std::nullopt;
        const auto regex = compiled(*expression);
        const auto match = regex.match(QString::fromStdString(*text));
        if (!match.hasMatch()) {
            run.fault("I could not find what I was looking for (" + *expression + ") in this:\n" +
                      lastOf(*text, kQuoteMax));
            return std::nullopt;
        }
        const auto names = regex.namedCaptureGroups();
        for (qsizetype i = 1; i < names.size(); ++i)
            if (!names[i].isEmpty())
                run.remember(names[i].toStdString(), match.captured(static_cast<int>(i)).toStdString());
        return std::nullopt;
    }

    Yield operator()(const SetStep &step)
    {
        if (auto value = run.fill(step.value))
            run.remember(step.variable, std::move(*value));
        return std::nullopt;
    }

    Yield operator()(const TakeLineStep &step)
    {
        const auto from = run.m_variables.find(step.from);
        if (from == run.m_variables.end()) {
            run.fault("nothing has set ${" + step.from + "}");
            return std::nullopt;
        }
        const auto text = QString::fromStdString(from->second);
        const auto regex = compiled(step.pattern);
        const auto lines = text.split(QLatin1Char('\n'));
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const auto match = regex.match(lines[i]);
            if (!match.hasMatch())
                continue;
            from->second = lines.mid(i + 1).join(QLatin1Char('\n')).toStdString();
            run.remember(step.into, match.captured(1).toStdString());
            return std::nullopt;
        }
        run.go(step.otherwise);
        return std::nullopt;
    }

    Yield operator()(const ThreadStep &step) { return ThreadAction{step}; }

    Yield operator()(const GotoStep &step)
    {
        run.go(step.target);
        return std::nullopt;
    }

    Yield operator()(const EndStep &step)
    {
        run.m_steps = nullptr;
        if (step.well) {
            run.m_outcome = {Outcome::Kind::EndedWell, {}};
            return EndTurnAction{};
        }
        const auto why = run.fill(step.why);
        return why ? Yield(run.endBadly(*why)) : std::nullopt;
    }
};

AgentAction ScenarioRun::next()
{
    while (m_steps || !m_fault.empty()) {
        if (!m_fault.empty())
            return endBadly(std::exchange(m_fault, {}));
        if (m_at >= m_steps->size() || ++m_stepsThisTurn > kStepsPerTurnMax)
            return endBadly("The scenario does not come to an end.");
        const Step &step = (*m_steps)[m_at++];
        if (auto action = std::visit(Visitor{*this}, step))
            return std::move(*action);
    }
    return EndTurnAction{};
}

} // namespace glovebox::demo
