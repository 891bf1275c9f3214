#include "core/http/origin_check.h"

#include <algorithm>

namespace glovebox::http {

namespace {

bool isPort(std::string_view text)
{
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool isListed(const std::optional<std::string> &host, const std::vector<std::string> &allowed)
{
    return host && std::ranges::any_of(allowed, [&](const auto &name) { return equalsIgnoringCase(name, *host); });
}

} // namespace

std::vector<std::string> loopbackHosts()
{
    return {"localhost", "127.0.0.1", "::1"};
}

std::optional<std::string> hostOf(std::string_view authority)
{
    std::string_view host;
    std::string_view rest;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos)
            return std::nullopt;
        host = authority.substr(1, close - 1);
        rest = authority.substr(close + 1);
    } else {
        const auto colon = std::min(authority.find(':'), authority.size());
        host = authority.substr(0, colon);
        rest = authority.substr(colon);
    }
    if (host.empty() || (!rest.empty() && (rest.front() != ':' || !isPort(rest.substr(1)))))
        return std::nullopt;
    return std::string(host);
}

bool isFromAllowedHost(const Headers &headers, const std::vector<std::string> &allowed)
{
    const auto host = headers.value("host");
    if (!host || !isListed(hostOf(*host), allowed))
        return false;
    const auto origin = headers.value("origin");
    if (!origin)
        return true;
    const auto scheme = origin->find("://");
    return scheme != std::string::npos && isListed(hostOf(std::string_view(*origin).substr(scheme + 3)), allowed);
}

} // namespace glovebox::http
