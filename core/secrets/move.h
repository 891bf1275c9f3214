// Role: taking a data folder's secrets from one store to the other. Thread: one with an event loop.
// Invariants: at every moment each secret is, whole, in the store that is written down; a kill leaves a copy more,
// never one less, and the choice says so (StoreChoice::otherToo) until it was removed.
#pragma once

#include "core/base/call.h"
#include "core/secrets/choice.h"

#include <functional>

namespace glovebox::secrets {

struct MoveOptions {
    std::string dataFolder;
    StoreChoice from; // as it is written down
    StoreKind to = StoreKind::File;
    std::function<std::unique_ptr<ports::SecretStore>(StoreKind)> store;
};

struct MoveReport {
    int moved = 0;
    /// Copies that could not be removed from where the secrets were; none is lost.
    std::optional<Error> leftBehind;
};

/// Hold lockStores() meanwhile. After an error the secrets are where they were. To where they are: removes what a move
/// that was cut short left in the other store.
Call moveSecrets(MoveOptions options, Callback<MoveReport> done);

/// Removes from the store that is not written down what a move left there, and the note of it.
Call removeCopies(MoveOptions options, Callback<> done);

} // namespace glovebox::secrets
