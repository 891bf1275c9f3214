// Role: what TerminalBook knows of one sandbox: who looks at its terminals, what is typed into them, how large they are
// wished to be. Only terminal_book*.cpp includes this.
#pragma once

#include "core/engine/terminal_book.h"

#include <algorithm>

namespace glovebox::engine {

/// In cells, of whoever asks.
inline domain::TerminalSize withinBounds(domain::TerminalSize size)
{
    constexpr int cellsMax = 1000;
    return {std::clamp(size.columns, 1, cellsMax), std::clamp(size.rows, 1, cellsMax)};
}

/// Somebody looks at a terminal.
struct TerminalBook::Watch {
    Watch(domain::SandboxId of, domain::TerminalNumber its, api::TerminalWatch handlers)
        : sandbox(std::move(of)), number(its), told(std::move(handlers))
    {
    }

    domain::SandboxId sandbox;
    domain::TerminalNumber number;
    api::TerminalWatch told;
    Call call;
    std::shared_ptr<ReadPace> pace; // of this time that it is looked at
    std::size_t owed = 0;           // of what was given this time, and not used up
    std::size_t owedBefore = 0;     // likewise, of the times before
    MonoTime since{};               // somebody asked for it
    MonoTime attachedAt{};
    Call use; // what it shows is to count as use, in a turn of its own
    bool isAttached = false;
    bool isThere = true;     // as was told
    bool didNotHold = false; // on the connection that there is now
    bool isOver = false;

    void setThere(bool there)
    {
        if (std::exchange(isThere, there) != there && told.present)
            told.present(there);
    }
    void lookAway()
    {
        call.cancel();
        use.cancel();
        if (pace)
            pace->onUsed(nullptr);
        owedBefore += std::exchange(owed, 0);
        isAttached = didNotHold = false;
    }
};

struct TerminalBook::Typed {
    std::string bytes;
    Callback<> done;
};

/// What goes into one terminal: one piece at a time.
struct TerminalBook::Typing {
    std::list<std::shared_ptr<Typed>> waiting; // the first is under way
    std::size_t bytes = 0;
    Call call; // of the first
};

struct TerminalBook::Listing {
    Callback<std::vector<domain::GuestTerminal>> done; // empty: nobody asked, it is for when the sandbox sleeps
    Call call;
};

/// How large one was wished to be.
struct TerminalBook::Sizing {
    domain::TerminalSize wanted;
    std::optional<domain::TerminalSize> sent;
    Call call;
};

struct TerminalBook::Room {
    std::list<SharedWatch> watches;
    std::vector<domain::GuestTerminal> known; // as the guest told last
    std::map<domain::TerminalNumber, Typing> typing;
    std::map<domain::TerminalNumber, Sizing> sizes;
    std::list<std::shared_ptr<Listing>> listings;
    ports::GuestTerminals *at = nullptr; // whose they are; only ever compared
    bool hasAsked = false;               // it what it has
    MonoTime typedAt{};
    Call look;

    bool isEmpty() const { return watches.empty() && typing.empty() && sizes.empty() && listings.empty(); }
};

} // namespace glovebox::engine
