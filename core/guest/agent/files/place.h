// Role: where a file operation works: the folder that holds the path's last component, opened component by component
// without following any link, and whose rights it works with. Runs in the operation's own child process only.
//
// Invariants: the child has the tools' user's rights for all that it does; root's come back for single calls that make,
// give away or take away a folder entry where only root may. Its real user stays root, so that no tool can end it.
#pragma once

#include "core/guest/agent/tools/context.h"
#include "core/guest/agent/tools/descriptor.h"

#include <functional>
#include <string>
#include <vector>

namespace glovebox::agent {

class Rights {
public:
    explicit Rights(const ToolContext &context) : m_credentials(context.credentials) {}

    /// The tools' user's from here on. False: could not be taken on, nothing may be done.
    bool lower();
    /// Does it as the tools' user, and when that is not permitted, as root. 0, or -1 with errno.
    int orAsRoot(const std::function<int()> &step);
    /// Gives what is at that name (not what it may link to) to the tools' user. Does nothing without credentials.
    int give(int folder, const std::string &name);

private:
    std::optional<Credentials> m_credentials;
};

struct Place {
    Descriptor parent; // -1 with errno when it could not be had
    std::string leaf;
};

/// `path` is plain and absolute. `make`: missing folders are made and given to the tools' user.
enum class Ancestors { MustExist, Make };
Place openPlace(Rights &rights, const std::string &path, Ancestors ancestors);

/// A folder below another, for reading. -1 with errno; also for a link.
Descriptor openFolder(int parent, const std::string &name);

} // namespace glovebox::agent
