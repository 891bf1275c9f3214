// Role: where the gate's secrets are on this host: a sealed file in the data folder, whose key is a service's
// credential or in the data folder's store of secrets, and how the gate gets its authority. Thread: one with an event
// loop; the engine's. How they are kept is core/secrets, what they are for core/egress.
#pragma once

#include "app/compose/host_secrets.h"
#include "core/egress/gate.h"
#include "core/engine/secret_book.h"
#include "core/ports/secret_vault.h"
#include "core/secrets/sealed_vault.h"

#include <memory>
#include <string>

namespace glovebox::compose {

std::string gateSecretsFileOf(const std::string &dataFolder);

/// The key that there is; with `make`, one that was made and kept if there was none. NotFound: there is none. Chooses a
/// store as openAuditKey() does.
Call findGateKey(SecretSetup setup, bool make, Callback<secrets::VaultKey> done);

std::unique_ptr<ports::SecretVault> makeSecretVault(const SecretSetup &setup);

/// Of that PEM, or a new one; the gate opens TLS with it from then on.
Result<engine::GateAuthority> putAuthority(egress::Gate &gate, const SecretString &pem, WallTime now);

} // namespace glovebox::compose
