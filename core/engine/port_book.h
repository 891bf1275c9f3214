// Role: the local addresses that lead into sandboxes: opened, shown, closed; whoever connects waits here until the
// sandbox runs. They are not kept over the end of the program. Thread: the engine's.
// Invariants: no address outlives its sandbox; tokens are in the answer to who opened one and nowhere else; views are
// shown once a second at most.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/clock.h"
#include "core/ports/egress_gate.h"

#include <list>
#include <map>
#include <memory>
#include <string>

namespace glovebox::engine {

class PortBook {
public:
    static constexpr std::size_t kPortsOfOne = 32;

    /// What the pool does for it.
    struct Hands {
        /// Why nothing can lead there; empty: it can.
        std::function<api::Verdict(const domain::SandboxId &)> whyNot;
        /// Of one that runs; null: it does not now.
        std::function<ports::EgressLine *(const domain::SandboxId &)> lineOf;
        /// It is to run soon, follow() says when; an error: it will not.
        std::function<Result<>(const domain::SandboxId &)> wake;
        /// Somebody works with it: it is not idle, and goes on if it stands still.
        std::function<void(const domain::SandboxId &)> used;
    };

    /// `gate`: none, and nothing leads into any sandbox. `address`: of this host, for ports that ask for a token, and
    /// when it is of loopback for all; else and for the others: a loopback address of each sandbox's own (for a browser
    /// another site than all others).
    PortBook(ports::Clock &clock, ports::EgressGate *gate, std::string address, api::Observer observer);
    ~PortBook();
    PortBook(const PortBook &) = delete;
    PortBook &operator=(const PortBook &) = delete;

    void setHands(Hands hands) { m_hands = std::move(hands); }
    /// One that is open already gets a new URL.
    api::Verdict open(const api::OpenPort &wanted);
    api::Verdict close(const api::ClosePort &wanted);
    void closeAll();

    /// Something changed about it; `isOver`: it is gone for good; `problem`: it was to wake and did not. Nobody who
    /// waits is called from inside. Cheap: most sandboxes have no ports.
    void follow(const domain::SandboxId &sandbox, bool isOver, const std::optional<Error> &problem);

private:
    using Reached = Callback<ports::EgressLine *>;
    struct Entry {
        api::PortView view;
        std::string host;
        std::unique_ptr<ports::InwardAddress> address;
        MonoTime shownAt;
        Call showing;
    };

    Entry *find(const api::OpenPort &wanted);
    std::string hostFor(const api::OpenPort &wanted) const;
    Call awake(const domain::SandboxId &sandbox, Reached done);
    void answerWaiting(const domain::SandboxId &sandbox, std::optional<Error> problem);
    void showSoon(const domain::PortId &id);
    void show(Entry &entry);
    void closeOf(const domain::SandboxId &sandbox);

    ports::Clock &m_clock;
    ports::EgressGate *m_gate;
    std::string m_address;
    bool m_isOnLoopback; // it
    api::Observer m_observer;
    Hands m_hands;
    std::uint64_t m_generation = 0;
    std::map<domain::SandboxId, std::list<std::shared_ptr<Reached>>> m_waiting;
    std::map<domain::SandboxId, Call> m_answering;
    std::map<domain::PortId, Entry> m_entries;
};

} // namespace glovebox::engine
