// Role: the guest's name server without its sockets: questions as bytes in, answers as bytes out. A name exists when
// the host says so, and stands for a made-up address then (names.h); the host is asked once a name, until its rules
// change. Thread: the network process's only one. No I/O, no clock. Invariants: every question is answered once, or
// dropped with whoever asked; what waits for the host is bounded in number and in time, so a host that is silent, or a
// flood of questions, costs programs an error and nothing else.
#pragma once

#include "core/guest/agent/network/dns.h"
#include "core/guest/agent/network/names.h"

#include <chrono>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace glovebox::agent {

using Instant = std::chrono::steady_clock::time_point;

/// Names that the host is asked about at once, and questions that wait for one of them.
inline constexpr std::size_t kPendingNamesMax = 256;
inline constexpr std::size_t kWaitingQuestionsMax = 32;
/// Of a host that is there. Programs ask again after five seconds.
inline constexpr std::chrono::milliseconds kAnswerWait{4000};
/// For a host to come, where there is none: a clone's comes with its first programs.
inline constexpr std::chrono::milliseconds kHostWait{250};

class Resolver {
public:
    /// Where an answer goes; whatever the caller needs for that.
    using ReturnAddress = std::string;

    struct Ways {
        /// Asks the host, and gives the stream that its answer comes on; 0: it cannot be asked now.
        std::function<std::uint32_t(const std::string &name)> ask;
        std::function<void(const ReturnAddress &to, const std::string &message)> answer;
    };

    Resolver(NameTable &names, Ways ways) : m_names(names), m_ways(std::move(ways)) {}

    void question(ReturnAddress from, std::string_view message, Instant now);
    void answered(std::uint32_t stream, bool exists);
    /// A new one each time: whatever was asked is asked again.
    void hostCame(Instant now);
    void hostGone(Instant now);
    void rulesChanged();

    std::optional<Instant> deadline() const;
    void step(Instant now);
    std::size_t pending() const { return m_pending.size(); }

private:
    struct Waiting {
        ReturnAddress from;
        dns::Question question;
    };
    struct Pending {
        std::vector<Waiting> waiting;
        std::uint32_t stream = 0; // none yet: no host
        Instant until;
    };

    void ask(const std::string &name, Pending &pending, Instant now);
    void conclude(const std::string &name, std::optional<bool> exists);
    std::string answerTo(const dns::Question &question, std::optional<bool> exists);
    std::string answerLocally(const dns::Question &question) const;

    NameTable &m_names;
    Ways m_ways;
    bool m_hasHost = false;
    std::unordered_map<std::string, Pending> m_pending;
    std::unordered_map<std::uint32_t, std::string> m_asked; // stream → name
    // What the host has said since its rules changed last.
    std::unordered_set<std::string> m_exist;
    std::unordered_set<std::string> m_existNot;
};

} // namespace glovebox::agent
