#include "tests/support/fake_terminals.h"

#include "core/base/limits.h"

#include <algorithm>
#include <utility>

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;
using domain::TerminalNumber;

namespace {

/// What a look is given ahead of what it has used up, as the real one.
constexpr std::size_t kLookWindow = 64 << 10;

struct FakeLook {
    ports::TerminalHandlers handlers;
    std::size_t at = 0; // of what was printed
    std::size_t credit = kLookWindow;
    bool begun = false;
};

} // namespace

void FakeShelf::changed()
{
    for (auto *link : m_links)
        link->turnSoon();
}

void FakeShelf::print(TerminalNumber number, const std::string &bytes)
{
    terminals.at(number).printed += bytes;
    changed();
}

void FakeShelf::end(TerminalNumber number, domain::ProgramEnd how)
{
    terminals.at(number).end = how;
    std::vector<TerminalNumber> ended;
    for (const auto &[each, terminal] : terminals)
        if (terminal.end)
            ended.push_back(each);
    if (ended.size() > limits::kTerminalsMax)
        terminals.erase(ended.front());
    changed();
}

int FakeShelf::lookers(TerminalNumber number) const
{
    std::size_t all = 0;
    for (const auto *link : m_links)
        all += link->m_looks.count(number);
    return static_cast<int>(all);
}

FakeTerminals::FakeTerminals(ports::Clock &clock, FakeShelf &shelf)
    : m_clock(clock), m_shelf(shelf), m_self(std::make_shared<FakeTerminals *>(this))
{
    m_shelf.m_links.insert(this);
}

FakeTerminals::~FakeTerminals()
{
    m_shelf.m_links.erase(this);
}

Call FakeTerminals::open(domain::TerminalWish wish, Callback<TerminalNumber> done)
{
    m_shelf.log.push_back("open");
    return begin<TerminalNumber>(
        [this, wish]() -> std::optional<Result<TerminalNumber>> {
            const auto open =
                std::ranges::count_if(m_shelf.terminals, [](const auto &each) { return !each.second.end; });
            if (open >= static_cast<std::ptrdiff_t>(limits::kTerminalsMax))
                return fail(ErrorCode::Conflict,
                            "16 terminals are open in this guest already; close one of them first");
            if (!wish.arguments.empty() && wish.arguments.front() == "no-such-program")
                return fail(ErrorCode::NotFound, "\"no-such-program\" is not there");
            const auto number = ++m_shelf.last;
            m_shelf.terminals.emplace(number, FakeTerminal{.wish = wish, .size = wish.size});
            return Result<TerminalNumber>(number);
        },
        std::move(done));
}

Call FakeTerminals::list(Callback<std::vector<domain::GuestTerminal>> done)
{
    m_shelf.log.push_back("list");
    using Listed = Result<std::vector<domain::GuestTerminal>>;
    return begin<std::vector<domain::GuestTerminal>>(
        [this]() -> std::optional<Listed> {
            std::vector<domain::GuestTerminal> all;
            for (const auto &[number, terminal] : m_shelf.terminals) {
                if (terminal.closed)
                    continue;
                std::string program;
                for (const auto &word : terminal.wish.arguments)
                    program += (program.empty() ? "" : " ") + word;
                all.push_back({number, program.empty() ? "bash" : program, terminal.size, 0s, terminal.end});
            }
            return Listed(std::move(all));
        },
        std::move(done));
}

Call FakeTerminals::attach(TerminalNumber terminal, ports::TerminalHandlers handlers)
{
    m_shelf.log.push_back("attach " + std::to_string(terminal));
    auto look = std::make_shared<FakeLook>(FakeLook{std::move(handlers)});
    const auto work = std::make_shared<Work>();
    work->fail = [look](const Error &why) {
        look->handlers.ended(tl::unexpected(why));
    };
    work->step = [this, look, terminal, weak = std::weak_ptr(work)] {
        const auto found = find(terminal, look->begun);
        if (!found) {
            look->handlers.ended(tl::unexpected(found.error()));
            return true;
        }
        const auto kept = limits::kTerminalKept.value;
        const auto printed = (*found)->printed; // a handler may change what is there
        const auto how = (*found)->end;
        if (!std::exchange(look->begun, true))
            look->at = printed.size() > kept ? printed.size() - kept : 0;
        while (look->at < printed.size() && look->credit > 0) {
            const auto piece = printed.substr(look->at, std::min<std::size_t>(look->credit, 32 << 10));
            look->at += piece.size();
            look->credit -= look->handlers.pace ? piece.size() : 0;
            look->handlers.output(piece);
            if (const auto still = weak.lock(); !still || still->over)
                return true;
        }
        if (!how || look->at < printed.size())
            return false;
        look->handlers.ended(*how);
        return true;
    };
    if (look->handlers.pace)
        look->handlers.pace->onUsed([look = std::weak_ptr(look), self = std::weak_ptr(m_self)](std::size_t bytes) {
            const auto here = self.lock();
            const auto still = look.lock();
            if (!here || !still)
                return;
            still->credit = std::min(still->credit + bytes, kLookWindow);
            (*here)->turnSoon();
        });
    m_looks.insert(terminal);
    auto looking = add(work);
    return Call([looking = std::make_shared<Call>(std::move(looking)), self = std::weak_ptr(m_self), terminal] {
        looking->cancel();
        if (const auto here = self.lock(); here)
            if (const auto one = (*here)->m_looks.find(terminal); one != (*here)->m_looks.end())
                (*here)->m_looks.erase(one);
    });
}

Call FakeTerminals::write(TerminalNumber terminal, std::string bytes, Callback<> done)
{
    m_shelf.log.push_back("write " + std::to_string(terminal));
    return begin<void>(
        [this, terminal, bytes = std::move(bytes)]() -> std::optional<Result<>> {
            auto found = find(terminal);
            if (!found)
                return tl::unexpected(found.error());
            if ((*found)->end)
                return fail(ErrorCode::InvalidState, "the terminal's program has ended");
            if (!(*found)->reads)
                return std::nullopt;
            (*found)->typed += bytes;
            if ((*found)->echoes)
                m_shelf.print(terminal, bytes);
            return Result<>();
        },
        std::move(done));
}

Call FakeTerminals::resize(TerminalNumber terminal, domain::TerminalSize size, Callback<> done)
{
    m_shelf.log.push_back("resize " + std::to_string(terminal));
    return begin<void>(
        [this, terminal, size]() -> std::optional<Result<>> {
            auto found = find(terminal);
            if (!found)
                return tl::unexpected(found.error());
            if ((*found)->end)
                return fail(ErrorCode::InvalidState, "the terminal's program has ended");
            (*found)->size = size;
            return Result<>();
        },
        std::move(done));
}

Call FakeTerminals::close(TerminalNumber terminal, Callback<> done)
{
    m_shelf.log.push_back("close " + std::to_string(terminal));
    return begin<void>(
        [this, terminal]() -> std::optional<Result<>> {
            const auto found = find(terminal);
            if (!found)
                return tl::unexpected(found.error());
            (*found)->closed = true;
            if (!(*found)->end)
                m_shelf.end(terminal, {.status = std::nullopt, .signal = 1}); // who looks at it learns of that
            return Result<>();
        },
        std::move(done));
}

void FakeTerminals::lose(Error why)
{
    m_lost = std::move(why);
    answerAll(*m_lost);
}

void FakeTerminals::answerAll(Error why)
{
    const auto self = std::weak_ptr(m_self);
    for (const auto &work : std::exchange(m_work, {})) {
        if (std::exchange(work->over, true))
            continue;
        work->fail(why);
        if (self.expired())
            return;
    }
}

template <class T>
Call FakeTerminals::begin(std::function<std::optional<Result<T>>()> step, Callback<T> done)
{
    const auto work = std::make_shared<Work>();
    work->step = [step = std::move(step), done, weak = std::weak_ptr(work)] {
        auto answer = step();
        if (!answer)
            return false;
        if (const auto still = weak.lock(); still && !still->over)
            done(*std::move(answer));
        return true;
    };
    work->fail = [done](const Error &why) {
        done(tl::unexpected(why));
    };
    return add(work);
}

Call FakeTerminals::add(std::shared_ptr<Work> work)
{
    m_work.push_back(work);
    turnSoon();
    return Call([work = std::weak_ptr(work)] {
        if (const auto still = work.lock())
            still->over = true;
    });
}

Result<FakeTerminal *> FakeTerminals::find(TerminalNumber number, bool closedToo)
{
    const auto found = m_shelf.terminals.find(number);
    if (found == m_shelf.terminals.end() || (found->second.closed && !closedToo))
        return fail(ErrorCode::NotFound, "there is no terminal " + std::to_string(number));
    return &found->second;
}

void FakeTerminals::turnSoon()
{
    m_turn = m_clock.after(0ms, [this] { turn(); });
}

void FakeTerminals::turn()
{
    if (m_lost)
        return answerAll(*m_lost);
    if (m_shelf.isOfBefore)
        return answerAll(
            {ErrorCode::Unsupported, "this sandbox's agent is of before and has no terminals: a new sandbox has"});
    const auto self = std::weak_ptr(m_self);
    const auto all = m_work; // a step may bring more
    for (const auto &work : all) {
        if (work->over)
            continue;
        const bool answered = work->step();
        if (self.expired())
            return;
        work->over = work->over || answered;
    }
    std::erase_if(m_work, [](const auto &work) { return work->over; });
}

} // namespace testsupport
