// Role: reading a ledger's audit trail from outside, also while a program writes it. Thread: the one that opened it;
// blocks. Invariant: nothing is changed.
#pragma once

#include "core/ledger/audit_check.h"

#include <functional>
#include <memory>
#include <optional>

namespace glovebox::ledger {

class ReadConnection;

struct AuditReport {
    std::uint64_t entries = 0;
    AuditHead last;
    std::uint64_t behind = 0; // entries that the head does not name yet
    std::vector<AuditFinding> findings;
    std::uint64_t moreFindings = 0;

    bool whole() const { return findings.empty() && moreFindings == 0; }
};

/// "123:sha256:<64 hex digits>": what is written down elsewhere, to be compared later.
std::string headText(const AuditHead &head);

struct AuditFilter {
    std::string action; // its beginning
    std::string object;
    std::optional<WallTime> since;
    std::string text; // found in any field, case-insensitive
};

class AuditTrail {
public:
    /// `key`: what looking for it in a secret store gave; none: it is beside the ledger. NotFound: there is no such
    /// ledger. InvalidState: it is none, or of before there was a trail.
    static Result<std::unique_ptr<AuditTrail>> open(const std::string &ledger,
                                                    std::optional<Result<AuditKey>> key = {});
    ~AuditTrail();
    AuditTrail(const AuditTrail &) = delete;
    AuditTrail &operator=(const AuditTrail &) = delete;

    /// `expected`: an entry that was written down elsewhere. An error only when it cannot be looked at.
    Result<AuditReport> verify(const std::optional<AuditHead> &expected = {});

    enum class Order { OldestFirst, NewestFirst };
    /// Until `take` says false, or `passed`, which is told of every entry, those that are not of the filter too.
    Result<> each(const AuditFilter &filter, Order order, const std::function<bool(const domain::AuditEntry &)> &take,
                  const std::function<bool(std::uint64_t sequence)> &passed = nullptr);
    /// The sequences of the oldest and the newest entry; zeros: there is none.
    Result<std::pair<std::uint64_t, std::uint64_t>> range() const;

    /// The host's; NotFound when there is none.
    Result<AuditKey> key() const;

private:
    AuditTrail(std::string ledger, std::optional<Result<AuditKey>> key, std::unique_ptr<ReadConnection> connection);

    Result<> eachRow(const char *order, const std::function<bool(AuditRow)> &take);

    std::string m_ledger;
    std::optional<Result<AuditKey>> m_key;
    std::unique_ptr<ReadConnection> m_connection;
};

} // namespace glovebox::ledger
