// Role: the SecretVault port on one sealed file in the data folder: AES-256-GCM, under a key that is elsewhere (the
// keyring, a service's credential, or a private file beside it: the host's store of secrets). Thread: as the port says;
// the file is small, and is read and written at once.
// Invariants: the file is written whole or not at all; a nonce is never used twice (96 random bits for each writing);
// what does not open is never replaced; no key is made while there is a file that another one sealed.
#pragma once

#include "core/ports/secret_vault.h"

#include <functional>
#include <memory>

namespace glovebox::secrets {

inline constexpr std::size_t kVaultKeyBytes = 32; // in hexadecimal in the store
inline constexpr std::size_t kVaultFileMax = std::size_t{4} * 1024 * 1024;

struct VaultKey {
    SecretString hex;
    std::string place; // for people: "the keyring"
};

/// What is in the file. InvalidArgument: the key is none.
Result<std::string> sealed(const ports::KeptSecrets &all, const SecretString &keyHex);
/// InvalidState: it is not ours, was changed, or another key sealed it.
Result<ports::KeptSecrets> unsealed(const std::string &file, const SecretString &keyHex);
/// For a first use; from the system's generator.
Result<SecretString> newVaultKey();

class SealedVault final : public ports::SecretVault {
public:
    /// The key that there is; with `make`, one that was made and kept if there was none. NotFound: there is none.
    using FindKey = std::function<Call(bool make, Callback<VaultKey> done)>;

    SealedVault(std::string file, FindKey findKey) : m_file(std::move(file)), m_findKey(std::move(findKey)) {}

    Call open(Callback<ports::KeptSecrets> done) override;
    Call keep(ports::KeptSecrets all, Callback<> done) override;
    std::string place() const override { return m_place; }

private:
    Result<> write(const ports::KeptSecrets &all, const SecretString &key) const;

    std::string m_file;
    FindKey m_findKey;
    std::string m_place;
    std::optional<SecretString> m_key; // once it was found
};

} // namespace glovebox::secrets
