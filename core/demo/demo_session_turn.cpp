// What a session's scripted agent does: its turns, its tool calls, and the events that tell of them.
#include "core/demo/demo_session.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace glovebox::demo {

namespace {

Json textContent(const std::string &text)
{
    return Json::array({{{"type", "text"}, {"text", text}}});
}

/// The policy that the agent's toolset has for one tool, and whether it is enabled at all.
std::pair<std::string, bool> policyOf(const Json &tools, const std::string &tool)
{
    for (const auto &set : tools) {
        if (set.value("type", "") != "agent_toolset_20260401")
            continue;
        const auto fallback = set.value("default_config", Json::object());
        auto policy = fallback.value("permission_policy", Json::object()).value("type", "always_allow");
        bool enabled = fallback.value("enabled", true);
        for (const auto &config : set.value("configs", Json::array()))
            if (config.value("name", "") == tool) {
                policy = config.value("permission_policy", Json::object()).value("type", policy);
                enabled = config.value("enabled", enabled);
            }
        return {policy, enabled};
    }
    return {"always_allow", false};
}

} // namespace

void DemoSession::beginTurn(const std::string &eventId, const std::string &text)
{
    m_log.setProcessed(eventId, m_surroundings.clock.wallNow());
    m_turn = Turn::Running;
    m_turnBegan = m_surroundings.clock.now();
    m_started = true;
    m_turnMayBeUnseen = true;
    m_newCharacters += text.size();
    m_run.begin(text);
    emit(make("session.status_running"));
    openSpan();
    // The agent speaks from the event loop, so that whoever sent the message has its answer first.
    m_pause = m_surroundings.clock.after(std::chrono::milliseconds(0), [this] { pump(); });
}

/// Does what the scenario says until it has to wait: for a pause, for results, or for the next message.
void DemoSession::pump()
{
    while (m_turn == Turn::Running) {
        auto action = m_run.next();
        if (const auto *pause = std::get_if<PauseAction>(&action)) {
            const std::chrono::milliseconds length(
                std::llround(static_cast<double>(pause->length.count()) * m_surroundings.manners.pace));
            m_pause = m_surroundings.clock.after(length, [this] { pump(); });
            return;
        }
        if (const auto *say = std::get_if<SayAction>(&action)) {
            auto event = make("agent.message");
            event["content"] = textContent(say->text);
            m_outputCharacters += say->text.size();
            emit(std::move(event));
        } else if (const auto *thread = std::get_if<ThreadAction>(&action)) {
            perform(thread->step);
        } else if (const auto *calls = std::get_if<CallAction>(&action)) {
            perform(*calls);
        } else {
            endTurn();
        }
    }
}

void DemoSession::perform(const CallAction &action)
{
    m_turnUses.clear();
    for (const auto &call : action.calls)
        m_turnUses.push_back(emitUse(call));
    closeSpan();
    if (m_terminated)
        return;
    m_turn = Turn::Waiting;
    if (openUses().empty())
        resume();
    else
        emitWaiting();
}

std::pair<std::string, Json> DemoSession::permissionFor(const CallStep &call) const
{
    const auto [policy, enabled] = policyOf(m_description.agent.at("tools"), call.tool);
    if (!enabled)
        return {"deny", nullptr};
    if (policy != "auto")
        return {policy == "always_ask" ? "ask" : "allow", Json{{"type", policy}}};
    Json verdict{{"type", "allow"}};
    if (call.permission == CallPermission::Ask)
        verdict = {{"type", "ask"}, {"reason_code", "indeterminate"}};
    else if (call.permission == CallPermission::Deny)
        verdict = {{"type", "deny"}, {"reason_code", "high_risk"}};
    return {verdict.at("type").get<std::string>(), Json{{"type", "auto"}, {"evaluated_permission", verdict}}};
}

bool DemoSession::isCustomTool(const std::string &tool) const
{
    return std::ranges::any_of(m_description.agent.at("tools"), [&](const Json &entry) {
        return entry.value("type", "") == "custom" && entry.value("name", Json()) == tool;
    });
}

std::string DemoSession::emitUse(const CallStep &call)
{
    const bool custom = isCustomTool(call.tool);
    auto event = make(custom ? "agent.custom_tool_use" : "agent.tool_use");
    const auto id = event.at("id").get<std::string>();
    // Permission policies do not apply to custom tools (reference 3.10).
    auto [permission, evaluation] = custom ? std::pair<std::string, Json>("allow", nullptr) : permissionFor(call);
    event["name"] = call.tool;
    event["input"] = call.input;
    if (!custom)
        event["evaluated_permission"] = permission;
    if (!evaluation.is_null())
        event["evaluation"] = std::move(evaluation);
    const auto thread = std::ranges::find_if(
        m_threads, [&](const Thread &running) { return running.label == call.thread && !running.isOver; });
    const auto threadId = thread == m_threads.end() ? std::string() : thread->id;
    event["session_thread_id"] = threadId.empty() ? Json(nullptr) : Json(threadId);
    m_outputCharacters += call.input.dump().size();
    Use use{call, permission, UseState::AwaitingResult, {}, custom, threadId};
    if (permission == "ask")
        use.state = UseState::AwaitingVerdict;
    if (permission == "deny") {
        use.state = UseState::Denied;
        use.outcome = {"Permission to use " + call.tool + " has been denied.", true, true};
    }
    m_uses.emplace(id, std::move(use));
    emit(std::move(event));
    waitForPeople(id);
    return id;
}

/// The scripted reviewer decides about a call that asks; the scripted owner answers for a custom tool. Both take their
/// time, so that a client may be faster.
void DemoSession::waitForPeople(const std::string &useId)
{
    const auto &use = m_uses.at(useId);
    const auto &after = m_surroundings.manners.reviewAfter;
    Json event;
    if (const auto &review = use.call.review; review && use.state == UseState::AwaitingVerdict) {
        event = {
            {"type", "user.tool_confirmation"}, {"tool_use_id", useId}, {"result", review->allow ? "allow" : "deny"}};
        if (!review->allow && !review->message.empty())
            event["deny_message"] = review->message;
    } else if (const auto &owner = use.call.owner; owner && use.isCustom) {
        event = {{"type", "user.custom_tool_result"},
                 {"custom_tool_use_id", useId},
                 {"is_error", owner->isError},
                 {"content", textContent(owner->text)}};
    }
    if (event.is_null() || !after)
        return;
    m_people[useId] = m_surroundings.clock.after(*after, [this, event = std::move(event)]() mutable {
        // send() refuses it when a client was faster.
        std::ignore = send({{"events", Json::array({std::move(event)})}});
    });
}

std::vector<std::string> DemoSession::openUses() const
{
    std::vector<std::string> open;
    for (const auto &id : m_turnUses) {
        const auto state = m_uses.at(id).state;
        if (state == UseState::AwaitingVerdict || state == UseState::AwaitingResult)
            open.push_back(id);
    }
    return open;
}

void DemoSession::emitWaiting()
{
    emit([this] {
        auto event = make("session.usage");
        event["budget"] = nullptr;
        event["usage"] = usage();
        return event;
    }());
    auto idle = make("session.status_idle");
    idle["stop_details"] = nullptr;
    idle["stop_reason"] = {{"type", "requires_action"}, {"event_ids", openUses()}};
    emit(std::move(idle));
}

/// One of the calls that the agent waits for has been resolved.
void DemoSession::settle()
{
    if (m_turn != Turn::Waiting)
        return;
    if (openUses().empty())
        resume();
    else
        emitWaiting();
}

void DemoSession::resume()
{
    std::vector<ToolOutcome> outcomes;
    for (const auto &id : m_turnUses)
        outcomes.push_back(m_uses.at(id).outcome);
    // The agent has read them; the log has them, too.
    for (const auto &id : m_turnUses)
        m_uses.at(id).outcome.text.clear();
    m_turnUses.clear();
    m_turn = Turn::Running;
    m_run.results(outcomes);
    emit(make("session.status_running"));
    openSpan();
    m_pause = m_surroundings.clock.after(std::chrono::milliseconds(0), [this] { pump(); });
}

void DemoSession::endTurn()
{
    closeSpan();
    if (m_terminated)
        return;
    m_turn = Turn::None;
    m_activeBefore += std::chrono::duration_cast<std::chrono::milliseconds>(m_surroundings.clock.now() - m_turnBegan);
    auto event = make("session.usage");
    event["budget"] = nullptr;
    event["usage"] = usage();
    emit(std::move(event));
    auto idle = make("session.status_idle");
    idle["stop_details"] = nullptr;
    idle["stop_reason"] = {{"type", "end_turn"}};
    emit(std::move(idle));
    m_surroundings.outcomeChanged();
    if (m_waitingMessages.empty() || m_terminated)
        return;
    const auto [id, text] = m_waitingMessages.front();
    m_waitingMessages.pop_front();
    beginTurn(id, text);
}

void DemoSession::interruptTurn()
{
    m_pause.cancel();
    m_people.clear();
    for (const auto &id : m_turnUses)
        if (auto &use = m_uses.at(id); use.state == UseState::AwaitingVerdict || use.state == UseState::AwaitingResult)
            use.state = use.state == UseState::AwaitingVerdict ? UseState::Denied : UseState::Interrupted;
    m_turnUses.clear();
    m_run.interrupt("The turn was interrupted.");
    endTurn();
}

void DemoSession::openSpan()
{
    auto event = make("span.model_request_start");
    m_openSpan = event.at("id").get<std::string>();
    m_outputCharacters = 0;
    emit(std::move(event));
}

/// What the agent has read and written before comes from the cache; what it wrote last goes into it.
void DemoSession::closeSpan()
{
    if (m_openSpan.empty())
        return;
    constexpr std::size_t charactersPerToken = 4;
    const Tokens span{.input = std::exchange(m_newCharacters, 0) / charactersPerToken,
                      .output = m_outputCharacters / charactersPerToken,
                      .cacheRead = m_context,
                      .cacheWrite = m_lastOutput};
    m_lastOutput = span.output;
    m_context += span.input + span.cacheWrite;
    m_tokens.input += span.input;
    m_tokens.output += span.output;
    m_tokens.cacheRead += span.cacheRead;
    m_tokens.cacheWrite += span.cacheWrite;
    auto event = make("span.model_request_end");
    event["model_request_start_id"] = std::exchange(m_openSpan, {});
    event["is_error"] = false;
    event["model_usage"] = {{"input_tokens", span.input},
                            {"output_tokens", span.output},
                            {"cache_creation_input_tokens", span.cacheWrite},
                            {"cache_read_input_tokens", span.cacheRead}};
    emit(std::move(event));
}

} // namespace glovebox::demo
