// Role: one connection that somebody has made to a local address that leads into a sandbox. Of Tcp the
// sandbox is woken and reached at once; of Http when a request came that may. Thread: the engine's.
// Invariants: what one end does not take the other is not asked for: of a client's bytes one piece and a head are held,
// of the guest's its window; who says nothing to the purpose within kHeadWithin goes; over() once, from the event loop;
// after that it may be deleted.
#pragma once

#include "core/egress/inward_http.h"
#include "core/egress/upstream.h"
#include "core/ports/clock.h"
#include "core/ports/egress_gate.h"

#include <functional>
#include <memory>
#include <string>

namespace glovebox::egress {

class InwardClient {
public:
    struct Parts {
        ports::Clock &clock;
        const ports::InwardOrder &order; // outlives it
        InwardTokens *tokens = nullptr;  // none: Tcp
        std::uint16_t local = 0;
        std::function<void()> admitted; // it may reach the sandbox; once
        std::function<void()> active;   // bytes went, or want to
        std::function<void()> over;     // last call
    };

    /// `connection`: accepted, and does not block.
    InwardClient(Parts parts, int connection);
    ~InwardClient();
    InwardClient(const InwardClient &) = delete;
    InwardClient &operator=(const InwardClient &) = delete;

private:
    enum class State {
        Asking,  // the sandbox was not asked for yet
        Waking,  // it was, and is not there yet
        Through, // both ways
        Leaving, // the last was said to the client; what it still says is dropped until it ends
        Over
    };

    void readable();
    void written();
    void readHead();
    void wake();
    void awake(Result<ports::EgressLine *> line);
    void opened();
    std::string take(std::size_t max);
    void received(std::string_view bytes);
    void guestEnded();
    void guestClosed(ports::InwardEnd why);
    void clientEnded();
    void watchEnded();
    void answer(int status, const std::string &sentence);
    /// The client is refused, and there is room for saying so.
    bool answerRefusal();
    void leave(const std::string &lastWords);
    void leaveSoon();
    void dropRest();
    void watchHead();
    void finishIfBothEnded();
    void finish(bool abruptly);

    Parts m_parts;
    std::unique_ptr<InwardHttp> m_http; // none: Tcp
    std::unique_ptr<Upstream> m_socket;
    std::unique_ptr<ports::InwardConnection> m_guest;
    State m_state = State::Asking;
    std::string m_forGuest;     // that may go on
    std::size_t m_received = 0; // of the guest, not yet written on
    std::size_t m_dropped = 0;
    bool m_clientEnded = false;
    bool m_guestEnded = false;
    Call m_waking;
    Call m_deadline; // of waking, of leaving
    Call m_head;     // for the rest of a head
    Call m_over;
};

} // namespace glovebox::egress
