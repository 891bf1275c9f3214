// Role: the program inside a sandbox that serves its session: started with what it needs to know in its environment and
// nowhere else, what it prints goes into the sandbox's log, its last words are kept. Thread: the engine's.
//
// Invariants
// - It gets the item's own secret and never the environment key.
// - Neither the secret nor the token in it goes into the log or into its last words, however its output is cut up.
#pragma once

#include "core/base/secret.h"
#include "core/domain/template_definition.h"
#include "core/domain/work_item.h"
#include "core/engine/tenant.h"
#include "core/ports/guest_link.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::engine {

/// Takes texts out of a stream that comes in pieces. None of them has a line break in it.
class TextFilter {
public:
    explicit TextFilter(std::vector<std::string> hidden);

    /// What may be shown by now: whole lines, and of one that goes on what cannot be the beginning of such a text.
    std::string take(std::string_view bytes);
    std::string rest();

private:
    void hide();

    std::vector<std::string> m_hidden;
    std::size_t m_longest = 0;
    std::string m_held;
};

/// As a polled item carries it (reference 1.3), without a base URL that it may have named.
std::string workSecretOf(const SecretString &sessionsToken);
/// What a guest calls the control plane.
std::string baseUrlForGuests(const std::string &baseUrl);

class GuestRunner {
public:
    struct Order {
        domain::CommandLine command;
        domain::SandboxId sandbox; // whose log it speaks into
        std::string baseUrl;       // of the environment, as this host has it
    };

    /// `log`: none: what it prints is lost but for its last words.
    GuestRunner(Order order, const domain::WorkItem &item, SandboxLog log);

    void start(ports::GuestLink &link, Callback<ports::ExecEnd> ended);
    bool runs() const { return static_cast<bool>(m_call); }
    /// Its process group is killed; nothing is reported any more.
    void kill();
    /// The end of what it printed, on one line; empty: nothing.
    std::string lastWords() const;

private:
    void heard(ports::ExecStream stream, std::string_view bytes);
    void say(std::string_view text);

    Order m_order;
    std::vector<std::pair<std::string, std::string>> m_environment;
    SandboxLog m_log;
    TextFilter m_output;
    TextFilter m_errors;
    std::string m_last; // of both
    Call m_call;
};

} // namespace glovebox::engine
