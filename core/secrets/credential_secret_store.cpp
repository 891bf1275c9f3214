#include "core/secrets/credential_secret_store.h"

#include "core/secrets/private_file.h"
#include "core/secrets/steps.h"

#include <cstdlib>

namespace glovebox::secrets {

namespace {

constexpr const char *kPrefix = "/glovebox.";

tl::unexpected<Error> readOnly()
{
    return fail(ErrorCode::PermissionDenied, "a service's credentials are only read; change them where systemd has "
                                             "them from (LoadCredential=)");
}

} // namespace

std::string CredentialSecretStore::folderOfProcess()
{
    const char *folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder ? folder : "";
}

Result<SecretString> CredentialSecretStore::find(const std::string &name) const
{
    GB_CHECK(ports::checkSecretName(name));
    if (m_folder.empty())
        return fail(ErrorCode::NotFound, "this program was not given credentials");
    GB_TRY(found, readPrivateFile(m_folder + kPrefix + name, ports::kSecretBytesMax, Others::GroupMayRead));
    const auto &bytes = found.reveal();
    auto value = bytes.ends_with('\n') ? SecretString(bytes.substr(0, bytes.size() - 1)) : found;
    if (value.empty())
        return fail(ErrorCode::InvalidArgument, m_folder + kPrefix + name + " is empty");
    return value;
}

Call CredentialSecretStore::read(const std::string &name, Callback<SecretString> done)
{
    return answerLater<SecretString>(std::move(done), find(name));
}

Call CredentialSecretStore::write(const std::string &name, const SecretString &, Callback<> done)
{
    const auto known = ports::checkSecretName(name);
    return answerLater<void>(std::move(done), known ? Result<>(readOnly()) : known);
}

Call CredentialSecretStore::remove(const std::string &name, Callback<> done)
{
    const auto known = ports::checkSecretName(name);
    return answerLater<void>(std::move(done), known ? Result<>(readOnly()) : known);
}

} // namespace glovebox::secrets
