// Role: what the audit trail has beside the ledger's database: the head, which says how far the trail goes, and a key,
// unless that comes from elsewhere (LedgerOptions::auditKey). Thread: any; blocking file work.
// Invariants: a key is made once and never replaced here; one that others may read, or that is not ours, is refused.
// A head is written after the entries that it names are on disk, so it is never ahead of a whole trail.
#pragma once

#include "core/ledger/audit_chain.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace glovebox::ledger {

/// "audit.key" in the ledger's folder, and "ledger.db.audit-head".
std::string auditKeyFileOf(const std::string &ledger);
std::string auditHeadFileOf(const std::string &ledger);

/// NotFound when there is none.
Result<AuditKey> readAuditKey(const std::string &file);
/// The same as text, for who keeps it elsewhere; it is one that AuditKey::fromHex takes.
Result<SecretString> readAuditSecret(const std::string &file);
SecretString newAuditSecret();
/// It is kept elsewhere now. Well also when there is none.
Result<> removeAuditKeyFile(const std::string &file);
/// Makes one when there is none.
Result<AuditKey> readOrMakeAuditKey(const std::string &file);

/// The last entry of a trail; of none: sequence 0.
struct AuditHead {
    std::uint64_t sequence = 0;
    std::string tag = noTag();

    friend bool operator==(const AuditHead &, const AuditHead &) = default;
};

struct FoundHead {
    enum class State { Missing, Unreadable, OtherKey, Good } state = State::Missing;
    AuditHead head;      // of a good one
    std::string problem; // of the others but Missing, one line
};
/// A writer at work may be in the middle of its line: what does not read is read again.
FoundHead readAuditHead(const std::string &file, const AuditKey &key);

/// The writing end. One line of fixed length in place, below a sector: old or new, never half.
class AuditHeadFile {
public:
    /// Makes an empty file when there is none.
    static Result<std::unique_ptr<AuditHeadFile>> open(const std::string &file);
    ~AuditHeadFile();
    AuditHeadFile(const AuditHeadFile &) = delete;
    AuditHeadFile &operator=(const AuditHeadFile &) = delete;

    Result<> write(const AuditHead &head, const AuditKey &key);
    /// It is on disk then; for the first one, without which a trail of a power cut would look cut.
    Result<> sync();

private:
    AuditHeadFile(std::string file, int fd) : m_file(std::move(file)), m_fd(fd) {}

    std::string m_file;
    int m_fd;
};

} // namespace glovebox::ledger
