// Role: the window's exports and checks of the audit trail, on a thread of their own and a connection that only reads.
// Thread: GUI.
#pragma once

#include "app/bridge/audit_desk.h"
#include "core/base/work_pool.h"

#include <string>

namespace glovebox::compose {

class DiskAuditDesk final : public bridge::AuditDesk {
public:
    /// The ledger of this data folder, as settings name it.
    explicit DiskAuditDesk(const std::string &dataDir);
    ~DiskAuditDesk() override;

    Call exportTo(const Export &wanted, Callback<std::uint64_t> done) override;
    /// Its key is looked for first, which a keyring may ask somebody for.
    Call verify(Callback<Verdict> done) override;

private:
    std::string m_data;   // folder; empty: none
    std::string m_ledger; // likewise
    WorkPool *m_pool;     // goes with deleteLater(): an answer may be what ends us
};

} // namespace glovebox::compose
