// Role: the SecretStore port on what systemd hands to a service (LoadCredential=, SetCredentialEncrypted=): files in
// $CREDENTIALS_DIRECTORY, "glovebox.audit-key" for the secret "audit-key". Thread: as the port says; a look at a file
// in memory. Invariants: nothing is written or removed there.
#pragma once

#include "core/ports/secret_store.h"

namespace glovebox::secrets {

class CredentialSecretStore final : public ports::SecretStore {
public:
    /// `folder`: $CREDENTIALS_DIRECTORY; empty: there are none.
    explicit CredentialSecretStore(std::string folder) : m_folder(std::move(folder)) {}
    /// Of this process.
    static std::string folderOfProcess();

    /// One line end behind it is not part of it: credentials are often made with an editor or echo.
    Call read(const std::string &name, Callback<SecretString> done) override;
    /// PermissionDenied.
    Call write(const std::string &name, const SecretString &value, Callback<> done) override;
    Call remove(const std::string &name, Callback<> done) override;

private:
    Result<SecretString> find(const std::string &name) const;

    std::string m_folder;
};

} // namespace glovebox::secrets
