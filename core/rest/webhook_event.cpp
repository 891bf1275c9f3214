#include "core/rest/webhook_event.h"

#include "core/base/bounded_json.h"
#include "core/base/text.h"

namespace glovebox::rest {

namespace {

/// For the log; the longest type that there is has 45.
constexpr ByteCount kTypeMax{128};
/// An event has a dozen values, two deep.
constexpr bounded::JsonBounds kBodyBounds{.depth = 32, .values = 4096};

std::string textOf(const nlohmann::json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

Result<WebhookEvent> decodeWebhookEvent(std::string_view body)
{
    auto parsed = bounded::parseJson(body, kBodyBounds);
    if (!parsed && parsed.error().code == ErrorCode::TooLarge)
        return fail(ErrorCode::ProtocolError, "its body is " + parsed.error().detail);
    if (!parsed || !parsed->is_object())
        return fail(ErrorCode::ProtocolError, "its body is not a JSON object");
    const auto &delivery = *parsed;
    const auto data = delivery.find("data");
    if (data == delivery.end() || !data->is_object() || textOf(*data, "type").empty())
        return fail(ErrorCode::ProtocolError, "its body says no data.type");
    WebhookEvent event{clipped(toOneLine(textOf(*data, "type")), kTypeMax), {}};
    if (auto environment = textOf(*data, "environment_id"); isSafeToken(environment))
        event.environment = domain::EnvironmentId(std::move(environment));
    return event;
}

} // namespace glovebox::rest
