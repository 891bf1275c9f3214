// Role: environments that were added while Glovebox ran: their ids and keys, as one of the data folder's secrets.
// Thread: one with an event loop.
#pragma once

#include "app/compose/host_secrets.h"
#include "core/engine/added_environments.h"

#include <string>

namespace glovebox::compose {

struct KeptEnvironments {
    engine::AddedEnvironments::All all;
    std::string place; // where they are, for people: "the keyring"
};

/// Those of a data folder; none: nobody added any. An error: they may be there and cannot be read.
Call readEnvironments(SecretSetup setup, Callback<KeptEnvironments> done);
/// In place of those before. Chooses a store as openAuditKey() does.
Call writeEnvironments(SecretSetup setup, const engine::AddedEnvironments::All &all, Callback<> done);

/// What is written down, and back. InvalidState: that is something else.
SecretString toText(const engine::AddedEnvironments::All &all);
Result<engine::AddedEnvironments::All> environmentsIn(const SecretString &text);

} // namespace glovebox::compose
