// Role: what is said on the network port, as plain values, and their payloads (messages.h has the rules). The guest has
// no network card: whatever one of its programs opens becomes a stream here, and the host decides. No Qt.
//
// The guest opens streams, with ids that only grow within an epoch. So does the host, into the guest (NetOpenIn), if
// the guest's greeting says that it takes them: its ids have the bit kNetInward, and grow likewise. A connection's
// bytes are content (file_messages.h: toContentPayload), kNetChunkMax in a frame at most. Each end sends no more than
// the other has granted: with NetOpen or NetOpenIn whoever opens, with NetOpened the other end, with NetCredit either.
// NetEnd is the end of one direction; a stream is closed by NetRefused, NetReset, or NetEnd of both. A greeting closes
// all streams, and answers to names with them.
//
// The greeting is the control port's, with NetReady as the payload of HelloOk: the host sends the mark and Hello, the
// guest answers with both. No version is compared: the control port has done that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::guest {

/// Of HelloOk on this port: what stands between a guest's programs and the host.
struct NetReady {
    std::string method;  // in a word: "redirect"; empty: nothing does, and programs reach nothing
    std::string problem; // why not, or what went wrong beside it; empty: nothing
    bool inward = false; // it knows NetOpenIn; agents of before there was that say nothing of it
};

/// Exactly one of name and address is there.
struct NetOpen {
    std::string name;    // a public name: that the program asked the resolver for; empty: it used an address
    std::string address; // "203.0.113.7", "2001:db8::1": what was dialled then, as inet_ntop writes it
    std::uint16_t port = 0;
    std::size_t credit = 0; // what the host may send
};

/// The guest connects to this port of its own loopback.
struct NetOpenIn {
    std::uint16_t port = 0;
    std::size_t credit = 0; // what the guest may send
};

struct NetOpened {
    std::size_t credit = 0;
};

struct NetRefused {
    enum class Why : std::uint8_t {
        Policy,      // no rule allows it
        UnknownName, // the name leads nowhere
        Unreachable, // nothing answered there, or with a refusal
        TimedOut,
        Limit, // too many at once
        Paused // nothing leaves now
    };
    Why why = Why::Policy;
    std::string text; // one sentence for whoever reads the program's output
};

struct NetCredit {
    std::size_t bytes = 0; // never none
};

struct NetAsk {
    std::string name; // a public one, without a dot at its end
};

struct NetAnswer {
    bool exists = false; // false: the resolver says that there is no such name
};

std::string toPayload(const NetReady &message);
std::string toPayload(const NetOpen &message);
std::string toPayload(const NetOpenIn &message);
std::string toPayload(const NetOpened &message);
std::string toPayload(const NetRefused &message);
std::string toPayload(const NetCredit &message);
std::string toPayload(const NetAsk &message);
std::string toPayload(const NetAnswer &message);
// NetEnd, NetReset and NetRules say nothing but their type: emptyPayload().

std::optional<NetReady> parseNetReady(std::string_view payload);
std::optional<NetOpen> parseNetOpen(std::string_view payload);
std::optional<NetOpenIn> parseNetOpenIn(std::string_view payload);
std::optional<NetOpened> parseNetOpened(std::string_view payload);
std::optional<NetRefused> parseNetRefused(std::string_view payload);
std::optional<NetCredit> parseNetCredit(std::string_view payload);
std::optional<NetAsk> parseNetAsk(std::string_view payload);
std::optional<NetAnswer> parseNetAnswer(std::string_view payload);

/// Whether it can be a name of the public tree: labels of letters, digits, - and _, which begin and end with no -,
/// 253 bytes at most, two labels at least, the last of which begins with a letter (so it is no number), and none that
/// means something local ("local", "internal", "home.arpa", "onion", "localhost", "invalid"). The name is lower case.
bool isPublicName(std::string_view name);

/// Whether it is an address as inet_ntop writes it.
bool isPlainAddress(std::string_view text);

} // namespace glovebox::guest
