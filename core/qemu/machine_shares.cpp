#include "core/qemu/machine_shares.h"

#include "core/qemu/memory/descriptor.h"

#include <algorithm>
#include <cmath>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

constexpr double kNicenessStep = 1.25;
constexpr int kOrdinaryWeight = 100;
constexpr int kNicenessMin = -20;
constexpr int kNicenessMax = 19;

} // namespace

int nicenessOf(int cpuWeight)
{
    const double steps =
        std::log(static_cast<double>(kOrdinaryWeight) / std::max(cpuWeight, 1)) / std::log(kNicenessStep);
    return std::clamp(static_cast<int>(std::lround(steps)), kNicenessMin, kNicenessMax);
}

bool setSessionNiceness(long pid, int niceness)
{
    const auto path = "/proc/" + std::to_string(pid) + "/autogroup";
    const memory::Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    const auto text = std::to_string(niceness);
    return !file || ::write(file.get(), text.data(), text.size()) > 0;
}

std::optional<nlohmann::json> diskLimits(const domain::MachineShares &shares, const char *device)
{
    if (!shares.diskRate && !shares.diskOperations)
        return std::nullopt;
    // 0 is no limit.
    const auto bytes = static_cast<std::int64_t>(
        std::min<std::uint64_t>(shares.diskRate ? std::max<std::uint64_t>(shares.diskRate->value, 1) : 0, INT64_MAX));
    const std::int64_t operations = shares.diskOperations ? std::max(*shares.diskOperations, 1) : 0;
    return nlohmann::json{{"id", device},       {"bps", bytes}, {"bps_rd", 0}, {"bps_wr", 0},
                          {"iops", operations}, {"iops_rd", 0}, {"iops_wr", 0}};
}

} // namespace glovebox::qemu
