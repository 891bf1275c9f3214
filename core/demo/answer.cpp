#include "core/demo/answer.h"

namespace glovebox::demo {

namespace {

const char *errorType(int status)
{
    switch (status) {
    case 401:
        return "authentication_error";
    case 403:
        return "permission_error";
    case 404:
        return "not_found_error";
    case 409:
        return "conflict_error";
    case 413:
        return "request_too_large";
    case 429:
        return "rate_limit_error";
    case 500:
        return "api_error";
    default:
        return "invalid_request_error";
    }
}

constexpr std::size_t kMetadataPairsMax = 16;
constexpr std::size_t kMetadataKeyMax = 64;
constexpr std::size_t kMetadataValueMax = 512;

} // namespace

Answer<std::map<std::string, std::string>> mergedMetadata(std::map<std::string, std::string> metadata,
                                                          const Json &patch)
{
    if (!patch.is_object() || patch.size() > kMetadataPairsMax)
        return refuse(400, "metadata must be an object of at most 16 pairs.", "invalid_metadata");
    for (const auto &[key, value] : patch.items()) {
        if (key.empty() || key.size() > kMetadataKeyMax)
            return refuse(400, "metadata keys have 1 to 64 characters.", "invalid_metadata");
        if (value.is_null()) {
            metadata.erase(key);
            continue;
        }
        if (!value.is_string() || value.get_ref<const std::string &>().size() > kMetadataValueMax)
            return refuse(400, "metadata values are texts of at most 512 characters, or null.", "invalid_metadata");
        metadata.insert_or_assign(key, value.get<std::string>());
    }
    if (metadata.size() > kMetadataPairsMax)
        return refuse(400, "metadata has 16 pairs at most.", "invalid_metadata");
    return metadata;
}

Json envelope(const ApiError &error, const std::string &requestId)
{
    Json body{{"type", error.type.empty() ? errorType(error.status) : error.type}, {"message", error.message}};
    if (error.more.is_object())
        body.update(error.more);
    if (!error.code.empty()) {
        body["details"] = {{"error_code", error.code}, {"error_visibility", "user_facing"}};
        if (!error.currentState.is_null())
            body["details"]["current_state"] = error.currentState;
    }
    return {{"type", "error"}, {"error", std::move(body)}, {"request_id", requestId}};
}

} // namespace glovebox::demo
