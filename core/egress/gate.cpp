#include "core/egress/gate.h"

#include "core/egress/inward_listener.h"
#include "core/egress/line.h"

#include <algorithm>
#include <sys/resource.h>
#include <utility>

namespace glovebox::egress {

namespace {

constexpr rlim_t kFilesWanted = 65'536;
constexpr std::size_t kFilesLeast = 1024; // the usual limit
constexpr std::size_t kInwardMost = 8192;

/// What this program may have open, which is raised first, as far as it goes.
std::size_t filesPossible()
{
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0)
        return kFilesLeast;
    if (files.rlim_cur < kFilesWanted) {
        files.rlim_cur = std::min(files.rlim_max, kFilesWanted);
        if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
            return kFilesLeast;
    }
    return static_cast<std::size_t>(files.rlim_cur);
}

} // namespace

ConnectionBounds boundsOf(std::size_t files)
{
    return {.outward = files / 2, .inward = std::min(files / 8, kInwardMost)};
}

Gate::Gate(ports::Clock &clock, Resolve resolve, OwnAddresses own)
    : m_parts{.clock = clock, .resolve = nullptr, .own = std::move(own)}, m_lookups(std::move(resolve)),
      m_opening(std::make_shared<TlsOpening>())
{
    const auto bounds = boundsOf(filesPossible());
    m_parts.connectionsMax = bounds.outward;
    m_parts.inward->most = bounds.inward;
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
