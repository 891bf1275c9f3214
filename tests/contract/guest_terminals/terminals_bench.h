// Role: GuestTerminals over a guest that a test can look into: the fake in memory, or the real agent behind a real
// link, with real programs in real pseudo-terminals.
#pragma once

#include "tests/support/fake_terminals.h"
#include "tests/unit/guest/link_bench.h"

#include <fstream>
#include <memory>

namespace testsupport {

class TerminalsBench {
public:
    virtual ~TerminalsBench() = default;
    virtual bool isReady() = 0;
    virtual glovebox::ports::GuestTerminals &terminals() = 0;
    /// For a program that says "ready" and then says what is typed, byte for byte, until it is told to end.
    virtual glovebox::domain::TerminalWish echo() = 0;
    /// Told once such a one was opened.
    virtual void opened(glovebox::domain::TerminalNumber number) = 0;
    /// All of them end, with status 7.
    virtual void endAll() = 0;
    virtual void turn() = 0;

    template <class Reached>
    bool wait(Reached reached)
    {
        return QTest::qWaitFor(
            [&] {
                turn();
                return reached();
            },
            60'000);
    }
};

class FakeTerminalsBench final : public TerminalsBench {
public:
    bool isReady() override { return true; }
    glovebox::ports::GuestTerminals &terminals() override { return m_terminals; }
    glovebox::domain::TerminalWish echo() override { return {.arguments = {"echo"}}; }
    void opened(glovebox::domain::TerminalNumber number) override { m_shelf.print(number, "ready"); }
    void endAll() override
    {
        std::vector<glovebox::domain::TerminalNumber> open;
        for (const auto &[number, terminal] : m_shelf.terminals)
            if (!terminal.end)
                open.push_back(number);
        for (const auto number : open)
            m_shelf.end(number, {.status = 7});
    }
    void turn() override { m_clock.runDue(); }

private:
    ManualClock m_clock;
    FakeShelf m_shelf;
    FakeTerminals m_terminals{m_clock, m_shelf};
};

class AgentTerminalsBench final : public TerminalsBench {
public:
    bool isReady() override
    {
        m_host.connect(m_guest.path());
        return QTest::qWaitFor([&] { return m_host.link != nullptr; });
    }
    glovebox::ports::GuestTerminals &terminals() override { return m_host.link->terminals(); }
    glovebox::domain::TerminalWish echo() override
    {
        return {.arguments = {"sh", "-c",
                              "stty raw -echo; exec 3<&0; cat <&3 & printf ready; while ! [ -e " + endFile() +
                                  " ]; do sleep 0.05; done; kill $!; exit 7"}};
    }
    void opened(glovebox::domain::TerminalNumber) override {}
    void endAll() override { std::ofstream(endFile()) << "now"; }
    void turn() override { m_host.clock.runDue(); }

private:
    std::string endFile() const { return m_guest.session() + "/end"; }

    HonestGuest m_guest;
    glovebox::guest::Host m_host;
};

} // namespace testsupport
