// Role: the files of a ledger on disk: whose turn it is, and what becomes of one that cannot be used.
// Thread: any; blocking file work.
// Invariants: nothing is ever overwritten or deleted here.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <memory>
#include <string>

namespace glovebox::ledger {

/// The right to use a ledger: a lock on the file beside it, which goes with the process however it ends. Beside it,
/// because closing any handle of the database itself would drop SQLite's own locks (POSIX locks are the process's).
class Turn {
public:
    /// Conflict: another one has it, and the detail says which process.
    static Result<std::unique_ptr<Turn>> take(const std::string &ledger);
    ~Turn();
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;

private:
    explicit Turn(int fd) : m_fd(fd) {}
    int m_fd;
};

/// The kernel's refusal `reason` of what was being done.
tl::unexpected<Error> failErrno(const std::string &step, int reason);

/// Makes the file when it is not there, and lets nobody but our user read it.
Result<> makePrivate(const std::string &ledger);

/// Renames the database and what SQLite keeps beside it; "ledger.db" becomes "ledger.db.unusable-20261120T101500".
/// The new name.
Result<std::string> setAside(const std::string &ledger, WallTime now);

} // namespace glovebox::ledger
