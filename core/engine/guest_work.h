// Role: what somebody outside does in sandboxes: each work finds its sandbox, wakes it, waits for it, is done in its
// guest, and holds the idle ladder until it is over. Thread: the engine's.
// Invariants
// - Each work is answered once, and never from inside a call; one that was let go of is not answered any more.
// - One that waits is begun in the order in which it came. One that was begun is never begun a second time, but for a
// program that its guest had no room for.
// - Of one sandbox at most limits::kExecsMax programs are under way; the others wait, and kWaitingMax works do at most.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace glovebox::engine {

/// What the pool does for whoever is outside.
struct DoorHands {
    /// Why nothing can be done in it: NotFound (gone, or going), InvalidState (failed, being put back, did not wake).
    std::function<std::optional<Error>(const domain::SandboxId &)> whyNot;
    /// It is to have a guest soon, and whoever is told of its changes finds it then; an error: it will not.
    std::function<Result<>(const domain::SandboxId &)> wake;
    /// Of one that has a guest; what is asked of it wakes it when it stands still. Null: it has none now.
    std::function<ports::GuestLink *(const domain::SandboxId &)> linkOf;
    /// No step of the ladder is taken as long as the answer is held; then it counts anew.
    std::function<Call(const domain::SandboxId &)> hold;
    /// Of one that runs, to look on: nobody uses it by that. Null: it stands still, or is about to.
    std::function<ports::GuestTerminals *(const domain::SandboxId &)> terminalsOf;
    /// The guest that it had is gone for good, or its like: whose terminals somebody watches.
    std::function<std::optional<Error>(const domain::SandboxId &)> whyNoGuest;
};

class GuestWork {
public:
    static constexpr std::size_t kWaitingMax = 64;
    enum class Kind { Program, Other };

    GuestWork(ports::Clock &clock, const DoorHands &hands) : m_clock(clock), m_hands(hands) {}
    GuestWork(const GuestWork &) = delete;
    GuestWork &operator=(const GuestWork &) = delete;

    /// `begin` gives the handle of what it began, and answers later by what it is given.
    template <class T>
    Call enter(const domain::SandboxId &sandbox, Kind kind,
               std::function<Call(ports::GuestLink &, Callback<T> done)> begin, Callback<T> done);

    /// From now on there is work; before and after that all is refused.
    void open() { m_isOpen = true; }
    /// All of it is answered: the engine stops.
    void close();
    /// Nothing is answered any more.
    void drop();
    /// Something changed about it. Cheap; nobody is called from inside.
    void follow(const domain::SandboxId &sandbox);

private:
    struct Work {
        domain::SandboxId sandbox;
        Kind kind = Kind::Other;
        std::function<Call(ports::GuestLink &)> begin;
        std::function<void(const Error &)> refuse;
        ports::GuestLink *link = nullptr; // that it was begun on
        Call hold;
        Call call;
        std::optional<Error> problem; // it is answered with that at the next turn
        bool isOver = false;
    };
    using Shared = std::shared_ptr<Work>;

    Call add(Shared work);
    void setOut(const Shared &work);
    void end(const Shared &work);
    bool waitsForRoom(const Work &work, const Error &why) const;
    Error whyAtAll(const Work &work, const Error &why) const;
    void beginWaiting(const domain::SandboxId &sandbox);
    void lookSoon(const domain::SandboxId &sandbox);
    void look(const domain::SandboxId &sandbox);
    void sweep(Shared work);
    std::vector<Shared> worksOf(const domain::SandboxId &sandbox) const;

    ports::Clock &m_clock;
    const DoorHands &m_hands;
    bool m_isOpen = false;
    std::map<domain::SandboxId, std::list<Shared>> m_works; // in the order of their coming
    std::map<domain::SandboxId, Call> m_looks;
    std::vector<Shared> m_ended; // their handles may be calling us
    Call m_sweep;
    std::shared_ptr<GuestWork *> m_self = std::make_shared<GuestWork *>(this);
};

template <class T>
Call GuestWork::enter(const domain::SandboxId &sandbox, Kind kind,
                      std::function<Call(ports::GuestLink &, Callback<T> done)> begin, Callback<T> done)
{
    auto work = std::make_shared<Work>(Work{.sandbox = sandbox, .kind = kind});
    const auto answer = [this, weak = std::weak_ptr(work), done = std::move(done)](Result<T> result) {
        const auto mine = weak.lock();
        if (!mine || mine->isOver)
            return;
        if (!result && waitsForRoom(*mine, result.error())) {
            mine->link = nullptr;
            return;
        }
        const auto tell = done; // this goes with the work
        if (!result)
            result = tl::unexpected(whyAtAll(*mine, result.error()));
        end(mine);
        tell(std::move(result));
    };
    work->begin = [begin = std::move(begin), answer](ports::GuestLink &link) {
        return begin(link, answer);
    };
    work->refuse = [answer](const Error &why) {
        answer(tl::unexpected(why));
    };
    return add(std::move(work));
}

} // namespace glovebox::engine
