// Role: reads what a client sends on an HTTP/1 connection and lets through what is certainly a request to one host:
// each head, however many there are, is looked at before a byte of it goes on, and where a message ends is never a
// matter of opinion. Stricter than servers are, so that none of them can read it otherwise. Pure. Thread: any.
// Invariants: holds one head of kHeadMax at most; after a problem nothing passes any more.
#pragma once

#include "core/egress/http_text.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::egress {

struct HttpProblem {
    int status = 400;     // 421: it is for another host
    std::string sentence; // without the host's name
};

/// What is known of a request besides what stands in its head.
struct HttpHead {
    bool isHead = false;      // the method: its answer has no body
    bool offersOther = false; // protocols: an answer may be 101
};

struct HttpRules {
    bool overTls = false; // an absolute target says "https:"
    /// Whether any other protocol may be offered: then nothing behind the head passes before answered().
    bool upgrades = false;
    /// A head that was found good, with its empty line: it may be rewritten, what it becomes is what passes and is not
    /// looked at again; where it ends and what frames the body has to stay. Or it is refused.
    std::function<std::optional<HttpProblem>(std::string &head, const HttpHead &about)> onHead{};
};

class HttpRequests {
public:
    /// Whether a request may be for this host: lower case, without its port; an IPv6 address without its brackets.
    using IsHost = std::function<bool(std::string_view host)>;

    /// `port`: what Host may say besides the host's name.
    HttpRequests(IsHost isHost, std::uint16_t port, HttpRules rules = {})
        : m_isHost(std::move(isHost)), m_port(port), m_rules(std::move(rules))
    {
    }

    /// What may go on, of this and of what was held back.
    std::string feed(std::string_view bytes);
    const std::optional<HttpProblem> &problem() const { return m_problem; }
    /// In the middle of a head or of what frames a body: more has to come soon.
    bool isHalf() const { return (!m_line.empty() && m_part != Part::Offered) || m_part == Part::ChunkEnd; }
    /// In the middle of a body.
    bool isInBody() const { return m_part != Part::Head && m_part != Part::Offered && m_part != Part::Raw; }
    bool isRaw() const { return m_part == Part::Raw; }
    /// What the server said to an offer of another protocol; after a switch all passes unseen. What may go on now.
    std::string answered(bool switched);
    std::size_t held() const { return m_line.size(); }
    std::size_t requests() const { return m_requests; }

private:
    enum class Part { Head, Body, ChunkSize, Chunk, ChunkEnd, Trailers, Offered, Raw };

    std::string_view takeBody(std::string_view &bytes);
    bool takeHeld(std::string_view &bytes, std::string_view end, std::size_t max);
    void readHead();
    void readChunkSize();
    void readTrailers();
    bool checkTarget(std::string_view method, std::string_view target);
    bool refuse(int status, std::string sentence);

    IsHost m_isHost;
    std::uint16_t m_port;
    HttpRules m_rules;
    Part m_part = Part::Head;
    std::string m_line;       // of a head, a chunk's size or trailers, until it is whole
    std::uint64_t m_left = 0; // of the body or the chunk
    std::size_t m_requests = 0;
    std::optional<HttpProblem> m_problem;
};

/// A whole answer that ends the connection: the sentence is its body.
std::string httpAnswer(int status, std::string_view sentence);

} // namespace glovebox::egress
