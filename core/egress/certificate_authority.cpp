#include "core/egress/certificate_authority.h"

#include "core/domain/egress_policy.h"
#include "core/egress/openssl_types.h"

#include <openssl/rand.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;

constexpr auto kAuthorityLasts = 24h * 3652;
constexpr auto kLeafLasts = 24h * 7;
constexpr auto kRenewBefore = 24h;
/// A guest that was asleep may have its clock behind for a moment.
constexpr auto kHoldsSince = 24h;
constexpr std::size_t kCommonNameMax = 64; // of X.509
constexpr int kSerialBytes = 16;
constexpr std::size_t kPemMax = 64 << 10;

/// Times and 1970, both in seconds.
std::time_t secondsOf(WallTime time)
{
    return static_cast<std::time_t>(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

std::optional<WallTime> timeOf(const ASN1_TIME *time)
{
    int days = 0;
    int seconds = 0;
    const std::unique_ptr<ASN1_TIME, FreedBy<ASN1_TIME_free>> zero(ASN1_TIME_set(nullptr, 0));
    if (!zero || ASN1_TIME_diff(&days, &seconds, zero.get(), time) != 1)
        return std::nullopt;
    return WallTime(24h * days + std::chrono::seconds(seconds));
}

tl::unexpected<Error> failedIn(const std::string &what)
{
    return fail(ErrorCode::Internal, what + ": " + opensslReason());
}

bool isP256(const EVP_PKEY *key)
{
    char group[32] = {};
    std::size_t length = 0;
    return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 &&
           std::string_view(group, length) == "prime256v1";
}

bool setSerial(X509 *certificate)
{
    unsigned char bytes[kSerialBytes];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7F) | 0x40); // positive, and as long as it looks
    const BigNumberPtr number(BN_bin2bn(bytes, sizeof bytes, nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool addExtension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool setName(X509_NAME *name, const std::string &commonName)
{
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(commonName.data()),
                                      static_cast<int>(commonName.size()), -1, 0) == 1;
}

/// With serial, times and key; without names, extensions and signature.
CertificatePtr blankCertificate(WallTime from, WallTime until, EVP_PKEY *key)
{
    CertificatePtr out(X509_new());
    const bool good = out && X509_set_version(out.get(), X509_VERSION_3) == 1 && setSerial(out.get()) &&
                      ASN1_TIME_set(X509_getm_notBefore(out.get()), secondsOf(from)) != nullptr &&
                      ASN1_TIME_set(X509_getm_notAfter(out.get()), secondsOf(until)) != nullptr &&
                      X509_set_pubkey(out.get(), key) == 1;
    return good ? std::move(out) : nullptr;
}

std::string pemOf(X509 *certificate)
{
    const BioPtr out(BIO_new(BIO_s_mem()));
    char *data = nullptr;
    if (!out || PEM_write_bio_X509(out.get(), certificate) != 1)
        return {};
    const auto length = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

Result<> checkAuthority(X509 *certificate, EVP_PKEY *key)
{
    if (!isP256(key))
        return fail(ErrorCode::InvalidArgument, "the key of the gate's authority is no P-256 key");
    if (X509_check_private_key(certificate, key) != 1)
        return fail(ErrorCode::InvalidArgument, "the gate's authority: its key is not that of its certificate");
    if (X509_check_ca(certificate) != 1 || X509_verify(certificate, key) != 1)
        return fail(ErrorCode::InvalidArgument, "the certificate of the gate's authority is no authority's");
    return {};
}

} // namespace

Result<CertificateAuthority> CertificateAuthority::make(WallTime now, const std::string &commonName)
{
    if (commonName.empty() || commonName.size() > kCommonNameMax)
        return fail(ErrorCode::InvalidArgument, "the gate's authority needs a name of 64 bytes at most");
    ERR_clear_error();
    const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    if (!key)
        return failedIn("make a key for the gate's authority");
    CertificateAuthority out;
    out.m_from = std::chrono::floor<std::chrono::seconds>(now - kHoldsSince);
    out.m_until = std::chrono::floor<std::chrono::seconds>(now + kAuthorityLasts);
    const std::shared_ptr<X509> certificate(blankCertificate(out.m_from, out.m_until, key.get()).release(), X509_free);
    auto *x509 = certificate.get();
    if (!x509 || !setName(X509_get_subject_name(x509), commonName) ||
        X509_set_issuer_name(x509, X509_get_subject_name(x509)) != 1 ||
        !addExtension(x509, x509, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !addExtension(x509, x509, NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !addExtension(x509, x509, NID_subject_key_identifier, "hash") || X509_sign(x509, key.get(), EVP_sha256()) == 0)
        return failedIn("make a certificate for the gate's authority");
    out.m_key = key;
    out.m_certificate = certificate;
    out.m_certificatePem = pemOf(x509);
    return out;
}

Result<CertificateAuthority> CertificateAuthority::fromPem(const SecretString &keyAndCertificate)
{
    ERR_clear_error();
    const auto &text = keyAndCertificate.reveal();
    if (text.size() > kPemMax)
        return fail(ErrorCode::TooLarge, "the gate's authority is longer than any");
    // Each reader takes the first block of its kind; a key that is locked is none of ours, and nobody is asked.
    const BioPtr forKey(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    const BioPtr forCertificate(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    const auto noPassword = [](char *, int, int, void *) {
        return -1;
    };
    const std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(forKey.get(), nullptr, noPassword, nullptr),
                                        EVP_PKEY_free);
    const std::shared_ptr<X509> certificate(PEM_read_bio_X509(forCertificate.get(), nullptr, noPassword, nullptr),
                                            X509_free);
    const auto why = opensslReason();
    if (!key || !certificate)
        return fail(ErrorCode::InvalidArgument, std::string("the gate's authority: its ") +
                                                    (key ? "certificate" : "key") + " cannot be read: " + why);
    GB_CHECK(checkAuthority(certificate.get(), key.get()));
    const auto from = timeOf(X509_get0_notBefore(certificate.get()));
    const auto until = timeOf(X509_get0_notAfter(certificate.get()));
    if (!from || !until)
        return fail(ErrorCode::InvalidArgument, "the gate's authority: its certificate does not say how long it holds");
    CertificateAuthority out;
    out.m_from = *from;
    out.m_until = *until;
    out.m_key = key;
    out.m_certificate = certificate;
    out.m_certificatePem = pemOf(certificate.get());
    return out;
}

SecretString CertificateAuthority::pem() const
{
    const std::unique_ptr<BIO, FreedBy<BIO_free>> out(BIO_new(BIO_s_secmem()));
    char *data = nullptr;
    if (!out || PEM_write_bio_PKCS8PrivateKey(out.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return {};
    const auto length = BIO_get_mem_data(out.get(), &data);
    std::string text;
    text.reserve(static_cast<std::size_t>(length) + m_certificatePem.size()); // it is not to be left where it was
    text.append(data, static_cast<std::size_t>(length)).append(m_certificatePem);
    return SecretString(std::move(text));
}

Result<Leaf> CertificateAuthority::leafFor(const std::string &host, WallTime now)
{
    if (!domain::isEgressName(host))
        return fail(ErrorCode::InvalidArgument, "no certificate can be for that name");
    if (const auto found = m_leaves.find(host); found != m_leaves.end()) {
        if (now >= found->second.from && now + kRenewBefore < found->second.until)
            return found->second;
        m_leaves.erase(found);
    }
    if (now < m_from || now + kRenewBefore >= m_until)
        return fail(ErrorCode::InvalidState,
                    "the gate's certificate authority has lapsed, or this host's clock is wrong");
    ERR_clear_error();
    Leaf leaf;
    leaf.from = std::max(m_from, now - kHoldsSince);
    leaf.until = std::min(m_until, now + kLeafLasts);
    leaf.key = {EVP_EC_gen("P-256"), EVP_PKEY_free};
    if (!leaf.key)
        return failedIn("make a key for the gate");
    leaf.certificate = {blankCertificate(leaf.from, leaf.until, leaf.key.get()).release(), X509_free};
    auto *x509 = leaf.certificate.get();
    // A common name has 64 bytes at most; who looks at it at all looks at the other one first.
    const auto common = host.size() <= kCommonNameMax ? host : std::string("Glovebox");
    if (!x509 || !setName(X509_get_subject_name(x509), common) ||
        X509_set_issuer_name(x509, X509_get_subject_name(m_certificate.get())) != 1 ||
        !addExtension(x509, m_certificate.get(), NID_basic_constraints, "critical,CA:FALSE") ||
        !addExtension(x509, m_certificate.get(), NID_key_usage, "critical,digitalSignature") ||
        !addExtension(x509, m_certificate.get(), NID_ext_key_usage, "serverAuth") ||
        !addExtension(x509, m_certificate.get(), NID_subject_alt_name, ("DNS:" + host).c_str()) ||
        !addExtension(x509, m_certificate.get(), NID_subject_key_identifier, "hash") ||
        !addExtension(x509, m_certificate.get(), NID_authority_key_identifier, "keyid:always") ||
        X509_sign(x509, m_key.get(), EVP_sha256()) == 0)
        return failedIn("make a certificate for the gate");
    if (m_leaves.size() >= kLeavesMax)
        m_leaves.erase(std::ranges::min_element(m_leaves, {}, [](const auto &each) { return each.second.until; }));
    return m_leaves.emplace(host, std::move(leaf)).first->second;
}

} // namespace glovebox::egress
