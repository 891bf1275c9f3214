#include "core/domain/sandbox_meter.h"

namespace glovebox::domain {

namespace {

/// Amounts are milliseconds times a count or bytes times a price: more than 64 bits hold.
__extension__ using Wide = __int128;

constexpr Wide kHour = 3'600'000; // milliseconds
constexpr Wide kMonth = 730 * kHour;
constexpr Wide kGib = Wide{1} << 30;

} // namespace

std::int64_t costOf(const SandboxMeter &meter, const MachineSize &size, const PriceTable &prices)
{
    const Wide memory = size.memory.value;
    const Wide running = meter.running.count();
    const Wide inMemory = running + meter.paused.count();
    const Wide ever = inMemory + meter.hibernated.count();
    // All in millionths of a dollar times kMonth times kGib.
    const Wide sum = running * size.vcpus * prices.vcpuHour * (kMonth / kHour) * kGib +
                     inMemory * memory * prices.memoryGibHour * (kMonth / kHour) +
                     Wide{meter.hibernated.count()} * memory * prices.hibernatedGibHour * (kMonth / kHour) +
                     ever * Wide{meter.diskPeak.value} * prices.diskGibMonth;
    const Wide unit = kMonth * kGib;
    return static_cast<std::int64_t>((sum + unit / 2) / unit);
}

} // namespace glovebox::domain
