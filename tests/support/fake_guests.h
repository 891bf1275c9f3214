// Role: guests in memory, for engine tests: what fake_sandboxes.h starts machines for, that includes this. Obey their
// ports and can be told to be slow, to fail, or to fall silent.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "tests/support/fake_guest_disk.h"
#include "tests/support/fake_terminals.h"

#include <map>
#include <set>
#include <vector>

namespace testsupport {

class FakeHypervisor;

/// How a program ends that a guest was asked to run by itself.
struct FakeExec {
    std::string output;
    std::string errors;
    glovebox::Result<glovebox::ports::ExecEnd> end{glovebox::ports::ExecEnd{0}};
    std::chrono::milliseconds time{0};
    bool goesOn = false; // until FakeGuests::endExec()
    bool isCat = false;  // prints what it is given, and ends with that
};

class FakeGuests final : public glovebox::ports::GuestConnector {
public:
    explicit FakeGuests(glovebox::ports::Clock &clock) : m_clock(clock) {}

    glovebox::Call connect(std::string controlSocket, glovebox::ports::GuestIdentity identity,
                           std::chrono::milliseconds deadline,
                           glovebox::Callback<glovebox::ports::GreetedGuest> done) override;

    /// How a tool call ends. Default: at once, with "ran <name>".
    std::function<glovebox::Result<glovebox::domain::ToolResult>(const glovebox::ports::ToolRequest &)> tool;
    std::chrono::milliseconds toolTime{0};
    std::chrono::milliseconds bootTime{0};
    int silentBoots = 0; // so many guests never answer
    bool silentWithKvm = false;
    FakeHypervisor *hypervisor = nullptr; // to know which acceleration a socket belongs to
    int flushes = 0;
    /// A guest is about to answer on this socket: its disk is what it is made to be.
    std::function<void(const std::string &socket)> beforeGreeting;
    /// A call that the engine makes for itself, to warm a guest up.
    static bool isOurs(const std::string &call) { return call == "warm-up"; }

    std::vector<glovebox::domain::GuestCheck> checks{{"Clock", true, "put right"}}; // what each guest answers
    std::optional<glovebox::Error> warmUpFault;                                     // what such a call ends with,
    std::optional<glovebox::domain::ToolResult> warmUpAnswer;                       // else "ok"
    std::string warmUpFaultIn;                                                      // in sandboxes whose names begin so
    std::vector<std::string> prepared;                                              // "<sandbox>: <call>", of those
    std::vector<std::string> ran;     // ids of sessions' calls, in order of their start
    std::vector<std::string> aborted; // whose handle went before the end, or that were told to end
    std::vector<std::string> identities;
    std::vector<std::optional<glovebox::ports::GuestSetup>> setups; // that came with them
    std::vector<std::optional<glovebox::ports::GateTrust>> gates;   // likewise
    std::vector<std::string> hostnames;                             // likewise
    /// Empty: each ends well, at once and without a word.
    std::function<FakeExec(const std::string &sandbox, const glovebox::ports::ExecRequest &)> answerExec;
    std::vector<std::pair<std::string, glovebox::ports::ExecRequest>> executed; // by socket
    /// What a program that goes on in this sandbox prints, and how it ends. False: none does.
    bool sayExec(const std::string &sandbox, const std::string &output);
    bool endExec(const std::string &sandbox, glovebox::Result<glovebox::ports::ExecEnd> end);
    bool execGoesOn(const std::string &sandbox) const { return m_execs.contains(sandbox); }
    std::vector<std::string> killed; // sandboxes of programs whose handle went while they went on
    std::set<std::string> still;     // sockets of guests that were told to stand still
    int running = 0;
    int mostRunningAtOnce = 0;

    /// The files of this sandbox: they outlive the link, and are there from before the first connection.
    FakeDisk &disk(const std::string &sandbox) { return m_disks.try_emplace(sandbox).first->second; }

    /// Its terminals, likewise.
    FakeShelf &terminals(const std::string &sandbox) { return m_shelves.try_emplace(sandbox).first->second; }
    /// It has the processes of another: a fork, a clone.
    void copyTerminals(const std::string &from, const std::string &to);

    /// The channel of this sandbox is gone: running calls get the error, then the owner is told.
    void lose(const std::string &sandbox, glovebox::Error why);

private:
    friend class FakeLink;
    struct Cat;
    void feed(const std::shared_ptr<Cat> &cat);

    glovebox::ports::Clock &m_clock;
    std::map<std::string, class FakeLink *> m_links;
    std::map<std::string, glovebox::ports::ExecHandlers> m_execs; // that go on; one for each sandbox
    std::map<std::string, FakeDisk> m_disks;
    std::map<std::string, FakeShelf> m_shelves;
};

} // namespace testsupport
