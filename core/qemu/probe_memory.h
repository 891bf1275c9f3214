// Role: remembers which acceleration a probe found usable, in a file of the cache, for as long as the answer must be
// the same: this boot of the host, this QEMU, this processor, this image, this access to /dev/kvm. Thread: the
// engine's. Invariants: a file that is damaged or from another version counts as empty; at most kRemembered probes are
// kept.
#pragma once

#include "core/ports/hypervisor.h"

#include <optional>
#include <string>

namespace glovebox::qemu {

/// What a probe's outcome depends on besides the image.
struct ProbeConditions {
    std::string bootId;
    std::string qemuVersion;
    std::string cpuModel;
    std::string kvmAccess; // "usable" or why it is not
};

class ProbeMemory {
public:
    ProbeMemory(std::string file, ProbeConditions conditions);

    std::optional<ports::AccelerationReport> recall(const std::string &imageKey) const;
    /// Failing to write loses nothing but time at the next start; it is logged.
    void remember(const std::string &imageKey, const ports::AccelerationReport &report);

    static constexpr std::size_t kRemembered = 16;

private:
    std::string m_file;
    ProbeConditions m_conditions;
};

/// Boot id and processor of this host, from /proc.
std::string readBootId();
std::string readCpuModel();

} // namespace glovebox::qemu
