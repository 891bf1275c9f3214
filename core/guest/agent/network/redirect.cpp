#include "core/guest/agent/network/redirect.h"

#include "core/guest/agent/network/netlink.h"
#include "core/guest/agent/network/sockets.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

constexpr const char *kTable = "glovebox";
constexpr const char *kNat = "nat";
constexpr const char *kFilter = "filter";
constexpr std::uint32_t kNatPriority = static_cast<std::uint32_t>(-100); // where translation of destinations is usual
constexpr std::uint16_t kNames = 53;

NetlinkMessage command(int type, int flags)
{
    const nfgenmsg body{NFPROTO_INET, NFNETLINK_V0, 0};
    return {static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | type), static_cast<std::uint16_t>(flags | NLM_F_ACK),
            body};
}

NetlinkMessage batch(int type)
{
    const nfgenmsg body{AF_UNSPEC, NFNETLINK_V0, htons(NFNL_SUBSYS_NFTABLES)};
    return {static_cast<std::uint16_t>(type), 0, body};
}

NetlinkMessage table(int type, int flags)
{
    auto message = command(type, flags);
    message.text(NFTA_TABLE_NAME, kTable);
    return message;
}

NetlinkMessage chain(const char *name, const char *type, std::uint32_t priority)
{
    auto message = command(NFT_MSG_NEWCHAIN, NLM_F_CREATE);
    message.text(NFTA_CHAIN_TABLE, kTable).text(NFTA_CHAIN_NAME, name);
    message.nested(NFTA_CHAIN_HOOK, [priority](NetlinkMessage &hook) {
        hook.bigNumber(NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_OUT).bigNumber(NFTA_HOOK_PRIORITY, priority);
    });
    message.bigNumber(NFTA_CHAIN_POLICY, NF_ACCEPT).text(NFTA_CHAIN_TYPE, type);
    return message;
}

using Fill = std::function<void(NetlinkMessage &)>;

/// The parts of a rule, each a comparison or what happens.
class Parts {
public:
    explicit Parts(NetlinkMessage &list) : m_list(list) {}

    Parts &toLoopback()
    {
        const std::uint32_t loopback = ::if_nametoindex("lo");
        return load(NFT_META_OIF).is({reinterpret_cast<const char *>(&loopback), sizeof loopback});
    }
    Parts &protocol(char number) { return load(NFT_META_L4PROTO).is({&number, 1}); }
    /// Of TCP and of UDP, where it stands at the same place.
    Parts &port(std::uint16_t number)
    {
        const auto wire = htons(number);
        return loadPacket(NFT_PAYLOAD_TRANSPORT_HEADER, 2, sizeof wire)
            .is({reinterpret_cast<const char *>(&wire), sizeof wire});
    }
    /// What was redirected goes to the loopback address, though it still seems to go out of the interface.
    Parts &redirected4()
    {
        const char family = NFPROTO_IPV4;
        const auto address = htonl(INADDR_LOOPBACK);
        return load(NFT_META_NFPROTO)
            .is({&family, 1})
            .loadPacket(NFT_PAYLOAD_NETWORK_HEADER, 16, sizeof address)
            .is({reinterpret_cast<const char *>(&address), sizeof address});
    }
    Parts &redirected6()
    {
        const char family = NFPROTO_IPV6;
        const auto address = std::string(15, '\0') + '\1';
        return load(NFT_META_NFPROTO).is({&family, 1}).loadPacket(NFT_PAYLOAD_NETWORK_HEADER, 24, 16).is(address);
    }
    void accept()
    {
        add("immediate", [](NetlinkMessage &data) {
            data.bigNumber(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
            data.nested(NFTA_IMMEDIATE_DATA, [](NetlinkMessage &value) {
                value.nested(NFTA_DATA_VERDICT,
                             [](NetlinkMessage &verdict) { verdict.bigNumber(NFTA_VERDICT_CODE, NF_ACCEPT); });
            });
        });
    }
    void redirectTo(std::uint16_t number)
    {
        const auto wire = htons(number);
        add("immediate", [wire](NetlinkMessage &data) {
            data.bigNumber(NFTA_IMMEDIATE_DREG, NFT_REG_1);
            data.nested(NFTA_IMMEDIATE_DATA, [wire](NetlinkMessage &value) {
                value.bytes(NFTA_DATA_VALUE, {reinterpret_cast<const char *>(&wire), sizeof wire});
            });
        });
        add("redir", [](NetlinkMessage &data) { data.bigNumber(NFTA_REDIR_REG_PROTO_MIN, NFT_REG_1); });
    }
    void reject()
    {
        add("reject", [](NetlinkMessage &data) {
            const char code = NFT_REJECT_ICMPX_ADMIN_PROHIBITED;
            data.bigNumber(NFTA_REJECT_TYPE, NFT_REJECT_ICMPX_UNREACH).bytes(NFTA_REJECT_ICMP_CODE, {&code, 1});
        });
    }

private:
    Parts &add(const char *name, const Fill &fill)
    {
        m_list.nested(NFTA_LIST_ELEM, [&](NetlinkMessage &element) {
            element.text(NFTA_EXPR_NAME, name).nested(NFTA_EXPR_DATA, fill);
        });
        return *this;
    }
    Parts &load(std::uint32_t what)
    {
        return add("meta", [what](NetlinkMessage &data) {
            data.bigNumber(NFTA_META_DREG, NFT_REG_1).bigNumber(NFTA_META_KEY, what);
        });
    }
    Parts &loadPacket(std::uint32_t header, std::uint32_t at, std::uint32_t size)
    {
        return add("payload", [=](NetlinkMessage &data) {
            data.bigNumber(NFTA_PAYLOAD_DREG, NFT_REG_1)
                .bigNumber(NFTA_PAYLOAD_BASE, header)
                .bigNumber(NFTA_PAYLOAD_OFFSET, at)
                .bigNumber(NFTA_PAYLOAD_LEN, size);
        });
    }
    Parts &is(std::string_view bytes)
    {
        return add("cmp", [bytes](NetlinkMessage &data) {
            data.bigNumber(NFTA_CMP_SREG, NFT_REG_1).bigNumber(NFTA_CMP_OP, NFT_CMP_EQ);
            data.nested(NFTA_CMP_DATA, [bytes](NetlinkMessage &value) { value.bytes(NFTA_DATA_VALUE, bytes); });
        });
    }

    NetlinkMessage &m_list;
};

NetlinkMessage rule(const char *chain, const std::function<void(Parts)> &fill)
{
    auto message = command(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
    message.text(NFTA_RULE_TABLE, kTable).text(NFTA_RULE_CHAIN, chain);
    message.nested(NFTA_RULE_EXPRESSIONS, [&](NetlinkMessage &list) { fill(Parts(list)); });
    return message;
}

} // namespace

std::string redirectPrograms()
{
    const auto toLoopback = [](Parts parts) {
        parts.toLoopback().accept();
    };
    const std::vector<NetlinkMessage> rules{
        batch(NFNL_MSG_BATCH_BEGIN),
        table(NFT_MSG_NEWTABLE, NLM_F_CREATE), // so that there is one to take away
        table(NFT_MSG_DELTABLE, 0),
        table(NFT_MSG_NEWTABLE, NLM_F_CREATE),
        chain(kNat, "nat", kNatPriority),
        chain(kFilter, "filter", 0),
        rule(kNat, toLoopback),
        rule(kNat, [](Parts parts) { parts.protocol(IPPROTO_TCP).port(kNames).redirectTo(kQuestionPort); }),
        rule(kNat, [](Parts parts) { parts.protocol(IPPROTO_TCP).redirectTo(kConnectionPort); }),
        rule(kNat, [](Parts parts) { parts.protocol(IPPROTO_UDP).port(kNames).redirectTo(kQuestionPort); }),
        rule(kFilter, toLoopback),
        rule(kFilter, [](Parts parts) { parts.redirected4().accept(); }),
        rule(kFilter, [](Parts parts) { parts.redirected6().accept(); }),
        rule(kFilter, [](Parts parts) { parts.reject(); }),
        batch(NFNL_MSG_BATCH_END)};
    NetlinkSocket kernel(NETLINK_NETFILTER);
    const int error = kernel.send(rules);
    return error == 0 ? std::string() : std::string("cannot redirect connections: ") + std::strerror(error);
}

} // namespace glovebox::agent
