// Role: which extended attributes of a foreign file go into a root file system. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct archive_entry;

namespace glovebox::images {

/// File capabilities and the users' own. Not what belongs to the host that the image was made on (labels of its
/// security modules, its integrity signatures), and not what an overlay file system reads as an order.
bool mayTravel(std::string_view attribute);

/// Those of the entry that may, sorted by name, each once. TooLarge: names and values together beyond `max`.
Result<std::vector<std::pair<std::string, std::string>>> travellingAttributes(archive_entry *entry, ByteCount max);

} // namespace glovebox::images
