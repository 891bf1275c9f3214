#include "core/controlplane/json.h"

namespace glovebox::controlplane {

namespace {

/// Copying and printing a value recurse. A tool's input is as deep as a model writes it, which is never this deep.
constexpr int kDepthMax = 200;
/// A value in memory is many times larger than "0," in the text: without this, 64 MiB become gigabytes.
constexpr std::size_t kValuesMax = 1'000'000;

} // namespace

Result<nlohmann::json> parseJson(std::string_view text)
{
    return bounded::parseJson(text, {kDepthMax, kValuesMax, ErrorCode::ProtocolError, ErrorCode::ProtocolError});
}

std::optional<WallTime> timeField(const nlohmann::json &object, const char *key)
{
    return bounded::timeFrom(textField(object, key));
}

std::optional<std::uint64_t> countField(const nlohmann::json &object, const char *key)
{
    const auto &value = field(object, key);
    return value.is_number_unsigned() ? std::optional(value.get<std::uint64_t>()) : std::nullopt;
}

} // namespace glovebox::controlplane
