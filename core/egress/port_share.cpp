#include "core/egress/port_share.h"

#include "core/guest/protocol/limits.h"

#include <algorithm>

namespace glovebox::egress {

void PortShare::moved(std::uint32_t stream, MonoTime now)
{
    if (stream != m_last && m_lastAt && now - *m_lastAt < kSharedFor)
        m_sharedUntil = now + kSharedFor;
    m_last = stream;
    m_lastAt = now;
}

std::size_t PortShare::room(std::size_t window, std::size_t credit, MonoTime now) const
{
    if (!m_sharedUntil || now >= *m_sharedUntil)
        return std::min(credit, guest::kNetChunkMax);
    const auto onItsWay = window - std::min(credit, window);
    const auto most = window / 4 + kSharedChunk;
    return std::min({credit, kSharedChunk, most - std::min(onItsWay, most)});
}

} // namespace glovebox::egress
