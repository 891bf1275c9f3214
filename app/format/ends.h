// Role: how sandboxes ended and what they used, in words: causes, sentences, sums and costs. Pure.
#pragma once

#include "app/format/states.h"

namespace glovebox::format {

/// "Idle timer", "Out of memory": what history is searched by. Red for what nobody wanted.
StateLook look(domain::EndCause cause);
/// What the engine says of it, as a sentence; without that, what such an end means.
QString endInFull(const api::SandboxEnd &end);

/// Running, paused and hibernated together: how long it was there.
std::chrono::milliseconds lifetime(const domain::SandboxMeter &meter);
/// "ran 12 min, 3.2 s CPU, 310 MiB at most, $0.0004"
QString usedInShort(const domain::SandboxMeter &meter, std::int64_t cost);
/// "12 min running, 3 min paused, 2 d 0 h hibernated"; what never was is left out.
QString timesInFull(const domain::SandboxMeter &meter);
/// "$0.0123 at the prices of 2026-11-26"
QString costInFull(std::int64_t cost, const std::string &pricesAsOf);

} // namespace glovebox::format
