// What clients send to a session: validation first, for the whole request, then one event after the other.
#include "core/demo/demo_session.h"

#include <algorithm>

namespace glovebox::demo {

namespace {

constexpr std::size_t kEventsPerRequestMax = 100;
/// Messages that came while the agent was busy.
constexpr std::size_t kWaitingMessagesMax = 16;

std::string stringField(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool hasContent(const Json &event)
{
    const auto content = event.find("content");
    if (content == event.end() || !content->is_array())
        return false;
    for (const auto &block : *content)
        if (!block.is_object() || stringField(block, "type").empty() || block.at("type") == "redacted" ||
            (block.at("type") == "text" && (!block.contains("text") || !block.at("text").is_string())))
            return false;
    return true;
}

std::string textOf(const Json &event)
{
    std::string text;
    for (const auto &block : event.at("content"))
        if (block.at("type") == "text")
            text += (text.empty() ? "" : "\n") + block.at("text").get<std::string>();
    return text;
}

bool isResult(const std::string &type)
{
    return type == "user.tool_result" || type == "user.custom_tool_result";
}

} // namespace

Answer<> DemoSession::start(const Json &initialEvents)
{
    for (const auto &event : initialEvents)
        if (!event.is_object() || stringField(event, "type") != "user.message")
            return refuse(400, "initial_events can only hold user.message events here.");
    if (const auto sent = send({{"events", initialEvents}}); !sent)
        return tl::unexpected(sent.error());
    m_turnMayBeUnseen = false;
    return {};
}

bool DemoSession::takeUnseenTurn()
{
    return isTurnOpen() && std::exchange(m_turnMayBeUnseen, false);
}

Answer<Json> DemoSession::send(const Json &body)
{
    const auto events = body.is_object() ? body.find("events") : body.end();
    if (!body.is_object() || events == body.end() || !events->is_array() || events->empty() ||
        events->size() > kEventsPerRequestMax)
        return refuse(400, "events must be a list of 1 to 100 events.");
    if (m_terminated)
        return refuse(400, "The session is terminated.");
    std::set<std::string> resolvedHere;
    for (const auto &event : *events)
        if (const auto valid = validate(event, resolvedHere); !valid)
            return tl::unexpected(valid.error());
    Json data = Json::array();
    for (const auto &event : *events)
        data.push_back(accept(event));
    touch();
    if (m_log.isFull() && !m_terminated)
        terminate(kLogFull);
    return Json{{"data", std::move(data)}};
}

Answer<> DemoSession::validate(const Json &event, std::set<std::string> &resolvedHere) const
{
    if (!event.is_object())
        return refuse(400, "An event must be an object.");
    const auto type = stringField(event, "type");
    if (type == "user.message") {
        if (!hasContent(event) || event.at("content").empty())
            return refuse(400, "user.message: content must be a list of content blocks.");
        if (m_waitingMessages.size() >= kWaitingMessagesMax)
            return refuse(400, "Too many messages wait for the agent.");
        return {};
    }
    if (type == "user.interrupt")
        return validateInterrupt(event);
    if (type == "user.tool_confirmation")
        return validateConfirmation(event, resolvedHere);
    if (isResult(type))
        return validateResult(event, resolvedHere);
    return refuse(400, "Events of the type \"" + type.substr(0, 64) + "\" cannot be sent here.");
}

Answer<> DemoSession::validateResult(const Json &event, std::set<std::string> &resolvedHere) const
{
    const bool custom = event.at("type") == "user.custom_tool_result";
    const auto id = stringField(event, custom ? "custom_tool_use_id" : "tool_use_id");
    const auto use = m_uses.find(id);
    if (use == m_uses.end())
        return refuse(400, "No tool use with the id \"" + id.substr(0, 128) + "\" waits for a result.");
    if (custom && !use->second.isCustom)
        return refuse(400, "The tool use is no custom tool's; answer it with user.tool_result.");
    if (!custom && use->second.isCustom)
        return refuse(400, "The tool use is a custom tool's; answer it with user.custom_tool_result.");
    if (!hasContent(event))
        return refuse(400, "A result's content must be a list of content blocks.");
    if (event.contains("is_error") && !event.at("is_error").is_boolean())
        return refuse(400, "A result's is_error must be true or false.");
    if (isThreadOver(use->second.thread))
        return refuse(400, "The thread of the tool use is terminated.");
    switch (use->second.state) {
    case UseState::AwaitingVerdict:
        return refuse(400, "The tool use waits for its confirmation.");
    case UseState::Denied:
        return refuse(400, "The tool use was denied.");
    case UseState::Resolved:
        if (!m_surroundings.manners.acceptDuplicateResults)
            return refuse(400, "The tool use already has a result.");
        break;
    case UseState::AwaitingResult:
    case UseState::Interrupted:
        break;
    }
    if (!resolvedHere.insert(id).second)
        return refuse(400, "One request answers the same tool use twice.");
    return {};
}

Answer<> DemoSession::validateConfirmation(const Json &event, std::set<std::string> &resolvedHere) const
{
    const auto id = stringField(event, "tool_use_id");
    const auto use = m_uses.find(id);
    if (use == m_uses.end())
        return refuse(400, "No tool use with the id \"" + id.substr(0, 128) + "\" waits for a confirmation.");
    if (use->second.permission != "ask")
        return refuse(400, "The tool use does not ask for a confirmation.");
    if (use->second.state != UseState::AwaitingVerdict || !resolvedHere.insert("confirmation " + id).second)
        return refuse(400, "The tool use is already decided.");
    const auto result = stringField(event, "result");
    if (result != "allow" && result != "deny")
        return refuse(400, "user.tool_confirmation: result must be allow or deny.");
    if (result == "allow" && event.contains("deny_message") && !event.at("deny_message").is_null())
        return refuse(400, "user.tool_confirmation: deny_message goes with deny only.");
    return {};
}

Answer<> DemoSession::validateInterrupt(const Json &event) const
{
    const auto thread = event.find("session_thread_id");
    if (thread == event.end() || thread->is_null())
        return {};
    const bool runs = std::ranges::any_of(
        m_threads, [&](const Thread &candidate) { return *thread == candidate.id && !candidate.isOver; });
    if (!runs)
        return refuse(400, "user.interrupt: no such thread runs.");
    return {};
}

Json DemoSession::accept(const Json &event)
{
    Json stored = make(event.at("type").get<std::string>());
    for (const auto &[key, value] : event.items())
        if (key != "id" && key != "processed_at" && key != "type")
            stored[key] = value;
    if (!stored.contains("session_thread_id") && stored.at("type") != "user.message")
        stored["session_thread_id"] = nullptr;
    const auto &type = stored.at("type");
    if (type == "user.message")
        return acceptMessage(std::move(stored));
    if (type == "user.interrupt")
        return acceptInterrupt(std::move(stored));
    if (type == "user.tool_confirmation")
        return acceptConfirmation(std::move(stored));
    return acceptResult(std::move(stored));
}

Json DemoSession::acceptMessage(Json event)
{
    // Queued messages are marked as processed when their turn begins.
    event["processed_at"] = nullptr;
    const auto id = event.at("id").get<std::string>();
    const auto text = textOf(event);
    Json echo = record(std::move(event));
    if (isTurnOpen())
        m_waitingMessages.emplace_back(id, text);
    else
        beginTurn(id, text);
    m_surroundings.needsWork();
    return echo;
}

Json DemoSession::acceptResult(Json event)
{
    const bool custom = event.at("type") == "user.custom_tool_result";
    const auto id = event.at(custom ? "custom_tool_use_id" : "tool_use_id").get<std::string>();
    auto &use = m_uses.at(id);
    m_people.erase(id);
    if (use.state == UseState::Resolved) {
        // Accepted in silence: neither the log nor the agent hears of it.
        ++m_duplicates;
        return event;
    }
    const bool wanted = use.state == UseState::AwaitingResult;
    use.state = UseState::Resolved;
    if (wanted) {
        use.outcome = {textOf(event), event.value("is_error", false), false};
        m_newCharacters += use.outcome.text.size();
    }
    Json echo = record(std::move(event));
    if (wanted) {
        // A custom tool's owner may be no worker at all.
        m_turnMayBeUnseen = m_turnMayBeUnseen && custom;
        settle();
    }
    return echo;
}

Json DemoSession::acceptConfirmation(Json event)
{
    const auto id = event.at("tool_use_id").get<std::string>();
    auto &use = m_uses.at(id);
    m_people.erase(id);
    const bool allowed = event.at("result") == "allow";
    const auto message = stringField(event, "deny_message");
    Json echo = record(std::move(event));
    if (allowed) {
        use.state = UseState::AwaitingResult;
        return echo;
    }
    use.state = UseState::Denied;
    use.outcome = {message.empty() ? "The user denied this call." : message, true, true};
    settle();
    return echo;
}

Json DemoSession::acceptInterrupt(Json event)
{
    const auto thread = stringField(event, "session_thread_id");
    Json echo = record(std::move(event));
    if (!thread.empty()) {
        interruptThread(thread);
        return echo;
    }
    // A session that sits idle, if only because it waits for a worker that failed, gets its worker back.
    const bool satIdle = m_turn != Turn::Running;
    if (isTurnOpen())
        interruptTurn();
    if (satIdle)
        m_surroundings.needsWork();
    return echo;
}

} // namespace glovebox::demo
