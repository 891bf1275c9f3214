#include "core/guest/protocol/net_messages.h"

#include "core/base/text.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/local_trees.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <limits>

namespace glovebox::guest {

namespace {

constexpr std::size_t kLabelMax = 63;
constexpr std::size_t kAddressMax = 45; // of IPv6 with an IPv4 address in it
/// What clipped() may add.
constexpr std::size_t kCutRemark = 32;

bool isIn(std::string_view tree, std::string_view name)
{
    return name == tree || (name.ends_with(tree) && name[name.size() - tree.size() - 1] == '.');
}

bool isLabel(std::string_view label)
{
    return !label.empty() && label.size() <= kLabelMax && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(
               label, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

std::string sentence(const std::string &text, std::size_t max)
{
    return clipped(toOneLine(text), ByteCount{max - kCutRemark});
}

} // namespace

std::string toPayload(const NetReady &message)
{
    return encodePayload({{"method", sentence(message.method, kShortTextMax)},
                          {"problem", sentence(message.problem, kShortTextMax)},
                          {"inward", message.inward}});
}

std::string toPayload(const NetOpen &message)
{
    return encodePayload({{"name", toValidUtf8(message.name)},
                          {"address", toValidUtf8(message.address)},
                          {"port", static_cast<std::uint64_t>(message.port)},
                          {"credit", static_cast<std::uint64_t>(message.credit)}});
}

std::string toPayload(const NetOpenIn &message)
{
    return encodePayload(
        {{"port", static_cast<std::uint64_t>(message.port)}, {"credit", static_cast<std::uint64_t>(message.credit)}});
}

std::string toPayload(const NetOpened &message)
{
    return encodePayload({{"credit", static_cast<std::uint64_t>(message.credit)}});
}

std::string toPayload(const NetRefused &message)
{
    return encodePayload(
        {{"why", static_cast<std::uint64_t>(message.why)}, {"text", sentence(message.text, kNetTextMax)}});
}

std::string toPayload(const NetCredit &message)
{
    return encodePayload({{"bytes", static_cast<std::uint64_t>(message.bytes)}});
}

std::string toPayload(const NetAsk &message)
{
    return encodePayload({{"name", toValidUtf8(message.name)}});
}

std::string toPayload(const NetAnswer &message)
{
    return encodePayload({{"exists", message.exists}});
}

std::optional<NetReady> parseNetReady(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto method = textField(*message, "method", kShortTextMax);
    const auto problem = textField(*message, "problem", kShortTextMax);
    if (!method || !problem)
        return std::nullopt;
    return NetReady{toOneLine(*method), toOneLine(*problem), flagField(*message, "inward").value_or(false)};
}

std::optional<NetOpen> parseNetOpen(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    auto name = textField(*message, "name", kNetNameMax);
    auto address = textField(*message, "address", kAddressMax);
    const auto port = numberField(*message, "port", std::numeric_limits<std::uint16_t>::max());
    const auto credit = numberField(*message, "credit", kNetWindow);
    if (!name || !address || !port || *port == 0 || !credit)
        return std::nullopt;
    const bool plain = name->empty() ? isPlainAddress(*address) : address->empty() && isPublicName(*name);
    if (!plain)
        return std::nullopt;
    return NetOpen{std::move(*name), std::move(*address), static_cast<std::uint16_t>(*port),
                   static_cast<std::size_t>(*credit)};
}

std::optional<NetOpenIn> parseNetOpenIn(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto port = numberField(*message, "port", std::numeric_limits<std::uint16_t>::max());
    const auto credit = numberField(*message, "credit", kNetWindow);
    if (!port || *port == 0 || !credit)
        return std::nullopt;
    return NetOpenIn{static_cast<std::uint16_t>(*port), static_cast<std::size_t>(*credit)};
}

std::optional<NetOpened> parseNetOpened(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto credit = message ? numberField(*message, "credit", kNetWindow) : std::nullopt;
    return credit ? std::optional(NetOpened{static_cast<std::size_t>(*credit)}) : std::nullopt;
}

std::optional<NetRefused> parseNetRefused(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto why = numberField(*message, "why", static_cast<std::uint64_t>(NetRefused::Why::Paused));
    const auto text = textField(*message, "text", kNetTextMax);
    if (!why || !text)
        return std::nullopt;
    return NetRefused{static_cast<NetRefused::Why>(*why), toOneLine(*text)};
}

std::optional<NetCredit> parseNetCredit(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto bytes = message ? numberField(*message, "bytes", kNetWindow) : std::nullopt;
    return bytes && *bytes > 0 ? std::optional(NetCredit{static_cast<std::size_t>(*bytes)}) : std::nullopt;
}

std::optional<NetAsk> parseNetAsk(std::string_view payload)
{
    const auto message = parsePayload(payload);
    auto name = message ? textField(*message, "name", kNetNameMax) : std::nullopt;
    return name && isPublicName(*name) ? std::optional(NetAsk{std::move(*name)}) : std::nullopt;
}

std::optional<NetAnswer> parseNetAnswer(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto exists = message ? flagField(*message, "exists") : std::nullopt;
    return exists ? std::optional(NetAnswer{*exists}) : std::nullopt;
}

bool isPublicName(std::string_view name)
{
    if (name.size() > kNetNameMax)
        return false;
    std::size_t labels = 0;
    std::string_view last;
    for (auto rest = name;; ++labels) {
        const auto dot = rest.find('.');
        last = rest.substr(0, dot);
        if (!isLabel(last))
            return false;
        if (dot == std::string_view::npos)
            break;
        rest.remove_prefix(dot + 1);
    }
    return labels > 0 && last.front() >= 'a' && last.front() <= 'z' &&
           std::ranges::none_of(kLocalTrees, [name](std::string_view tree) { return isIn(tree, name); });
}

bool isPlainAddress(std::string_view text)
{
    const int family = text.find(':') == std::string_view::npos ? AF_INET : AF_INET6;
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> again{};
    const std::string address(text.substr(0, kAddressMax + 1));
    return address.size() <= kAddressMax && address.find('\0') == std::string::npos &&
           ::inet_pton(family, address.c_str(), bytes.data()) == 1 &&
           ::inet_ntop(family, bytes.data(), again.data(), again.size()) != nullptr && address == again.data();
}

} // namespace glovebox::guest
