// Role: how the demo control plane says no: the protocol's error envelope as a value (reference 0.5). Thread: any.
#pragma once

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <map>
#include <string>

namespace glovebox::demo {

using Json = nlohmann::json;

struct ApiError {
    int status = 400;
    std::string message;
    std::string code;            // details.error_code; empty: no details
    Json currentState = nullptr; // details.current_state, for a heartbeat's 412
    std::string type;            // error.type; empty: what goes with the status
    Json more = nullptr;         // further fields of the error
};

template <class T = void>
using Answer = tl::expected<T, ApiError>;

inline tl::unexpected<ApiError> refuse(int status, std::string message, std::string code = {})
{
    return tl::unexpected(ApiError{status, std::move(message), std::move(code), nullptr});
}

/// A merge patch on metadata: null deletes a key. 400 past the protocol's bounds (reference 2.2): 16 pairs, keys of 64
/// characters, values of 512.
Answer<std::map<std::string, std::string>> mergedMetadata(std::map<std::string, std::string> metadata,
                                                          const Json &patch);

Json envelope(const ApiError &error, const std::string &requestId);

} // namespace glovebox::demo
