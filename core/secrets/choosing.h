// Role: which store a data folder's secrets are in: the one that was written down, and at a first start one that works.
// Thread: one with an event loop.
// Invariants: what was written down is never changed here; at a first start nothing is in a store before it is written
// down that it is the one.
#pragma once

#include "core/base/call.h"
#include "core/secrets/choice.h"

namespace glovebox::secrets {

enum class StoreWish { Auto, File, Keyring };

struct ChoosingOptions {
    StorePlaces places;
    StoreWish wish = StoreWish::Auto;
    /// Off: a first start with Auto takes files. For a demo, which is not to leave anything in somebody's keyring.
    bool mayTakeKeyring = true;
};

/// Hold lockStores() meanwhile. InvalidState: another one than the wished one is written down.
Call chooseStore(ChoosingOptions options, Callback<StoreChoice> done);

} // namespace glovebox::secrets
