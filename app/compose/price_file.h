// Role: the price table of a file (resources/pricing/default.json shows all of it), or the one that is built in.
// Thread: any; reads one small file.
#pragma once

#include "core/base/result.h"
#include "core/domain/sandbox_meter.h"

#include <string>
#include <string_view>

namespace glovebox::compose {

/// Empty: the one that is built in. InvalidArgument says what is wrong, and what it takes.
Result<domain::PriceTable> readPrices(const std::string &file);

/// Pure. An unknown name, a wrong type and a price that nobody can mean are refused.
Result<domain::PriceTable> parsePrices(std::string_view text);

} // namespace glovebox::compose
