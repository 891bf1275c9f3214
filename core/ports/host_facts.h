// Role: what the engine asks of the host it runs on. Cheap: read on every refresh of the status line.
#pragma once

#include "core/base/units.h"

namespace glovebox::ports {

struct HostMemory {
    ByteCount total;
    ByteCount available; // what could be given to processes without swapping
};

struct HostDisk {
    ByteCount total;
    ByteCount free; // to us
};

class HostFacts {
public:
    virtual ~HostFacts() = default;
    virtual HostMemory memory() const = 0;
    virtual int processors() const = 0;
    /// Where sandboxes' disks are.
    virtual HostDisk disk() const = 0;
};

} // namespace glovebox::ports
