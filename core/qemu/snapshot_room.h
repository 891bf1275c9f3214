// Role: what a snapshot needs of its host besides time: memory for the copy of the guest's own pages, and what has to
// be left free of the disk. Pure. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/ports/hypervisor.h"

#include <string_view>

namespace glovebox::qemu {

/// Left free when a sandbox is hibernated, however much more is reserved: the reserve is for what guests still write,
/// and this one writes no more. What is refused for want of room would be lost, or would go on writing.
inline constexpr ByteCount kHibernateFreeMin = ByteCount::mib(64);
/// Left of the host's memory when the copy has been made.
inline constexpr ByteCount kCopyLeavesMin = ByteCount::mib(64);

/// What has to be left free of the disk, where `reserve` is left otherwise.
ByteCount leftFree(ports::AfterSnapshot after, ByteCount reserve);

/// OutOfMemory in plain words when the host cannot give so much; `meminfo` is what /proc/meminfo says, and one that
/// says nothing of it refuses nothing.
Result<> checkMemoryForCopy(ByteCount copy, std::string_view meminfo);
/// The same for this host, now.
Result<> checkMemoryForCopy(ByteCount copy);

} // namespace glovebox::qemu
