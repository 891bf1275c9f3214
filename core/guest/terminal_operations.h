// Role: the host's end of the terminals that a guest's agent keeps: asks about them, looks at them, types into them.
// What a look brings is passed on within a window; what its handler has not used up is not given back to the guest,
// whose terminal then waits. What is typed into one terminal goes in the order of asking, one piece at a time, so that
// what was not begun can be taken back.
// Thread: the engine's. Invariants: each question is answered once at most, from the event loop, and never after its
// handle has gone; more output than was asked for ends the link; an agent of before is sent nothing.
#pragma once

#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/terminal_messages.h"
#include "core/ports/clock.h"
#include "core/ports/guest_terminals.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace glovebox::guest {

class TerminalOperations final : public ports::GuestTerminals {
public:
    /// The link that carries them.
    struct Carrier {
        std::function<std::uint32_t()> newStream;
        std::function<void(FrameType, std::uint32_t stream, std::string payload)> send;
        std::function<void(Error)> lose;
    };

    /// `level`: what the guest's agent can; see kAgentLevel.
    TerminalOperations(ports::Clock &clock, Carrier carrier, std::uint32_t level);
    ~TerminalOperations() override;
    TerminalOperations(const TerminalOperations &) = delete;
    TerminalOperations &operator=(const TerminalOperations &) = delete;

    Call open(domain::TerminalWish wish, Callback<domain::TerminalNumber> done) override;
    Call list(Callback<std::vector<domain::GuestTerminal>> done) override;
    Call attach(domain::TerminalNumber terminal, ports::TerminalHandlers handlers) override;
    Call write(domain::TerminalNumber terminal, std::string bytes, Callback<> done) override;
    Call resize(domain::TerminalNumber terminal, domain::TerminalSize size, Callback<> done) override;
    Call close(domain::TerminalNumber terminal, Callback<> done) override;

    /// A frame from the guest of one of the terminals' types.
    void frameArrived(const Frame &frame);
    /// Everything under way is answered with this, and all that follows.
    void lost(const Error &error);
    /// Nobody listens any more: nothing is called.
    void abandon();

private:
    struct Operation;
    using Shared = std::shared_ptr<Operation>;
    /// What waits to be typed into one terminal; the first is under way.
    using Typing = std::deque<Shared>;

    Shared make(TerminalWork work, domain::TerminalNumber terminal);
    Call begin(const Shared &operation);
    Call refuse(const Shared &operation, Error why);
    Call handleOf(const Shared &operation);
    void send(const Shared &operation);
    void keepPace(const Shared &operation);
    void giveCredit(Operation &operation, std::size_t bytes);
    void sendTyped(Operation &operation);
    void typeNext(domain::TerminalNumber terminal);
    void takeOutput(const Frame &frame, const Shared &operation);
    void takeEntry(const Frame &frame, Operation &operation);
    void takeCredit(const Frame &frame, Operation &operation);
    void takeDone(const Frame &frame, const Shared &operation);
    void cancel(const Shared &operation);
    void expectAnswer(const Shared &operation);
    void protocolError(const std::string &what);

    ports::Clock &m_clock;
    Carrier m_carrier;
    std::uint32_t m_level;
    std::shared_ptr<TerminalOperations *> m_self; // for handles that may outlive us
    std::map<std::uint32_t, Shared> m_active;     // by stream
    std::map<domain::TerminalNumber, Typing> m_typing;
    std::optional<Error> m_lost;
};

} // namespace glovebox::guest
