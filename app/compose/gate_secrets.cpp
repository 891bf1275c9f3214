#include "app/compose/gate_secrets.h"

#include "core/base/constant_time.h"
#include "core/egress/certificate_authority.h"
#include "core/secrets/credential_secret_store.h"
#include "core/secrets/steps.h"

namespace glovebox::compose {

namespace {

using secrets::kGateKey;
using secrets::StoreChoice;
using secrets::StoreKind;
using secrets::VaultKey;

const char *placeOf(StoreKind kind)
{
    return kind == StoreKind::Keyring ? "the keyring" : "a private file of this host";
}

class GateKeySearch : public secrets::Steps<VaultKey> {
public:
    GateKeySearch(SecretSetup setup, bool make, Callback<VaultKey> done)
        : Steps(std::move(done)), m_setup(std::move(setup)), m_make(make), m_credentials(m_setup.credentials)
    {
    }

private:
    const std::string &folder() const { return m_setup.choosing.places.dataFolder; }

    void begin() override
    {
        m_step = m_credentials.read(kGateKey, [this](Result<SecretString> read) {
            if (read)
                return finish(VaultKey{*std::move(read), "a credential of this service"});
            if (read.error().code != ErrorCode::NotFound)
                return finish(tl::unexpected(inContext("the credential glovebox.gate-key", read.error())));
            m_make ? choose() : takeChoice();
        });
    }

    void choose()
    {
        auto lock = secrets::lockStores(folder());
        if (!lock)
            return finish(tl::unexpected(lock.error()));
        m_lock = *std::move(lock);
        m_step = secrets::chooseStore(m_setup.choosing, [this](const Result<StoreChoice> &chosen) {
            if (!chosen)
                return finish(tl::unexpected(chosen.error()));
            lookInto(*chosen);
        });
    }

    void takeChoice()
    {
        const auto chosen = secrets::readChoice(folder());
        if (!chosen)
            return finish(tl::unexpected(chosen.error()));
        if (!*chosen)
            return finish(fail(ErrorCode::NotFound, "there is no store of secrets yet"));
        lookInto(**chosen);
    }

    void lookInto(const StoreChoice &choice)
    {
        m_choice = choice;
        m_store = secrets::makeStore(m_setup.choosing.places, choice.kind, choice.folderId);
        m_step = m_store->read(kGateKey, [this](Result<SecretString> read) {
            if (read)
                return finish(VaultKey{*std::move(read), placeOf(m_choice.kind)});
            if (read.error().code != ErrorCode::NotFound)
                return finish(tl::unexpected(secrets::explained(m_choice.kind, read.error())));
            if (m_choice.otherToo)
                return lookElsewhere();
            m_make ? make() : finish(tl::unexpected(read.error()));
        });
    }

    /// A move was cut short: it may be where it was before.
    void lookElsewhere()
    {
        const auto kind = secrets::otherThan(m_choice.kind);
        m_other = secrets::makeStore(m_setup.choosing.places, kind, m_choice.folderId);
        m_step = m_other->read(kGateKey, [this, kind](Result<SecretString> read) {
            if (read)
                return finish(VaultKey{*std::move(read), placeOf(kind)});
            if (read.error().code != ErrorCode::NotFound)
                return finish(tl::unexpected(secrets::explained(kind, read.error())));
            m_make ? make() : finish(tl::unexpected(read.error()));
        });
    }

    void make()
    {
        auto key = secrets::newVaultKey();
        if (!key)
            return finish(tl::unexpected(key.error()));
        m_key = *std::move(key);
        m_step = m_store->write(kGateKey, m_key, [this](const Result<> &written) {
            if (!written)
                return finish(tl::unexpected(secrets::explained(m_choice.kind, written.error())));
            m_step = m_store->read(kGateKey, [this](const Result<SecretString> &read) {
                if (!read)
                    return finish(tl::unexpected(secrets::explained(m_choice.kind, read.error())));
                if (!equalInConstantTime(read->reveal(), m_key.reveal()))
                    return finish(fail(ErrorCode::InvalidState, std::string(placeOf(m_choice.kind)) +
                                                                    " gives back another key than it was given"));
                finish(VaultKey{std::move(m_key), placeOf(m_choice.kind)});
            });
        });
    }

    SecretSetup m_setup;
    bool m_make;
    secrets::CredentialSecretStore m_credentials;
    std::unique_ptr<secrets::FileLock> m_lock;
    StoreChoice m_choice;
    std::unique_ptr<ports::SecretStore> m_store;
    std::unique_ptr<ports::SecretStore> m_other; // the first one is at work when this begins
    SecretString m_key;
};

} // namespace

std::string gateSecretsFileOf(const std::string &dataFolder)
{
    return dataFolder + "/gate-secrets";
}

Call findGateKey(SecretSetup setup, bool make, Callback<VaultKey> done)
{
    return (new GateKeySearch(std::move(setup), make, std::move(done)))->start();
}

std::unique_ptr<ports::SecretVault> makeSecretVault(const SecretSetup &setup)
{
    return std::make_unique<secrets::SealedVault>(
        gateSecretsFileOf(setup.choosing.places.dataFolder),
        [setup](bool make, Callback<VaultKey> done) { return findGateKey(setup, make, std::move(done)); });
}

Result<engine::GateAuthority> putAuthority(egress::Gate &gate, const SecretString &pem, WallTime now)
{
    using egress::CertificateAuthority;
    auto authority =
        pem.empty() ? CertificateAuthority::make(now, "Glovebox gate") : CertificateAuthority::fromPem(pem);
    if (!authority)
        return tl::unexpected(authority.error());
    auto shared = std::make_shared<CertificateAuthority>(*std::move(authority));
    gate.openTlsWith(shared);
    return engine::GateAuthority{shared->pem(), shared->certificatePem(), shared->until()};
}

} // namespace glovebox::compose
