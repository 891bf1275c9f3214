// Role: an interface that programs take for a network: addresses of both families, and everything routed to it. Nothing
// ever leaves through it; the redirection takes what is meant for it (redirect.h).
#pragma once

#include <string>

namespace glovebox::agent {

/// Makes it, also where it is already. Empty, or what is missing, in a line.
std::string raiseInterface();

} // namespace glovebox::agent
