#include "tests/bench/worker_load.h"

#include "core/demo/control_plane_model.h"

#include <QTimer>

namespace bench {

using namespace glovebox;
using demo::Json;

namespace {

/// The bundled agent that runs the lines of a message. At pace 0 it thinks no time.
constexpr const char *kAgent = "agent_interactive-shell";

Json message(int calls)
{
    std::string text;
    for (int i = 0; i < calls; ++i)
        text += "$ true\n";
    return {{"type", "user.message"}, {"content", Json::array({{{"type", "text"}, {"text", text}}})}};
}

double millisecondsBetween(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

} // namespace

Result<std::unique_ptr<WorkerLoad>> WorkerLoad::open()
{
    std::unique_ptr<WorkerLoad> load(new WorkerLoad);
    demo::DemoServer::Options options;
    options.pace = 0;
    options.reviewAfter.reset();
    GB_TRY(server, demo::DemoServer::start(load->m_clock, std::move(options)));
    load->m_server = std::move(server);
    load->watch();
    return load;
}

/// Between the model and its streams: nothing is asked of the server that a worker could notice.
void WorkerLoad::watch()
{
    auto &told = m_server->model().onEvent;
    told = [this, publish = std::move(told)](const std::string &session, const Json &event) {
        saw(session, event);
        publish(session, event);
    };
}

void WorkerLoad::saw(const std::string &session, const Json &event)
{
    const auto now = std::chrono::steady_clock::now();
    const auto &type = event.at("type").get_ref<const std::string &>();
    if (type == "agent.tool_use") {
        m_first = m_first.value_or(now);
        m_calling.emplace(event.at("id").get<std::string>(), now);
    } else if (type == "user.tool_result") {
        const auto call = m_calling.extract(event.at("tool_use_id").get<std::string>());
        if (call.empty() || event.value("is_error", false))
            return giveUp("a call was answered badly: " + event.dump());
        m_round.latencies.push_back(millisecondsBetween(call.mapped(), now));
        m_last = now;
    } else if (type == "session.status_idle" && event.at("stop_reason").value("type", "") == "end_turn") {
        if (m_busy.erase(session) > 0 && m_busy.empty())
            m_loop.quit();
    }
}

void WorkerLoad::giveUp(std::string why)
{
    if (m_trouble.empty())
        m_trouble = std::move(why);
    m_loop.quit();
}

Result<> WorkerLoad::wait(std::size_t calls, std::chrono::seconds within)
{
    if (m_trouble.empty()) {
        QTimer limit;
        limit.setSingleShot(true);
        QObject::connect(&limit, &QTimer::timeout, &m_loop, [&] {
            giveUp(std::to_string(m_busy.size()) + " of " + std::to_string(m_sessions.size()) +
                   " sessions were not through after " + std::to_string(within.count()) + " s");
        });
        limit.start(within);
        m_loop.exec();
    }
    if (!m_trouble.empty())
        return fail(ErrorCode::TimedOut, m_trouble);
    if (m_round.latencies.size() != calls)
        return fail(ErrorCode::Internal,
                    std::to_string(m_round.latencies.size()) + " results for " + std::to_string(calls) + " calls");
    m_round.seconds = millisecondsBetween(*m_first, m_last) / 1000;
    return {};
}

Result<> WorkerLoad::begin(int sessions, int callsEach, std::chrono::seconds within)
{
    m_trouble.clear();
    m_round = {};
    m_first.reset();
    for (int i = 0; i < sessions; ++i) {
        const auto made = m_server->model().createSession({{"agent", kAgent},
                                                           {"environment_id", environmentId()},
                                                           {"initial_events", Json::array({message(callsEach)})}});
        if (!made)
            return fail(ErrorCode::Internal, "no session: " + made.error().message);
        m_sessions.push_back(made->at("id").get<std::string>());
        m_busy.insert(m_sessions.back());
    }
    return wait(static_cast<std::size_t>(sessions) * static_cast<std::size_t>(callsEach), within);
}

Result<Round> WorkerLoad::round(int callsEach, std::chrono::seconds within)
{
    m_round = {};
    m_first.reset();
    m_busy.insert(m_sessions.begin(), m_sessions.end());
    for (const auto &id : m_sessions) {
        const auto session = m_server->model().session(id);
        if (!session || !(*session)->send({{"events", Json::array({message(callsEach)})}}))
            return fail(ErrorCode::Internal, "a session took no message");
    }
    GB_CHECK(wait(m_sessions.size() * static_cast<std::size_t>(callsEach), within));
    return std::move(m_round);
}

void WorkerLoad::clear()
{
    auto &model = m_server->model();
    if (const auto queue = model.queue(environmentId()); queue)
        for (const auto &item : std::deque((*queue)->items(model.now())))
            if (item.state != domain::WorkState::Stopped)
                std::ignore = model.stopWork(environmentId(), item.id, true);
    for (const auto &id : m_sessions)
        std::ignore = model.deleteSession(id);
    m_sessions.clear();
    m_busy.clear();
    m_calling.clear();
}

} // namespace bench
