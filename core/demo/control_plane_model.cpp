#include "core/demo/control_plane_model.h"

#include "core/demo/rows.h"

#include <algorithm>

namespace glovebox::demo {

namespace {

constexpr std::size_t kEnvironmentsMax = 100;
/// The oldest that has ended makes room; a demo that runs for days stays small.
constexpr std::size_t kSessionsMax = 1000;
constexpr std::size_t kPageDefault = 20;
constexpr std::size_t kPageMax = 100;
constexpr std::size_t kResourcesMax = 8; // reference 2.2
constexpr std::size_t kInitialEventsMax = 50;
constexpr std::size_t kNameMax = 256;

} // namespace

ControlPlaneModel::ControlPlaneModel(ports::Clock &clock, Options options)
    : m_clock(clock), m_options(std::move(options)), m_ids(m_options.idSeed), m_memory(m_clock, m_ids),
      m_environmentKey(m_ids.key("sk-ant-oat01-")), m_apiKey(m_ids.key("sk-ant-api03-")),
      m_operatorKey(m_ids.key("sk-ant-api03-"))
{
    m_defaultEnvironment = addEnvironment("demo", nullptr, Json::object()).json.at("id").get<std::string>();
    m_credentials.add(m_environmentKey, {CallerKind::EnvironmentKey, m_defaultEnvironment, {}, {}});
    m_credentials.add(m_apiKey, {CallerKind::ApiKey, {}, {}, {}});
    m_credentials.add(m_operatorKey, {CallerKind::OperatorKey, {}, {}, {}});
    addScenarioBelongings();
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

// ---- What agents and sessions are given -----------------------------------------------------------------------------

void ControlPlaneModel::addScenarioBelongings()
{
    const auto at = isoTime(m_clock.wallNow());
    for (const auto &[name, scenario] : m_options.scenarios) {
        for (const auto &skill : scenario->skills)
            m_skills.add(skill, at);
        for (const auto &store : scenario->memoryStores)
            m_memory.addStore(store.name, store.memories);
    }
}

/// From what a request names to what a session shows (reference 2.2, 2.3).
Answer<Json> ControlPlaneModel::checkedResources(const Json &resources) const
{
    if (resources.size() > kResourcesMax)
        return refuse(400, "resources can hold 8 memory stores at most.");
    Json checked = Json::array();
    for (const auto &resource : resources) {
        if (textOr(resource, "type") != "memory_store")
            return refuse(400, "The environment is self-hosted; its sessions do not support these resources.");
        const auto id = textOr(resource, "memory_store_id");
        const auto store = m_memory.store(id);
        if (!store)
            return refuse(400, "resources: no such memory store.");
        const auto access = textOr(resource, "access", "read_write");
        if (access != "read_write" && access != "read_only")
            return refuse(400, "resources: access must be read_write or read_only.");
        for (const auto &other : checked)
            if (other.at("memory_store_id") == id)
                return refuse(400, "resources: a memory store is named twice.");
        const auto name = store->at("name").get<std::string>();
        checked.push_back({{"type", "memory_store"},
                           {"memory_store_id", id},
                           {"name", name},
                           {"description", store->at("description")},
                           {"access", access},
                           {"instructions", textOrNull(resource, "instructions")},
                           {"mount_path", MemoryShelf::mountPathFor(name)}});
    }
    return checked;
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
    auto resources = checkedResources(arrayOr(body, "resources", Json::array()));
    if (!resources)
        return tl::unexpected(resources.error());
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
                                 std::move(*metadata), scenario, std::move(*resources)},
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
