#include "core/engine/terminal_book.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/guest_gone.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kTypedAheadMax = 4096; // pieces
constexpr int kCellsMax = 1000;
constexpr ByteCount kProgramShown{200};

const Error kEngineStops{ErrorCode::Cancelled, "the engine stops"};

TerminalSize within(TerminalSize size)
{
    return {std::clamp(size.columns, 1, kCellsMax), std::clamp(size.rows, 1, kCellsMax)};
}

std::string programOf(const TerminalWish &wish)
{
    std::string text;
    for (const auto &word : wish.arguments)
        text += (text.empty() ? "" : " ") + word;
    return text.empty() ? "shell" : clipped(toOneLine(toValidUtf8(text)), kProgramShown);
}

} // namespace

/// Somebody looks at a terminal.
struct TerminalBook::Watch {
    Watch(SandboxId of, TerminalNumber its, api::TerminalWatch handlers)
        : sandbox(std::move(of)), number(its), told(std::move(handlers))
    {
    }

    SandboxId sandbox;
    TerminalNumber number;
    api::TerminalWatch told;
    Call call;
    std::shared_ptr<ReadPace> pace; // of this time that it is looked at
    std::size_t owed = 0;           // of what was given this time, and not used up
    std::size_t owedBefore = 0;     // likewise, of the times before
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
    Callback<std::vector<GuestTerminal>> done; // empty: nobody asked, it is for when the sandbox sleeps
    Call call;
};

/// How large one was wished to be.
struct TerminalBook::Sizing {
    TerminalSize wanted;
    std::optional<TerminalSize> sent;
    Call call;
};

struct TerminalBook::Room {
    std::list<SharedWatch> watches;
    std::vector<GuestTerminal> known; // as the guest told last
    std::map<TerminalNumber, Typing> typing;
    std::map<TerminalNumber, Sizing> sizes;
    std::list<std::shared_ptr<Listing>> listings;
    ports::GuestTerminals *at = nullptr; // whose they are; only ever compared
    bool hasAsked = false;               // it what it has
    Call look;

    bool isEmpty() const { return watches.empty() && typing.empty() && sizes.empty() && listings.empty(); }
};

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
    wish.size = within(wish.size);
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
    watch->setThere(true);
    if (watch->isOver) // by whoever was told
        return;
    watch->pace = watch->told.pace ? std::make_shared<ReadPace>() : nullptr;
    const auto weak = std::weak_ptr(watch);
    watch->call = terminals.attach(watch->number, {.output =
                                                       [weak](std::string_view bytes) {
                                                           const auto mine = weak.lock();
                                                           if (!mine || mine->isOver || !mine->isAttached)
                                                               return;
                                                           mine->owed += bytes.size();
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

void TerminalBook::follow(const SandboxId &sandbox)
{
    auto *room = find(sandbox);
    auto *terminals = m_hands.terminalsOf(sandbox);
    if (!room) {
        if (!terminals || !m_hands.isOld(sandbox))
            return;
        room = &roomOf(sandbox); // it may have some, of before this program
    }
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
    std::vector<SandboxId> sandboxes;
    for (const auto &[sandbox, room] : m_rooms)
        sandboxes.push_back(sandbox);
    for (const auto &sandbox : sandboxes) {
        leave(*find(sandbox));
        find(sandbox)->look = m_clock.after(0ms, [this, sandbox] {
            const auto of = sandbox;
            endAll(of, kEngineStops);
        });
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

// ---- How large they are

void TerminalBook::resize(const SandboxId &sandbox, TerminalNumber terminal, TerminalSize size)
{
    auto &room = roomOf(sandbox);
    if (!room.sizes.contains(terminal) && room.sizes.size() >= 2 * limits::kTerminalsMax)
        return lookSoon(sandbox); // there are not that many
    room.sizes[terminal].wanted = within(size);
    lookSoon(sandbox);
}

void TerminalBook::sendSizes(const SandboxId &sandbox, Room &room, ports::GuestTerminals &terminals)
{
    for (auto &[number, sizing] : room.sizes) {
        if (sizing.sent)
            continue; // one after the other
        sizing.sent = sizing.wanted;
        sizing.call = terminals.resize(number, sizing.wanted, [this, sandbox, number = number](const Result<> &done) {
            auto *its = find(sandbox);
            const auto found = its ? its->sizes.find(number) : std::map<TerminalNumber, Sizing>::iterator();
            if (!its || found == its->sizes.end() || !found->second.sent)
                return;
            const auto size = *found->second.sent;
            for (auto &each : its->known)
                if (done && each.number == number)
                    each.size = size;
            found->second.sent.reset();
            sweep(std::make_shared<Call>(std::move(found->second.call)));
            if (size == found->second.wanted && (done || !isGuestGone(done.error().code)))
                its->sizes.erase(found);
            else if (done)
                lookSoon(sandbox);
        });
    }
}

// ---- What is typed

Call TerminalBook::type(const SandboxId &sandbox, TerminalNumber terminal, std::string bytes, Callback<> done)
{
    auto &typing = roomOf(sandbox).typing[terminal];
    if (typing.bytes + bytes.size() > kTypedMax || typing.waiting.size() >= kTypedAheadMax)
        return m_clock.after(0ms, [done = std::move(done)] {
            done(fail(ErrorCode::Conflict, "its program does not read, and too much was typed already"));
        });
    auto what = std::make_shared<Typed>(Typed{std::move(bytes), std::move(done)});
    typing.bytes += what->bytes.size();
    typing.waiting.push_back(what);
    if (typing.waiting.size() == 1)
        typeNext(sandbox, terminal);
    return Call([self = std::weak_ptr(m_self), weak = std::weak_ptr(what), sandbox, terminal] {
        const auto mine = weak.lock();
        const auto book = self.lock();
        auto *room = mine && book ? (*book)->find(sandbox) : nullptr;
        const auto found = room ? room->typing.find(terminal) : std::map<TerminalNumber, Typing>::iterator();
        if (!room || found == room->typing.end())
            return;
        auto &all = found->second;
        const auto at = std::ranges::find(all.waiting, mine);
        if (at == all.waiting.end())
            return;
        const bool isUnderWay = at == all.waiting.begin();
        all.bytes -= mine->bytes.size();
        all.waiting.erase(at);
        if (isUnderWay) {
            all.call.cancel();
            (*book)->typeNext(sandbox, terminal);
        }
    });
}

void TerminalBook::typeNext(const SandboxId &sandbox, TerminalNumber terminal)
{
    auto &typing = roomOf(sandbox).typing;
    auto &its = typing[terminal];
    if (its.waiting.empty()) {
        typing.erase(terminal);
        return;
    }
    const auto what = its.waiting.front();
    its.call = m_work.enter<void>(
        sandbox, GuestWork::Kind::Other,
        [terminal, what](ports::GuestLink &link, Callback<> done) {
            return link.terminals().write(terminal, what->bytes, std::move(done));
        },
        [this, sandbox, terminal, what](const Result<> &result) { typed(sandbox, terminal, what, result); });
}

void TerminalBook::typed(const SandboxId &sandbox, TerminalNumber terminal, const std::shared_ptr<Typed> &what,
                         const Result<> &result)
{
    auto *room = find(sandbox);
    const auto found = room ? room->typing.find(terminal) : std::map<TerminalNumber, Typing>::iterator();
    if (!room || found == room->typing.end() || found->second.waiting.empty() || found->second.waiting.front() != what)
        return;
    auto &its = found->second;
    sweep(std::make_shared<Call>(std::move(its.call)));
    std::vector<std::shared_ptr<Typed>> answered;
    if (result) {
        answered.push_back(what);
        its.waiting.pop_front();
        its.bytes -= what->bytes.size();
    } else {
        answered.assign(its.waiting.begin(), its.waiting.end());
        its.waiting.clear();
        its.bytes = 0;
    }
    typeNext(sandbox, terminal);
    lookSoon(sandbox); // it may be gone, and its room with it
    for (const auto &each : answered)
        each->done(result);
}

// ---- Its end

Call TerminalBook::close(const SandboxId &sandbox, TerminalNumber terminal, Callback<> done)
{
    return m_work.enter<void>(
        sandbox, GuestWork::Kind::Other,
        [terminal](ports::GuestLink &link, Callback<> closed) {
            return link.terminals().close(terminal, std::move(closed));
        },
        [this, sandbox, terminal, done = std::move(done)](Result<> closed) {
            if (auto *room = find(sandbox); room && closed)
                std::erase_if(room->known, [terminal](const auto &each) { return each.number == terminal; });
            done(std::move(closed));
        });
}

} // namespace glovebox::engine
