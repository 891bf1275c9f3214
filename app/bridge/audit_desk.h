// Role: the audit trail on disk as the window exports and verifies it: all of it, not what a page has read. Thread:
// GUI; the work is done on another.
#pragma once

#include "app/bridge/export_progress.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/history.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::bridge {

class AuditDesk {
public:
    struct Export {
        std::string file; // nothing of this name, or with .sha256 behind it, is there
        bool asJson = false;
        domain::AuditPage filter; // its text, action and object
        std::shared_ptr<ExportProgress> progress;
    };

    struct Verdict {
        std::uint64_t entries = 0;
        std::string head;                  // of the newest entry, to be written down elsewhere and compared later
        std::uint64_t behind = 0;          // newest entries that the head beside the trail does not name yet
        std::vector<std::string> findings; // what is wrong, and where, for people; bounded
        std::uint64_t moreFindings = 0;

        bool whole() const { return findings.empty() && moreFindings == 0; }
    };

    AuditDesk() = default;
    virtual ~AuditDesk() = default;
    AuditDesk(const AuditDesk &) = delete;
    AuditDesk &operator=(const AuditDesk &) = delete;

    /// Oldest first, with its checksum beside it; answers how many entries that were. Nothing half is left of one that
    /// is let go of.
    virtual Call exportTo(const Export &wanted, Callback<std::uint64_t> done) = 0;
    /// Looks at every entry. An error only when it cannot be looked at.
    virtual Call verify(Callback<Verdict> done) = 0;
};

} // namespace glovebox::bridge
