// Role: the authority that makes the gate a server to guests, for the hosts that a secret names: one for each
// installation. Guests know its certificate, nobody else does; its key never leaves this host. Thread: the engine's.
// Invariants: P-256 throughout; time is given, never read; a certificate is for one name alone, and for seven days; of
// leaves at most kLeavesMax are kept.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/units.h"

#include <map>
#include <memory>
#include <string>

struct x509_st;
struct evp_pkey_st;

namespace glovebox::egress {

inline constexpr std::size_t kLeavesMax = 256;

/// What a server shows for one name.
struct Leaf {
    std::shared_ptr<x509_st> certificate;
    std::shared_ptr<evp_pkey_st> key;
    WallTime from;
    WallTime until;
};

class CertificateAuthority {
public:
    /// For ten years from `now`. `commonName`: what people see where certificates are listed, 64 bytes at most.
    static Result<CertificateAuthority> make(WallTime now, const std::string &commonName);
    /// As pem() wrote it. InvalidArgument: it is no key with its certificate, no P-256, or no authority.
    static Result<CertificateAuthority> fromPem(const SecretString &keyAndCertificate);

    /// Key, then certificate: for the secret store.
    SecretString pem() const;
    /// The certificate alone: for guests.
    const std::string &certificatePem() const { return m_certificatePem; }
    WallTime until() const { return m_until; }

    /// For this name alone; made anew a day before it lapses. InvalidState: the authority has lapsed, or does not hold
    /// yet (the clock was set). InvalidArgument: no certificate can be for that name.
    Result<Leaf> leafFor(const std::string &host, WallTime now);
    std::size_t leaves() const { return m_leaves.size(); }

private:
    CertificateAuthority() = default;

    std::shared_ptr<x509_st> m_certificate;
    std::shared_ptr<evp_pkey_st> m_key;
    std::string m_certificatePem;
    WallTime m_from;
    WallTime m_until;
    std::map<std::string, Leaf> m_leaves;
};

} // namespace glovebox::egress
