#include "core/images/oci/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace glovebox::images {

namespace {

/// Fails only without memory, or where the host's policy forbids SHA-256: nothing can be verified there.
void demandHash(int answer)
{
    if (answer != 1)
        std::abort();
}

} // namespace

void RunningDigest::Free::operator()(evp_md_ctx_st *context) const
{
    EVP_MD_CTX_free(context);
}

RunningDigest::RunningDigest() : m_context(EVP_MD_CTX_new())
{
    demandHash(m_context ? EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) : 0);
}

void RunningDigest::add(std::string_view bytes)
{
    demandHash(EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()));
}

std::string RunningDigest::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned length = 0;
    demandHash(EVP_DigestFinal_ex(m_context.get(), hash.data(), &length));
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "sha256:";
    for (unsigned at = 0; at < length; ++at) {
        text += digits[hash[at] >> 4U];
        text += digits[hash[at] & 15U];
    }
    return text;
}

std::string digestOf(std::string_view bytes)
{
    RunningDigest digest;
    digest.add(bytes);
    return digest.finish();
}

} // namespace glovebox::images
