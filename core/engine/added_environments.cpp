#include "core/engine/added_environments.h"

#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

std::string AddedEnvironments::whyNot() const
{
    if (!m_parts.connect || !m_parts.keep)
        return "This Glovebox serves the environments that it was started for, and no others.";
    if (!m_parts.kept)
        return "The environments that were added before cannot be read, so none can be added or removed: " +
               describe(m_parts.kept.error());
    return {};
}

bool AddedEnvironments::has(const domain::EnvironmentId &id) const
{
    return m_parts.kept && std::ranges::find(*m_parts.kept, id, &api::AddEnvironment::id) != m_parts.kept->end();
}

Result<Environment> AddedEnvironments::add(const api::AddEnvironment &wanted, Callback<> kept)
{
    auto environment = m_parts.connect(wanted);
    if (!environment)
        return environment;
    m_parts.kept->push_back(wanted);
    m_waiting.push_back(std::move(kept));
    keep();
    return environment;
}

void AddedEnvironments::remove(const domain::EnvironmentId &id)
{
    std::erase_if(*m_parts.kept, [&](const api::AddEnvironment &each) { return each.id == id; });
    m_waiting.push_back([id](const Result<> &outcome) {
        if (!outcome)
            qCWarning(lcEngine, "%s was removed for this run only: its key could not be forgotten: %s",
                      id.value().c_str(), describe(outcome.error()).c_str());
    });
    keep();
}

void AddedEnvironments::keep()
{
    if (m_writing)
        return;
    m_writing = true;
    m_underWay = std::exchange(m_waiting, {});
    m_call = m_parts.keep(*m_parts.kept, [this](const Result<> &outcome) { wasKept(outcome); });
}

void AddedEnvironments::wasKept(const Result<> &outcome)
{
    m_writing = false;
    for (const auto &each : std::exchange(m_underWay, {}))
        each(outcome);
    if (!m_waiting.empty())
        keep();
}

} // namespace glovebox::engine
