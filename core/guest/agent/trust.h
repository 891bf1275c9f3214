// Role: makes programs of this guest believe the authority of the host's gate, beside those that the image has: a file
// of its own, the image's bundles, and variables for programs that look elsewhere. What stands for secrets is among the
// variables. Thread: the agent's only one.
// Invariants: an image's bundle only ever grows, by one certificate, once; the same told again costs a comparison.
// An image's file is added to and not covered: packages replace those files, and could not replace a mount.
#pragma once

#include "core/guest/protocol/setup.h"

#include <optional>
#include <string>
#include <vector>

namespace glovebox::agent {

class Trust {
public:
    /// `root`: empty is the guest's own; `memory`: the folder for what is not kept on the disk.
    Trust(std::string root, std::string memory) : m_root(std::move(root)), m_memory(std::move(memory)) {}

    /// True: the variables are others from now on.
    bool apply(const guest::GateTrust &gate);
    /// Of all programs: over what their image says.
    const guest::Variables &secrets() const { return m_secrets; }
    /// Likewise, but an image's own word counts.
    const guest::Variables &places() const { return m_places; }
    const guest::GateReport &report() const { return m_report; }

private:
    void believe(const std::string &authority);
    bool addTo(const std::string &bundle, const std::string &authority);
    void problem(const std::string &what, int error);

    std::string m_root;
    std::string m_memory;
    std::optional<guest::GateTrust> m_gate;
    guest::Variables m_secrets;
    guest::Variables m_places;
    guest::GateReport m_report;
};

} // namespace glovebox::agent
