#include "core/qemu/snapshot_room.h"

#include "core/qemu/process_usage.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace glovebox::qemu {

ByteCount leftFree(ports::AfterSnapshot after, ByteCount reserve)
{
    return after == ports::AfterSnapshot::StandStill ? std::min(reserve, kHibernateFreeMin) : reserve;
}

Result<> checkMemoryForCopy(ByteCount copy, std::string_view meminfo)
{
    const auto available = parseKilobytes(meminfo, "MemAvailable");
    if (!available || available->value >= copy.value + kCopyLeavesMin.value)
        return {};
    const auto inMib = [](ByteCount bytes) {
        return std::to_string(bytes.value >> 20) + " MiB";
    };
    return fail(ErrorCode::OutOfMemory, "the host has " + inMib(*available) +
                                            " of memory left; copying what the sandbox has in its own takes " +
                                            inMib(copy) + ", and " + inMib(kCopyLeavesMin) + " are left free");
}

Result<> checkMemoryForCopy(ByteCount copy)
{
    std::ifstream file("/proc/meminfo"); // 2 KiB
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return checkMemoryForCopy(copy, text);
}

} // namespace glovebox::qemu
