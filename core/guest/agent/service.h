// Role: the guest's end of the protocol: frames in, tool calls and answers out. It does no I/O of its own, so the
// host's tests run it in their process. Thread: the agent's only one. Invariants: a greeting starts over, whatever was
// going on; frames of another epoch are ignored; live output keeps within the credit, and what does not fit is counted
// instead of kept; every ToolStart, FileStart, ExecStart and TerminalStart is answered once.
#pragma once

#include "core/guest/agent/files/desk.h"
#include "core/guest/agent/programs/exec_desk.h"
#include "core/guest/agent/settings.h"
#include "core/guest/agent/terminals/desk.h"
#include "core/guest/agent/tools/runner.h"
#include "core/guest/agent/trust.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/messages.h"

#include <map>

namespace glovebox::agent {

class Service {
public:
    struct Machine {
        std::function<guest::IdentityReport(const guest::Identity &)> applyIdentity;
        std::function<void()> shutDown;
        std::string accounts = "/etc";        // the folder with passwd and group
        std::string root{};                   // before what programs know as absolute paths; of tests
        std::string memory = "/run/glovebox"; // the folder that is in memory alone
    };

    Service(ToolContext context, guest::HelloOk facts, Machine machine);

    /// Before anything else: whether programs find a proxy.
    void haveProxy(bool there);

    void received(std::string_view bytes);
    /// The host has let go of the channel: nothing runs unattended, nothing is kept for the next one.
    void hostGone();

    /// What is to be written to the channel, and how much of it was.
    std::string_view unsent() const { return std::string_view(m_out).substr(m_sent); }
    void sent(std::size_t bytes);

    // Driven from outside: addPollFds(), wait until deadline(), step(). Nothing blocks.
    void addPollFds(std::vector<pollfd> &fds) const;
    std::optional<Instant> deadline() const;
    void step(Instant now);
    /// A child that is collected here.
    bool owns(pid_t child) const
    {
        return m_runner.owns(child) || m_files.owns(child) || m_execs.owns(child) || m_terminals.owns(child);
    }

private:
    struct Stream {
        std::size_t credit = 0;
        std::uint64_t skipped = 0;
    };

    void handle(const guest::Frame &frame);
    void greet(const guest::Frame &frame);
    void takeIdentity(const guest::Frame &frame);
    void handleFile(const guest::Frame &frame);
    void handleExec(const guest::Frame &frame);
    void handleTerminal(const guest::Frame &frame);
    bool isTaken(std::uint32_t stream) const;
    void startTool(const guest::Frame &frame);
    void toolOutput(std::uint32_t stream, std::string_view bytes);
    void toolResult(std::uint32_t stream, const ToolOutcome &outcome);
    void send(guest::FrameType type, std::uint32_t stream, std::string payload);

    Settings m_settings;
    Trust m_trust;
    guest::HelloOk m_facts;
    Machine m_machine;
    Instant m_started;
    guest::FrameDecoder m_decoder;
    std::uint32_t m_epoch = 0;
    bool m_greeted = false;
    bool m_identified = false;
    std::string m_hostname; // as told last
    std::map<std::uint32_t, Stream> m_streams;
    std::string m_out;
    std::size_t m_sent = 0;
    ToolRunner m_runner;
    FileDesk m_files;
    ExecDesk m_execs;
    TerminalDesk m_terminals;
};

} // namespace glovebox::agent
