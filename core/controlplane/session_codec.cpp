#include "core/controlplane/session_codec.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/controlplane/json.h"
#include "core/controlplane/usage_codec.h"

#include <array>

namespace glovebox::controlplane {

namespace {

using Json = nlohmann::json;

/// The text blocks of a message or a result, one below the other. Images and documents have no text.
std::string textOf(const Json &content)
{
    if (content.is_string())
        return content.get<std::string>();
    std::string text;
    bool first = true;
    if (content.is_array()) {
        for (const auto &block : content) {
            if (textField(block, "type") != "text")
                continue;
            text += first ? "" : "\n";
            text += textField(block, "text");
            first = false;
        }
    }
    return text;
}

domain::Permission permissionOf(const Json &value)
{
    if (value.is_null())
        return domain::Permission::Allow;
    if (value == "allow")
        return domain::Permission::Allow;
    if (value == "ask")
        return domain::Permission::Ask;
    return value == "deny" ? domain::Permission::Deny : domain::Permission::Unknown;
}

std::optional<domain::ThreadId> threadOf(const Json &json)
{
    auto id = textField(json, "session_thread_id");
    if (id.empty())
        return std::nullopt;
    return domain::ThreadId(std::move(id));
}

domain::EventPayload toolUse(const Json &json, domain::ToolKind kind)
{
    domain::ToolUse use{.kind = kind,
                        .name = textField(json, "name"),
                        .permission = permissionOf(field(json, "evaluated_permission")),
                        .thread = threadOf(json)};
    if (const auto &input = field(json, "input"); !input.is_null())
        use.input = input;
    return use;
}

domain::EventPayload toolAnswered(const Json &json, const char *useField)
{
    auto use = textField(json, useField);
    if (use.empty())
        return domain::OtherEvent{};
    const auto &isError = field(json, "is_error");
    return domain::ToolAnswered{.use = domain::EventId(std::move(use)),
                                .isError = isError.is_boolean() && isError.get<bool>(),
                                .text = textOf(field(json, "content"))};
}

domain::EventPayload toolConfirmation(const Json &json)
{
    auto use = textField(json, "tool_use_id");
    if (use.empty())
        return domain::OtherEvent{};
    const auto result = textField(json, "result");
    const auto verdict = result == "allow"  ? domain::Verdict::Allow
                         : result == "deny" ? domain::Verdict::Deny
                                            : domain::Verdict::Unknown;
    return domain::ToolConfirmation{
        .use = domain::EventId(std::move(use)), .verdict = verdict, .denyMessage = textField(json, "deny_message")};
}

domain::EventPayload statusIdle(const Json &json)
{
    const auto &reason = field(json, "stop_reason");
    domain::StatusIdle idle{.stopReason = textField(reason, "type")};
    if (const auto &ids = field(reason, "event_ids"); ids.is_array())
        for (const auto &id : ids)
            if (id.is_string() && id != "")
                idle.blockedOn.emplace_back(id.get<std::string>());
    return idle;
}

domain::EventPayload threadTerminated(const Json &json)
{
    auto thread = threadOf(json);
    if (!thread)
        return domain::OtherEvent{};
    return domain::ThreadTerminated{*std::move(thread)};
}

domain::EventPayload threadCreated(const Json &json)
{
    auto thread = threadOf(json);
    if (!thread)
        return domain::OtherEvent{};
    return domain::ThreadCreated{.thread = *std::move(thread), .agentName = textField(json, "agent_name")};
}

domain::EventPayload usageReported(const Json &json)
{
    auto usage = usageFrom(field(json, "usage"));
    if (!usage)
        return domain::OtherEvent{};
    return domain::UsageReported{*std::move(usage)};
}

/// Sessions are also updated in other ways: without a title in the event it is still the old one.
domain::EventPayload sessionUpdated(const Json &json)
{
    if (!field(json, "title").is_string())
        return domain::OtherEvent{};
    return domain::TitleChanged{textField(json, "title")};
}

domain::EventPayload userInterrupt(const Json &json)
{
    return domain::UserInterrupt{threadOf(json)};
}

template <domain::Message::From from>
domain::EventPayload message(const Json &json)
{
    return domain::Message{.from = from, .text = textOf(field(json, "content"))};
}

template <class Payload>
domain::EventPayload bare(const Json &)
{
    return Payload{};
}

struct Decoder {
    std::string_view type;
    domain::EventPayload (*decode)(const Json &);
};

constexpr std::array kDecoders{
    Decoder{"agent.tool_use",
            [](const Json &json) {
                return toolUse(json, domain::ToolKind::Agent);
            }},
    Decoder{"agent.custom_tool_use",
            [](const Json &json) {
                return toolUse(json, domain::ToolKind::Custom);
            }},
    Decoder{"agent.mcp_tool_use",
            [](const Json &json) {
                return toolUse(json, domain::ToolKind::Mcp);
            }},
    Decoder{"user.tool_result",
            [](const Json &json) {
                return toolAnswered(json, "tool_use_id");
            }},
    Decoder{"user.custom_tool_result",
            [](const Json &json) {
                return toolAnswered(json, "custom_tool_use_id");
            }},
    Decoder{"user.tool_confirmation", toolConfirmation},
    Decoder{"agent.message", message<domain::Message::From::Agent>},
    Decoder{"user.message", message<domain::Message::From::User>},
    Decoder{"system.message", message<domain::Message::From::System>},
    Decoder{"user.interrupt", userInterrupt},
    Decoder{"session.status_idle", statusIdle},
    Decoder{"session.status_running", bare<domain::StatusRunning>},
    Decoder{"session.status_rescheduled", bare<domain::StatusRescheduled>},
    Decoder{"session.status_terminated", bare<domain::StatusTerminated>},
    Decoder{"session.deleted", bare<domain::SessionDeleted>},
    Decoder{"session.thread_status_terminated", threadTerminated},
    Decoder{"session.thread_created", threadCreated},
    Decoder{"session.usage", usageReported},
    Decoder{"session.updated", sessionUpdated},
    Decoder{"session.error",
            [](const Json &json) -> domain::EventPayload {
                const auto &error = field(json, "error");
                return domain::SessionError{.type = textField(error, "type"), .message = textField(error, "message")};
            }},
};

std::vector<domain::SkillRef> skillsOf(const Json &agent)
{
    std::vector<domain::SkillRef> skills;
    if (const auto &entries = field(agent, "skills"); entries.is_array())
        for (const auto &entry : entries) {
            domain::SkillRef skill{.id = textField(entry, "skill_id"), .version = textField(entry, "version")};
            if (skill.id.empty() || skills.size() >= limits::kSkillsMax)
                continue;
            if (skill.version.empty())
                skill.version = "latest";
            skills.push_back(std::move(skill));
        }
    return skills;
}

std::vector<domain::MemoryAttachment> memoryStoresOf(const Json &session)
{
    std::vector<domain::MemoryAttachment> stores;
    if (const auto &entries = field(session, "resources"); entries.is_array())
        for (const auto &entry : entries) {
            auto id = textField(entry, "memory_store_id");
            if (textField(entry, "type") != "memory_store" || id.empty() || stores.size() >= limits::kMemoryStoresMax)
                continue;
            // A word that we do not know must not lead to writing into a store.
            const auto &access = field(entry, "access");
            stores.push_back({.store = domain::MemoryStoreId(std::move(id)),
                              .name = textField(entry, "name"),
                              .mountPath = textField(entry, "mount_path"),
                              .readOnly = !access.is_null() && access != "read_write"});
        }
    return stores;
}

} // namespace

Result<domain::Session> decodeSession(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    auto id = textField(json, "id");
    if (id.empty())
        return fail(ErrorCode::ProtocolError, "a session without an id");
    domain::Session session{.id = domain::SessionId(std::move(id)),
                            .status = domain::sessionStatusFrom(textField(json, "status")),
                            .title = textField(json, "title"),
                            .agentName = textField(field(json, "agent"), "name"),
                            .skills = skillsOf(field(json, "agent")),
                            .memoryStores = memoryStoresOf(json),
                            .usage = usageFrom(field(json, "usage")),
                            .budgetCents = centsFrom(field(field(json, "budget"), "max_list_cost"))};
    if (const auto &metadata = field(json, "metadata"); metadata.is_object())
        for (const auto &[key, value] : metadata.items())
            if (value.is_string())
                session.metadata.emplace(key, value.get<std::string>());
    return session;
}

Result<AgentPage> decodeAgentPage(std::string_view body)
{
    constexpr ByteCount textMax{256}; // of a name; nobody reads more in a list
    GB_TRY(json, parseJson(body));
    if (!json.is_object())
        return fail(ErrorCode::ProtocolError, "a page of agents that is not an object");
    AgentPage page{.agents = {}, .nextPage = textField(json, "next_page")};
    if (const auto &data = field(json, "data"); data.is_array())
        for (const auto &row : data) {
            auto id = textField(row, "id");
            if (id.empty() || !field(row, "archived_at").is_null())
                continue;
            const auto &model = field(row, "model"); // a text in older answers
            page.agents.push_back(
                {.id = std::move(id),
                 .name = clipped(textField(row, "name"), textMax),
                 .model = clipped(model.is_string() ? model.get<std::string>() : textField(model, "id"), textMax)});
        }
    return page;
}

std::optional<domain::SessionEvent> decodeEvent(const Json &json)
{
    auto id = textField(json, "id");
    if (id.empty())
        return std::nullopt;
    domain::SessionEvent event{.id = domain::EventId(std::move(id)),
                               .type = textField(json, "type"),
                               .processedAt = textField(json, "processed_at")};
    for (const auto &decoder : kDecoders)
        if (decoder.type == event.type)
            event.payload = decoder.decode(json);
    return event;
}

Result<ports::EventPage> decodeEventPage(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    if (!json.is_object())
        return fail(ErrorCode::ProtocolError, "a page of events that is not an object");
    ports::EventPage page{.nextPage = textField(json, "next_page")};
    if (const auto &data = field(json, "data"); data.is_array())
        for (const auto &entry : data)
            if (auto event = decodeEvent(entry))
                page.events.push_back(*std::move(event));
    return page;
}

Result<std::optional<domain::SessionEvent>> decodeStreamMessage(const SseMessage &message)
{
    if (message.event == "ping")
        return std::nullopt;
    auto parsed = parseJson(message.data);
    if (message.event == "error") {
        const auto &error = parsed ? field(*parsed, "error") : Json();
        return fail(ErrorCode::ServerError, "the server ended the event stream: " + textField(error, "type") + ": " +
                                                clipped(textField(error, "message"), ByteCount{500}));
    }
    if (!parsed)
        return tl::unexpected(inContext(
            "event \"" + clipped(toValidUtf8(message.event), ByteCount{80}) + "\" on the stream", parsed.error()));
    return decodeEvent(*parsed);
}

} // namespace glovebox::controlplane
