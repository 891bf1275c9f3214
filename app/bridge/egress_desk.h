// Role: the ledger's attempts of guests to reach something, as the window exports them: all that a filter leaves, not
// what a page has seen. Thread: GUI; the work is done on another.
#pragma once

#include "app/bridge/export_progress.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/history.h"

#include <memory>
#include <string>

namespace glovebox::bridge {

class EgressDesk {
public:
    struct Export {
        std::string file; // nothing of this name is there
        bool asJson = false;
        domain::EgressPage filter; // all of it but `before` and `most`
        std::shared_ptr<ExportProgress> progress;
    };

    EgressDesk() = default;
    virtual ~EgressDesk() = default;
    EgressDesk(const EgressDesk &) = delete;
    EgressDesk &operator=(const EgressDesk &) = delete;

    /// Newest first; answers how many attempts that were. Nothing half is left of one that is let go of.
    virtual Call exportTo(const Export &wanted, Callback<std::uint64_t> done) = 0;
};

} // namespace glovebox::bridge
