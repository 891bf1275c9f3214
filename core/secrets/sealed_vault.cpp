#include "core/secrets/sealed_vault.h"

#include "core/base/hex.h"
#include "core/secrets/kept_secrets_json.h"
#include "core/secrets/private_file.h"
#include "core/secrets/steps.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <sys/stat.h>

#include <array>

namespace glovebox::secrets {

namespace {

/// Version and purpose; it is authenticated with the rest.
constexpr std::string_view kVaultMark = "glovebox-secrets-1\n";
constexpr int kNonceBytes = 12;
constexpr int kTagBytes = 16;

constexpr const char *kNotOpened =
    "the file of the gate's secrets does not open: it was changed, is damaged, or another "
    "key sealed it";

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}
unsigned char *bytesOf(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

/// Overwritten when it goes: it has been a secret's bytes.
struct Wiped {
    std::string text;
    ~Wiped() { OPENSSL_cleanse(text.data(), text.size()); }
};

Result<> takeKey(const SecretString &hex, Wiped &key)
{
    auto bytes = fromHex(hex.reveal());
    if (!bytes || bytes->size() != kVaultKeyBytes)
        return fail(ErrorCode::InvalidArgument, "the key of the gate's secrets is no key");
    key.text = *std::move(bytes);
    return {};
}

Error failed()
{
    return {ErrorCode::Internal, "the gate's secrets could not be sealed"};
}

} // namespace

Result<SecretString> newVaultKey()
{
    Wiped key{std::string(kVaultKeyBytes, '\0')};
    if (RAND_priv_bytes(bytesOf(key.text), static_cast<int>(key.text.size())) != 1)
        return tl::unexpected(Error{ErrorCode::Internal, "the system's generator gives no key"});
    return SecretString(toHex(key.text));
}

Result<std::string> sealed(const ports::KeptSecrets &all, const SecretString &keyHex)
{
    Wiped key;
    GB_CHECK(takeKey(keyHex, key));
    Wiped plain{textOf(all)};
    std::string nonce(kNonceBytes, '\0');
    std::string body(plain.text.size(), '\0');
    std::string tag(kTagBytes, '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int count = 0;
    const bool done =
        cipher && RAND_bytes(bytesOf(nonce), kNonceBytes) == 1 &&
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytesOf(key.text), bytesOf(nonce)) == 1 &&
        EVP_EncryptUpdate(cipher.get(), nullptr, &count, bytesOf(kVaultMark), static_cast<int>(kVaultMark.size())) ==
            1 &&
        EVP_EncryptUpdate(cipher.get(), bytesOf(body), &count, bytesOf(std::string_view(plain.text)),
                          static_cast<int>(plain.text.size())) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), nullptr, &count) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, bytesOf(tag)) == 1;
    if (!done)
        return tl::unexpected(failed());
    return std::string(kVaultMark) + nonce + tag + body;
}

Result<ports::KeptSecrets> unsealed(const std::string &file, const SecretString &keyHex)
{
    Wiped key;
    GB_CHECK(takeKey(keyHex, key));
    if (!file.starts_with(kVaultMark) || file.size() < kVaultMark.size() + kNonceBytes + kTagBytes ||
        file.size() > kVaultFileMax)
        return fail(ErrorCode::InvalidState, "the file of the gate's secrets is none of this version's");
    const auto nonce = std::string_view(file).substr(kVaultMark.size(), kNonceBytes);
    auto tag = file.substr(kVaultMark.size() + kNonceBytes, kTagBytes);
    const auto body = std::string_view(file).substr(kVaultMark.size() + kNonceBytes + kTagBytes);
    Wiped plain{std::string(body.size(), '\0')};
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int count = 0;
    std::array<unsigned char, 16> rest{};
    const bool opened =
        cipher &&
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytesOf(key.text), bytesOf(nonce)) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &count, bytesOf(kVaultMark), static_cast<int>(kVaultMark.size())) ==
            1 &&
        EVP_DecryptUpdate(cipher.get(), bytesOf(plain.text), &count, bytesOf(body), static_cast<int>(body.size())) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, bytesOf(tag)) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), rest.data(), &count) == 1;
    if (!opened)
        return fail(ErrorCode::InvalidState, kNotOpened);
    auto all = keptSecretsFrom(plain.text);
    if (!all)
        return fail(ErrorCode::InvalidState, "the file of the gate's secrets is none of this version's");
    return *std::move(all);
}

Result<> SealedVault::write(const ports::KeptSecrets &all, const SecretString &key) const
{
    GB_TRY(bytes, sealed(all, key));
    if (bytes.size() > kVaultFileMax)
        return fail(ErrorCode::TooLarge, "the gate's secrets are too large together");
    return writePrivateFile(m_file, bytes);
}

Call SealedVault::open(Callback<ports::KeptSecrets> done)
{
    struct stat info {};
    if (::lstat(m_file.c_str(), &info) != 0 && errno == ENOENT)
        return answerLater<ports::KeptSecrets>(std::move(done), ports::KeptSecrets{});
    return m_findKey(false, [this, done = std::move(done)](Result<VaultKey> key) {
        if (!key && key.error().code == ErrorCode::NotFound)
            return done(fail(ErrorCode::InvalidState,
                             "the key that the gate's secrets are sealed with is lost; bring it back, or move " +
                                 m_file + " away and give the secrets anew"));
        if (!key)
            return done(tl::unexpected(key.error()));
        m_place = key->place;
        auto file = readPrivateFile(m_file, kVaultFileMax);
        if (!file)
            return done(tl::unexpected(file.error()));
        auto all = unsealed(file->reveal(), key->hex);
        if (!all)
            return done(tl::unexpected(inContext(m_file, all.error())));
        m_key = std::move(key->hex);
        done(std::move(all));
    });
}

Call SealedVault::keep(ports::KeptSecrets all, Callback<> done)
{
    if (m_key)
        return answerLater<void>(std::move(done), write(all, *m_key));
    struct stat info {};
    if (::lstat(m_file.c_str(), &info) == 0) // it was there before, and did not open
        return answerLater<void>(std::move(done), fail(ErrorCode::InvalidState, kNotOpened));
    return m_findKey(true, [this, all = std::move(all), done = std::move(done)](Result<VaultKey> key) {
        if (!key)
            return done(tl::unexpected(key.error()));
        m_place = key->place;
        const auto written = write(all, key->hex);
        if (written)
            m_key = std::move(key->hex);
        done(written);
    });
}

} // namespace glovebox::secrets
