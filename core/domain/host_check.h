// Role: one thing that was looked at on this host before sandboxes run on it, and what to do about it: what the doctor
// tells, on a terminal and in the window.
#pragma once

#include <string>

namespace glovebox::domain {

enum class CheckGroup { Must, Should, Info };
enum class CheckStatus { Pass, Warn, Fail };

struct HostCheck {
    std::string id; // stable: "kvm-device"
    CheckGroup group = CheckGroup::Info;
    std::string title;
    CheckStatus status = CheckStatus::Pass;
    std::string found;     // the fact, also when all is well
    std::string why;       // what it is needed for
    std::string fix;       // a command to copy; empty when there is none, or nothing to fix
    std::string ifIgnored; // empty when it passes

    friend bool operator==(const HostCheck &, const HostCheck &) = default;
};

} // namespace glovebox::domain
