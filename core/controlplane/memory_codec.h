// Role: reads memories and pages of them (reference 5.2). Pure. Thread: any.
// Invariant: a listing is whole or an error. A memory that was left out of it would look deleted to whoever compares.
#pragma once

#include "core/base/result.h"
#include "core/ports/memory_stores.h"

#include <string_view>

namespace glovebox::controlplane {

Result<ports::Memory> decodeMemory(std::string_view body);
Result<ports::MemoryPage> decodeMemoryPage(std::string_view body);

} // namespace glovebox::controlplane
