// Role: the part of TerminalBook that leads into terminals: what is typed, how large they are, their end.
#include "core/base/limits.h"
#include "core/engine/guest_gone.h"
#include "core/engine/terminal_room.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kTypedAheadMax = 4096; // pieces

} // namespace

// ---- How large they are

void TerminalBook::resize(const SandboxId &sandbox, TerminalNumber terminal, TerminalSize size)
{
    auto &room = roomOf(sandbox);
    if (!room.sizes.contains(terminal) && room.sizes.size() >= 2 * limits::kTerminalsMax)
        return lookSoon(sandbox); // there are not that many
    room.sizes[terminal].wanted = withinBounds(size);
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
    auto &here = roomOf(sandbox);
    here.typedAt = m_clock.now();
    auto &typing = here.typing[terminal];
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
