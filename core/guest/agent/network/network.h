// Role: the process that is the guest's network: a child of process 1, with the port gb.net, an interface and rules
// that lead to its sockets, and a loop of its own. What it decides is in line.h; here are its descriptors. What it
// parses is hostile, so once all is set up it gives up its rights, and every file with them.
#pragma once

#include "core/guest/agent/tools/descriptor.h"

#include <cstdint>

namespace glovebox::agent {

/// How that process ends when the machine has no such port: there is nothing to do then, also later.
inline constexpr int kNoNetworkPort = 0;

/// What is written to `ready`, once.
inline constexpr char kProgramsFindNetwork = '+'; // and a proxy in it
inline constexpr char kProgramsFindNone = '-';

/// Does not return. A byte is written to `ready` when all is set up; `next`: see NameTable; `again`:
/// there was another before.
[[noreturn]] void beNetwork(Descriptor ready, std::uint32_t *next, bool again);

} // namespace glovebox::agent
