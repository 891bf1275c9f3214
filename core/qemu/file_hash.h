// Role: a file's content as a checksum, to find out later whether a disk has kept it. Not against people: who can write
// the file can write the checksum. Blocking, for worker threads. Thread: any.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>

namespace glovebox::qemu {

/// BLAKE2b, 64 hexadecimal digits; the same for the same bytes, however sparse the file is. `goOn` is called with the
/// bytes that were read since the last time; to say false ends it with Cancelled. No link is followed.
Result<std::string> hashOfFile(const std::string &path, const std::function<bool(std::uint64_t bytes)> &goOn);

} // namespace glovebox::qemu
