// Role: which store a data folder's secrets are in and whether it answers, for the doctor and `gloveboxctl secret-store
// status`. Thread: one with an event loop. Invariant: nothing is changed, and no part of a secret is told.
#pragma once

#include "app/compose/host_secrets.h"

namespace glovebox::compose {

struct SecretStatus {
    std::string store; // "file", "keyring", "credential"; empty: none was chosen yet
    std::string found; // for people, one line
    /// A start would be refused: why, and what to do.
    std::optional<Error> problem;
    std::string advice; // what is to be put right though nothing is wrong with a start; a command
};
Call secretStatus(SecretSetup setup, Callback<SecretStatus> done);

} // namespace glovebox::compose
