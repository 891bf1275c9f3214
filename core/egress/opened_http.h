// Role: what is said inside a TLS connection that the gate has opened: requests are looked at and get their secrets,
// answers lose them. Plain bytes in and out; of TLS nothing is known here. Pure. Thread: any.
// Invariants: nothing is for the server before the first head was found good; after an objection nothing passes any
// more; after a 101 all passes unseen, in both directions; holds a head for each direction and what an offer of another
// protocol keeps waiting.
#pragma once

#include "core/egress/http_answers.h"
#include "core/egress/http_requests.h"
#include "core/ports/egress_gate.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::egress {

/// What the line may use now.
using SecretsNow = std::function<ports::LineSecrets()>;

class OpenedHttp {
public:
    OpenedHttp(std::string host, std::uint16_t port, SecretsNow secrets);
    OpenedHttp(const OpenedHttp &) = delete;
    OpenedHttp &operator=(const OpenedHttp &) = delete;

    // Each takes what came and returns what may go on in that direction; the other one's is taken behind it.
    std::string fromGuest(std::string_view bytes);
    std::string fromServer(std::string_view bytes);
    /// Of what the server's words have set free in the guest's: an offer was answered.
    std::string takeForServer() { return std::exchange(m_forServer, {}); }
    std::string serverEnded() { return m_answers.end(); }

    /// What is wrong with the guest's words, without a dot; `status` of an answer.
    const std::optional<HttpProblem> &problem() const { return m_requests.problem(); }
    /// And with the server's.
    const std::optional<std::string> &serverProblem() const { return m_answers.problem(); }

    std::size_t requests() const { return m_requests.requests(); }
    /// The guest is in the middle of a head.
    bool isHalf() const { return m_requests.isHalf(); }
    bool isInBody() const { return m_requests.isInBody(); }
    bool isRaw() const { return m_requests.isRaw(); }
    /// An answer of ours would be taken for the one to what it is about, and not for a part of another.
    bool mayAnswer() const { return m_answers.isBetween() && !isRaw() && (!problem() || unanswered() == 0); }
    std::size_t unanswered() const { return m_answers.unanswered(); }
    /// The server wants no more requests.
    bool isOver() const { return m_answers.isOver(); }
    std::size_t held() const { return m_requests.held() + m_answers.held(); }

    /// By name, each once.
    const std::vector<std::string> &used() const { return m_used; }
    const std::vector<std::string> &misused() const { return m_misused; }

private:
    std::optional<HttpProblem> readHead(std::string &head, const HttpHead &about);
    void remember(Echoes put);

    std::string m_host;
    std::uint16_t m_port;
    SecretsNow m_secrets;
    HttpRequests m_requests;
    HttpAnswers m_answers;
    Echoes m_put;      // what the server was given, each once
    Echoes m_putOfOne; // the newest
    std::string m_forServer;
    std::vector<std::string> m_used;
    std::vector<std::string> m_misused;
};

} // namespace glovebox::egress
