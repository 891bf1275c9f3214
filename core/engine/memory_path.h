// Role: names around memory stores (reference 5.2, 5.3): which paths a memory may have, where a store goes in a
// sandbox, the marker that says whose folder it is. Both the server's and the guest's names are foreign.
#pragma once

#include "core/base/result.h"
#include "core/domain/session.h"

#include <string>
#include <string_view>

namespace glovebox::engine {

/// What skills are put below, and what a store without a mount path is.
inline constexpr std::string_view kSkillsFolder = "/mnt/session/skills";
inline constexpr std::string_view kMemoryFolder = "/mnt/session/memory";

/// The file in a store's folder that says whose folder it is. It is never uploaded.
inline constexpr std::string_view kMemoryMarker = ".anthropic-memory-store";
std::string memoryMarkerContent(const domain::MemoryStoreId &store);

/// "/notes/a.md": the reference's rules, and those of a file system; nothing at or below the marker.
bool isMemoryPath(std::string_view path);

/// The folder in the sandbox, without a slash at its end. InvalidArgument: the server's mount path will not do.
Result<std::string> memoryRoot(const domain::MemoryAttachment &attachment);

/// One is the other, or lies below it.
bool foldersOverlap(std::string_view a, std::string_view b);

} // namespace glovebox::engine
