// Role: the terminals of this guest: opens them, hands each what comes for it, and remembers those that have ended.
// They outlive connections of the host's; only the looks at them and what is being typed end with those. Thread: the
// agent's only one. Invariants: every TerminalStart is answered with one TerminalDone; at most limits::kTerminalsMax
// are open, and as many that have ended are kept; no number comes twice.
#pragma once

#include "core/guest/agent/settings.h"
#include "core/guest/agent/terminals/terminal.h"

#include <deque>
#include <map>
#include <memory>

namespace glovebox::agent {

class TerminalDesk {
public:
    TerminalDesk(const Settings &settings, Terminal::Channel channel)
        : m_settings(settings), m_channel(std::move(channel))
    {
    }

    bool has(std::uint32_t stream) const { return holder(stream) != nullptr; }
    void start(std::uint32_t stream, std::string_view payload);
    void data(std::uint32_t stream, std::string_view payload);
    void credit(std::uint32_t stream, std::string_view payload);
    void cancel(std::uint32_t stream);
    /// Nobody wants any answer: looks and typing end, the terminals stay.
    void dropAll();

    void addPollFds(std::vector<pollfd> &fds) const;
    std::optional<Instant> deadline() const;
    void step(Instant now);
    bool owns(pid_t child) const;

private:
    void open(std::uint32_t stream, const guest::TerminalStart &start);
    void list(std::uint32_t stream);
    void resize(std::uint32_t stream, Terminal &terminal, TerminalCells cells);
    /// One that is not being closed.
    Terminal *find(std::uint32_t number) const;
    Terminal *holder(std::uint32_t stream) const;
    std::size_t streams() const;
    std::size_t openOnes() const;
    void answer(std::uint32_t stream, const guest::TerminalDone &how);

    const Settings &m_settings;
    Terminal::Channel m_channel;
    std::map<std::uint32_t, std::unique_ptr<Terminal>> m_terminals; // by number
    std::deque<std::uint32_t> m_ended;                              // the longest ago first
    std::uint32_t m_last = 0;
};

} // namespace glovebox::agent
