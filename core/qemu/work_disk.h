// Role: the writable disk of a machine: a blank ext4 of the wanted size, made once per size and kept in the cache, and
// an empty overlay on it per machine. Thread: the engine's; the work is done by mkfs.ext4 and qemu-img.
// Invariants: a file under its final name is complete (written aside, then renamed); existing blank disks are never
// replaced, because machines stand on them.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <string>

namespace glovebox::qemu {

/// Where the blank disk of that size is, or would be.
std::string blankDiskFile(const std::string &cacheDir, ByteCount size);

/// The blank disk's path; made first if it is not there. Several at once, also in other processes, do no harm.
Call prepareBlankDisk(const std::string &cacheDir, ByteCount size, Callback<std::string> done);

/// A qcow2 overlay of the blank disk with nothing in it yet.
Call makeOverlay(const std::string &blankDisk, const std::string &overlay, Callback<> done);

/// The same on any qcow2 file of that size as its guest sees it, which is not opened: nobody follows what is in it.
Call makeEmptyOverlay(const std::string &below, ByteCount size, const std::string &overlay, Callback<> done);

/// OutOfDisk in plain words when less than `min` is free where `dir` is.
Result<> checkFreeSpace(const std::string &dir, ByteCount min);

/// OutOfDisk in plain words when a snapshot of this length would leave less than `min` free where `dir` is.
Result<> checkRoomForSnapshot(const std::string &dir, ByteCount length, ByteCount min);

/// A tool's failure becomes OutOfDisk or OutOfMemory when its words say so.
Error withResourceCode(Error error);

} // namespace glovebox::qemu
