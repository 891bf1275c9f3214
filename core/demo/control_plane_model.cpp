#include "core/demo/control_plane_model.h"

#include <algorithm>

namespace glovebox::demo {

namespace {

constexpr std::size_t kEnvironmentsMax = 100;
constexpr std::size_t kAgentsMax = 1000;
/// The oldest that has ended makes room; a demo that runs for days stays small.
constexpr std::size_t kSessionsMax = 1000;
constexpr std::size_t kPageDefault = 20;
constexpr std::size_t kPageMax = 100;
constexpr std::size_t kInitialEventsMax = 50;
constexpr std::size_t kNameMax = 256;

std::string textOr(const Json &object, const char *key, const std::string &fallback = {})
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

Json textOrNull(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? *found : Json(nullptr);
}

/// One page out of rows that are already filtered and in order.
Json pageOf(const std::vector<Json> &rows, const PageRequest &page)
{
    Json data = Json::array();
    for (auto at = page.offset; at < rows.size() && data.size() < page.limit; ++at)
        data.push_back(rows[at]);
    const auto end = page.offset + data.size();
    return {{"data", std::move(data)}, {"next_page", end < rows.size() ? Json(cursorFor(end)) : Json(nullptr)}};
}

Answer<Json> paged(const std::vector<Json> &rows, const http::Query &query)
{
    return PageRequest::parse(query, kPageDefault, kPageMax, false).map([&](const PageRequest &page) {
        return pageOf(rows, page);
    });
}

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

Json arrayOr(const Json &body, const char *key, const Json &fallback)
{
    const auto found = body.find(key);
    return found != body.end() && found->is_array() ? *found : fallback;
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

} // namespace

ControlPlaneModel::ControlPlaneModel(ports::Clock &clock, Options options)
    : m_clock(clock), m_options(std::move(options)), m_ids(m_options.idSeed),
      m_environmentKey(m_ids.key("sk-ant-oat01-")), m_apiKey(m_ids.key("sk-ant-api03-"))
{
    m_defaultEnvironment = addEnvironment("demo", nullptr, Json::object()).json.at("id").get<std::string>();
    m_credentials.add(m_environmentKey, {CallerKind::EnvironmentKey, m_defaultEnvironment, {}, {}});
    m_credentials.add(m_apiKey, {CallerKind::ApiKey, {}, {}, {}});
    addScenarioAgents();
}

// ---- Environments -------------------------------------------------------------------------------------------------

ControlPlaneModel::Environment &ControlPlaneModel::addEnvironment(const std::string &name, const Json &description,
                                                                  const Json &metadata)
{
    const auto id = m_ids.id("env");
    const auto at = isoTime(m_clock.wallNow());
    Environment environment;
    environment.json = {{"id", id},
                        {"type", "environment"},
                        {"name", name},
                        {"description", description},
                        {"config", {{"type", "self_hosted"}}},
                        {"metadata", metadata},
                        {"scope", "organization"},
                        {"created_at", at},
                        {"updated_at", at},
                        {"archived_at", nullptr}};
    environment.queue = std::make_unique<WorkQueue>(WorkQueue::Options{id, m_options.leaseTtl}, m_ids, m_credentials);
    return m_environments.emplace(id, std::move(environment)).first->second;
}

Answer<Json> ControlPlaneModel::createEnvironment(const Json &body)
{
    const auto name = textOr(body, "name");
    if (name.empty() || name.size() > kNameMax)
        return refuse(400, "name must be a text of 1 to 256 characters.");
    if (const auto config = body.value("config", Json::object()); textOr(config, "type") != "self_hosted")
        return refuse(400, "Only environments of the type self_hosted exist here.");
    if (m_environments.size() >= kEnvironmentsMax)
        return refuse(429, "There are too many environments.");
    for (const auto &[id, other] : m_environments)
        if (other.json.at("name") == name)
            return refuse(409, "An environment of this name exists.");
    const auto metadata = mergedMetadata({}, body.value("metadata", Json::object()));
    if (!metadata)
        return tl::unexpected(metadata.error());
    return addEnvironment(name, textOrNull(body, "description"), *metadata).json;
}

Answer<Json> ControlPlaneModel::environment(const std::string &id) const
{
    const auto found = m_environments.find(id);
    if (found == m_environments.end())
        return refuse(404, "No such environment.", "environment_not_found");
    return found->second.json;
}

Answer<Json> ControlPlaneModel::listEnvironments(const http::Query &query) const
{
    std::vector<Json> rows;
    for (const auto &[id, environment] : m_environments)
        rows.push_back(environment.json);
    return paged(rows, query);
}

Answer<WorkQueue *> ControlPlaneModel::queue(const std::string &environment)
{
    const auto found = m_environments.find(environment);
    if (found == m_environments.end())
        return refuse(404, "No such environment.", "environment_not_found");
    return found->second.queue.get();
}

Answer<const WorkRecord *> ControlPlaneModel::stopWork(const std::string &environment, const std::string &work,
                                                       bool force)
{
    const auto found = queue(environment);
    if (!found)
        return tl::unexpected(found.error());
    const auto before = (*found)->find(work, now());
    const bool wasAsked = before && (*before)->stopRequestedAt.has_value();
    const auto stopped = (*found)->stop(work, force, now());
    if (!stopped || (*stopped)->state != domain::WorkState::Stopped || wasAsked)
        return stopped;
    // A worker that leaves by itself just as a message comes in would strand that turn.
    const auto of = session((*stopped)->subject);
    if (of && (*of)->takeUnseenTurn())
        ensureWork(**of);
    return (*found)->find(work, now());
}

Answer<Json> ControlPlaneModel::queueHealthcheck(const std::string &environment)
{
    const auto found = queue(environment);
    if (!found)
        return tl::unexpected(found.error());
    const auto &items = (*found)->items(now());
    const bool isWaiting = std::ranges::any_of(items, [](const WorkRecord &item) {
        return item.kind == "healthcheck" && item.state != domain::WorkState::Stopped;
    });
    if (isWaiting)
        return refuse(409, "A health check is under way.");
    const auto &item = (*found)->enqueue("healthcheck", m_ids.id("check"), now());
    if (onWorkQueued)
        onWorkQueued(environment);
    return (*found)->toJson(item, false);
}

void ControlPlaneModel::ensureWork(const DemoSession &session)
{
    auto &queue = *m_environments.at(session.environment()).queue;
    if (queue.liveItemOf(session.id(), now()))
        return;
    queue.enqueue("session", session.id(), now());
    if (onWorkQueued)
        onWorkQueued(session.environment());
}

// ---- Agents -------------------------------------------------------------------------------------------------------

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
                        {"skills", Json::array()},
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
    if (name.empty() || name.size() > kNameMax)
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
    const auto id = m_ids.id("agent");
    Json agent = m_agents.at(agentIdFor(scenario));
    const auto at = isoTime(m_clock.wallNow());
    agent.update({{"id", id},
                  {"name", name},
                  {"description", textOrNull(body, "description")},
                  {"system", textOrNull(body, "system")},
                  {"model", modelOf(body, agent.at("model"))},
                  {"mcp_servers", arrayOr(body, "mcp_servers", Json::array())},
                  {"skills", Json::array()},
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

// ---- Sessions -----------------------------------------------------------------------------------------------------

Answer<> ControlPlaneModel::makeRoom()
{
    if (m_sessions.size() < kSessionsMax)
        return {};
    const auto ended = std::ranges::find_if(m_sessions, [this](const auto &session) {
        return !session->isTurnOpen() &&
               !m_environments.at(session->environment()).queue->liveItemOf(session->id(), now());
    });
    if (ended == m_sessions.end())
        return refuse(429, "There are too many sessions.");
    m_sessions.erase(ended);
    return {};
}

Answer<Json> ControlPlaneModel::createSession(const Json &body)
{
    const auto environment = textOr(body, "environment_id");
    if (!m_environments.contains(environment))
        return refuse(400, "environment_id: no such environment.", "environment_not_found");
    auto agent = resolveAgent(body.value("agent", Json()));
    if (!agent)
        return tl::unexpected(agent.error());
    if (!arrayOr(body, "resources", Json::array()).empty())
        return refuse(400, "The environment is self-hosted; its sessions do not support these resources here.");
    const auto initial = body.contains("initial_events") ? body.at("initial_events") : Json::array();
    if (!initial.is_array() || initial.size() > kInitialEventsMax)
        return refuse(400, "initial_events must be a list of at most 50 events.");
    auto metadata = mergedMetadata({}, body.contains("metadata") && !body.at("metadata").is_null() ? body.at("metadata")
                                                                                                   : Json::object());
    if (!metadata)
        return tl::unexpected(metadata.error());
    if (const auto room = makeRoom(); !room)
        return tl::unexpected(room.error());

    const auto scenario = scenarioFor(*agent);
    const auto id = m_ids.id("sesn");
    auto created = std::make_unique<DemoSession>(
        DemoSession::Description{id, environment, std::move(*agent), textOr(body, "title").substr(0, kNameMax),
                                 std::move(*metadata), scenario},
        DemoSession::Surroundings{m_clock, m_ids, m_options.manners,
                                  [this, id](const Json &event) {
                                      if (onEvent)
                                          onEvent(id, event);
                                  },
                                  [this, id] {
                                      if (const auto of = session(id))
                                          ensureWork(**of);
                                  },
                                  [this, id] {
                                      if (const auto of = session(id); of && onOutcome)
                                          onOutcome(**of);
                                  }});
    if (!initial.empty())
        if (const auto started = created->start(initial); !started)
            return tl::unexpected(started.error());
    m_sessions.push_back(std::move(created));
    ensureWork(*m_sessions.back());
    return m_sessions.back()->toJson();
}

Answer<DemoSession *> ControlPlaneModel::session(const std::string &id)
{
    const auto found = std::ranges::find_if(m_sessions, [&](const auto &session) { return session->id() == id; });
    if (found == m_sessions.end())
        return refuse(404, "No such session.");
    return found->get();
}

Answer<Json> ControlPlaneModel::listSessions(const http::Query &query) const
{
    const auto page = PageRequest::parse(query, kPageDefault, kPageMax, true);
    const auto times = TimeFilter::parse(query);
    if (!page)
        return tl::unexpected(page.error());
    if (!times)
        return tl::unexpected(times.error());
    const auto statuses = query.values("statuses");
    const auto agentId = query.value("agent_id");
    const bool withArchived = query.value("include_archived") == "true";
    std::vector<Json> rows;
    for (const auto &session : m_sessions) {
        const bool wanted = (withArchived || !session->isArchived()) && times->accepts(session->createdAt()) &&
                            (statuses.empty() || std::ranges::find(statuses, session->status()) != statuses.end()) &&
                            (!agentId || session->agent().at("id") == *agentId);
        if (wanted)
            rows.push_back(session->toJson());
    }
    if (page->descending)
        std::ranges::reverse(rows);
    auto answer = pageOf(rows, *page);
    answer["prev_page"] =
        page->offset == 0 ? Json(nullptr) : Json(cursorFor(page->offset - std::min(page->offset, page->limit)));
    return answer;
}

Answer<Json> ControlPlaneModel::deleteSession(const std::string &id)
{
    const auto found = session(id);
    if (!found)
        return tl::unexpected(found.error());
    if (const auto removed = (*found)->remove(); !removed)
        return tl::unexpected(removed.error());
    std::erase_if(m_sessions, [&](const auto &session) { return session->id() == id; });
    return Json{{"id", id}, {"type", "session_deleted"}};
}

} // namespace glovebox::demo
