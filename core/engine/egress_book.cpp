#include "core/engine/egress_book.h"

#include "core/base/text.h"
#include "core/domain/egress_profiles.h"
#include "core/engine/log.h"
#include "core/ports/hypervisor.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {
constexpr ByteCount kProfileShown{80};
}

EgressBook::EgressBook(Parts parts) : m_parts(std::move(parts))
{
    if (!find(kNoEgress))
        m_parts.profiles.insert(m_parts.profiles.begin(), noEgressProfile());
}

const EgressProfile *EgressBook::find(const std::string &name) const
{
    const auto found = std::ranges::find(m_parts.profiles, name, &EgressProfile::name);
    return found == m_parts.profiles.end() ? nullptr : &*found;
}

EgressPolicy EgressBook::policy(const std::string &name) const
{
    if (const auto *profile = find(nameOf(name)))
        return {*profile, {}};
    return {{nameOf(name), "There is no such profile any more.", {}}, {}};
}

Result<> EgressBook::check(const std::string &name) const
{
    if (find(name))
        return {};
    return fail(ErrorCode::InvalidArgument, "there is no egress profile '" + clipped(toOneLine(name), kProfileShown) +
                                                "' on this host; there are: " + namesOf(m_parts.profiles));
}

Result<std::string> EgressBook::choose(const Binding &binding, const std::string &environments,
                                       const std::vector<std::string> &allowed) const
{
    if (!binding.egress)
        return environments;
    GB_CHECK(check(*binding.egress));
    // That nothing leaves is nobody's loss.
    const bool permitted = *binding.egress == kNoEgress || *binding.egress == nameOf(environments) ||
                           std::ranges::find(allowed, *binding.egress) != allowed.end();
    if (!permitted)
        return fail(ErrorCode::InvalidArgument, "the session's metadata asks for the egress profile '" +
                                                    *binding.egress + "', which its environment does not permit");
    return *binding.egress;
}

std::unique_ptr<ports::EgressLine> EgressBook::attach(const SandboxId &sandbox, const ports::Machine &machine,
                                                      const std::string &profile, Session session)
{
    if (!m_parts.gate || machine.networkSocket().empty())
        return nullptr;
    if (!find(nameOf(profile)))
        qCWarning(lcEngine, "%s reaches nothing: there is no egress profile %s any more", sandbox.value().c_str(),
                  nameOf(profile).c_str());
    return m_parts.gate->attach({.sandbox = sandbox,
                                 .socket = machine.networkSocket(),
                                 .policy = policy(profile),
                                 .session = std::move(session),
                                 .decided = m_parts.decided});
}

void EgressTie::follow(EgressBook &book, const SandboxId &sandbox, Wish wish, const EgressBook::Session &session)
{
    if (wish.machine != m_machine) {
        m_line.reset();
        m_stands = false;
        m_profile = wish.profile;
        if (wish.machine)
            m_line = book.attach(sandbox, *wish.machine, wish.profile, session);
        m_machine = wish.machine;
    }
    if (!m_line)
        return;
    if (std::exchange(m_profile, wish.profile) != wish.profile)
        m_line->obey(book.policy(wish.profile));
    if (std::exchange(m_stands, wish.stands) == wish.stands)
        return;
    wish.stands ? m_line->standStill() : m_line->goOn();
}

} // namespace glovebox::engine
