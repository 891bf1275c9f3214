// Role: where the secrets of one data folder are, as it is written down in the folder: every program that works with it
// looks in the same place, whatever its settings and its session say. Thread: any; blocking file work.
// Invariants: what does not read is refused and left; nothing is chosen here.
#pragma once

#include "core/ports/secret_store.h"
#include "core/secrets/private_file.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace glovebox::secrets {

/// All that is kept. A new one gets its name here, or a move would leave it behind.
inline constexpr const char *kAuditKey = "audit-key";
inline constexpr const char *kGateKey = "gate-key";          // of the sealed file of the gate's secrets
inline constexpr const char *kEnvironments = "environments"; // that were added while Glovebox ran, with their keys
inline constexpr const char *kSecretNames[] = {kAuditKey, kGateKey, kEnvironments};

enum class StoreKind { File, Keyring };
/// "file", "keyring": as settings and the choice spell them.
const char *word(StoreKind kind);
StoreKind otherThan(StoreKind kind);

struct StoreChoice {
    StoreKind kind = StoreKind::File;
    std::string folderId;  // this folder's in the keyring
    bool otherToo = false; // a move is under way, or was cut short: the other store may hold copies

    friend bool operator==(const StoreChoice &, const StoreChoice &) = default;
};

/// What the stores of one data folder are made of.
struct StorePlaces {
    std::string dataFolder;
    std::string keyringProgram; // empty: beside this program
    std::chrono::milliseconds keyringDeadline{5000};
};

std::string secretFolderOf(const std::string &dataFolder);
std::string choiceFileOf(const std::string &dataFolder);

/// None: this folder has not been started with. InvalidState: it does not read.
Result<std::optional<StoreChoice>> readChoice(const std::string &dataFolder);
Result<> writeChoice(const std::string &dataFolder, const StoreChoice &choice);
std::string newFolderId();

/// Held while secrets are made or moved. Conflict: another program is at it.
Result<std::unique_ptr<FileLock>> lockStores(const std::string &dataFolder);

std::unique_ptr<ports::SecretStore> makeStore(const StorePlaces &places, StoreKind kind, const std::string &folderId);

/// "the keyring: it is locked. Unlock it …": what was wrong with a store that secrets are in, and what to do.
Error explained(StoreKind kind, Error error);

} // namespace glovebox::secrets
