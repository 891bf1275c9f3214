#include "core/ledger/settled.h"

#include "core/ledger/audit_files.h"
#include "core/ledger/audit_trail.h"
#include "core/ledger/ledger_file.h"

#include <unistd.h>

namespace glovebox::ledger {

Result<Remains> removeIfSettled(const std::string &path)
{
    if (::access(path.c_str(), F_OK) == 0) {
        GB_TRY(file, LedgerFile::open({.path = path}));
        GB_TRY(open, file->facts().leftOpen());
        if (!open.calls.empty())
            return Remains::OpenCalls;
        GB_TRY(secrets, tellsOfSecrets(path));
        if (secrets)
            return Remains::Secrets;
    }
    removeLedger(path);
    return Remains::Nothing;
}

Result<bool> tellsOfSecrets(const std::string &path)
{
    GB_TRY(trail, AuditTrail::open(path));
    bool found = false;
    GB_CHECK(trail->each({.action = "secret."}, AuditTrail::Order::NewestFirst, [&found](const domain::AuditEntry &) {
        found = true;
        return false;
    }));
    return found;
}

void removeLedger(const std::string &path)
{
    // The database first: what is beside it means nothing without it. The lock goes last.
    for (const char *suffix : {"", "-wal", "-shm", "-results", ".audit-head", ".lock"})
        ::unlink((path + suffix).c_str());
    ::unlink(auditKeyFileOf(path).c_str());
}

} // namespace glovebox::ledger
