// Role: a first command for a guest that is to be frozen or kept ready, so that the next one finds its shell's pages in
// memory and, in emulation, its code translated: 0.3 s down to some milliseconds. Thread: the engine's.
#pragma once

#include "core/ports/guest_link.h"

namespace glovebox::engine {

enum class Shell {
    Ends,  // before this answers: its random state and its variables are nobody's. For what is cloned afterwards
    Stays, // the session's own, started in this very guest; see nameShell()
};

/// `link` outlives the call. An Error when the guest does not do it; letting go aborts it.
Call warmUp(ports::GuestLink &link, Shell shell, Callback<> done);

/// A shell that was started under another host name is told this one; a host name is a word without quotes.
Call nameShell(ports::GuestLink &link, const std::string &hostname, Callback<> done);

} // namespace glovebox::engine
