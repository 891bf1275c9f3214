// Role: plain facts about this host, read now: memory, processors, disk space. What they mean is judged elsewhere.
// Thread: any; reads a few small files.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <string>
#include <string_view>

namespace glovebox::system {

struct MemoryFacts {
    ByteCount total;
    ByteCount available; // what new programs can take without swapping

    friend bool operator==(const MemoryFacts &, const MemoryFacts &) = default;
};

struct DiskFacts {
    ByteCount total;
    ByteCount available; // to us, without what is reserved for root
};

MemoryFacts memoryFacts();
/// Processors that this process may use; at least 1.
int processorCount();
/// Of the file system that `folder`, or the nearest folder above it that exists, is on.
Result<DiskFacts> diskFacts(const std::string &folder);

/// Pure: the text of /proc/meminfo. A line that is missing or odd counts as zero.
MemoryFacts parseMeminfo(std::string_view text);

/// The first `max` bytes of a file, empty when it cannot be read: for the small files of /proc and /sys.
std::string readSmallFile(const std::string &path, ByteCount max = ByteCount::kib(64));

} // namespace glovebox::system
