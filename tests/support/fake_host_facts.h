// Role: a host with room, or as little of it as a test says. Thread: the test's.
#pragma once

#include "core/ports/host_facts.h"

namespace testsupport {

class FakeHostFacts final : public glovebox::ports::HostFacts {
public:
    glovebox::ports::HostMemory memory() const override { return {glovebox::ByteCount::gib(16), available}; }
    int processors() const override { return 8; }
    glovebox::ports::HostDisk disk() const override { return {glovebox::ByteCount::gib(500), diskFree}; }

    glovebox::ByteCount available = glovebox::ByteCount::gib(8);
    glovebox::ByteCount diskFree = glovebox::ByteCount::gib(100);
};

} // namespace testsupport
