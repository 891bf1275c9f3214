// Role: messages to the kernel about its network, as bytes, and sending them. No library knows less than this.
#pragma once

#include "core/guest/agent/tools/descriptor.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::agent {

/// One message: a header, a structure of the family's, attributes that may be nested.
class NetlinkMessage {
public:
    template <class Body>
    NetlinkMessage(std::uint16_t type, std::uint16_t flags, const Body &body)
    {
        begin(type, flags);
        append(&body, sizeof body);
    }

    NetlinkMessage &bytes(std::uint16_t type, std::string_view value);
    /// With the zero behind it.
    NetlinkMessage &text(std::uint16_t type, std::string_view value);
    NetlinkMessage &number(std::uint16_t type, std::uint32_t value);    // as the machine has it
    NetlinkMessage &bigNumber(std::uint16_t type, std::uint32_t value); // as the network has it
    NetlinkMessage &nested(std::uint16_t type, const std::function<void(NetlinkMessage &)> &fill);

    /// Complete, with that number.
    std::string finished(std::uint32_t sequence) const;

private:
    void begin(std::uint16_t type, std::uint16_t flags);
    void append(const void *bytes, std::size_t size);

    std::string m_bytes;
};

class NetlinkSocket {
public:
    explicit NetlinkSocket(int family);

    /// Sends all in one go and waits for what the kernel says to each that asked for it (NLM_F_ACK). The first error,
    /// an errno; 0: all is well.
    int send(const std::vector<NetlinkMessage> &messages);

private:
    Descriptor m_socket;
    std::uint32_t m_sequence = 0;
};

} // namespace glovebox::agent
