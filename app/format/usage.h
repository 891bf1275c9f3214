// Role: what a session's model has used and cost, in words. List price, as the control plane reports it: never the
// invoice, and never more digits than it has. Pure.
#pragma once

#include "core/api/views.h"

#include <QString>

namespace glovebox::format {

/// US cents: "$1.87", "$1,204.00".
QString money(std::int64_t cents);

/// "$1.87 of $5.00", "$1.87", "of $5.00" when only the budget is known; empty when nothing is.
QString listCost(const api::SessionView &session);

} // namespace glovebox::format
