// Role: a guest's terminals in memory, and GuestTerminals over them: what the real agent does with pseudo-terminals,
// without one. What is typed into one comes back as its output, unless a test says otherwise. The same suite runs on
// both (tests/contract/guest_terminals). Every answer comes at a turn of the test's clock.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/guest_terminals.h"

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace testsupport {

struct FakeTerminal {
    glovebox::domain::TerminalWish wish;
    glovebox::domain::TerminalSize size;
    std::string printed; // all that it ever printed; of that the newest is kept for who looks at it
    std::string typed;   // all that it took
    std::optional<glovebox::domain::ProgramEnd> end;
    bool echoes = true;
    bool closed = false;
    bool reads = true; // false: what is typed waits; FakeShelf::changed() once it does again
};

/// The terminals of one guest. They outlive the links to it; a fork's are a copy of `terminals` and `last`.
class FakeShelf {
public:
    std::map<glovebox::domain::TerminalNumber, FakeTerminal> terminals; // a test may change them at any time, and then
    void changed();                                                     // says so
    void print(glovebox::domain::TerminalNumber number, const std::string &bytes);
    void end(glovebox::domain::TerminalNumber number, glovebox::domain::ProgramEnd how);
    glovebox::domain::TerminalNumber last = 0;
    /// Its agent is of before there were terminals.
    bool isOfBefore = false;
    std::vector<std::string> log; // "open", "write 1", in order
    /// How many look at it now.
    int lookers(glovebox::domain::TerminalNumber number) const;

private:
    friend class FakeTerminals;
    std::set<class FakeTerminals *> m_links;
};

class FakeTerminals final : public glovebox::ports::GuestTerminals {
public:
    FakeTerminals(glovebox::ports::Clock &clock, FakeShelf &shelf);
    ~FakeTerminals() override;

    glovebox::Call open(glovebox::domain::TerminalWish wish,
                        glovebox::Callback<glovebox::domain::TerminalNumber> done) override;
    glovebox::Call list(glovebox::Callback<std::vector<glovebox::domain::GuestTerminal>> done) override;
    glovebox::Call attach(glovebox::domain::TerminalNumber terminal,
                          glovebox::ports::TerminalHandlers handlers) override;
    glovebox::Call write(glovebox::domain::TerminalNumber terminal, std::string bytes,
                         glovebox::Callback<> done) override;
    glovebox::Call resize(glovebox::domain::TerminalNumber terminal, glovebox::domain::TerminalSize size,
                          glovebox::Callback<> done) override;
    glovebox::Call close(glovebox::domain::TerminalNumber terminal, glovebox::Callback<> done) override;

    /// The link is gone: what is under way and all that follows ends with this.
    void lose(glovebox::Error why);

private:
    friend class FakeShelf;

    /// One question, look or piece of typing. Over once it was answered or let go of.
    struct Work {
        std::function<bool()> step; // true: it was answered
        std::function<void(const glovebox::Error &)> fail;
        bool over = false;
    };
    template <class T>
    glovebox::Call begin(std::function<std::optional<glovebox::Result<T>>()> step, glovebox::Callback<T> done);
    glovebox::Call add(std::shared_ptr<Work> work);
    glovebox::Result<FakeTerminal *> find(glovebox::domain::TerminalNumber number, bool closedToo = false);
    void answerAll(glovebox::Error why);
    void turnSoon();
    void turn();

    glovebox::ports::Clock &m_clock;
    FakeShelf &m_shelf;
    std::list<std::shared_ptr<Work>> m_work; // in order of asking
    std::multiset<glovebox::domain::TerminalNumber> m_looks;
    std::shared_ptr<FakeTerminals *> m_self; // for handles that may outlive us
    glovebox::Call m_turn;
    std::optional<glovebox::Error> m_lost;
};

} // namespace testsupport
