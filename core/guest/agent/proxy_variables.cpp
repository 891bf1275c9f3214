#include "core/guest/agent/proxy_variables.h"

#include "core/guest/agent/network/sockets.h"
#include "core/guest/protocol/local_trees.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace glovebox::agent {

namespace {

constexpr std::array<std::string_view, 4> kProxyNames{"http_proxy", "https_proxy", "all_proxy", "no_proxy"};

/// Kept for tests and examples: the host may have rules for it, which hold without the proxy as well.
constexpr std::string_view kTestTree = "test";

/// What never leaves the guest, in forms that no program stumbles over: a range is one to some and nothing to others,
/// but of an address in brackets Python's httpx makes an error of every request. In /etc/hosts the guest's name is
/// 127.0.1.1; what else is written there is known to nobody but the programs that read it, so that trees which are
/// nobody's are not the proxy's. A tree begins with its dot: without it some take it for one name alone, others for the
/// end of any. There is no form for every name without a dot.
std::string nowhereElse(const std::string &hostname)
{
    auto out = "localhost,127.0.0.1,127.0.1.1,127.0.0.0/8,::1," + std::string(kOwnIpv4) + ',' + std::string(kOwnIpv6);
    for (const auto tree : guest::kLocalTrees)
        out.append(",.").append(tree);
    out.append(",.").append(kTestTree);
    const bool isPlain = !hostname.empty() && std::ranges::all_of(hostname, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '.';
    });
    return isPlain ? out + ',' + hostname : out;
}

} // namespace

guest::Variables proxyVariables(const std::string &hostname)
{
    const auto proxy = "http://" + std::string(kNameServer) + ':' + std::to_string(kProxyPort);
    const auto none = nowhereElse(hostname);
    return {
        {"http_proxy", proxy}, {"https_proxy", proxy}, {"HTTPS_PROXY", proxy}, {"no_proxy", none}, {"NO_PROXY", none}};
}

bool speaksOfProxy(const guest::Variables &environment)
{
    return std::ranges::any_of(environment, [](const auto &variable) {
        return std::ranges::any_of(kProxyNames, [&variable](std::string_view name) {
            return std::ranges::equal(variable.first, name, {},
                                      [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        });
    });
}

} // namespace glovebox::agent
