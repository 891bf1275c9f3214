// Role: OpenSSL's things as values that free themselves. Private to this folder's .cpp files. Thread: any.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace glovebox::egress {

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T *thing) const
    {
        Free(thing);
    }
};

using BioPtr = std::unique_ptr<BIO, FreedBy<BIO_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, FreedBy<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, FreedBy<X509_EXTENSION_free>>;
using BigNumberPtr = std::unique_ptr<BIGNUM, FreedBy<BN_free>>;

/// What the library says was wrong, emptied for the next; the innermost reason alone.
inline std::string opensslReason()
{
    std::string out;
    for (auto code = ERR_get_error(); code != 0; code = ERR_get_error())
        if (const auto *reason = ERR_reason_error_string(code); reason && out.empty())
            out = reason;
    return out.empty() ? "unknown reason" : out;
}

} // namespace glovebox::egress
