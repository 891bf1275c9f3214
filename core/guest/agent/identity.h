// Role: makes this guest itself and no other: name, time, and a random generator that no clone shares (vmm-notes 4).
#pragma once

#include "core/guest/protocol/messages.h"

namespace glovebox::agent {

/// What cannot be set is said on the console; the guest is usable without.
void applyIdentity(const guest::Identity &identity);

/// Versions, kernel release and uptime for the greeting.
guest::HelloOk agentFacts();

} // namespace glovebox::agent
