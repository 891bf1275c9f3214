// Role: says no to a program in its own words. What it wanted is only known by its first bytes, so those are read
// first; an answer to a client that is still sending would be lost in a reset. No I/O.
#pragma once

#include "core/base/http_text.h"
#include "core/guest/protocol/net_messages.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::agent {

/// Longest beginning of a request that is waited for.
using http1::kHeadMax;

/// A whole answer of ours that ends the connection; the sentence is its body.
std::string answerInWords(std::string_view status, std::string_view sentence);
/// To whom asks as one asks a proxy. A program shows of a refused CONNECT little but its first line: the sentence
/// stands there then.
std::string proxyAnswer(int status, std::string_view sentence, bool isTunnel);
std::string proxyAnswer(const guest::NetRefused &why, bool isTunnel);

class Refusal {
public:
    Refusal(guest::NetRefused why, std::uint16_t port) : m_why(std::move(why)), m_port(port) {}

    /// Nothing: more has to be read. Otherwise what to answer, and then to end; empty: a reset is the answer.
    std::optional<std::string> answer(std::string_view more);

private:
    std::optional<std::string> answerHttp() const;
    std::optional<std::string> answerTls() const;

    guest::NetRefused m_why;
    std::uint16_t m_port;
    std::string m_head;
};

} // namespace glovebox::agent
