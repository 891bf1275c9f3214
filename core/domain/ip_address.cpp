#include "core/domain/ip_address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace glovebox::domain {

namespace {

constexpr std::size_t kAddressTextMax = 45; // of IPv6 with an IPv4 address in it
constexpr std::size_t kV4Bytes = 4;
constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::array<std::uint8_t, 12> kTranslated{0, 0x64, 0xFF, 0x9B};
constexpr std::array<std::uint8_t, 12> kCompatible{};
constexpr std::array<std::uint8_t, 2> kSixToFour{0x20, 0x02};

bool beginsWith(const IpAddress &address, const auto &prefix)
{
    return std::equal(prefix.begin(), prefix.end(), address.bytes.begin());
}

IpAddress v4At(const IpAddress &address, std::size_t at)
{
    IpAddress out;
    std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(at), kV4Bytes, out.bytes.begin());
    return out;
}

/// Digits alone: no sign, no blank.
std::optional<int> smallNumber(std::string_view text, int max)
{
    int value = 0;
    const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) &&
                       (text.size() == 1 || text.front() != '0');
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return plain && error == std::errc() && value <= max ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<IpAddress> ipAddressFrom(std::string_view text)
{
    if (text.size() > kAddressTextMax || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const std::string whole(text);
    IpAddress out;
    if (::inet_pton(AF_INET, whole.c_str(), out.bytes.data()) == 1)
        return out;
    out.isV4 = false;
    if (::inet_pton(AF_INET6, whole.c_str(), out.bytes.data()) != 1)
        return std::nullopt;
    return beginsWith(out, kMapped) ? v4At(out, kMapped.size()) : out;
}

std::string textOf(const IpAddress &address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(address.isV4 ? AF_INET : AF_INET6, address.bytes.data(), text.data(), text.size());
    return text.data();
}

std::optional<IpAddress> embeddedIn(const IpAddress &address)
{
    if (address.isV4)
        return std::nullopt;
    if (beginsWith(address, kSixToFour))
        return v4At(address, kSixToFour.size());
    if (beginsWith(address, kTranslated) || beginsWith(address, kCompatible))
        return v4At(address, kCompatible.size());
    return std::nullopt;
}

bool IpRange::holds(const IpAddress &address) const
{
    if (address.isV4 != first.isV4)
        return false;
    for (int bit = 0; bit < bits; ++bit) {
        const auto at = static_cast<std::size_t>(bit / 8);
        if (((address.bytes[at] ^ first.bytes[at]) >> (7 - bit % 8)) & 1)
            return false;
    }
    return true;
}

std::optional<IpRange> ipRangeFrom(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = ipAddressFrom(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    const int most = address->isV4 ? 32 : 128;
    // Of a mapped address the length would count bits that are not there any more.
    if (slash != std::string_view::npos && address->isV4 && text.substr(0, slash).find(':') != std::string_view::npos)
        return std::nullopt;
    const auto bits = slash == std::string_view::npos ? most : smallNumber(text.substr(slash + 1), most);
    if (!bits)
        return std::nullopt;
    for (int bit = *bits; bit < most; ++bit)
        if ((address->bytes[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8)) & 1)
            return std::nullopt;
    return IpRange{*address, *bits};
}

std::optional<IpEndpoint> ipEndpointFrom(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    auto host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    if (bracketed != (host.find(':') != std::string_view::npos))
        return std::nullopt;
    const auto address = ipAddressFrom(host);
    const auto port = smallNumber(text.substr(colon + 1), 65'535);
    if (!address || !port || *port == 0)
        return std::nullopt;
    return IpEndpoint{*address, static_cast<std::uint16_t>(*port)};
}

} // namespace glovebox::domain
