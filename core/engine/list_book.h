// Role: what the control plane's own figures of a session grew by on which day. Those are cumulative and come again
// with every start, so the ledger is asked first what was booked. Thread: the engine's.
// Invariants: a session's slices add up to the newest figures that were told of it, some seconds later: each call
// brings new ones. What was there before this host saw the session first is of that day.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/clock.h"
#include "core/ports/ledger.h"

#include <map>
#include <memory>

namespace glovebox::engine {

class ListBook {
public:
    ListBook(ports::Clock &clock, ports::Ledger &ledger) : m_clock(clock), m_ledger(ledger) {}

    void saw(const api::SessionView &view);
    /// Its last figures are booked, as soon as the ledger has said what was.
    void forget(const domain::SessionId &session);
    /// What is still to be booked, of all of them.
    void tellAll();

private:
    struct Figures {
        domain::EnvironmentId environment;
        std::string agentName;
        domain::ModelUsage usage;

        friend bool operator==(const Figures &, const Figures &) = default;
    };
    struct Account {
        bool isAsked = false;
        bool isKnown = false;                   // the ledger has answered
        domain::ModelUsage before;              // booked on days before the slice's
        std::optional<domain::ListSlice> slice; // of the newest day
        std::optional<Figures> seen;
        bool isOwed = false; // what was seen is not booked yet
        bool isOver = false; // no more figures come; it goes with what is owed
        Call pause;          // something was booked a moment ago
    };

    void answered(const domain::SessionId &session, Result<domain::HistoryAnswer> answer);
    void bookSoon(const domain::SessionId &session, Account &account);
    void book(const domain::SessionId &session, Account &account);

    ports::Clock &m_clock;
    ports::Ledger &m_ledger;
    std::map<domain::SessionId, Account> m_accounts;
    std::shared_ptr<const bool> m_alive = std::make_shared<const bool>(true);
};

} // namespace glovebox::engine
