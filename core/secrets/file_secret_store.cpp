#include "core/secrets/file_secret_store.h"

#include "core/secrets/private_file.h"

namespace glovebox::secrets {

Call FileSecretStore::read(const std::string &name, Callback<SecretString> done)
{
    return m_pool.run<SecretString>(
        [folder = m_folder, name](const StopFlag &) -> Result<SecretString> {
            GB_CHECK(ports::checkSecretName(name));
            GB_CHECK(checkPrivateFolder(folder, false));
            return readPrivateFile(folder + '/' + name, ports::kSecretBytesMax);
        },
        std::move(done));
}

Call FileSecretStore::write(const std::string &name, const SecretString &value, Callback<> done)
{
    return m_pool.run<void>(
        [folder = m_folder, name, value](const StopFlag &) -> Result<> {
            GB_CHECK(ports::checkSecretName(name));
            GB_CHECK(ports::checkSecretValue(value));
            GB_CHECK(checkPrivateFolder(folder, true));
            return writePrivateFile(folder + '/' + name, value.reveal());
        },
        std::move(done));
}

Call FileSecretStore::remove(const std::string &name, Callback<> done)
{
    return m_pool.run<void>(
        [folder = m_folder, name](const StopFlag &) -> Result<> {
            GB_CHECK(ports::checkSecretName(name));
            if (const auto there = checkPrivateFolder(folder, false); !there)
                return there.error().code == ErrorCode::NotFound ? Result<>() : there;
            return removePrivateFile(folder + '/' + name);
        },
        std::move(done));
}

} // namespace glovebox::secrets
