#include "core/controlplane/work_codec.h"

#include "core/controlplane/json.h"
#include "core/controlplane/requests.h"

#include <QByteArray>

#include <algorithm>

namespace glovebox::controlplane {

namespace {

/// A token is some hundred bytes.
constexpr std::size_t kSecretMax = 64 * 1024;
/// A lease of more than a day would only hide a dead worker; it also keeps the arithmetic away from overflow.
constexpr double kTtlSecondsMax = 86'400;

domain::WorkKind kindOf(const nlohmann::json &data)
{
    const auto type = textField(data, "type");
    if (type == "session" && !textField(data, "id").empty())
        return domain::WorkKind::Session;
    return type == "healthcheck" ? domain::WorkKind::Healthcheck : domain::WorkKind::Unknown;
}

} // namespace

Result<std::optional<domain::WorkItem>> decodePoll(std::string_view body, const domain::EnvironmentId &environment)
{
    if (body.empty())
        return std::nullopt;
    GB_TRY(json, parseJson(body));
    if (json.is_null())
        return std::nullopt;
    GB_TRY(item, decodeWorkItem(json, environment));
    return item;
}

Result<domain::WorkItem> decodeWorkItem(const nlohmann::json &json, const domain::EnvironmentId &environment)
{
    if (!json.is_object())
        return fail(ErrorCode::ProtocolError, "a work item that is not an object");
    auto id = textField(json, "id");
    if (id.empty())
        return fail(ErrorCode::ProtocolError, "a work item without an id");
    const auto named = textField(json, "environment_id");
    const auto &data = field(json, "data");
    domain::WorkItem item{.id = domain::WorkId(std::move(id)),
                          .environment = named.empty() ? environment : domain::EnvironmentId(named),
                          .kind = kindOf(data),
                          .subject = textField(data, "id"),
                          .state = domain::workStateFrom(textField(json, "state"))};
    if (const auto &secret = field(json, "secret"); !secret.is_null() && secret != "") {
        auto token = decodeWorkSecret(textField(json, "secret"));
        item.secretWasUndecodable = !token;
        item.sessionsToken = std::move(token).value_or(SecretString());
    }
    if (const auto &metadata = field(json, "metadata"); metadata.is_object())
        for (const auto &[key, value] : metadata.items())
            if (value.is_string())
                item.metadata.emplace(key, value.get<std::string>());
    return item;
}

std::optional<SecretString> decodeWorkSecret(std::string_view secret)
{
    if (secret.size() > kSecretMax)
        return std::nullopt;
    auto encoded = QByteArray(secret.data(), static_cast<qsizetype>(secret.size()));
    encoded.replace('-', '+').replace('_', '/');
    while (encoded.endsWith('='))
        encoded.chop(1);
    const auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    const auto json = parseJson({decoded.decoded.constData(), static_cast<std::size_t>(decoded.decoded.size())});
    if (!json)
        return std::nullopt;
    auto token = textField(*json, "sessions_token");
    // A token with a line break would write headers of its own.
    if (!isHeaderToken(token))
        return std::nullopt;
    return SecretString(std::move(token));
}

Result<domain::Heartbeat> decodeHeartbeat(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    if (!json.is_object())
        return fail(ErrorCode::ProtocolError, "a heartbeat's answer that is not an object");
    domain::Heartbeat heartbeat{.lastHeartbeat = textField(json, "last_heartbeat"),
                                .state = domain::workStateFrom(textField(json, "state"))};
    if (const auto &extended = field(json, "lease_extended"); extended.is_boolean())
        heartbeat.leaseExtended = extended.get<bool>();
    if (const auto &ttl = field(json, "ttl_seconds"); ttl.is_number() && ttl.get<double>() > 0) {
        const auto seconds = std::min(ttl.get<double>(), kTtlSecondsMax);
        heartbeat.ttl = std::chrono::milliseconds(std::max<std::int64_t>(static_cast<std::int64_t>(seconds * 1000), 1));
    }
    return heartbeat;
}

Result<ports::WorkPage> decodeWorkPage(std::string_view body, const domain::EnvironmentId &environment)
{
    GB_TRY(json, parseJson(body));
    if (!json.is_object())
        return fail(ErrorCode::ProtocolError, "a page of work items that is not an object");
    ports::WorkPage page{.items = {}, .nextPage = textField(json, "next_page")};
    const auto &rows = field(json, "data");
    if (!rows.is_array())
        return page;
    for (const auto &row : rows) {
        auto id = textField(row, "id");
        if (id.empty())
            continue;
        const auto named = textField(row, "environment_id");
        const auto &data = field(row, "data");
        page.items.push_back({.id = domain::WorkId(std::move(id)),
                              .environment = named.empty() ? environment : domain::EnvironmentId(named),
                              .kind = kindOf(data),
                              .subject = textField(data, "id"),
                              .state = domain::workStateFrom(textField(row, "state")),
                              .createdAt = timeField(row, "created_at"),
                              .acknowledgedAt = timeField(row, "acknowledged_at"),
                              .latestHeartbeatAt = timeField(row, "latest_heartbeat_at"),
                              .stopRequestedAt = timeField(row, "stop_requested_at")});
    }
    return page;
}

Result<domain::QueueStats> decodeQueueStats(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    if (!json.is_object())
        return fail(ErrorCode::ProtocolError, "queue statistics that are not an object");
    const auto small = [&json](const char *key) -> std::optional<int> {
        const auto count = countField(json, key);
        return count ? std::optional(static_cast<int>(std::min<std::uint64_t>(*count, 1'000'000'000))) : std::nullopt;
    };
    return domain::QueueStats{.depth = small("depth").value_or(0),
                              .pending = small("pending").value_or(0),
                              .oldestQueuedAt = timeField(json, "oldest_queued_at"),
                              .workersPolling = small("workers_polling")};
}

} // namespace glovebox::controlplane
