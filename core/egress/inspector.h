// Role: looks at what a guest's program sends on one connection, before it goes anywhere, and says what is wrong with
// it. Pure. Thread: any.
// Invariants: nothing passes before it was looked at; after an objection nothing passes any more.
#pragma once

#include "core/domain/egress_policy.h"
#include "core/egress/http_requests.h"
#include "core/egress/tls_hello.h"
#include "core/ports/egress_gate.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::egress {

struct Objection {
    std::string reason; // one sentence that names host, port and the sandbox policy
    std::string answer; // what the program is told in its own protocol; may be empty
};

/// Where a connection was opened to, and by which rule.
struct Opened {
    std::string host; // a name, or an address that was dialled
    bool isAddress = false;
    std::uint16_t port = 0;
    std::string profile;
    domain::EgressTraffic traffic = domain::EgressTraffic::Any;
    /// Of an address: whether the policy allows this name there. A program may say one to a server that it dials.
    std::function<bool(const std::string &name)> allowsName{};
    /// What the line may use now: its placeholders do not pass in the clear.
    std::function<ports::LineSecrets()> secrets{};
};

class Inspector {
public:
    explicit Inspector(Opened opened);
    Inspector(const Inspector &) = delete;
    Inspector &operator=(const Inspector &) = delete;

    /// What may go on, of this and of what was held back.
    std::string feed(std::string_view bytes);
    /// No more comes from the program.
    void end();
    const std::optional<Objection> &objection() const { return m_objection; }
    /// Whether the server may be dialled: with Any at once, the server may be the one that speaks first.
    bool mayDial() const { return m_began || m_opened.traffic == domain::EgressTraffic::Any; }
    /// It waits for the rest of something: a hello, a head.
    bool waits() const;
    std::size_t held() const;
    /// A secret whose placeholder was found, by name; empty: none.
    const std::string &misused() const { return m_misused; }
    /// Another objection than to bytes: in the words of the protocol that is spoken.
    Objection objectionOf(const std::string &reason, int status = 403) const;

private:
    bool isHost(const std::string &name) const;
    std::string feedTls(std::string_view bytes);
    std::string feedAny(std::string_view bytes);
    std::optional<HttpProblem> lookForSecrets(const std::string &head);
    void object(const std::string &what, std::string answer);

    Opened m_opened;
    TlsHello m_hello;
    HttpRequests m_requests;
    std::string m_held; // of what may become a hello
    std::string m_misused;
    bool m_began = false; // the first of it was found good
    std::optional<Objection> m_objection;
};

} // namespace glovebox::egress
