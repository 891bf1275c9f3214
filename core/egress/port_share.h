// Role: how much of one stream may be on its way to the guest, so that what others say does not stand behind it: in the
// socket, in QEMU's queue and in what the agent reads there is no overtaking. Pure. Thread: any; time is given.
// Invariants: a stream that is the only one to carry anything has all that the guest grants; of one that is not a
// quarter of that and a frame, since an agent says what it took by the quarter.
#pragma once

#include "core/base/units.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace glovebox::egress {

class PortShare {
public:
    /// For how long after the last time that another stream carried something.
    static constexpr std::chrono::milliseconds kSharedFor = std::chrono::seconds(1);
    /// Content in a frame meanwhile.
    static constexpr std::size_t kSharedChunk = 16 << 10;

    /// Content of this stream went, either way.
    void moved(std::uint32_t stream, MonoTime now);
    /// What may be sent now, of a stream whose guest took at most `window` ahead and takes `credit` more.
    std::size_t room(std::size_t window, std::size_t credit, MonoTime now) const;

private:
    std::uint32_t m_last = 0;
    std::optional<MonoTime> m_lastAt;
    std::optional<MonoTime> m_sharedUntil;
};

} // namespace glovebox::egress
