// Role: what binds an audit entry to the one before it: its canonical form, its tag, and the keys for both.
// Thread: any; values.
// Invariants: two entries that differ in anything have different canonical forms; a key is never printed.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/audit.h"

#include <string>
#include <string_view>

namespace glovebox::ledger {

/// A tag as it is kept: 32 bytes. People and exports see "sha256:" and 64 hex digits.
inline constexpr std::size_t kTagBytes = 32;
std::string tagText(std::string_view tag);
/// What stands before the first entry: zeros.
const std::string &noTag();

/// RFC 3339 with milliseconds, in UTC; what no calendar has is the number of milliseconds since 1970.
std::string timestamp(WallTime at);

/// One line of JSON: keys in order, no blanks, UTF-8 as it is, whole numbers (RFC 8785). Every field but the tag.
std::string canonicalForm(const domain::AuditEntry &entry);
/// The same with the tag, as "hmac": a line of an export.
std::string exportedForm(const domain::AuditEntry &entry);

/// The keys that are made of a host's one secret. They go as SecretString does.
class AuditKey {
public:
    /// `secret`: 64 hex digits of random bytes. InvalidArgument when it is not.
    static Result<AuditKey> fromHex(const SecretString &secret);

    /// Which key, and nothing of what it is: 16 hex digits.
    const std::string &id() const { return m_id; }
    /// HMAC-SHA256 over the previous tag's text, a line end and the entry's canonical form.
    std::string tag(std::string_view previous, const domain::AuditEntry &entry) const;
    /// The same for a line of the head, with another key.
    std::string seal(std::string_view line) const;
    /// A key for the trail of one sandbox alone, as text for tagOf().
    SecretString keyOf(std::string_view sandbox) const;

private:
    AuditKey() = default;

    SecretString m_host;
    SecretString m_trail;
    SecretString m_head;
    std::string m_id;
};

/// HMAC-SHA256, 32 bytes.
std::string tagOf(const SecretString &key, std::string_view text);

} // namespace glovebox::ledger
