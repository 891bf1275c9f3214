// Role: sandboxes with terminals, for tests of the window: what is typed is noted, what programs print is said by the
// test. Gives no more than a window of output that was not used up, as a real one. Thread: GUI; answers come queued.
#pragma once

#include "app/bridge/terminal_desk.h"

#include <QCoreApplication>
#include <QObject>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testsupport {

using namespace glovebox;

class FakeTerminalDesk final : public bridge::TerminalDesk {
public:
    static constexpr std::size_t kWindow = std::size_t{256} * 1024;

    struct Terminal {
        domain::GuestTerminal shown;
        std::string kept;    // what it printed
        std::string typed;   // into it
        std::string waiting; // to be given to who looks, within the window
        std::size_t under = 0;
        std::shared_ptr<api::TerminalWatch> watch;
    };

    std::optional<Error> refuseList; // each until it is taken away
    std::optional<Error> refuseOpen;
    std::optional<Error> refuseType;
    bool holdOpen = false; // nothing is opened yet
    bool holdType = false; // what is typed is not taken yet
    bool asleep = false;
    std::vector<domain::TerminalNumber> closed;
    std::vector<domain::TerminalWish> opened;

    Terminal &at(domain::TerminalNumber number) { return m_terminals[number]; }
    bool has(domain::TerminalNumber number) const { return m_terminals.contains(number); }

    /// One that is there already, and what it has printed.
    domain::TerminalNumber put(const std::string &program, const std::string &kept = {})
    {
        const auto number = m_next++;
        m_terminals[number].shown = {.number = number, .program = program};
        m_terminals[number].kept = kept;
        return number;
    }
    void print(domain::TerminalNumber number, const std::string &bytes)
    {
        auto &terminal = at(number);
        terminal.kept += bytes;
        if (terminal.watch)
            terminal.waiting += bytes;
        give(number);
    }
    void end(domain::TerminalNumber number, domain::ProgramEnd how)
    {
        auto &terminal = at(number);
        terminal.shown.end = how;
        if (const auto watch = terminal.watch)
            watch->ended(how);
    }
    /// The machine ends with all that is in it; another's agent counts from 1 again.
    void breakOff(const Error &error)
    {
        const auto gone = std::exchange(m_terminals, {});
        m_next = 1;
        for (const auto &[number, terminal] : gone)
            if (terminal.watch)
                terminal.watch->ended(tl::unexpected(error));
    }
    void fallAsleep()
    {
        asleep = true;
        for (auto &[number, terminal] : m_terminals)
            if (const auto watch = terminal.watch)
                watch->present(false);
    }
    void wake()
    {
        asleep = false;
        for (auto &[number, terminal] : m_terminals) {
            if (const auto watch = terminal.watch)
                watch->present(true);
            terminal.waiting = terminal.watch ? terminal.kept : std::string();
            terminal.under = 0;
            give(number);
        }
    }

    Call open(const domain::SandboxId &, domain::TerminalWish wish, Callback<domain::TerminalNumber> done) override
    {
        opened.push_back(wish);
        if (holdOpen)
            return {};
        return later([this, wish, done] {
            if (refuseOpen)
                return done(tl::unexpected(*refuseOpen));
            const auto number = put(wish.arguments.empty() ? "bash" : wish.arguments.front());
            at(number).shown.size = wish.size;
            done(number);
        });
    }
    Call list(const domain::SandboxId &, Callback<std::vector<domain::GuestTerminal>> done) override
    {
        return later([this, done] {
            if (refuseList)
                return done(tl::unexpected(*refuseList));
            std::vector<domain::GuestTerminal> all;
            for (const auto &[number, terminal] : m_terminals)
                all.push_back(terminal.shown);
            done(all);
        });
    }
    Call watch(const domain::SandboxId &, domain::TerminalNumber number, api::TerminalWatch watch) override
    {
        auto held = std::make_shared<api::TerminalWatch>(std::move(watch));
        if (held->pace)
            held->pace->onUsed([this, number](std::size_t bytes) {
                if (!has(number))
                    return;
                auto &terminal = at(number);
                terminal.under -= std::min(terminal.under, bytes);
                give(number);
            });
        // What is printed until then is in what is kept, and comes once.
        auto beginning = std::make_shared<Call>(later([this, number, held] {
            auto &terminal = at(number);
            terminal.watch = held;
            if (asleep)
                return held->present(false);
            terminal.waiting = terminal.kept;
            terminal.under = 0;
            give(number);
            if (terminal.shown.end && terminal.watch == held)
                held->ended(*terminal.shown.end);
        }));
        return Call([this, number, held, beginning] {
            *beginning = {};
            if (has(number) && at(number).watch == held)
                at(number).watch.reset();
        });
    }
    Call type(const domain::SandboxId &, domain::TerminalNumber number, std::string bytes, Callback<> done) override
    {
        at(number).typed += bytes;
        if (holdType)
            return {};
        return later([this, done] {
            if (refuseType)
                return done(tl::unexpected(*refuseType));
            done({});
        });
    }
    void resize(const domain::SandboxId &, domain::TerminalNumber number, domain::TerminalSize size) override
    {
        at(number).shown.size = size;
    }
    Call close(const domain::SandboxId &, domain::TerminalNumber number, Callback<> done) override
    {
        closed.push_back(number);
        m_terminals.erase(number);
        return later([done] { done({}); });
    }

private:
    void give(domain::TerminalNumber number)
    {
        auto &terminal = at(number);
        while (terminal.watch && !asleep && !terminal.waiting.empty() && terminal.under < kWindow) {
            const auto piece = terminal.waiting.substr(0, std::min(kWindow - terminal.under, std::size_t{16} * 1024));
            terminal.waiting.erase(0, piece.size());
            terminal.under += piece.size();
            const auto watch = terminal.watch;
            watch->output(piece);
        }
    }
    Call later(std::function<void()> what)
    {
        auto alive = std::make_shared<bool>(true);
        QMetaObject::invokeMethod(
            &m_loop,
            [alive, what = std::move(what)] {
                if (*alive)
                    what();
            },
            Qt::QueuedConnection);
        return Call([alive] { *alive = false; });
    }

    QObject m_loop;
    std::map<domain::TerminalNumber, Terminal> m_terminals;
    domain::TerminalNumber m_next = 1;
};

} // namespace testsupport
