// Role: the host's end of the programs that it runs in a guest. Output is passed on whole and in each stream's order,
// within a window; what a handler has not taken is not given back to the guest, which then waits. Input that streams is
// asked for as fast as the program takes it.
// Thread: the engine's. Invariants: each program is answered once at most, from the event loop, and never after its
// handle has gone; more output than was asked for ends the link, and so does a guest that does not end what it was told
// to end.
#pragma once

#include "core/guest/protocol/exec_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"

#include <map>
#include <memory>
#include <optional>

namespace glovebox::guest {

class ExecOperations {
public:
    /// The link that carries them.
    struct Carrier {
        std::function<std::uint32_t()> newStream;
        std::function<void(FrameType, std::uint32_t stream, std::string payload)> send;
        std::function<void(Error)> lose;
    };

    /// `level`: what the guest's agent can; see kAgentLevel.
    ExecOperations(ports::Clock &clock, Carrier carrier, std::uint32_t level);
    ~ExecOperations();
    ExecOperations(const ExecOperations &) = delete;
    ExecOperations &operator=(const ExecOperations &) = delete;

    Call start(const ports::ExecRequest &request, ports::ExecHandlers handlers);

    /// A frame from the guest of one of the program types.
    void frameArrived(const Frame &frame);
    /// Everything under way is answered with this, and all that follows.
    void lost(const Error &error);
    /// Nobody listens any more: nothing is called.
    void abandon();

private:
    struct Operation;
    using Shared = std::shared_ptr<Operation>;

    Call refuse(const Shared &operation, Error why);
    void keepPace(std::uint32_t stream, const Shared &operation);
    void giveCredit(Operation &operation, std::uint32_t stream, std::size_t bytes);
    void askSource(std::uint32_t stream, const Shared &operation);
    void sourceGave(std::uint32_t stream, const Shared &operation, std::size_t max, Result<std::string> piece);
    void giveUp(std::uint32_t stream, const Shared &operation);
    void takeInputCredit(const Frame &frame, const Shared &operation);
    void takeOutput(const Frame &frame, const Shared &operation);
    void takeEnd(const Frame &frame, const Shared &operation);
    void cancel(std::uint32_t stream, const Shared &operation);
    void watch(std::uint32_t stream, const Shared &operation, std::chrono::milliseconds delay);
    void protocolError(const std::string &what);
    static void finish(Operation &operation, Result<ports::ExecEnd> result);

    ports::Clock &m_clock;
    Carrier m_carrier;
    std::uint32_t m_level;
    std::shared_ptr<ExecOperations *> m_self; // for handles that may outlive us
    std::map<std::uint32_t, Shared> m_active;
    std::optional<Error> m_lost;
};

} // namespace glovebox::guest
