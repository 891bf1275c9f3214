// Role: who speaks HTTP to a sandbox through a local address, and what of it goes on: each request on a connection must
// come with this address's token and name this address. Bytes in and out; of sockets nothing is known here.
// A web page of somebody else's in the operator's browser can send requests here: Host guards against names that were
// pointed at loopback, Origin and Sec-Fetch-Site against pages at another port, whose requests carry our cookie, since
// cookies do not know ports. For the same reason no cookie of ours goes on, whichever address it belongs to. Beyond
// loopback browsers send no Sec-Fetch-Site, and sandboxes share the address: there a cookie admits nobody without an
// Origin or Referer of ours, and who comes without is asked by a page of ours, whose link has it.
// Thread: the engine's. No clock.
// Invariants: nothing of a request passes before its head was found good; what passes has neither token nor cookie of
// ours; bodies and answers pass as they are; after a refusal nothing of the client's passes any more; holds a head in
// each direction.
#pragma once

#include "core/egress/http_answers.h"
#include "core/egress/http_requests.h"
#include "core/egress/inward_pages.h"
#include "core/egress/inward_tokens.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::egress {

/// In the address that a browser opens.
inline constexpr std::string_view kPortTokenParameter = "glovebox-token";
/// And its cookie's name, before the port.
inline constexpr std::string_view kPortCookie = "glovebox-";

/// `target` without every parameter of that name, whose last value is `token`.
struct StrippedTarget {
    std::string target;
    std::optional<std::string> token;
};
StrippedTarget withoutToken(std::string_view target);

class InwardHttp {
public:
    struct Address {
        std::string sandbox;    // of words
        std::uint16_t port = 0; // inside; of words
        std::uint16_t local = 0;
        std::string host = "127.0.0.1"; // that is listened on
    };

    /// The tokens outlive it. `now`: for how long they are good.
    InwardHttp(Address address, InwardTokens &tokens, std::function<MonoTime()> now);
    InwardHttp(const InwardHttp &) = delete;
    InwardHttp &operator=(const InwardHttp &) = delete;

    /// Each takes what came and returns what goes on in that direction.
    std::string fromClient(std::string_view bytes);
    std::string fromGuest(std::string_view bytes);
    std::string guestEnded() { return m_answers.end(); }
    /// Of the client's, what the guest's words have set free: an offer of another protocol was answered.
    std::string takeForGuest() { return std::exchange(m_forGuest, {}); }

    /// The client is refused: this is the whole answer, and the connection ends with it. Only where nothing before it
    /// is unanswered: mayAnswer().
    std::optional<std::string> refusal() const;
    bool isRefused() const { return m_requests.problem().has_value(); }
    bool mayAnswer() const { return m_answers.isBetween() && m_answers.unanswered() == 0; }
    /// An answer of ours would be taken for the one to a request under way, and be the connection's first.
    bool mayAnswerFirst() const { return m_answers.isBetween() && unanswered() == 1 && requests() == 1; }
    /// A page in words for whoever asked: 502, 503, 504.
    std::string page(int status, const std::string &sentence) const;

    /// The guest's answers are none, or say more than was asked for: nothing more passes.
    bool isBroken() const { return m_answers.problem().has_value() || m_answers.isOver(); }
    std::size_t requests() const { return m_requests.requests(); }
    std::size_t unanswered() const { return m_answers.unanswered(); }
    /// In the middle of a head: more has to come soon.
    bool isHalf() const { return m_requests.isHalf(); }
    bool isRaw() const { return m_requests.isRaw(); }

private:
    struct Fields;
    std::optional<HttpProblem> readHead(std::string &head, const HttpHead &about);
    std::optional<HttpProblem> admit(const Fields &fields, const StrippedTarget &stripped, bool &byBearer);
    HttpProblem redirect(const std::string &target);
    HttpProblem wayOn(const std::string &target, bool byItself);
    std::string newCookie() const;
    HttpProblem unauthorized(const Fields &fields, std::string sentence);

    Address m_address;
    bool m_needsProof; // that it is no page of another address; on loopback browsers say
    InwardTokens &m_tokens;
    std::function<MonoTime()> m_now;
    HttpRequests m_requests;
    HttpAnswers m_answers;
    std::string m_extraLines;     // of the refusal's head
    std::optional<WayOn> m_wayOn; // in place of a sentence
    std::string m_forGuest;
    bool m_headOnly = false; // what is answered is HEAD
};

} // namespace glovebox::egress
