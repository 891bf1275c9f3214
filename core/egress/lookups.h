// Role: names asked of the host's resolver for many guests, so that none of them, nor all together, can keep another
// one from its own: a line may always have some under way, more of what all share, in turns, and the rest waits in its
// own queue. Nothing is remembered: each connection asks anew. Thread: the engine's; what blocks does so on threads of
// its own. Invariants: a lookup counts against its line until the resolver has returned, whether or not anybody still
// waits for it; what is let go of before its turn is never asked; under way are at most `own` for each line, and
// `shared`. A sandbox that gets another machine (woken, restored, after a crash) has another line; what the one before
// asked for goes on until it is answered.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace glovebox::egress {

/// All addresses of a name, as textOf(IpAddress) has them. NotFound: there is no such name.
using Resolve = std::function<Call(const std::string &name, Callback<std::vector<std::string>> done)>;

class Lookups {
public:
    struct Bounds {
        std::size_t ofLine = 8;  // under way at once
        std::size_t own = 2;     // of those, that wait for no other line
        std::size_t shared = 32; // what all lines together have beyond their own
    };

    /// `resolve` calls back once, however late, for as long as we keep its handle.
    Lookups(Resolve resolve, Bounds bounds);
    explicit Lookups(Resolve resolve) : Lookups(std::move(resolve), Bounds()) {}
    /// Whatever is under way is let go of, and not answered.
    ~Lookups();
    Lookups(const Lookups &) = delete;
    Lookups &operator=(const Lookups &) = delete;

    /// For one line more. Where its turn does not come, whoever asks gives up: there is no deadline in here.
    Resolve ofNewLine();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

/// The addresses of a name, asked for on a thread that waits for them.
using BlockingResolve = std::function<Result<std::vector<std::string>>(const std::string &name)>;
/// One thread for each lookup under way, so its bounds are somebody else's. What was let go of ends by itself, unheard;
/// `resolve` may run on beyond whoever made it, and beyond the event loop.
Resolve onThreads(BlockingResolve resolve);

/// The host's resolver; a name is taken as it is, without the host's search list.
Resolve systemResolver();

} // namespace glovebox::egress
