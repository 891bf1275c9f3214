// Role: asks the engine about the past for requests of the local API. The engine answers one question of a kind at a
// time, by a report that everybody sees; here each asker gets the answer to their own.
// Thread: the engine's. Invariants: kWaiting questions at most; each is answered once, or let go of.
#pragma once

#include "core/api/engine_door.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/history.h"
#include "core/ports/clock.h"

#include <cstdint>
#include <list>
#include <memory>

namespace glovebox::rest {

class HistoryDesk {
public:
    static constexpr std::size_t kWaiting = 64;
    /// The ledger answers within milliseconds; this is for one that is stuck.
    static constexpr std::chrono::milliseconds kAnswerWithin{30'000};

    /// The clock must outlive it. Tickets begin at `firstTicket`: no other asker's.
    HistoryDesk(ports::Clock &clock, std::uint64_t firstTicket) : m_clock(clock), m_next(firstTicket) {}

    /// Errors: RateLimited (too many ask), InvalidState (there is no ledger), TimedOut, and those of the ledger.
    /// Not answered from inside the call. The door is held until then.
    Call ask(std::shared_ptr<api::EngineDoor> door, domain::HistoryQuestion question,
             Callback<domain::HistoryAnswer> done);
    void saw(const api::HistoryReport &report);

private:
    struct Question {
        std::uint64_t ticket;
        std::shared_ptr<api::EngineDoor> door;
        domain::HistoryQuestion question;
        Callback<domain::HistoryAnswer> done;
        bool asked = false;
        Call deadline{};
    };
    void askNext();
    void end(std::uint64_t ticket, Result<domain::HistoryAnswer> answer);

    ports::Clock &m_clock;
    std::uint64_t m_next;
    std::list<Question> m_questions; // in their order
    Call m_turn;
};

} // namespace glovebox::rest
