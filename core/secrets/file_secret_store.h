// Role: the SecretStore port on files that only our user can read: for hosts without a desktop's keyring.
// Thread: as the port says; files are read and written on a thread of its own.
// Invariants: a folder or file that others may read is refused, also for writing; a file is there whole or not at all.
#pragma once

#include "core/base/work_pool.h"
#include "core/ports/secret_store.h"

namespace glovebox::secrets {

class FileSecretStore final : public ports::SecretStore {
public:
    /// The folder is made with the first secret.
    explicit FileSecretStore(std::string folder) : m_folder(std::move(folder)) {}

    Call read(const std::string &name, Callback<SecretString> done) override;
    Call write(const std::string &name, const SecretString &value, Callback<> done) override;
    Call remove(const std::string &name, Callback<> done) override;

private:
    std::string m_folder;
    WorkPool m_pool;
};

} // namespace glovebox::secrets
