#include "core/egress/gate.h"

#include "core/egress/line.h"

#include <algorithm>
#include <sys/resource.h>
#include <utility>

namespace glovebox::egress {

Gate::Gate(ports::Clock &clock, Resolve resolve, OwnAddresses own) : m_parts{clock, std::move(resolve), std::move(own)}
{
}

std::unique_ptr<ports::EgressLine> Gate::attach(ports::EgressOrder order)
{
    return std::make_unique<Line>(m_parts, std::move(order));
}

} // namespace glovebox::egress
