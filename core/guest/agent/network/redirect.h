// Role: what programs open is led to this machine's own sockets, by packet filter rules: connections to one of them,
// questions about names to the other; everything else is refused at once. What stays on loopback is left alone.
//
//   nat, output:     oif lo accept; tcp dport 53 -> questions; tcp -> connections; udp dport 53 -> questions
//   filter, output:  oif lo accept; to 127.0.0.1 or ::1 accept; reject (programs see EPERM)
//
// A root in the guest can take the rules away, and only cuts itself off.
#pragma once

#include <string>

namespace glovebox::agent {

/// Sets the rules, in place of those from before. Empty, or why not, in a line.
std::string redirectPrograms();

} // namespace glovebox::agent
