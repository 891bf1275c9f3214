#include "core/controlplane/usage_codec.h"

#include "core/controlplane/json.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace glovebox::controlplane {

namespace {

/// Sums of foreign figures stop at the end instead of starting again.
std::uint64_t addedUp(std::uint64_t a, std::uint64_t b)
{
    return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

std::uint64_t tokens(const nlohmann::json &object, const char *key)
{
    return countField(object, key).value_or(0);
}

std::chrono::milliseconds secondsField(const nlohmann::json &object, const char *key)
{
    constexpr double longest = 1e9; // 30 years; it also keeps the arithmetic away from overflow
    const auto &value = field(object, key);
    // Written so that not-a-number is none either.
    if (!value.is_number() || !(value.get<double>() > 0))
        return std::chrono::milliseconds{0};
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(value.get<double>(), longest) * 1000));
}

} // namespace

std::optional<domain::ModelUsage> usageFrom(const nlohmann::json &usage)
{
    if (!usage.is_object())
        return std::nullopt;
    domain::ModelUsage out{.inputTokens = tokens(usage, "input_tokens"),
                           .outputTokens = tokens(usage, "output_tokens"),
                           .cacheReadTokens = tokens(usage, "cache_read_input_tokens"),
                           .active = secondsField(usage, "active_seconds"),
                           .listCostCents = centsFrom(field(usage, "list_cost"))};
    // One figure per lifetime; new lifetimes may come.
    if (const auto &written = field(usage, "cache_creation"); written.is_object())
        for (const auto &[key, value] : written.items())
            if (value.is_number_unsigned())
                out.cacheWriteTokens = addedUp(out.cacheWriteTokens, value.get<std::uint64_t>());
    const auto &server = field(usage, "server_tool_use");
    out.webSearches = tokens(server, "web_search_requests");
    out.webFetches = tokens(server, "web_fetch_requests");
    return out;
}

std::optional<std::int64_t> centsFrom(const nlohmann::json &money)
{
    if (const auto &currency = field(money, "currency"); !currency.is_null() && currency != "USD")
        return std::nullopt;
    const auto amount = textField(money, "amount");
    std::int64_t cents = 0;
    const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), cents);
    if (error != std::errc() || end != amount.data() + amount.size() || cents < 0)
        return std::nullopt;
    return cents;
}

} // namespace glovebox::controlplane
