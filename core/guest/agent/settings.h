// Role: how programs run in this guest: as uid 1000 in the session's folder until the host tells otherwise, then as the
// image's config says. Thread: the agent's only one. Invariants: the same setup told again changes nothing and costs a
// comparison; a setup that cannot be had in full never gives anybody more rights than uid 1000.
#pragma once

#include "core/guest/agent/accounts.h"
#include "core/guest/protocol/exec_messages.h"
#include "core/guest/protocol/setup.h"

#include <variant>

namespace glovebox::agent {

class Settings {
public:
    /// `first`: for as long as nothing is told. `folder`: the one with passwd and group.
    Settings(ToolContext first, const std::string &folder);

    /// True: tools begin in another way from now on.
    bool apply(const guest::Setup &setup);
    /// Of all programs from now on: over what the setup says, and what it does not say. Answers as above.
    bool add(const guest::Variables &over, const guest::Variables &besides);
    /// Whether programs find a proxy. They are told of it, unless anything that is said of their environment is about
    /// one.
    void haveProxy(bool there);
    /// This guest has another name from now on, which its programs reach without the proxy.
    void becomeAnother(const std::string &hostname);
    /// Of the last setup.
    const guest::SetupReport &report() const { return m_report; }
    const ToolContext &tools() const { return m_tools; }

    /// How one program begins, or why it cannot.
    std::variant<ToolContext, guest::ExecEnd> program(const guest::ExecStart &start) const;

private:
    Account accountOf(const guest::Setup &setup);
    std::string folderOf(const std::string &workdir, const Account &account);
    ToolContext contextOf(const Account &account) const;
    ToolContext withMore(ToolContext context) const;
    ToolContext withProxy(ToolContext context) const;

    ToolContext m_first;
    Accounts m_accounts;
    ToolContext m_plain; // of tools, without what was added
    ToolContext m_tools;
    guest::Variables m_over;
    guest::Variables m_besides;
    bool m_hasProxy = false;
    guest::Variables m_proxy;
    std::optional<guest::Setup> m_setup;
    guest::Variables m_variables; // of the setup
    std::string m_workdir;        // of programs
    guest::SetupReport m_report;
};

} // namespace glovebox::agent
