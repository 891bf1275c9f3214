// Role: where the gate's secrets are kept, values and all, with the gate's own authority. Thread: the engine's; every
// answer comes from its loop. Errors: as ports/secret_store.h has them; a value is never part of one.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/units.h"
#include "core/domain/gate_secret.h"

#include <string>
#include <vector>

namespace glovebox::ports {

struct KeptSecret {
    domain::GateSecret secret;
    SecretString value;
    WallTime since;   // that the value is this one
    std::string id{}; // as long as it is there; made with it, and never again for one of the name
};

struct KeptSecrets {
    SecretString authority; // key and certificate as PEM; empty: there is none yet
    std::vector<KeptSecret> secrets;
};

inline constexpr std::size_t kKeptSecretsMax = 256;

class SecretVault {
public:
    virtual ~SecretVault() = default;

    /// Empty when nothing was ever kept. InvalidState: there is something, and it cannot be read now, or for good; it
    /// is left as it is.
    virtual Call open(Callback<KeptSecrets> done) = 0;
    /// All of it, in place of what was there. Kept for good when it is answered; else what was there is there.
    virtual Call keep(KeptSecrets all, Callback<> done) = 0;
    /// Where, for people: "the keyring"; empty before open() was answered.
    virtual std::string place() const = 0;
};

} // namespace glovebox::ports
