// Role: terminals of sandboxes, for whoever looks at them and types: looks on as long as somebody watches and the guest
// is up, and does so again by itself when that is back, also of a sandbox that was found alive. Thread: the engine's.
// Invariants
// - What terminals there are the guest alone knows; what is kept of it here is for a list while it sleeps.
// - Looking neither wakes nor keeps awake; that something new is shown to somebody does keep awake, until nothing was
// typed for kWatchedMax. What is typed does both, goes in order, and each byte once: when it is not known whether some
// of it got there, what was typed behind it is refused as well.
// - Nobody looks on while a guest stands still: what it keeps is given anew.
#pragma once

#include "core/api/sandbox_access.h"
#include "core/engine/guest_work.h"

#include <set>
#include <string>

namespace glovebox::engine {

class TerminalBook {
public:
    /// Of what is typed and was not taken yet, of one terminal.
    static constexpr std::size_t kTypedMax = 1 << 20;
    /// What a program prints for whoever watches is use for so long, since they came or something was typed: a window
    /// that is forgotten keeps nothing awake for ever.
    static constexpr std::chrono::hours kWatchedMax{4};

    TerminalBook(ports::Clock &clock, const DoorHands &hands, GuestWork &work);

    ~TerminalBook();
    TerminalBook(const TerminalBook &) = delete;
    TerminalBook &operator=(const TerminalBook &) = delete;

    Call open(const domain::SandboxId &sandbox, domain::TerminalWish wish, Callback<domain::TerminalNumber> done);
    Call list(const domain::SandboxId &sandbox, Callback<std::vector<domain::GuestTerminal>> done);
    Call watch(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, api::TerminalWatch watch);
    Call type(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, std::string bytes, Callback<> done);
    void resize(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, domain::TerminalSize size);
    Call close(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, Callback<> done);

    /// As AccessBook::follow().
    void follow(const domain::SandboxId &sandbox, bool isOld);
    /// Its guest is about to stand still.
    void lookAway(const domain::SandboxId &sandbox);
    /// As at the beginning, after closeAll().
    void openAll() { m_isClosed = false; }
    /// All who watch are told that the engine stops, as is who begins to.
    void closeAll();
    /// Nothing is told any more.
    void drop();

private:
    struct Watch;
    struct Typing;
    struct Typed;
    struct Listing;
    struct Sizing;
    struct Room;
    using SharedWatch = std::shared_ptr<Watch>;

    Room &roomOf(const domain::SandboxId &sandbox);
    Room *find(const domain::SandboxId &sandbox);
    void lookSoon(const domain::SandboxId &sandbox);
    void look(const domain::SandboxId &sandbox);
    void endAll(const domain::SandboxId &sandbox, const Error &why);
    void leave(Room &room);
    void attach(const SharedWatch &watch, ports::GuestTerminals &terminals);
    void shown(const SharedWatch &watch);
    void ended(const SharedWatch &watch, Result<domain::ProgramEnd> result);
    void askGuest(const domain::SandboxId &sandbox, ports::GuestTerminals &terminals,
                  const std::shared_ptr<Listing> &listing);
    void sendSizes(const domain::SandboxId &sandbox, Room &room, ports::GuestTerminals &terminals);
    void typeNext(const domain::SandboxId &sandbox, domain::TerminalNumber terminal);
    void typed(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, const std::shared_ptr<Typed> &what,
               const Result<> &result);
    /// Its handle may be calling us: it goes at the next turn.
    void sweep(std::shared_ptr<void> ended);

    ports::Clock &m_clock;
    const DoorHands &m_hands;
    GuestWork &m_work;
    std::map<domain::SandboxId, std::unique_ptr<Room>> m_rooms; // of those whose terminals somebody asked about
    std::vector<std::shared_ptr<void>> m_ended;
    Call m_sweep;
    bool m_isClosed = false;
    std::shared_ptr<TerminalBook *> m_self = std::make_shared<TerminalBook *>(this);
};

} // namespace glovebox::engine
