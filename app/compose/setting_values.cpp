#include "app/compose/setting_values.h"

#include <QHostAddress>

#include <algorithm>
#include <charconv>

namespace glovebox::compose {

using namespace std::chrono_literals;

namespace {

auto refused(const std::string &text)
{
    return fail(ErrorCode::InvalidArgument, text);
}

} // namespace

bool isPrintableWord(const std::string &text)
{
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<std::chrono::milliseconds> parseDuration(const std::string &text)
{
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(end, text.data() + text.size());
    constexpr long long max = 1'000'000'000;
    if (error != std::errc{} || value < 0 || value > max)
        return refused(text);
    if (unit == "ms")
        return std::chrono::milliseconds(value);
    if (unit == "s" || (unit.empty() && value == 0))
        return std::chrono::seconds(value);
    if (unit == "m" || unit == "min")
        return std::chrono::minutes(value);
    if (unit == "h")
        return std::chrono::hours(value);
    if (unit == "d")
        return std::chrono::days(value);
    return refused(text);
}

Result<ByteCount> parseSize(const std::string &text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(end, text.data() + text.size());
    constexpr std::uint64_t max = 1'000'000;
    if (error != std::errc{} || value > max)
        return refused(text);
    if (unit == "M" || unit == "MiB")
        return ByteCount::mib(value);
    if (unit == "G" || unit == "GiB")
        return ByteCount::gib(value);
    return refused(text);
}

Result<std::optional<std::chrono::milliseconds>> parseMemorySync(const std::string &text)
{
    if (text == "off")
        return std::nullopt;
    GB_TRY(interval, parseDuration(text));
    if (interval < 5s || interval > 1h)
        return refused(text);
    return interval;
}

Result<api::MemoryDeletions> parseMemoryDeletions(const std::string &text)
{
    if (text == "enabled")
        return api::MemoryDeletions::Enabled;
    if (text == "log_only")
        return api::MemoryDeletions::LogOnly;
    if (text == "disabled")
        return api::MemoryDeletions::Disabled;
    return refused(text);
}

Result<ListenAddress> parseListenAddress(const std::string &text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        return refused(text);
    auto address = text.substr(0, colon);
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed)
        address = address.substr(1, address.size() - 2);
    std::uint16_t port = 0;
    const auto *end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, port);
    const QHostAddress host(QString::fromStdString(address));
    // Without brackets the last part of a v6 address would be taken for the port.
    if (parsed.ec != std::errc{} || parsed.ptr != end || host.isNull() ||
        bracketed != (host.protocol() == QAbstractSocket::IPv6Protocol))
        return refused(text);
    return ListenAddress{address, port};
}

} // namespace glovebox::compose
