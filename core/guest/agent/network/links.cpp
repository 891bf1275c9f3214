#include "core/guest/agent/network/links.h"

#include "core/guest/agent/network/netlink.h"
#include "core/guest/agent/network/sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

constexpr std::uint16_t kMake = NLM_F_CREATE | NLM_F_ACK;

std::string binary(int family, const char *text)
{
    std::string bytes(family == AF_INET ? 4 : 16, '\0');
    ::inet_pton(family, text, bytes.data());
    return bytes;
}

NetlinkMessage makeLink()
{
    NetlinkMessage message(RTM_NEWLINK, kMake | NLM_F_EXCL, ifinfomsg{});
    message.text(IFLA_IFNAME, kInterface);
    message.nested(IFLA_LINKINFO, [](NetlinkMessage &info) { info.text(IFLA_INFO_KIND, "dummy"); });
    return message;
}

/// A link-local address would make programs that dial others like it wait for three seconds.
NetlinkMessage raiseLink(unsigned index)
{
    ifinfomsg body{};
    body.ifi_index = static_cast<int>(index);
    body.ifi_flags = IFF_UP;
    body.ifi_change = IFF_UP;
    return {RTM_NEWLINK, NLM_F_ACK, body};
}

NetlinkMessage withoutLinkLocal(unsigned index)
{
    ifinfomsg body{};
    body.ifi_index = static_cast<int>(index);
    NetlinkMessage message(RTM_NEWLINK, NLM_F_ACK, body);
    message.nested(IFLA_AF_SPEC, [](NetlinkMessage &spec) {
        spec.nested(AF_INET6, [](NetlinkMessage &six) {
            six.bytes(IFLA_INET6_ADDR_GEN_MODE, {"\1", 1}); // none
        });
    });
    return message;
}

NetlinkMessage addAddress(unsigned index, int family, const char *address)
{
    ifaddrmsg body{};
    body.ifa_family = static_cast<std::uint8_t>(family);
    body.ifa_prefixlen = family == AF_INET ? 32 : 128;
    body.ifa_flags = family == AF_INET ? 0 : IFA_F_NODAD; // of use at once
    body.ifa_index = index;
    NetlinkMessage message(RTM_NEWADDR, kMake, body);
    message.bytes(IFA_LOCAL, binary(family, address)).bytes(IFA_ADDRESS, binary(family, address));
    return message;
}

NetlinkMessage addDefaultRoute(unsigned index, int family, const char *source)
{
    rtmsg body{};
    body.rtm_family = static_cast<std::uint8_t>(family);
    body.rtm_table = RT_TABLE_MAIN;
    body.rtm_protocol = RTPROT_BOOT;
    body.rtm_scope = family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
    body.rtm_type = RTN_UNICAST;
    NetlinkMessage message(RTM_NEWROUTE, kMake, body);
    message.number(RTA_OIF, index).bytes(RTA_PREFSRC, binary(family, source));
    return message;
}

} // namespace

std::string raiseInterface()
{
    NetlinkSocket kernel(NETLINK_ROUTE);
    std::string problem;
    const auto tell = [&](const char *what, int error) {
        if (error != 0 && error != EEXIST && problem.empty())
            problem = "cannot " + std::string(what) + ": " + std::strerror(error);
        return error == 0 || error == EEXIST;
    };
    if (!tell("make an interface", kernel.send({makeLink()})))
        return problem;
    const auto index = ::if_nametoindex(kInterface);
    tell("do without link-local addresses", kernel.send({withoutLinkLocal(index)}));
    tell("raise the interface", kernel.send({raiseLink(index)}));
    tell("give it an IPv4 address", kernel.send({addAddress(index, AF_INET, kOwnIpv4)}));
    tell("route IPv4 to it", kernel.send({addDefaultRoute(index, AF_INET, kOwnIpv4)}));
    tell("give it an IPv6 address", kernel.send({addAddress(index, AF_INET6, kOwnIpv6)}));
    tell("route IPv6 to it", kernel.send({addDefaultRoute(index, AF_INET6, kOwnIpv6)}));
    return problem;
}

} // namespace glovebox::agent
