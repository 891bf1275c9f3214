// Role: the window's exports of attempts, on a thread of their own and a connection that only reads. Thread: GUI.
#pragma once

#include "app/bridge/egress_desk.h"
#include "core/base/work_pool.h"

#include <string>

namespace glovebox::compose {

class DiskEgressDesk final : public bridge::EgressDesk {
public:
    /// The ledger of this data folder, as settings name it.
    explicit DiskEgressDesk(const std::string &dataDir);
    ~DiskEgressDesk() override;

    Call exportTo(const Export &wanted, Callback<std::uint64_t> done) override;

private:
    std::string m_ledger; // empty: no folder
    WorkPool *m_pool;     // goes with deleteLater(): an answer may be what ends us
};

} // namespace glovebox::compose
