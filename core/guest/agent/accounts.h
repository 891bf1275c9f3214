// Role: the users and groups that a guest's own files tell of. They are read directly: a static program has no name
// service. The files are the image's, so anything may be in them: lines of any length and kind, or no file at all.
// Invariants: the first entry that fits counts; at most one line is held; what is no plain file is not read.
#pragma once

#include "core/guest/agent/tools/context.h"

#include <string>
#include <string_view>

namespace glovebox::agent {

struct Account {
    std::string name; // of a number that no entry names, the number
    std::string home; // empty: none is told
    Credentials credentials;
    std::string shell{}; // likewise
};

class Accounts {
public:
    /// The folder with passwd and group.
    explicit Accounts(std::string folder = "/etc") : m_folder(std::move(folder)) {}

    /// `user`: a name, a uid, name:group or uid:gid; empty: root. A name that stands alone, or a uid with an entry,
    /// has the supplementary groups that list it. Nothing, and why, when a name is not there.
    std::optional<Account> find(const std::string &user, std::string &problem) const;

private:
    std::string m_folder;
};

/// "1234", or "app (uid 1234, gid 1234, also in 2000)".
std::string inWords(const Account &account);

} // namespace glovebox::agent
