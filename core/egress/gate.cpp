#include "core/egress/gate.h"

#include "core/egress/inward_listener.h"
#include "core/egress/line.h"

#include <algorithm>
#include <sys/resource.h>
#include <utility>

namespace glovebox::egress {

namespace {

/// Beside the connections of sandboxes, which have half of all that may be open: an eighth of it.
constexpr std::size_t kInwardPart = 4;
constexpr rlim_t kFilesWanted = 65'536;
constexpr std::size_t kConnectionsLeast = 512; // half of the usual limit

/// Half of what this program may have open; that is raised first, as far as it goes.
std::size_t connectionsPossible()
{
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0)
        return kConnectionsLeast;
    if (files.rlim_cur < kFilesWanted) {
        files.rlim_cur = std::min(files.rlim_max, kFilesWanted);
        if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
            return kConnectionsLeast;
    }
    return static_cast<std::size_t>(files.rlim_cur / 2);
}

} // namespace

Gate::Gate(ports::Clock &clock, Resolve resolve, OwnAddresses own)
    : m_parts{.clock = clock, .resolve = nullptr, .own = std::move(own)}, m_lookups(std::move(resolve)),
      m_opening(std::make_shared<TlsOpening>())
{
    m_parts.connectionsMax = connectionsPossible();
    m_parts.inwardMax = m_parts.connectionsMax / kInwardPart;
}

void Gate::openTlsWith(std::shared_ptr<CertificateAuthority> authority, std::string trustFile)
{
    m_opening->authority = std::move(authority);
    m_opening->trust = TlsTrust(std::move(trustFile));
}

std::unique_ptr<ports::EgressLine> Gate::attach(ports::EgressOrder order)
{
    auto parts = m_parts;
    parts.resolve = m_lookups.ofNewLine();
    return std::make_unique<Line>(parts, std::move(order), m_opening);
}

Result<std::unique_ptr<ports::InwardAddress>> Gate::listen(ports::InwardOrder order)
{
    GB_TRY(listener, InwardListener::listen(m_parts, std::move(order)));
    return std::unique_ptr<ports::InwardAddress>(std::move(listener));
}

} // namespace glovebox::egress
