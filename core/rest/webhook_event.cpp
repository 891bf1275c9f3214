#include "core/rest/webhook_event.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

namespace glovebox::rest {

namespace {

/// For the log; the longest type that there is has 45.
constexpr ByteCount kTypeMax{128};

std::string textOf(const nlohmann::json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

Result<WebhookEvent> decodeWebhookEvent(std::string_view body)
{
    const auto delivery = nlohmann::json::parse(body, nullptr, false);
    if (!delivery.is_object())
        return fail(ErrorCode::ProtocolError, "its body is not a JSON object");
    const auto data = delivery.find("data");
    if (data == delivery.end() || !data->is_object() || textOf(*data, "type").empty())
        return fail(ErrorCode::ProtocolError, "its body says no data.type");
    WebhookEvent event{clipped(toOneLine(textOf(*data, "type")), kTypeMax), {}};
    if (auto environment = textOf(*data, "environment_id"); isSafeToken(environment))
        event.environment = domain::EnvironmentId(std::move(environment));
    return event;
}

} // namespace glovebox::rest
