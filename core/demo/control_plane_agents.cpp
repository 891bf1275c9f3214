// The model's agents: those that play a scenario, those that clients make, and what a session shows of either
// (reference 2.2, 2.3, 8.2).
#include "core/demo/control_plane_model.h"

#include "core/demo/rows.h"

namespace glovebox::demo {

namespace {

constexpr std::size_t kAgentsMax = 1000;
constexpr std::size_t kAgentNameMax = 256;
constexpr std::size_t kSkillsPerAgentMax = 500; // reference 5.1

Json modelOf(const Json &body, const Json &fallback)
{
    const auto found = body.find("model");
    if (found == body.end() || found->is_null())
        return fallback;
    const Json base{{"id", "scripted-demo"}, {"effort", {{"type", "high"}}}, {"speed", "standard"}};
    Json model = base;
    if (found->is_string())
        model["id"] = *found;
    else if (found->is_object())
        model.update(*found);
    return model;
}

/// What an agent may state about its tools is deep; only what is read later is checked.
Answer<> checkTools(const Json &tools)
{
    for (const auto &tool : tools) {
        if (!tool.is_object() || textOr(tool, "type").empty())
            return refuse(400, "Each of the tools must be an object with a type.");
        const auto config = tool.value("default_config", Json::object());
        const auto configs = tool.value("configs", Json::array());
        if (!config.is_object() || !configs.is_array())
            return refuse(400, "default_config must be an object and configs a list.");
        auto all = configs;
        all.push_back(config);
        for (const auto &entry : all) {
            const auto policy = entry.is_object() ? entry.value("permission_policy", Json::object()) : Json();
            if (!policy.is_object() || (policy.contains("type") && !policy.at("type").is_string()) ||
                (entry.contains("enabled") && !entry.at("enabled").is_boolean()) ||
                (entry.contains("name") && !entry.at("name").is_string()))
                return refuse(400, "A tool's configuration is malformed.");
        }
    }
    return {};
}

Json skillsOf(const Scenario &scenario)
{
    Json skills = Json::array();
    for (const auto &skill : scenario.skills)
        skills.push_back({{"type", "custom"}, {"skill_id", SkillShelf::idFor(skill.name)}, {"version", "latest"}});
    return skills;
}

} // namespace

void ControlPlaneModel::addScenarioAgents()
{
    for (const auto &[name, scenario] : m_options.scenarios) {
        const auto id = agentIdFor(name);
        const auto at = isoTime(m_clock.wallNow());
        m_agents[id] = {{"id", id},
                        {"type", "agent"},
                        {"version", 1},
                        {"name", scenario->title},
                        {"description", scenario->description},
                        {"system", scenario->system.empty() ? Json(nullptr) : Json(scenario->system)},
                        {"model", modelOf({{"model", "scripted-demo"}}, nullptr)},
                        {"execution_identity", {{"type", "service_account"}}},
                        {"mcp_servers", Json::array()},
                        {"multiagent", nullptr},
                        {"skills", skillsOf(*scenario)},
                        {"tools", scenario->tools},
                        {"metadata", {{"scenario", name}}},
                        {"created_at", at},
                        {"updated_at", at},
                        {"archived_at", nullptr}};
        m_agentScenarios[id] = name;
    }
}

Answer<Json> ControlPlaneModel::createAgent(const Json &body)
{
    const auto name = textOr(body, "name");
    if (name.empty() || name.size() > kAgentNameMax)
        return refuse(400, "name must be a text of 1 to 256 characters.");
    if (m_agents.size() >= kAgentsMax)
        return refuse(429, "There are too many agents.");
    const auto metadata = mergedMetadata({}, body.value("metadata", Json::object()));
    if (!metadata)
        return tl::unexpected(metadata.error());
    const auto scenario = metadata->contains("scenario") ? metadata->at("scenario") : std::string(kDefaultScenario);
    const auto found = m_options.scenarios.find(scenario);
    if (found == m_options.scenarios.end())
        return refuse(400, "metadata.scenario names no scenario of this demo server.");
    const auto tools = arrayOr(body, "tools", found->second->tools);
    if (const auto checked = checkTools(tools); !checked)
        return tl::unexpected(checked.error());
    const auto skills = checkedSkills(arrayOr(body, "skills", Json::array()));
    if (!skills)
        return tl::unexpected(skills.error());
    const auto id = m_ids.id("agent");
    Json agent = m_agents.at(agentIdFor(scenario));
    const auto at = isoTime(m_clock.wallNow());
    agent.update({{"id", id},
                  {"name", name},
                  {"description", textOrNull(body, "description")},
                  {"system", textOrNull(body, "system")},
                  {"model", modelOf(body, agent.at("model"))},
                  {"mcp_servers", arrayOr(body, "mcp_servers", Json::array())},
                  {"skills", *skills},
                  {"tools", tools},
                  {"metadata", *metadata},
                  {"created_at", at},
                  {"updated_at", at}});
    m_agents[id] = agent;
    m_agentScenarios[id] = scenario;
    return agent;
}

Answer<Json> ControlPlaneModel::agent(const std::string &id) const
{
    const auto found = m_agents.find(id);
    if (found == m_agents.end())
        return refuse(404, "No such agent.");
    return found->second;
}

Answer<Json> ControlPlaneModel::listAgents(const http::Query &query) const
{
    std::vector<Json> rows;
    for (const auto &[id, agent] : m_agents)
        rows.push_back(agent);
    return paged(rows, query);
}

Answer<Json> ControlPlaneModel::checkedSkills(const Json &skills) const
{
    if (skills.size() > kSkillsPerAgentMax)
        return refuse(400, "An agent has 500 skills at most.");
    Json checked = Json::array();
    for (const auto &skill : skills) {
        const auto id = textOr(skill, "skill_id");
        const auto version = textOr(skill, "version", "latest");
        if (!m_skills.version(id, version))
            return refuse(400, "skills: no such skill, or no such version of it.");
        checked.push_back({{"type", "custom"}, {"skill_id", id}, {"version", version}});
    }
    return checked;
}

/// From an id, {"type":"agent"} or {"type":"agent_with_overrides"} to what a session shows (reference 2.2, 2.3).
Answer<Json> ControlPlaneModel::resolveAgent(const Json &reference) const
{
    const auto id = reference.is_string()   ? reference.get<std::string>()
                    : reference.is_object() ? textOr(reference, "id")
                                            : std::string();
    if (id.empty())
        return refuse(400, "agent must be an agent's id, or an object with one.");
    auto found = agent(id);
    if (!found)
        return refuse(400, "agent: no such agent.");
    Json resolved = std::move(*found);
    for (const auto *key : {"metadata", "created_at", "updated_at", "archived_at"})
        resolved.erase(key);
    if (!reference.is_object())
        return resolved;
    if (const auto version = reference.find("version");
        version != reference.end() && !version->is_null() && *version != 1)
        return refuse(400, "agent: no such version.");
    if (textOr(reference, "type") != "agent_with_overrides")
        return resolved;
    resolved["tools"] = arrayOr(reference, "tools", resolved.at("tools"));
    resolved["model"] = modelOf(reference, resolved.at("model"));
    resolved["mcp_servers"] = arrayOr(reference, "mcp_servers", resolved.at("mcp_servers"));
    auto skills = checkedSkills(arrayOr(reference, "skills", resolved.at("skills")));
    if (!skills)
        return tl::unexpected(skills.error());
    resolved["skills"] = std::move(*skills);
    if (const auto system = reference.find("system"); system != reference.end())
        resolved["system"] = textOrNull(reference, "system");
    if (const auto checked = checkTools(resolved.at("tools")); !checked)
        return tl::unexpected(checked.error());
    return resolved;
}

std::shared_ptr<const Scenario> ControlPlaneModel::scenarioFor(const Json &agent) const
{
    return m_options.scenarios.at(m_agentScenarios.at(agent.at("id").get<std::string>()));
}

} // namespace glovebox::demo
