// Role: where the host's own secret, the audit trail's key, comes from: a service's credential, or the store that the
// data folder's secrets are in, or audit.key beside the ledger, as it was kept before there was a store.
// Thread: one with an event loop. Deciding where what is found has to go is here; how it is kept is core/secrets.
// Invariants: a key is never made anew while one may be somewhere that does not answer, nor for a trail that was begun
// with another, unless somebody asks for just that; an older copy is removed only after the new one was read back.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/secrets/choosing.h"
#include "core/secrets/move.h"

#include <string>

namespace glovebox::compose {

struct SecretSetup {
    secrets::ChoosingOptions choosing;
    std::string ledgerFile;
    std::string credentials; // $CREDENTIALS_DIRECTORY; empty: none
};

/// Of a data folder ("…/data", where the ledger is), with this process's credentials.
SecretSetup secretSetup(const std::string &dataFolder);

struct FoundKey {
    SecretString key;
    enum class Where { Credential, Store, OtherStore, BesideLedger } where = Where::Store;
};
/// For who reads the trail: changes nothing. NotFound: nobody made one yet, or it is lost.
Call findAuditKey(SecretSetup setup, Callback<FoundKey> done);

/// For who writes it: chooses a store at a first start, takes over an older key, makes one when there is no trail yet.
Call openAuditKey(SecretSetup setup, Callback<SecretString> done);

/// Why none may be made though none was found: there is a trail, and what to do.
Result<> auditKeyMayBeMade(const SecretSetup &setup);

/// For somebody who knows that the key of a trail is lost: makes one all the same, and the trail says for ever that its
/// key changed. InvalidState: it is not lost; NotFound: there is no trail.
Call replaceLostAuditKey(SecretSetup setup, Callback<SecretString> done);

/// To the one store or the other.
Call moveAllSecrets(SecretSetup setup, secrets::StoreKind to, Callback<secrets::MoveReport> done);

} // namespace glovebox::compose
