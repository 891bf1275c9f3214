#include "core/demo/demo_session.h"

#include <cmath>

namespace glovebox::demo {

namespace {

constexpr std::size_t kTitleMax = 256;

} // namespace

DemoSession::DemoSession(Description description, Surroundings surroundings)
    : m_description(std::move(description)), m_surroundings(std::move(surroundings)), m_run(m_description.scenario),
      m_bornAt(m_surroundings.clock.now()), m_createdAt(m_surroundings.clock.wallNow()), m_updatedAt(m_createdAt)
{
}

std::string DemoSession::status() const
{
    if (m_terminated)
        return "terminated";
    return m_turn == Turn::Running ? "running" : "idle";
}

Json DemoSession::make(std::string type) const
{
    return {{"id", m_surroundings.ids.id("sevt")},
            {"type", std::move(type)},
            {"processed_at", isoTime(m_surroundings.clock.wallNow())}};
}

/// Into the log first, then to those who listen: a client opens the stream and then reads the log.
const Json &DemoSession::record(Json event)
{
    const auto &stored = m_log.append(std::move(event));
    m_surroundings.published(stored);
    return stored;
}

void DemoSession::emit(Json event)
{
    if (m_terminated)
        return;
    record(std::move(event));
    if (m_log.isFull())
        terminate(kLogFull);
}

void DemoSession::terminate(const std::string &why)
{
    m_terminated = true;
    m_turn = Turn::None;
    m_pause.cancel();
    m_people.clear();
    m_waitingMessages.clear();
    m_turnUses.clear();
    if (!why.empty()) {
        m_run.interrupt(why);
        auto error = make("session.error");
        error["error"] = {{"type", "unknown_error"}, {"message", why}, {"retry_status", {{"type", "terminal"}}}};
        record(std::move(error));
        m_surroundings.outcomeChanged();
    }
    record(make("session.status_terminated"));
}

double DemoSession::activeSeconds() const
{
    auto active = m_activeBefore;
    if (isTurnOpen())
        active += std::chrono::duration_cast<std::chrono::milliseconds>(m_surroundings.clock.now() - m_turnBegan);
    return std::chrono::duration<double>(active).count();
}

/// A scripted agent costs nothing. So that a ledger has something to show, its tokens are priced like a model's, at
/// dollars per million: 3 in, 15 out, 0.30 from the cache, 3.75 into it. Rounded up to whole cents.
Json DemoSession::usage() const
{
    const double dollars =
        (static_cast<double>(m_tokens.input) * 3 + static_cast<double>(m_tokens.output) * 15 +
         static_cast<double>(m_tokens.cacheRead) * 0.3 + static_cast<double>(m_tokens.cacheWrite) * 3.75) /
        1e6;
    const auto cents = static_cast<long long>(std::ceil(dollars * 100));
    return {{"input_tokens", m_tokens.input},
            {"output_tokens", m_tokens.output},
            {"cache_read_input_tokens", m_tokens.cacheRead},
            {"cache_creation", {{"ephemeral_5m_input_tokens", m_tokens.cacheWrite}, {"ephemeral_1h_input_tokens", 0}}},
            {"list_cost", {{"amount", std::to_string(cents)}, {"currency", "USD"}}},
            {"active_seconds", activeSeconds()},
            {"server_tool_use", {{"web_search_requests", 0}, {"web_fetch_requests", 0}}}};
}

std::string DemoSession::accessTo(const std::string &memoryStore) const
{
    for (const auto &resource : m_description.resources)
        if (resource.at("memory_store_id") == memoryStore)
            return resource.at("access").get<std::string>();
    return {};
}

Json DemoSession::threads() const
{
    Json rows = Json::array();
    for (const auto &thread : m_threads)
        rows.push_back({{"id", thread.id},
                        {"type", "session_thread"},
                        {"session_id", id()},
                        {"parent_thread_id", nullptr},
                        {"agent", {{"type", "agent"}, {"name", thread.agent}}},
                        {"status", thread.isOver ? "terminated" : "running"},
                        {"stats", nullptr},
                        {"usage", nullptr},
                        {"workflow_run_id", nullptr},
                        {"created_at", isoTime(thread.createdAt)},
                        {"updated_at", isoTime(m_updatedAt)},
                        {"archived_at", nullptr}});
    return rows;
}

Json DemoSession::toJson() const
{
    const auto age = std::chrono::duration<double>(m_surroundings.clock.now() - m_bornAt).count();
    return {{"id", m_description.id},
            {"type", "session"},
            {"status", status()},
            {"title", m_description.title.empty() ? Json(nullptr) : Json(m_description.title)},
            {"environment_id", m_description.environment},
            {"deployment_id", nullptr},
            {"created_at", isoTime(m_createdAt)},
            {"updated_at", isoTime(m_updatedAt)},
            {"archived_at", m_archivedAt ? Json(isoTime(*m_archivedAt)) : Json(nullptr)},
            {"metadata", m_description.metadata},
            {"vault_ids", Json::array()},
            {"outcome_evaluations", Json::array()},
            {"budget", nullptr},
            {"stats", {{"active_seconds", activeSeconds()}, {"duration_seconds", age}}},
            {"usage", usage()},
            {"resources", m_description.resources},
            {"agent", m_description.agent}};
}

Answer<> DemoSession::update(const Json &patch)
{
    if (!patch.is_object())
        return refuse(400, "The body must be an object.");
    for (const auto &[key, value] : patch.items())
        if (key != "title" && key != "metadata")
            return refuse(400, "Only title and metadata can be changed here.");
    auto metadata = m_description.metadata;
    if (const auto found = patch.find("metadata"); found != patch.end()) {
        auto merged = mergedMetadata(metadata, *found);
        if (!merged)
            return tl::unexpected(merged.error());
        metadata = std::move(*merged);
    }
    if (const auto title = patch.find("title"); title != patch.end()) {
        if (!title->is_null() && (!title->is_string() || title->get_ref<const std::string &>().size() > kTitleMax))
            return refuse(400, "title must be a text of at most 256 characters.");
        m_description.title = title->is_null() ? std::string() : title->get<std::string>();
    }
    m_description.metadata = std::move(metadata);
    touch();
    auto event = make("session.updated");
    event["title"] = m_description.title;
    emit(std::move(event));
    return {};
}

Answer<> DemoSession::archive()
{
    if (isTurnOpen())
        return refuse(400, "A running session cannot be archived; interrupt it first.");
    if (!m_archivedAt) {
        m_archivedAt = m_surroundings.clock.wallNow();
        touch();
        if (!m_terminated)
            terminate({});
    }
    return {};
}

Answer<> DemoSession::remove()
{
    if (isTurnOpen())
        return refuse(400, "A running session cannot be deleted; interrupt it first.");
    m_terminated = true;
    record(make("session.deleted"));
    return {};
}

} // namespace glovebox::demo
