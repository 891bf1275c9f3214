// Role: the audit trail as lines of a file for others. Thread: any; no I/O.
#pragma once

#include "core/ledger/audit_chain.h"

#include <memory>
#include <string>

namespace glovebox::ledger {

class AuditExport {
public:
    virtual ~AuditExport() = default;
    /// Before the first entry; may be empty.
    virtual std::string head() const = 0;
    /// One line with its end; empty: the entry is not of this export.
    virtual std::string line(const domain::AuditEntry &entry) = 0;
};

/// Every field and the tag: what the tag was made of comes out when "hmac" is taken away.
std::unique_ptr<AuditExport> jsonLines();
/// RFC 4180, everything quoted. A cell that a spreadsheet would calculate has an apostrophe before it.
std::unique_ptr<AuditExport> csv();
/// One sandbox's entries in the shape of the isorun API's audit log (reference, 8): numbered from 1, with a chain and
/// a key of their own.
std::unique_ptr<AuditExport> sandboxLines(const AuditKey &key, std::string sandbox);

} // namespace glovebox::ledger
