// Role: addresses as bytes, for whoever decides about them. Pure. Thread: any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::domain {

/// IPv4 or IPv6. An IPv4 address inside an IPv6 one (::ffff:192.0.2.1) is the IPv4 one: it leads to the same place.
struct IpAddress {
    bool isV4 = true;
    std::array<std::uint8_t, 16> bytes{}; // the first four of IPv4

    friend bool operator==(const IpAddress &, const IpAddress &) = default;
};

/// As inet_pton takes it: no octal or shortened forms, no scope.
std::optional<IpAddress> ipAddressFrom(std::string_view text);
std::string textOf(const IpAddress &address);

/// The IPv4 address that a translator or a tunnel would take out of it: of 64:ff9b::/96, 2002::/16 and ::/96.
std::optional<IpAddress> embeddedIn(const IpAddress &address);

struct IpRange {
    IpAddress first;
    int bits = 0; // of the address that are fixed

    bool holds(const IpAddress &address) const;
    friend bool operator==(const IpRange &, const IpRange &) = default;
};

/// "192.0.2.0/24", "2001:db8::1". Nothing, too, when bits are set beyond its length: whoever wrote it meant another
/// one.
std::optional<IpRange> ipRangeFrom(std::string_view text);

struct IpEndpoint {
    IpAddress address;
    std::uint16_t port = 0;

    friend bool operator==(const IpEndpoint &, const IpEndpoint &) = default;
};

/// "127.0.0.1:8080", "[::1]:8080".
std::optional<IpEndpoint> ipEndpointFrom(std::string_view text);

} // namespace glovebox::domain
