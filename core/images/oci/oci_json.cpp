#include "core/images/oci/oci_json.h"

namespace glovebox::images::oci {

namespace {

constexpr int kDepthMax = 64;
/// A value in memory is many times larger than "0," in the text.
constexpr std::size_t kValuesMax = 100'000;

} // namespace

Result<> atMost(std::size_t count, std::size_t limit, const char *what)
{
    if (count <= limit)
        return {};
    return fail(ErrorCode::TooLarge, std::to_string(count) + ' ' + what + "; the limit is " + std::to_string(limit));
}

Result<nlohmann::json> parseJson(std::string_view text)
{
    GB_CHECK(atMost(text.size(), kJsonMax.value, "bytes of JSON"));
    return bounded::parseJson(text, {kDepthMax, kValuesMax, ErrorCode::TooLarge, ErrorCode::ImageBroken});
}

std::size_t countOf(const nlohmann::json &value)
{
    return value.is_array() || value.is_object() ? value.size() : 0;
}

} // namespace glovebox::images::oci
