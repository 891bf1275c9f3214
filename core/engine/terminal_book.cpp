#include "core/engine/terminal_book.h"

#include "core/base/text.h"
#include "core/engine/guest_gone.h"
#include "core/engine/terminal_room.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

constexpr ByteCount kProgramShown{200};
/// What a terminal kept of before comes at once, and is nobody's work of now.
constexpr auto kKeptGiven = 5s;
/// No ladder is told more often.
constexpr auto kUseEvery = 1s;

const Error kEngineStops{ErrorCode::Cancelled, "the engine stops"};

std::string programOf(const TerminalWish &wish)
{
    std::string text;
    for (const auto &word : wish.arguments)
        text += (text.empty() ? "" : " ") + word;
    return text.empty() ? "shell" : clipped(toOneLine(toValidUtf8(text)), kProgramShown);
}

} // namespace

TerminalBook::TerminalBook(ports::Clock &clock, const DoorHands &hands, GuestWork &work)
    : m_clock(clock), m_hands(hands), m_work(work)
{
}

TerminalBook::~TerminalBook() = default;

TerminalBook::Room &TerminalBook::roomOf(const SandboxId &sandbox)
{
    auto &room = m_rooms[sandbox];
    if (!room)
        room = std::make_unique<Room>();
    return *room;
}

TerminalBook::Room *TerminalBook::find(const SandboxId &sandbox)
{
    const auto found = m_rooms.find(sandbox);
    return found == m_rooms.end() ? nullptr : found->second.get();
}

void TerminalBook::sweep(std::shared_ptr<void> ended)
{
    m_ended.push_back(std::move(ended));
    m_sweep = m_clock.after(0ms, [this] { m_ended.clear(); });
}

// ---- Which there are

Call TerminalBook::open(const SandboxId &sandbox, TerminalWish wish, Callback<TerminalNumber> done)
{
    wish.size = withinBounds(wish.size);
    const GuestTerminal begun{.program = programOf(wish), .size = wish.size};
    return m_work.enter<TerminalNumber>(
        sandbox, GuestWork::Kind::Other,
        [wish = std::move(wish)](ports::GuestLink &link, Callback<TerminalNumber> opened) {
            return link.terminals().open(wish, std::move(opened));
        },
        [this, sandbox, begun, done = std::move(done)](Result<TerminalNumber> number) {
            if (number) {
                auto &known = roomOf(sandbox).known;
                std::erase_if(known, [&](const auto &each) { return each.number == *number; });
                known.push_back(begun);
                known.back().number = *number;
            }
            done(std::move(number));
        });
}

Call TerminalBook::list(const SandboxId &sandbox, Callback<std::vector<GuestTerminal>> done)
{
    auto listing = std::make_shared<Listing>();
    listing->done = std::move(done);
    roomOf(sandbox).listings.push_back(listing);
    lookSoon(sandbox);
    return Call([self = std::weak_ptr(m_self), weak = std::weak_ptr(listing), sandbox] {
        const auto mine = weak.lock();
        const auto book = self.lock();
        if (!mine || !book)
            return;
        mine->done = nullptr;
        mine->call.cancel();
        if (auto *room = (*book)->find(sandbox))
            room->listings.remove(mine);
        (*book)->sweep(mine);
    });
}

void TerminalBook::askGuest(const SandboxId &sandbox, ports::GuestTerminals &terminals,
                            const std::shared_ptr<Listing> &listing)
{
    listing->call =
        terminals.list([this, sandbox, weak = std::weak_ptr(listing)](Result<std::vector<GuestTerminal>> found) {
            const auto mine = weak.lock();
            auto *room = find(sandbox);
            if (!mine || !room)
                return;
            room->listings.remove(mine);
            sweep(mine);
            if (found)
                room->known = *found;
            const bool isUnknown = !found && !isGuestGone(found.error().code);
            if (const auto tell = std::exchange(mine->done, nullptr))
                tell(isUnknown ? std::move(found) : Result<std::vector<GuestTerminal>>(room->known));
        });
}

// ---- Looking on

Call TerminalBook::watch(const SandboxId &sandbox, TerminalNumber terminal, api::TerminalWatch told)
{
    auto watch = std::make_shared<Watch>(sandbox, terminal, std::move(told));
    watch->since = m_clock.now();
    if (watch->told.pace)
        watch->told.pace->onUsed([weak = std::weak_ptr(watch)](std::size_t bytes) {
            const auto mine = weak.lock();
            if (!mine)
                return;
            const auto before = std::min(bytes, mine->owedBefore);
            mine->owedBefore -= before;
            const auto now = std::min(bytes - before, mine->owed);
            mine->owed -= now;
            if (now > 0 && mine->pace)
                mine->pace->used(now);
        });
    roomOf(sandbox).watches.push_back(watch);
    lookSoon(sandbox);
    return Call([self = std::weak_ptr(m_self), weak = std::weak_ptr(watch)] {
        const auto mine = weak.lock();
        const auto book = self.lock();
        if (!mine || !book || std::exchange(mine->isOver, true))
            return;
        mine->lookAway();
        if (auto *room = (*book)->find(mine->sandbox))
            room->watches.remove(mine);
        (*book)->sweep(mine);
    });
}

void TerminalBook::attach(const SharedWatch &watch, ports::GuestTerminals &terminals)
{
    watch->isAttached = true;
    watch->attachedAt = m_clock.now();
    watch->setThere(true);
    if (watch->isOver) // by whoever was told
        return;
    watch->pace = watch->told.pace ? std::make_shared<ReadPace>() : nullptr;
    const auto weak = std::weak_ptr(watch);
    watch->call = terminals.attach(watch->number, {.output =
                                                       [this, weak](std::string_view bytes) {
                                                           const auto mine = weak.lock();
                                                           if (!mine || mine->isOver || !mine->isAttached)
                                                               return;
                                                           mine->owed += bytes.size();
                                                           shown(mine);
                                                           if (mine->told.output)
                                                               mine->told.output(bytes);
                                                       },
                                                   .ended =
                                                       [this, weak](Result<ProgramEnd> result) {
                                                           const auto mine = weak.lock();
                                                           if (mine && !mine->isOver && mine->isAttached)
                                                               ended(mine, std::move(result));
                                                       },
                                                   .pace = watch->pace});
}

/// A build that only prints, before somebody's eyes, is work.
void TerminalBook::shown(const SharedWatch &watch)
{
    const auto *room = find(watch->sandbox);
    const auto now = m_clock.now();
    if (watch->use || !room || now - watch->attachedAt < kKeptGiven ||
        now - std::max(watch->since, room->typedAt) > kWatchedMax)
        return;
    watch->use = m_clock.after(kUseEvery, [this, weak = std::weak_ptr(watch)] {
        const auto mine = weak.lock();
        if (!mine || mine->isOver)
            return;
        mine->use = Call();
        m_hands.hold(mine->sandbox).cancel(); // the ladder counts anew
    });
}

void TerminalBook::ended(const SharedWatch &watch, Result<ProgramEnd> result)
{
    auto *room = find(watch->sandbox);
    if (!result && isGuestGone(result.error().code)) { // it is looked at again when there is another connection
        watch->isAttached = false;
        watch->didNotHold = true;
        watch->owedBefore += std::exchange(watch->owed, 0);
        return watch->setThere(false);
    }
    watch->isOver = true;
    if (room) {
        room->watches.remove(watch);
        if (result)
            for (auto &each : room->known)
                if (each.number == watch->number)
                    each.end = *result;
    }
    sweep(watch);
    if (watch->told.ended)
        watch->told.ended(std::move(result));
}

/// At once: what is held of a connection that may be gone is let go of.
void TerminalBook::leave(Room &room)
{
    room.at = nullptr;
    room.hasAsked = false;
    for (const auto &watch : room.watches)
        watch->lookAway();
    for (auto &[number, sizing] : room.sizes) {
        sizing.call.cancel();
        sizing.sent.reset();
    }
    for (const auto &listing : room.listings)
        listing->call.cancel();
}

void TerminalBook::lookAway(const SandboxId &sandbox)
{
    if (auto *room = find(sandbox)) {
        leave(*room);
        lookSoon(sandbox);
    }
}

void TerminalBook::follow(const SandboxId &sandbox, bool isOld)
{
    auto *room = find(sandbox);
    if (!room && !isOld) // it has those that it is asked about
        return;
    auto *terminals = m_hands.terminalsOf(sandbox);
    if (!room && !terminals)
        return;
    room = &roomOf(sandbox);
    if (room->at && room->at != terminals) // now: another may be at the same place in memory later
        leave(*room);
    lookSoon(sandbox);
}

void TerminalBook::lookSoon(const SandboxId &sandbox)
{
    roomOf(sandbox).look = m_clock.after(0ms, [this, sandbox] {
        const auto of = sandbox; // this goes with the next look
        look(of);
    });
}

void TerminalBook::look(const SandboxId &sandbox)
{
    if (m_isClosed)
        return endAll(sandbox, kEngineStops);
    if (const auto why = m_hands.whyNoGuest(sandbox))
        return endAll(sandbox, *why);
    auto *room = find(sandbox);
    auto *terminals = m_hands.terminalsOf(sandbox);
    if (room->at && room->at != terminals)
        leave(*room);
    room->at = terminals;
    const std::vector<SharedWatch> watches(room->watches.begin(), room->watches.end());
    for (const auto &watch : watches) {
        if (watch->isOver)
            continue;
        if (!terminals)
            watch->setThere(false);
        else if (!watch->isAttached && !watch->didNotHold)
            attach(watch, *terminals);
    }
    const std::vector<std::shared_ptr<Listing>> listings(room->listings.begin(), room->listings.end());
    if (!terminals) {
        for (const auto &listing : listings) {
            room->listings.remove(listing);
            if (const auto tell = std::exchange(listing->done, nullptr))
                tell(room->known);
        }
        return;
    }
    for (const auto &listing : listings)
        if (!listing->call)
            askGuest(sandbox, *terminals, listing);
    if (!std::exchange(room->hasAsked, true) && listings.empty()) {
        room->listings.push_back(std::make_shared<Listing>());
        askGuest(sandbox, *terminals, room->listings.back());
    }
    sendSizes(sandbox, *room, *terminals);
}

/// It is gone, or another guest is to come: with it all its terminals.
void TerminalBook::endAll(const SandboxId &sandbox, const Error &why)
{
    auto *room = find(sandbox);
    leave(*room);
    room->known.clear();
    room->sizes.clear();
    const auto watches = std::exchange(room->watches, {});
    const auto listings = std::exchange(room->listings, {});
    for (const auto &watch : watches) {
        if (std::exchange(watch->isOver, true))
            continue;
        sweep(watch);
        if (watch->told.ended)
            watch->told.ended(tl::unexpected(why));
    }
    for (const auto &listing : listings)
        if (const auto tell = std::exchange(listing->done, nullptr)) {
            if (why.code == ErrorCode::GuestExited) // it is there, and has none any more
                tell(std::vector<GuestTerminal>());
            else
                tell(tl::unexpected(why));
        }
    if (room = find(sandbox); room && room->isEmpty()) {
        sweep(std::shared_ptr<Room>(std::move(m_rooms[sandbox]))); // its look is calling us
        m_rooms.erase(sandbox);
    }
}

void TerminalBook::closeAll()
{
    m_isClosed = true;
    for (const auto &[sandbox, room] : m_rooms) {
        leave(*room);
        lookSoon(sandbox);
    }
}

void TerminalBook::drop()
{
    for (auto &[sandbox, room] : std::exchange(m_rooms, {})) {
        for (const auto &watch : room->watches)
            watch->isOver = true;
        leave(*room);
        for (auto &[number, typing] : room->typing)
            typing.call.cancel();
    }
    m_ended.clear();
}

} // namespace glovebox::engine
