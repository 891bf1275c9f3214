#include "core/secrets/choice.h"

#include "core/base/id.h"
#include "core/secrets/file_secret_store.h"
#include "core/secrets/keyring_secret_store.h"

#include <QByteArray>
#include <QRandomGenerator>

#include <array>

namespace glovebox::secrets {

namespace {

constexpr const char *kBegins = "glovebox-secret-store 1 ";
constexpr const char *kOtherToo = " both";
constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kChoiceMax = 200; // bytes; it has 60

std::string lineOf(const StoreChoice &choice)
{
    return std::string(kBegins) + word(choice.kind) + ' ' + choice.folderId + (choice.otherToo ? kOtherToo : "") + '\n';
}

} // namespace

const char *word(StoreKind kind)
{
    return kind == StoreKind::Keyring ? "keyring" : "file";
}

StoreKind otherThan(StoreKind kind)
{
    return kind == StoreKind::Keyring ? StoreKind::File : StoreKind::Keyring;
}

std::string secretFolderOf(const std::string &dataFolder)
{
    return dataFolder + "/secrets";
}

std::string choiceFileOf(const std::string &dataFolder)
{
    return dataFolder + "/secret-store";
}

Result<std::optional<StoreChoice>> readChoice(const std::string &dataFolder)
{
    const auto file = choiceFileOf(dataFolder);
    const auto line = readPrivateFile(file, kChoiceMax);
    if (!line && line.error().code == ErrorCode::NotFound)
        return std::optional<StoreChoice>();
    if (!line)
        return tl::unexpected(line.error());
    // Believed when the same line comes out again.
    for (const auto kind : {StoreKind::File, StoreKind::Keyring})
        for (const bool otherToo : {false, true}) {
            const auto before = std::string(kBegins) + word(kind) + ' ';
            StoreChoice choice{kind, {}, otherToo};
            if (line->reveal().starts_with(before))
                choice.folderId = line->reveal().substr(before.size(), kIdDigits);
            if (isSafeToken(choice.folderId) && choice.folderId.size() == kIdDigits && lineOf(choice) == line->reveal())
                return std::optional(std::move(choice));
        }
    return fail(ErrorCode::InvalidState,
                file +
                    " is damaged. It says where this folder's secrets are; restore it from a backup, or, when they "
                    "are in " +
                    secretFolderOf(dataFolder) + ", move it away");
}

Result<> writeChoice(const std::string &dataFolder, const StoreChoice &choice)
{
    return writePrivateFile(choiceFileOf(dataFolder), lineOf(choice));
}

std::string newFolderId()
{
    std::array<quint32, kIdDigits / 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toHex().toStdString();
}

Result<std::unique_ptr<FileLock>> lockStores(const std::string &dataFolder)
{
    return FileLock::take(choiceFileOf(dataFolder) + ".lock",
                          "another program makes or moves the secrets of " + dataFolder + " just now; try again");
}

std::unique_ptr<ports::SecretStore> makeStore(const StorePlaces &places, StoreKind kind, const std::string &folderId)
{
    if (kind == StoreKind::File)
        return std::make_unique<FileSecretStore>(secretFolderOf(places.dataFolder));
    return std::make_unique<KeyringSecretStore>(KeyringSecretStore::Options{
        .program = places.keyringProgram, .folderId = folderId, .deadline = places.keyringDeadline});
}

Error explained(StoreKind kind, Error error)
{
    if (kind == StoreKind::File)
        return inContext("secrets in files", std::move(error));
    if (error.code == ErrorCode::InvalidState || error.code == ErrorCode::TimedOut)
        error.detail += ". This data folder's secrets are in it: unlock it by logging in to the desktop (or in its own "
                        "settings), and start again from that session; or, once it is unlocked, take them out of it "
                        "for good: gloveboxctl secret-store move --to file";
    return inContext("secrets in the keyring", std::move(error));
}

} // namespace glovebox::secrets
