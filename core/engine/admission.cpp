#include "core/engine/admission.h"

#include "core/domain/memory_need.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace glovebox::engine {

using domain::MachineSize;

namespace {

ByteCount less(ByteCount from, ByteCount what)
{
    return {from.value > what.value ? from.value - what.value : 0};
}

} // namespace

std::string inGib(ByteCount bytes)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes.value) / static_cast<double>(1U << 30));
    return text;
}

void Promised::add(const MachineSize &size)
{
    ++slots;
    vcpus += size.vcpus;
    memory.value += Admission::memoryFor(size).value;
}

ByteCount Admission::memoryFor(const MachineSize &size)
{
    return domain::memoryNeeded(size);
}

std::optional<ByteCount> Admission::memoryForAll() const
{
    if (!m_host.memoryTotal)
        return std::nullopt;
    return less(*m_host.memoryTotal, m_rules.memoryReserve);
}

std::optional<int> Admission::vcpusForAll() const
{
    if (m_host.processors <= 0)
        return std::nullopt;
    const auto all = std::floor(m_host.processors * std::max(m_rules.cpuOvercommit, 0.0));
    constexpr double kMost = std::numeric_limits<int>::max();
    return std::max(1, static_cast<int>(std::min(all, kMost)));
}

std::optional<Shortage> Admission::lacks(const MachineSize &size, const Promised &promised) const
{
    if (promised.slots >= m_rules.capacity)
        return Shortage{Shortage::Of::Slots, "a slot: " + std::to_string(promised.slots) + " of " +
                                                 std::to_string(m_rules.capacity) + " are taken"};
    return lacksOfHost(size, promised);
}

std::optional<Shortage> Admission::lacksOfHost(const MachineSize &size, const Promised &promised) const
{
    using Of = Shortage::Of;
    const auto needs = memoryFor(size);
    if (const auto all = memoryForAll(); all && promised.memory.value + needs.value > all->value)
        return Shortage{Of::Memory, "memory: needs " + inGib(needs) + ", " + inGib(less(*all, promised.memory)) +
                                        " of " + inGib(*all) + " is not promised to others"};
    if (m_host.memoryTotal && m_host.memoryAvailable < m_rules.memoryReserve)
        return Shortage{Of::HostMemory, "memory: the host has " + inGib(m_host.memoryAvailable) + " left, " +
                                            inGib(m_rules.memoryReserve) + " stay free"};
    if (const auto all = vcpusForAll(); all && promised.vcpus + size.vcpus > *all)
        return Shortage{Of::Processors, "processors: needs " + std::to_string(size.vcpus) + " vCPUs, " +
                                            std::to_string(std::max(0, *all - promised.vcpus)) + " of " +
                                            std::to_string(*all) + " are free"};
    if (m_host.diskFree && *m_host.diskFree < m_rules.diskReserve)
        return Shortage{Of::Disk,
                        "disk: " + inGib(*m_host.diskFree) + " is free, " + inGib(m_rules.diskReserve) + " stay so"};
    return std::nullopt;
}

std::string Admission::whyNever(const MachineSize &size) const
{
    if (const auto all = memoryForAll(); all && memoryFor(size) > *all)
        return "it may come to need " + inGib(memoryFor(size)) + " of memory, and this host has " + inGib(*all) +
               " for sandboxes: " + inGib(m_host.memoryTotal.value_or(ByteCount{})) + " less a reserve of " +
               inGib(m_rules.memoryReserve);
    if (const auto all = vcpusForAll(); all && size.vcpus > *all)
        return "it needs " + std::to_string(size.vcpus) + " vCPUs, and this host has " + std::to_string(*all) +
               " for sandboxes";
    return {};
}

int Admission::spares(const MachineSize &size, Promised promised, int most) const
{
    int fit = 0;
    while (fit < most && !lacksOfHost(size, promised)) {
        promised.add(size);
        ++fit;
    }
    return fit;
}

} // namespace glovebox::engine
