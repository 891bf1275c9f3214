#include "core/secrets/choosing.h"

#include "core/base/log.h"
#include "core/secrets/keyring_secret_store.h"
#include "core/secrets/steps.h"

#include <unistd.h>

namespace glovebox::secrets {

namespace {

Q_LOGGING_CATEGORY(lcSecrets, "glovebox.secrets")

constexpr const char *kTrial = "trial";

class Choosing : public Steps<StoreChoice> {
public:
    Choosing(ChoosingOptions options, Callback<StoreChoice> done)
        : Steps(std::move(done)), m_options(std::move(options))
    {
    }

private:
    void begin() override
    {
        const auto &folder = m_options.places.dataFolder;
        auto known = readChoice(folder);
        if (!known)
            return finish(tl::unexpected(known.error()));
        if (*known)
            return takeKnown(**known);
        m_choice.folderId = newFolderId();
        // Files that are there already are from a folder whose choice was lost.
        const bool hasFiles = ::access((secretFolderOf(folder) + '/' + kAuditKey).c_str(), F_OK) == 0;
        const bool keyring = m_options.wish == StoreWish::Keyring ||
                             (m_options.wish == StoreWish::Auto && m_options.mayTakeKeyring && !hasFiles);
        if (!keyring)
            return writeDown(StoreKind::File);
        m_keyring = std::make_unique<KeyringSecretStore>(
            KeyringSecretStore::Options{.program = m_options.places.keyringProgram,
                                        .folderId = m_choice.folderId,
                                        .deadline = m_options.places.keyringDeadline});
        tryKeyring();
    }

    void takeKnown(const StoreChoice &known)
    {
        const bool other = (m_options.wish == StoreWish::File && known.kind != StoreKind::File) ||
                           (m_options.wish == StoreWish::Keyring && known.kind != StoreKind::Keyring);
        if (!other)
            return finish(known);
        const std::string wished = word(otherThan(known.kind));
        finish(fail(ErrorCode::InvalidState, "--secret-store says " + wished + ", but the secrets of " +
                                                 m_options.places.dataFolder + " are in the other one (" +
                                                 word(known.kind) +
                                                 "); move them with: gloveboxctl secret-store move --to " + wished));
    }

    /// One that takes a secret and gives it back will do so tomorrow.
    void tryKeyring()
    {
        m_step = m_keyring->write(kTrial, SecretString(m_choice.folderId), [this](const Result<> &written) {
            if (!written)
                return keyringTried(written);
            m_step = m_keyring->read(kTrial, [this](const Result<SecretString> &read) {
                const bool same = read && read->reveal() == m_choice.folderId;
                m_step = m_keyring->remove(kTrial, [this, same, read](const Result<> &removed) {
                    if (!read)
                        return keyringTried(tl::unexpected(read.error()));
                    keyringTried(same ? removed
                                      : fail(ErrorCode::InvalidState, "the keyring gives back another secret than it "
                                                                      "was given"));
                });
            });
        });
    }

    void keyringTried(const Result<> &tried)
    {
        if (tried)
            return writeDown(StoreKind::Keyring);
        if (m_options.wish == StoreWish::Keyring)
            return finish(tl::unexpected(inContext("--secret-store keyring", tried.error())));
        qCInfo(lcSecrets, "secrets are kept in files, because the keyring is not to be had: %s",
               tried.error().detail.c_str());
        writeDown(StoreKind::File);
    }

    void writeDown(StoreKind kind)
    {
        m_choice.kind = kind;
        if (const auto written = writeChoice(m_options.places.dataFolder, m_choice); !written)
            return finish(tl::unexpected(written.error()));
        finish(m_choice);
    }

    ChoosingOptions m_options;
    StoreChoice m_choice;
    std::unique_ptr<KeyringSecretStore> m_keyring;
};

} // namespace

Call chooseStore(ChoosingOptions options, Callback<StoreChoice> done)
{
    return (new Choosing(std::move(options), std::move(done)))->start();
}

} // namespace glovebox::secrets
