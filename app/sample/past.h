// Role: a month of the sample host's past, told to the ledger: what costs, audit, past sessions and egress history
// show. Deterministic for a seed. Thread: the sample engine's.
#pragma once

#include "app/sample/chance.h"
#include "core/ports/ledger.h"

namespace glovebox::sample {

void tellPast(ports::Ledger &ledger, Chance chance, WallTime now);

} // namespace glovebox::sample
